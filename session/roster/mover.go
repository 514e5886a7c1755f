package roster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
)

// Mover takes invites to the records of those who are invited. Any number of them, in any number of processes, may die at any
// moment: an invite that comes twice is one.
type Mover struct {
	roster *Roster
	clock  func() time.Time
}

// NewMover makes a Mover; Run lets it work.
func NewMover(r *Roster, clock func() time.Time) *Mover { return &Mover{r, clock} }

// How a mover works.
const (
	pollMoves = 400 * time.Millisecond // how often it asks whether something is pending
	moveChunk = 100                    // how many invites it takes within one lease
	moveLanes = 8                      // how many at the same time
)

// Run works until ctx ends.
func (m *Mover) Run(ctx context.Context) {
	for ctx.Err() == nil {
		worked, err := m.Step(ctx)
		if err != nil && ctx.Err() == nil {
			m.roster.config.Log.WarnContext(ctx, "invites cannot be moved; trying again", slog.String("error", err.Error()))
		}
		if worked && err == nil {
			continue
		}
		timer := time.NewTimer(pollMoves/2 + rand.N(pollMoves/2))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
		}
	}
}

// Step takes everything that is pending in one cohort to the records, and reports whether there was a cohort to look at. What
// cannot be moved stays pending.
func (m *Mover) Step(ctx context.Context) (bool, error) {
	r := m.roster
	move, err := r.claim(ctx, m.clock())
	if move == nil || err != nil {
		return false, err
	}
	cohort, err := r.ownCohort(ctx, move.owner, move.cohort)
	if err != nil {
		return true, err
	}
	if !r.config.Places.Serves(cohort.Lesson) {
		r.config.Log.ErrorContext(ctx, "people are invited to a lesson that is not served: serve it, or nobody is texted", slog.String("lesson", cohort.Lesson))
	}
	for stuck := 0; ; {
		moved, left, err := m.some(ctx, cohort, stuck)
		if err != nil {
			return true, err
		}
		if stuck += left; moved+left == 0 {
			if stuck > 0 {
				return true, nil // when the lease is over they are tried again
			}
			return true, r.rest(ctx, move, m.clock())
		}
		move.last = false
		if mine, err := r.extend(ctx, move, m.clock()); !mine || err != nil {
			return true, err
		}
	}
}

// ownCohort is a cohort whether its owner is a manager still, or not any more.
func (r *Roster) ownCohort(ctx context.Context, owner session.Person, id string) (Cohort, error) {
	var sealed string
	err := r.config.Places.Patiently(ctx, "read cohort", func(ctx context.Context, c redis.UniversalClient) (err error) {
		sealed, err = field(c.HGet(ctx, cohortsKey(owner), id))
		return err
	})
	if err != nil {
		return Cohort{}, err
	}
	if sealed == "" {
		return Cohort{}, ErrNoCohort
	}
	return r.cohort(sealed, owner, id)
}

// some moves a part of what is pending, after those that are stuck, and says how many were moved and how many cannot be.
func (m *Mover) some(ctx context.Context, cohort Cohort, stuck int) (moved, left int, err error) {
	r := m.roster
	people, counts, err := r.pending(ctx, cohort.ID, stuck, moveChunk)
	if err != nil || len(people) == 0 {
		return 0, 0, err
	}
	found, err := r.read(ctx, cohort.ID, people)
	if err != nil {
		return 0, 0, err
	}
	batches, err := r.batches(ctx, cohort.ID)
	if err != nil {
		return 0, 0, err
	}
	become, errs := m.each(ctx, cohort, found, batches)
	var args []any
	for i, p := range people {
		switch {
		case errs[i] == nil:
			args = append(args, p.String(), counts[i], found[i].sealed, become[i])
		case errors.Is(errs[i], session.ErrUnavailable):
			err = errs[i]
		case errors.Is(errs[i], ErrNoLesson): // which is said once
			left++
		default:
			left++
			r.config.Log.ErrorContext(ctx, "an invite cannot be moved", slog.String("person", p.String()), slog.String("error", errs[i].Error()))
		}
	}
	if len(args) > 0 {
		err = errors.Join(err, r.done(ctx, cohort, args))
	}
	return len(args) / 4, left, err
}

// done notes moves, four arguments each as done.lua takes them. What is pending anew is for the mover that has the cohort: to
// announce it would take the cohort from that one, and two could keep each other from ever being done.
func (r *Roster) done(ctx context.Context, cohort Cohort, moves []any) error {
	keys := []string{pendingKey(cohort.ID), peopleKey(cohort.ID), seqKey(cohort.ID)}
	anew := 0
	err := r.config.Places.Patiently(ctx, "note moves", func(ctx context.Context, c redis.UniversalClient) (err error) {
		anew, err = doneScript.Run(ctx, c, keys, append([]any{withdrawn}, moves...)...).Int()
		return err
	})
	if err != nil || anew == 0 {
		return err
	}
	return r.config.Places.Patiently(ctx, "keep cohort", func(ctx context.Context, c redis.UniversalClient) error {
		return c.ZAddNX(ctx, movesKey, redis.Z{Score: 0, Member: moveOf(cohort)}).Err()
	})
}

// each moves invites a few at a time, and says what is to become of each as done.lua takes it.
func (m *Mover) each(ctx context.Context, cohort Cohort, found []filed, batches map[string]batch) ([]string, []error) {
	become, errs := make([]string, len(found)), make([]error, len(found))
	var lanes sync.WaitGroup
	for lane := range moveLanes {
		lanes.Go(func() {
			for i := lane; i < len(found); i += moveLanes {
				become[i], errs[i] = m.one(ctx, cohort, found[i], batches)
			}
		})
	}
	lanes.Wait()
	return become, errs
}

// one takes one invite to its record.
func (m *Mover) one(ctx context.Context, cohort Cohort, f filed, batches map[string]batch) (become string, err error) {
	const asItIs, gone = "=", ""
	store, at := m.roster.config.Places, m.clock()
	switch {
	case !f.known:
		return asItIs, nil
	case f.Withdrawn:
		return gone, store.Withdraw(ctx, f.person, cohort.ID, at)
	}
	if !store.Serves(cohort.Lesson) {
		return "", ErrNoLesson
	}
	number, ok := e164.FromWire(f.Number)
	b, known := batches[f.Batch]
	if !ok || !known {
		return "", errors.New("move invite: its number or batch is missing")
	}
	standing, err := store.Invite(ctx, number, dialogue.Invitation{
		Cohort: cohort.ID, Lesson: cohort.Lesson, By: b.By, Name: Spoken(cmp.Or(f.First, f.Name)), At: b.At, Again: b.Again,
	}, at)
	switch {
	case err != nil:
		return "", err
	case standing.Erased:
		return erased, nil
	case standing.Refusal == dialogue.RefusedMany:
		return m.roster.refused(cohort, f)
	}
	return asItIs, nil
}

// refused is an invite of somebody whom too many cohorts have invited.
func (r *Roster) refused(cohort Cohort, f filed) (string, error) {
	f.Refused = true
	sealed, err := r.config.Places.SealRoster(f.invite, asInvite(cohort.ID, f.person))
	if err != nil {
		return "", fmt.Errorf("seal invite: %w", err)
	}
	return string(sealed), nil
}

// batches are all batches of a cohort by ID: a few.
func (r *Roster) batches(ctx context.Context, id string) (map[string]batch, error) {
	var sealed map[string]string
	err := r.config.Places.Patiently(ctx, "read batches", func(ctx context.Context, c redis.UniversalClient) (err error) {
		sealed, err = c.HGetAll(ctx, batchesKey(id)).Result()
		return err
	})
	if err != nil {
		return nil, err
	}
	all := make(map[string]batch, len(sealed))
	for name, value := range sealed {
		var b batch
		if err := r.config.Places.OpenRoster(value, &b, asBatch(id, name)); err != nil {
			return nil, fmt.Errorf("open batch: %w", err)
		}
		all[name] = b
	}
	return all, nil
}
