package roster

import (
	"context"
	_ "embed"
	"errors"
	"slices"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/e164"
)

// ErrIsManager says that a number is a manager's already.
var ErrIsManager = errors.New("this number is a manager's already")

//go:embed move.lua
var moveSource string

var moveScript = redis.NewScript(moveSource)

// MoveManager gives a manager another number. They keep their ID, and by it all cohorts and what is shared with them, also what
// was shared with the new number before. Whoever has the old number is no manager from then on. It is one write, so it can be
// called again after a crash. The caller ends the logins of the old number. The error may wrap ErrNoManager or ErrIsManager.
func (r *Roster) MoveManager(ctx context.Context, from session.Person, to e164.Number) (Manager, error) {
	p := r.Person(to)
	var m Manager
	err := retryConflicts(func() error {
		sealed, err := r.readField(ctx, "read manager", managersKey, from.String())
		if err != nil {
			return err
		}
		if m, err = r.manager(sealed, from); err != nil || p == from {
			return err
		}
		switch _, err := r.Manager(ctx, p); {
		case err == nil:
			return ErrIsManager
		case !errors.Is(err, ErrNoManager):
			return err
		}
		if err := r.moveShares(ctx, p, m); err != nil {
			return err
		}
		m.Person, m.Number = p, to
		moved, err := r.sealManager(m, asManager(p))
		if err != nil {
			return err
		}
		return r.script(ctx, "move manager", moveScript, []string{managersKey, idsKey}, from.String(), sealed, p.String(), moved, newID())
	})
	return m, err
}

// moveShares gives a manager what was shared with a number that is not theirs yet.
func (r *Roster) moveShares(ctx context.Context, p session.Person, to Manager) error {
	id, err := r.idOf(ctx, p)
	if err != nil {
		return err
	}
	all, _, err := r.cohortsOf(ctx, Manager{ID: id})
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.Access == Owns {
			continue // left by one who was removed
		}
		if err := r.list(ctx, to.ID, c.ID); err != nil {
			return err
		}
		_, err := r.amend(ctx, func() (Cohort, error) { return r.anyCohort(ctx, c.ID, "") }, c.Created, func(a *about) (LogEntry, error) {
			for i := range a.Shares {
				if a.Shares[i].Manager != id {
					continue
				}
				share := a.Shares[i]
				switch may, offered := a.access(to); may {
				case NoAccess:
				case Owns:
					return a.unshare(id, "")
				default: // they have the more of both
					share.Access, share.Offered = max(may, share.Access), offered || share.Offered
					_, _ = a.unshare(to.ID, "")
					i = slices.IndexFunc(a.Shares, func(s Share) bool { return s.Manager == id })
				}
				share.Manager = to.ID
				a.Shares[i] = share
				return LogEntry{}, nil
			}
			return LogEntry{}, errUnchanged
		})
		if err := errors.Join(err, r.unlist(ctx, id, c.ID)); err != nil {
			return err
		}
	}
	return nil
}
