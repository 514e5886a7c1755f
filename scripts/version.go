package scripts

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"coachline/scripts/dialogue"
)

// version is the hash of a script's content, translations included, without Version and Values.
func version(s *dialogue.Script) string {
	content := *s
	content.Version = ""
	return contentHash(content)
}

// contentHash is the first 12 hex digits of SHA-256 over v as JSON with sorted keys and without zero fields.
// In a lesson a zero field means the same as an absent one. A new field of a step that a lesson does not use therefore
// leaves its version as it is.
func contentHash(v any) string {
	src, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain data marshals
	}
	decoder := json.NewDecoder(bytes.NewReader(src))
	decoder.UseNumber()
	var fields any
	if err := decoder.Decode(&fields); err != nil {
		panic(err) // it was marshalled above
	}
	canonical, err := json.Marshal(withoutZeros(fields))
	if err != nil {
		panic(err) // it was decoded above
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])[:12]
}

// withoutZeros is a JSON value without the zero members of its objects, or nil if nothing is left.
// Lists keep all their items, since an item's place has a meaning.
func withoutZeros(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if member = withoutZeros(member); member == nil {
				delete(v, name)
			} else {
				v[name] = member
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = withoutZeros(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	case string, bool, json.Number:
		if v == "" || v == false || v == json.Number("0") {
			return nil
		}
	}
	return v
}
