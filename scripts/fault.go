package scripts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"coachline/scripts/lint"
	"coachline/scripts/nlu"
)

// Fault is what check finds in a file: an error, a warning or a hint.
type Fault struct {
	File      string        `json:"file"`       // as it was opened
	Line      int           `json:"line"`       // from 1; 0 if the file cannot be read
	Column    int           `json:"column"`     // from 1, in characters
	EndColumn int           `json:"end_column"` // after the last character, on the same line; 0 if it is not known
	Severity  lint.Severity `json:"severity"`
	Rule      string        `json:"rule"`    // which rule found it, such as "keys"
	Message   string        `json:"message"` // what was found, in plain words
	Cure      string        `json:"cure"`    // what to do, or what was expected
	Source    string        `json:"source"`  // the line, if it could be read
}

// Error is the fault as "file:line:column: message; cure", which editors can jump to.
func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.Sentence()
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Sentence())
}

// Sentence is what was found and what to do.
func (f Fault) Sentence() string {
	if f.Cure == "" {
		return f.Message
	}
	return f.Message + "; " + f.Cure
}

// Shown is the fault for a terminal: its severity, and below it the line of the file with a caret under the place.
func (f Fault) Shown() string {
	said := f.Error()
	if f.Severity == lint.Warning || f.Severity == lint.Hint {
		said = strings.Replace(said, ": "+f.Sentence(), fmt.Sprintf(": %s: %s", f.Severity, f.Sentence()), 1)
	}
	if f.Source == "" {
		return said
	}
	number := fmt.Sprint(f.Line)
	under := strings.Repeat(" ", len(number)) + " | "
	mark := strings.Repeat(" ", f.Column-1) + "^" + strings.Repeat("~", max(f.EndColumn-f.Column-1, 0))
	return said + "\n" + number + " | " + f.Source + "\n" + under + mark
}

// Faults are the faults of one or more files, in the order of files and lines.
type Faults []Fault

// Error is the faults, one on each line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Shown is the faults for a terminal, one after the other.
func (fs Faults) Shown() string {
	shown := make([]string, len(fs))
	for i, f := range fs {
		shown[i] = f.Shown()
	}
	return strings.Join(shown, "\n")
}

// err is the faults in order, each once, or nil if there are none.
func (fs Faults) err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs.sorted()
}

func (fs Faults) sorted() Faults {
	fs = slices.Clone(fs)
	slices.SortStableFunc(fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Message, b.Message), cmp.Compare(a.Cure, b.Cure))
	})
	return slices.Compact(fs)
}

// at adds a fault at a place. What follows the first semicolon of the message is its cure.
func (fs *Faults) at(p pos, format string, args ...any) {
	*fs = append(*fs, faultAt(p, fmt.Sprintf(format, args...)))
}

// faultAt is a fault at a place. It is an error until it is marked.
func faultAt(p pos, message string) Fault {
	f := Fault{File: p.file, Line: max(p.line, 1), Column: max(p.column, 1), Severity: lint.Error}
	f.Message, f.Cure = cutCure(message)
	return f
}

// cutCure cuts a message at the first semicolon that is not within quotes.
func cutCure(message string) (found, cure string) {
	quoted, escaped := false, false
	for i, r := range message {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case r == ';' && !quoted && strings.HasPrefix(message[i:], "; "):
			return message[:i], message[i+2:]
		}
	}
	return message, ""
}

// show gives a fault its line. Unless it ends elsewhere, it ends with the word or quotation that begins there.
func (f *Fault) show(line string) {
	f.Source = line
	runes := []rune(line)
	if f.EndColumn > 0 || f.Column > len(runes) {
		return
	}
	rest := runes[f.Column-1:]
	n := 1
	if quote := rest[0]; quote == '"' || quote == '\'' {
		n += 1 + max(slices.Index(rest[1:], quote), 0)
	} else {
		for n < len(rest) && !strings.ContainsRune(" ,:]}", rest[n]) {
			n++
		}
	}
	f.EndColumn = f.Column + n
}

// mark names the rule of those faults that have none yet.
func (fs Faults) mark(rule string) {
	for i := range fs {
		fs[i].Rule = cmp.Or(fs[i].Rule, rule)
	}
}

// add adds the faults of err, if it is a Faults.
func (fs *Faults) add(err error) {
	if more, ok := err.(Faults); ok {
		*fs = append(*fs, more...)
	}
}

// pos is a place in a file. The zero value is no place.
type pos struct {
	file         string
	line, column int
}

// maxSlip is the longest name that suggest compares, in bytes. The work grows with its square.
const maxSlip = 60

// suggest ends a message about an unknown name: with the known name that was probably meant, or else with all of them.
func suggest(name string, known []string) string {
	switch best := nearest(name, known); {
	case best != "":
		return fmt.Sprintf("; did you mean %q?", best)
	case len(known) == 0:
		return "; take it out"
	default:
		return "; expected " + oneOf(known)
	}
}

// nearest is the name of which another one is a slip, or "" if there is none.
func nearest(name string, known []string) (best string) {
	distance := 1 + len(name)/3
	for _, k := range known {
		if len(name) > maxSlip || len(name)-len(k) >= distance || len(k)-len(name) >= distance {
			continue
		}
		if d := nlu.Distance(strings.ToLower(name), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}

// oneOf lists names: "a", "b" or "c".
func oneOf(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = fmt.Sprintf("%q", n)
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}
