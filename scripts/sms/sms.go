// Package sms packs what the line says into text messages, and counts their segments.
//
// The rule it keeps: check and the line pack with the same code, so that a lesson costs what check proved. It does not
// know lessons or Twilio's wire. A message here is the body of one SMS.
package sms

import (
	"slices"
	"strings"
	"unicode/utf8"

	"coachline/scripts/dialogue"
)

// The bounds of one answer by text.
const (
	MaxBody     = 1600 // characters of one message; Twilio refuses longer ones (21617)
	MaxMessages = 3    // messages in answer to one text; Twilio allows 10 (14109)
	MaxSegments = 2    // segments of a message of several lines, and of an author's text
)

// gap stands between two lines that share a message.
const gap = "\n\n"

// Pack packs the lines of one turn into SMS bodies, in order, with the footer below each. Lines share a message if
// that costs no more and fits in MaxSegments, since carriers may deliver two messages in the wrong order. There are at
// most MaxMessages, each of at most MaxBody characters. A longer one is cut and ends with an ellipsis.
func Pack(lines []dialogue.Line, footer string) []string {
	if footer != "" {
		footer = "\n" + footer
	}
	var bodies []string
	for _, line := range lines {
		if line.Text == "" {
			continue
		}
		last := len(bodies) - 1
		if last < 0 {
			bodies = append(bodies, line.Text)
			continue
		}
		joined := Count(bodies[last] + gap + line.Text + footer).Segments
		apart := Count(bodies[last]+footer).Segments + Count(line.Text+footer).Segments
		if len(bodies) == MaxMessages || joined <= MaxSegments && joined <= apart {
			bodies[last] += gap + line.Text
		} else {
			bodies = append(bodies, line.Text)
		}
	}
	room := MaxBody - utf8.RuneCountInString(footer)
	for i, body := range bodies {
		if utf8.RuneCountInString(body) > room { // a value that was filled in is long: check bounds an author's text
			body = strings.TrimSpace(string([]rune(body)[:room-3])) + "..."
		}
		bodies[i] = body + footer
	}
	return bodies
}

// Segments is the number of segments of all bodies.
func Segments(bodies []string) int {
	n := 0
	for _, body := range bodies {
		n += Count(body).Segments
	}
	return n
}

// SegmentsInGSM7 is the number of segments that the lines of one turn take if each letter is one of GSM-7: a macron counts like the
// vowel below it.
func SegmentsInGSM7(lines []dialogue.Line, footer string) int {
	lines = slices.Clone(lines)
	for i := range lines {
		lines[i].Text = inGSM7(lines[i].Text)
	}
	return Segments(Pack(lines, inGSM7(footer)))
}

func inGSM7(text string) string {
	return strings.Map(func(r rune) rune {
		if GSM7.width(r) == 0 {
			return 'n'
		}
		return r
	}, text)
}

// Encoding is the alphabet in which a text is sent.
type Encoding uint8

const (
	// GSM7 is the alphabet of GSM 03.38 with its extension table, counted in septets.
	GSM7 Encoding = iota
	// UCS2 takes any character, counted in UTF-16 code units. One character outside GSM-7 puts the whole
	// text into it.
	UCS2
)

// String is Twilio's name for the encoding, "GSM-7" or "UCS-2".
func (e Encoding) String() string { return [...]string{"GSM-7", "UCS-2"}[e] }

// width is the number of units of r, or 0 if e cannot encode it.
func (e Encoding) width(r rune) int {
	switch {
	case e == UCS2 && r >= 0x10000:
		return 2
	case e == UCS2:
		return 1
	case r < rune(len(septets)):
		return int(septets[r])
	case r == '€':
		return 2
	}
	return 0
}

// septets has 1 for the basic table of GSM 03.38 (3GPP TS 23.038, 6.2.1) and 2 for its extension table, except the euro
// sign. Only the capital C has a cedilla. Backtick and tab are in neither table.
var septets = func() (t [0x400]uint8) {
	for _, r := range "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà" {
		t[r] = 1
	}
	for _, r := range "\f^{}\\[~]|" {
		t[r] = 2
	}
	return t
}()

// Size is what a text costs.
type Size struct {
	Encoding Encoding
	Units    int // septets in GSM-7, UTF-16 code units in UCS-2; headers not counted
	Segments int // what Twilio bills
}

// Count is the size of text as Twilio sends and bills it without Smart Encoding. Empty text has 0 segments: Twilio refuses
// it (21602), though its calculator says 1. A line break is one unit, CRLF two.
//
// Count never splits an extension character or surrogate pair between segments. It may split an emoji of several code
// points, as carriers do. Twilio's calculator keeps it whole, and so may count one segment more. Count does not allocate.
func Count(text string) Size {
	if size, ok := GSM7.pack(text); ok {
		return size
	}
	size, _ := UCS2.pack(text)
	return size
}

// pack counts the segments of text, or returns false if e cannot encode one of its characters. In each segment of a longer
// text, 6 of the 140 octets are a header: twilio.com/docs/glossary/what-sms-character-limit.
func (e Encoding) pack(text string) (size Size, ok bool) {
	single, part := 160, 153
	if e == UCS2 {
		single, part = 70, 67
	}
	size.Encoding = e
	free := 0
	for _, r := range text {
		w := e.width(r)
		if w == 0 {
			return Size{}, false
		}
		if free < w {
			size.Segments++
			free = part
		}
		free -= w
		size.Units += w
	}
	if size.Units <= single {
		size.Segments = min(size.Units, 1)
	}
	return size, true
}

// Foreign is the characters of text outside GSM-7, each once, in the order in which they first appear, or nil if there are
// none. A byte that is not UTF-8 counts as U+FFFD.
func Foreign(text string) []rune {
	var foreign []rune
	for _, r := range text {
		if GSM7.width(r) == 0 && !slices.Contains(foreign, r) {
			foreign = append(foreign, r)
		}
	}
	return foreign
}
