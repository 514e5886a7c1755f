package roster

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// Cohort is people that one manager has invited to one lesson.
type Cohort struct {
	ID      string // 22 characters, base64url
	Name    string
	Lesson  string
	Owner   session.Person
	Created time.Time

	nth int
}

// sealedCohort is a Cohort as it is stored.
type sealedCohort struct {
	Name    string    `cbor:"1,keyasint"`
	Lesson  string    `cbor:"2,keyasint"`
	Created time.Time `cbor:"3,keyasint"`
	Nth     int       `cbor:"4,keyasint"` // of its manager's: two can be made in one second
}

//go:embed new.lua
var newSource string

var newScript = redis.NewScript(newSource)

// NewCohort makes a cohort. If the manager has one of this name, whatever its case, the error is ErrNameTaken and that cohort
// comes with it. The error may wrap ErrNoManager.
func (r *Roster) NewCohort(ctx context.Context, caller session.Person, name, lesson string, at time.Time) (Cohort, error) {
	cohort := Cohort{ID: newID(), Name: cleanName(name), Lesson: lesson, Owner: caller, Created: at}
	if cohort.Name == "" {
		return Cohort{}, ErrNameMissing
	}
	err := retryConflicts(func() error {
		all, version, err := r.cohorts(ctx, caller)
		if err != nil {
			return err
		}
		for _, c := range all {
			if c.ID != cohort.ID && sameName(c.Name, cohort.Name) {
				cohort = c
				return ErrNameTaken
			}
		}
		if slices.ContainsFunc(all, func(c Cohort) bool { return c.ID == cohort.ID }) {
			return nil // written, and the answer lost
		}
		cohort.nth = len(all) + 1
		sealed, err := r.config.Places.SealRoster(sealedCohort{cohort.Name, lesson, at, cohort.nth}, asCohort(caller, cohort.ID))
		if err != nil {
			return fmt.Errorf("seal cohort: %w", err)
		}
		return r.script(ctx, "write cohort", newScript, []string{cohortsKey(caller)}, version, cohort.ID, sealed)
	})
	return cohort, err
}

// script runs a script that returns 0 for a conflict.
func (r *Roster) script(ctx context.Context, doing string, script *redis.Script, keys []string, args ...any) error {
	written := 0
	err := r.config.Places.Retry(ctx, doing, func(ctx context.Context, c redis.UniversalClient) (err error) {
		written, err = script.Run(ctx, c, keys, args...).Int()
		return err
	})
	if err == nil && written == 0 {
		return errConflict
	}
	return err
}

// Cohorts are the cohorts of a manager, newest first. The error may wrap ErrNoManager.
func (r *Roster) Cohorts(ctx context.Context, caller session.Person) ([]Cohort, error) {
	all, _, err := r.cohorts(ctx, caller)
	return all, err
}

// Sizes are how many people are in cohorts, in their order.
func (r *Roster) Sizes(ctx context.Context, cohorts []Cohort) ([]int, error) {
	sizes := make([]int, len(cohorts))
	err := r.config.Places.Retry(ctx, "count people", func(ctx context.Context, c redis.UniversalClient) error {
		pipe, counts := c.Pipeline(), make([]*redis.IntCmd, len(cohorts))
		for i := range cohorts {
			counts[i] = pipe.HLen(ctx, keysOf(cohorts[i].ID).invitations)
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return err
		}
		for i, n := range counts {
			sizes[i] = int(n.Val())
		}
		return nil
	})
	return sizes, err
}

// Cohort is one cohort of the caller's. The error may wrap ErrNoCohort: there is none with this ID, it is another manager's, or
// the caller is no longer a manager.
func (r *Roster) Cohort(ctx context.Context, caller session.Person, id string) (Cohort, error) {
	if caller.IsZero() || !idForm.MatchString(id) {
		return Cohort{}, ErrNoCohort
	}
	var manager, sealed string
	err := r.config.Places.Retry(ctx, "read cohort", func(ctx context.Context, c redis.UniversalClient) error {
		pipe := c.Pipeline()
		m, s := pipe.HGet(ctx, managersKey, caller.String()), pipe.HGet(ctx, cohortsKey(caller), id)
		if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		manager, sealed = m.Val(), s.Val()
		return nil
	})
	switch {
	case err != nil:
		return Cohort{}, err
	case manager == "" || sealed == "":
		return Cohort{}, ErrNoCohort
	}
	if err := r.adopt(ctx, id); err != nil {
		return Cohort{}, err
	}
	return r.cohort(sealed, caller, id)
}

// CohortNamed is the caller's cohort of this name, whatever its case. The error may wrap ErrNoCohort or ErrNoManager.
func (r *Roster) CohortNamed(ctx context.Context, caller session.Person, name string) (Cohort, error) {
	all, err := r.Cohorts(ctx, caller)
	if err != nil {
		return Cohort{}, err
	}
	for _, c := range all {
		if sameName(c.Name, name) {
			return c, nil
		}
	}
	return Cohort{}, ErrNoCohort
}

// cohorts are the cohorts of a manager, and the version that new.lua compares.
func (r *Roster) cohorts(ctx context.Context, owner session.Person) (all []Cohort, version string, err error) {
	var manager string
	var sealed map[string]string
	err = r.config.Places.Retry(ctx, "read cohorts", func(ctx context.Context, c redis.UniversalClient) error {
		pipe := c.Pipeline()
		m, s := pipe.HGet(ctx, managersKey, owner.String()), pipe.HGetAll(ctx, cohortsKey(owner))
		if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		manager, sealed = m.Val(), s.Val()
		return s.Err()
	})
	if err != nil {
		return nil, "", err
	}
	if manager == "" {
		return nil, "", ErrNoManager
	}
	for id, value := range sealed {
		if id == fieldVersion {
			continue
		}
		c, err := r.cohort(value, owner, id)
		if err != nil {
			return nil, "", err
		}
		if err := r.adopt(ctx, id); err != nil {
			return nil, "", err
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Cohort) int { return b.nth - a.nth })
	return all, sealed[fieldVersion], nil
}

func (r *Roster) cohort(sealed string, owner session.Person, id string) (Cohort, error) {
	var s sealedCohort
	if err := r.config.Places.OpenRoster(sealed, &s, asCohort(owner, id)); err != nil {
		return Cohort{}, fmt.Errorf("open cohort: %w", err)
	}
	return Cohort{id, s.Name, s.Lesson, owner, s.Created, s.Nth}, nil
}
