// Package session remembers where each learner is, in Redis.
//
// The one rule: every change of a record reads, decides and writes everything at once if nobody else has. Store.Take
// advances a learner by a turn, which counts once however often it comes; Wake by a timer; Settle and Report note what
// became of a text. No two overtake each other, and nothing happens between commit and answer. There is no lock; a lost
// race begins again. What is to be sent lies in the record, and is claimed by a commit before it is.
//
// A turn that has begun is finished, also when the client has gone: a caller who hangs up has still answered, and
// Twilio does not ask again. It is bounded by Config.RetryFor and by the context's deadline, not by its cancellation.
//
// What is stored is sealed in two compartments with keys of their own, and no key in Redis and no log has a number.
// The package does not know Twilio, how a reply is rendered, or what a lesson says.
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
	Keys    *Keyring
	Lessons Lessons
	Lesson  string         // what somebody gets who was not invited to another
	Open    bool           // whether a number that nobody invited may begin
	Zone    *time.Location // of people whose own is not known
	Rules   dialogue.Rules // what the operator has decided for all lessons

	Compose func([]dialogue.Line) []string // packs what the line texts by itself into the bodies of texts
	ZoneOf  func(e164.Number) string       // the time zone of a number, "" where it does not tell; nil knows none
	Rings   func(e164.Number) bool         // whether the line may ring a number; nil rings nobody

	ReasonOf func(code int) Reason // what a code means that was stored without a reason; nil knows none

	// EraseFromCohort has a cohort forget the number and name of somebody who was erased; a repeat is nothing. nil: there are none.
	EraseFromCohort func(ctx context.Context, cohort string, p Person) error

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
	keys     *Keyring
	lessons  Lessons
	replicas replicas

	zones     sync.Map    // *time.Location by name
	ownKeys   atomic.Bool // this Redis is known to be filled with these keys
	published sync.Map    // current *dialogue.Script as keys: in Redis, for all that this process knows
	scripts   sync.Map    // *dialogue.Script by lessonKey: versions that are no longer current
	lost      sync.Map    // lessonKey as keys: versions that Redis does not have, and that this was logged
}

// New makes a Store. It does not speak to Redis; call Publish when that should be ready.
func New(c Config) *Store {
	c.RetryFor = cmp.Or(c.RetryFor, defaultRetryFor)
	c.Lease = cmp.Or(c.Lease, defaultLease)
	c.Certain = cmp.Or(c.Certain, defaultCertain)
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Store{config: c, redis: c.Redis, keys: c.Keys, lessons: c.Lessons}
}

// Ping reports whether Redis answers now; it is not patient. The error wraps ErrUnavailable.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.redis.Ping(ctx).Err(); err != nil {
		return unavailable(err)
	}
	return nil
}

// location is the zone of this name, or the line's where the name is empty or not known here.
func (s *Store) location(name string) *time.Location {
	if name == "" {
		return s.config.Zone
	}
	if zone, ok := s.zones.Load(name); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = s.config.Zone
	}
	s.zones.Store(name, zone)
	return zone
}
