package manager

import (
	"strings"

	"coachline/handlers/manager/sheet"
	"coachline/session/roster"
)

// Outcome is what becomes of one line of a list, in the words of the preview page.
type Outcome struct {
	Line    int    `json:"line"`
	Name    string `json:"name"`
	Greeted string `json:"greeted"` // what a text greets by
	Number  string `json:"number"`  // E.164; "" for a line that is left out
	Outcome string `json:"outcome"` // one of the constants below
	Note    string `json:"note"`    // sentences: why, and what to check or do
}

// The outcomes of a line.
const (
	OutcomeInvited   = "invited"
	OutcomeAlready   = "already"    // in the cohort already: nothing is sent
	OutcomeNotTexted = "not_texted" // comes into the cohort, and is not texted
	OutcomeLeftOut   = "left_out"   // a fault: nobody is invited from this line
)

// Outcomes says what becomes of the lines of a list. previews has one entry for each usable line, in order.
func Outcomes(lines []sheet.Line, previews []roster.Preview) []Outcome {
	all := make([]Outcome, 0, len(lines))
	for _, line := range lines {
		o := Outcome{Line: line.N, Name: line.Name, Greeted: line.First}
		if line.Fault != nil {
			o.Outcome, o.Note = OutcomeLeftOut, line.Fault.Sentence()
			all = append(all, o)
			continue
		}
		does := previews[0]
		previews = previews[1:]
		o.Number, o.Outcome = line.Number.E164(), OutcomeNotTexted
		var notes []string
		switch does {
		case roster.WillText:
			o.Outcome = OutcomeInvited
		case roster.InCohort:
			o.Outcome = OutcomeAlready
			fallthrough
		default:
			notes = append(notes, previewWords[does])
		}
		for _, note := range line.Notes {
			notes = append(notes, note.Sentence())
		}
		o.Note = strings.Join(notes, " ")
		all = append(all, o)
	}
	return all
}
