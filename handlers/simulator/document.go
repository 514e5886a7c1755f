package simulator

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"strings"
)

// maxDocument is the size of the largest TwiML document, in bytes; twilio.com/docs/api/errors/11750
const maxDocument = 64 << 10

const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

// node is an element of a TwiML document, or a piece of its text when name is empty.
type node struct {
	name     string
	text     string
	attrs    []attribute
	children []*node
}

type attribute struct{ name, value string }

// attr returns the value of an attribute and whether it is there; empty is not absent.
func (n *node) attr(name string) (string, bool) {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value, true
		}
	}
	return "", false
}

// value is attr, or fallback where the attribute is absent.
func (n *node) value(name, fallback string) string {
	if v, ok := n.attr(name); ok {
		return v
	}
	return fallback
}

// elements returns the children that are not text.
func (n *node) elements() []*node {
	var found []*node
	for _, child := range n.children {
		if child.name != "" {
			found = append(found, child)
		}
	}
	return found
}

// content is all the text of n, markup left out.
func (n *node) content() string {
	var text strings.Builder
	for _, child := range n.children {
		text.WriteString(child.text)
		text.WriteString(child.content())
	}
	return text.String()
}

// read returns the verbs of an answer, or the *Fault for which Twilio would not carry it out.
func read(a Answer, p product) ([]*node, error) {
	if err := checkContentType(a.Header.Get("Content-Type"), p); err != nil {
		return nil, err
	}
	if len(a.Body) > maxDocument {
		return nil, faultf(codeTooLarge, "a document of more than 64 kB")
	}
	root, err := parse(a.Body)
	if err != nil {
		return nil, err
	}
	if err := checkResponse(root, p); err != nil {
		return nil, err
	}
	return root.elements(), nil
}

// checkContentType refuses what Twilio does not read as TwiML; twilio.com/docs/api/errors/12300
func checkContentType(header string, p product) error {
	kind, _, _ := mime.ParseMediaType(header)
	switch {
	case kind == "text/xml", kind == "application/xml", kind == "text/html":
		return nil
	case header == "":
		return faultf(codeContentType, "an answer without a content type")
	case kind == "text/plain" && p == voice:
		return faultf(codeContentType, "text/plain: Twilio would read it aloud and hang up")
	case kind == "text/plain":
		return faultf(codeContentType, "text/plain: Twilio would text it as it stands")
	case strings.HasPrefix(kind, "audio/"):
		return faultf(codeContentType, "%s: Twilio would play it", kind)
	}
	return faultf(codeContentType, "content type %q: Twilio would not read it", header)
}

// parse reads XML more strictly than encoding/xml: one root and no stray text, nothing before the header, no
// attribute twice, no DOCTYPE.
func parse(body []byte) (*node, error) {
	var tree builder
	decoder := xml.NewDecoder(bytes.NewReader(body))
	for {
		start := decoder.InputOffset()
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return tree.finish()
		}
		if err != nil {
			return nil, &Fault{Code: codeUnparseable, Reason: "not well-formed XML", cause: err}
		}
		if err := tree.add(token, start); err != nil {
			return nil, err
		}
	}
}

// builder makes a tree of tokens. Its stack is the path of open elements.
type builder struct {
	root  *node
	stack []*node
}

func (b *builder) add(token xml.Token, offset int64) error {
	switch token := token.(type) {
	case xml.StartElement:
		return b.open(token)
	case xml.EndElement:
		b.stack = b.stack[:len(b.stack)-1]
	case xml.CharData:
		return b.write(string(token))
	case xml.ProcInst:
		if token.Target == "xml" && offset != 0 {
			return faultf(codeUnparseable, "something before the XML header")
		}
	case xml.Directive:
		return faultf(codeUnparseable, "a DOCTYPE")
	}
	return nil
}

func (b *builder) open(start xml.StartElement) error {
	n := &node{name: qualified(start.Name)}
	for _, a := range start.Attr {
		name := qualified(a.Name)
		if _, twice := n.attr(name); twice {
			return faultf(codeUnparseable, "<%s> has %s twice", n.name, name)
		}
		n.attrs = append(n.attrs, attribute{name, a.Value})
	}
	switch {
	case len(b.stack) > 0:
		parent := b.stack[len(b.stack)-1]
		parent.children = append(parent.children, n)
	case b.root != nil:
		return faultf(codeUnparseable, "<%s> after the end of the document", n.name)
	default:
		b.root = n
	}
	b.stack = append(b.stack, n)
	return nil
}

func (b *builder) write(text string) error {
	if len(b.stack) > 0 {
		parent := b.stack[len(b.stack)-1]
		parent.children = append(parent.children, &node{text: text})
		return nil
	}
	if strings.TrimSpace(text) != "" {
		return faultf(codeUnparseable, "text outside of <Response>")
	}
	return nil
}

func (b *builder) finish() (*node, error) {
	if b.root == nil || b.root.name != "Response" {
		return nil, faultf(codeUnparseable, "the root of the document is not <Response>")
	}
	return b.root, nil
}

// qualified is a name as it is written in TwiML.
func qualified(name xml.Name) string {
	switch name.Space {
	case "":
		return name.Local
	case xmlNamespace:
		return "xml:" + name.Local
	}
	return name.Space + ":" + name.Local
}
