package sheet

import (
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
	seen     map[e164.Number]int
}

func (r *reader) line(row row) Line {
	line := Line{N: row.n, End: row.end, Raw: cut(row.raw)}
	if row.broken {
		line.Fault = &Fault{Kind: Broken}
		return line
	}
	found, name := r.look(row.cells)
	line.Name, line.First = name.full, name.first
	if line.Fault = r.fault(found, name); line.Fault == nil {
		r.seen[found.number] = row.n
		line.Number, line.Notes = found.number, append(found.notes, name.notes()...)
	}
	return line
}

// look finds the number and the name in cells. A row of one cell below a header of several was typed in by hand.
func (r *reader) look(raw []string) (find, name) {
	cells := make([]string, len(raw))
	for i, cell := range raw {
		cells[i] = plain(unguarded(cell))
	}
	columns := r.columns
	if len(cells) == 1 || !columns.known() {
		columns, cells[0] = noColumns, bullet.ReplaceAllString(cells[0], "")
	}
	found := r.number(cells, columns)
	if columns.named() {
		return found, columns.name(cells)
	}
	return found, nameBeside(cells, found)
}

// number looks where the header says mobiles are, and where nothing stands there, in the columns of telephones; or
// everywhere, where the header tells of neither.
func (r *reader) number(cells []string, columns columns) find {
	found := find{fault: NoNumber, cell: -1}
	for _, among := range columns.numbers(len(cells)) {
		if found = r.dialling.search(cells, among); found.fault != NoNumber {
			return found
		}
		if len(among) < len(cells) && slices.ContainsFunc(among, func(i int) bool { return hasWord(cells[i]) }) {
			return find{fault: NotNumber, cell: -1}
		}
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

// cut makes a line of what stood there, with … where there was more.
func cut(raw string) string {
	shown := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(raw, "")), " "))
	if len(shown) > maxRaw {
		return string(shown[:maxRaw]) + "…"
	}
	return string(shown)
}
