package roster

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
)

// Manager is somebody who may invite people. They are known by their number, and may be a learner as well.
type Manager struct {
	Person         session.Person
	ID             string // by which cohorts know them
	Name           string
	Number         e164.Number
	MayAddManagers bool
	Added          time.Time
	Removed        time.Time // zero for a manager
}

// sealedManager is a Manager as it is stored.
type sealedManager struct {
	Name           string    `cbor:"1,keyasint"`
	Number         string    `cbor:"2,keyasint"`
	MayAddManagers bool      `cbor:"3,keyasint,omitempty"`
	Added          time.Time `cbor:"4,keyasint"`
	ID             string    `cbor:"5,keyasint,omitempty"` // unless it is that of their number
	Removed        time.Time `cbor:"6,keyasint,omitzero"`
}

func (s *sealedManager) manager(p session.Person) Manager {
	n, _ := e164.FromWire(s.Number)
	return Manager{p, cmp.Or(s.ID, p.String()), s.Name, n, s.MayAddManagers, s.Added, s.Removed}
}

// AddManager adds the person with this number, or changes their name and right. One who was removed has the cohorts again that
// nobody else was given. Calling it again has no effect.
func (r *Roster) AddManager(ctx context.Context, n e164.Number, name string, mayAdd bool, at time.Time) (Manager, error) {
	m := Manager{Person: r.Person(n), Name: cleanName(name), Number: n, MayAddManagers: mayAdd, Added: at}
	if m.Name == "" || n.IsZero() {
		return Manager{}, ErrNameMissing
	}
	err := retryConflicts(func() error {
		was, err := r.readField(ctx, "read manager", managersKey, m.Person.String())
		if err != nil {
			return err
		}
		switch known, err := r.manager(was, m.Person); {
		case err == nil:
			m.ID, m.Added = known.ID, known.Added
		case !errors.Is(err, ErrNoManager):
			return err
		default:
			if m.ID, err = r.idOf(ctx, m.Person); err != nil {
				return err
			}
		}
		sealed, err := r.sealManager(m, asManager(m.Person))
		if err != nil {
			return err
		}
		return r.writeManager(ctx, m, was, sealed, nil)
	})
	return m, err
}

//go:embed manager.lua
var managerSource string

var managerScript = redis.NewScript(managerSource)

// writeManager writes a manager, or removes one: what they are to be is nil then, and what they are as one who was removed is not.
// The error may wrap errConflict.
func (r *Roster) writeManager(ctx context.Context, m Manager, was string, to, removed []byte) error {
	return r.script(ctx, "write manager", managerScript, []string{managersKey, removedKey, idsKey}, m.Person.String(), was, to, m.ID, removed)
}

// idOf is the ID by which cohorts know whoever has a number, or will know them once they are a manager.
func (r *Roster) idOf(ctx context.Context, p session.Person) (string, error) {
	m, err := r.Manager(ctx, p)
	if !errors.Is(err, ErrNoManager) {
		return m.ID, err
	}
	id, err := r.readField(ctx, "read manager's ID", idsKey, p.String())
	return cmp.Or(id, p.String()), err
}

func (r *Roster) sealManager(m Manager, thing string) ([]byte, error) {
	s := sealedManager{m.Name, m.Number.E164(), m.MayAddManagers, m.Added, "", m.Removed}
	if m.ID != m.Person.String() {
		s.ID = m.ID
	}
	sealed, err := r.config.Store.SealRoster(s, thing)
	if err != nil {
		return nil, fmt.Errorf("seal manager: %w", err)
	}
	return sealed, nil
}

// Manager is one manager. The error may wrap ErrNoManager.
func (r *Roster) Manager(ctx context.Context, p session.Person) (Manager, error) {
	sealed, err := r.readField(ctx, "read manager", managersKey, p.String())
	if err != nil {
		return Manager{}, err
	}
	return r.manager(sealed, p)
}

// Managers are all managers, by name.
func (r *Roster) Managers(ctx context.Context) ([]Manager, error) {
	all, err := openAll(ctx, r, "read managers", managersKey, func(name, sealed string) (Manager, error) {
		p, ok := session.ParsePerson(name)
		if !ok {
			return Manager{}, errors.New("read managers: a field is no person")
		}
		return r.manager(sealed, p)
	})
	slices.SortFunc(all, byName)
	return all, err
}

func byName(a, b Manager) int {
	return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), a.Added.Compare(b.Added))
}

// Learning reports whether somebody is in a lesson: a manager may be a learner as well.
func (r *Roster) Learning(ctx context.Context, p session.Person) (bool, error) {
	seen, err := r.config.Store.Inspect(ctx, p)
	if errors.Is(err, session.ErrNobody) {
		return false, nil
	}
	status := seen.Place.Status
	return status == dialogue.Started || status == dialogue.Waiting || status == dialogue.Paused, err
}

func (r *Roster) manager(sealed string, p session.Person) (Manager, error) {
	if sealed == "" {
		return Manager{}, ErrNoManager
	}
	var s sealedManager
	if err := r.config.Store.OpenRoster(sealed, &s, asManager(p)); err != nil {
		return Manager{}, fmt.Errorf("open manager: %w", err)
	}
	return s.manager(p), nil
}
