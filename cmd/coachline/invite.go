package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"coachline/session/e164"
	"coachline/session/roster"
)

// inviteCommand invites people.
type inviteCommand struct {
	Lesson  string   `help:"The lesson, by its name; that of the cohort, or else COACHLINE_LESSON."`
	Cohort  string   `required:"" help:"A name for these people together; it is made where there is none."`
	As      string   `required:"" help:"The manager who invites, by name or number."`
	Again   bool     `help:"One more text after three days to those who have not begun."`
	Numbers []string `arg:"" name:"number[=name]" help:"A mobile number, and the first name of who has it."`
}

// confirmed is what stands in the help of the command, and is stored as the consent.
const confirmed = "By command: by inviting them you confirm that they know of it."

// Run invites, and says of each number what happened. A number that cannot be one is refused, and the others are invited.
func (c inviteCommand) Run(w world) error {
	return w.withRoster(func(config config, r *roster.Roster) error {
		manager, err := w.manager(config, r, c.As)
		if err != nil {
			return err
		}
		cohort, err := c.cohort(w, config, r, manager)
		if err != nil {
			return err
		}
		invites, refused := c.read(w, config.Region)
		now := w.now()
		outcomes, err := r.Add(w.ctx, manager.Person, cohort.ID, invites, roster.Batch{
			ID: rand.Text(), Again: c.Again, Consent: roster.Consent{By: manager.Name, At: now, Words: confirmed},
		}, now)
		for i, outcome := range outcomes {
			said := map[roster.Outcome]string{roster.Invited: "invited", roster.Already: "invited already; nothing more is sent"}[outcome]
			fmt.Fprintf(w.out, "%s: %s\n", invites[i].Number.E164(), said)
		}
		switch {
		case err != nil:
			return fmt.Errorf("invite: %w", err)
		case refused > 0:
			return fmt.Errorf("%d of %d numbers refused; the others are invited", refused, len(c.Numbers))
		}
		return nil
	})
}

// read reads the numbers, and says of each that is none what is wrong with it.
func (c inviteCommand) read(w world, region string) (invites []roster.Invite, refused int) {
	for _, arg := range c.Numbers {
		written, name, _ := strings.Cut(arg, "=")
		number, err := e164.Parse(written, region)
		if err != nil {
			fmt.Fprintf(w.errs, "%s: %v\n", written, err)
			refused++
			continue
		}
		invites = append(invites, roster.Invite{Number: number, Name: name})
	}
	return invites, refused
}

// cohort is the one of this name, or a new one.
func (c inviteCommand) cohort(w world, config config, r *roster.Roster, m roster.Manager) (roster.Cohort, error) {
	lesson := cmp.Or(c.Lesson, config.Lesson)
	if _, ok := config.Catalog.Current(lesson); !ok {
		return roster.Cohort{}, usageError{fmt.Errorf("--lesson: there is no lesson %q", lesson)}
	}
	cohort, err := r.NewCohort(w.ctx, m.Person, c.Cohort, lesson, w.now())
	switch {
	case err != nil && !errors.Is(err, roster.ErrNameTaken):
		return roster.Cohort{}, fmt.Errorf("make cohort: %w", err)
	case c.Lesson != "" && cohort.Lesson != c.Lesson:
		return roster.Cohort{}, fmt.Errorf("this cohort has the lesson %q; name another cohort for %q", cohort.Lesson, c.Lesson)
	}
	return cohort, nil
}
