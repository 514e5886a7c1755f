package roster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// Cancelled is what cancelling has done. Each number counts people.
type Cancelled struct {
	Untexted int // who get no text any more
	Gone     int // who were texted, or had begun: they stay, and get no second text
}

// CancelBatch cancels what has not gone of a batch, in one write. From then on nothing of it is texted and nobody more is
// invited by it; a worker then takes that to the records. Calling it again has no effect. The error may wrap ErrNoCohort or
// ErrNoBatch.
func (r *Roster) CancelBatch(ctx context.Context, caller session.Person, id, batchID string, at time.Time) (Cancelled, error) {
	cohort, err := r.cohortFor(ctx, caller, id, MayInvite)
	if err != nil {
		return Cancelled{}, err
	}
	var done Cancelled
	err = retryConflicts(func() error {
		key, b, stored, err := r.findBatch(ctx, id, batchID)
		if err != nil {
			return err
		}
		all, err := r.readAll(ctx, id)
		if err != nil {
			return err
		}
		e := r.newEdit(cohort, ActCancelled, at)
		if done, err = e.cancelSome(ctx, all, func(f *found) bool { return f.Batch == key }); err != nil {
			return err
		}
		if !b.Cancelled.IsZero() {
			return e.write(ctx, batchEdit{})
		}
		b.Cancelled, b.CancelledBy = at, cohort.Caller.Name
		change, err := r.editBatch(id, key, stored, &b)
		if err != nil {
			return err
		}
		return e.write(ctx, change)
	})
	return done, err
}

// Cancel cancels what has not gone of the invitations of these people, in one write. Calling it again has no effect. The error
// may wrap ErrNoCohort.
func (r *Roster) Cancel(ctx context.Context, caller session.Person, id string, people []session.Person, at time.Time) (Cancelled, error) {
	cohort, err := r.cohortFor(ctx, caller, id, MayInvite)
	if err != nil {
		return Cancelled{}, err
	}
	var done Cancelled
	err = retryConflicts(func() error {
		all, err := r.read(ctx, id, people)
		if err != nil {
			return err
		}
		e := r.newEdit(cohort, ActCancelled, at)
		if done, err = e.cancelSome(ctx, all, func(*found) bool { return true }); err != nil {
			return err
		}
		return e.write(ctx, batchEdit{})
	})
	return done, err
}

// cancelSome cancels some invitations, and counts those whose text has gone by what their records say now.
func (e *edit) cancelSome(ctx context.Context, all []found, which func(*found) bool) (done Cancelled, err error) {
	var some []found
	var people []session.Person
	for _, f := range all {
		if f.stands() && which(&f) {
			some, people = append(some, f), append(people, f.person)
		}
	}
	progress, err := e.roster.config.Store.ProgressOf(ctx, people, e.cohort.Subject)
	if err != nil {
		return Cancelled{}, err
	}
	for i, f := range some {
		row := Learner{Added: f.Added, Progress: progress[i]}
		if row.Gone() {
			done.Gone++
		} else {
			done.Untexted++
		}
		if err := e.cancel(f); err != nil {
			return Cancelled{}, err
		}
	}
	if e.entry.Count = done.Untexted; done.Untexted == 0 {
		e.entry.Act = "" // nothing to log
	}
	return done, nil
}

// findBatch is the batch that pages know by this ID. The error may wrap ErrNoBatch.
func (r *Roster) findBatch(ctx context.Context, cohort, batchID string) (key string, b batch, sealed string, err error) {
	all, err := r.readHash(ctx, "read batches", keysOf(cohort).batches)
	if err != nil {
		return "", batch{}, "", err
	}
	for key, sealed := range all {
		if publicID(key) == batchID {
			b, err := r.openBatch(cohort, key, sealed)
			if b.Self {
				break
			}
			return key, b, sealed, err
		}
	}
	return "", batch{}, "", ErrNoBatch
}

// readAll reads all invitations of a cohort.
func (r *Roster) readAll(ctx context.Context, id string) ([]found, error) {
	return openAll(ctx, r, "read invitations", keysOf(id).invitations, func(name, sealed string) (found, error) {
		p, ok := session.ParsePerson(name)
		if !ok {
			return found{}, errors.New("read invitations: a field is no person")
		}
		return r.open(sealed, id, p)
	})
}

// TakenBack says whether a cohort has taken an invitation back, as session.Config.TakenBack wants it. It does not wait for a
// Redis that is away: the wake-up that asks for it comes again.
func TakenBack(c redis.UniversalClient) func(ctx context.Context, cohort string, p session.Person) (bool, error) {
	return func(ctx context.Context, cohort string, p session.Person) (bool, error) {
		if !idForm.MatchString(cohort) {
			return false, nil
		}
		back, err := c.SIsMember(ctx, keysOf(cohort).takenBack, p.String()).Result()
		if err != nil {
			return false, fmt.Errorf("ask whether an invitation was taken back: %w", err)
		}
		return back, nil
	}
}
