package nlu

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// forms are the entries of a rule that have templates.
var forms = map[string]form{"whole": whole, "part": part, "start": opening, "end": ending, "reaction": reaction}

// flags are the entries of a rule that are true or false.
var flags = map[string]func(*rule) *bool{
	"question mark":       func(r *rule) *bool { return &r.asks },
	"begins the sentence": func(r *rule) *bool { return &r.first },
	"in brackets":         func(r *rule) *bool { return &r.bracketed },
	"only known":          func(r *rule) *bool { return &r.known },
	"as one":              func(r *rule) *bool { return &r.asOne },
}

// readRule reads an item of rules.
func (c *compiler) readRule(n *yaml.Node) {
	var r rule
	var found []source
	c.each(n, func(key, value *yaml.Node) {
		if f, ok := forms[key.Value]; ok {
			found = append(found, source{rule{form: f}, c.templates(value)})
			return
		}
		if flag := flags[key.Value]; flag != nil {
			*flag(&r) = c.isTrue(value)
			return
		}
		switch key.Value {
		case "intent":
			r.intent = Intent(value.Value)
			if !slices.Contains(order, r.intent) {
				c.fail(value, "there is no intent %q; expected one of: %s", value.Value, list(order))
			}
		case "topic":
			r.topic = Topic(value.Value)
			if !slices.Contains(topics, r.topic) {
				c.fail(value, "there is no topic %q; expected one of: %s", value.Value, list(topics))
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
			c.fail(key, "%q is no part of a rule; expected %s", key.Value, keysOf[RuleFormat]())
		}
	})
	c.checkRule(n, r, found)
	for _, s := range found {
		r.form = s.rule.form
		c.sources = append(c.sources, source{r, s.templates})
	}
}

// checkRule finds what a rule lacks or has in excess.
func (c *compiler) checkRule(n *yaml.Node, r rule, found []source) {
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
		if form := s.rule.form; (form == opening || form == ending) && r.intent != Rename && r.intent != TimeZone {
			c.fail(n, "only %s and %s have a value, which start and end are for; use whole or part", Rename, TimeZone)
		}
	}
}

// isTrue reads true or false.
func (c *compiler) isTrue(n *yaml.Node) bool {
	if n.Value != "true" && n.Value != "false" {
		c.fail(n, "expected true or false")
	}
	return n.Value == "true"
}

// list lists words for a message.
func list[S ~string](all []S) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = string(s)
	}
	return strings.Join(words, ", ")
}

// readKinds reads at which kinds of question a rule holds. "lesson" stands for all that a lesson asks, and "not" before a kind
// for all other kinds.
func (c *compiler) readKinds(n *yaml.Node) (all uint32) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	var but uint32
	for _, item := range items {
		name, not := strings.CutPrefix(item.Value, "not ")
		var bits uint32
		for _, row := range kindRows {
			if name == "lesson" && row.inLesson || row.kind == Kind(name) || slices.Contains(row.like, Kind(name)) {
				bits |= row.kind.bit()
			}
		}
		if bits == 0 {
			c.fail(item, "nothing is asked that is called %q; expected lesson or one of: %s", name, list(kinds))
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

// readGuards adds a guard with these templates.
func (c *compiler) readGuards(n *yaml.Node) []int32 {
	c.guards++
	c.sources = append(c.sources, source{rule{form: guard, number: c.guards}, c.templates(n)})
	return []int32{c.guards}
}
