package manager

import (
	"context"
	"fmt"
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
		rows = viewOf(r, c.ID).pick(rows, p.config.Region)
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
	dialogue.RefusedBusy:        "they are with the lesson, or wait for its next day",
	dialogue.RefusedFinished:    "they have finished",
	dialogue.RefusedTooSoon:     "they were texted within the last day",
	dialogue.RefusedTooOften:    "they were texted as often as may be",
}

func (p *Pages) nudgeMany(ctx context.Context, who user, c roster.Cohort, people []roster.Learner) (string, error) {
	texted, refusals := 0, map[dialogue.Refusal]int{}
	for _, row := range people {
		refusal, err := p.config.Roster.Nudge(ctx, who.Person, c.ID, row.Person, p.config.Clock())
		switch {
		case err != nil:
			return "", err
		case refusal == "":
			texted++
		default:
			refusals[refusal]++
		}
	}
	said := fmt.Sprintf("%d to be texted once more, within texting hours.", texted)
	for refusal, words := range refusalsOfMany {
		if n := refusals[refusal]; n > 0 {
			said += fmt.Sprintf(" %d not: %s.", n, words)
		}
	}
	return said, nil
}

func (p *Pages) withdrawMany(ctx context.Context, who user, c roster.Cohort, people []roster.Learner) (string, error) {
	for _, row := range people {
		if err := p.config.Roster.Withdraw(ctx, who.Person, c.ID, row.Person, p.config.Clock()); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%d not invited here any more. Who has begun may go on.", len(people)), nil
}

func (p *Pages) cancelMany(ctx context.Context, who user, c roster.Cohort, people []roster.Learner) (string, error) {
	left := slices.DeleteFunc(people, func(row roster.Learner) bool { return row.Status != session.StatusInvited })
	return p.withdrawMany(ctx, who, c, left)
}
