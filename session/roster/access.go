package roster

import (
	"context"
	"errors"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// Access is what a manager may do with a cohort. Each may what the ones before it may.
type Access int

// The kinds of access.
const (
	NoAccess  Access = iota
	MaySee           // the people, how far they are, and what was done
	MayInvite        // also invite, withdraw, correct and nudge
	Owns             // also share it, hand it over and change what it is
)

// Errors of one who may see a cohort and asks for more.
var (
	ErrSeeOnly  = errors.New("this cohort is shared to see it, and no more")
	ErrNotOwner = errors.New("only the owner of the cohort may do this")
)

// access is what a manager may do, and whether they may take the cohort over.
func (a *about) access(m Manager) (may Access, offered bool) {
	if m.ID == a.Owner {
		return Owns, false
	}
	for _, s := range a.Shares {
		if s.Manager == m.ID {
			return s.Access, s.Offered
		}
	}
	return NoAccess, false
}

// Cohort is one cohort that the caller may see. The error may wrap ErrNoCohort: there is none with this ID, it is another
// manager's, or the caller is no longer a manager.
func (r *Roster) Cohort(ctx context.Context, caller session.Person, id string) (Cohort, error) {
	c, err := r.cohortFor(ctx, caller, id, MaySee)
	if err != nil {
		return Cohort{}, err
	}
	one := []Cohort{c}
	err = r.nameOwners(ctx, one)
	return one[0], err
}

// cohortFor is a cohort with which the caller may do so much. The error may also wrap ErrSeeOnly or ErrNotOwner.
func (r *Roster) cohortFor(ctx context.Context, caller session.Person, id string, need Access) (Cohort, error) {
	c, err := r.cohortOrDeleted(ctx, caller, id, need)
	if err == nil && !c.Deleted.IsZero() {
		return Cohort{}, ErrNoCohort
	}
	return c, err
}

// cohortOrDeleted is a cohort that may be deleted.
func (r *Roster) cohortOrDeleted(ctx context.Context, caller session.Person, id string, need Access) (Cohort, error) {
	if caller.IsZero() || !idForm.MatchString(id) {
		return Cohort{}, ErrNoCohort
	}
	var manager, sealed string
	err := r.config.Store.Retry(ctx, "read cohort", func(ctx context.Context, c redis.UniversalClient) error {
		pipe := c.Pipeline()
		m, s := pipe.HGet(ctx, managersKey, caller.String()), pipe.Get(ctx, keysOf(id).about)
		if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		manager, sealed = m.Val(), s.Val()
		return nil
	})
	if err != nil {
		return Cohort{}, err
	}
	m, err := r.manager(manager, caller)
	if errors.Is(err, ErrNoManager) {
		return Cohort{}, ErrNoCohort
	}
	if err != nil {
		return Cohort{}, err
	}
	c, err := r.openCohort(ctx, m, id, sealed)
	switch {
	case err != nil:
		return Cohort{}, err
	case c.Access >= need:
		return c, nil
	case need == MayInvite:
		return Cohort{}, ErrSeeOnly
	}
	return Cohort{}, ErrNotOwner
}
