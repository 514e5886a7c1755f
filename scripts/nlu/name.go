package nlu

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameFound is somebody's name in an utterance.
type nameFound struct {
	text  string // as it was written; "" where there is none
	doubt bool   // it may be no name
	rest  bool   // there is more around it than belongs to a name
}

// mostAround is how many words a name is looked for in.
const mostAround = 30

// nameIn reads a name from words[from:to], if they are not too many. A first name that the language knows is one, and so is a word that it does not
// know, unless more stands around it; an ordinary word is none.
func (r *reading) nameIn(from, to int) nameFound {
	if to-from > mostAround {
		return nameFound{}
	}
	if to-from <= 3 && r.allInitials(from, to) {
		return nameFound{text: r.written(from, to)}
	}
	from, to = r.unled(from, to)
	if from >= to {
		return nameFound{}
	}
	titled := from
	if end, ok := r.setFrom("title", from, to); ok && end < to {
		titled = end
	}
	listed, odd, joins, first := 0, 0, 0, -1
	for i := titled; i < to; i++ {
		switch kind := r.nameKind(i); {
		case kind == nameJoin:
			joins++
		case kind == nameOther:
			odd++
		default:
			listed++
			if first < 0 {
				first = i
			}
		}
	}
	found := nameFound{text: r.written(from, to), doubt: joins > 0}
	found.doubt = found.doubt || strings.Count(found.text, " ") > 1 && !r.allListed(titled, to) && titled == from
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
		found = nameFound{text: r.written(at, at+1), doubt: !r.alone(at), rest: true}
	}
	if utf8.RuneCountInString(found.text) > MaxName {
		return nameFound{}
	}
	return found
}

// allInitials reports whether some words are single capitals, at least two of them: "J.M."
func (r *reading) allInitials(from, to int) bool {
	return to-from > 1 && !slices.ContainsFunc(r.words[from:to], func(t token) bool {
		return t.to-t.from != 1 || t.digits || !t.capital && !strings.HasPrefix(r.said[t.to:], ".") && !strings.HasSuffix(r.said[:t.from], ".")
	})
}

// allListed reports whether all of some words are first names of the list.
func (r *reading) allListed(from, to int) bool {
	return !slices.ContainsFunc(r.words[from:to], func(t token) bool { return !t.name })
}

// unled leaves out what people say before a name and after it.
func (r *reading) unled(from, to int) (int, int) {
	for again := true; again; {
		again = false
		for _, name := range [...]string{"before a name", "light"} {
			if end, ok := r.leadFrom(name, from, to); ok && end < to {
				from, again = end, true
			}
		}
		for _, name := range [...]string{"after a name", "light"} {
			if start, ok := r.leadTo(name, to, from); ok && start > from {
				to, again = start, true
			}
		}
	}
	return from, to
}

func (r *reading) leadFrom(name string, from, most int) (to int, ok bool) {
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

func (r *reading) leadTo(name string, to, least int) (from int, ok bool) {
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

type nameKind int

const (
	nameOther  nameKind = iota // an ordinary word
	nameSure                   // in the list of names, or written as one and in no list, or initials
	nameEither                 // a name and a word, or a word in small letters that is in no list
	nameJoin                   // "and"
)

// nameKind says what a word is in a name.
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

// shouted reports whether all letters of the utterance are capitals, so that they tell nothing.
func (r *reading) shouted() bool {
	return len(r.said) > 3 && !strings.ContainsFunc(r.said, unicode.IsLower)
}

// alone reports whether a word makes a clause, and is written with a capital: "Lupe, our cultural advisor".
func (r *reading) alone(i int) bool {
	t := &r.words[i]
	return t.capital && r.nameKind(i) == nameSure && (i == 0 || r.words[i-1].clause != t.clause) &&
		(i+1 == len(r.words) || r.words[i+1].clause != t.clause)
}

// onlyName is the one word that is plainly somebody's listed name, or -1.
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

// written is what stands in the utterance from one word to another, as a name is written: with its hyphens and
// apostrophes, and without control characters and braces, which prompts are filled by.
func (r *reading) written(from, to int) string {
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

// putRight reads that a name is another one than was given: it is there, with a word that says so, and no other name is.
// Own words may well speak of somebody.
func (r *reading) putRight() (Meaning, bool) {
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
	return Meaning{Intent: Rename, Name: r.written(from, to)}, true
}
