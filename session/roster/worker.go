package roster

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
)

// Worker takes invitations to the records of the learners. Any number of workers, in any number of processes, may die at any
// moment: an invitation that comes twice is one.
type Worker struct {
	roster *Roster
	clock  func() time.Time
	faults *session.FaultLog
}

// NewWorker makes a Worker. Run lets it work. Faults is where it logs what lasts; nil is a FaultLog of its own.
func NewWorker(r *Roster, clock func() time.Time, faults *session.FaultLog) *Worker {
	if faults == nil {
		faults = session.NewFaultLog(r.config.Log, nil)
	}
	return &Worker{r, clock, faults}
}

// How a worker works.
const (
	pollCohorts = 400 * time.Millisecond // how often it asks whether a cohort is due
	workChunk   = 100                    // how many invitations it takes within one lease
	workLanes   = 8                      // how many at the same time
)

// Run works until ctx ends.
func (w *Worker) Run(ctx context.Context) {
	for ctx.Err() == nil {
		const fault = "invitations cannot be taken to their records; trying again"
		worked, err := w.Step(ctx)
		if err == nil {
			w.faults.Over(ctx, fault)
		} else if ctx.Err() == nil {
			w.faults.Fault(ctx, "invitations", fault, err)
		}
		if worked && err == nil {
			continue
		}
		timer := time.NewTimer(pollCohorts/2 + rand.N(pollCohorts/2))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}
}

// Step takes some of the pending invitations of one cohort to their records, and reports whether a cohort was due. What cannot
// be taken stays pending, and is tried again when the lease is over.
func (w *Worker) Step(ctx context.Context) (bool, error) {
	r := w.roster
	if err := r.adoptPending(ctx); err != nil {
		return false, err
	}
	c, err := r.claimDue(ctx, w.clock())
	if c == nil || err != nil {
		return c != nil, err
	}
	all, err := r.readPending(ctx, c.cohort.ID)
	if err != nil {
		return true, err
	}
	batches, err := r.batches(ctx, c.cohort.ID)
	if err != nil {
		return true, err
	}
	var lanes sync.WaitGroup
	for lane := range workLanes {
		lanes.Go(func() {
			for i := lane; i < len(all); i += workLanes {
				all[i].become, all[i].err = w.take(ctx, c.cohort, all[i].found, batches)
			}
		})
	}
	lanes.Wait()
	return true, errors.Join(r.done(ctx, c, all, w.clock()), w.report(ctx, c.cohort, all))
}

// What becomes of an invitation, as done.lua takes it; or it is replaced.
const (
	kept    = "="
	removed = ""
	later   = ">"
)

// take takes one invitation to its record, and says what becomes of it in the list.
func (w *Worker) take(ctx context.Context, cohort Cohort, f found, batches map[string]batch) (become string, err error) {
	store, at := w.roster.config.Store, w.clock()
	switch {
	case !f.known:
		return kept, nil
	case f.Withdrawn, !cohort.Deleted.IsZero():
		return removed, store.Withdraw(ctx, f.person, cohort.ID, at)
	case f.Cancelled:
		return w.cancel(ctx, cohort, f)
	case !cohort.Served:
		return "", ErrNoLesson
	}
	number, ok := e164.FromWire(f.Number)
	b, known := batches[f.Batch]
	if !ok || !known {
		return "", errors.New("its number or batch is missing")
	}
	standing, err := store.Invite(ctx, number, f.toRecord(cohort, b), at)
	switch {
	case err != nil:
		return "", err
	case standing.Erased:
		return erased, nil
	case standing.Refusal == dialogue.RefusedTooMany:
		f.Refused = true
		sealed, err := w.roster.seal(&f.invitation, cohort.ID, f.person)
		return string(sealed), err
	}
	return kept, nil
}

// toRecord is an invitation of a batch as the learner's record has it.
func (f *found) toRecord(cohort Cohort, b batch) dialogue.Invitation {
	inv := dialogue.Invitation{
		Cohort: cohort.ID, Course: cohort.Subject.Course, Lesson: cohort.Subject.Lessons[0], By: b.By, Name: ShortName(cmp.Or(f.First, f.Name)), At: b.At,
		Again: b.Again && b.Cancelled.IsZero(), Sentence: b.Sentence,
	}
	if b.Self {
		inv.Texted = f.Added
	}
	return inv
}

// cancel lets a record decide whether an invitation has gone. If it has, it stands.
func (w *Worker) cancel(ctx context.Context, cohort Cohort, f found) (become string, err error) {
	cancelled, err := w.roster.config.Store.Cancel(ctx, f.person, cohort.ID, w.clock())
	if err != nil || cancelled {
		return removed, err
	}
	f.Cancelled = false
	sealed, err := w.roster.seal(&f.invitation, cohort.ID, f.person)
	return string(sealed), err
}

// report logs what will not pass without an operator, and returns what may.
func (w *Worker) report(ctx context.Context, cohort Cohort, all []pending) (passing error) {
	served := true
	for _, p := range all {
		switch {
		case p.err == nil:
		case errors.Is(p.err, session.ErrUnavailable), errors.Is(p.err, session.ErrRefused), ctx.Err() != nil:
			passing = p.err
		case errors.Is(p.err, ErrNoLesson):
			served = false
		default:
			w.faults.Fault(ctx, p.person.String(), "an invitation cannot be taken to its record", p.err)
		}
	}
	const notServed = "people are invited to a course or lesson that is not served: serve it, or nobody is texted"
	if !served && w.faults.First(cohort.ID, notServed) {
		w.roster.config.Log.ErrorContext(ctx, notServed, slog.String("course", cohort.Subject.Course), slog.Any("lessons", cohort.Subject.Lessons))
	}
	return passing
}
