// Package e164 holds telephone numbers and keeps them out of sight.
//
// The rule it keeps: whatever prints, logs or marshals a Number gets it masked, "+64…567". Only Number.E164 and
// Number.Written give the digits. E164 is for Twilio, the index hash and sealing; Written shows a number to somebody who
// may see it.
//
// It does not know people, Redis or Twilio's REST API, nor whether a number is in use.
//
// The digits are an integer under a random veil, because fmt calls no method on a Number in an unexported field. Such a
// field prints as noise. unique.Handle would hide it too, but took 2.7 µs for a new number.
package e164

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
)

// ITU-T E.164 allows 15 digits and sets no least length. The shortest numbers in use, such as +683 4002 on Niue, have 7.
// Every short code has fewer.
const (
	minDigits = 7
	maxDigits = 15
)

// veil is random for each process. Its top bit is above any 15 digits, so that only the zero Number is 0.
var veil = rand.Uint64() | 1<<63

// Number is a telephone number in ITU-T E.164 form. Within one process it can be compared with == and be a map key. The
// zero value is no number. Any number of goroutines may use one.
type Number struct{ veiled uint64 }

// FromWire reads a webhook's From or To: + and 7 to 15 digits, the first of them 1 to 9. It returns false for anything
// else: short codes, "anonymous", "client:bob", alphanumeric senders, and the digits that stand for a withheld number.
// It does not check that such a number can exist, and does not allocate.
func FromWire(s string) (Number, bool) {
	if len(s) < 1+minDigits || len(s) > 1+maxDigits || s[0] != '+' || s[1] == '0' || withheld[strings.TrimPrefix(s[1:], "1")] {
		return Number{}, false
	}
	var digits uint64
	for i := 1; i < len(s); i++ {
		d := s[i] - '0'
		if d > 9 {
			return Number{}, false
		}
		digits = digits*10 + uint64(d)
	}
	return Number{digits ^ veil}, true
}

// withheld has the digits that spell on a keypad a word that carriers send for a withheld number. American carriers put
// a 1 before it. As a number it would give all callers who withhold theirs the same record. The words:
// help.twilio.com/articles/223179988 and
// twilio.com/changelog/upcoming-changes-to-withheld-caller-ids-behavior-for-dial-calls.
var withheld = map[string]bool{
	"266696687":   true, // ANONYMOUS
	"7378742833":  true, // RESTRICTED
	"2562533":     true, // BLOCKED
	"8656696":     true, // UNKNOWN
	"86282452253": true, // UNAVAILABLE
}

// IsZero reports whether n is no number.
func (n Number) IsZero() bool { return n.veiled == 0 }

// E164 is the number unmasked, such as "+64211234567", or "" for no number. Use it for Twilio, for the index hash and for
// sealing. FromWire reads it back.
func (n Number) E164() string {
	if n.veiled == 0 {
		return ""
	}
	var buf [1 + maxDigits]byte
	buf[0] = '+'
	return string(strconv.AppendUint(buf[:1], n.veiled^veil, 10))
}

// Masked is the country code and the last three digits, "+64…567". It is "+…" if that would hide fewer than four digits,
// and "" for no number.
func (n Number) Masked() string {
	if n.IsZero() {
		return ""
	}
	s := n.E164()
	code, last := 1+countryCode(s[1:]), len(s)-3
	if last-code < 4 {
		return "+…"
	}
	return s[:code] + "…" + s[last:]
}

// countryCode is the length of the country code that digits begin with. All codes but these have three digits (ITU-T E.164
// list of assigned country codes).
func countryCode(digits string) int {
	switch digits[0] {
	case '1', '7':
		return 1
	}
	switch digits[:2] {
	case "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
		"49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81",
		"82", "84", "86", "90", "91", "92", "93", "94", "95", "98":
		return 2
	}
	return 3
}

// String is Masked.
func (n Number) String() string { return n.Masked() }

// Format writes Masked for every verb, in quotes for %q. It keeps width and flags.
func (n Number) Format(f fmt.State, verb rune) {
	if verb != 'q' {
		verb = 's'
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), n.Masked())
}

// LogValue is Masked, for slog.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

// MarshalText gives Masked, also to encoding/json, and never returns an error. A Number cannot be unmarshalled. Store E164
// in a sealed value and read it with FromWire.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.Masked()), nil }
