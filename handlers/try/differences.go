package try

import (
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// difference is lines of an author's text in the place of which the file on disk has others.
type difference struct {
	Line         int // where they are in the author's text, from 1
	Mine, Theirs []string
}

// differences are where two texts differ, from top to bottom.
func differences(mine, theirs string) (all []difference) {
	mine = strings.ReplaceAll(mine, "\r\n", "\n") // as browsers send it
	if !strings.HasSuffix(mine, "\n") {
		mine += "\n"
	}
	line, within := 0, false
	for row := range strings.Lines(string(diff.Diff("mine", []byte(mine), "theirs", []byte(theirs)))) {
		sign, words := row[0], strings.TrimSuffix(row[1:], "\n")
		switch {
		case sign == '@':
			within = false
			if _, err := fmt.Sscanf(row, "@@ -%d", &line); err != nil {
				panic(err) // diff writes it so
			}
		case line == 0: // the names
		case sign == ' ':
			line, within = line+1, false
		case sign == '-' || sign == '+':
			if !within {
				all, within = append(all, difference{Line: line}), true
			}
			if d := &all[len(all)-1]; sign == '-' {
				d.Mine = append(d.Mine, words)
				line++
			} else {
				d.Theirs = append(d.Theirs, words)
			}
		}
	}
	return all
}
