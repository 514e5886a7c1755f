// Package roster remembers managers, their cohorts, and the invitations of each cohort.
//
// The one rule: whatever reads or changes a cohort names the manager who asks, and another manager's cohort looks exactly like
// one that does not exist. Names and numbers are sealed with the roster's own keys. A key in Redis holds only a random ID or the
// keyed hash of a number.
//
// One script writes an invitation, that it is pending, and that its cohort is due. A Worker claims the cohort with a lease, as
// session claims a learner, and takes the invitation to the learner's record, where the same invitation twice is one. Then it is
// no longer pending. So a crash repeats a step and changes nothing. How far learners are is computed from their records.
//
// The package does not know what a text says, who may log in, or how a list of people is read.
package roster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
)

// Errors that a manager may see. They say no more of a forged ID than of a mistyped one.
var (
	ErrNoManager   = errors.New("there is no such manager")
	ErrNoCohort    = errors.New("there is no such cohort")
	ErrNotInvited  = errors.New("nobody is invited here by that number")
	ErrNumberTaken = errors.New("this number is in this cohort already")
	ErrBegun       = errors.New("they have begun by this number, so it is right")
	ErrNameTaken   = errors.New("there is a cohort of this name already")
	ErrNameMissing = errors.New("the name is missing")
	ErrNoLesson    = errors.New("the course or lesson of this cohort is not served any more: make a cohort with another")
	ErrNoKeyword   = errors.New("there is no such keyword")
	ErrWordTaken   = errors.New("another cohort of this line has this word")
	ErrWordForm    = errors.New("a word has 4 to 12 letters and digits, and begins with a letter")
	ErrArchived    = errors.New("this cohort is archived: bring it back first, in its settings")

	ErrReasonMissing = errors.New("the reason is missing")

	ErrNoBatch   = errors.New("there is no such list in this cohort")
	ErrCancelled = errors.New("this list was cancelled: to invite its people after all, look the list over again")
	ErrConsent   = errors.New("who confirmed that these people know of the texts is missing")
)

// placeStore is what a Roster needs of session.PlaceStore. A session.Store, which opens answers, does not have it.
type placeStore interface {
	Person(e164.Number) session.Person
	Invite(context.Context, e164.Number, dialogue.Invitation, time.Time) (session.Progress, error)
	Withdraw(ctx context.Context, p session.Person, cohort string, at time.Time) error
	Cancel(ctx context.Context, p session.Person, cohort string, at time.Time) (cancelled bool, err error)
	Nudge(ctx context.Context, p session.Person, cohort string, at time.Time) (dialogue.Refusal, error)
	ProgressOf(ctx context.Context, people []session.Person, subject session.Subject) ([]session.Progress, error)
	Served(session.Subject) (session.Subject, bool)
	Inspect(ctx context.Context, p session.Person) (session.Inspection, error)
	Retry(ctx context.Context, doing string, attempt func(context.Context, redis.UniversalClient) error) error
	SealRoster(v any, thing string) ([]byte, error)
	OpenRoster(sealed string, v any, thing string) error
	RosterIndex(word string) string
}

// Config is what a Roster needs.
type Config struct {
	Store placeStore
	Lease time.Duration // how long a worker may take for a part of a cohort; 0 is 30 s
	Log   *slog.Logger  // nil is slog.Default()
}

// Roster keeps managers, cohorts and invitations. Any number of goroutines and processes may work on the same Redis. The
// error of every method may wrap session.ErrUnavailable; calling it again is right then.
type Roster struct {
	config  Config
	adopted sync.Map // IDs of cohorts as keys: an earlier version has left nothing of them
}

// New makes a Roster. It does not speak to Redis.
func New(c Config) *Roster {
	c.Lease = cmp.Or(c.Lease, 30*time.Second)
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Roster{config: c}
}

// Person is the person with this number. Managers and learners are persons alike.
func (r *Roster) Person(n e164.Number) session.Person { return r.config.Store.Person(n) }

// errConflict says that what a change was prepared from has changed meanwhile.
var errConflict = errors.New("it was changed by another")

// maxConflicts bounds how often a change is prepared again. Each conflict means that another change was made.
const maxConflicts = 20

// retryConflicts makes a change again, from what is there now, if another came first.
func retryConflicts(change func() error) error {
	var err error
	for range maxConflicts {
		if err = change(); !errors.Is(err, errConflict) {
			return err
		}
	}
	return err
}

// readHash reads all fields of a hash.
func (r *Roster) readHash(ctx context.Context, doing, key string) (fields map[string]string, err error) {
	err = r.config.Store.Retry(ctx, doing, func(ctx context.Context, c redis.UniversalClient) (err error) {
		fields, err = c.HGetAll(ctx, key).Result()
		return err
	})
	return fields, err
}

// openAll reads all fields of a hash, and opens each.
func openAll[T any](ctx context.Context, r *Roster, doing, key string, open func(name, sealed string) (T, error)) ([]T, error) {
	fields, err := r.readHash(ctx, doing, key)
	if err != nil {
		return nil, err
	}
	all := make([]T, 0, len(fields))
	for name, sealed := range fields {
		opened, err := open(name, sealed)
		if err != nil {
			return nil, err
		}
		all = append(all, opened)
	}
	return all, nil
}

// readField reads a field of a hash, or "" if there is none.
func (r *Roster) readField(ctx context.Context, doing, key, name string) (value string, err error) {
	err = r.config.Store.Retry(ctx, doing, func(ctx context.Context, c redis.UniversalClient) (err error) {
		if value, err = c.HGet(ctx, key, name).Result(); errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	return value, err
}

// Reply makes the reply to a text once, and keeps it sealed. The same text gets the same reply for an hour. An empty reply is not
// kept: nothing was done.
func (r *Roster) Reply(ctx context.Context, caller session.Person, id string, reply func() (string, error)) (string, error) {
	key, thing := replyKey(caller, id), "reply:"+caller.String()+":"+id
	var kept string
	read := func(ctx context.Context, c redis.UniversalClient) (err error) {
		if kept, err = c.Get(ctx, key).Result(); errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	}
	if err := r.config.Store.Retry(ctx, "read reply", read); err != nil {
		return "", err
	}
	if kept == "" {
		said, err := reply()
		if said == "" || err != nil {
			return "", err
		}
		sealed, err := r.config.Store.SealRoster(said, thing)
		if err != nil {
			return "", fmt.Errorf("seal reply: %w", err)
		}
		err = r.config.Store.Retry(ctx, "write reply", func(ctx context.Context, c redis.UniversalClient) error {
			if err := c.SetNX(ctx, key, sealed, time.Hour).Err(); err != nil {
				return err
			}
			return read(ctx, c)
		})
		if err != nil {
			return "", err
		}
	}
	var said string
	if err := r.config.Store.OpenRoster(kept, &said, thing); err != nil {
		return "", fmt.Errorf("open reply: %w", err)
	}
	return said, nil
}
