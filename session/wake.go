package session

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

//go:embed drop.lua
var dropSource string

var dropScript = redis.NewScript(dropSource)

// Due claims up to most people for whom something is due, for as long as the lease: until then no other worker gets
// them. It may return people with an error: those are claimed.
func (s *Store) Due(ctx context.Context, now time.Time, most int) ([]Person, error) {
	ids, err := wakeUps.Claim(ctx, s.redis, now, now.Add(s.config.Lease), most)
	due := make([]Person, len(ids))
	for i, id := range ids {
		due[i] = Person{id}
	}
	if err != nil {
		return due, unavailable(err)
	}
	return due, nil
}

// Dispatch is something that is to be sent now, or looked for. Its entry is claimed: whoever has the Dispatch, and nobody
// else, does it, and says with Settle what became of it.
type Dispatch struct {
	Person    Person
	Entry     int
	Kind      EntryKind
	To        e164.Number
	Body      string    // of a text
	Until     time.Time // a text may be delivered up to then
	Deadline  time.Time // after this it is not sent any more by whoever has it: another may have taken it up
	Look      bool      // it was tried before, and nobody knows how that ended: it is to be looked for, and not sent
	Tried     time.Time // when that was
	Made      time.Time // when the entry was made, before any attempt
	OtherSIDs []string  // SIDs that are known to be of other entries

	claim uint32
}

// Format writes who it is for and never what it says, whatever the verb.
func (d Dispatch) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%s %d of %s", d.Kind, d.Entry, d.Person)
}

// Wake takes the wake-up of a person: the engine says what is due now, and what is then first in the outbox is claimed,
// in one commit. The Dispatch is nil where nothing is to be sent. Like Take it is two round trips, may be repeated
// whenever the answer was lost, and its error may wrap ErrUnavailable.
func (s *Store) Wake(ctx context.Context, p Person, at time.Time) (*Dispatch, error) {
	by := rand.Uint32()
	var dispatch *Dispatch
	err := s.update(ctx, change{person: p}, func(ctx context.Context, r *record) (_ *record, err error) {
		if r == nil {
			return nil, s.dropWakeUp(ctx, p)
		}
		dispatch, err = s.wake(ctx, r, p, at, by)
		return r, err
	})
	if errors.Is(err, errNotReplicated) {
		s.warnUnreplicated(ctx, "what is due waits")
		return nil, s.Settle(ctx, dispatch, Result{At: at, Outcome: Deferred, RetryAfter: time.Second})
	}
	if err != nil {
		return nil, fmt.Errorf("wake %s: %w", p, err)
	}
	return dispatch, nil
}

// wake does to a record what is due.
func (s *Store) wake(ctx context.Context, r *record, p Person, at time.Time, by uint32) (*Dispatch, error) {
	if err := s.eraseFromCohorts(ctx, r, p); err != nil {
		return nil, err
	}
	if next := r.Place.NextWake(); !next.IsZero() && !next.After(at) {
		if _, err := s.advance(ctx, r, dialogue.Input{Kind: dialogue.Wake, At: at}); err != nil {
			return nil, err
		}
	}
	if r.Outbox.expire(at) {
		if err := s.callMissed(ctx, r, at); err != nil {
			return nil, err
		}
	}
	dispatch := s.claim(r, p, at, by)
	if dispatch == nil {
		r.notBefore = at.Add(time.Second) // what is due and leads to nothing, as a later program's timer, is no hot loop
	}
	r.claimed = dispatch != nil && !dispatch.Look
	return dispatch, nil
}

// claim takes the entry that is due; nil where none is, or the learner may not be texted at this hour.
func (s *Store) claim(r *record, p Person, at time.Time, by uint32) *Dispatch {
	if mine := r.Outbox.claimedBy(by); mine != nil { // the answer to the commit was lost, and much may have happened since
		r.Outbox.unclaim(mine)
	}
	local := at.In(s.location(r.Zone))
	e := s.claimable(r, local)
	if e == nil {
		return nil
	}
	number, _ := e164.FromWire(r.Number)
	valid, _ := e.window(s.config.Rules, local)
	d := &Dispatch{
		Person: p, Entry: e.ID, Kind: e.Kind, To: number, Body: r.Outbox.drafts[e.ID], claim: by,
		Until: at.Add(valid), Deadline: at.Add(s.config.Lease / 2),
		Look: e.State == EntrySending, Tried: e.Tried, Made: e.Made, OtherSIDs: r.Outbox.otherSIDs(e),
	}
	if e.State == EntryWaiting {
		e.State, e.Tried, e.Claim = EntrySending, at, by
		e.Attempts++
	}
	e.Due = at.Add(s.config.Lease)
	return d
}

// claimable is the entry that something can be done about now. What is due at a wrong hour is put off to the right one.
func (s *Store) claimable(r *record, now time.Time) *Entry {
	for e := r.Outbox.due(now); e != nil; e = r.Outbox.due(now) {
		_, open := e.window(s.config.Rules, now)
		switch {
		case r.Number == "":
			e.fail(0, ReasonUnknown)
		case e.State == EntrySending || open:
			return e
		default:
			e.Due = s.config.Rules.Hours.Next(now.Add(minValidity))
		}
	}
	return nil
}

// dropWakeUp removes the wake-up of a person who has no record any more.
func (s *Store) dropWakeUp(ctx context.Context, p Person) error {
	if err := dropScript.Run(ctx, s.redis, []string{personKey(p), wakeUps.Key(p.id)}, p.id).Err(); err != nil {
		return &redisError{"drop wake-up", err}
	}
	return nil
}
