package manager

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"coachline/session/e164"
	"coachline/session/roster"
)

// searchOf reports who is found by what was typed: whoever has each of its words in their name, whatever the case, the macrons
// and the order, or its digits in their number, as it is written at home or abroad. Nothing typed finds everybody.
func searchOf(typed, region string) func(*roster.Learner) bool {
	terms := termsOf(typed, region)
	return func(row *roster.Learner) bool {
		if len(terms) == 0 {
			return true
		}
		name, abroad := plain(row.Name), digitsOf(row.Number.E164())
		for _, t := range terms {
			found := strings.Contains(name, t.word) || !t.number.IsZero() && t.number == row.Number
			if !found && t.digits != "" { // how a number is written at home takes longest to find out
				found = strings.Contains(abroad, t.digits) || strings.Contains(digitsOf(row.Number.Written(region)), t.digits)
			}
			if !found {
				return false
			}
		}
		return true
	}
}

// term is one word of a search.
type term struct {
	word   string
	digits string      // of a part of a number; empty for a name
	number e164.Number // zero where it is no whole one
}

// termsOf are the terms of a search. What is written of a number, with spaces in it, is one.
func termsOf(typed, region string) []term {
	var terms []term
	for _, word := range strings.Fields(plain(typed)) {
		t := term{word: word}
		if !strings.ContainsFunc(word, unicode.IsLetter) {
			t.digits = digitsOf(word)
		}
		if last := len(terms) - 1; t.digits != "" && last >= 0 && terms[last].digits != "" {
			terms[last].word += word
			terms[last].digits += t.digits
			continue
		}
		terms = append(terms, t)
	}
	for i := range terms {
		if terms[i].digits != "" {
			terms[i].number, _ = e164.Parse(terms[i].word, region) // zero for a part of one
		}
	}
	return terms
}

// plain is a name as people type it in a hurry: without case, macrons and other marks, and without apostrophes and hyphens.
func plain(name string) string {
	plain := strings.ToLower(name)
	if strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII || r == '\'' || r == '`' }) { // most names are plain
		marks := runes.Predicate(func(r rune) bool { return unicode.Is(unicode.Mn, r) || strings.ContainsRune("'’‘ʻʼ`", r) })
		folded, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(marks), cases.Fold(), norm.NFC), name)
		if err == nil {
			plain = folded
		}
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Pd, r) {
			return ' '
		}
		return r
	}, plain)
}

// digitsOf are the digits of a text.
func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}
