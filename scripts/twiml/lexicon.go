package twiml

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pronunciation is how a voice says a word, or a few words. One of Say and IPA is set.
type Pronunciation struct {
	Word string
	Say  string // other words, which the voice says in its place
	IPA  string // the letters of the International Phonetic Alphabet
}

// Lexicon has the pronunciations of words that voices get wrong. It does not change.
type Lexicon struct {
	by [utf8.RuneSelf][]Pronunciation // by the first byte of Word, small and capital; the longest first
	// beyond has those whose first letter is no ASCII one.
	beyond []Pronunciation
}

// NewLexicon makes a lexicon. Of two pronunciations of a word the first counts. Without any it returns nil.
func NewLexicon(all []Pronunciation) *Lexicon {
	if len(all) == 0 {
		return nil
	}
	l := &Lexicon{}
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b Pronunciation) int { return cmp.Compare(len(b.Word), len(a.Word)) })
	for _, p := range all {
		first, size := utf8.DecodeRuneInString(p.Word)
		if size != 1 {
			l.beyond = append(l.beyond, p)
			continue
		}
		l.by[unicode.ToLower(first)] = append(l.by[unicode.ToLower(first)], p)
		if upper := unicode.ToUpper(first); upper != unicode.ToLower(first) {
			l.by[upper] = append(l.by[upper], p)
		}
	}
	return l
}

// at returns the pronunciation of the words with which a text goes on at a place, or nil if the voice says them as they are written.
func (l *Lexicon) at(text string, i int) *Pronunciation {
	all := l.beyond
	if c := text[i]; c < utf8.RuneSelf {
		all = l.by[c]
	}
	for n := range all {
		p := &all[n]
		end := i + len(p.Word)
		if end > len(text) || !strings.EqualFold(text[i:end], p.Word) {
			continue
		}
		if before, _ := utf8.DecodeLastRuneInString(text[:i]); inWord(before) {
			continue
		}
		if after, _ := utf8.DecodeRuneInString(text[end:]); inWord(after) {
			continue
		}
		return p
	}
	return nil
}

// HasAny reports whether one of these texts has a word of the lexicon.
func (l *Lexicon) HasAny(texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool {
		for i := range text {
			if l.at(text, i) != nil {
				return true
			}
		}
		return false
	})
}

// inWord reports whether a letter beside a word makes it a part of another one.
func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}

// write writes a text with its pronunciations: twilio.com/docs/voice/twiml/say/text-speech#ssml. The words themselves stay readable.
// Without ipa, those in IPA are said as they are written.
func (l *Lexicon) write(b *bytes.Buffer, text string, ipa bool) {
	if l == nil {
		escape(b, text)
		return
	}
	from := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < utf8.RuneSelf && l.by[c] == nil || c >= utf8.RuneSelf && (l.beyond == nil || !utf8.RuneStart(c)) {
			continue
		}
		p := l.at(text, i)
		if p == nil || p.IPA != "" && !ipa {
			continue
		}
		escape(b, text[from:i])
		from = i + len(p.Word)
		element, end := "<sub", "</sub>"
		if p.IPA != "" {
			element, end = `<phoneme alphabet="ipa"`, "</phoneme>"
		}
		b.WriteString(element)
		attr(b, "alias", p.Say)
		attr(b, "ph", p.IPA)
		b.WriteByte('>')
		escape(b, text[i:from])
		b.WriteString(end)
		i = from - 1
	}
	escape(b, text[from:])
}
