package nlu

import (
	"slices"
	"strings"
)

// The ordinals for last and middle, as the lexicon writes them.
const (
	ordinalLast   = 60
	ordinalMiddle = 59
)

// choiceByNumber is the option whose number the utterance says: "2", "option two", "2, not 1". If exactly is false, more may
// follow the number: "2 because it asks".
func (r *reading) choiceByNumber(options []Option, exactly bool) (Option, bool) {
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
		return r.choiceByOrdinal(options)
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
	// More may follow a number that stands first. In "the one where you listen", one is no number.
	return o, !exactly && !slices.Contains(rest[:at], false) && (r.words[at].digits || key != 1)
}

// numberAt is the number that a word stands for: "two" and "02" are 2.
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

// choiceByOrdinal is the choice of an utterance that only counts: "the second one", "last".
func (r *reading) choiceByOrdinal(options []Option) (Option, bool) {
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

// byKey is the option with the number n as its key.
func byKey(options []Option, n int) (Option, bool) {
	for _, o := range options {
		if len(o.Key) == 1 && int(o.Key[0]-'0') == n {
			return o, true
		}
	}
	return Option{}, false
}

// coverOption marks the words of an option.
func (r *reading) coverOption(covered []bool, o Option) {
	r.eachMention([]Option{o}, func(m mention) {
		for i := m.from; i < m.to; i++ {
			covered[i] = true
		}
	})
}

// mention is where words of an option stand in the utterance: words[from:to].
type mention struct {
	option   int
	from, to int
}

// eachMention calls found for each place where words of an option stand.
func (r *reading) eachMention(options []Option, found func(mention)) {
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
			r.eachSpelling(word, func(from, to int) { found(mention{n, from, to}) })
		}
	}
}

// eachSpelling calls found for each place where an option's word or words stand, slips of the keyboard included.
func (r *reading) eachSpelling(word string, found func(from, to int)) {
	if !isPlain(word) {
		word = Plain(word)
	}
	parts := make([]string, 0, 8)
	for p := range strings.FieldsSeq(word) {
		if on := r.vocabulary[p]; on == 0 || !r.properties[on].filler {
			parts = append(parts, p)
		}
	}
	if len(parts) == 0 { // "very" is all of it
		parts = strings.Fields(word)
	}
	for from := 0; len(parts) > 0 && from+len(parts) <= len(r.words); from++ {
		same := true
		for i, p := range parts {
			same = same && (r.words[from+i].text == p || r.isSlip(&r.words[from+i], p))
		}
		if same {
			found(from, from+len(parts))
		}
	}
}

// isSlip reports whether t is a slip of a word: close to it, and neither an ordinary word nor a name.
func (r *reading) isSlip(t *token, word string) bool {
	if len(word) < 4 || len(t.text) > len(word)+2 || t.word > lastKind || t.name || t.digits || r.Lexicon.words.has(t.text) {
		return false
	}
	return Distance(t.text, word) <= allowed(word)
}

// isPlain reports whether Plain would not change a word.
func isPlain(word string) bool {
	for i := range len(word) {
		if c := word[i]; !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == ' ') {
			return false
		}
	}
	return true
}

// choiceByWords is the choice whose words are all that the utterance says.
func (r *reading) choiceByWords() (Option, bool) {
	return r.optionByWords(r.asked.Choices, "around a choice")
}

// optionByWords is the option whose words are all that the utterance says. The words of a set may stand around it.
func (r *reading) optionByWords(options []Option, set string) (Option, bool) {
	around := make([]bool, len(r.words))
	r.cover(around, set)
	for i := range around {
		around[i] = around[i] || i < r.head || i >= r.tail
	}
	best := mention{option: -1}
	clear := true
	r.eachMention(options, func(m mention) {
		denied := m.from > 0 && r.setIs("denial", m.from-1, m.from) // "no good"
		if denied || slices.Contains(around[:m.from], false) || slices.Contains(around[m.to:], false) {
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
	return options[best.option], true
}

// choiceMentioned is the only choice that the utterance mentions, unless it denies something. A yes or no counts only at the
// beginning: "she said no" does not answer.
func (r *reading) choiceMentioned() (Option, bool) {
	found := -1
	covered := make([]bool, len(r.words))
	for _, m := range r.mentions() {
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

// mentions are the mentions of choices, without those that a longer one contains. A longer one also goes before a yes or no
// at the beginning: "no, changed my mind".
func (r *reading) mentions() []mention {
	var all []mention
	bare := func(m mention) bool {
		return m.to-m.from == 1 && (r.setIs("yes", m.from, m.to) || r.setIs("no", m.from, m.to))
	}
	r.eachMention(r.asked.Choices, func(m mention) {
		if !bare(m) || m.from <= r.head {
			all = append(all, m)
		}
	})
	var outer []mention
	for _, m := range all {
		if !slices.ContainsFunc(all, func(o mention) bool {
			within := o.from <= m.from && m.to <= o.to
			return o.to-o.from > m.to-m.from && (within || bare(m))
		}) {
			outer = append(outer, m)
		}
	}
	return outer
}

// yesOrNo is "1" if the utterance begins with a yes, "2" if with a no, and else "".
func (r *reading) yesOrNo() string {
	best, decided := int32(0), ""
	clear := true
	for _, m := range r.matches {
		u := &r.rules[m.rule]
		if first := int(m.from) == r.head || r.front[m.from]; !first || u.form != whole || u.intent != Yes && u.intent != No || r.isGuarded(m) {
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
