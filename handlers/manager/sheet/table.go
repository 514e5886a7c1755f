package sheet

import (
	"encoding/csv"
	"errors"
	"regexp"
	"slices"
	"strings"
)

// separators are what may stand between cells. Where as many lines have one as another, the earlier is taken: a comma
// also stands in names and addresses.
var separators = []string{"\t", ";", "|", ","}

// maxOver is over how many lines a quoted cell may go on. A quotation mark without a partner takes no more with it.
const maxOver = 30

// table is the lines of a list, and how they are to be read.
type table struct {
	lines     []string
	next      int // the index of the first line that is no header at the top
	separator string
	header    int // its line; 0: there is none
	columns   columns
}

// row is a line's cells. One that is broken has none.
type row struct {
	n, end    int
	cells     []string
	raw       string
	separator string
	broken    bool
}

// open finds the separator and the header.
func open(text string) *table {
	t := &table{lines: strings.Split(text, "\n")}
	if t.separator = said(t.lines[0]); t.separator != "" {
		t.next = 1
	} else {
		t.separator = mostUsed(t.lines)
	}
	for t.next < len(t.lines) && blank(t.lines[t.next]) {
		t.next++
	}
	if t.next == len(t.lines) {
		return t
	}
	first := t.row(t.next)
	columns, ok := readHeader(first.cells)
	if ok && columns.has(Mobile, Phone) {
		t.header, t.columns, t.next = first.n, columns, first.end
		return t
	}
	if t.lowerHeader(); t.header == 0 && ok {
		t.header, t.columns, t.next = first.n, columns, first.end
	}
	return t
}

// maxTitle is how many lines there may be above a header.
const maxTitle = 5

// lowerHeader looks for a header below a title, such as "Staff of Ward 4". It names the column of numbers, and nobody's number
// stands above it. The title's lines are lines of the list.
func (t *table) lowerHeader() {
	if !t.headerWith(Mobile, Phone) {
		t.headerWith(Another)
	}
}

// headerWith takes the first lines' header that has a column of these uses, and reports whether there is one.
func (t *table) headerWith(uses ...Use) bool {
	for i := t.next; i < min(t.next+maxTitle, len(t.lines)); i++ {
		one := t.row(i)
		if one.end != i+1 || slices.ContainsFunc(one.cells, func(cell string) bool { return longRun(plain(cell)) }) {
			return false
		}
		if columns, ok := readHeader(one.cells); ok && len(one.cells) > 1 && columns.has(uses...) {
			t.header, t.columns = one.n, columns
			if i > t.next {
				columns.under(t.row(i - 1).cells)
			}
			return true
		}
	}
	return false
}

var sepLine = regexp.MustCompile(`(?i)^"?sep=([,;|\t])"?$`)

// said is the separator that Excel's own first line, such as sep=; names, or "".
func said(line string) string {
	if match := sepLine.FindStringSubmatch(strings.Trim(line, " \ufeff")); match != nil {
		return match[1]
	}
	return ""
}

var quoted = regexp.MustCompile(`"[^"]*"`)

// mostUsed is the separator that most lines have outside quotation marks.
func mostUsed(lines []string) string {
	count := make(map[string]int)
	for _, line := range lines {
		line = quoted.ReplaceAllString(line, "")
		for _, s := range separators {
			if strings.Contains(line, s) {
				count[s]++
			}
		}
	}
	best := ","
	for _, s := range separators {
		if count[s] > count[best] || count[s] == count[best] && best == "," {
			best = s
		}
	}
	return best
}

// rows are the lines below the header on which something stands.
func (t *table) rows() ([]row, error) {
	var rows []row
	for i := t.next; i < len(t.lines); {
		if blank(t.lines[i]) || i+1 == t.header {
			i++
			continue
		}
		if len(rows) == MaxLines {
			return nil, ErrTooMany
		}
		row := t.row(i)
		if after := len(rows) > 0 && rows[len(rows)-1].broken; after && t.columns.known() && len(row.cells) == 1 {
			row.broken = true // it may be the rest of a note
		}
		rows, i = append(rows, row), row.end
	}
	return rows, nil
}

// blank reports whether nothing stands on a line but what parts cells: Excel writes such lines by the hundred.
func blank(line string) bool { return strings.Trim(plain(line), ` ,;|"`) == "" }

// row reads the line at index i, and those that a quoted cell goes on over.
func (t *table) row(i int) row {
	line := t.lines[i]
	separator := t.separatorOf(line)
	one := row{n: i + 1, end: i + 1, raw: line, separator: separator}
	if !strings.Contains(line, `"`) {
		one.cells = strings.Split(line, separator)
		return one
	}
	cells, err := split(line, separator)
	switch {
	case err == nil:
		one.cells = cells
	case marks(line)%2 == 0:
		one.cells = strings.Split(line, separator)
	default:
		return t.over(one, separator)
	}
	return one
}

// separatorOf lets lines that were typed or pasted differ. Below a header they do not.
func (t *table) separatorOf(line string) string {
	if t.columns.known() || strings.Contains(line, t.separator) {
		return t.separator
	}
	for _, s := range separators {
		if strings.Contains(line, s) {
			return s
		}
	}
	return t.separator
}

// over reads a row whose last cell is still open at the end of its first line, or says that the line is broken; then the
// lines after it stand for themselves.
func (t *table) over(first row, separator string) row {
	open := first.raw
	for end := first.n; end < min(first.n+maxOver, len(t.lines)); end++ {
		open += "\n" + t.lines[end]
		if marks(t.lines[end])%2 == 0 {
			continue
		}
		cells, err := split(open, separator)
		if err != nil || t.swallows(cells) {
			break
		}
		return row{n: first.n, end: end + 1, cells: cells, raw: open, separator: separator}
	}
	first.broken = true
	return first
}

func marks(s string) int { return strings.Count(s, `"`) }

// swallows reports whether a cell has somebody on another line in it: their number, where the cell is one of names or numbers;
// or, where it is a note, a row with a number in its column.
func (t *table) swallows(cells []string) bool {
	for i, cell := range cells {
		first, rest, over := strings.Cut(strings.TrimSpace(cell), "\n")
		if !over {
			continue
		}
		note := i < len(t.columns) && slices.Contains([]Use{NotRead, Another, Consent, OptOut, Status}, t.columns[i].Use)
		if !note && longRun(plain(first+" "+rest)) {
			return true
		}
		for line := range strings.SplitSeq(rest, "\n") {
			below := strings.Split(line, t.separator)
			for _, number := range t.columns.of(Mobile, Phone) {
				if len(below) > 1 && number < len(below) && longRun(plain(below[number])) {
					return true
				}
			}
		}
	}
	return false
}

// split reads one row. A quotation mark inside a cell that is not quoted is only a character.
func split(text, separator string) ([]string, error) {
	cells, err := splitWith(text, separator, false)
	if errors.Is(err, csv.ErrBareQuote) {
		return splitWith(text, separator, true)
	}
	return cells, err
}

func splitWith(text, separator string, lazy bool) ([]string, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = rune(separator[0])
	r.LazyQuotes, r.TrimLeadingSpace = lazy, separator != "\t"
	cells, err := r.Read()
	if err == nil && r.InputOffset() < int64(len(text)) {
		err = csv.ErrQuote // it ended before the text did
	}
	return cells, err
}
