package roster

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// invitation is an invitation as it is stored.
type invitation struct {
	Number    string    `cbor:"1,keyasint"`
	Name      string    `cbor:"2,keyasint,omitempty"`
	Batch     string    `cbor:"3,keyasint"`
	Added     time.Time `cbor:"4,keyasint"`
	Withdrawn bool      `cbor:"5,keyasint,omitempty"` // until the learner's record knows it, too
	First     string    `cbor:"6,keyasint,omitempty"`
	Refused   bool      `cbor:"7,keyasint,omitempty"` // by the learner's record, which has as many as it may
	Cancelled bool      `cbor:"8,keyasint,omitempty"` // until the learner's record decides: it stays if its text has gone
}

// found is an invitation as it was read.
type found struct {
	invitation
	person session.Person
	sealed string // empty: there is none
	known  bool   // there is one, and it was not erased
}

// stands reports whether there is an invitation that was not taken back.
func (f *found) stands() bool { return f.known && !f.Withdrawn && !f.Cancelled }

// read reads invitations of a cohort in the order of the people.
func (r *Roster) read(ctx context.Context, id string, people []session.Person) ([]found, error) {
	fields := make([]string, len(people))
	for i, p := range people {
		fields[i] = p.String()
	}
	var values []any
	err := r.config.Store.Retry(ctx, "read invitations", func(ctx context.Context, c redis.UniversalClient) (err error) {
		values, err = c.HMGet(ctx, keysOf(id).invitations, fields...).Result()
		return err
	})
	if err != nil {
		return nil, err
	}
	all := make([]found, len(people))
	for i, v := range values {
		sealed, _ := v.(string)
		if all[i], err = r.open(sealed, id, people[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (r *Roster) open(sealed, id string, p session.Person) (found, error) {
	f := found{person: p, sealed: sealed, known: sealed != "" && sealed != erased}
	if f.Withdrawn = sealed == withdrawn; f.Withdrawn || !f.known {
		return f, nil
	}
	if err := r.config.Store.OpenRoster(sealed, &f.invitation, asInvitation(id, p)); err != nil {
		return found{}, fmt.Errorf("open invitation: %w", err)
	}
	return f, nil
}

func (r *Roster) seal(inv *invitation, id string, p session.Person) ([]byte, error) {
	sealed, err := r.config.Store.SealRoster(*inv, asInvitation(id, p))
	if err != nil {
		return nil, fmt.Errorf("seal invitation: %w", err)
	}
	return sealed, nil
}

// edit is a change of some invitations of one cohort.
type edit struct {
	roster *Roster
	cohort Cohort
	entry  LogEntry                // as the change is logged; without a count it counts the invitations
	people map[session.Person]bool // whose invitations
	args   []any                   // of write.lua, four for each
}

func (r *Roster) newEdit(cohort Cohort, act Act, at time.Time) *edit {
	return &edit{roster: r, cohort: cohort, entry: LogEntry{At: at, Act: act}, people: map[session.Person]bool{}}
}

// What becomes of an invitation, as write.lua takes it.
const (
	becomesPending = "pending"
	becomesBack    = "back"
	becomesSettled = "settled"
)

// put replaces an invitation. It is then pending.
func (e *edit) put(was found, inv invitation) error {
	becomes := becomesPending
	if inv.Withdrawn || inv.Cancelled {
		becomes = becomesBack
	}
	sealed, err := e.roster.seal(&inv, e.cohort.ID, was.person)
	if err == nil {
		e.add(was, sealed, becomes)
	}
	return err
}

// cancel marks an invitation until its record has decided whether its text has gone.
func (e *edit) cancel(was found) error {
	if !was.stands() {
		return nil
	}
	gone := was.invitation
	gone.Cancelled = true
	return e.put(was, gone)
}

// withdraw marks an invitation until its record knows, or removes what is left of somebody who was erased.
func (e *edit) withdraw(was found) error {
	switch {
	case was.sealed == erased:
		e.add(was, nil, becomesSettled)
		return nil
	case !was.known, was.Withdrawn:
		return nil
	}
	gone := was.invitation
	gone.Withdrawn, gone.Cancelled = true, false
	return e.put(was, gone)
}

func (e *edit) add(was found, sealed []byte, becomes string) {
	e.people[was.person] = true
	e.args = append(e.args, was.person.String(), was.sealed, sealed, becomes)
}

// settle says of the invitation that was put last that its record knows it already.
func (e *edit) settle() { e.args[len(e.args)-1] = becomesSettled }

//go:embed write.lua
var writeSource string

var writeScript = redis.NewScript(writeSource)

// write makes the whole change, with that of a batch, or none: errConflict.
func (e *edit) write(ctx context.Context, b batchEdit) error {
	if len(e.args) == 0 && b.key == "" {
		return nil
	}
	e.entry.Count, e.entry.Batch = cmp.Or(e.entry.Count, len(e.people)), b.key
	entry, err := e.roster.logged(ctx, e.cohort, e.entry)
	if err != nil {
		return err
	}
	k := keysOf(e.cohort.ID)
	keys := []string{k.invitations, k.pending, k.count, k.batches, k.due, k.takenBack, k.log}
	args := slices.Concat([]any{e.cohort.ID, b.key, b.was, b.sealed}, entry, e.args)
	err = e.roster.script(ctx, "write invitations", writeScript, keys, args...)
	if err != nil && !errors.Is(err, errConflict) {
		return fmt.Errorf("change cohort: %w", err)
	}
	return err
}

// change changes some invitations of a cohort with which the caller may invite.
func (r *Roster) change(ctx context.Context, caller session.Person, id string, people []session.Person, act Act, at time.Time,
	do func([]found, *edit) error,
) error {
	cohort, err := r.cohortFor(ctx, caller, id, MayInvite)
	if err != nil {
		return err
	}
	return retryConflicts(func() error {
		all, err := r.read(ctx, id, people)
		if err != nil {
			return err
		}
		e := r.newEdit(cohort, act, at)
		if err := do(all, e); err != nil {
			return err
		}
		return e.write(ctx, batchEdit{})
	})
}
