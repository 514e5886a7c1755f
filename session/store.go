// Package session stores the record of each learner in Redis.
//
// The one rule: every change reads a record, decides, and writes everything at once if no other change came first. There is
// no lock; a change that loses the race starts again. Store.Take takes a turn of a learner, and has an effect only once for
// each turn ID. Store.Wake takes a timer. Store.Settle and Store.Report record the outcome of a text. The outbox is part of
// the record, and a commit claims an entry before it is sent.
//
// A turn that has begun is finished even if the client has gone: a caller who hangs up has still answered, and Twilio does
// not ask again. Config.RetryFor and the context's deadline limit it, not the context's cancellation.
//
// Records are sealed in two compartments with keys of their own. No key in Redis and no log has a number. The package does
// not know Twilio, how a reply is rendered, or what a lesson says.
package session

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// Config is what a Store needs.
type Config struct {
	Redis   redis.UniversalClient // from Dial; reads must come from the master
	Keyring *Keyring
	Lessons Lessons
	Lesson  string         // the lesson of learners who were not invited to another
	Open    bool           // whether a number without an invitation may begin
	Zone    *time.Location // of learners whose own is not known
	Rules   dialogue.Rules // the operator's settings for all lessons

	Compose func([]dialogue.Line) []string // packs the lines of a message into the bodies of texts
	ZoneOf  func(e164.Number) string       // the number's time zone, or "" if unknown; nil knows none
	Rings   func(e164.Number) bool         // whether the line may ring a number; nil rings nobody
	Texts   func(e164.Number) bool         // whether the line may text a number that a learner moves to; nil is any

	// Contact gets a text about each learner who asks for a person and has their number passed on. Zero is nobody.
	Contact e164.Number

	// Serves reports whether the line answers a number of which it holds nothing: somebody whom nobody has invited. Nil is any.
	Serves func(e164.Number) bool

	// Link makes an address at which a person reads their own record, and which opens it once, within this time. Nil makes none.
	Link func(ctx context.Context, p Person, life time.Duration) (string, error)

	ReasonOf func(code int) Reason // the reason for a code that was stored without one; nil knows none

	// EraseFromCohort deletes the number and name of a person who was erased from a cohort. Calling it again has no effect.
	// It is nil if there are no cohorts.
	EraseFromCohort func(ctx context.Context, cohort string, p Person) error

	// MoveInCohort lists somebody in a cohort under the number that they have now. Calling it again has no effect. It is nil if
	// there are no cohorts.
	MoveInCohort func(ctx context.Context, cohort string, from, to Person, number e164.Number, at time.Time) error

	// TakenBack reports whether a cohort has withdrawn or cancelled an invitation, as long as the record may not know it. It is
	// asked before an invitation is texted. It is nil if there are no cohorts.
	TakenBack func(ctx context.Context, cohort string, p Person) (bool, error)

	Lease    time.Duration // how long a worker may take to send something; 0 is 30 s
	Certain  time.Duration // how long after an attempt its absence at Twilio is certain; 0 is 5 min
	RetryFor time.Duration // how long Redis may be out of reach before a turn gives up; 0 is 8 s
	Log      *slog.Logger  // nil is slog.Default()
}

// Defaults of the Config. Twilio waits 15 s for a call's webhook: after 8 there is time for an apology.
const (
	defaultRetryFor = 8 * time.Second
	defaultLease    = 30 * time.Second
	defaultCertain  = 5 * time.Minute
)

// Store keeps the records of learners. Any number of goroutines and processes may work on the same Redis.
type Store struct {
	config   Config
	redis    redis.UniversalClient
	keyring  *Keyring
	lessons  Lessons
	rules    dialogue.Rules // the operator's settings for the engine
	replicas replicas
	ready    readiness

	zones     sync.Map             // *time.Location by name
	ownKeys   atomic.Bool          // this Redis was filled with these keys
	pulses    [Shards]atomic.Int64 // how many pulses of each shard this process has counted
	run       string               // of the Redis that was last asked, by Pulse
	adopted   atomic.Bool          // its keys have the names of this version
	published sync.Map             // a set of current *dialogue.Script: this process has stored them in Redis
	scripts   sync.Map             // *dialogue.Script by lessonKey: versions that are no longer current
	unreached sync.Map             // a set of Twilio's codes: why a text to the contact did not arrive, which the log has said
	lost      sync.Map             // a set of lessonKey: versions that are not in Redis, which the log has said
}

// New makes a Store. It does not use Redis; call Publish once Redis should be ready.
func New(c Config) *Store {
	c.RetryFor = cmp.Or(c.RetryFor, defaultRetryFor)
	c.Lease = cmp.Or(c.Lease, defaultLease)
	c.Certain = cmp.Or(c.Certain, defaultCertain)
	if c.Log == nil {
		c.Log = slog.Default()
	}
	rules := c.Rules
	rules.Open, rules.PassOn = c.Open, !c.Contact.IsZero()
	return &Store{
		config: c, rules: rules, redis: c.Redis, keyring: c.Keyring, lessons: c.Lessons,
		ready: readiness{faults: NewFaultLog(c.Log, nil)},
	}
}
