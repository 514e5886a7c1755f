package roster

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// maxReason is the longest reason for a deletion that is kept, in characters.
const maxReason = 200

// Rename gives a cohort another name. The error may wrap ErrNoCohort, ErrNotOwner, ErrNameMissing, or ErrNameTaken if the owner has
// another one of this name, archived or not.
func (r *Roster) Rename(ctx context.Context, caller session.Person, id, name string, at time.Time) error {
	if name = cleanName(name); name == "" {
		return ErrNameMissing
	}
	_, all, _, err := r.cohorts(ctx, caller)
	if err != nil {
		return err
	}
	for _, c := range all {
		if c.ID != id && c.Access == Owns && c.Deleted.IsZero() && sameName(c.Name, name) {
			return ErrNameTaken
		}
	}
	return r.amendOwn(ctx, caller, id, at, func(a *about) LogEntry {
		if a.Name == name {
			return LogEntry{}
		}
		before := a.Name
		a.Name = name
		return LogEntry{Act: ActRenamed, With: before}
	})
}

// Archive takes a cohort out of the list. Its people go on, and nobody more is invited. Calling it again has no effect. The error
// may wrap ErrNoCohort or ErrNotOwner.
func (r *Roster) Archive(ctx context.Context, caller session.Person, id string, at time.Time) error {
	return r.amendOwn(ctx, caller, id, at, func(a *about) LogEntry {
		if !a.Archived.IsZero() {
			return LogEntry{}
		}
		a.Archived = at
		return LogEntry{Act: ActArchived}
	})
}

// Restore brings an archived cohort back. Calling it again has no effect. The error may wrap ErrNoCohort or ErrNotOwner.
func (r *Roster) Restore(ctx context.Context, caller session.Person, id string, at time.Time) error {
	return r.amendOwn(ctx, caller, id, at, func(a *about) LogEntry {
		if a.Archived.IsZero() {
			return LogEntry{}
		}
		a.Archived = time.Time{}
		return LogEntry{Act: ActRestored}
	})
}

// Delete withdraws all invitations of a cohort in one write, and then removes the cohort: what stays is its log, with the reason.
// Who has begun goes on, and its keyword is free. If there is an error, calling it again does the rest. The error may wrap
// ErrNoCohort, ErrNotOwner or ErrReasonMissing.
func (r *Roster) Delete(ctx context.Context, caller session.Person, id, reason string, at time.Time) error {
	reason = cut(strings.Join(strings.Fields(reason), " "), maxReason)
	if reason == "" {
		return ErrReasonMissing
	}
	open := func() (Cohort, error) { return r.cohortOrDeleted(ctx, caller, id, Owns) }
	cohort, err := open()
	if err != nil {
		return err
	}
	if err := r.withdrawEverybody(ctx, cohort, at); err != nil {
		return err
	}
	_, err = r.amend(ctx, open, at, func(a *about) (LogEntry, error) {
		if !a.Deleted.IsZero() {
			return LogEntry{}, errUnchanged
		}
		a.Deleted, a.Reason = at, reason
		return LogEntry{Act: ActDeleted, With: reason}, nil
	})
	if err != nil {
		return err
	}
	if err := r.withdrawEverybody(ctx, cohort, at); err != nil { // who was invited meanwhile
		return err
	}
	return r.dropRest(ctx, id)
}

// dropRest removes what a deleted cohort has besides its log and the invitations, which a worker takes to their records first.
func (r *Roster) dropRest(ctx context.Context, id string) error {
	k, _, err := r.keyword(ctx, id)
	if err != nil {
		return err
	}
	if k.Word != "" {
		if err := r.replaceHolder(ctx, k.Word, id, ""); err != nil && !errors.Is(err, errConflict) { // another has it by now
			return err
		}
	}
	return r.config.Store.Retry(ctx, "delete cohort", func(ctx context.Context, c redis.UniversalClient) error {
		keys := keysOf(id)
		return c.Del(ctx, keys.keyword, keys.joined, keys.batches).Err()
	})
}

func (r *Roster) withdrawEverybody(ctx context.Context, cohort Cohort, at time.Time) error {
	return retryConflicts(func() error {
		all, err := r.readAll(ctx, cohort.ID)
		if err != nil {
			return err
		}
		e := r.newEdit(cohort, ActWithdrew, at)
		for _, f := range all {
			if err := e.withdraw(f); err != nil {
				return err
			}
		}
		return e.write(ctx, batchEdit{})
	})
}

// amendOwn changes a cohort of the caller's own. An entry without an act says that there is nothing to change.
func (r *Roster) amendOwn(ctx context.Context, caller session.Person, id string, at time.Time, change func(*about) LogEntry) error {
	open := func() (Cohort, error) { return r.cohortFor(ctx, caller, id, Owns) }
	_, err := r.amend(ctx, open, at, func(a *about) (LogEntry, error) { return change(a), nil })
	return err
}

// PastCohorts are the archived and the deleted cohorts that a manager may see, newest first. The error may wrap ErrNoManager.
func (r *Roster) PastCohorts(ctx context.Context, caller session.Person) (archived, deleted []Cohort, err error) {
	_, all, _, err := r.cohorts(ctx, caller)
	for _, c := range all {
		switch {
		case !c.Deleted.IsZero():
			deleted = append(deleted, c)
		case !c.Archived.IsZero():
			archived = append(archived, c)
		}
	}
	return archived, deleted, err
}

// CohortOrDeleted is one cohort that the caller may see, or could before it was deleted. The error may wrap ErrNoCohort.
func (r *Roster) CohortOrDeleted(ctx context.Context, caller session.Person, id string) (Cohort, error) {
	return r.cohortOrDeleted(ctx, caller, id, MaySee)
}

// current leaves the cohorts that are neither archived nor deleted.
func current(all []Cohort) []Cohort {
	return slices.DeleteFunc(all, func(c Cohort) bool { return !c.Archived.IsZero() || !c.Deleted.IsZero() })
}
