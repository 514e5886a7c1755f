package session

import (
	"bytes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/fxamacker/cbor/v2"

	"coachline/scripts/dialogue"
)

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

// sealedOverhead is how many bytes longer a sealed value is than its plaintext.
const sealedOverhead = len(keyID{}) + 12 + 16

// seal encodes v as CBOR and seals it with the first key. It opens only with the same purpose, person and turn.
func (c *compartment) seal(v any, why purpose, p Person, turn string) ([]byte, error) {
	if c == nil {
		return nil, ErrWithoutAnswers
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	s.buf.Reset()
	if answers, ok := v.(dialogue.Answers); ok {
		s.buf.Write(appendAnswers(s.buf.AvailableBuffer(), answers))
	} else if err := encoding.MarshalToBuffer(v, &s.buf); err != nil {
		return nil, fmt.Errorf("encode %s: %w", c.name, err)
	}
	s.aad = appendAAD(s.aad[:0], why, p, turn)
	k := &c.keys[0]
	sealed := append(make([]byte, 0, sealedOverhead+s.buf.Len()), k.id[:]...)
	return k.aead.Seal(sealed, nil, s.buf.Bytes(), s.aad), nil
}

// errNotAuthentic: GCM cannot tell the three apart.
var errNotAuthentic = errors.New("it was changed, moved from another place or sealed for another purpose")

// open opens into v what seal has sealed, and reports whether the key was not the first. An error names the key's ID, which
// is public, and nothing of the value.
func (c *compartment) open(sealed string, v any, why purpose, p Person, turn string) (old bool, err error) {
	if c == nil {
		return false, ErrWithoutAnswers
	}
	if len(sealed) < sealedOverhead {
		return false, fmt.Errorf("open %s: %d bytes are too few for a sealed value", c.name, len(sealed))
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	s.sealed = append(s.sealed[:0], sealed...)
	id := keyID(s.sealed)
	with := slices.IndexFunc(c.keys, func(k sealingKey) bool { return k.id == id })
	if with < 0 {
		return false, fmt.Errorf("open %s: sealed under key %x, which is not in COACHLINE_KEYS", c.name, id)
	}
	s.aad = appendAAD(s.aad[:0], why, p, turn)
	s.plain, err = c.keys[with].aead.Open(s.plain[:0], nil, s.sealed[len(id):], s.aad)
	if err != nil {
		return false, fmt.Errorf("open %s: %w", c.name, errNotAuthentic)
	}
	if answers, ok := v.(*dialogue.Answers); ok {
		*answers, err = readAnswers(s.plain)
	} else {
		err = decoding.Unmarshal(s.plain, v)
	}
	if err != nil {
		return false, fmt.Errorf("decode %s: %T does not fit what was sealed", c.name, v) // err may quote it
	}
	return with > 0, nil
}

// purpose is what a value is sealed for. It is part of the additional data.
type purpose byte

const (
	forPlace   purpose = 'p'
	forAnswers purpose = 'a'
	forReply   purpose = 'r'
	forDrafts  purpose = 'd'
	forRoster  purpose = 'm' // with the name of a thing in place of person and turn
	forLink    purpose = 'l' // with the name of the link in place of person and turn
)

// appendAAD appends the additional data that bind a value to its purpose, person and turn. They are unambiguous: the purpose
// has 1 byte, the person 22, or none for the roster, and the turn is the rest.
func appendAAD(dst []byte, why purpose, p Person, turn string) []byte {
	dst = append(dst, byte(why))
	dst = append(dst, p.id...)
	return append(dst, turn...)
}

// The CBOR of sealed values. A learner's words may be any bytes, so decoding must accept text that is not UTF-8: otherwise
// the record could not be read again.
var (
	encoding = must(cbor.EncOptions{Time: cbor.TimeUnix}.UserBufferEncMode())
	decoding = must(cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// scratch is reusable memory for sealing and opening one value.
type scratch struct {
	buf    bytes.Buffer
	sealed []byte
	plain  []byte
	aad    []byte
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

// Answers are sealed as a CBOR map of text to text (RFC 8949), which any CBOR library can read. This file reads and writes
// it without reflection, which took a third of the time of a turn.

// Major types of CBOR are in the upper three bits of an item's first byte. The lower five bits are its length, or say in how
// many bytes the length follows.
const (
	majorText = 3 << 5
	majorMap  = 5 << 5

	lengthIn1 = 24
	lengthIn2 = 25
	lengthIn4 = 26
)

// appendAnswers appends a map of text to text.
func appendAnswers(b []byte, answers dialogue.Answers) []byte {
	b = appendHead(b, majorMap, len(answers))
	for step, said := range answers {
		b = append(appendHead(b, majorText, len(step)), step...)
		b = append(appendHead(b, majorText, len(said)), said...)
	}
	return b
}

// appendHead appends the first bytes of an item: its major type and its length n.
func appendHead(b []byte, major byte, n int) []byte {
	switch {
	case n < lengthIn1:
		return append(b, major|byte(n))
	case n < 1<<8:
		return append(b, major|lengthIn1, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, major|lengthIn2), uint16(n))
	}
	return binary.BigEndian.AppendUint32(append(b, major|lengthIn4), uint32(n))
}

var errNotAnswers = errors.New("not a map of texts")

// readAnswers reads what appendAnswers writes. The error quotes nothing of it.
func readAnswers(b []byte) (dialogue.Answers, error) {
	r := cborReader{rest: string(b), ok: true}
	n := r.head(majorMap)
	if n > len(r.rest) {
		return nil, errNotAnswers
	}
	answers := make(dialogue.Answers, n)
	for range n {
		step := r.text()
		answers[step] = r.text()
	}
	if !r.ok || r.rest != "" {
		return nil, errNotAnswers
	}
	return answers, nil
}

// cborReader reads items from the front of rest. ok turns false at the first one that does not fit.
type cborReader struct {
	rest string
	ok   bool
}

// text reads a text string.
func (r *cborReader) text() string {
	n := r.head(majorText)
	return r.take(n)
}

// head reads the first bytes of an item of this major type, and returns its length.
func (r *cborReader) head(major byte) int {
	first := r.take(1)
	if !r.ok || first[0]&0xe0 != major {
		r.ok = false
		return 0
	}
	n := int(first[0] & 0x1f)
	if n < lengthIn1 {
		return n
	}
	if n > lengthIn4 {
		r.ok = false
		return 0
	}
	length := r.take(1 << (n - lengthIn1))
	n = 0
	for i := range len(length) {
		n = n<<8 | int(length[i])
	}
	return n
}

// take removes the first n bytes and returns them.
func (r *cborReader) take(n int) string {
	if !r.ok || n > len(r.rest) {
		r.ok = false
		return ""
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}
