package manager

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
)

// changeMany does what was asked about many people of a cohort at once: those who were ticked, or all in a filter. It says how
// many it was done for, and of the others why not.
func (p *Pages) changeMany(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	people, err := p.chosen(r, who, c)
	said := ""
	if err == nil {
		switch r.PostForm.Get("act") {
		case "nudge":
			said, err = p.nudgeMany(r.Context(), who, c, people)
		case "withdraw":
			said, err = p.withdrawMany(r.Context(), who, c, people)
		case "cancel":
			said, err = p.cancelMany(r.Context(), who, c, people)
		default:
			err = refused("Choose what is to be done: text them once more, withdraw their invitations, or cancel what has not gone.")
		}
	}
	if err != nil {
		return shown(err, func(status int, wrong string) error { return p.cohortPage(w, r, who, c, status, wrong) })
	}
	return p.done(w, r, "/manage/cohorts/"+c.ID, said)
}

// chosen are the people who were ticked, or all who are in the filter of the page. Somebody who has left the cohort since the
// page was drawn is not among them.
func (p *Pages) chosen(r *http.Request, who user, c roster.Cohort) ([]roster.Learner, error) {
	rows, err := p.config.Roster.Learners(r.Context(), who.Person, c.ID)
	if err != nil {
		return nil, err
	}
	if r.PostForm.Has("all") {
		rows = viewOf(r, c).pick(rows, p.config.Region)
	} else {
		rows = slices.DeleteFunc(rows, func(row roster.Learner) bool { return !slices.Contains(r.PostForm["person"], row.Person.String()) })
	}
	if len(rows) == 0 {
		return nil, refused("Nobody is chosen: tick the people, or all in the filter.")
	}
	return rows, nil
}

// refusalsOfMany are why some were not texted once more, behind how many they are.
var refusalsOfMany = map[dialogue.Refusal]string{
	dialogue.RefusedOptedOut:    "they want no texts",
	dialogue.RefusedUnreachable: "texts do not reach them",
	dialogue.RefusedNotInvited:  "they are not invited here any more",
	dialogue.RefusedNotTexted:   "their invitation has not gone out yet",
	dialogue.RefusedBusy:        "they are in a lesson, wait for its next day or for the next part, or have finished",
	dialogue.RefusedTooSoon:     "they were texted within the last day",
	dialogue.RefusedTooOften:    "they were texted as often as may be",
}

func (p *Pages) nudgeMany(ctx context.Context, who user, c roster.Cohort, people []roster.Learner) (string, error) {
	refusals, err := p.config.Roster.NudgeMany(ctx, who.Person, c.ID, personsOf(people), p.config.Clock())
	if err != nil {
		return "", err
	}
	refusals[dialogue.RefusedBusy] += refusals[dialogue.RefusedFinished] // see sayNoNudge
	delete(refusals, dialogue.RefusedFinished)
	said := fmt.Sprintf("%d to be texted once more, %s.", refusals[""], p.soon())
	for _, refusal := range slices.Sorted(maps.Keys(refusals)) {
		if refusal != "" && refusals[refusal] > 0 {
			said += fmt.Sprintf(" %d not: %s.", refusals[refusal], refusalsOfMany[refusal])
		}
	}
	return said, nil
}

func (p *Pages) withdrawMany(ctx context.Context, who user, c roster.Cohort, people []roster.Learner) (string, error) {
	n, err := p.config.Roster.WithdrawMany(ctx, who.Person, c.ID, personsOf(people), p.config.Clock())
	return fmt.Sprintf("%d not invited here any more. Who has begun may go on.", n), err
}

func (p *Pages) cancelMany(ctx context.Context, who user, c roster.Cohort, people []roster.Learner) (string, error) {
	done, err := p.config.Roster.Cancel(ctx, who.Person, c.ID, personsOf(people), p.config.Clock())
	return cancelledWords(done), err
}

func personsOf(people []roster.Learner) []session.Person {
	all := make([]session.Person, len(people))
	for i := range people {
		all[i] = people[i].Person
	}
	return all
}
