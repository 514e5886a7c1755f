package manager

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"coachline/session"
	"coachline/session/e164"
	"coachline/session/roster"
)

// Texts answers what managers write to the line: INVITE 021 234 567 Mere, PROGRESS, CANCEL INVITES and HELP. Any number of goroutines may use it.
//
// Anyone who is no manager learns nothing here, not even that managers can write, and the same text gets the same reply
// however often it comes. By inviting somebody a manager confirms that they know of the texts; the reply says so, and that
// is what is stored.
type Texts struct{ config Config }

// NewTexts uses the roster, the lesson, the region and the countries of c.
func NewTexts(c Config) *Texts { return &Texts{c} }

// byText is the cohort of one who invites by text and has none.
const byText = "Invited by text"

// Answer takes a text that begins with a manager's word, or seems to mean one; of any other it does not even ask who sent it. It is
// done where the sender is a manager and means it: a manager may be in a lesson too, and "invite somebody from nights" is an answer
// there. A reply to HELP that is not done goes beside what the lesson says. The reply is the same for the same id, for an hour. The
// error may wrap session.ErrUnavailable.
func (t *Texts) Answer(ctx context.Context, id string, from e164.Number, words string, at time.Time) (string, bool, error) {
	asked := wishOf(words)
	if asked.word == "" {
		return "", false, nil
	}
	manager, err := t.config.Roster.Manager(ctx, t.config.Roster.Person(from))
	switch {
	case errors.Is(err, roster.ErrNoManager):
		return "", false, nil
	case err != nil:
		return "", false, fmt.Errorf("find manager: %w", err)
	}
	learning, err := t.config.Roster.Learning(ctx, manager.Person)
	if err != nil {
		return "", false, fmt.Errorf("find lesson: %w", err)
	}
	if meant, err := t.meant(ctx, manager, asked, learning, at); !meant || err != nil {
		return "", false, err
	}
	reply, err := t.config.Roster.Reply(ctx, manager.Person, id, func() (string, error) {
		switch {
		case asked.slip && asked.word == wishProgress:
			return sayMeantProgress, nil
		case asked.slip:
			return "Did you mean INVITE? " + sayHow, nil
		case asked.word == wishProgress:
			return t.progress(ctx, manager, asked.rest)
		case asked.word == wishInvite:
			return t.invite(ctx, manager, id, parse(asked.rest, t.config.Region, t.config.Countries), at)
		case asked.word == wishCancel:
			return t.cancel(ctx, manager, at)
		}
		return sayHelp, nil
	})
	if err != nil {
		return "", false, fmt.Errorf("answer manager: %w", err)
	}
	return reply, !(asked.word == wishHelp && learning), nil
}

// Whether somebody is texted now is not said: that is decided at the moment of sending. Each fits into two texts.
const (
	sayConfirm       = "By that you confirm that they know of it and agree."
	sayInvited       = "%s is invited (%s): one text, in texting hours. " + sayConfirm + " PROGRESS says how it goes."
	sayAlready       = "%s is invited already (%s). Nothing more is sent."
	sayMeantProgress = "Did you mean PROGRESS? Text PROGRESS, or PROGRESS and the name of a cohort. If it was an answer of yours, text it again in a longer sentence."
	sayHow           = "To invite somebody, text INVITE, their number and their first name, such as INVITE 021 234 567 Mere. With a cohort: ... to Ward 4. To withdraw it, use the pages."
	sayHelp          = "As a manager you can text: INVITE 021 234 567 Mere invites somebody. PROGRESS says how it goes. CANCEL INVITES takes back your newest invitations that have not gone."
	sayNoCohort      = "You have no cohort of this name. Yours: %s."
	sayNobody        = "You have invited nobody yet. INVITE 021 234 567 Mere invites somebody."
	sayNoLesson      = "Not invited: the course or lesson of this cohort is not served any more. Make a cohort with another, or ask whoever runs the line."
	saySeeOnly       = "Not invited: %s is %s's, and shared with you to see it only. Ask them to invite, or to let you."
	confirmWords     = "By text: by inviting them you confirm that they know of it and agree."
)

// invite invites one person.
func (t *Texts) invite(ctx context.Context, m roster.Manager, id string, asked request, at time.Time) (string, error) {
	if asked.fault != "" {
		return asked.fault, nil
	}
	cohort, said, err := t.cohort(ctx, m, asked.cohort, at)
	if said != "" || err != nil {
		return said, err
	}
	if cohort.Access < roster.MayInvite {
		return fmt.Sprintf(saySeeOnly, cohort.Name, cmp.Or(cohort.OwnedBy, "a former manager")), nil
	}
	previews, err := t.config.Roster.Preview(ctx, m.Person, cohort.ID, []session.Person{t.config.Roster.Person(asked.invite.Number)})
	if err != nil {
		return "", err
	}
	batch := roster.Batch{ID: id, Consent: roster.Consent{By: m.Name, At: at, Words: confirmWords}}
	outcomes, err := t.config.Roster.Invite(ctx, m.Person, cohort.ID, []roster.Invitee{asked.invite}, batch, at)
	switch {
	case errors.Is(err, roster.ErrNoLesson):
		return sayNoLesson, nil
	case err != nil:
		return "", err
	}
	says := sayPreview[previews[0]]
	if previews[0] == roster.InCohort && outcomes[0] == roster.Invited { // by this text, when it came before
		says = sayInvited
	}
	who := strings.TrimSpace(asked.invite.Name + " " + asked.invite.Number.Written(t.config.Region))
	return fmt.Sprintf(says, who, cohort.Name), nil
}

// sayPreview are what inviting somebody does.
var sayPreview = map[roster.Preview]string{
	roster.WillText:      sayInvited,
	roster.InCohort:      sayAlready,
	roster.OptedOut:      "%s is in the list (%s), wants no texts and gets none. " + sayConfirm,
	roster.Unreachable:   "%s is in the list (%s). Texts have not reached this number, so none is sent: is it right? " + sayConfirm,
	roster.InvitedBefore: "%s is in the list (%s), and was invited to this before, or has begun it: nothing is sent. " + sayConfirm,
}

// cohort is the one that was named, or else the newest, or else a new one. What is said in its place says why there is none.
func (t *Texts) cohort(ctx context.Context, m roster.Manager, name string, at time.Time) (c roster.Cohort, said string, err error) {
	all, err := t.config.Roster.Cohorts(ctx, m.Person)
	switch {
	case err != nil:
		return c, "", err
	case name != "":
		return named(all, name)
	}
	if i := slices.IndexFunc(all, func(c roster.Cohort) bool { return c.Access >= roster.MayInvite }); i >= 0 {
		return all[i], "", nil
	}
	c, err = t.config.Roster.NewCohort(ctx, m.Person, byText, t.config.usual(), at)
	if errors.Is(err, roster.ErrNameTaken) { // by the same text, which came twice at once
		err = nil
	}
	return c, "", err
}

func named(all []roster.Cohort, name string) (roster.Cohort, string, error) {
	if c, found := find(all, name); found {
		return c, "", nil
	}
	if len(all) == 0 {
		return roster.Cohort{}, sayNobody, nil
	}
	var names []string
	for _, c := range all[:min(len(all), 5)] {
		names = append(names, c.Name)
	}
	return roster.Cohort{}, fmt.Sprintf(sayNoCohort, strings.Join(names, ", ")), nil
}

// find is the cohort of this name, or the only one whose name begins so, in any case of letters. "of Ward 4" is Ward 4.
func find(all []roster.Cohort, name string) (found roster.Cohort, ok bool) {
	name = strings.Trim(little.ReplaceAllString(name, ""), marks+" ")
	begin := 0
	for _, c := range all {
		switch {
		case strings.EqualFold(c.Name, name):
			return c, true
		case name != "" && strings.HasPrefix(strings.ToLower(c.Name), strings.ToLower(name)):
			found = c
			begin++
		}
	}
	return found, begin == 1
}

// little matches the word before the name of a cohort.
var little = regexp.MustCompile(`(?i)^(of|for|in|on|to)\s+`)

// progress counts the people of a cohort: the one that was named, or else the newest.
func (t *Texts) progress(ctx context.Context, m roster.Manager, name string) (string, error) {
	all, err := t.config.Roster.Cohorts(ctx, m.Person)
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
	rows, err := t.config.Roster.Learners(ctx, m.Person, cohort.ID)
	if err != nil {
		return "", err
	}
	return counted(cohort.Name, roster.Summarize(rows)), nil
}

// counted says counts, and what needs the manager where there is something.
func counted(name string, p roster.Summary) string {
	said := fmt.Sprintf("%s: %s.", name, p)
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
