package nlu

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// compile makes the lexicon of what was read.
func (c *compiler) compile(l *Lexicon) {
	l.vocabulary = map[string]symbol{}
	l.languages = c.languages
	l.sets, l.places, l.days, l.numbers, l.ordinals, l.clock, l.hints = c.sets, c.places, c.days, c.numbers, c.ordinals, c.clock, c.hints
	b := &builder{vocabulary: l.vocabulary, classes: map[string]*template{}, positions: make([]position, 0, usualPositions)}
	filler := c.compileFillers(b)
	for name, k := range c.classes {
		if k.template.leaveOut(filler); k.template.empty() {
			c.failAt(*k, onlyFillers)
		}
		b.classes[name] = k.template
	}
	for name, k := range c.classes {
		c.resolve(*k, k.template, []string{name})
	}
	for _, s := range c.sources {
		rule := int32(len(l.rules))
		s.rule.rank = rank(s.rule.intent)
		l.rules = append(l.rules, s.rule)
		for _, w := range s.templates {
			w.template.leaveOut(filler)
			if c.sound(w) {
				b.add(w.template, rule)
			}
		}
	}
	for name, k := range c.classes {
		if !k.used {
			c.failAt(*k, "nothing uses <%s>; take it out", name)
		}
	}
	if len(c.faults) > 0 {
		return
	}
	c.compileWords(l, b, filler)
}

// compileWords completes the vocabulary: the graph over it, what each word is, and the words that slips lead to.
func (c *compiler) compileWords(l *Lexicon, b *builder, filler map[string]bool) {
	listed := map[string]bool{}
	l.slips = make(slips, slipsOfAWord*len(l.vocabulary))
	for _, w := range c.slips {
		word := w.template.single()
		b.symbolOf(word)
		listed[word] = true
		l.slips.add(word, true)
	}
	l.graph = b.graph()
	l.properties = make([]property, int(lastKind)+len(l.vocabulary)+1)
	for w, on := range l.vocabulary {
		l.properties[on] = property{digits: strings.Trim(w, "0123456789") == "", name: l.names.has(w), emoji: beginsWithEmoji(w), filler: filler[w]}
		if len(w) >= shortestSlip && !listed[w] {
			l.slips.add(w, false)
		}
	}
	l.graph.isNumber = func(on symbol) bool { return l.properties[on].digits }
	l.graph.isEmoji = func(on symbol) bool { return l.properties[on].emoji }
	l.graph.isName = func(on symbol) bool { return l.properties[on].name }
}

func beginsWithEmoji(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return isEmoji(r)
}

// compileFillers collects the words that are left out of utterances and templates.
func (c *compiler) compileFillers(b *builder) map[string]bool {
	filler := map[string]bool{}
	for _, w := range c.fillers {
		word := w.template.single()
		if word == "" {
			c.failAt(w, "a filler is a single word")
			continue
		}
		filler[word] = true
		b.symbolOf(word)
	}
	for _, w := range c.slips {
		if w.template.single() == "" {
			c.failAt(w, "what a slip may be of is a single word")
		}
	}
	return filler
}

// onlyFillers is the fault of a template without other words.
const onlyFillers = "only fillers, which are left out before anything is matched"

// sound reports whether a template can go into the graph. If not, it adds a fault.
func (c *compiler) sound(w templateAt) bool {
	fail := func(message string) bool {
		c.failAt(w, "%s", message)
		return false
	}
	switch {
	case w.template.empty():
		return fail(onlyFillers)
	case !c.resolve(w, w.template, nil):
		return false
	case w.template.optional(c.classes):
		return fail("all of this may be left out; take the brackets [ ] off what must be there")
	case w.template.vague(c.classes):
		return fail("begins with any word at all; begin with a word of its own")
	}
	return true
}

// resolve finds classes that do not exist or contain themselves. Within are the classes in which t stands.
func (c *compiler) resolve(w templateAt, t *template, within []string) bool {
	if t.kind != class {
		for _, part := range t.parts {
			if !c.resolve(w, part, within) {
				return false
			}
		}
		return true
	}
	if builtIn[t.word] != nil {
		return true
	}
	k := c.classes[t.word]
	switch {
	case k == nil:
		c.faults = append(c.faults, Fault{w.file, w.line, w.column + t.at, fmt.Sprintf("nothing says what <%s> is; list it under words", t.word)})
		return false
	case slices.Contains(within, t.word):
		c.faults = append(c.faults, Fault{w.file, w.line, w.column + t.at, fmt.Sprintf("<%s> contains itself; take it out of its own templates", t.word)})
		return false
	}
	k.used = true
	return c.resolve(w, k.template, append(within, t.word))
}
