package roster

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"coachline/session"
	"coachline/session/e164"
)

// RemoveManager removes a manager, who can then see and do nothing. What others have shared with them is taken away. Their own
// cohorts stay without a manager until HandOver gives them to another, or the manager is added again. Calling it again has no
// effect, or does what was interrupted. The error may wrap ErrNoManager.
func (r *Roster) RemoveManager(ctx context.Context, p session.Person, at time.Time) error {
	var m Manager
	err := retryConflicts(func() error {
		was, err := r.readField(ctx, "read manager", managersKey, p.String())
		if err != nil {
			return err
		}
		m, err = r.manager(was, p)
		switch {
		case errors.Is(err, ErrNoManager): // removed before, and perhaps not wholly
			m, err = r.Former(ctx, p)
			return err
		case err != nil:
			return err
		}
		m.Removed = at
		sealed, err := r.sealManager(m, asRemoved(m.ID))
		if err != nil {
			return err
		}
		return r.writeManager(ctx, m, was, nil, sealed)
	})
	if err != nil {
		return err
	}
	shared, _, err := r.cohortsOf(ctx, m)
	if err != nil {
		return err
	}
	for _, c := range shared {
		if c.Access == Owns {
			continue
		}
		_, err := r.amend(ctx, func() (Cohort, error) { return r.anyCohort(ctx, c.ID, "") }, at, func(a *about) (LogEntry, error) {
			return a.unshare(m.ID, ActUnshared)
		})
		if err := errors.Join(err, r.unlist(ctx, m.ID, c.ID)); err != nil {
			return fmt.Errorf("end share: %w", err)
		}
	}
	return nil
}

// Former is a manager who was removed. The error may wrap ErrNoManager.
func (r *Roster) Former(ctx context.Context, p session.Person) (Manager, error) {
	id, err := r.idOf(ctx, p)
	if err != nil {
		return Manager{}, err
	}
	sealed, err := r.readField(ctx, "read removed manager", removedKey, id)
	if err != nil {
		return Manager{}, err
	}
	if sealed != "" {
		return r.former(sealed, id)
	}
	m := Manager{Person: p, ID: id} // removed by a version that kept no more
	owned, err := r.Owned(ctx, m)
	if err == nil && len(owned) == 0 {
		err = ErrNoManager
	}
	return m, err
}

func (r *Roster) former(sealed, id string) (Manager, error) {
	var s sealedManager
	if err := r.config.Store.OpenRoster(sealed, &s, asRemoved(id)); err != nil {
		return Manager{}, fmt.Errorf("open removed manager: %w", err)
	}
	n, _ := e164.FromWire(s.Number)
	return s.manager(r.Person(n)), nil
}

// Formers are the managers who were removed, by name.
func (r *Roster) Formers(ctx context.Context) ([]Manager, error) {
	all, err := openAll(ctx, r, "read removed managers", removedKey, func(id, sealed string) (Manager, error) { return r.former(sealed, id) })
	slices.SortFunc(all, byName)
	return all, err
}

// Owned are the cohorts that somebody owns who is a manager, or was one, newest first, without the deleted ones. It is the operator's: no manager asks.
func (r *Roster) Owned(ctx context.Context, m Manager) ([]Cohort, error) {
	all, _, err := r.cohortsOf(ctx, m)
	return slices.DeleteFunc(all, func(c Cohort) bool { return c.Access != Owns || !c.Deleted.IsZero() }), err
}

// HandOver gives a cohort of one who is a manager, or was one, to another. It is the operator's: no manager asks. If the other
// owns one of this name, it is told apart. Calling it again has no effect. The error may wrap ErrNoCohort or ErrNoManager.
func (r *Roster) HandOver(ctx context.Context, from Manager, id string, to session.Person, at time.Time) error {
	m, err := r.Manager(ctx, to)
	if err != nil {
		return err
	}
	c, err := r.anyCohort(ctx, id, from.ID)
	switch {
	case err != nil:
		return err
	case c.Owner == m.ID:
		return r.keywordNames(ctx, id, m, at)
	}
	name, err := r.freeName(ctx, m, c.Name)
	if err != nil {
		return err
	}
	if err := r.list(ctx, m.ID, id); err != nil { // first: an ID in a list gives no access
		return err
	}
	_, err = r.amend(ctx, func() (Cohort, error) { return r.anyCohort(ctx, id, from.ID) }, at, func(a *about) (LogEntry, error) {
		if a.Owner != from.ID {
			return LogEntry{}, ErrNoCohort
		}
		a.ownedBy(m.ID, name)
		return LogEntry{Act: ActHandedOn, With: m.Name}, nil
	})
	if err != nil {
		return err
	}
	return errors.Join(r.keywordNames(ctx, id, m, at), r.unlist(ctx, from.ID, id))
}
