package roster

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// Earlier versions kept what a cohort is in its manager's list, in place of listed. One of them kept the invitations in a slot
// with another name, and the cohorts in which something was pending in one list. What they have left is adopted when the cohort is
// next asked for. They must not run beside this one. Once no Redis of their time is in use, this file, adopt.lua and the calls of
// adopt and adoptCohort can go.

// earlierPending is a sorted set of owner.cohort. A member of dueCohorts may have this form, too.
const earlierPending = session.Prefix + "{roster}:moves"

func earlierKeysOf(cohort string) cohortKeys {
	prefix := session.Prefix + "{c:" + cohort + "}:"
	return cohortKeys{
		invitations: prefix + "people", pending: prefix + "pending", count: prefix + "seq", batches: prefix + "batches", due: earlierPending,
	}
}

//go:embed adopt.lua
var adoptSource string

var adoptScript = redis.NewScript(adoptSource)

// adopt moves what an earlier version has left of a cohort to its new keys. Each process looks once a cohort.
func (r *Roster) adopt(ctx context.Context, id string) error {
	if _, done := r.adopted.Load(id); done {
		return nil
	}
	err := r.config.Store.Retry(ctx, "adopt cohort", func(ctx context.Context, c redis.UniversalClient) error {
		return adopt(ctx, c, id)
	})
	if err != nil {
		return err
	}
	r.adopted.Store(id, true)
	return nil
}

// earlierCohort is what a cohort is, as earlier versions sealed it in the list of its owner.
type earlierCohort struct {
	Name    string    `cbor:"1,keyasint"`
	Lesson  string    `cbor:"2,keyasint"`
	Created time.Time `cbor:"3,keyasint"`
	Nth     int       `cbor:"4,keyasint"`
}

// adoptCohort moves what a cohort is from its owner's list to its own slot, and returns it sealed; "" if the list has none.
func (r *Roster) adoptCohort(ctx context.Context, owner, id string) (string, error) {
	earlier, err := r.readField(ctx, "read cohort", cohortsKey(owner), id)
	if err != nil || earlier == "" || earlier == listed {
		return "", err
	}
	var was earlierCohort
	if err := r.config.Store.OpenRoster(earlier, &was, "cohort:"+owner+":"+id); err != nil {
		return "", fmt.Errorf("open cohort of an earlier version: %w", err)
	}
	sealed, err := r.config.Store.SealRoster(about{Name: was.Name, Lesson: was.Lesson, Created: was.Created, Nth: was.Nth, Owner: owner}, asCohort(id))
	if err != nil {
		return "", fmt.Errorf("seal cohort: %w", err)
	}
	var about string
	err = r.config.Store.Retry(ctx, "adopt cohort", func(ctx context.Context, c redis.UniversalClient) error {
		key := keysOf(id).about
		if err := c.SetNX(ctx, key, sealed, 0).Err(); err != nil {
			return err
		}
		if about, err = c.Get(ctx, key).Result(); err != nil {
			return err
		}
		return c.HSet(ctx, cohortsKey(owner), id, listed).Err()
	})
	return about, err
}

// adopt copies, and then removes what was copied. One who was interrupted between the two, or comes second, finds the count,
// and writes nothing: by then the invitations may have changed.
func adopt(ctx context.Context, c redis.UniversalClient, id string) error {
	from, to := earlierKeysOf(id), keysOf(id)
	pipe := c.Pipeline() // no transaction: a full Redis takes none, not even one that only reads
	count, pending := pipe.Get(ctx, from.count), pipe.ZRangeWithScores(ctx, from.pending, 0, -1)
	invitations, batches := pipe.HGetAll(ctx, from.invitations), pipe.HGetAll(ctx, from.batches)
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return err
	}
	if count.Val() == "" {
		return nil
	}
	args := []any{count.Val(), len(invitations.Val()), len(batches.Val())}
	for _, values := range []map[string]string{invitations.Val(), batches.Val()} {
		for field, value := range values {
			args = append(args, field, value)
		}
	}
	for _, z := range pending.Val() {
		args = append(args, z.Member, strconv.FormatFloat(z.Score, 'f', -1, 64))
	}
	if err := adoptScript.Run(ctx, c, []string{to.invitations, to.pending, to.count, to.batches}, args...).Err(); err != nil {
		return fmt.Errorf("copy: %w", err)
	}
	return c.Del(ctx, from.invitations, from.pending, from.batches, from.count).Err()
}

// adoptPending makes the cohorts due in which an earlier version left something pending. A repeat changes nothing.
func (r *Roster) adoptPending(ctx context.Context) error {
	return r.config.Store.Retry(ctx, "adopt pending cohorts", func(ctx context.Context, c redis.UniversalClient) error {
		members, err := c.ZRange(ctx, earlierPending, 0, -1).Result()
		for _, member := range members {
			_, id, _ := strings.Cut(member, ".")
			err = errors.Join(adopt(ctx, c, id), c.ZAddNX(ctx, dueCohorts.Key(id), redis.Z{Member: member}).Err())
			if err != nil {
				return err
			}
			if err := c.ZRem(ctx, earlierPending, member).Err(); err != nil {
				return err
			}
		}
		return err
	})
}
