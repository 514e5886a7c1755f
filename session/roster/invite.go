package roster

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"coachline/session"
	"coachline/session/e164"
)

// Invitee is somebody to invite.
type Invitee struct {
	Number e164.Number
	Name   string // all of it; may be empty
	First  string // what a text greets by; empty: as much of Name as there is room for
}

// Outcome is what became of an Invitee.
type Outcome string

// The outcomes.
const (
	Invited Outcome = "invited" // by this batch, now or when it came before
	Already Outcome = "already" // before this batch, or twice in it
)

// chunk is how many invitations one script writes.
const chunk = 250

// Invite invites people with a cohort, and returns their outcomes in order. A number is invited once in a cohort, however often
// it comes. The same batch again gives the same outcomes. If there is an error, some may be invited: calling it again does the
// rest. The error may wrap ErrNoCohort, ErrArchived, ErrNoLesson, ErrConsent or
// ErrCancelled.
func (r *Roster) Invite(ctx context.Context, caller session.Person, id string, invitees []Invitee, b Batch, at time.Time) ([]Outcome, error) {
	if b.ID == "" || b.Self || strings.HasPrefix(b.ID, selfBatch) || b.Consent.By == "" || b.Consent.Words == "" || b.Consent.At.IsZero() {
		return nil, ErrConsent
	}
	cohort, err := r.cohortFor(ctx, caller, id, MayInvite)
	if err != nil {
		return nil, err
	}
	switch {
	case !cohort.Archived.IsZero():
		return nil, ErrArchived
	case !cohort.Served:
		return nil, ErrNoLesson
	}
	all, seen := make([]Outcome, 0, len(invitees)), map[session.Person]bool{}
	for len(invitees) > 0 {
		some := invitees[:min(len(invitees), chunk)]
		invitees = invitees[len(some):]
		var outcomes []Outcome
		err := retryConflicts(func() (err error) {
			outcomes, err = r.inviteSome(ctx, cohort, some, &b, at)
			return err
		})
		if err != nil {
			return all, fmt.Errorf("invite: %w", err)
		}
		for i, n := range some {
			if p := r.Person(n.Number); seen[p] {
				outcomes[i] = Already
			} else {
				seen[p] = true
			}
		}
		all = append(all, outcomes...)
	}
	return all, nil
}

// inviteSome tries once to invite a chunk. The first chunk of a batch stores when it is due and who invites.
func (r *Roster) inviteSome(ctx context.Context, cohort Cohort, some []Invitee, wished *Batch, at time.Time) ([]Outcome, error) {
	key, b, stored, err := r.batchFor(ctx, cohort.ID, wished)
	switch {
	case err != nil:
		return nil, err
	case !b.Cancelled.IsZero() && !b.Self: // a keyword is switched off instead
		return nil, ErrCancelled
	case stored == "":
		b = batch{
			At: wished.At, Again: wished.Again, By: ShortName(cmp.Or(wished.By, cohort.Caller.Name)), Consent: wished.Consent,
			Sentence: wished.Sentence, Self: wished.Self, Manager: cohort.Caller.ID,
		}
		if wished.Grace > 0 {
			b.At = at.Add(wished.Grace)
		}
	}
	people := make([]session.Person, len(some))
	for i := range some {
		people[i] = r.Person(some[i].Number)
	}
	all, err := r.read(ctx, cohort.ID, people)
	if err != nil {
		return nil, err
	}
	act := ActInvited
	if wished.Self {
		act = ActJoined
	}
	outcomes, e := make([]Outcome, len(some)), r.newEdit(cohort, act, at)
	for i, p := range people {
		was := all[i]
		outcomes[i] = Invited
		if p.IsZero() || was.stands() && was.Batch != key {
			outcomes[i] = Already
		}
		if p.IsZero() || was.stands() || e.people[p] {
			continue
		}
		inv := invitation{
			Number: some[i].Number.E164(), Name: cleanName(some[i].Name), First: cleanName(some[i].First), Batch: key, Added: at,
		}
		if err := e.put(was, inv); err != nil {
			return nil, err
		}
	}
	if len(e.people) == 0 {
		return outcomes, nil
	}
	change := batchEdit{key, stored, []byte(stored)}
	if stored == "" || !b.Self { // many who join at once do not wait for each other
		b.Size += len(e.people)
		if change, err = r.editBatch(cohort.ID, key, stored, &b); err != nil {
			return nil, err
		}
	}
	return outcomes, e.write(ctx, change)
}

// Withdraw takes an invitation back. Its name and number are removed when the learner's record knows. One who has begun keeps
// the lesson. Calling it again has no effect. The error may wrap ErrNoCohort.
func (r *Roster) Withdraw(ctx context.Context, caller session.Person, id string, p session.Person, at time.Time) error {
	_, err := r.WithdrawMany(ctx, caller, id, []session.Person{p}, at)
	return err
}

// WithdrawMany takes the invitations of these people back in one write, and returns how many there were. The error may wrap
// ErrNoCohort.
func (r *Roster) WithdrawMany(ctx context.Context, caller session.Person, id string, people []session.Person, at time.Time) (n int, err error) {
	err = r.change(ctx, caller, id, people, ActWithdrew, at, func(all []found, e *edit) error {
		for _, f := range all {
			if err := e.withdraw(f); err != nil {
				return err
			}
		}
		n = len(e.people)
		return nil
	})
	return n, err
}
