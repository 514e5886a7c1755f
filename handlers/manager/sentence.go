package manager

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"coachline/handlers/manager/sheet"
)

// MaxSentence is how long a manager's own sentence in an invitation may be, in characters.
const MaxSentence = 60

// The words on which phone companies and the line act: a sentence has none of them in capitals, and asks for none.
const reserved = `stop|stopall|unsubscribe|cancel|end|quit|optout|revoke|start|unstop|help|info|yes|no|go|call|again|skip|back|pause|text me|` +
	`mydata|mywords|forget|forget me|zone|ready`

var (
	commands  = regexp.MustCompile(`\b(` + strings.ToUpper(reserved) + `)\b`)
	asksFor   = regexp.MustCompile(`(?i)\b(text|texts|txt|sms|reply|replies|respond|answer|send|write|type)\b( back| us| me| it)?( with| by)?\W{1,3}(` + reserved + `|\d+)\b`)
	alone     = regexp.MustCompile(`(?i)^\W*(` + reserved + `)\W*$`)
	templated = regexp.MustCompile(`[{}<>]`)
)

// CheckSentence returns a manager's own sentence as the text has it, or a *Refused that says what to change. None is none.
func CheckSentence(typed string) (string, error) {
	words := strings.Join(strings.Fields(strings.Map(visible, typed)), " ")
	length := utf8.RuneCountInString(words)
	switch command := commands.FindString(words); {
	case words == "":
		return "", nil
	case length > MaxSentence:
		return words, refused(fmt.Sprintf("Your own sentence has %d characters: %d at most.", length, MaxSentence))
	case sheet.HasLink(words):
		return words, refused("There is a link in your own sentence, or a full stop without a space: phone companies block texts with links.")
	case command != "":
		return words, refused(fmt.Sprintf("Your own sentence has %s in capitals, on which phones or the line act: write it without.", command))
	case asksFor.MatchString(words), alone.MatchString(words):
		return words, refused("Your own sentence asks for an answer that would stop, begin or change something: the text itself says how to begin.")
	case templated.MatchString(words), !strings.ContainsFunc(words, unicode.IsLetter), strings.ContainsRune(words, unicode.ReplacementChar):
		return words, refused("Your own sentence has characters that cannot stand in a text: write it in words, without < > { }.")
	}
	return words, nil
}

// visible is a character as it is texted: no line ends, and no marks that nobody sees. What joins an emoji stays.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r), unicode.IsControl(r):
		return ' '
	case unicode.Is(unicode.Cf, r) && r != '\u200d':
		return -1
	}
	return r
}
