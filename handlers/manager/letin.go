package manager

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// maxNamedLines and maxNamedColumns are how many of them the words of a consent name.
const (
	maxNamedLines   = 40
	maxNamedColumns = 10
	maxNamedHeading = 60
)

// afterAll is what a consent says beyond its usual words: which lines were let in although the list says that they are not to be
// texted, and which columns that say so were passed over. It is refused without its own tick.
func afterAll(form url.Values) (words string, err error) {
	var b strings.Builder
	var lines []string
	for _, line := range form["let-in"] {
		if n, err := strconv.Atoi(line); err == nil && n > 0 {
			lines = append(lines, strconv.Itoa(n))
		}
	}
	if n := len(lines); n > 0 {
		named := strings.Join(lines[:min(n, maxNamedLines)], ", ")
		if n > maxNamedLines {
			named += " and others"
		}
		fmt.Fprintf(&b, "; also %d who declined by the list (line %s)", n, named)
	}
	for _, heading := range form["passed"][:min(len(form["passed"]), maxNamedColumns)] {
		short := []rune(heading)
		fmt.Fprintf(&b, "; whatever the column “%s” says", string(short[:min(len(short), maxNamedHeading)]))
	}
	if b.Len() > 0 && !form.Has("after-all") {
		return "", refused("Please go back, and confirm that the people you let in agree after all.")
	}
	return b.String(), nil
}
