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
	err = retryConflicts(func() error {
		all, err := r.read(ctx, id, []session.Person{from, to})
		if err != nil {
			return err
		}
		was, now := all[0], all[1]
		if was.sealed == "" { // it has followed them before
			return nil
		}
		e := r.newEdit(cohort, ActMoved, at)
		e.entry.Count = 1
		switch was.sealed {
		case withdrawn:
			e.add(now, []byte(withdrawn), becomesBack)
		case erased:
			e.add(now, []byte(erased), becomesSettled)
		default:
			inv := was.invitation
			inv.Number = number.E164()
			if err := e.put(now, inv); err != nil {
				return err
			}
		}
		e.add(was, nil, becomesSettled)
		return e.write(ctx, batchEdit{})
	})
	if err != nil {
		return err
	}
	return r.followKeyword(ctx, id, from, to)
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
