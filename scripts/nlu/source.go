package nlu

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// compiler makes a lexicon of its files.
type compiler struct {
	faults []Fault
	file   string

	classes  map[string]*written
	fillers  []written
	slips    []written
	sources  []source
	sets     map[string]int32
	guards   int32
	places   []place
	numbers  map[string]int
	ordinals map[string]int
	clock    map[string]string
	hints    map[Kind][]string
}

// written is a template with its place in a file.
type written struct {
	file         string
	line, column int
	template     *template
	used         bool
}

// source is a rule with the templates that mean it.
type source struct {
	rule      rule
	templates []written
}

func newCompiler() *compiler {
	return &compiler{
		classes: map[string]*written{}, sets: map[string]int32{}, numbers: map[string]int{}, ordinals: map[string]int{}, clock: map[string]string{},
		hints: map[Kind][]string{},
	}
}

func (c *compiler) fail(n *yaml.Node, format string, args ...any) {
	c.faults = append(c.faults, Fault{c.file, max(n.Line, 1), max(n.Column, 1), fmt.Sprintf(format, args...)})
}

// read takes in one file.
func (c *compiler) read(file string, src []byte) {
	c.file = file
	var doc yaml.Node
	loader, err := yaml.NewLoader(bytes.NewReader(src))
	if err == nil {
		err = loader.Load(&doc)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		c.faults = append(c.faults, syntaxFault(file, err))
		return
	}
	if len(doc.Content) == 0 {
		return
	}
	c.each(doc.Content[0], func(key, value *yaml.Node) {
		switch key.Value {
		case "words":
			c.each(value, c.readClass)
		case "fillers":
			c.fillers = append(c.fillers, c.templates(value)...)
		case "slips":
			c.slips = append(c.slips, c.templates(value)...)
		case "light":
			c.sources = append(c.sources, source{rule{form: light}, c.templates(value)})
		case "sets":
			c.each(value, c.readSet)
		case "numbers":
			c.each(value, func(k, v *yaml.Node) { c.readNumber(c.numbers, k, v) })
		case "ordinals":
			c.each(value, func(k, v *yaml.Node) { c.readNumber(c.ordinals, k, v) })
		case "clock":
			c.each(value, c.readClock)
		case "hints":
			c.each(value, c.readHints)
		case "places":
			c.items(value, c.readPlace)
		case "rules":
			c.items(value, c.readRule)
		default:
			c.fail(key, "%q is no part of a lexicon; expected words, fillers, slips, light, sets, numbers, ordinals, clock, hints, places or rules", key.Value)
		}
	})
}

// each goes through a mapping.
func (c *compiler) each(n *yaml.Node, f func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		c.fail(n, "expected a mapping, lines such as \"key: value\"")
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if line, twice := seen[key.Value]; twice {
			c.fail(key, "%q stands here twice; the first is on line %d", key.Value, line)
			continue
		}
		seen[key.Value] = key.Line
		f(key, n.Content[i+1])
	}
}

// items goes through a list.
func (c *compiler) items(n *yaml.Node, f func(item *yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		c.fail(n, "expected a list, lines that begin with \"- \"")
		return
	}
	for _, item := range n.Content {
		f(item)
	}
}

// templates reads a list of templates, or one.
func (c *compiler) templates(n *yaml.Node) (all []written) {
	read := func(item *yaml.Node) {
		if item.Kind != yaml.ScalarNode {
			c.fail(item, "expected a template, such as: stop [it|this]")
			return
		}
		w := written{file: c.file, line: item.Line, column: item.Column}
		t, fault := parseTemplate(item.Value)
		if item.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
			w.column++
		}
		if fault != nil {
			c.faults = append(c.faults, Fault{c.file, w.line, w.column + fault.at, fault.message})
			return
		}
		w.template = t
		all = append(all, w)
	}
	if n.Kind == yaml.SequenceNode {
		c.items(n, read)
	} else {
		read(n)
	}
	return all
}

// readClass reads a line of words: <name> stands for its template in others.
func (c *compiler) readClass(key, value *yaml.Node) {
	if builtIn[key.Value] != nil {
		c.fail(key, "<%s> has a meaning already; choose another name", key.Value)
		return
	}
	if other := c.classes[key.Value]; other != nil {
		c.fail(key, "<%s> stands in %s:%d too; choose another name", key.Value, other.file, other.line)
		return
	}
	var any template
	all := c.templates(value)
	for _, w := range all {
		any.parts = append(any.parts, w.template)
	}
	if len(all) == 0 {
		return
	}
	any.kind = oneOf
	c.classes[key.Value] = &written{file: c.file, line: all[0].line, column: all[0].column, template: &any}
}

func (c *compiler) readSet(key, value *yaml.Node) {
	c.sources = append(c.sources, source{rule{form: set, number: c.set(key.Value)}, c.templates(value)})
}

// set is the number of a set; one name may have templates in several places.
func (c *compiler) set(name string) int32 {
	id, ok := c.sets[name]
	if !ok {
		id = int32(len(c.sets))
		c.sets[name] = id
	}
	return id
}

// forms are the keys of a rule that have its templates.
var forms = map[string]form{"whole": whole, "part": part, "start": opening, "end": ending, "reaction": reacted}

// flags are the keys of a rule that are true or false.
var flags = map[string]func(*rule) *bool{
	"question mark":       func(r *rule) *bool { return &r.asks },
	"begins the sentence": func(r *rule) *bool { return &r.first },
	"in brackets":         func(r *rule) *bool { return &r.bracketed },
	"only known":          func(r *rule) *bool { return &r.known },
}

func (c *compiler) readRule(n *yaml.Node) {
	var r rule
	var found []source
	c.each(n, func(key, value *yaml.Node) {
		if f, ok := forms[key.Value]; ok {
			found = append(found, source{rule{form: f}, c.templates(value)})
			return
		}
		if flag := flags[key.Value]; flag != nil {
			*flag(&r) = c.isSet(value)
			return
		}
		switch key.Value {
		case "intent":
			r.intent = Intent(value.Value)
			if !slices.Contains(order, r.intent) {
				c.fail(value, "there is no intent %q; expected one of: %s", value.Value, joined(order))
			}
		case "topic":
			r.topic = Topic(value.Value)
			if !slices.Contains(topics, r.topic) {
				c.fail(value, "there is no topic %q; expected one of: %s", value.Value, joined(topics))
			}
		case "asked":
			r.kinds = c.readKinds(value)
		case "channel":
			r.phone, r.text = value.Value == "phone", value.Value == "text"
			if !r.phone && !r.text {
				c.fail(value, "a channel is text or phone")
			}
		case "unless":
			r.unless = c.readGuards(value)
		case "unless before it":
			r.before = c.readGuards(value)
		case "unless after it":
			r.after = c.readGuards(value)
		default:
			c.fail(key, "%q is no part of a rule; expected intent, topic, asked, channel, question mark, begins the sentence, in brackets, only known, whole, part, start, end, "+
				"reaction, unless, unless before it or unless after it", key.Value)
		}
	})
	if r.intent == "" {
		c.fail(n, "a rule says which intent it means")
	}
	if len(found) == 0 {
		c.fail(n, "a rule has templates, under whole, part, start, end or reaction")
	}
	if (r.topic != "") != (r.intent == Question) {
		c.fail(n, "a question has a topic, and no other intent has one")
	}
	for _, s := range found {
		r.form = s.rule.form
		if (r.form == opening || r.form == ending) && r.intent != Rename && r.intent != Place {
			c.fail(n, "only %s and %s have a value, which start and end are for; use whole or part", Rename, Place)
		}
		c.sources = append(c.sources, source{r, s.templates})
	}
}

// isSet reads what is true or false.
func (c *compiler) isSet(n *yaml.Node) bool {
	if n.Value != "true" && n.Value != "false" {
		c.fail(n, "expected true or false")
	}
	return n.Value == "true"
}

func joined[S ~string](all []S) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}

// readKinds reads where a rule holds: kinds of question, or "lesson" for all that a lesson asks; with "not" before them,
// everywhere else.
func (c *compiler) readKinds(n *yaml.Node) (all uint32) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	var but uint32
	for _, item := range items {
		name, not := strings.CutPrefix(item.Value, "not ")
		var bits uint32
		switch i := slices.Index(kinds, Kind(name)); {
		case name == "lesson":
			for _, k := range inLesson {
				bits |= k.bit()
			}
		case i >= 0:
			bits = kinds[i].bit()
		default:
			c.fail(item, "nothing is asked that is called %q; expected lesson or one of: %s", name, joined(kinds))
		}
		if not {
			but |= bits
		} else {
			all |= bits
		}
	}
	if all == 0 && but != 0 {
		all = 1<<len(kinds) - 1
	}
	return all &^ but
}

func (k Kind) bit() uint32 { return 1 << max(slices.Index(kinds, k), 0) }

// readGuards makes a guard of templates.
func (c *compiler) readGuards(n *yaml.Node) []int32 {
	c.guards++
	c.sources = append(c.sources, source{rule{form: guard, number: c.guards}, c.templates(n)})
	return []int32{c.guards}
}

// syntaxFault is where YAML could not be read.
func syntaxFault(file string, err error) Fault {
	var many *yaml.LoadErrors
	if errors.As(err, &many) && len(many.Errors) > 0 {
		e := many.Errors[0]
		return Fault{file, max(e.Mark.Line, 1), max(e.Mark.Column, 1), e.Message}
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		return Fault{file, max(one.Mark.Line, 1), max(one.Mark.Column, 1), one.Message}
	}
	return Fault{file, 1, 1, err.Error()}
}
