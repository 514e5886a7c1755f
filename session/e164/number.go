// Package e164 holds telephone numbers and keeps them out of sight.
//
// The one rule: a Number shows itself masked, "+64…567", to everything that prints, logs or marshals it.
// Number.E164 and Number.Written are the only ways to the digits; call E164 for Twilio's wire, for the index hash and
// for sealing, and Written to show a number to somebody who may see it.
//
// The package does not know people, Redis or Twilio's REST API, nor whether anybody answers a number.
//
// The digits are held as an integer under a random veil, because fmt calls no method on a Number in an
// unexported field: such a field prints as noise. unique.Handle hides as well, but a number not seen
// before cost 2.7 µs.
package e164

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"strings"
)

// ITU-T E.164: at most 15 digits. It gives no least length; the shortest numbers in use,
// such as +683 4002 on Niue, have 7, and every short code has fewer.
const (
	minDigits = 7
	maxDigits = 15
)

// veil is drawn anew by each process. Its top bit is above any 15 digits, so that only the zero Number is 0.
var veil = rand.Uint64() | 1<<63

// Number is a telephone number in ITU-T E.164 form. It can be compared with == and be a map key, within
// one process; the zero value is no number. Any number of goroutines may use one.
type Number struct{ veiled uint64 }

// FromWire reads a webhook's From or To. It takes exactly + and 7 to 15 digits, the first of them 1-9, and
// refuses anything else: short codes, "anonymous", "client:bob", the names of alphanumeric senders, and the
// digits that stand for a withheld number. It does not check that such a number can exist, and does not
// allocate.
func FromWire(s string) (Number, bool) {
	if len(s) < 1+minDigits || len(s) > 1+maxDigits || s[0] != '+' || s[1] == '0' || withheld(s[1:]) {
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

// withheld reports whether digits are a word that a carrier sent in place of the caller's number, spelled on
// a keypad: help.twilio.com/articles/223179988 lists them, and
// twilio.com/changelog/upcoming-changes-to-withheld-caller-ids-behavior-for-dial-calls says that Twilio
// translates. American carriers put their 1 before them. Taken for numbers, they would give all who
// withhold theirs one record to share.
func withheld(digits string) bool {
	switch strings.TrimPrefix(digits, "1") {
	case "266696687", // ANONYMOUS
		"7378742833",  // RESTRICTED
		"2562533",     // BLOCKED
		"8656696",     // UNKNOWN
		"86282452253": // UNAVAILABLE
		return true
	}
	return false
}

// IsZero reports whether n is no number.
func (n Number) IsZero() bool { return n.veiled == 0 }

// E164 is the number unmasked, such as "+64211234567", or "" for no number. Use it for Twilio, for the
// index hash and for sealing; FromWire reads it back.
func (n Number) E164() string {
	if n.IsZero() {
		return ""
	}
	var buf [1 + maxDigits]byte
	buf[0] = '+'
	return string(strconv.AppendUint(buf[:1], n.veiled^veil, 10))
}

// Masked is the country code and the last three digits, "+64…567"; "+…" where that would hide fewer than
// four digits, and "" for no number.
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

// countryCode is the length in digits of the country code that digits begin with. All codes have three but
// these (ITU-T E.164 list of assigned country codes).
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

// Format writes Masked whatever the verb, in quotes for %q; width and flags are kept.
func (n Number) Format(f fmt.State, verb rune) {
	if verb != 'q' {
		verb = 's'
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), n.Masked())
}

// LogValue is Masked, for slog.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.Masked()) }

// MarshalText gives Masked, to encoding/json too, and returns no error. There is no way back: unmarshalling
// a text into a Number is an error. Store E164 in a sealed value and read it with FromWire.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.Masked()), nil }
