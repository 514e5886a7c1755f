package roster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/e164"
)

// Follow lists somebody in a cohort under the number that they have now, as session.Config.MoveInCohort wants it. What a manager
// was about to do with their invitation is done with the new number. Calling it again has no effect.
func (r *Roster) Follow(ctx context.Context, id string, from, to session.Person, number e164.Number, at time.Time) error {
	if !idForm.MatchString(id) {
		return nil
	}
	cohort, err := r.anyCohort(ctx, id, "")
	if err == nil {
		err = r.adopt(ctx, id)
	}
	switch {
	case errors.Is(err, ErrNoCohort):
		return nil
	case err != nil:
		return err
	}
	err = retryConflicts(func() error { return r.followOnce(ctx, cohort, from, to, number, at) })
	if err != nil {
		return err
	}
	return r.followKeyword(ctx, id, from, to)
}

// followOnce takes an invitation to the new number. If the manager has invited that number too, the invitation that stands is
// kept, so that a withdrawal of the old number takes nobody out of the list.
func (r *Roster) followOnce(ctx context.Context, cohort Cohort, from, to session.Person, number e164.Number, at time.Time) error {
	waits, err := r.isPending(ctx, cohort.ID, from)
	if err != nil {
		return err
	}
	all, err := r.read(ctx, cohort.ID, []session.Person{from, to})
	if err != nil {
		return err
	}
	was, now := all[0], all[1]
	if was.sealed == "" { // it has followed them before
		return nil
	}
	e := r.newEdit(cohort, ActMoved, at)
	e.entry.Count = 1
	switch inv := was.invitation; {
	case now.stands() && !was.stands():
	case was.sealed == withdrawn:
		e.add(now, []byte(withdrawn), becomesBack)
	case was.sealed == erased:
		e.add(now, []byte(erased), becomesSettled)
	default:
		inv.Number = number.E164()
		if err := e.put(now, inv); err != nil {
			return err
		}
		if was.stands() && !waits && now.sealed == "" { // the record that goes along has it
			e.settle()
		}
	}
	e.add(was, nil, becomesSettled)
	return e.write(ctx, batchEdit{})
}

// isPending reports whether somebody's record does not know of a change of their invitation yet.
func (r *Roster) isPending(ctx context.Context, id string, p session.Person) (pending bool, err error) {
	err = r.config.Store.Retry(ctx, "read pending", func(ctx context.Context, c redis.UniversalClient) error {
		err := c.ZScore(ctx, keysOf(id).pending, p.String()).Err()
		if pending = err == nil; errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	return pending, err
}

// followKeyword counts somebody who joined by the keyword under their new number.
func (r *Roster) followKeyword(ctx context.Context, id string, from, to session.Person) error {
	k := keysOf(id)
	return r.config.Store.Retry(ctx, "move in cohort", func(ctx context.Context, c redis.UniversalClient) error {
		turn, err := c.HGet(ctx, k.joined, from.String()).Result()
		if err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		_, err = c.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			if turn != "" {
				pipe.HSetNX(ctx, k.joined, to.String(), turn)
				pipe.HDel(ctx, k.joined, from.String())
			}
			pipe.SRem(ctx, k.takenBack, from.String())
			return nil
		})
		if err != nil {
			return fmt.Errorf("follow: %w", err)
		}
		return nil
	})
}
