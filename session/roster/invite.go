package roster

import (
	"context"
	"fmt"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
)

// Invitee is somebody to invite.
type Invitee struct {
	Number e164.Number
	Name   string // all of it; may be empty
	First  string // what a text greets by; empty: as much of Name as there is room for
}

// Outcome is what became of an invite.
type Outcome string

// The outcomes.
const (
	Invited Outcome = "invited" // by this batch, now or when it came before
	Already Outcome = "already" // before this batch, or twice in it
)

// chunk is how many invites one script writes.
const chunk = 250

// Invite invites people with a cohort, and says of each, in their order, what became of it. One number is invited once in a
// cohort, whoever does it and however often; the same batch again is answered as the first time. All or a part of them may be
// invited when it returns an error: doing it again does the rest. The error may wrap ErrNoCohort, or ErrNoLesson.
func (r *Roster) Invite(ctx context.Context, caller session.Person, id string, invites []Invitee, b Batch, at time.Time) ([]Outcome, error) {
	if b.ID == "" || b.Consent.By == "" || b.Consent.Words == "" || b.Consent.At.IsZero() {
		return nil, ErrConsent
	}
	cohort, err := r.Cohort(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	if !r.config.Places.Serves(cohort.Lesson) {
		return nil, ErrNoLesson
	}
	manager, err := r.Manager(ctx, caller)
	if err != nil {
		return nil, err
	}
	sealed, err := r.sealBatch(&b, id, manager.Name)
	if err != nil {
		return nil, err
	}
	all, seen := make([]Outcome, 0, len(invites)), map[session.Person]bool{}
	for len(invites) > 0 {
		some := invites[:min(len(invites), chunk)]
		invites = invites[len(some):]
		var outcomes []Outcome
		err := retryConflicts(func() (err error) {
			outcomes, err = r.inviteSome(ctx, cohort, some, b.key(), sealed, at)
			return err
		})
		if err != nil {
			return all, fmt.Errorf("add invites: %w", err)
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

// inviteSome is one try to add a chunk.
func (r *Roster) inviteSome(ctx context.Context, cohort Cohort, some []Invitee, batchID string, sealed []byte, at time.Time) ([]Outcome, error) {
	people := make([]session.Person, len(some))
	for i := range some {
		people[i] = r.Person(some[i].Number)
	}
	all, err := r.read(ctx, cohort.ID, people)
	if err != nil {
		return nil, err
	}
	outcomes, e := make([]Outcome, len(some)), r.newEdit(cohort)
	for i, p := range people {
		was := all[i]
		outcomes[i] = Invited
		if p.IsZero() || was.stands() && was.Batch != batchID {
			outcomes[i] = Already
		}
		if p.IsZero() || was.stands() || e.people[p] {
			continue
		}
		inv := invitation{
			Number: some[i].Number.E164(), Name: cleanName(some[i].Name), First: cleanName(some[i].First), Batch: batchID, Added: at,
		}
		if err := e.put(was, inv); err != nil {
			return nil, err
		}
	}
	return outcomes, e.write(ctx, batchID, sealed)
}

// Withdraw takes an invitation back. Its name and number are removed when the learner's record knows. One who has begun keeps
// the lesson. Calling it again has no effect. The error may wrap ErrNoCohort.
func (r *Roster) Withdraw(ctx context.Context, caller session.Person, id string, p session.Person) error {
	return r.change(ctx, caller, id, []session.Person{p}, func(all []found, e *edit) error {
		return e.withdraw(all[0])
	})
}

// Correct puts a wrong name or number right. With another number, the invitation of the old one is withdrawn and the new one is
// invited, both or neither. Calling it again has no effect. The error may wrap ErrNoCohort, ErrNotInvited if nobody was invited by
// the old number, ErrNumberTaken if the new one is in this cohort already, or ErrBegun if the old one was right.
func (r *Roster) Correct(ctx context.Context, caller session.Person, id string, p session.Person, right Invitee, at time.Time) error {
	to := r.Person(right.Number)
	inv := invitation{Number: right.Number.E164(), Name: cleanName(right.Name), First: cleanName(right.First), Added: at}
	if to == p {
		return r.rename(ctx, caller, id, p, inv)
	}
	if err := r.begunBy(ctx, caller, id, p); err != nil {
		return err
	}
	return r.change(ctx, caller, id, []session.Person{p, to}, func(all []found, e *edit) error {
		was, new := all[0], all[1]
		switch {
		case to.IsZero(), !was.stands() && !new.stands():
			return ErrNotInvited
		case !was.stands(): // it was corrected before
			return nil
		case new.stands():
			return ErrNumberTaken
		}
		inv.Batch = was.Batch
		inv.greetAs(was.invitation)
		if err := e.put(new, inv); err != nil {
			return err
		}
		return e.withdraw(was)
	})
}

// greetAs keeps the name that somebody goes by, if the whole name is the same.
func (i *invitation) greetAs(was invitation) {
	if i.Name == was.Name {
		i.First = was.First
	}
}

// rename gives somebody another name, also in the texts to come, if they have not begun.
func (r *Roster) rename(ctx context.Context, caller session.Person, id string, p session.Person, inv invitation) error {
	return r.change(ctx, caller, id, []session.Person{p}, func(all []found, e *edit) error {
		was := all[0]
		inv.greetAs(was.invitation)
		switch {
		case !was.stands():
			return ErrNotInvited
		case was.Name == inv.Name && was.First == inv.First:
			return nil
		}
		named := was.invitation
		named.Name, named.First, named.Refused = inv.Name, inv.First, false
		return e.put(was, named)
	})
}

// begunBy is ErrBegun if somebody has begun the cohort's lesson, and so was reached.
func (r *Roster) begunBy(ctx context.Context, caller session.Person, id string, p session.Person) error {
	cohort, err := r.Cohort(ctx, caller, id)
	if err != nil {
		return err
	}
	standings, err := r.config.Places.ProgressOf(ctx, []session.Person{p}, cohort.Lesson)
	if err == nil && len(standings[0].Reached) > 0 {
		return ErrBegun
	}
	return err
}

// Nudge asks for one more text to somebody who has not begun, or is silent. A Refusal says why there is none: there is at most
// one a day, and three in all. The error may wrap ErrNoCohort.
func (r *Roster) Nudge(ctx context.Context, caller session.Person, id string, p session.Person, at time.Time) (dialogue.Refusal, error) {
	if _, err := r.Cohort(ctx, caller, id); err != nil {
		return "", err
	}
	all, err := r.read(ctx, id, []session.Person{p})
	switch {
	case err != nil:
		return "", err
	case !all[0].stands():
		return dialogue.RefusedStranger, nil
	}
	return r.config.Places.Nudge(ctx, p, id, at)
}
