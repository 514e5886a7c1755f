package nlu

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is one word of an utterance.
type token struct {
	text     string // plain: lower case, no accents, no apostrophes
	word     symbol // its symbol in the vocabulary, or the kind of word
	from, to int    // its bytes in the utterance
	sentence int    // counts up at each . ! ? ; and line break
	clause   int    // counts up at those, and at commas, colons, dashes and brackets
	digits   bool
	name     bool // in the list of first names
	filler   bool
	quoted   bool // within a quotation
	slipped  bool // text is the word that was meant, not what was written
	capital  bool // written with a capital
}

// tokens splits an utterance into words. Signs has the words too, and between them emoji and quotes, with which phones write
// reactions. Bytes that are not UTF-8 are left out.
func (l *Lexicon) tokens(said string) (words, signs []token) {
	plain, spans := split(said)
	all := make([]token, len(spans))
	signed, quoted := false, false
	for i := range spans {
		s := &spans[i]
		t := &all[i]
		*t = token{text: plain[s.from:s.to], from: s.start, to: s.end, sentence: s.sentence, clause: s.clause, capital: s.capital}
		switch s.kind {
		case spanEmoji:
			if t.word = l.vocabulary[t.text]; t.word == 0 {
				t.word = anEmoji
			}
		case spanQuote:
			t.word = aQuote
			quoted = !quoted
		default:
			l.recognise(t)
		}
		t.quoted = quoted
		signed = signed || s.kind != spanWord
	}
	words = all
	if signed {
		words = make([]token, 0, len(all))
		for i := range spans {
			if spans[i].kind == spanWord {
				words = append(words, all[i])
			}
		}
	}
	return l.joinLetters(words), all
}

// recognise looks up a word. An unknown word may be a slip of the keyboard, or be drawn out: "stoppp".
func (l *Lexicon) recognise(t *token) {
	if id, ok := l.vocabulary[t.text]; ok {
		p := &l.properties[id]
		t.word, t.digits, t.name, t.filler = id, p.digits, p.name, p.filler
		return
	}
	t.digits = strings.Trim(t.text, "0123456789") == ""
	t.name = !t.digits && l.names.has(t.text)
	switch {
	case t.digits:
		t.word = aNumber
	case t.name:
		t.word = aName
	case l.words.has(t.text):
		t.word = aWord
	default:
		if plain := unmask(t.text); l.vocabulary[plain] != 0 {
			t.text, t.word = plain, l.vocabulary[plain]
			return
		}
		if t.word = aWord; len(t.text) <= longestSlip {
			if meant := l.slips.of(t.text); meant != "" {
				t.text, t.word, t.slipped = meant, l.vocabulary[meant], true
			}
		}
	}
}

// masked are digits that stand for letters within a word.
var masked = strings.NewReplacer("1", "i", "0", "o", "3", "e", "5", "s", "4", "a")

// unmask writes a word of letters and digits in letters: "d1e".
func unmask(word string) string {
	if !strings.ContainsAny(word, "01345") || word[0] >= '0' && word[0] <= '9' {
		return ""
	}
	return masked.Replace(word)
}

// joinLetters makes one word of letters that are written apart: "S T O P".
func (l *Lexicon) joinLetters(words []token) []token {
	if len(words) < 4 || len(words) > 12 {
		return words
	}
	var b strings.Builder
	for i := range words {
		if len(words[i].text) != 1 || words[i].digits {
			return words
		}
		b.WriteString(words[i].text)
	}
	whole := words[0]
	whole.text, whole.to = b.String(), words[len(words)-1].to
	l.recognise(&whole)
	if whole.word <= lastKind {
		return words
	}
	return []token{whole}
}

// spanKind is what a span is.
type spanKind int

const (
	spanWord spanKind = iota
	spanEmoji
	spanQuote
)

// span is a word or sign: plain[from:to], and in the utterance said[start:end].
type span struct {
	kind             spanKind
	from, to         int
	start, end       int
	sentence, clause int
	capital          bool
}

// split writes an utterance in plain letters and finds its words and signs.
func split(said string) (plain string, spans []span) {
	var b strings.Builder
	b.Grow(len(said))
	spans = make([]span, 0, 8+len(said)/5)
	sentence, clause, open := 0, 0, false
	for i := 0; i < len(said); {
		r, size := utf8.DecodeRuneInString(said[i:])
		at := i
		i += size
		switch {
		case r == ' ':
			open = false
		case letterOrDigit(r):
			if !open {
				spans = append(spans, span{from: b.Len(), start: at, sentence: sentence, clause: clause, capital: unicode.IsUpper(r)})
				open = true
			}
			fold(&b, r, said[at:i])
			spans[len(spans)-1].to, spans[len(spans)-1].end = b.Len(), i
		case r == utf8.RuneError && size == 1, unicode.Is(unicode.M, r), unicode.Is(unicode.Cf, r):
			// an accent, an invisible mark, or a byte that is not UTF-8
		case (r == '\'' || r == '’' || r == '‘' || r == '`') && open:
			// within a word: "don't"
		case quotes(r, said[i:]):
			open = false
			spans = append(spans, span{kind: spanQuote, start: at, end: i, sentence: sentence, clause: clause})
		case isEmoji(r):
			open = false
			if n := len(spans); n == 0 || spans[n-1].kind != spanEmoji {
				from := b.Len()
				b.WriteRune(r)
				spans = append(spans, span{kind: spanEmoji, from: from, to: b.Len(), start: at, end: i, sentence: sentence, clause: clause})
			}
		default:
			open = false
			switch {
			case len(spans) == 0:
			case strings.ContainsRune(".!?;\n", r):
				sentence++
				clause++
			case strings.ContainsRune(",:()–—[]", r), r == '-' && strings.HasPrefix(said[i:], " "):
				clause++
			}
		}
	}
	return b.String(), spans
}

// letterOrDigit reports whether r can stand in a word.
func letterOrDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// quotes reports whether r opens or closes a quotation. A single one opens it only before a letter.
func quotes(r rune, rest string) bool {
	switch r {
	case '"', '“', '”', '„', '«', '»':
		return true
	case '‘', '\'':
		next, _ := utf8.DecodeRuneInString(rest)
		return letterOrDigit(next)
	}
	return false
}

// isEmoji reports whether r is an emoji or a similar sign.
func isEmoji(r rune) bool {
	return r >= 0x2190 && unicode.In(r, unicode.So, unicode.Sk) || r >= 0x1F000 && r <= 0x1FAFF
}

// fold writes a letter in lower case without its accent, and a digit of any script as 0 to 9.
func fold(b *strings.Builder, r rune, as string) {
	switch {
	case 'A' <= r && r <= 'Z':
		b.WriteByte(byte(r) + 'a' - 'A')
	case r < utf8.RuneSelf:
		b.WriteByte(byte(r))
	case unicode.IsDigit(r):
		b.WriteByte('0' + digitOf(r))
	default:
		for _, part := range bare(as) {
			if !unicode.Is(unicode.M, part) {
				b.WriteRune(unicode.ToLower(part))
			}
		}
	}
}

// bare is a letter as its base letter and marks. A wide or stylised letter becomes a plain one.
func bare(letter string) string {
	if parts := norm.NFKD.PropertiesString(letter).Decomposition(); parts != nil {
		return string(parts)
	}
	return letter
}

// digitOf is the value of a decimal digit. In Unicode the ten digits of a script follow each other.
func digitOf(r rune) byte {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return byte((r - rune(t.Lo)) % 10)
		}
	}
	return 0
}

// Plain is the form in which words are compared: lower case, without accents, marks and punctuation, single spaces.
func Plain(said string) string {
	plain, spans := split(said)
	var b strings.Builder
	for _, s := range spans {
		if s.kind != spanWord {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(plain[s.from:s.to])
	}
	return b.String()
}
