package nlu

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameFound is a name in an utterance.
type nameFound struct {
	text  string // as it was written; "" if there is none
	doubt bool   // perhaps it is no name
	rest  bool   // words around it do not belong to a name
}

// mostAround is the most words in which a name is looked for.
const mostAround = 30

// nameIn reads a name from words[from:to]. A first name of the list is one, and so is an unknown word that stands alone. An
// ordinary word is not.
func (r *reading) nameIn(from, to int) nameFound {
	if to-from > mostAround {
		return nameFound{}
	}
	if to-from <= 3 && r.allInitials(from, to) {
		return nameFound{text: r.nameText(from, to)}
	}
	from, to = r.trimName(from, to)
	if from >= to {
		return nameFound{}
	}
	titled := from
	if end, ok := r.setFrom("title", from, to); ok && end < to {
		titled = end
	}
	listed, odd, joins, first := r.countNames(titled, to)
	found := nameFound{text: r.nameText(from, to), doubt: joins > 0}
	found.doubt = found.doubt || strings.Count(found.text, " ") > 1 && !r.allFirstNames(titled, to) && titled == from
	switch n := to - titled; {
	case listed == 0:
		return nameFound{}
	case odd == 0 && n-joins <= 4:
		for i := titled; i < to; i++ {
			found.doubt = found.doubt || n == 1 && r.nameKind(i) == nameEither
		}
	case odd == 1 && n == 2 && first == titled && r.words[to-1].capital && !r.words[to-1].digits:
		// a surname that is a word too: "Sam King"
	default:
		at := r.onlyName(titled, to)
		if at < 0 {
			return nameFound{}
		}
		found = nameFound{text: r.nameText(at, at+1), doubt: !r.alone(at), rest: true}
	}
	if utf8.RuneCountInString(found.text) > MaxName {
		return nameFound{}
	}
	return found
}

// countNames counts the names, other words and joining words of words[from:to]. First is the first name, or -1.
func (r *reading) countNames(from, to int) (names, others, joins, first int) {
	first = -1
	for i := from; i < to; i++ {
		switch r.nameKind(i) {
		case nameJoin:
			joins++
		case nameOther:
			others++
		default:
			names++
			if first < 0 {
				first = i
			}
		}
	}
	return names, others, joins, first
}

// allInitials reports whether words[from:to] are two or more single capitals: "J.M."
func (r *reading) allInitials(from, to int) bool {
	return to-from > 1 && !slices.ContainsFunc(r.words[from:to], func(t token) bool {
		return t.to-t.from != 1 || t.digits || !t.capital && !strings.HasPrefix(r.said[t.to:], ".") && !strings.HasSuffix(r.said[:t.from], ".")
	})
}

// allFirstNames reports whether all of words[from:to] are first names of the list.
func (r *reading) allFirstNames(from, to int) bool {
	return !slices.ContainsFunc(r.words[from:to], func(t token) bool { return !t.name })
}

// trimName leaves out what people say before a name and after it. Nothing is left of "a colleague from ED".
func (r *reading) trimName(from, to int) (int, int) {
	first := from
	for again := true; again; {
		again = false
		for _, name := range [...]string{"before a name", "light"} {
			if end, ok := r.leadAfter(name, from, to); ok && end < to {
				from, again = end, true
			}
		}
		for _, name := range [...]string{"after a name", "light"} {
			start, ok := r.tailBefore(name, to, from)
			if ok && start > from {
				to, again = start, true
			} else if ok && from > first && name != "light" {
				return from, from
			}
		}
	}
	return from, to
}

// leadAfter is where the words of a set, or light ones, end that begin at a word.
func (r *reading) leadAfter(name string, from, most int) (to int, ok bool) {
	if name != "light" {
		return r.setFrom(name, from, most)
	}
	if from >= most {
		return from, false
	}
	if t := &r.words[from]; t.name && t.capital {
		return from, false // "Jo" is light, and a name
	}
	for _, m := range r.startingAt(from) {
		if int(m.from) > from {
			break
		}
		if r.rules[m.rule].form == light && int(m.to) <= most && int(m.to) > to {
			to, ok = int(m.to), true
		}
	}
	return to, ok
}

// tailBefore is where the words of a set, or light ones, begin that end before a word.
func (r *reading) tailBefore(name string, to, least int) (from int, ok bool) {
	if name != "light" {
		return r.setTo(name, to, least)
	}
	from = to
	if to <= least {
		return to, false
	}
	if last := &r.words[to-1]; last.capital && last.to-last.from == 1 && !r.shouted() {
		return to, false // "Anna K"
	}
	for _, m := range r.startingAt(least) {
		if int(m.from) >= from {
			break
		}
		if r.rules[m.rule].form == light && int(m.to) == to {
			from, ok = int(m.from), true
		}
	}
	return from, ok
}

// nameKind is what a word is in a name.
type nameKind int

const (
	nameOther  nameKind = iota // an ordinary word
	nameSure                   // a listed name, an unknown word that is written like a name, or initials
	nameEither                 // a name that is also a word, or an unknown word in small letters
	nameJoin                   // "and"
)

// nameKind says what words[i] is in a name.
func (r *reading) nameKind(i int) nameKind {
	t := &r.words[i]
	common := r.Lexicon.words.has(t.text)
	switch {
	case t.digits || strings.ContainsAny(t.text, "0123456789"):
		return nameOther
	case r.setIs("joins names", i, i+1):
		return nameJoin
	case t.name && (!common || t.capital):
		return nameSure
	case t.name:
		return nameEither
	case t.slipped && t.capital:
		return nameSure
	case t.word > lastKind && !r.initials(t): // a word that the lexicon knows, or a slip of one
		return nameOther
	case common:
		if r.initials(t) {
			return nameSure
		}
		return nameOther
	}
	if !t.capital && t.text[0] < utf8.RuneSelf && len(t.text) > 3 {
		return nameEither
	}
	return nameSure
}

// initials reports whether a word is one to three capitals.
func (r *reading) initials(t *token) bool {
	said := r.said[t.from:t.to]
	return len(said) <= 3 && strings.ToUpper(said) == said && len(t.text) == len(said) && !r.shouted()
}

// shouted reports whether all letters of the utterance are capitals, so that a capital says nothing.
func (r *reading) shouted() bool {
	return len(r.said) > 3 && !strings.ContainsFunc(r.said, unicode.IsLower)
}

// alone reports whether a name with a capital is a clause of its own: "Lupe, our cultural advisor".
func (r *reading) alone(i int) bool {
	t := &r.words[i]
	return t.capital && r.nameKind(i) == nameSure && (i == 0 || r.words[i-1].clause != t.clause) &&
		(i+1 == len(r.words) || r.words[i+1].clause != t.clause)
}

// onlyName is the only word of words[from:to] that is plainly a listed name, or -1.
func (r *reading) onlyName(from, to int) int {
	found := -1
	for i := from; i < to; i++ {
		if t := &r.words[i]; t.name && r.nameKind(i) == nameSure {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// nameText is words[from:to] as they are written, with hyphens and apostrophes. It has no control characters, and no braces,
// which have a meaning in prompts.
func (r *reading) nameText(from, to int) string {
	end := r.words[to-1].to
	if last := r.words[to-1]; strings.HasPrefix(r.said[end:], ".") && last.to-last.from == 1 && to-from > 1 {
		end++ // "J.M."
	}
	clean := strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c):
			return ' '
		case unicode.IsLetter(c), unicode.Is(unicode.M, c), strings.ContainsRune(" .,'’-&/", c):
			return c
		}
		return -1
	}, r.said[r.words[from].from:end])
	return strings.Join(strings.Fields(clean), " ")
}

// correctedName reads that the name is another one than was given. Words must say so, and there must be no other name. It
// does not look at own words, which may be about anybody.
func (r *reading) correctedName() (Meaning, bool) {
	cue := strings.HasPrefix(r.said, "*") || r.has("puts a name right")
	if r.asked.Known == "" || r.asked.Kind == OwnWords || r.asked.Kind == Name || r.asked.Open || !cue {
		return Meaning{}, false
	}
	known := Plain(r.asked.Known)
	from, to := -1, -1
	for i := range r.words {
		t := &r.words[i]
		if r.nameKind(i) != nameSure || !t.name && (!t.capital || len(t.text) < 2 || t.word > lastKind) || strings.Contains(" "+known+" ", " "+t.text+" ") {
			continue
		}
		switch {
		case from < 0:
			from, to = i, i+1
		case i == to:
			to++
		default:
			return Meaning{}, false
		}
	}
	if from < 0 || to-from > 3 {
		return Meaning{}, false
	}
	return Meaning{Intent: Rename, Name: r.nameText(from, to)}, true
}
