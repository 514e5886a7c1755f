package nlu

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// readNumber reads the words of a number.
func (c *compiler) readNumber(into map[string]int, key, value *yaml.Node) {
	n, err := strconv.Atoi(key.Value)
	if err != nil || n < 0 || n > 60 {
		c.fail(key, "%q is no number from 0 to 60", key.Value)
		return
	}
	for _, w := range c.templates(value) {
		if word := w.template.single(); word != "" {
			if other, twice := into[word]; twice && other != n {
				c.faults = append(c.faults, Fault{w.file, w.line, w.column, fmt.Sprintf("%q is the number %d already", word, other)})
			}
			into[word] = n
		} else {
			c.faults = append(c.faults, Fault{w.file, w.line, w.column, "a number is a single word here"})
		}
	}
}

func (c *compiler) readClock(key, value *yaml.Node) {
	if !slices.Contains(clockRoles, key.Value) {
		c.fail(key, "a clock does not know %q; expected one of: %s", key.Value, strings.Join(clockRoles, ", "))
		return
	}
	for _, w := range c.templates(value) {
		if word := w.template.single(); word != "" {
			if other, twice := c.clock[word]; twice && other != key.Value {
				c.faults = append(c.faults, Fault{w.file, w.line, w.column, fmt.Sprintf("%q stands under %s already", word, other)})
			}
			c.clock[word] = key.Value
		} else {
			c.faults = append(c.faults, Fault{w.file, w.line, w.column, "what a clock knows is a single word"})
		}
	}
}

// readHints reads the words that are expected where something is asked, or at "any" question.
func (c *compiler) readHints(key, value *yaml.Node) {
	k := Kind(key.Value)
	if k != MenuOfHelp && k != "any" && !slices.Contains(kinds, k) {
		c.fail(key, "nothing is asked that is called %q; expected any, %s or one of: %s", key.Value, MenuOfHelp, joined(kinds))
	}
	c.items(value, func(item *yaml.Node) {
		if item.Kind != yaml.ScalarNode || item.Value == "" {
			c.fail(item, "a hint is a word, or a few")
		}
		c.hints[k] = append(c.hints[k], item.Value)
	})
}

func (c *compiler) readPlace(n *yaml.Node) {
	var p place
	var names []written
	c.each(n, func(key, value *yaml.Node) {
		switch key.Value {
		case "zone":
			p.zone, p.at = value.Value, Fault{File: c.file, Line: value.Line, Column: value.Column}
		case "says":
			p.says = value.Value
		case "names":
			names = c.templates(value)
		default:
			c.fail(key, "%q is no part of a place; expected zone, says or names", key.Value)
		}
	})
	if p.zone == "" || p.says == "" || len(names) == 0 {
		c.fail(n, "a place has a zone, such as Pacific/Auckland, what it is called, under says, and names")
		return
	}
	c.sources = append(c.sources, source{rule{form: named, intent: Place, number: int32(len(c.places))}, names})
	c.places = append(c.places, p)
}
