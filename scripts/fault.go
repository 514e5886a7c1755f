package scripts

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"coachline/scripts/nlu"
)

// Fault is an error in a lesson file, or a warning to its author.
type Fault struct {
	File    string // as it was opened
	Line    int    // from 1; 0 if the file cannot be read
	Column  int    // from 1, in characters
	Message string // what was found and what was expected, in plain words
}

// Error is the fault as "file:line:column: message", which editors can jump to.
func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
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
			cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(fs)
}

// at adds a fault at a place.
func (fs *Faults) at(p pos, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	*fs = append(*fs, Fault{File: p.file, Line: max(p.line, 1), Column: max(p.column, 1), Message: message})
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
	best, distance := "", 1+len(name)/3
	for _, k := range known {
		if len(name) > maxSlip || len(name)-len(k) >= distance || len(k)-len(name) >= distance {
			continue
		}
		if d := nlu.Distance(strings.ToLower(name), k); d < distance {
			best, distance = k, d
		}
	}
	switch {
	case best != "":
		return fmt.Sprintf("; did you mean %q?", best)
	case len(known) == 0:
		return ""
	default:
		return "; expected " + oneOf(known)
	}
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
