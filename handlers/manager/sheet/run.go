package sheet

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// run is a stretch of a cell that may be a number: digits and what people put between them.
type run struct {
	from, to int // where it stands in the cell, in bytes
	digits   int
	glued    bool // a letter stands against it, so that it is something else
}

// What a run may have: fewer digits are a house, a bed, or the 2 in "Mere 2"; these are a short number, or a number.
const (
	shortRun  = 3
	numberRun = 7
	maxRun    = 15
)

// runs are the stretches of a cell that may be numbers. A cell that is a date has none.
func runs(cell string) []run {
	if date.MatchString(cell) {
		return nil
	}
	var all []run
	for i := 0; i < len(cell); {
		r, size := utf8.DecodeRuneInString(cell[i:])
		if r != '+' && r != '(' && !digit(r) {
			i += size
			continue
		}
		one, end := runAt(cell, i)
		if one.digits == 0 {
			i = max(end, i+size)
			continue
		}
		i = one.to
		if one.digits >= shortRun {
			all = append(all, one)
		}
	}
	return all
}

// date matches a day as spreadsheets write it, whose digits can be those of a mobile: 21/11/2026.
var date = regexp.MustCompile(`^(\d{4}([-/.])\d{1,2}([-/.])\d{1,2}|\d{1,2}([-/.])\d{1,2}([-/.])(\d{4}|\d{2}))([ T]\d{1,2}:.*)?$`)

// runAt is the run that begins here, and where what may stand in one ends.
func runAt(cell string, from int) (one run, end int) {
	one = run{from: from, to: from}
	for i, r := range cell[from:] {
		switch {
		case digit(r):
			one.digits++
			one.to = from + i + 1
		case r == '+' && i > 0 && one.digits > 0, !between(r) && r != '+':
			return one.glue(cell), from + i
		}
	}
	return one.glue(cell), len(cell)
}

// between reports whether people write r between the digits of a number.
func between(r rune) bool { return strings.ContainsRune(" ().-/−", r) || unicode.Is(unicode.Pd, r) }

func digit(r rune) bool { return '0' <= r && r <= '9' }

func (r run) glue(cell string) run {
	before, _ := utf8.DecodeLastRuneInString(cell[:r.from])
	after, _ := utf8.DecodeRuneInString(cell[r.to:])
	r.glued = sticky(before) || sticky(after)
	return r
}

func sticky(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_…*#&=", r))
}

// longRun reports whether a number may stand in a cell.
func longRun(cell string) bool {
	for _, r := range runs(cell) {
		if r.digits >= numberRun {
			return true
		}
	}
	return false
}
