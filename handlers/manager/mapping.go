package manager

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"coachline/handlers/manager/sheet"
)

// mapping says how the columns of a list are read, and what may be chosen in its place.
type mapping struct {
	Numbers, Names, Rules, NotRead string // headings, as a sentence has them; empty without a header
	Columns                        []column
	First                          []previewLine // the first lines, as they are used
	Ask                            bool          // somebody should choose
	Remembered                     bool          // chosen by this manager, and read in the same way the next time
}

// column is a column as it is shown, with what it may be.
type column struct {
	sheet.Column
	Name string // its heading, or which it is
	Uses []use
}

// use is something that a column may be.
type use struct {
	Value, Words string
	Chosen       bool
}

// useWords are the uses that a manager may choose, as a page says them.
var useWords = map[sheet.Use]string{
	sheet.NotRead:   "not read",
	sheet.Mobile:    "mobile number",
	sheet.Phone:     "other phone, where there is no mobile",
	sheet.FullName:  "whole name",
	sheet.FirstName: "first name",
	sheet.GivenAll:  "first and middle names",
	sheet.LastName:  "surname",
	sheet.Preferred: "name they go by",
	sheet.Greeting:  "greeted as it stands",
	sheet.Consent:   "consent: who does not say yes is left out",
	sheet.OptOut:    "opt-out: who does not say no is left out",
	sheet.Status:    "status: who has left or is away is left out",
}

// mappingOf says how a list was read.
func mappingOf(list reading) mapping {
	headings := func(uses ...sheet.Use) string {
		var all []string
		for _, use := range uses {
			for _, c := range list.Columns {
				if c.Use == use && c.Heading != "" {
					all = append(all, "“"+c.Heading+"”")
				}
			}
		}
		return strings.Join(all, ", ")
	}
	m := mapping{
		Ask: list.unsure, Remembered: list.remembered,
		Numbers: headings(sheet.Mobile, sheet.Phone),
		Names:   headings(sheet.Greeting, sheet.Preferred, sheet.FullName, sheet.FirstName, sheet.GivenAll, sheet.LastName),
		Rules:   headings(sheet.Consent, sheet.OptOut, sheet.Status),
		NotRead: headings(sheet.NotRead, sheet.Label, sheet.Another, sheet.PassedOver),
	}
	for i, c := range list.Columns {
		shown := column{Column: c, Name: c.Heading}
		if c.Heading == "" {
			shown.Name = fmt.Sprintf("Column %d", i+1)
		}
		shown.Uses = []use{{"", useWords[sheet.NotRead], !slices.Contains(sheet.Choices, c.Use)}}
		for _, value := range sheet.Choices {
			shown.Uses = append(shown.Uses, use{string(value), useWords[value], value == c.Use})
		}
		m.Columns = append(m.Columns, shown)
	}
	for _, line := range list.Lines {
		m.Ask = m.Ask || line.Fault != nil && line.Fault.Kind == sheet.ManyNumbers && len(list.Columns) > 0
	}
	return m
}

// chosenColumns are the columns as a form says that they are; none where it says nothing of them.
func chosenColumns(form url.Values) (chosen []sheet.Column) {
	headings, uses := form["heading"], form["use"]
	if len(headings) != len(uses) {
		return nil
	}
	for i := range headings {
		chosen = append(chosen, sheet.Column{Heading: headings[i], Use: sheet.Use(uses[i])})
	}
	return chosen
}

// reading is a list as it was read.
type reading struct {
	sheet.List
	unsure     bool // the manager must say which column has the numbers
	remembered bool // the columns are read as they chose, also the next time
}

// readList reads a list as its form says, or as its manager chose the last time for the same headings. What they choose now is
// remembered.
func (p *Pages) readList(r *http.Request, who user, data []byte) (reading, error) {
	options := sheet.Options{Region: p.config.Region, Countries: p.config.Countries, LetIn: r.PostForm["let"]}
	forget := r.PostForm.Has("forget")
	if !forget {
		options.Columns = chosenColumns(r.PostForm)
	}
	read, err := readWith(options, data)
	headings := headingsOf(read.List)
	switch {
	case err != nil || read.Header == 0:
		return read, err
	case forget:
		return read, p.config.Roster.RememberColumns(r.Context(), who.Person, headings, nil)
	case read.Chosen && read.unsure:
		return read, nil
	case read.Chosen:
		uses := remembering(read.List)
		read.remembered = uses != nil
		return read, p.config.Roster.RememberColumns(r.Context(), who.Person, headings, uses)
	}
	uses, err := p.config.Roster.ColumnUses(r.Context(), who.Person, headings)
	if err != nil || len(uses) != len(headings) {
		return read, err
	}
	options.Columns = slices.Clone(read.Columns)
	for i := range uses {
		options.Columns[i].Use = sheet.Use(uses[i])
	}
	read, err = readWith(options, data)
	read.remembered = read.Chosen
	return read, err
}

func readWith(options sheet.Options, data []byte) (reading, error) {
	list, err := options.Read(data)
	unsure := errors.Is(err, sheet.ErrWhichNumber)
	if err != nil && !unsure {
		return reading{}, refused(sentence(err.Error()))
	}
	return reading{List: list, unsure: unsure}, nil
}

func headingsOf(list sheet.List) (all []string) {
	for _, c := range list.Columns {
		all = append(all, c.Heading)
	}
	return all
}

// remembering returns the uses that the manager chose for the columns of a list, or none if they are what the headings say. A
// consent column that was passed over is not remembered as such: in the next list somebody else may decline.
func remembering(list sheet.List) (uses []string) {
	differ := false
	for _, c := range list.Columns {
		use := c.Use
		if use == sheet.PassedOver {
			use = c.Own
		}
		differ = differ || use != c.Own
		uses = append(uses, string(use))
	}
	if !differ {
		return nil
	}
	return uses
}
