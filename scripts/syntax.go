package scripts

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// syntax explains what the YAML library could not read. The library stops at the first such fault.
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
		return Faults{faultAt(pos{d.file, 1, 1}, err.Error())}
	}
	at, message := d.mark(one.Mark), one.Message
	if at, message, ok := d.slip(one); ok {
		faults.at(at, "%s", message)
		return faults
	}
	for _, p := range explanations {
		if strings.Contains(message, p.message) && strings.Contains(one.ContextMsg, p.context) {
			message = strings.NewReplacer("LINE", fmt.Sprint(one.ContextMark.Line), "CHARACTER", d.character(at),
				"INDENTATION", indentation(one.ContextMark.Column)).Replace(p.plain)
			if p.opening {
				at = d.mark(one.ContextMark)
			}
			break
		}
	}
	faults.at(at, "%s", message)
	return faults
}

// explanations has plain words for the library's messages. The first that fits is taken.
var explanations = []struct {
	message, context string
	plain            string
	opening          bool // the fault is where the unclosed thing begins
}{
	{message: "mapping values are not allowed", plain: `a colon and a space are not expected here; put a text that holds ": " in quotes, or begin the line as far left as the one above`},
	{message: "found character that cannot start any token", plain: "a text cannot begin with CHARACTER; put it in quotes"},
	{message: "unknown anchor", plain: "lessons use no aliases (*); put a text that begins so in quotes"},
	{message: "did not find expected key", context: "block mapping", plain: `expected "key: value"; begin the line as far left as the one above, and put a text that begins with { [ " or ' in quotes as a whole`},
	{message: "did not find expected ',' or", context: "flow", plain: "the bracket that opens here is not closed, or a comma is missing; put a text that begins with { or [ in quotes", opening: true},
	{message: "did not find expected '-'", plain: `expected "- ", as the list began on line LINE; there, INDENTATION`},
	{message: "could not find expected ':'", plain: `expected "key: value"; indent a continued text further than its key, or use >- and indent all of it`, opening: true},
	{message: "unexpected end of stream", context: "quoted scalar", plain: "the quote that opens here is not closed", opening: true},
	{message: "unknown escape", plain: `a backslash in double quotes means something else; use single quotes, or write \\`},
}

func (d *decoder) mark(m yaml.Mark) pos { return pos{d.file, m.Line, m.Column} }

// from is the rest of the line at a place.
func (d *decoder) from(at pos) []rune {
	line := []rune(d.line(at.line))
	return line[min(max(at.column-1, 0), len(line)):]
}

// line is line n of the file without its line end, or "" if there is none.
func (d *decoder) line(n int) string {
	if n < 1 || n > len(d.lines) {
		return ""
	}
	return strings.TrimSuffix(d.lines[n-1], "\r")
}

// character is the character at a place, for a message.
func (d *decoder) character(at pos) string {
	if rest := d.from(at); len(rest) > 0 {
		return fmt.Sprintf("%q", rest[0])
	}
	return "this"
}

// andMore says in the last fault that more may follow.
func andMore(faults Faults) Faults {
	if n := len(faults); n > 0 {
		last := &faults[n-1]
		last.Message, last.Cure = cutCure(last.Sentence() + "; more may follow once this is mended")
	}
	return faults
}

// indentation says how the lines of a list begin, if its first dash stands in that column. The list of steps is furthest left.
func indentation(column int) string {
	item := "an item"
	if column <= 3 {
		item = "a step"
	}
	return fmt.Sprintf(`%d spaces and "- " begin %s, %d spaces a key of it`, column-1, item, column+1)
}

// Slips that the line itself shows.
var (
	otherDash   = regexp.MustCompile(`^ *([‐‑‒–—―−])`)
	tightDash   = regexp.MustCompile(`^ *-[a-z]`)
	tightColon  = regexp.MustCompile(`^ *(?:- )?([a-z-]+):[^ ]`)
	curlyQuote  = regexp.MustCompile(`[:\[{,-] +([“”„‘’])`)
	innerSingle = regexp.MustCompile(`[:\[{,-] +'(?:[^']|'')*' *[^ ',}\]#:]`)
	innerDouble = regexp.MustCompile(`[:\[{,-] +"(?:[^"\\]|\\.)*" *[^ ,}\]#:]`)
)

// slip finds what people commonly write instead of YAML in the line of a fault.
func (d *decoder) slip(e *yaml.LoadError) (at pos, message string, found bool) {
	at = d.mark(e.Mark)
	if at, message, found := d.tight(e); found {
		return at, message, true
	}
	line := d.line(at.line)
	if m := otherDash.FindStringSubmatch(line); m != nil {
		dash := []rune(m[1])[0]
		return at, fmt.Sprintf(`%q (%U) is not the dash that begins a step; write "- ", a hyphen and a space`, dash, dash), true
	}
	if m := curlyQuote.FindStringSubmatch(line); m != nil {
		return at, fmt.Sprintf(`%s is no quote to put a text in; write the straight " around it`, m[1]), true
	}
	switch {
	case innerSingle.MatchString(line):
		return at, `an apostrophe ends a text that began with one; use " around it, or write '' within`, true
	case innerDouble.MatchString(line):
		return at, `a " ends a text that began with one; use ' around it, or write \" within`, true
	}
	return at, "", false
}

// tight finds a dash or a key without the space after it. The library may report it on the next line.
func (d *decoder) tight(e *yaml.LoadError) (at pos, message string, found bool) {
	at = d.mark(e.Mark)
	switch {
	case strings.Contains(e.Message, "could not find expected ':'"):
		at.line = e.ContextMark.Line
	case strings.Contains(e.Message, "mapping values are not allowed"):
		at.line--
	}
	line := d.line(at.line)
	if tightDash.MatchString(line) {
		at.column = 1 + strings.Index(line, "-")
		return at, `a space is missing after the dash; write "- id: ..."`, true
	}
	if m := tightColon.FindStringSubmatch(line); m != nil && slices.Contains(stepKeys, m[1]) {
		at.column = 1 + strings.Index(line, m[1])
		return at, fmt.Sprintf(`a space is missing after the colon; write "%s: ..."`, m[1]), true
	}
	return at, "", false
}
