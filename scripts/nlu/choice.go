package nlu

import (
	"slices"
	"strings"
)

// The ordinals that count from the end, or stand between.
const (
	ordinalLast   = 60
	ordinalMiddle = 59
)

// numbered is the option whose number an utterance is: "2", "option two", "2, not 1". Exactly, all else that it says is
// around a choice, or is the choice in words; else it may go on: "2 because it asks".
func (r *reading) numbered(options []Option, exactly bool) (Option, bool) {
	key, at, sure := 0, -1, true
	for i := r.head; i < r.tail; i++ {
		n, ok := r.numberAt(i)
		if !ok || r.setEnds("not this choice", i) || r.within("no number", i) {
			continue
		}
		if key != 0 && n != key {
			return Option{}, false
		}
		if key == 0 {
			key, at = n, i
		}
		sure = sure && !r.setBegins("counted", i+1)
	}
	if key == 0 {
		return r.byOrdinal(options)
	}
	o, ok := byKey(options, key)
	if !ok || !sure {
		return Option{}, false
	}
	rest := make([]bool, len(r.words))
	r.cover(rest, "around a choice")
	for i := range rest {
		_, number := r.numberAt(i)
		rest[i] = rest[i] || i < r.head || i >= r.tail || number
	}
	r.coverOption(rest, o)
	if !slices.Contains(rest, false) {
		return o, true
	}
	// More may follow a number that stands first, but "the one where you listen" counts nothing.
	return o, !exactly && !slices.Contains(rest[:at], false) && (r.words[at].digits || key != 1)
}

// numberAt is the number that a word is; one of several digits is the whole of it: "02" is 2.
func (r *reading) numberAt(i int) (int, bool) {
	t := &r.words[i]
	if !t.digits {
		n, ok := r.numbers[t.text]
		return n, ok && n > 0
	}
	n := 0
	for _, d := range []byte(t.text) {
		if n = n*10 + int(d-'0'); n > 99 {
			break
		}
	}
	return n, n > 0
}

// byOrdinal is the choice that an utterance counts to, and says nothing else: "the second one", "last".
func (r *reading) byOrdinal(options []Option) (Option, bool) {
	found := 0
	for i := r.head; i < r.tail; i++ {
		n, ok := r.ordinals[r.words[i].text]
		covered := make([]bool, len(r.words))
		switch r.cover(covered, "around a choice"); {
		case ok && found == 0 && !r.setEnds("no ordinal", i):
			found = n
		case !covered[i]:
			return Option{}, false
		}
	}
	switch {
	case found == ordinalLast && len(options) > 1:
		return options[len(options)-1], true
	case found == ordinalMiddle && len(options) == 3:
		return options[1], true
	}
	return byKey(options, found)
}

func byKey(options []Option, n int) (Option, bool) {
	for _, o := range options {
		if len(o.Key) == 1 && int(o.Key[0]-'0') == n {
			return o, true
		}
	}
	return Option{}, false
}

// coverOption marks the words that are an option's.
func (r *reading) coverOption(covered []bool, o Option) {
	r.mentions([]Option{o}, func(m mention) {
		for i := m.from; i < m.to; i++ {
			covered[i] = true
		}
	})
}

// mention is an option's word that stands in an utterance.
type mention struct {
	option   int
	from, to int
}

// mentions finds all words of options.
func (r *reading) mentions(options []Option, found func(mention)) {
	for n, o := range options {
		for _, word := range o.Words {
			if name, isSet := strings.CutPrefix(word, "<"); isSet {
				id, known := r.sets[strings.TrimSuffix(name, ">")]
				for _, m := range r.matches {
					if known && r.isSet(m, id) {
						found(mention{n, int(m.from), int(m.to)})
					}
				}
				continue
			}
			r.spelled(word, func(from, to int) { found(mention{n, from, to}) })
		}
	}
}

// spelled finds an option's word, which may be several, or nearly be there.
func (r *reading) spelled(word string, found func(from, to int)) {
	if !isPlain(word) {
		word = Plain(word)
	}
	parts := make([]string, 0, 8)
	for p := range strings.FieldsSeq(word) {
		if on := r.vocabulary[p]; on == 0 || !r.properties[on].filler {
			parts = append(parts, p)
		}
	}
	for from := 0; len(parts) > 0 && from+len(parts) <= len(r.words); from++ {
		same := true
		for i, p := range parts {
			same = same && (r.words[from+i].text == p || r.nearly(&r.words[from+i], p))
		}
		if same {
			found(from, from+len(parts))
		}
	}
}

// nearly reports whether a word is a slip of another: it is none that people use, and no name.
func (r *reading) nearly(t *token, word string) bool {
	if len(word) < 4 || len(t.text) > len(word)+2 || t.word > lastKind || t.name || t.digits || r.Lexicon.words.has(t.text) {
		return false
	}
	return Distance(t.text, word) <= allowed(word)
}

// isPlain reports whether a word is plain already, as most of a lesson's are.
func isPlain(word string) bool {
	for i := range len(word) {
		if c := word[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == ' ') {
			return false
		}
	}
	return true
}

// denied reports whether a word stands after one that denies it: "no good".
func (r *reading) denied(i int) bool { return i > 0 && r.setIs("denial", i-1, i) }

// worded is the one choice of which an utterance is a word, with nothing else that says something.
func (r *reading) worded() (Option, bool) { return r.wordedAmong("around a choice") }

// wordedAmong is the same where the words of another set say nothing.
func (r *reading) wordedAmong(set string) (Option, bool) {
	around := make([]bool, len(r.words))
	r.cover(around, set)
	for i := range around {
		around[i] = around[i] || i < r.head || i >= r.tail
	}
	best := mention{option: -1}
	clear := true
	r.mentions(r.asked.Choices, func(m mention) {
		if r.denied(m.from) || slices.Contains(around[:m.from], false) || slices.Contains(around[m.to:], false) {
			return
		}
		switch longer := m.to-m.from > best.to-best.from; {
		case best.option < 0 || longer:
			best, clear = m, true
		case m.option != best.option && m.to-m.from == best.to-best.from:
			clear = false
		}
	})
	if best.option < 0 || !clear {
		return Option{}, false
	}
	return r.asked.Choices[best.option], true
}

// mentioned is the only choice that a sentence speaks of, unless it denies something. A yes or a no counts only where the
// sentence begins: "she said no" is no answer of the speaker's.
func (r *reading) mentioned() (Option, bool) {
	var all []mention
	bare := func(m mention) bool {
		return m.to-m.from == 1 && (r.setIs("yes", m.from, m.to) || r.setIs("no", m.from, m.to))
	}
	r.mentions(r.asked.Choices, func(m mention) {
		if bare(m) && m.from > r.head {
			return
		}
		all = append(all, m)
	})
	// A longer one goes before what is within it, and before a yes or no at the beginning: "no, changed my mind".
	inner := func(m mention) bool {
		return slices.ContainsFunc(all, func(o mention) bool {
			within := o.from <= m.from && m.to <= o.to
			return o.to-o.from > m.to-m.from && (within || bare(m))
		})
	}
	found := -1
	covered := make([]bool, len(r.words))
	for _, m := range all {
		if inner(m) {
			continue
		}
		if found >= 0 && found != m.option {
			return Option{}, false
		}
		found = m.option
		for i := m.from; i < m.to; i++ {
			covered[i] = true
		}
	}
	if found < 0 {
		return Option{}, false
	}
	if decided := r.yesOrNo(); decided != "" && covered[min(r.head, len(covered)-1)] {
		return r.asked.Choices[found], true
	}
	denies := func(i int) bool { return r.setIs("denial", i, i+1) }
	for i := range r.words {
		if covered[i] && denies(i) {
			return r.asked.Choices[found], true // the choice is itself a denial
		}
	}
	for i := range r.words {
		if !covered[i] && denies(i) {
			return Option{}, false
		}
	}
	return r.asked.Choices[found], true
}

// yesOrNo is "1" for yes, "2" for no and "" for neither. More may follow what an utterance begins with.
func (r *reading) yesOrNo() string {
	best, decided := int32(0), ""
	clear := true
	for _, m := range r.matches {
		u := &r.rules[m.rule]
		if first := int(m.from) == r.head || r.front[m.from]; !first || u.form != whole || u.intent != Yes && u.intent != No || r.guarded(m) {
			continue
		}
		said := "1"
		if u.intent == No {
			said = "2"
		}
		switch {
		case m.to > best:
			best, decided, clear = m.to, said, true
		case m.to == best && said != decided:
			clear = false
		}
	}
	if !clear {
		return ""
	}
	return decided
}
