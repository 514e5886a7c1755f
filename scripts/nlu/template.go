package nlu

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A template stands for many sentences, in the notation of Home Assistant's intents:
//
//	(stop|quit) texting me     one of these
//	stop [it|this] now         what is in brackets may be left out
//	<please>                   a class, which the lexicon lists under words:
//	<word> <number> <name>     any word, any number in digits, any first name
//	..                         up to three words of any kind
//
// Case, accents, apostrophes and punctuation make no difference.
type template struct {
	kind  templateKind
	word  string // of a word or a class
	at    int    // where it stands in the source, in characters
	parts []*template
}

type templateKind int

const (
	oneWord templateKind = iota
	inOrder
	oneOf
	maybe
	class
	gap
)

// templateFault is an error in a template, and at which of its characters, from 0.
type templateFault struct {
	at      int
	message string
}

func (f *templateFault) Error() string { return f.message }

// parseTemplate reads a template.
func parseTemplate(src string) (*template, *templateFault) {
	p := templateParser{src: []rune(src)}
	t := p.choices(0)
	switch {
	case p.fault != nil:
		return nil, p.fault
	case p.i < len(p.src):
		return nil, &templateFault{p.i, fmt.Sprintf("%q closes nothing", p.src[p.i])}
	case t.empty():
		return nil, &templateFault{0, "an empty template; write words, or take the line out"}
	}
	return t, nil
}

// templateParser parses one template.
type templateParser struct {
	src   []rune
	i     int
	fault *templateFault
}

func (p *templateParser) fail(at int, format string, args ...any) {
	if p.fault == nil {
		p.fault = &templateFault{at, fmt.Sprintf(format, args...)}
	}
}

// choices reads alternatives up to the closing bracket; 0 for none.
func (p *templateParser) choices(closing rune) *template {
	all := &template{kind: oneOf, at: p.i}
	for {
		all.parts = append(all.parts, p.sequence())
		if p.i >= len(p.src) || p.src[p.i] != '|' {
			break
		}
		if closing == 0 {
			p.fail(p.i, "a | outside of brackets; put the alternatives in ( )")
			break
		}
		p.i++
	}
	if len(all.parts) == 1 {
		return all.parts[0]
	}
	return all
}

// sequence reads templates that follow each other.
func (p *templateParser) sequence() *template {
	row := &template{kind: inOrder, at: p.i}
	for p.i < len(p.src) && p.fault == nil {
		switch r, at := p.src[p.i], p.i; {
		case r == ' ':
			p.i++
		case r == '(' || r == '[':
			row.parts = append(row.parts, p.bracket(r))
		case r == '<':
			row.parts = append(row.parts, p.class())
		case r == '.' && p.i+1 < len(p.src) && p.src[p.i+1] == '.':
			p.i += 2
			row.parts = append(row.parts, &template{kind: gap, at: at})
		case r == ')' || r == ']' || r == '|':
			return row
		case isEmoji(r):
			p.i++
			row.parts = append(row.parts, &template{kind: oneWord, word: string(r), at: at})
		case r == '\ufe0f': // says that the sign before is a picture
			p.i++
		case templateLetter(r):
			for p.i < len(p.src) && (templateLetter(p.src[p.i]) || strings.ContainsRune("'’-", p.src[p.i])) {
				p.i++
			}
			row.parts = append(row.parts, plainWords(string(p.src[at:p.i]), at)...)
		default:
			p.fail(at, "%q has no meaning in a template; write words, ( | ), [ ], < > and ..", r)
		}
	}
	return row
}

// plainWords are the words of a template that stand at a place: one, or more such as those of "T-shirt".
func plainWords(word string, at int) (words []*template) {
	if !isPlain(word) {
		word = Plain(word)
	}
	for w := range strings.FieldsSeq(word) {
		words = append(words, &template{kind: oneWord, word: w, at: at})
	}
	return words
}

func templateLetter(r rune) bool {
	return letterOrDigit(r) || unicode.Is(unicode.M, r) && r != utf8.RuneError
}

func (p *templateParser) bracket(opening rune) *template {
	at, closing := p.i, ')'
	if opening == '[' {
		closing = ']'
	}
	p.i++
	inner := p.choices(closing)
	if p.i >= len(p.src) || p.src[p.i] != closing {
		p.fail(at, "the %c that opens here is not closed", opening)
		return inner
	}
	p.i++
	for _, part := range append([]*template{inner}, inner.parts...) {
		if part.empty() && p.fault == nil {
			p.fail(at, "an empty alternative; use [ ] for what may be left out")
		}
	}
	if opening == '[' {
		return &template{kind: maybe, at: at, parts: []*template{inner}}
	}
	return inner
}

func (p *templateParser) class() *template {
	at := p.i
	for p.i < len(p.src) && p.src[p.i] != '>' {
		p.i++
	}
	if p.i >= len(p.src) {
		p.fail(at, "the < that opens here is not closed")
		return &template{kind: class, at: at}
	}
	p.i++
	return &template{kind: class, at: at, word: strings.TrimSpace(string(p.src[at+1 : p.i-1]))}
}

// empty reports whether a template has no words at all.
func (t *template) empty() bool { return (t.kind == inOrder || t.kind == oneOf) && len(t.parts) == 0 }

// single is the word of a template of one word, or else "".
func (t *template) single() string {
	if t.kind == inOrder && len(t.parts) == 1 {
		t = t.parts[0]
	}
	if t.kind != oneWord {
		return ""
	}
	return t.word
}

// leaveOut takes some words out of a template.
func (t *template) leaveOut(words map[string]bool) {
	t.parts = slices.DeleteFunc(t.parts, func(part *template) bool {
		if part.kind == oneWord {
			return words[part.word]
		}
		part.leaveOut(words)
		return part.empty() || part.kind == maybe && len(part.parts) == 0
	})
}

// optional reports whether all of a template may be left out.
func (t *template) optional(classes map[string]*templateAt) bool {
	switch t.kind {
	case oneWord:
		return false
	case maybe, gap:
		return true
	case class:
		return builtIn[t.word] == nil && classes[t.word].template.optional(classes)
	case oneOf:
		return slices.ContainsFunc(t.parts, func(p *template) bool { return p.optional(classes) })
	}
	return !slices.ContainsFunc(t.parts, func(p *template) bool { return !p.optional(classes) })
}

// vague reports whether a template may begin with any word. Such a template would begin to match at every word.
func (t *template) vague(classes map[string]*templateAt) bool {
	switch t.kind {
	case gap:
		return true
	case class:
		return t.word == "word" || builtIn[t.word] == nil && classes[t.word].template.vague(classes)
	case oneOf, maybe:
		return slices.ContainsFunc(t.parts, func(p *template) bool { return p.vague(classes) })
	case inOrder:
		for _, p := range t.parts {
			if p.vague(classes) {
				return true
			}
			if !p.optional(classes) {
				return false
			}
		}
	}
	return false
}
