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

// keySize is the size of a master key and of all that is derived from one, in bytes.
const keySize = 32

// What HKDF-SHA256 derives from a master key, by its info string. A new layout of what is sealed gets a new name.
const (
	infoID      = "coachline key id v1" // public: it stands before every sealed value
	infoPlace   = "coachline place v1"
	infoAnswers = "coachline answers v1"
	infoRoster  = "coachline roster v1"
	infoIndex   = "coachline index v1"
	infoLogin   = "coachline login v1"
	infoIndexID = "coachline index id v1" // public: it stands in Redis, see Store.Publish
)

// Keyring seals what is stored of learners and managers and opens it again: three compartments with keys of their own, so
// that one can be handed out without another, and the key by which a number becomes a Person. It never prints a key. Any
// number of goroutines may use one.
type Keyring struct {
	place   *compartment
	answers *compartment // nil in a ring WithoutAnswers
	roster  *compartment
	hashers *sync.Pool // of *hasher, with the index key
	login   [keySize]byte
	indexID string // tells index keys apart, and nothing of them
}

// ParseKeys reads master keys as COACHLINE_KEYS has them: base64 of 32 bytes each (standard or URL alphabet, padded or
// not), comma-separated, spaces ignored. The first seals, all open, and the last also derives the index key: put a new
// key in front and take an old one away only when nothing is sealed under it any more; the last one stays for good. It may
// stand earlier too: "old,new,old" is the step before "new,old" in which every replica learns to open what none seals yet.
// An error says which key is wrong, and nothing of the key itself.
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
	return &Keyring{
		place: place, answers: answers, roster: roster, hashers: newHashers(index), login: [keySize]byte(login),
		indexID: hex.EncodeToString(id),
	}, nil
}

// LoginKey is what the codes that managers log in with are bound by. It opens nothing else.
func (k *Keyring) LoginKey() [keySize]byte { return k.login }

// ErrWithoutAnswers is what an error wraps when something needs what learners said, with a ring that cannot open it.
var ErrWithoutAnswers = errors.New("these keys do not open what learners said")

// WithoutAnswers is the same ring less the keys of what learners said and were answered: with it a Store can invite, withdraw,
// nudge and tell where somebody stands, and everything else is refused with ErrWithoutAnswers.
func (k *Keyring) WithoutAnswers() *Keyring {
	ring := *k
	ring.answers = nil
	return &ring
}

// Format says how many keys there are, whatever the verb.
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

// compartment seals and opens one half of a record, or the roster. A sealed value is the key's ID (4 bytes), a random
// nonce (12), the ciphertext and its tag (16): AES-256-GCM.
type compartment struct {
	name string
	keys []sealingKey // the first seals
}

type sealingKey struct {
	id   keyID
	aead cipher.AEAD
}

type keyID [4]byte

// sealedOverhead is by how many bytes a sealed value is longer than what is in it.
const sealedOverhead = len(keyID{}) + 12 + 16

func newCompartment(name, info string, masters [][]byte) (*compartment, error) {
	c := &compartment{name: name}
	for i, master := range masters {
		if slices.ContainsFunc(masters[:i], func(earlier []byte) bool { return bytes.Equal(earlier, master) }) {
			continue // the last may stand twice
		}
		k, err := newSealingKey(master, info)
		if err != nil {
			return nil, fmt.Errorf("key %d of %d: %w", i+1, len(masters), err)
		}
		if c.byID(k.id) != nil {
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

func (c *compartment) byID(id keyID) *sealingKey {
	for i := range c.keys {
		if c.keys[i].id == id {
			return &c.keys[i]
		}
	}
	return nil
}

// seal returns plain sealed with the first key; it opens only with the same bind.
func (c *compartment) seal(plain, bind []byte) []byte {
	k := &c.keys[0]
	sealed := make([]byte, 0, sealedOverhead+len(plain))
	sealed = append(sealed, k.id[:]...)
	return k.aead.Seal(sealed, nil, plain, bind)
}

// errNotAuthentic: GCM cannot tell the three apart.
var errNotAuthentic = errors.New("it was changed, moved from another place or sealed for another purpose")

// open appends to dst what was sealed with bind, and reports whether the key was not the first. The error names the
// key's ID, which is public, and nothing of the value.
func (c *compartment) open(dst, sealed, bind []byte) (plain []byte, old bool, err error) {
	if len(sealed) < sealedOverhead {
		return nil, false, fmt.Errorf("open %s: %d bytes are too few for a sealed value", c.name, len(sealed))
	}
	id := keyID(sealed[:len(keyID{})])
	k := c.byID(id)
	if k == nil {
		return nil, false, fmt.Errorf("open %s: sealed under key %x, which is not in COACHLINE_KEYS", c.name, id)
	}
	plain, err = k.aead.Open(dst, nil, sealed[len(id):], bind)
	if err != nil {
		return nil, false, fmt.Errorf("open %s: %w", c.name, errNotAuthentic)
	}
	return plain, k != &c.keys[0], nil
}

// purpose is what a value is sealed for. With the person, and a turn for a reply, it makes the additional data.
type purpose byte

const (
	forPlace   purpose = 'p'
	forAnswers purpose = 'a'
	forReply   purpose = 'r'
	forDrafts  purpose = 'd'
	forRoster  purpose = 'm' // of what, stands in place of the person
)

// appendAAD appends the additional data that tie a value to its purpose, person and turn. It is unambiguous: the first
// part has 1 byte, the second always 22, or none for the roster, and the third is the rest.
func appendAAD(dst []byte, why purpose, p Person, turn string) []byte {
	dst = append(dst, byte(why))
	dst = append(dst, p.id...)
	return append(dst, turn...)
}
