package roster

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// Cohort is people that one manager has invited to a course or a lesson, as the manager who asked for it sees it.
type Cohort struct {
	ID      string // 22 characters, base64url
	Name    string
	Subject session.Subject // with the parts that the course has now
	Served  bool            // people can be invited to it
	Owner   string          // a manager's ID
	OwnedBy string          // the owner's name, unless the caller owns it; "" if it was left by a manager who was removed
	Created time.Time
	Caller  Manager // who asked
	Access  Access  // what they may do
	Offered bool    // the owner wants the caller to take it over
	Shares  []Share // who else may see it

	Archived time.Time // zero: it is in the list
	Deleted  time.Time // zero: it is not
	Reason   string    // for which it was deleted

	about  about
	sealed string // as it was read: a change compares it
}

// about is what a cohort is, as it is stored in its slot.
type about struct {
	Name    string    `cbor:"1,keyasint"`
	Lesson  string    `cbor:"2,keyasint"` // "" for a course
	Created time.Time `cbor:"3,keyasint"`
	Nth     int       `cbor:"4,keyasint"` // of its manager's: two can be made in one second
	Owner   string    `cbor:"5,keyasint"` // a manager's ID
	Shares  []Share   `cbor:"6,keyasint,omitempty"`

	Archived time.Time `cbor:"7,keyasint,omitzero"`
	Deleted  time.Time `cbor:"8,keyasint,omitzero"`
	Reason   string    `cbor:"9,keyasint,omitempty"`

	Course string   `cbor:"10,keyasint,omitempty"`
	Parts  []string `cbor:"11,keyasint,omitempty"` // that the course had when the cohort was made
}

// clone is a copy that can be changed.
func (a *about) clone() about {
	to := *a
	to.Shares = slices.Clone(a.Shares)
	return to
}

//go:embed new.lua
var newSource string

var newScript = redis.NewScript(newSource)

// NewCohort makes a cohort for a course or a lesson. If the manager owns one of this name, whatever its case, the error is ErrNameTaken and that cohort
// comes with it. The error may wrap ErrNoManager.
func (r *Roster) NewCohort(ctx context.Context, caller session.Person, name string, subject session.Subject, at time.Time) (Cohort, error) {
	id, made := newID(), Cohort{}
	if name = cleanName(name); name == "" {
		return Cohort{}, ErrNameMissing
	}
	err := retryConflicts(func() error {
		m, all, version, err := r.cohorts(ctx, caller)
		if err != nil {
			return err
		}
		for _, c := range all {
			switch {
			case c.ID == id: // written, and the answer lost
				made = c
				return nil
			case c.Access == Owns && c.Deleted.IsZero() && sameName(c.Name, name):
				made = c
				return errors.Join(ErrNameTaken, r.drop(ctx, id))
			}
		}
		a := about{Name: name, Created: at, Nth: len(all) + 1, Owner: m.ID}
		if a.Course = subject.Course; a.Course != "" {
			a.Parts = subject.Lessons
		} else {
			a.Lesson = subject.Lessons[0]
		}
		made.ID, made.Caller, made.Access = id, m, Owns
		var entry LogEntry
		if made.sealed == "" { // the first time
			entry = LogEntry{At: at, Act: ActMade}
		}
		if err := r.writeAbout(ctx, &made, a, entry); err != nil {
			return err
		}
		return r.script(ctx, "list cohort", newScript, []string{cohortsKey(m.ID)}, version, id, listed)
	})
	return made, err
}

// drop removes a cohort that is in nobody's list yet.
func (r *Roster) drop(ctx context.Context, id string) error {
	return r.config.Store.Retry(ctx, "drop cohort", func(ctx context.Context, c redis.UniversalClient) error {
		return c.Del(ctx, keysOf(id).about, keysOf(id).log).Err()
	})
}

// script runs a script that returns 0 for a conflict.
func (r *Roster) script(ctx context.Context, doing string, script *redis.Script, keys []string, args ...any) error {
	written := 0
	err := r.config.Store.Retry(ctx, doing, func(ctx context.Context, c redis.UniversalClient) (err error) {
		written, err = script.Run(ctx, c, keys, args...).Int()
		return err
	})
	if err == nil && written == 0 {
		return errConflict
	}
	return err
}

// Cohorts are the cohorts that are not archived and that a manager may see: own cohorts come first, then shared ones,
// each newest first. The error may wrap ErrNoManager.
func (r *Roster) Cohorts(ctx context.Context, caller session.Person) ([]Cohort, error) {
	_, all, _, err := r.cohorts(ctx, caller)
	if err != nil {
		return nil, err
	}
	all = current(all)
	return all, r.nameOwners(ctx, all)
}

// nameOwners adds the names of the owners, where the caller is not the owner.
func (r *Roster) nameOwners(ctx context.Context, cohorts []Cohort) error {
	if !slices.ContainsFunc(cohorts, func(c Cohort) bool { return c.Access != Owns }) {
		return nil
	}
	managers, err := r.Managers(ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, m := range managers {
		names[m.ID] = m.Name
	}
	for i := range cohorts {
		if cohorts[i].Access != Owns {
			cohorts[i].OwnedBy = names[cohorts[i].Owner]
		}
	}
	return nil
}

// Sizes are how many people are in cohorts, in their order.
func (r *Roster) Sizes(ctx context.Context, cohorts []Cohort) ([]int, error) {
	sizes := make([]int, len(cohorts))
	err := r.config.Store.Retry(ctx, "count people", func(ctx context.Context, c redis.UniversalClient) error {
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

// Named reports whether this is the cohort's name, whatever its case.
func (c *Cohort) Named(name string) bool { return sameName(c.Name, name) }

// CohortNamed is the caller's cohort of this name, whatever its case. The error may wrap ErrNoCohort or ErrNoManager.
func (r *Roster) CohortNamed(ctx context.Context, caller session.Person, name string) (Cohort, error) {
	_, all, _, err := r.cohorts(ctx, caller)
	if err != nil {
		return Cohort{}, err
	}
	for _, c := range all {
		if c.Deleted.IsZero() && c.Named(name) {
			return c, nil
		}
	}
	return Cohort{}, ErrNoCohort
}

// cohorts are a manager and the cohorts that they may see, and the version that new.lua compares.
func (r *Roster) cohorts(ctx context.Context, caller session.Person) (m Manager, all []Cohort, version string, err error) {
	if m, err = r.Manager(ctx, caller); err != nil {
		return Manager{}, nil, "", err
	}
	all, version, err = r.cohortsOf(ctx, m)
	return m, all, version, err
}

// cohortsOf are the cohorts that somebody may see who is a manager, or was one.
func (r *Roster) cohortsOf(ctx context.Context, m Manager) (all []Cohort, version string, err error) {
	list, err := r.readHash(ctx, "read cohorts", cohortsKey(m.ID))
	if err != nil {
		return nil, "", err
	}
	version = list[fieldVersion]
	delete(list, fieldVersion)
	ids := slices.Collect(maps.Keys(list))
	sealed := make([]string, len(ids))
	err = r.config.Store.Retry(ctx, "read cohorts", func(ctx context.Context, c redis.UniversalClient) error {
		pipe, read := c.Pipeline(), make([]*redis.StringCmd, len(ids))
		for i, id := range ids {
			read[i] = pipe.Get(ctx, keysOf(id).about)
		}
		if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		for i := range read {
			sealed[i] = read[i].Val()
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	for i, id := range ids {
		c, err := r.openCohort(ctx, m, id, sealed[i])
		switch {
		case errors.Is(err, ErrNoCohort): // it is gone, or no longer theirs
			continue
		case err != nil:
			return nil, "", err
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Cohort) int {
		return cmp.Or(int(b.Access/Owns-a.Access/Owns), b.Created.Compare(a.Created), b.about.Nth-a.about.Nth, strings.Compare(a.ID, b.ID))
	})
	return all, version, nil
}

// openCohort opens a cohort as a manager sees it. The error may wrap ErrNoCohort.
func (r *Roster) openCohort(ctx context.Context, m Manager, id, sealed string) (Cohort, error) {
	if sealed == "" {
		var err error
		if sealed, err = r.adoptCohort(ctx, m.ID, id); err != nil {
			return Cohort{}, err
		}
	}
	c, err := r.unseal(id, sealed)
	if err != nil {
		return Cohort{}, err
	}
	c.Caller = m
	if c.Access, c.Offered = c.about.access(m); c.Access == NoAccess {
		return Cohort{}, ErrNoCohort
	}
	return c, r.adopt(ctx, id)
}

// unseal opens a cohort as nobody sees it. The error may wrap ErrNoCohort.
func (r *Roster) unseal(id, sealed string) (Cohort, error) {
	if sealed == "" {
		return Cohort{}, ErrNoCohort
	}
	var a about
	if err := r.config.Store.OpenRoster(sealed, &a, asCohort(id)); err != nil {
		return Cohort{}, fmt.Errorf("open cohort: %w", err)
	}
	c := Cohort{ID: id}
	r.describe(&c, a, sealed)
	return c, nil
}

// describe fills in what a cohort is.
func (r *Roster) describe(c *Cohort, a about, sealed string) {
	c.Name, c.Owner, c.Created, c.Shares, c.about, c.sealed = a.Name, a.Owner, a.Created, a.Shares, a, sealed
	c.Archived, c.Deleted, c.Reason = a.Archived, a.Deleted, a.Reason
	subject := session.OneLesson(a.Lesson)
	if a.Course != "" {
		subject = session.Subject{Course: a.Course, Lessons: a.Parts}
	}
	c.Subject, c.Served = r.config.Store.Served(subject)
}
