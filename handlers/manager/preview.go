package manager

import (
	"context"
	"fmt"

	"coachline/scripts/sms"
	"coachline/session"
	"coachline/session/roster"
	"coachline/session/roster/sheet"
)

// preview is a list as it would be used.
type preview struct {
	form
	Batch    string // which the form that invites them carries, so that it counts once
	Original string // the list, to be changed
	Lines    []previewLine
	Faulty   int
	Already  int // in this cohort
	Silent   int // who come into it, and get no text
	Texts    int
	Sample   string
	Segments int
	Cost     string // in US dollars; empty where a segment's price is not known
	When     string
}

// previewLine is one line of a list.
type previewLine struct {
	N            int
	Name, Number string
	What         string // happens
	Notes        []string
	Fault        string
	Raw          string
}

// look holds a list against who is there already.
func (p *Pages) look(ctx context.Context, who user, c roster.Cohort, list sheet.List) (preview, error) {
	script, ok := p.Lessons.Current(c.Lesson)
	if !ok {
		return preview{}, roster.ErrNoLesson
	}
	known, standings, err := p.known(ctx, who, c, list)
	if err != nil {
		return preview{}, err
	}
	var v preview
	for _, line := range list.Lines {
		shown := previewLine{N: line.N, Raw: line.Raw}
		if line.Fault != nil {
			v.Faulty++
			shown.Fault = line.Fault.Sentence()
			v.Lines = append(v.Lines, shown)
			continue
		}
		shown.Name, shown.Number = line.Name, line.Number.Written(p.Region)
		for _, note := range line.Notes {
			shown.Notes = append(shown.Notes, note.Sentence())
		}
		person := p.Roster.Person(line.Number)
		texted := false
		shown.What, texted = v.happens(known[person], standings[person])
		if body := p.sample(script, roster.Spoken(who.Name), line.First); texted && body != "" {
			v.Segments += sms.Count(body).Segments
			if v.Sample == "" {
				v.Sample = body
			}
		}
		v.Lines = append(v.Lines, shown)
	}
	if p.Price > 0 {
		v.Cost = fmt.Sprintf("%.2f", float64(v.Segments)*p.Price)
	}
	return v, nil
}

// known are who of a list is in the cohort already, and where everybody stands with its lesson.
func (p *Pages) known(ctx context.Context, who user, c roster.Cohort, list sheet.List) (map[session.Person]bool, map[session.Person]session.Standing, error) {
	var people []session.Person
	for _, line := range list.Usable() {
		people = append(people, p.Roster.Person(line.Number))
	}
	known, err := p.Roster.Known(ctx, who.Person, c.ID, people)
	if err != nil {
		return nil, nil, err
	}
	all, err := p.Roster.Store.Standings(ctx, people, c.Lesson)
	if err != nil {
		return nil, nil, err
	}
	standings := map[session.Person]session.Standing{}
	for i, person := range people {
		standings[person] = all[i]
	}
	return known, standings, nil
}

// happens says what inviting somebody does, and whether it texts them.
func (v *preview) happens(known bool, st session.Standing) (what string, texted bool) {
	switch {
	case known:
		v.Already++
		return "Is in this cohort already: nothing is sent again.", false
	case st.Status == session.StatusOptedOut:
		v.Silent++
		return "Wants no texts: comes into the list, and is not texted.", false
	case st.Status == session.StatusUnreachable:
		v.Silent++
		return "Texts have not reached this number: comes into the list, and is not texted.", false
	case st.Status != session.StatusInvited, !st.Since.IsZero(): // how far they are is not this manager's yet
		v.Silent++
		return "Was invited to this lesson already: comes into the list, and is not texted again.", false
	}
	v.Texts++
	return "Is invited, by a text.", true
}

// Fresh are how many come into the cohort.
func (v *preview) Fresh() int { return v.Texts + v.Silent }
