package sheet

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

// lost matches the traces of letters that a program could not write: T?ne, M_r_, and MÄ“rÄ“ for Mērē.
var lost = regexp.MustCompile(`\pL[?_]|[?_]\pL|\pL[¯¤¬¦§¨´¸¿¡°±²³¹º»«¼½¾×÷‡†•…™®©¢£¥€‚„ˆ‰‹›˜]|[ÃÄÅÂ][\x{80}-\x{BF}€‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›]`)

// lostLetters reports whether letters of a name were lost. A capital with an accent inside a word of small letters is one that
// was read in another encoding.
func lostLetters(full string) bool {
	var before rune
	for i, r := range full {
		next, _ := utf8.DecodeRuneInString(full[i+utf8.RuneLen(r):])
		if r >= utf8.RuneSelf && unicode.IsUpper(r) && unicode.IsLetter(before) && (unicode.IsLower(before) || unicode.IsLower(next)) {
			return true
		}
		before = r
	}
	return lost.MatchString(full)
}

// link matches what a phone would make a link of.
var link = regexp.MustCompile(`(?i)https?\b|www\.|//|[\pL\d]\.(co|com|net|org|nz|au|uk|us|io|me|ly|gl|info|link|xyz|app|biz|site|online|shop|top|ru|cn)([^\pL]|$)`)

// domain matches what a phone makes a link of even without its usual endings.
var domain = regexp.MustCompile(`[\pL\d]\.\pL{2,}`)

// HasLink reports whether a phone could make a link of a part of a text.
func HasLink(text string) bool { return link.MatchString(text) || domain.MatchString(text) }

// fault is why a name cannot stand in a text, or "".
func (n name) fault() Kind {
	switch {
	case n.full == "":
		return ""
	case cellError.MatchString(n.full):
		return CellError
	case longRun(n.full):
		return ManyNumbers
	case link.MatchString(n.full + " " + n.first):
		return LinkName
	case strings.ContainsFunc(n.full+n.first, foreignToNames), formulaInside.MatchString(n.full):
		return BadName
	case !strings.ContainsFunc(n.full, unicode.IsLetter), !strings.ContainsFunc(n.first, unicode.IsLetter):
		return NoLetters
	case len([]rune(n.full)) > maxName || len([]rune(n.first)) > dialogue.MaxName:
		return LongName
	}
	return ""
}

// formulaInside matches what a spreadsheet in which semicolons part cells could calculate.
var formulaInside = regexp.MustCompile(`[;|]\s*[=+@＝＋＠-]`)

// foreignToNames are control characters, what a file in another encoding leaves, and what templates are written with.
func foreignToNames(r rune) bool {
	return unicode.IsControl(r) || r == unicode.ReplacementChar || strings.ContainsRune("{}<>", r)
}

func (n name) notes() (notes []Note) {
	switch {
	case n.full == "":
		return []Note{NoName}
	case len(sms.Foreign(n.first)) > 0:
		notes = append(notes, CostsMore)
	}
	if lostLetters(n.full) {
		notes = append(notes, LostLetter)
	}
	if n.odd {
		notes = append(notes, OddName)
	}
	return notes
}
