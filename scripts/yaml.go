package scripts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxFile bounds a lesson file, in bytes: a long lesson has twenty thousand.
const maxFile = 1 << 18

// value is one value of a file with its place: a text, a list or a mapping. The whole of YAML that lessons use.
type value struct {
	pos
	kind    valueKind
	text    string
	quoted  bool
	flow    bool   // in brackets or braces
	comment string // what follows on the same line, with its #
	items   []*value
	pairs   []pair
}

type pair struct{ key, value *value }

type valueKind string

const (
	aText    valueKind = "a text"
	aList    valueKind = "a list"
	aMapping valueKind = "a mapping"
	nothing  valueKind = "nothing"
)

// decode reads one YAML document. Everything that a lesson has no use for is refused with its place, and so is what
// YAML would quietly read as something else than the author sees.
func decode(file string, src []byte) (*value, Faults) {
	if faults := unreadable(file, src); faults != nil {
		return nil, faults
	}
	loader, err := yaml.NewLoader(bytes.NewReader(src))
	if err != nil {
		return nil, Faults{{file, 1, 1, err.Error()}}
	}
	var doc, second yaml.Node
	d := decoder{file: file, lines: strings.Split(string(src), "\n")}
	switch err := loader.Load(&doc); {
	case errors.Is(err, io.EOF):
		return nil, Faults{{file, 1, 1, `an empty file; expected "lesson:", "title:" and so on`}}
	case err != nil:
		return nil, d.syntax(err)
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

// unreadable finds what makes a file no text at all, or not the text that one sees.
func unreadable(file string, src []byte) (faults Faults) {
	if len(src) > maxFile {
		return Faults{{file, 1, 1, fmt.Sprintf("a file of %d bytes; expected %d at most", len(src), maxFile)}}
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
			case !printable(r):
				faults.at(at, "an invisible character, %U; take it out", r)
			default:
				continue
			}
			break // one a line is enough
		}
	}
	return faults
}

// printable reports whether YAML and XML can both hold r and a reader would notice it, or its lack.
func printable(r rune) bool {
	switch {
	case r < ' ', r >= 0x7f && r <= 0x9f, r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffe, r == 0xffff:
		return false
	}
	return true
}

// decoder turns YAML's nodes into values.
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
		}
	default:
		v.kind = nothing
	}
	return v
}

func (d *decoder) pairs(v *value, n *yaml.Node) {
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		p := pair{d.value(n.Content[i]), d.value(n.Content[i+1])}
		switch line, twice := lines[p.key.text]; {
		case p.key.kind != aText:
			d.faults.at(p.key.pos, "%s as a key; expected a word, and a text that begins with [ or { in quotes", p.key.kind)
		case p.key.text == "<<":
			d.faults.at(p.key.pos, "lessons use no merge keys (<<)")
		case twice:
			d.faults.at(p.key.pos, "%q stands here twice; the first is on line %d", p.key.text, line)
		default:
			lines[p.key.text] = p.key.line
			v.pairs = append(v.pairs, p)
		}
	}
}

// syntax says in a lesson's terms what YAML could not read. YAML stops at the first such fault.
func (d *decoder) syntax(err error) (faults Faults) {
	var many *yaml.LoadErrors
	if errors.As(err, &many) { // before LoadError, which a LoadErrors also claims to be
		for _, e := range many.Errors {
			faults.at(d.mark(e.Mark), "%s", e.Message)
		}
		return faults
	}
	var one *yaml.LoadError
	if !errors.As(err, &one) {
		return Faults{{d.file, 1, 1, err.Error()}}
	}
	at, message := d.mark(one.Mark), one.Message
	for _, p := range plainer {
		if strings.Contains(message, p.message) && strings.Contains(one.ContextMsg, p.context) {
			message = strings.NewReplacer("LINE", fmt.Sprint(one.ContextMark.Line), "CHARACTER", d.character(at)).Replace(p.plain)
			if p.opening {
				at = d.mark(one.ContextMark)
			}
			break
		}
	}
	faults.at(at, "%s", message)
	return faults
}

// plainer has the faults that people make in YAML, by what the library says of them; the first that fits is taken.
var plainer = []struct {
	message, context string
	plain            string
	opening          bool // the fault is where the thing began that is not at its end
}{
	{message: "mapping values are not allowed", plain: `a colon and a space are not expected here; put a text that holds ": " in quotes, or begin the line as far left as the one above`},
	{message: "found character that cannot start any token", plain: "a text cannot begin with CHARACTER; put it in quotes"},
	{message: "unknown anchor", plain: "lessons use no aliases (*); put a text that begins so in quotes"},
	{message: "did not find expected key", context: "block mapping", plain: `expected "key: value"; begin the line as far left as the one above, and put a text that begins with { [ " or ' in quotes as a whole`},
	{message: "did not find expected ',' or", context: "flow", plain: "the bracket that opens here is not closed, or a comma is missing; put a text that begins with { or [ in quotes", opening: true},
	{message: "did not find expected '-'", plain: `expected "- ", as the list began on line LINE; or begin the line further left or right`},
	{message: "could not find expected ':'", plain: `expected "key: value"`, opening: true},
	{message: "unexpected end of stream", context: "quoted scalar", plain: "the quote that opens here is not closed", opening: true},
	{message: "unknown escape", plain: `a backslash in double quotes means something else; use single quotes, or write \\`},
}

func (d *decoder) mark(m yaml.Mark) pos { return pos{d.file, m.Line, m.Column} }

// character is the character at a place, for a message.
func (d *decoder) character(at pos) string {
	if at.line < 1 || at.line > len(d.lines) {
		return "this"
	}
	line := []rune(d.lines[at.line-1])
	if at.column < 1 || at.column > len(line) {
		return "this"
	}
	return fmt.Sprintf("%q", line[at.column-1])
}
