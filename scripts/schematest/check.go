package schematest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// Schema is a schema that files are checked with.
type Schema struct{ compiled *jsonschema.Schema }

// Open reads a schema.
func Open(t *testing.T, file string) Schema {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	return Schema{compiled}
}

// Check says what the schema refuses in a YAML file. The error is nil if it accepts the file.
func (s Schema) Check(src []byte) error {
	var root any
	if err := yaml.Load(src, &root); err != nil {
		return err
	}
	return s.compiled.Validate(asJSON(root))
}

// Refuses reports whether the schema refuses a YAML file.
func (s Schema) Refuses(src string) bool { return s.Check([]byte(src)) != nil }

// asJSON is a YAML value as an editor checks it: the keys of its mappings are texts.
func asJSON(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = asJSON(v[i])
		}
		return v
	case map[string]any:
		for key := range v {
			v[key] = asJSON(v[key])
		}
		return v
	case map[any]any:
		texts := map[string]any{}
		for key, value := range v {
			texts[strings.TrimSpace(fmt.Sprint(key))] = asJSON(value)
		}
		return texts
	case nil, string, bool, int, float64:
		return v
	default: // a date, for YAML 1.1
		return fmt.Sprint(v)
	}
}
