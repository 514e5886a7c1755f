package nlu

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// readClass reads an entry of words: <name> stands for its templates in others.
func (c *compiler) readClass(key, value *yaml.Node) {
	if builtIn[key.Value] != nil {
		c.fail(key, "<%s> has a meaning already; choose another name", key.Value)
		return
	}
	other := c.classes[key.Value]
	if other != nil && path.Dir(other.file) == path.Dir(c.file) {
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
	if other != nil { // in the lexicon that this one adds to
		any.parts = append(any.parts, other.template.parts...)
	}
	c.classes[key.Value] = &templateAt{file: c.file, line: all[0].line, column: all[0].column, template: &any}
}

// set is the number of a set. Several entries may add to one set.
func (c *compiler) set(name string) int32 {
	id, ok := c.sets[name]
	if !ok {
		id = int32(len(c.sets))
		c.sets[name] = id
	}
	return id
}

// readNumber reads the words of a number or ordinal.
func (c *compiler) readNumber(into map[string]int, key, value *yaml.Node) {
	n, err := strconv.Atoi(key.Value)
	if err != nil || n < 0 || n > 90 {
		c.fail(key, "%q is no number from 0 to 90", key.Value)
		return
	}
	for _, w := range c.templates(value) {
		if word := w.template.single(); word != "" {
			if other, twice := into[word]; twice && other != n {
				c.failAt(w, "%q is the number %d already", word, other)
			}
			into[word] = n
		} else {
			c.failAt(w, "a number is a single word here")
		}
	}
}

// readClock reads the words that have a role in a time of day.
func (c *compiler) readClock(key, value *yaml.Node) {
	if !slices.Contains(clockRoles, key.Value) {
		c.fail(key, "a clock does not know %q; expected one of: %s", key.Value, strings.Join(clockRoles, ", "))
		return
	}
	for _, w := range c.templates(value) {
		if word := w.template.single(); word != "" {
			if other, twice := c.clock[word]; twice && other != key.Value {
				c.failAt(w, "%q stands under %s already", word, other)
			}
			c.clock[word] = key.Value
		} else {
			c.failAt(w, "what a clock knows is a single word")
		}
	}
}

// readHints reads what callers probably say to a kind of question, or to "any".
func (c *compiler) readHints(key, value *yaml.Node) {
	k := Kind(key.Value)
	if k != MenuOfHelp && k != "any" && !slices.Contains(kinds, k) {
		c.fail(key, "nothing is asked that is called %q; expected any, %s or one of: %s", key.Value, MenuOfHelp, list(kinds))
	}
	c.items(value, func(item *yaml.Node) {
		if item.Kind != yaml.ScalarNode || item.Value == "" {
			c.fail(item, "a hint is a word, or a few")
		}
		c.hints[k] = append(c.hints[k], item.Value)
	})
}

// readLanguage reads the names of a language.
func (c *compiler) readLanguage(key, value *yaml.Node) {
	tag := strings.ToLower(key.Value)
	c.items(value, func(item *yaml.Node) {
		if item.Kind != yaml.ScalarNode || Plain(item.Value) == "" {
			c.fail(item, "the name of a language is a word, or a few")
			return
		}
		c.languages[tag] = append(c.languages[tag], Plain(item.Value))
	})
}

// readPlace reads an item of places.
func (c *compiler) readPlace(n *yaml.Node) {
	var p place
	var names []templateAt
	c.each(n, func(key, value *yaml.Node) {
		switch key.Value {
		case "zone":
			p.zone, p.at = value.Value, Fault{File: c.file, Line: value.Line, Column: value.Column}
		case "says":
			p.says = value.Value
		case "names":
			names = c.templates(value)
		default:
			c.fail(key, "%q is no part of a place; expected %s", key.Value, keysOf[PlaceFormat]())
		}
	})
	if p.zone == "" || p.says == "" || len(names) == 0 {
		c.fail(n, "a place has a zone, such as Pacific/Auckland, what it is called, under says, and names")
		return
	}
	c.sources = append(c.sources, source{rule{form: placeName, intent: TimeZone, number: int32(len(c.places))}, names})
	c.places = append(c.places, p)
}

// dayKinds are the kinds of question at which days are read.
var dayKinds = uint32(1<<len(kinds)-1) &^ (OwnWords.bit() | Caring.bit() | Stopped.bit())

// setKinds are the kinds of question at which sets are read; 0 is all.
var setKinds = map[string]uint32{"day sets": dayKinds, "several sets": severalBit, "number sets": Amount.bit() | Scale.bit()}

// readDay reads an item of days.
func (c *compiler) readDay(n *yaml.Node) {
	var w dayWord
	var says []templateAt
	number := func(value *yaml.Node, most int) int {
		i, err := strconv.Atoi(value.Value)
		if err != nil || i < 1 || i > most {
			c.fail(value, "%q is no number from 1 to %d", value.Value, most)
		}
		return i
	}
	c.each(n, func(key, value *yaml.Node) {
		switch key.Value {
		case "says":
			says = c.templates(value)
		case "today":
			w.day.Today = c.isTrue(value)
		case "in":
			w.day.In = number(value, farthest)
		case "weekday":
			w.day.Named = true
			for w.day.Weekday = time.Sunday; !strings.EqualFold(w.day.Weekday.String(), value.Value); w.day.Weekday++ {
				if w.day.Weekday == time.Saturday {
					c.fail(value, "%q is no day of the week, such as monday", value.Value)
					break
				}
			}
		case "date":
			w.day.Date = number(value, 31)
		case "month":
			w.day.Month = time.Month(number(value, 12))
			w.day.Date = max(w.day.Date, 1)
		case "next":
			w.day.Next = c.isTrue(value)
		case "counted":
			w.unit = number(value, farthest)
		case "number":
			w.number = number(value, farthest)
		case "weak":
			w.weak = c.isTrue(value)
		default:
			c.fail(key, "%q is no part of a day; expected %s", key.Value, keysOf[DayFormat]())
		}
	})
	if len(says) == 0 || w == (dayWord{weak: w.weak}) {
		c.fail(n, "a day has what people say, under says, and which day it is")
		return
	}
	c.sources = append(c.sources, source{rule{form: dayPhrase, kinds: dayKinds, number: int32(len(c.days))}, says})
	c.days = append(c.days, w)
}
