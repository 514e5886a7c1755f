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

// Person identifies a learner in keys, URLs and logs. It is 22 characters that are always the same for a number, and reveal
// nothing about it without the index key. The zero Person is nobody. A Person is comparable and can be a map key.
type Person struct{ id string }

// hashSize is how many bytes of the HMAC a Person has. With 128 bits no two numbers have the same.
const hashSize = 16

// String returns the 22 characters, which are base64url.
func (p Person) String() string { return p.id }

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

// MarshalText returns String, for logs in JSON.
func (p Person) MarshalText() ([]byte, error) { return []byte(p.id), nil }

// IsZero reports whether p is nobody.
func (p Person) IsZero() bool { return p.id == "" }

// Person returns the person with this number, or nobody for the zero Number. It does not use Redis.
func (s *Store) Person(n e164.Number) Person {
	number := n.E164()
	if number == "" {
		return Person{}
	}
	return s.keyring.person(number)
}

// Caller returns the person for a call whose number is withheld. Each such call is a person of its own.
func (s *Store) Caller(callSID string) Person { return s.keyring.person("call:" + callSID) }

// person hashes a number, which begins with +, a call, which begins with "call:", or a word of the roster, with "roster:".
func (k *Keyring) person(name string) Person {
	h := k.hashers.Get().(*hasher)
	defer k.hashers.Put(h)
	h.mac.Reset()
	h.buf = append(h.buf[:0], name...)
	h.mac.Write(h.buf)
	h.buf = h.mac.Sum(h.buf[:0])
	return Person{base64.RawURLEncoding.EncodeToString(h.buf[:hashSize])}
}

// hasher is a reusable HMAC. Keying a new one costs as much as the hashing.
type hasher struct {
	mac hash.Hash
	buf []byte
}

func newHashers(index []byte) *sync.Pool {
	return &sync.Pool{New: func() any { return &hasher{mac: hmac.New(sha256.New, index)} }}
}
