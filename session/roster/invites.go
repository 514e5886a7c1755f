package roster

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
)

// Invite is somebody to invite.
type Invite struct {
	Number e164.Number
	Name   string // all of it; may be empty
	First  string // what a text greets by; empty: as much of Name as there is room for
}

// Batch is what is the same for invites that are made together.
type Batch struct {
	ID      string    // the same ID again is the same batch: MessageSid, or what a page drew by lot
	At      time.Time // the first text comes not before; zero is at once
	Again   bool      // one more text after three days to those who have not begun
	Consent Consent
}

// key is what a batch is kept as: with another wish the same ID is another batch, so that nobody is invited by a consent and
// at an hour that were another list's.
func (b *Batch) key() string { return fmt.Sprintf("%s|%d|%t", b.ID, b.At.Unix(), b.Again) }

// Consent is who has confirmed that the people know of the texts, and in which words.
type Consent struct {
	By    string    `cbor:"1,keyasint"`
	At    time.Time `cbor:"2,keyasint"`
	Words string    `cbor:"3,keyasint"`
}

// Outcome is what became of an invite.
type Outcome string

// The outcomes.
const (
	Invited Outcome = "invited" // by this batch, now or when it came before
	Already Outcome = "already" // before this batch, or twice in it
)

// invite is an invite as it is stored.
type invite struct {
	Number    string    `cbor:"1,keyasint"`
	Name      string    `cbor:"2,keyasint,omitempty"`
	Batch     string    `cbor:"3,keyasint"`
	Added     time.Time `cbor:"4,keyasint"`
	Withdrawn bool      `cbor:"5,keyasint,omitempty"` // until the learner's record knows it, too
	First     string    `cbor:"6,keyasint,omitempty"`
	Refused   bool      `cbor:"7,keyasint,omitempty"` // by the learner's record, which has as many as it may
}

// batch is a Batch as it is stored.
type batch struct {
	At      time.Time `cbor:"1,keyasint,omitzero"`
	Again   bool      `cbor:"2,keyasint,omitempty"`
	By      string    `cbor:"3,keyasint"` // the manager's name, as the text says it
	Consent Consent   `cbor:"4,keyasint"`
}

//go:embed put.lua
var putSource string

var putScript = redis.NewScript(putSource)

// chunk is how many invites one script writes.
const chunk = 250

// Add invites people with a cohort, and says of each, in their order, what became of it. One number is invited once in a
// cohort, whoever does it and however often; the same batch again is answered as the first time. All or a part of them may be
// invited when it returns an error: doing it again does the rest. The error may wrap ErrNoCohort, or ErrNoLesson.
func (r *Roster) Add(ctx context.Context, caller session.Person, id string, invites []Invite, b Batch, at time.Time) ([]Outcome, error) {
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
	sealed, err := r.config.Places.SealRoster(batch{b.At, b.Again, Spoken(manager.Name), b.Consent}, asBatch(id, b.key()))
	if err != nil {
		return nil, fmt.Errorf("seal batch: %w", err)
	}
	all, seen := make([]Outcome, 0, len(invites)), map[session.Person]bool{}
	for len(invites) > 0 {
		some := invites[:min(len(invites), chunk)]
		invites = invites[len(some):]
		var outcomes []Outcome
		err := unconflicted(func() (err error) {
			outcomes, err = r.addSome(ctx, cohort, some, b.key(), sealed, at)
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

// addSome is one try to add a chunk.
func (r *Roster) addSome(ctx context.Context, cohort Cohort, some []Invite, batchID string, sealed []byte, at time.Time) ([]Outcome, error) {
	id, people := cohort.ID, make([]session.Person, len(some))
	for i := range some {
		people[i] = r.Person(some[i].Number)
	}
	found, err := r.read(ctx, id, people)
	if err != nil {
		return nil, err
	}
	outcomes, changes := make([]Outcome, len(some)), changes{}
	for i, p := range people {
		was, known := found[i].invite, found[i].known && !found[i].Withdrawn
		outcomes[i] = Invited
		if p.IsZero() || known && was.Batch != batchID {
			outcomes[i] = Already
		}
		if p.IsZero() || known || changes.has(p) {
			continue
		}
		inv := invite{
			Number: some[i].Number.E164(), Name: cleanName(some[i].Name), First: cleanName(some[i].First), Batch: batchID, Added: at,
		}
		if err := r.change(&changes, id, found[i], &inv, pend); err != nil {
			return nil, err
		}
	}
	if len(changes.args) == 0 {
		return outcomes, nil
	}
	return outcomes, r.put(ctx, cohort, batchID, sealed, changes)
}

// Withdraw takes an invite back; its name and number go as soon as the learner's record knows. One who has begun keeps the
// lesson. A repeat is nothing. The error may wrap ErrNoCohort.
func (r *Roster) Withdraw(ctx context.Context, caller session.Person, id string, p session.Person) error {
	return r.edit(ctx, caller, id, []session.Person{p}, func(found []filed, c *changes) error {
		return r.withdraw(c, id, found[0])
	})
}

func (r *Roster) withdraw(c *changes, id string, was filed) error {
	switch {
	case was.sealed == erased:
		return r.change(c, id, was, nil, unpend)
	case !was.known || was.Withdrawn:
		return nil
	}
	gone := was.invite
	gone.Withdrawn = true
	return r.change(c, id, was, &gone, pend)
}

// Correct puts a wrong name or number right. With another number the invite by the old one is withdrawn and one made by the new
// one, both or neither. A repeat is nothing. The error may wrap ErrNoCohort, ErrNoInvite where nobody was invited by the old
// one, ErrTaken where the new one is somebody else's in this cohort, or ErrBegun where the old one was right.
func (r *Roster) Correct(ctx context.Context, caller session.Person, id string, p session.Person, right Invite, at time.Time) error {
	to := r.Person(right.Number)
	inv := invite{Number: right.Number.E164(), Name: cleanName(right.Name), First: cleanName(right.First), Added: at}
	if to == p {
		return r.rename(ctx, caller, id, p, inv)
	}
	if err := r.begunBy(ctx, caller, id, p); err != nil {
		return err
	}
	return r.edit(ctx, caller, id, []session.Person{p, to}, func(found []filed, c *changes) error {
		was, here, there := found[0], found[0].known && !found[0].Withdrawn, found[1].known && !found[1].Withdrawn
		switch {
		case to.IsZero(), !here && !there:
			return ErrNoInvite
		case !here: // a repeat
			return nil
		case there:
			return ErrTaken
		}
		inv.Batch = was.Batch
		inv.greetAs(was.invite)
		if err := r.change(c, id, found[1], &inv, pend); err != nil {
			return err
		}
		return r.withdraw(c, id, was)
	})
}

// greetAs keeps the name that somebody goes by, where the whole name is the same.
func (i *invite) greetAs(was invite) {
	if i.Name == was.Name {
		i.First = was.First
	}
}

// rename gives somebody another name, also in the texts to come, if they have not begun.
func (r *Roster) rename(ctx context.Context, caller session.Person, id string, p session.Person, inv invite) error {
	return r.edit(ctx, caller, id, []session.Person{p}, func(found []filed, c *changes) error {
		was := found[0].invite
		inv.greetAs(was)
		switch {
		case !found[0].known || was.Withdrawn:
			return ErrNoInvite
		case was.Name == inv.Name && was.First == inv.First:
			return nil
		}
		was.Name, was.First, was.Refused = inv.Name, inv.First, false
		return r.change(c, id, found[0], &was, pend)
	})
}

// begunBy is ErrBegun where somebody has begun the cohort's lesson, and so was reached.
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

// Nudge asks for one more text to somebody who has not begun, or is silent. A Refusal says why that is not done: it is at most
// once a day and three times in all. The error may wrap ErrNoCohort.
func (r *Roster) Nudge(ctx context.Context, caller session.Person, id string, p session.Person, at time.Time) (dialogue.Refusal, error) {
	if _, err := r.Cohort(ctx, caller, id); err != nil {
		return "", err
	}
	found, err := r.read(ctx, id, []session.Person{p})
	switch {
	case err != nil:
		return "", err
	case !found[0].known || found[0].Withdrawn:
		return dialogue.RefusedStranger, nil
	}
	return r.config.Places.Nudge(ctx, p, id, at)
}

// edit changes some invites of a cohort of the caller's.
func (r *Roster) edit(ctx context.Context, caller session.Person, id string, people []session.Person, do func([]filed, *changes) error) error {
	cohort, err := r.Cohort(ctx, caller, id)
	if err != nil {
		return err
	}
	return unconflicted(func() error {
		found, err := r.read(ctx, id, people)
		if err != nil {
			return err
		}
		var c changes
		if err := do(found, &c); err != nil || len(c.args) == 0 {
			return err
		}
		return r.put(ctx, cohort, "", nil, c)
	})
}
