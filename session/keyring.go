package session

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// keySize is the size of a master key, and of each key derived from one, in bytes.
const keySize = 32

// The info strings by which HKDF-SHA256 derives keys and IDs from a master key. If the layout of a sealed value changes, it
// gets a new info string.
const (
	infoID      = "coachline key id v1" // public: the ID precedes every sealed value
	infoPlace   = "coachline place v1"
	infoAnswers = "coachline answers v1"
	infoRoster  = "coachline roster v1"
	infoIndex   = "coachline index v1"
	infoLogin   = "coachline login v1"
	infoVisit   = "coachline visit v1"
	infoIndexID = "coachline index id v1" // public: the ID is stored in Redis, see Store.Publish
)

// Keyring seals and opens stored data. It has three compartments, each with keys of its own, so that code can get one
// without the others. It also has the index key, which turns a number into a Person. It never prints a key. Any number of
// goroutines may use one.
type Keyring struct {
	place   *compartment
	answers *compartment // nil in a Keyring WithoutAnswers
	roster  *compartment
	index   []byte     // the index key
	hashers *sync.Pool // of *hasher, with the index key
	login   [keySize]byte
	visit   [keySize]byte // zero in a Keyring WithoutAnswers
	indexID string        // tells index keys apart, and reveals nothing else
}

// ParseKeys reads master keys as in COACHLINE_KEYS: comma-separated, each base64 of 32 bytes in the standard or URL
// alphabet, padded or not. It ignores spaces. The first key seals, all keys open, and the last one also derives the index
// key. To change keys, put the new one in front, and remove an old one when nothing is sealed with it any more. The last key
// must stay. It may also come earlier: set "old,new,old" on every replica before "new,old", so that each can open what
// another seals. An error says which key is wrong, and reveals nothing of it.
func ParseKeys(s string) (*Keyring, error) {
	if strings.TrimSpace(s) == "" {
		return nil, errors.New("there is no key; make one with: openssl rand -base64 32")
	}
	parts := strings.Split(s, ",")
	masters := make([][]byte, len(parts))
	for i, part := range parts {
		master, err := parseKey(part)
		if err != nil {
			return nil, fmt.Errorf("key %d of %d: %w", i+1, len(parts), err)
		}
		masters[i] = master
		for j := range i {
			if bytes.Equal(masters[j], master) && (i < len(parts)-1 || j == i-1) {
				return nil, fmt.Errorf("key %d of %d: the same as key %d", i+1, len(parts), j+1)
			}
		}
	}
	return newKeyring(masters)
}

// toStd turns the URL alphabet into the standard one and drops spaces.
var toStd = strings.NewReplacer("-", "+", "_", "/", " ", "", "\t", "", "\n", "", "\r", "")

func parseKey(s string) ([]byte, error) {
	key, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(toStd.Replace(s), "="))
	if err != nil {
		return nil, errors.New("not base64") // the error names a byte of the key
	}
	if len(key) != keySize {
		return nil, fmt.Errorf("%d bytes, want %d", len(key), keySize)
	}
	return key, nil
}

func newKeyring(masters [][]byte) (*Keyring, error) {
	place, err := newCompartment("place", infoPlace, masters)
	if err != nil {
		return nil, err
	}
	answers, err := newCompartment("answers", infoAnswers, masters)
	if err != nil {
		return nil, err
	}
	roster, err := newCompartment("roster", infoRoster, masters)
	if err != nil {
		return nil, err
	}
	index, err := derive(masters[len(masters)-1], infoIndex, keySize)
	if err != nil {
		return nil, err
	}
	id, err := derive(masters[len(masters)-1], infoIndexID, 8)
	if err != nil {
		return nil, err
	}
	login, err := derive(masters[len(masters)-1], infoLogin, keySize)
	if err != nil {
		return nil, err
	}
	visit, err := derive(masters[len(masters)-1], infoVisit, keySize)
	if err != nil {
		return nil, err
	}
	return &Keyring{
		place: place, answers: answers, roster: roster, index: index, hashers: new(sync.Pool), login: [keySize]byte(login),
		visit: [keySize]byte(visit), indexID: hex.EncodeToString(id),
	}, nil
}

// LoginKey returns the key that protects managers' login codes. It opens no record.
func (k *Keyring) LoginKey() [keySize]byte { return k.login }

// ErrWithoutAnswers is wrapped by errors of operations that need the answers when the Keyring is WithoutAnswers.
var ErrWithoutAnswers = errors.New("these keys do not open what learners said")

// WithoutAnswers returns the Keyring without the keys for answers, drafts and replies. With it a Store can invite, withdraw,
// nudge and report progress. Everything else fails with ErrWithoutAnswers.
func (k *Keyring) WithoutAnswers() *Keyring {
	ring := *k
	ring.answers, ring.visit = nil, [keySize]byte{}
	return &ring
}

// VisitKey returns the key from which learners' completion codes are made. It opens no record.
func (k *Keyring) VisitKey() [keySize]byte { return k.visit }

// SealLink seals whose record a link opens. It opens only with the same name of the link.
func (k *Keyring) SealLink(p Person, link string) ([]byte, error) {
	return k.answers.seal(p.id, forLink, Person{}, link)
}

// OpenLink returns whose record a link opens, from what SealLink has sealed under this name.
func (k *Keyring) OpenLink(sealed, link string) (p Person, err error) {
	_, err = k.answers.open(sealed, &p.id, forLink, Person{}, link)
	return p, err
}

// Format writes how many keys there are, whatever the verb, so that no key is printed.
func (k *Keyring) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "keyring of %d", len(k.place.keys))
}

func derive(master []byte, info string, size int) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, master, nil, info, size)
	if err != nil {
		return nil, fmt.Errorf("derive %s: %w", info, err)
	}
	return key, nil
}

func newCompartment(name, info string, masters [][]byte) (*compartment, error) {
	c := &compartment{name: name}
	for i, master := range masters {
		if slices.ContainsFunc(masters[:i], func(earlier []byte) bool { return bytes.Equal(earlier, master) }) {
			continue // the last key may occur twice
		}
		k, err := newSealingKey(master, info)
		if err != nil {
			return nil, fmt.Errorf("key %d of %d: %w", i+1, len(masters), err)
		}
		if slices.ContainsFunc(c.keys, func(earlier sealingKey) bool { return earlier.id == k.id }) {
			return nil, fmt.Errorf("key %d of %d: has the same ID as an earlier one, by chance; make another", i+1, len(masters))
		}
		c.keys = append(c.keys, k)
	}
	return c, nil
}

func newSealingKey(master []byte, info string) (k sealingKey, err error) {
	id, err := derive(master, infoID, len(k.id))
	if err != nil {
		return k, err
	}
	key, err := derive(master, info, keySize)
	if err != nil {
		return k, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return k, err
	}
	k.id = keyID(id)
	k.aead, err = cipher.NewGCMWithRandomNonce(block)
	return k, err
}
