package scripts

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxFile bounds a lesson file, in bytes. A long lesson has 20,000.
const maxFile = 1 << 18

// value is a text, a list or a mapping, and where it stands. Lessons use no more of YAML.
type value struct {
	pos
	kind    valueKind
	text    string
	quoted  bool
	flow    bool   // in brackets or braces
	comment string // the comment on the same line, with its #
	items   []*value
	pairs   []pair
}

// pair is an entry of a mapping.
type pair struct{ key, value *value }

// valueKind is what a value is, as messages say it.
type valueKind string

const (
	aText    valueKind = "a text"
	aList    valueKind = "a list"
	aMapping valueKind = "a mapping"
	nothing  valueKind = "nothing"
)

// decode reads one YAML document. It refuses the parts of YAML that lessons do not use, and what YAML would silently read
// differently from what the author sees.
func decode(file string, src []byte) (root *value, faults Faults) {
	defer func() { faults.mark("syntax") }()
	if faults := unreadable(file, src); faults != nil {
		return nil, faults
	}
	loader, err := yaml.NewLoader(bytes.NewReader(src))
	if err != nil {
		return nil, Faults{faultAt(pos{file, 1, 1}, err.Error())}
	}
	var doc, second yaml.Node
	d := decoder{file: file, lines: strings.Split(string(src), "\n")}
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		return nil, Faults{faultAt(pos{file, 1, 1}, `an empty file; expected "lesson:", "title:" and so on`)}
	case err != nil:
		return nil, andMore(d.syntax(err))
	}
	switch err := loader.Load(&second); {
	case err == nil:
		d.faults.at(pos{file, second.Line, second.Column}, "a second document begins here; expected one lesson in a file, without --- or ...")
	case !errors.Is(err, io.EOF):
		d.faults = append(d.faults, d.syntax(err)...)
	}
	if len(doc.Content) == 0 {
		return &value{pos: pos{file, 1, 1}, kind: nothing}, d.faults
	}
	return d.value(doc.Content[0]), d.faults
}

// unreadable finds what makes a file no text, or another text than the author sees.
func unreadable(file string, src []byte) (faults Faults) {
	if len(src) > maxFile {
		return Faults{faultAt(pos{file, 1, 1}, fmt.Sprintf("a file of %d bytes; expected %d at most", len(src), maxFile))}
	}
	if utf16(src) {
		return Faults{faultAt(pos{file, 1, 1}, "not UTF-8 but UTF-16; save the file with the encoding UTF-8")}
	}
	for n, line := range strings.Split(strings.TrimPrefix(string(src), "\ufeff"), "\n") {
		column := 0
		for i, r := range strings.TrimSuffix(line, "\r") {
			column++
			at := pos{file, n + 1, column}
			switch {
			case r == utf8.RuneError && !strings.HasPrefix(line[i:], "\ufffd"):
				faults.at(at, "not UTF-8; save the file with the encoding UTF-8")
			case r == '\t':
				faults.at(at, "a tab; use spaces")
			case unicode.Is(unicode.Zs, r) && r != ' ' && strings.TrimSpace(line[:i]) == "":
				faults.at(at, "the line begins with %U, a non-breaking space or the like; use usual spaces", r)
			case !printable(r):
				faults.at(at, "an invisible character, %U; take it out", r)
			default:
				continue
			}
			break // one fault for each line
		}
	}
	return andMore(faults)
}

// utf16 reports whether a file seems to have two bytes for each letter.
func utf16(src []byte) bool {
	marked := bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff"))
	return marked || bytes.Count(src, []byte{0}) > len(src)/4
}

// printable reports whether YAML and XML can both hold r and a reader can see it.
func printable(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r <= 0x9f, r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffe, r == 0xffff:
		return false
	}
	return true
}

// decoder turns YAML nodes into values.
type decoder struct {
	file   string
	lines  []string
	faults Faults
}

func (d *decoder) value(n *yaml.Node) *value {
	v := &value{pos: pos{d.file, n.Line, n.Column}, comment: n.LineComment, flow: n.Style&yaml.FlowStyle != 0}
	if n.Anchor != "" || n.Kind == yaml.AliasNode {
		d.faults.at(v.pos, "lessons use no anchors (&) and aliases (*); put a text that begins so in quotes")
	}
	if n.Style&yaml.TaggedStyle != 0 {
		d.faults.at(v.pos, "lessons use no tags (!); put a text that begins so in quotes")
	}
	switch n.Kind {
	case yaml.MappingNode:
		v.kind = aMapping
		d.pairs(v, n)
	case yaml.SequenceNode:
		v.kind = aList
		for _, item := range n.Content {
			v.items = append(v.items, d.value(item))
		}
	case yaml.ScalarNode:
		v.kind, v.text = aText, n.Value
		v.quoted = n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
		if n.ShortTag() == "!!null" {
			v.kind = nothing
			v.comment = cmp.Or(v.comment, d.commentAt(v.pos))
		}
	default:
		v.kind = nothing
	}
	return v
}

// commentAt is the comment that stands in place of a value.
func (d *decoder) commentAt(at pos) string {
	rest := strings.TrimLeft(string(d.from(at)), ": ")
	if !strings.HasPrefix(rest, "#") {
		return ""
	}
	return rest
}

// pasted says what the author probably meant where a key stands twice.
var pasted = map[string]string{
	"id":     `; a new step begins with "- id:"`,
	"lesson": "; expected one lesson in a file",
}

func (d *decoder) pairs(v *value, n *yaml.Node) {
	lines, two := map[string]int{}, false // two: what follows belongs to another step, or lesson
	for i := 0; i+1 < len(n.Content); i += 2 {
		p := pair{d.value(n.Content[i]), d.value(n.Content[i+1])}
		switch line, twice := lines[p.key.text]; {
		case p.key.kind != aText:
			d.faults.at(p.key.pos, "%s as a key; expected a word, and a text that begins with [ or { in quotes", p.key.kind)
		case p.key.text == "<<":
			d.faults.at(p.key.pos, "lessons use no merge keys (<<); write the keys out")
		case twice:
			if hint := pasted[p.key.text]; hint != "" || !two {
				d.faults.at(p.key.pos, "%q stands here twice; the first is on line %d%s", p.key.text, line, hint)
				two = two || hint != ""
			}
		default:
			lines[p.key.text] = p.key.line
			v.pairs = append(v.pairs, p)
		}
	}
}
