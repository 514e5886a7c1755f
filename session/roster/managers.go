package roster

import (
	"cmp"
	"context"
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
}

// sealedManager is a Manager as it is stored.
type sealedManager struct {
	Name           string    `cbor:"1,keyasint"`
	Number         string    `cbor:"2,keyasint"`
	MayAddManagers bool      `cbor:"3,keyasint,omitempty"`
	Added          time.Time `cbor:"4,keyasint"`
}

// AddManager adds the person with this number, or changes their name and right. Calling it again has no effect.
func (r *Roster) AddManager(ctx context.Context, n e164.Number, name string, mayAdd bool, at time.Time) (Manager, error) {
	m := Manager{Person: r.Person(n), ID: r.Person(n).String(), Name: cleanName(name), Number: n, MayAddManagers: mayAdd, Added: at}
	if m.Name == "" || n.IsZero() {
		return Manager{}, ErrNameMissing
	}
	known, err := r.Manager(ctx, m.Person)
	if err != nil && !errors.Is(err, ErrNoManager) {
		return Manager{}, err
	}
	if err == nil {
		m.Added = known.Added
	}
	sealed, err := r.config.Store.SealRoster(sealedManager{m.Name, n.E164(), mayAdd, m.Added}, asManager(m.Person))
	if err != nil {
		return Manager{}, fmt.Errorf("seal manager: %w", err)
	}
	err = r.config.Store.Retry(ctx, "write manager", func(ctx context.Context, c redis.UniversalClient) error {
		return c.HSet(ctx, managersKey, m.Person.String(), sealed).Err()
	})
	return m, err
}

// RemoveManager removes a manager, who can then see and do nothing. Their cohorts stay and their learners go on. Adding the same
// number again gives the cohorts back. Calling it again has no effect.
func (r *Roster) RemoveManager(ctx context.Context, p session.Person) error {
	return r.config.Store.Retry(ctx, "remove manager", func(ctx context.Context, c redis.UniversalClient) error {
		return c.HDel(ctx, managersKey, p.String()).Err()
	})
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
	sealed, err := r.readHash(ctx, "read managers", managersKey)
	if err != nil {
		return nil, err
	}
	all := make([]Manager, 0, len(sealed))
	for id, value := range sealed {
		p, ok := session.ParsePerson(id)
		if !ok {
			return nil, errors.New("read managers: a field is no person")
		}
		m, err := r.manager(value, p)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b Manager) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), a.Added.Compare(b.Added))
	})
	return all, nil
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
	n, _ := e164.FromWire(s.Number)
	return Manager{p, p.String(), s.Name, n, s.MayAddManagers, s.Added}, nil
}
