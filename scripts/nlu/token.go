package nlu

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is one word of an utterance, or a sign: an emoji or a quotation mark.
type token struct {
	text     string // plain: lower case, no accents, no apostrophes
	word     symbol // its symbol in the vocabulary, or the kind of word
	sign     bool   // no word
	digits   bool
	name     bool // in the list of first names
	filler   bool
	quoted   bool // within a quotation
	slipped  bool // text is the word that was meant, not what was written
	capital  bool // written with a capital
	from, to int  // its bytes in the utterance
	sentence int  // counts up at each . ! ? ; and line break
	clause   int  // counts up at those, and at commas, colons, dashes and brackets
}

// tokenise splits the utterance into words. Signs has the words too, and between them emoji and quotes, with which phones
// write reactions. Bytes that are not UTF-8 are left out.
func (r *reading) tokenise() {
	r.signs = split(r.signs[:0], r.said)
	r.all = slices.Grow(r.all[:0], len(r.signs))
	quoted := false
	for i := range r.signs {
		switch t := &r.signs[i]; {
		case t.word == aQuote:
			quoted = !quoted
			t.quoted = quoted
		case t.sign:
			t.word, t.quoted = cmp.Or(r.vocabulary[t.text], anEmoji), quoted
		default:
			r.recognise(t)
			t.quoted = quoted
			r.all = append(r.all, *t)
		}
	}
	if n := len(r.all); n >= 4 && n <= 12 {
		r.joinLetters()
	}
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
func (r *reading) joinLetters() {
	var b strings.Builder
	for i := range r.all {
		if t := &r.all[i]; len(t.text) != 1 || t.digits {
			return
		}
		b.WriteString(r.all[i].text)
	}
	whole := r.all[0]
	whole.text, whole.to = b.String(), r.all[len(r.all)-1].to
	r.recognise(&whole)
	if whole.word > lastKind {
		r.all = append(r.all[:0], whole)
	}
}

// split appends the words and signs of an utterance, its words in plain letters.
func split(tokens []token, said string) []token {
	var plain strings.Builder
	plain.Grow(len(said))
	sentence, clause := 0, 0
	open, begins := false, 0 // a word is open, which begins there in plain
	for i := 0; i < len(said); {
		r, size := utf8.DecodeRuneInString(said[i:])
		at := i
		i += size
		switch {
		case r == ' ':
			open = false
		case letterOrDigit(r):
			if !open {
				tokens = append(tokens, token{from: at, sentence: sentence, clause: clause, capital: unicode.IsUpper(r)})
				open, begins = true, plain.Len()
			}
			fold(&plain, r, said[at:i])
			t := &tokens[len(tokens)-1]
			t.text, t.to = plain.String()[begins:], i
		case r == utf8.RuneError && size == 1, unicode.Is(unicode.M, r), unicode.Is(unicode.Cf, r):
			// an accent, an invisible mark, or a byte that is not UTF-8
		case (r == '\'' || r == '’' || r == '‘' || r == '`') && open:
			// within a word: "don't"
		case quotes(r, said[i:]):
			open = false
			tokens = append(tokens, token{sign: true, word: aQuote, from: at, to: i, sentence: sentence, clause: clause})
		case isEmoji(r):
			open = false
			if n := len(tokens); n == 0 || !tokens[n-1].sign || tokens[n-1].word == aQuote {
				tokens = append(tokens, token{sign: true, word: anEmoji, text: said[at:i], from: at, to: i, sentence: sentence, clause: clause})
			}
		default:
			open = false
			switch {
			case len(tokens) == 0:
			case strings.ContainsRune(".!?;\n", r):
				sentence++
				clause++
			case strings.ContainsRune(",:()–—[]", r), r == '-' && strings.HasPrefix(said[i:], " "):
				clause++
			}
		}
	}
	return tokens
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
	var b strings.Builder
	for _, t := range split(nil, said) {
		if t.sign {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.text)
	}
	return b.String()
}
