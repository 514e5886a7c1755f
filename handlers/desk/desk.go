// Package desk is how a manager reaches the roster by text: INVITE 021 234 567 Mere, and PROGRESS.
//
// The rule it keeps: whoever is no manager learns nothing here, not even that there is a desk, and the same text is answered
// alike however often it comes. By inviting somebody a manager confirms that they know of the texts; the reply says so, and
// that is what is stored.
//
// It does not know Twilio's wire or Redis, and it cannot reach an answer: its store has no key to one.
package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/roster"
)

// Config is what a Desk needs.
type Config struct {
	Roster *roster.Roster
	Lesson string // of a cohort that is made here
	Region string // of numbers without +, ISO 3166

	Countries []string // that people may be invited in, likewise; empty: all
}

// Desk answers managers. Any number of goroutines may use it.
type Desk struct{ Config }

// New makes a Desk.
func New(c Config) *Desk { return &Desk{c} }

// byText is the cohort of one who invites by text and has none.
const byText = "Invited by text"

// Answer takes a text that begins with INVITE or PROGRESS; of any other it does not even ask who sent it. It is done where the
// sender is a manager and means it: a manager may be in a lesson too, and "invite somebody from nights" is an answer there.
// The reply is the same for the same id, for an hour. The error may wrap session.ErrUnavailable.
func (d *Desk) Answer(ctx context.Context, id string, from e164.Number, words string, at time.Time) (string, bool, error) {
	verb, rest := split(words)
	invites := strings.EqualFold(verb, "INVITE")
	if !invites && !strings.EqualFold(verb, "PROGRESS") {
		return "", false, nil
	}
	manager, err := d.Roster.Manager(ctx, d.Roster.Person(from))
	switch {
	case errors.Is(err, roster.ErrNoManager):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("find manager: %w", err)
	}
	if meant, err := d.meant(ctx, manager, verb, rest); !meant || err != nil {
		return "", false, err
	}
	reply, err := d.Roster.Reply(ctx, manager.Person, id, func() (string, error) {
		if !invites {
			return d.progress(ctx, manager, rest)
		}
		return d.invite(ctx, manager, id, parse(rest, d.Region, d.Countries), at)
	})
	if err != nil {
		return "", false, fmt.Errorf("answer manager: %w", err)
	}
	return reply, true, nil
}

// split cuts a text into its first word and the rest, without what may stand between the two: "Progress: Ward 4".
func split(words string) (verb, rest string) {
	fields := strings.Fields(words)
	if len(fields) == 0 {
		return "", ""
	}
	return strings.TrimRight(fields[0], between), strings.TrimLeft(strings.Join(fields[1:], " "), between+" ")
}

const between = ":;,.-–!"

// meant reports whether a text is meant for the desk: it is the word alone or in capitals, or has what belongs to it, a number
// or a cohort, or its sender is in no lesson in which it could be an answer.
func (d *Desk) meant(ctx context.Context, m roster.Manager, verb, rest string) (bool, error) {
	if rest == "" || verb == strings.ToUpper(verb) {
		return true, nil
	}
	if strings.EqualFold(verb, "INVITE") && numberLike.MatchString(rest) {
		return true, nil
	}
	if _, err := d.Roster.CohortNamed(ctx, m.Person, rest); !errors.Is(err, roster.ErrNoCohort) {
		return err == nil && strings.EqualFold(verb, "PROGRESS"), err
	}
	learning, err := d.learning(ctx, m.Person)
	return !learning, err
}

// learning reports whether somebody is in a lesson.
func (d *Desk) learning(ctx context.Context, p session.Person) (bool, error) {
	seen, err := d.Roster.Store.Inspect(ctx, p)
	if errors.Is(err, session.ErrNobody) {
		return false, nil
	}
	status := seen.Place.Status
	return status == dialogue.Started || status == dialogue.Waiting || status == dialogue.Paused, err
}

// Whether somebody is texted now is not said: that is decided at the moment of sending.
const (
	sayInvited   = "%s is invited (%s): one text, in texting hours, unless they want none. By that you confirm that they know of it. PROGRESS says how it goes."
	sayAlready   = "%s is invited already (%s). Nothing more is sent."
	sayHow       = "To invite somebody, text INVITE, their number and their first name, such as INVITE 021 234 567 Mere. With a cohort: ... to Ward 4"
	sayNoCohort  = "You have no cohort of this name. Yours: %s."
	sayNobody    = "You have invited nobody yet. INVITE 021 234 567 Mere invites somebody."
	sayNoLesson  = "Not invited: the lesson of this cohort is not served any more. Make a cohort with another, or ask whoever runs the line."
	confirmWords = "By text: by inviting them you confirm that they know of it."
)

// invite invites one person.
func (d *Desk) invite(ctx context.Context, m roster.Manager, id string, asked request, at time.Time) (string, error) {
	if asked.fault != "" {
		return asked.fault, nil
	}
	cohort, said, err := d.cohort(ctx, m, asked.cohort, at)
	if said != "" || err != nil {
		return said, err
	}
	batch := roster.Batch{ID: id, Consent: roster.Consent{By: m.Name, At: at, Words: confirmWords}}
	outcomes, err := d.Roster.Add(ctx, m.Person, cohort.ID, []roster.Invite{asked.invite}, batch, at)
	switch {
	case errors.Is(err, roster.ErrNoLesson):
		return sayNoLesson, nil
	case err != nil:
		return "", err
	}
	who := strings.TrimSpace(asked.invite.Name + " " + asked.invite.Number.Written(d.Region))
	if outcomes[0] == roster.Already {
		return fmt.Sprintf(sayAlready, who, cohort.Name), nil
	}
	return fmt.Sprintf(sayInvited, who, cohort.Name), nil
}

// cohort is the one that was named, or else the newest, or else a new one. What is said in its place says why there is none.
func (d *Desk) cohort(ctx context.Context, m roster.Manager, name string, at time.Time) (c roster.Cohort, said string, err error) {
	all, err := d.Roster.Cohorts(ctx, m.Person)
	switch {
	case err != nil:
		return c, "", err
	case name != "":
		return named(all, name)
	case len(all) > 0:
		return all[0], "", nil
	}
	c, err = d.Roster.NewCohort(ctx, m.Person, byText, d.Lesson, at)
	if errors.Is(err, roster.ErrNameTaken) { // by the same text, which came twice at once
		err = nil
	}
	return c, "", err
}

func named(all []roster.Cohort, name string) (roster.Cohort, string, error) {
	var names []string
	for _, c := range all {
		if strings.EqualFold(c.Name, name) {
			return c, "", nil
		}
		names = append(names, c.Name)
	}
	if len(names) == 0 {
		return roster.Cohort{}, sayNobody, nil
	}
	return roster.Cohort{}, fmt.Sprintf(sayNoCohort, strings.Join(names[:min(len(names), 5)], ", ")), nil
}

// progress counts the people of a cohort: the one that was named, or else the newest.
func (d *Desk) progress(ctx context.Context, m roster.Manager, name string) (string, error) {
	all, err := d.Roster.Cohorts(ctx, m.Person)
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return sayNobody, nil
	}
	cohort := all[0]
	if name != "" {
		var said string
		if cohort, said, err = named(all, name); said != "" || err != nil {
			return said, err
		}
	}
	rows, err := d.Roster.People(ctx, m.Person, cohort.ID)
	if err != nil {
		return "", err
	}
	return counted(cohort.Name, roster.ProgressOf(rows)), nil
}

// counted says counts, and what needs the manager where there is something.
func counted(name string, p roster.Progress) string {
	said := fmt.Sprintf("%s: %d invited, %d began, %d finished, %d reflected.", name, p.Invited, p.Began, p.Finished, p.Reflected)
	for _, also := range []struct {
		status session.Status
		says   string
	}{
		{session.StatusOptedOut, "want no texts"},
		{session.StatusUnreachable, "not reached"},
		{session.StatusUnknown, "not known to be reached"},
	} {
		if n := p.By[also.status]; n > 0 {
			said += fmt.Sprintf(" %d %s.", n, also.says)
		}
	}
	return said
}
