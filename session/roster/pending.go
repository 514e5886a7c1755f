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

// claim is a cohort that a worker has until the lease ends.
type claim struct {
	cohort Cohort
	member string // of dueCohorts
	lease  time.Time
}

// claimDue claims a cohort in which something is pending; nil where none is due.
func (r *Roster) claimDue(ctx context.Context, now time.Time) (*claim, error) {
	lease := now.Add(r.config.Lease)
	var members []string
	err := r.config.Store.Retry(ctx, "claim cohort", func(ctx context.Context, c redis.UniversalClient) (err error) {
		members, err = dueCohorts.Claim(ctx, c, now, lease, 1)
		return err
	})
	if err != nil || len(members) == 0 {
		return nil, err
	}
	owner, id, earlier := strings.Cut(members[0], ".")
	if !earlier {
		owner, id = "", owner
	}
	cohort, err := r.anyCohort(ctx, id, owner)
	if err != nil {
		return nil, fmt.Errorf("claim cohort: %w", err)
	}
	return &claim{cohort, members[0], lease}, nil
}

// anyCohort is a cohort as no manager sees it: its owner may be a manager no longer. An earlier version may have left it in the
// list of an owner. The error may wrap ErrNoCohort.
func (r *Roster) anyCohort(ctx context.Context, id, earlierOwner string) (c Cohort, err error) {
	var sealed string
	err = r.config.Store.Retry(ctx, "read cohort", func(ctx context.Context, c redis.UniversalClient) (err error) {
		if sealed, err = c.Get(ctx, keysOf(id).about).Result(); errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	if err == nil && sealed == "" {
		sealed, err = r.adoptCohort(ctx, earlierOwner, id)
	}
	if err != nil {
		return Cohort{}, err
	}
	return r.unseal(id, sealed)
}

// pending is an invitation that its record does not know yet.
type pending struct {
	found
	count  string // tells one change of the invitation from the next
	become string // in the list, once the record knows it
	err    error  // why the record does not
}

// readPending reads the invitations that have waited longest, as many as a worker takes within a lease.
func (r *Roster) readPending(ctx context.Context, id string) ([]pending, error) {
	var members []redis.Z
	err := r.config.Store.Retry(ctx, "read pending", func(ctx context.Context, c redis.UniversalClient) (err error) {
		members, err = c.ZRangeWithScores(ctx, keysOf(id).pending, 0, workChunk-1).Result()
		return err
	})
	if err != nil || len(members) == 0 {
		return nil, err
	}
	all, people := make([]pending, len(members)), make([]session.Person, len(members))
	for i, z := range members {
		member, _ := z.Member.(string)
		p, ok := session.ParsePerson(member)
		if !ok {
			return nil, fmt.Errorf("read pending: %q is no person", member)
		}
		people[i], all[i].count = p, strconv.FormatFloat(z.Score, 'f', -1, 64)
	}
	read, err := r.read(ctx, id, people)
	if err != nil {
		return nil, err
	}
	for i := range read {
		all[i].found = read[i]
	}
	return all, nil
}

//go:embed done.lua
var doneSource string

var doneScript = redis.NewScript(doneSource)

// done notes what a worker has taken to the records. What is still pending is due at once, or, if nothing could be taken, when
// the lease is over.
func (r *Roster) done(ctx context.Context, c *claim, all []pending, now time.Time) error {
	next, args := c.lease, []any(nil)
	for _, p := range all {
		if p.err == nil {
			next = now
		} else {
			p.become = later
		}
		args = append(args, p.person.String(), p.count, p.sealed, p.become)
	}
	args = append([]any{c.member, c.lease.UnixMilli(), next.UnixMilli(), withdrawn}, args...)
	k := keysOf(c.cohort.ID)
	return r.config.Store.Retry(ctx, "note what was taken", func(ctx context.Context, client redis.UniversalClient) error {
		return doneScript.Run(ctx, client, []string{k.invitations, k.pending, k.count, k.due, k.takenBack}, args...).Err()
	})
}
