package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/e164"
)

// Share is somebody else who may see a cohort. It stands for a number, whether that is a manager's or not: a manager does not
// find out here who else is one. Who is none has no use of it until they are.
type Share struct {
	Manager string `cbor:"1,keyasint"` // their ID, also if they are no manager
	Name    string `cbor:"2,keyasint"` // as the owner calls them
	Number  string `cbor:"3,keyasint"` // E.164, as the owner has chosen it
	Access  Access `cbor:"4,keyasint"`
	Offered bool   `cbor:"5,keyasint,omitempty"` // they may take the cohort over
}

// maxShares is how many a cohort may have.
const maxShares = 50

// Errors of sharing.
var (
	ErrOwnCohort  = errors.New("this is the owner")
	ErrManyShares = errors.New("the cohort is shared with as many managers as may be")
	ErrNotOffered = errors.New("nobody hands this cohort over to you")
)

// Share gives whoever has a number access to a cohort of the caller's, MaySee or MayInvite, or changes it. An offer lets them
// take it over as well, and ends any other offer. Calling it again has no effect. The error may wrap ErrNoCohort, ErrNotOwner,
// ErrNameMissing, ErrOwnCohort or ErrManyShares.
func (r *Roster) Share(ctx context.Context, caller session.Person, id string, with e164.Number, name string, may Access, offer bool, at time.Time) error {
	if name = cleanName(name); name == "" || with.IsZero() {
		return ErrNameMissing
	}
	c, err := r.cohortFor(ctx, caller, id, Owns)
	if err != nil {
		return err
	}
	to, err := r.idOf(ctx, r.Person(with))
	switch {
	case err != nil:
		return err
	case to == c.Owner:
		return ErrOwnCohort
	}
	if err := r.list(ctx, to, id); err != nil { // first: an ID in a list gives no access
		return err
	}
	act := ActShared
	if offer {
		act = ActOffered
	}
	_, err = r.amend(ctx, func() (Cohort, error) { return r.cohortFor(ctx, caller, id, Owns) }, at, func(a *about) (LogEntry, error) {
		share := Share{to, name, with.E164(), may, offer}
		i := slices.IndexFunc(a.Shares, func(s Share) bool { return s.Manager == to })
		switch {
		case i >= 0 && a.Shares[i] == share:
			return LogEntry{}, errUnchanged
		case i >= 0:
			a.Shares[i] = share
		case len(a.Shares) == maxShares:
			return LogEntry{}, ErrManyShares
		default:
			a.Shares = append(a.Shares, share)
		}
		for i := range a.Shares {
			a.Shares[i].Offered = a.Shares[i] == share && offer || !offer && a.Shares[i].Offered
		}
		return LogEntry{Act: act, With: name}, nil
	})
	return err
}

// Unshare takes away the access of somebody with this ID to a cohort of the caller's, or the caller's own access to another's.
// Calling it again has no effect. The error may wrap ErrNoCohort, ErrNotOwner, or ErrOwnCohort if it is the owner's ID.
func (r *Roster) Unshare(ctx context.Context, caller session.Person, id, with string, at time.Time) error {
	c, err := r.cohortFor(ctx, caller, id, MaySee)
	if err != nil {
		return err
	}
	need, act := Owns, ActUnshared
	switch {
	case c.Caller.ID == with && c.Access == Owns:
		return ErrOwnCohort
	case c.Caller.ID == with:
		need, act = MaySee, ActLeft
	}
	_, err = r.amend(ctx, func() (Cohort, error) { return r.cohortFor(ctx, caller, id, need) }, at, func(a *about) (LogEntry, error) { return a.unshare(with, act) })
	if err != nil {
		return err
	}
	return r.unlist(ctx, with, id)
}

// unshare ends a share, and says how that is logged.
func (a *about) unshare(with string, act Act) (LogEntry, error) {
	i := slices.IndexFunc(a.Shares, func(s Share) bool { return s.Manager == with })
	if i < 0 {
		return LogEntry{}, errUnchanged
	}
	name := a.Shares[i].Name
	a.Shares = slices.Delete(a.Shares, i, i+1)
	return LogEntry{Act: act, With: name}, nil
}

// list puts a cohort into a manager's list, and unlist takes it out. The list gives no access.
func (r *Roster) list(ctx context.Context, managerID, id string) error {
	return r.config.Store.Retry(ctx, "list cohort", func(ctx context.Context, c redis.UniversalClient) error {
		return c.HSet(ctx, cohortsKey(managerID), id, listed).Err()
	})
}

func (r *Roster) unlist(ctx context.Context, managerID, id string) error {
	return r.config.Store.Retry(ctx, "unlist cohort", func(ctx context.Context, c redis.UniversalClient) error {
		return c.HDel(ctx, cohortsKey(managerID), id).Err()
	})
}

// TakeOver makes the caller the owner of a cohort that is offered to them. The owner before has no access from then on. If the
// caller owns one of this name, it is told apart. The error may wrap ErrNoCohort or ErrNotOffered.
func (r *Roster) TakeOver(ctx context.Context, caller session.Person, id string, at time.Time) error {
	c, err := r.Cohort(ctx, caller, id)
	if err != nil {
		return err
	}
	if c.Access == Owns {
		return r.keywordNames(ctx, id, c.Caller, at)
	}
	name, err := r.freeName(ctx, c.Caller, c.Name)
	if err != nil {
		return err
	}
	from := ""
	_, err = r.amend(ctx, func() (Cohort, error) { return r.cohortFor(ctx, caller, id, MaySee) }, at, func(a *about) (LogEntry, error) {
		if _, offered := a.access(c.Caller); !offered {
			return LogEntry{}, ErrNotOffered
		}
		from = a.Owner
		a.ownedBy(c.Caller.ID, name)
		return LogEntry{Act: ActTookOver, With: c.OwnedBy}, nil
	})
	if err != nil {
		return err
	}
	return errors.Join(r.keywordNames(ctx, id, c.Caller, at), r.unlist(ctx, from, id))
}

// ownedBy gives a cohort another owner. What the owner before has offered counts no more.
func (a *about) ownedBy(managerID, name string) {
	_, _ = a.unshare(managerID, "") // they may have had none
	for i := range a.Shares {
		a.Shares[i].Offered = false
	}
	a.Owner, a.Name = managerID, name
}

// freeName is a name of a cohort, with a number behind it if the manager owns one of this name.
func (r *Roster) freeName(ctx context.Context, m Manager, name string) (string, error) {
	all, _, err := r.cohortsOf(ctx, m)
	free := name
	for n := 2; slices.ContainsFunc(all, func(c Cohort) bool { return c.Access == Owns && c.Deleted.IsZero() && sameName(c.Name, free) }); n++ {
		free = fmt.Sprintf("%s (%d)", cut(name, maxName-5), n)
	}
	return free, err
}
