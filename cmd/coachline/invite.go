package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"coachline/handlers/manager/sheet"
	"coachline/session"
	"coachline/session/roster"
)

// inviteCommand invites people.
type inviteCommand struct {
	Lesson  string   `help:"The lesson, by its name; that of the cohort, or else COACHLINE_LESSON."`
	Cohort  string   `required:"" help:"A name for these people together; it is made where there is none."`
	As      string   `required:"" help:"The manager who invites, by name or number."`
	Again   bool     `help:"One more text after three days to those who have not begun."`
	CSV     string   `name:"csv" type:"existingfile" placeholder:"FILE" help:"A list of names and numbers, as a spreadsheet saves it; - is what comes on standard input."`
	Numbers []string `arg:"" optional:"" name:"number[=name]" help:"A mobile number, and the name of who has it."`
}

// confirmed is what stands in the help of the command, and is stored as the consent.
const confirmed = "By command: by inviting them you confirm that they know of it."

// Run invites, and says of each number what happened. What cannot be invited is refused, and the others are invited.
func (c inviteCommand) Run(w world) error {
	if c.CSV == "" && len(c.Numbers) == 0 {
		return usageError{errors.New("name the numbers to invite, or a list with --csv FILE")}
	}
	return w.withRoster(func(config config, r *roster.Roster) error {
		manager, err := w.manager(config, r, c.As)
		if err != nil {
			return err
		}
		cohort, err := c.cohort(w, config, r, manager)
		if err != nil {
			return err
		}
		invites, refused, err := c.read(w, config)
		if err != nil {
			return err
		}
		previews, err := c.previews(w, r, cohort, invites)
		if err != nil {
			return err
		}
		now := w.now()
		outcomes, err := r.Invite(w.ctx, manager.Person, cohort.ID, invites, roster.Batch{
			ID: rand.Text(), Again: c.Again, Consent: roster.Consent{By: manager.Name, At: now, Words: confirmed},
		}, now)
		for i, outcome := range outcomes {
			said := sayPreview[previews[i]]
			if outcome == roster.Already {
				said = sayPreview[roster.InCohort]
			}
			fmt.Fprintf(w.out, "%s: %s\n", invites[i].Number.E164(), said)
		}
		switch {
		case err != nil:
			return fmt.Errorf("invite: %w", err)
		case refused > 0 && len(invites) == 0:
			return fmt.Errorf("%d of %d refused; nobody is invited", refused, refused)
		case refused > 0:
			return fmt.Errorf("%d of %d refused; the others are invited", refused, refused+len(invites))
		}
		return nil
	})
}

// sayPreview are what inviting somebody does.
var sayPreview = map[roster.Preview]string{
	roster.WillText:      "invited",
	roster.InCohort:      "invited already; nothing more is sent",
	roster.OptedOut:      "in the list; wants no texts",
	roster.Unreachable:   "in the list; texts have not reached this number, and none is sent",
	roster.InvitedBefore: "in the list; was invited to this lesson before, or has begun it, and no other invitation is sent",
}

func (inviteCommand) previews(w world, r *roster.Roster, cohort roster.Cohort, invites []roster.Invitee) ([]roster.Preview, error) {
	people := make([]session.Person, len(invites))
	for i := range invites {
		people[i] = r.Person(invites[i].Number)
	}
	previews, err := r.Preview(w.ctx, cohort.Owner, cohort.ID, people)
	if err != nil {
		return nil, fmt.Errorf("look at who is there: %w", err)
	}
	return previews, nil
}

// read reads the numbers and the list, and says of each line that is none what is wrong with it.
func (c inviteCommand) read(w world, config config) (invites []roster.Invitee, refused int, err error) {
	lists := map[string][]byte{"": []byte(strings.ReplaceAll(strings.Join(c.Numbers, "\n"), "=", "\t"))}
	if c.CSV != "" {
		if lists[c.CSV], err = c.list(w); err != nil {
			return nil, 0, fmt.Errorf("--csv: %w", err)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(lists)) {
		list, err := sheet.Read(lists[file], config.Region, config.InvitesTo...)
		if err != nil {
			return nil, 0, fmt.Errorf("read %s: %w", cmp.Or(file, "the numbers"), err)
		}
		for _, line := range list.Lines {
			if line.Fault == nil {
				invites = append(invites, roster.Invitee{Number: line.Number, Name: line.Name, First: line.First})
				continue
			}
			refused++
			where := line.Raw
			if file != "" {
				where = fmt.Sprintf("%s:%d", file, line.N)
			}
			fmt.Fprintf(w.errs, "%s: %s\n", where, line.Fault.Sentence())
		}
	}
	return invites, refused, nil
}

// list is what stands in the file.
func (c inviteCommand) list(w world) ([]byte, error) {
	if c.CSV == "-" {
		return io.ReadAll(io.LimitReader(w.in, sheet.MaxBytes+1))
	}
	return os.ReadFile(c.CSV)
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
