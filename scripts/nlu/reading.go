package nlu

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// reading is one utterance that is being read.
type reading struct {
	*Lexicon
	said    string
	asked   Asked
	bit     uint32  // of asked.Kind
	signs   []token // its words, emoji and quotes
	all     []token // its words
	words   []token // its words without fillers
	asks    bool    // it has a question mark
	matches []match // in the order in which they begin
	guards  []match
	front   []bool // by word: all words before it are light
	head    int    // words[head:tail] is the core: only light words stand around it
	tail    int
	tiles   []tiling // memory of tile
}

// match is a template of a rule that was found as words[from:to].
type match struct {
	rule     int32
	from, to int32
}

// readings keeps the memory of readings. Nothing of an utterance stays in it.
var readings = sync.Pool{New: func() any { return &reading{} }}

// free gives a reading back to readings.
func (r *reading) free() {
	for _, tokens := range [...][]token{r.signs, r.all, r.words} { // the others are part of signs, and may have been cut
		clear(tokens[:min(len(r.signs), cap(tokens))])
	}
	*r = reading{signs: r.signs[:0], all: r.all[:0], words: r.words[:0], matches: r.matches[:0], guards: r.guards[:0], front: r.front[:0], tiles: r.tiles[:0]}
	readings.Put(r)
}

// reading begins to read an utterance.
func (l *Lexicon) reading(said string, asked Asked) *reading {
	r := readings.Get().(*reading)
	r.Lexicon, r.said, r.asked, r.bit = l, said, asked, asked.bit()
	r.asks = strings.Contains(said, "?") || strings.Contains(said, "？")
	r.tokenise()
	if first := strings.IndexByte(said, '\n'); first >= 0 {
		r.dropSignature(first)
	}
	for i := range r.all {
		if !r.all[i].filler {
			r.words = append(r.words, r.all[i])
		}
	}
	if len(r.words) == 0 && (!asked.Spoken || asked.Kind == Scale) { // on the phone "um" alone is no word; "very" may be one on a scale
		r.words = append(r.words, r.all...)
	}
	return r
}

// dropSignature leaves out a signature: lines after the first, in which all words but the first are names, numbers or have a
// capital. The first line ends at this byte.
func (r *reading) dropSignature(first int) {
	end := slices.IndexFunc(r.all, func(t token) bool { return t.from > first })
	if end <= 0 || len(r.all)-end > 12 {
		return
	}
	for i := end; i < len(r.all); i++ {
		if t := &r.all[i]; !t.capital && !t.name && !t.digits && i > end {
			return
		}
	}
	if strings.ToUpper(r.said) != r.said { // in all capitals, a capital says nothing
		r.all = r.all[:end]
	}
}

// wordless is the meaning of an utterance without words. A question mark asks to hear it again. An emoji is friendly, unless
// the lexicon says otherwise.
func (r *reading) wordless() Meaning {
	r.words = slices.DeleteFunc(append(r.words, r.signs...), func(t token) bool { return t.word == aQuote })
	switch {
	case r.asked.Spoken:
		return Meaning{}
	case len(r.words) == 0 && r.asks:
		return Meaning{Intent: Again}
	case len(r.words) == 0, r.asked.Kind == Caring:
		return Meaning{}
	}
	r.scan()
	if m, ok := r.exactAnswer(); ok {
		return m
	}
	if m := r.strongest(); m.Intent != None {
		return m
	}
	return Meaning{Intent: Thanks}
}

// shorten goes on with the first words only.
func (r *reading) shorten(most int) {
	r.words = r.words[:most]
	last := r.words[most-1].from
	r.all = r.all[:1+slices.IndexFunc(r.all, func(t token) bool { return t.from == last })]
	r.scan()
}

// startingAt are the matches that begin at a word or later.
func (r *reading) startingAt(from int) []match {
	i, _ := slices.BinarySearchFunc(r.matches, from, func(m match, from int) int { return cmp.Compare(int(m.from), from) })
	return r.matches[i:]
}

// scan finds all matches in the utterance.
func (r *reading) scan() {
	r.matches, r.guards = r.matches[:0], r.guards[:0]
	for from := range r.words {
		at := r.graph.root
		for to := from; to < len(r.words); {
			if at = r.graph.step(at, r.words[to].word); at == nil {
				break
			}
			to++
			for _, rule := range at.ends {
				m := match{rule, int32(from), int32(to)}
				switch u := &r.rules[rule]; {
				case u.form == guard:
					r.guards = append(r.guards, m)
				case u.holdsFor(r):
					r.matches = append(r.matches, m)
				}
			}
		}
	}
	r.findCore()
}

// holdsFor reports whether a rule holds for what was asked and how it was said.
func (u *rule) holdsFor(r *reading) bool {
	if u.intent == Rename && r.asked.Known == "" {
		return false
	}
	return (u.kinds == 0 || u.kinds&r.bit != 0) && !(u.phone && !r.asked.Spoken) && !(u.text && r.asked.Spoken) && !(u.asks && !r.asks) &&
		!(u.bracketed && strings.IndexAny(r.said, "[<(*") != 0)
}

// findCore sets head and tail.
func (r *reading) findCore() {
	n := len(r.words)
	ends := append(r.front[:0], make([]bool, 2*(n+1))...)
	front, back := ends[:n+1], ends[n+1:]
	front[0], back[n] = true, true
	r.front = front
	for _, m := range r.matches { // in the order in which they begin
		if r.rules[m.rule].form == light && front[m.from] {
			front[m.to] = true
		}
	}
	for _, m := range slices.Backward(r.matches) {
		if r.rules[m.rule].form == light && back[m.to] {
			back[m.from] = true
		}
	}
	for r.head = n; !front[r.head]; {
		r.head--
	}
	for r.tail = 0; !back[r.tail]; {
		r.tail++
	}
	if r.tail < r.head {
		r.head, r.tail = n, n // all words are light
	}
}

// strongest is the intent that goes before all others in the utterance.
func (r *reading) strongest() Meaning {
	best, least := Meaning{}, len(order)+2
	consider := func(m match, value Meaning) {
		u := &r.rules[m.rule]
		if n := u.rank; n < least || n == least && best.Topic == TopicOther && u.topic != TopicOther {
			value.Intent, value.Topic = u.intent, u.topic
			best, least = value, n
		}
	}
	if m, ok := r.tile(0, len(r.words)); ok {
		consider(m, Meaning{})
	}
	for _, m := range r.matches {
		u := &r.rules[m.rule]
		if u.rank > least {
			continue
		}
		switch u.form {
		case part:
			if !r.isGuarded(m) && (!u.first || r.beginsSentence(m)) {
				consider(m, Meaning{})
			}
		case opening, ending:
			if value, ok := r.valueBeside(m); ok && !r.isGuarded(m) {
				consider(m, value)
			}
		}
	}
	return best
}

// valueBeside is the name or place that stands beside a match at the beginning or end.
func (r *reading) valueBeside(m match) (Meaning, bool) {
	u := &r.rules[m.rule]
	from, to := r.head, int(m.from)
	if u.form == opening {
		if int(m.from) > r.head && !r.front[m.from] {
			return Meaning{}, false
		}
		from, to = int(m.to), max(r.tail, int(m.to))
	} else if int(m.to) < r.tail {
		return Meaning{}, false
	}
	switch u.intent {
	case Rename:
		name := r.nameIn(from, to)
		return Meaning{Name: name.text, Doubt: name.doubt}, name.text != "" && !(name.doubt && name.rest)
	case TimeZone:
		if from < to && !(u.known && r.asked.Open) {
			found := r.locationIn(from, to)
			return found, found.Zone != "" || !u.known
		}
	}
	return Meaning{}, false
}

// reaction reads a reaction as phones write it: Liked “…” (iOS), 👍 to “…” (Android). The quoted text must begin like the
// line's texts, with a capital or a digit.
func (r *reading) reaction() (Meaning, bool) {
	if r.asked.Spoken || len(r.signs) == 0 {
		return Meaning{}, false
	}
	at := r.graph.root
	for i := range r.signs {
		t := &r.signs[i]
		switch {
		case t.word == aQuote && !t.quoted, t.word != aQuote && t.quoted: // all of a quotation is one sign
			continue
		case t.word == aQuote && i+1 < len(r.signs) && !r.signs[i+1].quotesUs():
			return Meaning{}, false
		}
		if at = r.graph.step(at, t.word); at == nil {
			return Meaning{}, false
		}
	}
	for _, rule := range at.ends {
		if u := &r.rules[rule]; u.form == reaction && u.holdsFor(r) {
			return Meaning{Intent: u.intent, Topic: u.topic}, true
		}
	}
	return Meaning{}, false
}

// quotesUs reports whether a quotation that begins with t may be of a text of the line.
func (t *token) quotesUs() bool {
	return t.capital || t.digits || t.word == anEmoji || t.word == aQuote
}
