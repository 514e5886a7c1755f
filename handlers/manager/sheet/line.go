package sheet

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"coachline/session/e164"
)

// maxRaw is how much of a line is shown, in characters.
const maxRaw = 80

// reader makes lines of rows. It remembers on which line a number was usable first.
type reader struct {
	dialling dialling
	columns  columns
	chosen   bool     // the columns, by a manager
	letIn    []string // IDs of lines
	seen     map[e164.Number]int
}

func (r *reader) line(row row) Line {
	line := Line{N: row.n, End: row.end, Raw: cut(row.raw)}
	if row.broken {
		line.Fault = &Fault{Kind: Broken}
		return line
	}
	cells := make([]string, len(row.cells))
	for i, cell := range row.cells {
		cells[i] = plain(unguarded(cell))
	}
	columns := r.columns
	if len(cells) == 1 || !columns.known() { // below a header, it was typed by hand
		columns, cells = nil, unbulleted(cells)
	}
	found, name := r.number(cells, columns), name{}
	if columns.named() || r.chosen && columns.known() {
		name = columns.name(cells)
	} else {
		name = nameBeside(columns.unread(cells, found.cell), found, row.separator)
	}
	line.Name, line.First = name.full, name.first
	if line.Fault = r.fault(found, name); line.Fault == nil {
		line.Fault = declined(cells, columns)
	}
	if line.Fault != nil && (line.Fault.Kind == NoConsent || line.Fault.Kind == Gone) {
		if line.ID = idOf(row.raw); slices.Contains(r.letIn, line.ID) {
			line.Overruled, line.Fault = line.Fault, nil
		}
	}
	switch {
	case line.Fault != nil:
	case len(cells) == 1 && r.columns.has(NotRead, Another):
		line.Fault = &Fault{Kind: ShortRow}
	default:
		r.seen[found.number] = row.n
		line.Number, line.Notes = found.number, append(found.notes, name.notes()...)
	}
	return line
}

// number looks where the header says mobiles are, and where nothing stands there, in the columns of telephones; or everywhere,
// where there is no header.
func (r *reader) number(cells []string, columns columns) find {
	found := find{fault: NoNumber, cell: -1}
	for _, among := range columns.numbers(cells) {
		if found = r.dialling.search(cells, among); found.fault != NoNumber {
			break
		}
		if columns.known() && slices.ContainsFunc(among, func(i int) bool { return hasWord(cells[i]) }) {
			return find{fault: NotNumber, cell: -1}
		}
	}
	if found.cell >= 0 && kin.in(wordsOf(cells[found.cell])) {
		return find{fault: AnotherS, cell: -1}
	}
	return found
}

func hasWord(cell string) bool {
	return strings.ContainsFunc(cell, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

func (r *reader) fault(found find, name name) *Fault {
	if found.fault != "" {
		return &Fault{Kind: found.fault}
	}
	if kind := name.fault(); kind != "" {
		return &Fault{Kind: kind}
	}
	if of, twice := r.seen[found.number]; twice {
		return &Fault{Kind: Duplicate, Of: of}
	}
	return nil
}

// away matches what stands in brackets beside a name: Tane Ngata (On Leave).
var away = regexp.MustCompile(`\(([^()]*)\)`)

// declined is why somebody is not to be texted by what else stands on their line, or nil.
func declined(cells []string, columns columns) *Fault {
	for i, cell := range cells {
		use, heading := NotRead, ""
		if i < len(columns) {
			use, heading = columns[i].Use, columns[i].Heading
		}
		words := wordsOf(cell)
		switch use {
		case Consent, OptOut, Status, Another, PassedOver:
			continue
		}
		if declines.in(words) {
			return &Fault{Kind: NoConsent, Column: heading}
		}
		for _, beside := range away.FindAllStringSubmatch(cell, -1) {
			if said := wordsOf(beside[1]); (use != NotRead || !columns.known()) && (gone.is(said...) || leaves.in(said)) {
				return &Fault{Kind: Gone, Column: heading}
			}
		}
	}
	for i, column := range columns {
		if kind := column.says(cells, i); kind != "" {
			return &Fault{Kind: kind, Column: column.Heading}
		}
	}
	return nil
}

// says is why the line is left out by its cell in a column of consent, opt-outs or status, or "".
func (c Column) says(cells []string, i int) Kind {
	var cell string
	if i < len(cells) {
		cell = cells[i]
	}
	words := wordsOf(cell)
	switch c.Use {
	case Consent:
		yes := yeses.in(words) || slices.Equal(words, wordsOf(c.Heading)) // forms give the words of the box that was ticked
		if !date.MatchString(cell) && (!yes || negations.in(words)) {
			return NoConsent
		}
	case OptOut:
		if (hasWord(cell) || len(words) > 0) && !noes.is(words...) {
			return NoConsent
		}
	case Status:
		switch {
		case otherWays.is(words...):
			return NoConsent
		case gone.in(words) || goneNumbers.is(words...):
			return Gone
		}
	}
	return ""
}

// cut makes a line of what stood there, with … where there was more.
func cut(raw string) string {
	shown := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(raw, "")), " "))
	if len(shown) > maxRaw {
		return string(shown[:maxRaw]) + "…"
	}
	return string(shown)
}
