// Package sheet reads the lists of people that managers have, pasted or from a spreadsheet or an address book, and writes
// lists that a spreadsheet opens safely.
//
// The one rule: nothing is lost silently. Each line of a list is a Line, in order: somebody who can be invited, or a Fault
// that says in a sentence what to do. Only Excel's sep=, a header, and lines on which nothing stands, are no Line.
//
// What is read of a line is one number and at most one name, and whether they are to be texted; other columns, such as e-mail
// addresses, are passed over. A manager may say what the columns are; a column about somebody else is never read. vocabulary.go
// has the words that say so. A name goes into a text, so it is refused where it could be more than a name. A macron is never
// taken off.
//
// It is pure, and knows no Redis, no clock, and nobody: whether a number was invited before is the roster's to say.
package sheet

import (
	"errors"
	"fmt"
	"log/slog"

	"coachline/session/e164"
)

// What a list may be at most.
const (
	MaxBytes = 5 << 20
	MaxLines = 5000 // people; a header and empty lines are not counted
)

// Errors of Read, about the whole of a list; each is a sentence for the manager.
var (
	ErrTooLarge    = errors.New("this list is larger than 5 MB; send it in parts, with the names and numbers only")
	ErrTooMany     = errors.New("this list has more than 5,000 people; send it in parts")
	ErrWorkbook    = errors.New("this spreadsheet cannot be read: it is an old .xls, has a password, or is of Numbers or LibreOffice; save it as .xlsx or as CSV UTF-8, and send that")
	ErrDamaged     = errors.New("this spreadsheet is damaged; open it, save it again as .xlsx or as CSV UTF-8, and send that")
	ErrManySheets  = errors.New("this spreadsheet has numbers on more than one sheet; leave the one with the people to invite, and send it again")
	ErrHiddenRows  = errors.New("this spreadsheet has hidden rows, such as a filter leaves; show or delete them, and send it again")
	ErrZip         = errors.New("this is a packed folder; unpack it, and send the list that is in it")
	ErrProgram     = errors.New("this is a web page or a program's file, such as HTML or JSON; save the list as .xlsx or CSV UTF-8, and send that")
	ErrWhichNumber = errors.New("it is not clear which column has these people's own mobile numbers; give it the heading Mobile, take columns of other people away, and send the list again")
	ErrNotText     = errors.New("this is not a list of names and numbers; save it as .xlsx or CSV UTF-8, or paste the lines, and send that")
)

// List is what a manager's list says. It prints and logs as the number of its lines only.
type List struct {
	Header  int      // the line of the names of the columns, 0 where there are none
	Columns []Column // in order; none where the lines have different numbers of cells
	Chosen  bool     // the columns are as Options has them
	Text    string   // all of it, to be changed by hand: Read reads it as the same list again
	Lines   []Line
}

// Line is one line of a list: somebody to invite, or a fault. It prints and logs as its place in the list only.
type Line struct {
	N      int         // the number of the line, as a person counts
	End    int         // the last line, where a quoted cell goes on over several; otherwise N
	Number e164.Number // none where there is a fault, so that none is texted by mistake
	Name   string      // all of it; "" where none was given
	First  string      // what a text greets by
	Notes  []Note      // what to know before inviting; the line is usable all the same
	Fault  *Fault      // nil where the line is usable
	ID     string      // of a line that the list says is not to be texted; "" for others
	// Overruled is the fault of a line that was let in all the same.
	Overruled *Fault
	Raw       string // what stood there, cut to a length that can be shown
}

// Usable are the lines without a fault. No two have the same number.
func (l List) Usable() []Line {
	var usable []Line
	for _, line := range l.Lines {
		if line.Fault == nil {
			usable = append(usable, line)
		}
	}
	return usable
}

// Format writes "line N", whatever the verb.
func (l Line) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "line %d", l.N) }

// LogValue is the same, for slog.
func (l Line) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(l)) }

// Format writes how many lines there are, whatever the verb.
func (l List) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "%d lines", len(l.Lines)) }

// LogValue is the same, for slog.
func (l List) LogValue() slog.Value { return slog.IntValue(len(l.Lines)) }

// Options are how a list is read.
type Options struct {
	Region    string   // of a number without +, an ISO 3166 code such as "NZ"
	Countries []string // countries whose numbers may be texted, as ISO 3166 codes; none: all
	Columns   []Column // what the columns are, as a manager says; it counts for a list with the same headings
	LetIn     []string // the IDs of lines that are used although the list says that they are not to be texted
}

// Read reads a list as the headings say.
func Read(data []byte, region string, countries ...string) (List, error) {
	return Options{Region: region, Countries: countries}.Read(data)
}

// Read reads a list in whatever form it comes: cells between commas, semicolons or tabs, or lines of a name and a number in
// any order; with or without a header; UTF-8, UTF-16 or Windows-1252; an .xlsx workbook; or vCards. A number of another country
// than those given is a fault. The error is one of this package's, about the whole list. With ErrWhichNumber the List has its
// text and its columns, and no lines; with others it is empty.
func (o Options) Read(data []byte) (List, error) {
	if len(data) > MaxBytes {
		return List{}, ErrTooLarge
	}
	text, err := decode(data)
	if err != nil {
		return List{}, err
	}
	table := open(text)
	rows, err := table.rows()
	if err != nil {
		return List{}, err
	}
	table.columns.texting(rows)
	shown := table.columns
	if !shown.known() {
		shown = unnamed(rows)
	}
	r := reader{dialling: dialling{o.Region, o.Countries}, columns: table.columns, letIn: o.LetIn, seen: make(map[e164.Number]int)}
	if chosen := shown.choose(o.Columns); chosen != nil {
		r.columns, r.chosen, shown = chosen, true, chosen
	}
	shown.show(rows)
	list := List{Header: table.header, Columns: shown, Chosen: r.chosen, Text: text}
	if r.chosen && !r.columns.has(Mobile, Phone) || !r.chosen && r.columns.unsure(rows) {
		list.Columns = shown.unchosen()
		return list, ErrWhichNumber
	}
	list.Lines = make([]Line, len(rows))
	for i, row := range rows {
		list.Lines[i] = r.line(row)
	}
	return list, nil
}

// One is a number and a name that were given apart, which may be empty, as the one Line of a list: with the same rules.
func One(number, name, region string, countries ...string) Line {
	r := reader{dialling: dialling{region, countries}, columns: columns{{Use: Mobile}, {Use: FullName}}, seen: make(map[e164.Number]int)}
	return r.line(row{n: 1, end: 1, raw: number, cells: []string{number, name}})
}
