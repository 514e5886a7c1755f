package session

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
)

// invitedOrBegun reports whether the record holds more than that somebody was there.
func (r *record) invitedOrBegun() bool {
	return r.Place.Status != dialogue.New && r.Place.Status != dialogue.Uninvited
}

// erase leaves of a record only that the line is to leave this person alone, which is all that keeps it from texting
// them again. The person is a keyed hash; the number is gone.
func (r *record) erase() {
	bounds := r.Place.Bounds
	bounds.OptedOut, bounds.Withdrawn = true, nil
	leaving := r.CohortsToErase
	for _, inv := range r.Place.Invitations {
		leaving = append(leaving, inv.Cohort)
	}
	r.place = place{Outbox: outbox{Last: r.Outbox.Last}, CohortsToErase: leaving}
	r.Place.Bounds = bounds
	r.answers, r.eraseAnswers = nil, true
}

// erased reports whether a record is what erase has left.
func (r *record) erased() bool { return r.Number == "" && !r.Place.Withheld }

// ErrNobody is what an error wraps when nothing is held of a person.
var ErrNobody = errors.New("nothing is held of this number")

// Erase erases a person. What stays is their keyed hash and that they are to be left alone: nothing is sent to them until
// they write START. The last replies, by the IDs of their turns, expire by themselves within an hour. The error may wrap
// ErrNobody; a repeat is no error.
func (s *Store) Erase(ctx context.Context, p Person) error {
	if err := s.retry(ctx, s.checkIndexKey); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	err := s.update(ctx, change{person: p}, func(_ context.Context, r *record) (*record, error) {
		if r == nil {
			return nil, ErrNobody
		}
		r.erase()
		r.ErasedOnRequest = true
		return r, nil
	})
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	return nil
}

// Remove leaves nothing of a person's record and wake-up, not even that they opted out: they are as new. It is for a
// rehearsal; a learner who wants to be forgotten is Erased. A repeat does nothing.
func (s *Store) Remove(ctx context.Context, p Person) error {
	err := s.retry(ctx, func(ctx context.Context) error {
		_, err := s.redis.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Del(ctx, personKey(p))
			pipe.ZRem(ctx, wakeUps.Key(p.id), p.id)
			return nil
		})
		if err != nil {
			return &redisError{"remove record", err}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remove: %w", err)
	}
	return nil
}
