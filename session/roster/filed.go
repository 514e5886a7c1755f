package roster

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// filed is an invite as it lies in Redis.
type filed struct {
	invite
	person session.Person
	sealed string // empty: there is none
	known  bool   // it is an invite, and not erased
}

// read reads invites of a cohort in the order of the people.
func (r *Roster) read(ctx context.Context, id string, people []session.Person) ([]filed, error) {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.String()
	}
	var values []any
	err := r.config.Places.Patiently(ctx, "read invites", func(ctx context.Context, c redis.UniversalClient) (err error) {
		values, err = c.HMGet(ctx, peopleKey(id), names...).Result()
		return err
	})
	if err != nil {
		return nil, err
	}
	all := make([]filed, len(people))
	for i, v := range values {
		sealed, _ := v.(string)
		if all[i], err = r.open(sealed, id, people[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (r *Roster) open(sealed, id string, p session.Person) (filed, error) {
	f := filed{person: p, sealed: sealed, known: sealed != "" && sealed != erased}
	if f.Withdrawn = sealed == withdrawn; f.Withdrawn || !f.known {
		return f, nil
	}
	if err := r.config.Places.OpenRoster(sealed, &f.invite, asInvite(id, p)); err != nil {
		return filed{}, fmt.Errorf("open invite: %w", err)
	}
	return f, nil
}

// What a change means for whether an invite is pending, as put.lua takes it.
const (
	pend   = "1"
	unpend = "0"
)

// changes are the ARGV of put.lua for some invites.
type changes struct {
	args   []any
	people map[session.Person]bool
}

func (c *changes) has(p session.Person) bool { return c.people[p] }

// change adds one; to is nil where the invite is to be removed.
func (r *Roster) change(c *changes, id string, was filed, to *invite, pending string) error {
	var sealed []byte
	if to != nil {
		var err error
		if sealed, err = r.config.Places.SealRoster(*to, asInvite(id, was.person)); err != nil {
			return fmt.Errorf("seal invite: %w", err)
		}
	}
	if c.people == nil {
		c.people = map[session.Person]bool{}
	}
	c.people[was.person] = true
	c.args = append(c.args, was.person.String(), was.sealed, sealed, pending)
	return nil
}

// put makes changes, or none: errConflict. The cohort is announced before, as it lies in another slot, so that a crash leaves
// nothing that nobody looks for; and after, in case that was long ago by now.
func (r *Roster) put(ctx context.Context, cohort Cohort, batchID string, batch []byte, c changes) error {
	id := cohort.ID
	if err := r.announce(ctx, cohort); err != nil {
		return err
	}
	keys := []string{peopleKey(id), pendingKey(id), seqKey(id), batchesKey(id)}
	err := r.script(ctx, "write invites", putScript, keys, append([]any{batchID, batch}, c.args...)...)
	switch {
	case errors.Is(err, errConflict):
		return err
	case err != nil:
		return fmt.Errorf("put invites: %w", err)
	}
	return r.announce(ctx, cohort)
}
