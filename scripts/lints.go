package scripts

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"coachline/scripts/lint"
)

// lint finds what hurts the people who take a lesson.
func (c *checker) lint() {
	l, marked := c.linted()
	c.found.Reading.Years, c.found.Reading.Words = l.Ease()
	if i, years := l.Hardest(); i >= 0 && i < len(c.set.Steps) {
		c.found.Reading.Hardest, c.found.Reading.Most = c.set.Steps[i].ID, years
	}
	for _, f := range lint.Run(l) {
		fault := c.placed(f, marked)
		fault.Severity, fault.Rule = f.Severity, f.Rule
		fault.Message, fault.Cure = f.Message, f.Cure
		if f.Severity == lint.Error {
			c.errors = append(c.errors, fault)
		} else {
			c.warnings = append(c.warnings, fault)
		}
	}
}

// written is a text of a file with its marks, and where it stands.
type written struct {
	pos
	said string
}

// linted is the lesson as package lint looks at it, and the texts as they stand in the file.
func (c *checker) linted() (l *lint.Lesson, marked []written) {
	l = &lint.Lesson{Script: c.Script, Language: c.Script.Language, SecondVoice: c.second, InCourse: len(c.parts) > 0}
	add := func(s *passage, at pos, said string, phone, both bool) {
		if said != "" {
			l.Texts = append(l.Texts, lint.Text{Step: s.step, Role: s.role, Key: s.key, Phone: phone, Both: both, Said: withoutMarks(said)})
			marked = append(marked, written{at, said})
		}
	}
	for i := range c.passages {
		s := &c.passages[i]
		add(s, s.pos, s.prompt.Text, s.phoneOnly(), s.spoken == "" && s.role != lint.Forward)
		add(s, s.phone, s.spoken, true, false)
	}
	return l, marked
}

// withoutMarks blanks the marks of a text for the phone. A mark ends a sentence.
func withoutMarks(said string) string {
	return brackets.ReplaceAllStringFunc(said, func(mark string) string {
		if pause.MatchString(mark) || mark == firstVoice || mark == secondVoice {
			return "." + strings.Repeat(" ", len(mark)-1)
		}
		return mark
	})
}

// placed is a fault where a finding stands.
func (c *checker) placed(f lint.Finding, marked []written) Fault {
	if f.Text < 0 {
		at := pos{file: c.File, line: 1, column: 1}
		if f.Step >= 0 && f.Step < len(c.places) {
			at = c.places[f.Step].of(f.Key)
		} else if top, ok := c.tops[f.Key]; ok {
			at = top
		}
		return faultAt(at, f.Message)
	}
	w := marked[f.Text]
	lines := c.lines
	if w.file != c.File {
		lines = nil
	}
	at, end := within(lines, w, f.From, f.To)
	fault := faultAt(at, f.Message)
	fault.EndColumn = end
	return fault
}

// within is where said[from:to] of a text stands in its file, and the column at which it ends on that line. A text that cannot be
// followed there, such as one with escapes, stands where it begins.
func within(lines []string, w written, from, to int) (at pos, end int) {
	f := follower{lines: lines, line: w.line, column: w.column}
	if w.line < 1 || w.line > len(lines) || from >= to || !f.begin() {
		return w.pos, 0
	}
	for i, r := range w.said {
		if i == from {
			if unicode.IsSpace(r) {
				return w.pos, 0
			}
			f.skipSpace()
			at, end = pos{w.file, f.line, f.column}, f.column
		}
		if i >= to {
			break
		}
		if !f.next(r) {
			return w.pos, 0
		}
		if i >= from && f.line == at.line {
			end = f.column
		}
	}
	return at, end
}

// follower follows a text of YAML through the lines of its file.
type follower struct {
	lines        []string
	line, column int // from 1
	quote        rune
}

var blockHeader = regexp.MustCompile(`^[>|][-+0-9]* *(?:#.*)?$`)

// begin goes to the first character of the text, and reports whether there is one.
func (f *follower) begin() bool {
	rest := f.rest()
	switch {
	case len(rest) == 0:
		return false
	case blockHeader.MatchString(string(rest)):
		f.line, f.column = f.line+1, 1
	case rest[0] == '"' || rest[0] == '\'':
		f.quote = rest[0]
		f.column++
	}
	f.skipSpace()
	return f.line <= len(f.lines)
}

// rest is the rest of the line.
func (f *follower) rest() []rune {
	if f.line > len(f.lines) {
		return nil
	}
	line := []rune(strings.TrimRight(f.lines[f.line-1], "\r"))
	return line[min(f.column-1, len(line)):]
}

// skipSpace goes to the next character that is no space, on a later line if need be.
func (f *follower) skipSpace() {
	for f.line <= len(f.lines) {
		rest := f.rest()
		if n := slices.IndexFunc(rest, func(r rune) bool { return !unicode.IsSpace(r) }); n >= 0 {
			f.column += n
			return
		}
		f.line, f.column = f.line+1, 1
	}
}

// next goes past a character of the text, and reports whether the file has it there.
func (f *follower) next(r rune) bool {
	if unicode.IsSpace(r) {
		f.skipSpace()
		return f.line <= len(f.lines)
	}
	f.skipSpace()
	rest := f.rest()
	if len(rest) > 1 && (f.quote == '\'' && rest[0] == '\'' || f.quote == '"' && rest[0] == '\\') {
		f.column++
		rest = rest[1:]
	}
	if len(rest) == 0 || rest[0] != r {
		return false
	}
	f.column++
	return true
}
