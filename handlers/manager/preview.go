package manager

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"coachline/handlers/manager/sheet"
	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
	"coachline/session"
	"coachline/session/roster"
)

// preview is a list as it would be used.
type preview struct {
	form
	Batch    string // which the form that invites them carries, so that it counts once
	Original string // the list, to be changed
	Lines    []previewLine
	Faults   []previewLine
	Declined []previewLine // the list says that they are not to be texted
	LetIn    []previewLine // the Lines that the list says not to text, and the manager let in
	Passed   []string      // headings of columns that say so, and that the manager has passed over
	Check    []previewLine // the Lines that somebody should look at
	Columns  mapping
	Known    int // in this cohort
	Silent   int // who come into it, and get no text
	Texts    int
	Sample   string
	Segments int
	Cost     string // in US dollars; empty where a segment's price is not known
	Second   second
	Whole    whole
	Foreign  string // what in the manager's own name makes every text cost more; empty: nothing
	Dearer   string // the same, of their own sentence
	Without  int    // segments of the sample without that sentence
	Untold   bool   // that sentence takes the room of the address of the privacy page
	When     string
	Left     int  // segments of today's limit
	Over     bool // the texts take more than that: the rest goes out on other days

	Organisation string // who runs the line
}

// second is the text that comes after three days, to those who have not begun by then.
type second struct {
	Sample   string // empty where none was wished for
	Texts    int
	Segments int
	Cost     string
}

// whole is what everything costs for one learner who does all of it by text.
type whole struct {
	Parts    int // of a course
	Segments int // at most
	Cost     string
}

// previewLine is one line of a list.
type previewLine struct {
	N            int
	Name, Number string
	First        string // what the text greets by
	What         string // happens
	Notes        []string
	Fault        string
	Raw          string
	ID           string // of a line that may be let in
	Odd          bool   // what it is greeted by
}

// look holds a list against who is there already.
func (p *Pages) look(ctx context.Context, who user, c roster.Cohort, list reading, f form) (preview, error) {
	script, ok := p.config.Lessons.Current(c.Subject.Lessons[0])
	if !c.Served || !ok {
		return preview{}, errNoLesson
	}
	usable := list.Usable()
	people := make([]session.Person, len(usable))
	for i, line := range usable {
		people[i] = p.config.Roster.Person(line.Number)
	}
	expected, err := p.config.Roster.Preview(ctx, who.Person, c.ID, people)
	if err != nil {
		return preview{}, err
	}
	by := roster.ShortName(who.Name)
	v := preview{form: f, Organisation: p.config.Rules.Organisation, Foreign: string(sms.Foreign(by)), Dearer: string(sms.Foreign(f.Sentence)), Columns: mappingOf(list)}
	for _, column := range list.Columns {
		if column.Use == sheet.PassedOver {
			v.Passed = append(v.Passed, column.Heading)
		}
	}
	for _, line := range list.Lines {
		out := previewLine{N: line.N, Raw: line.Raw, ID: line.ID}
		switch {
		case line.Fault != nil && line.ID != "":
			out.Fault = line.Fault.Sentence()
			v.Declined = append(v.Declined, out)
			continue
		case line.Fault != nil:
			out.Fault = line.Fault.Sentence()
			v.Faults = append(v.Faults, out)
			continue
		case line.Overruled != nil:
			out.Fault = line.Overruled.Sentence()
			v.LetIn = append(v.LetIn, out)
		}
		v.add(p, script, by, line, expected[0])
		expected = expected[1:]
	}
	v.Columns.First = v.Lines[:min(len(v.Lines), 3)]
	if p.config.TextsLeft != nil {
		left, limited, err := p.config.TextsLeft(ctx)
		if err != nil {
			return preview{}, err
		}
		v.Left, v.Over = left, limited && v.Segments > left
	}
	v.Cost, v.Second.Cost = p.cost(v.Segments), p.cost(v.Second.Segments)
	v.Whole = whole{parts(c), p.segments(c.Subject), p.cost(p.segments(c.Subject))}
	return v, nil
}

// add adds a line of somebody who can be invited.
func (v *preview) add(p *Pages, script *dialogue.Script, by string, line sheet.Line, does roster.Preview) {
	shown := previewLine{N: line.N, Name: line.Name, First: line.First, Number: line.Number.Written(p.config.Region), What: previewWords[does]}
	for _, note := range line.Notes {
		shown.Notes = append(shown.Notes, note.Sentence())
	}
	shown.Odd = slices.Contains(line.Notes, sheet.OddName) || slices.Contains(line.Notes, sheet.LostLetter)
	if slices.ContainsFunc(line.Notes, sheet.Note.Check) {
		v.Check = append(v.Check, shown)
	}
	if does == roster.InvitedBefore && v.Again {
		shown.What = "Was invited to this before, or has begun it: comes into the list, and gets at most the second text."
	}
	v.Lines = append(v.Lines, shown)
	switch does {
	case roster.InCohort:
		v.Known++
		return
	case roster.OptedOut, roster.Unreachable:
		v.Silent++
		return
	}
	first, second := p.sample(script, v.Course, by, v.Sentence, line)
	if does == roster.WillText {
		v.Texts++
		v.Segments += sms.Count(first).Segments
		if v.Sentence != "" && v.Sample == "" {
			without, _ := p.sample(script, v.Course, by, "", line)
			v.Without = sms.Count(without).Segments
			link := p.config.Rules.PrivacyLink
			v.Untold = strings.Contains(without, link) && !strings.Contains(first, link)
		}
		v.Sample = cmp.Or(v.Sample, first)
	} else {
		v.Silent++
	}
	if v.Again {
		v.Second.Texts++
		v.Second.Segments += sms.Count(second).Segments
		v.Second.Sample = cmp.Or(v.Second.Sample, second)
	}
}

// Longer are the segments of the sample, where the manager's own sentence makes them more; otherwise 0.
func (v *preview) Longer() int {
	if n := sms.Count(v.Sample).Segments; v.Without > 0 && n > v.Without {
		return n
	}
	return 0
}

// Fresh are how many come into the cohort.
func (v *preview) Fresh() int { return v.Texts + v.Silent }

// previewWords are what inviting somebody does, as a page says it.
var previewWords = map[roster.Preview]string{
	roster.WillText:      "Is invited, by a text.",
	roster.InCohort:      "Is in this cohort already: nothing is sent again.",
	roster.OptedOut:      "Wants no texts: comes into the list, and is not texted.",
	roster.Unreachable:   "Texts have not reached this number: comes into the list, and is not texted.",
	roster.InvitedBefore: "Was invited to this before, or has begun it: comes into the list, and is not texted.",
}

// cost is what segments cost, empty where their price is not known.
func (p *Pages) cost(segments int) string {
	if p.config.Price <= 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", float64(segments)*p.config.Price)
}
