package twiml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"strconv"
	"strings"
)

// Twilio's numbers for what can be wrong with an answer; twilio.com/docs/api/errors
const (
	codeTooLarge        = 11750
	codeUnparseable     = 12100
	codeSchema          = 12200
	codeContentType     = 12300
	codeSayTooLong      = 13521
	codeTooManyMessages = 14109
	codeBodyTooLong     = 21617
)

// maxDocument is the size of the largest document, in bytes; twilio.com/docs/api/errors/11750
const maxDocument = 64 << 10

// element is an element of a document.
type element struct {
	name       string
	attributes []xml.Attr
	text       string // all of it, whatever elements stand between
	said       string // its text and that of its children, in order
	children   []*element
}

// attribute returns the value of an attribute, or fallback if it is absent. Empty is not absent.
func (e *element) attribute(name, fallback string) string {
	for _, a := range e.attributes {
		if qualified(a.Name) == name {
			return a.Value
		}
	}
	return fallback
}

// number is attribute for one that holds an integer.
func (e *element) number(name string, fallback int) int {
	n, err := strconv.Atoi(e.attribute(name, ""))
	if err != nil {
		return fallback
	}
	return n
}

// read returns the Response, in which these verbs may stand.
func read(contentType string, body []byte, verbs ...string) (*element, error) {
	if err := checkContentType(contentType); err != nil {
		return nil, err
	}
	if len(body) > maxDocument {
		return nil, Faultf(codeTooLarge, "a document of %d bytes: want at most %d", len(body), maxDocument)
	}
	response, err := parse(body)
	if err != nil {
		return nil, err
	}
	if err := (rule{verbs: verbs}).check(response); err != nil {
		return nil, err
	}
	return response, nil
}

// checkContentType refuses what Twilio does not read as TwiML. Twilio reads text/plain aloud, or texts it as it stands;
// twilio.com/docs/api/errors/12300
func checkContentType(header string) error {
	switch kind, _, _ := mime.ParseMediaType(header); kind {
	case "text/xml", "application/xml", "text/html":
		return nil
	}
	return Faultf(codeContentType, "content type %q: Twilio does not read it as TwiML", header)
}

// parse reads XML more strictly than encoding/xml: one root, which is the Response, no stray text, nothing before the
// header, no attribute twice, no DOCTYPE.
func parse(body []byte) (*element, error) {
	document := &element{}
	open := []*element{document} // the path to where the decoder is
	decoder := xml.NewDecoder(bytes.NewReader(body))
	for {
		start, within := decoder.InputOffset(), open[len(open)-1]
		token, err := decoder.Token()
		switch {
		case errors.Is(err, io.EOF) && len(document.children) == 1 && document.children[0].name == "Response":
			return document.children[0], nil
		case errors.Is(err, io.EOF):
			return nil, Faultf(codeUnparseable, "the document is not one <Response>")
		case err != nil:
			return nil, Faultf(codeUnparseable, "not well-formed XML: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			child := &element{name: qualified(token.Name), attributes: token.Attr}
			if name := repeated(token.Attr); name != "" {
				return nil, Faultf(codeUnparseable, "<%s> has %s twice", child.name, name)
			}
			within.children = append(within.children, child)
			open = append(open, child)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			within.text += string(token)
			for _, e := range open {
				e.said += string(token)
			}
			if within == document && strings.TrimSpace(within.text) != "" {
				return nil, Faultf(codeUnparseable, "text outside of <Response>")
			}
		case xml.ProcInst:
			if token.Target == "xml" && start != 0 {
				return nil, Faultf(codeUnparseable, "something before the XML header")
			}
		case xml.Directive:
			return nil, Faultf(codeUnparseable, "a DOCTYPE")
		}
	}
}

// repeated returns the name of an attribute that is there twice, or "".
func repeated(attributes []xml.Attr) string {
	seen := map[xml.Name]bool{}
	for _, a := range attributes {
		if seen[a.Name] {
			return qualified(a.Name)
		}
		seen[a.Name] = true
	}
	return ""
}

// qualified returns a name with its namespace.
func qualified(name xml.Name) string {
	if name.Space == "" {
		return name.Local
	}
	return name.Space + ":" + name.Local
}
