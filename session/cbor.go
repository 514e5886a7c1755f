package session

import (
	"encoding/binary"
	"errors"

	"coachline/scripts/dialogue"
)

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
