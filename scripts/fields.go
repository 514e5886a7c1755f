package scripts

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// fields reads a mapping by its keys.
type fields struct {
	p  *parser
	of *value
}

// fields begins to read a mapping that may have these keys and no others.
func (p *parser) fields(v *value, known ...string) *fields {
	if v.kind != aMapping {
		p.faults.at(v.pos, "expected %s, found %s%s", strings.Join(known[:min(2, len(known))], ": ..., ")+": ...", v.kind, cmp.Or(v.hint(), "; write each on a line of its own"))
		return &fields{p, &value{pos: v.pos}}
	}
	for _, pair := range v.pairs {
		if !slices.Contains(known, pair.key.text) {
			p.faults.at(pair.key.pos, "unknown key %q%s", pair.key.text, suggest(pair.key.text, known))
		}
	}
	return &fields{p, v}
}

// get is the value of a key, or nil if the key is absent.
func (f *fields) get(key string) *value {
	for _, pair := range f.of.pairs {
		if pair.key.text == key {
			return pair.value
		}
	}
	return nil
}

// need is get for a key that must be there.
func (f *fields) need(key string) *value {
	v := f.get(key)
	if v == nil && f.of.kind == aMapping {
		f.p.faults.at(f.of.pos, "%q is missing; write %s: here, with its value", key, key)
	}
	return v
}

// at is where the value of a key stands, or the mapping if the key is absent.
func (f *fields) at(key string) pos {
	if v := f.get(key); v != nil {
		return v.pos
	}
	return f.of.pos
}

// text reads a text that must be there.
func (f *fields) text(key string) string {
	if v := f.need(key); v != nil {
		return f.p.text(v)
	}
	return ""
}

// title reads a title that must be there. Phrases say it within a sentence, as it stands.
func (f *fields) title() string {
	title := f.text("title")
	if strings.ContainsAny(title, "{}\n\r") {
		f.p.faults.at(f.at("title"), "title: expected plain words on one line, without braces; nothing is filled in here")
	}
	return title
}

// word reads a text of a certain form that must be there.
func (f *fields) word(key string, form *regexp.Regexp, expected string) string {
	if v := f.need(key); v != nil {
		return f.p.word(v, form, expected)
	}
	return ""
}

// flag reads true or false; an absent key is false.
func (f *fields) flag(key string) bool {
	v := f.get(key)
	if v == nil {
		return false
	}
	if v.kind != aText || v.text != "true" && v.text != "false" {
		f.p.faults.at(v.pos, "%s: expected true or false; write true, or take it out", key)
	}
	return v.text == "true"
}

// among reads one of the known words; an absent key is "".
func (f *fields) among(key string, known ...string) string {
	v := f.get(key)
	if v == nil {
		return ""
	}
	word := f.p.text(v)
	if word != "" && !slices.Contains(known, word) {
		f.p.faults.at(v.pos, "unknown %s %q%s", key, word, suggest(word, known))
		return ""
	}
	return word
}

// list is the items of a list, or nil for nil.
func (p *parser) list(v *value) []*value {
	if v == nil {
		return nil
	}
	if v.kind != aList {
		p.faults.at(v.pos, "expected a list such as [a, b], found %s; put it in brackets", v.kind)
	}
	return v.items
}

// entries is the pairs of a mapping, or nil for nil.
func (p *parser) entries(v *value, example string) []pair {
	if v == nil {
		return nil
	}
	if v.kind != aMapping {
		p.faults.at(v.pos, "expected %s, found %s; write it like that", example, v.kind)
	} else if len(v.pairs) == 0 {
		p.faults.at(v.pos, "expected %s, found nothing between the braces; write it like that, or take it out", example)
	}
	return v.pairs
}

// word reads a text that has a certain form, "" after a fault.
func (p *parser) word(v *value, form *regexp.Regexp, expected string) string {
	word := p.text(v)
	if word != "" && !form.MatchString(word) {
		p.faults.at(v.pos, "%q is not %s; change it", word, expected)
		return ""
	}
	return word
}

// text reads a text, "" after a fault.
func (p *parser) text(v *value) string {
	text := strings.TrimSpace(v.text)
	switch {
	case v.kind == nothing && v.comment != "":
		p.faults.at(v.pos, commentInText)
		return ""
	case v.kind != aText:
		p.faults.at(v.pos, "expected a text, found %s%s", v.kind, cmp.Or(v.hint(), "; write the words here"))
		return ""
	case text == "":
		p.faults.at(v.pos, "expected a text, found nothing between the quotes; write the words there")
	}
	for _, r := range text {
		if r != '\n' && !printable(r) {
			p.faults.at(v.pos, "an invisible character, %U; take it out", r)
			return ""
		}
	}
	return text
}

// hint says why a text was read as something else.
func (v *value) hint() string {
	switch {
	case v.flow && v.kind == aMapping:
		return "; put a text that begins with { in quotes"
	case v.flow && v.kind == aList:
		return "; put a text that begins with [ in quotes"
	}
	return ""
}
