package session

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"strings"
	"sync"

	"coachline/session/e164"
)

// ParsePerson reads what Person.String writes.
func ParsePerson(s string) (Person, bool) {
	const size = 22 // hashSize bytes in base64url
	if len(s) != size {
		return Person{}, false
	}
	if strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(base64url, r) }) {
		return Person{}, false
	}
	return Person{s}, true
}

// Person is a learner as keys, URLs and logs know them: 22 characters that stay the same for a number and tell nothing
// of it without the index key. The zero Person is nobody. It is comparable and can be a map key.
type Person struct{ id string }

// hashSize is how many bytes of the HMAC a Person has; 128 bits leave no two numbers alike.
const hashSize = 16

// String is the 22 characters, base64url.
func (p Person) String() string { return p.id }

// MarshalText is String, for logs in JSON.
func (p Person) MarshalText() ([]byte, error) { return []byte(p.id), nil }

// IsZero reports whether p is nobody.
func (p Person) IsZero() bool { return p.id == "" }

// Person is who has this number; nobody for no number. It does not touch Redis.
func (s *Store) Person(n e164.Number) Person {
	if n.IsZero() {
		return Person{}
	}
	return s.keys.person(n.E164())
}

// Caller is who calls in this call while withholding their number: a person of their own for as long as the call.
func (s *Store) Caller(callSID string) Person { return s.keys.person("call:" + callSID) }

// person hashes a name that cannot be taken for one of another kind: numbers begin with +, calls with "call:".
func (k *Keyring) person(name string) Person {
	h := k.hashers.Get().(*hasher)
	defer k.hashers.Put(h)
	h.mac.Reset()
	h.buf = append(h.buf[:0], name...)
	h.mac.Write(h.buf)
	h.buf = h.mac.Sum(h.buf[:0])
	return Person{base64.RawURLEncoding.EncodeToString(h.buf[:hashSize])}
}

// hasher is an HMAC that is used again: to key a new one costs as much as the hashing.
type hasher struct {
	mac hash.Hash
	buf []byte
}

func newHashers(index []byte) *sync.Pool {
	return &sync.Pool{New: func() any { return &hasher{mac: hmac.New(sha256.New, index)} }}
}
