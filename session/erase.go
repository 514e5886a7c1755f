package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/redis/go-redis/v9"
)

// erase removes all of a record but the limits that keep the line from texting this person again. They are then known by
// a keyed hash only; the number is gone.
func (r *record) erase() {
	r.counts = append(r.counts, r.Place.CountErased(r.Lesson, r.Version)...)
	bounds := r.Place.Bounds
	bounds.OptedOut, bounds.Withdrawn = true, nil
	leaving := r.CohortsToErase
	for _, inv := range r.Place.Invitations {
		leaving = append(leaving, inv.Cohort)
	}
	r.placeHalf = placeHalf{Outbox: outbox{Last: r.Outbox.Last}, CohortsToErase: leaving, Arrived: arrival{Code: r.Arrived.Code}}
	r.Place.Bounds = bounds
	r.answers, r.eraseAnswers = nil, true
}

// prune removes what a record no longer needs: of one that has gone to another number, all once nothing is being sent.
func (r *record) prune() {
	r.Outbox.prune()
	if r.Leaving != nil && r.Leaving.Done && !slices.ContainsFunc(r.Outbox.Entries, func(e Entry) bool { return !e.finished() }) {
		r.Number, r.Lesson, r.Version, r.Zone = "", "", "", ""
	}
}

// ErrNobody is wrapped by errors about a person who has no record.
var ErrNobody = errors.New("nothing is held of this number")

// Erase erases a person. Their keyed hash and their opt-out stay, so that nothing is sent to them until they write START.
// The stored replies expire within an hour. The error may wrap ErrNobody. Calling it again has no effect.
func (s *Store) Erase(ctx context.Context, p Person) error {
	if err := s.retry(ctx, s.checkIndexKey); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	err := s.update(ctx, change{person: p}, func(ctx context.Context, r *record) (_ *record, err error) {
		if r == nil || r.Leaving != nil {
			return nil, ErrNobody
		}
		if r.Arriving != nil {
			if r, err = s.arrive(ctx, r, p, r.Arriving.At); err != nil {
				return nil, err
			}
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

// Remove deletes a person's record and wake-up, including an opt-out. It is for rehearsals; use Erase for a learner who wants
// to be forgotten. Calling it again has no effect.
func (s *Store) Remove(ctx context.Context, p Person) error {
	err := s.retry(ctx, func(ctx context.Context) error {
		lines, err := s.readIndex(ctx, p)
		if err != nil {
			return err
		}
		_, err = s.redis.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Del(ctx, keysOf(p, "").person)
			pipe.ZRem(ctx, wakeUps.Key(p.id), p.id)
			pipe.ZRem(ctx, wakeUps.claimed[shardOf[p.id[0]]], p.id)
			for _, line := range lines {
				pipe.ZRem(ctx, outboxIndex[line.state][shardOf[p.id[0]]], line.member(p))
			}
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
