package nlu

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"go.yaml.in/yaml/v4"
)

// compiler reads the files of a lexicon and compiles them.
type compiler struct {
	faults []Fault
	file   string

	classes  map[string]*templateAt
	fillers  []templateAt
	slips    []templateAt
	sources  []source
	sets     map[string]int32
	guards   int32
	places   []place
	days     []dayWord
	numbers  map[string]int
	ordinals map[string]int
	clock    map[string]string
	hints    map[Kind][]string
	addsTo   string // the language of the embedded lexicon that this one adds to

	languages map[string][]string
}

// templateAt is a template and where it stands in a file.
type templateAt struct {
	file         string
	line, column int
	template     *template
	used         bool
}

// source is a rule with its templates.
type source struct {
	rule      rule
	templates []templateAt
}

func newCompiler() *compiler {
	return &compiler{
		classes: map[string]*templateAt{}, sets: map[string]int32{}, numbers: map[string]int{}, ordinals: map[string]int{}, clock: map[string]string{},
		hints: map[Kind][]string{}, languages: map[string][]string{},
	}
}

// fail adds a fault at a node.
func (c *compiler) fail(n *yaml.Node, format string, args ...any) {
	c.faults = append(c.faults, Fault{c.file, max(n.Line, 1), max(n.Column, 1), fmt.Sprintf(format, args...)})
}

// failAt adds a fault at a template.
func (c *compiler) failAt(t templateAt, format string, args ...any) {
	c.faults = append(c.faults, Fault{t.file, t.line, t.column, fmt.Sprintf(format, args...)})
}

// read reads one file.
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
		case "adds to":
			c.addsTo = value.Value
			if _, err := fs.Stat(Embedded(), c.addsTo); err != nil {
				c.fail(value, "there is no lexicon %q; expected another language's, such as %s", c.addsTo, Fallback)
			}
		case "languages":
			c.each(value, c.readLanguage)
		case "words":
			c.each(value, c.readClass)
		case "fillers":
			c.fillers = append(c.fillers, c.templates(value)...)
		case "slips":
			c.slips = append(c.slips, c.templates(value)...)
		case "light":
			c.sources = append(c.sources, source{rule{form: light}, c.templates(value)})
		case "sets", "day sets", "several sets", "number sets":
			at := setKinds[key.Value]
			c.each(value, func(k, v *yaml.Node) {
				c.sources = append(c.sources, source{rule{form: set, kinds: at, number: c.set(k.Value)}, c.templates(v)})
			})
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
		case "days":
			c.items(value, c.readDay)
		case "rules":
			c.items(value, c.readRule)
		default:
			c.fail(key, "%q is no part of a lexicon; expected %s", key.Value, keysOf[FileFormat]())
		}
	})
}

// each calls f for each entry of a mapping.
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

// items calls f for each item of a list.
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
func (c *compiler) templates(n *yaml.Node) (all []templateAt) {
	read := func(item *yaml.Node) {
		if item.Kind != yaml.ScalarNode {
			c.fail(item, "expected a template, such as: stop [it|this]")
			return
		}
		w := templateAt{file: c.file, line: item.Line, column: item.Column}
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

// syntaxFault is the fault of a file that is not YAML.
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
