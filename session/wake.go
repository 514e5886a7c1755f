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

// Due claims up to most people for whom something is due. No other worker gets them until the lease ends. It may return
// people with an error: those are claimed. The error wraps ErrUnavailable.
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

// Dispatch is a claimed outbox entry that is to be sent or looked for now. Only the holder of the Dispatch does that, and
// then calls Settle.
type Dispatch struct {
	Person    Person
	Entry     int
	Kind      EntryKind
	To        e164.Number
	Body      string    // of a text
	Until     time.Time // the latest time at which a text may be delivered
	Deadline  time.Time // the holder must not send it after this: another worker may claim it
	Unasked   bool      // nobody asked for it: it may be held back
	Begun     bool      // the line begins it, and nobody waits for it
	Look      bool      // the outcome of an earlier attempt is unknown: look for it, do not send
	Tried     time.Time // when that attempt began
	Made      time.Time // when the entry was made, before any attempt
	OtherSIDs []string  // the SIDs of the learner's other entries
	Doubt     time.Time // Redis may have forgotten what happened since: read what the learner has texted; zero if it has not
	NotSent   bool      // with Doubt: this entry was certainly not sent, so only what the learner has texted is read

	claim uint32
}

// Format writes kind, entry and person, and never the body or the number, whatever the verb.
func (d Dispatch) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%s %d of %s", d.Kind, d.Entry, d.Person)
}

// Wake takes the wake-up of a person. In one commit, the engine says what is due now, and the first entry of the outbox that
// is due is claimed. The Dispatch is nil if there is nothing to send or look for. Like Take, it takes two round trips and may
// be called again after an error, which may wrap ErrUnavailable.
func (s *Store) Wake(ctx context.Context, p Person, at time.Time) (*Dispatch, error) {
	claim := rand.Uint32()
	var dispatch *Dispatch
	err := s.update(ctx, change{person: p, wake: true}, func(ctx context.Context, r *record) (_ *record, err error) {
		dispatch = nil // an earlier run may have claimed something that was not committed
		if r == nil {
			return nil, s.dropWakeUp(ctx, p)
		}
		switch {
		case r.doubt.forgotten:
			return nil, unavailable(errForgotten) // the wake-up comes again when the lease is over
		case r.Leaving != nil:
			err = s.leave(ctx, r, p, at)
		case r.Arriving != nil:
			r, err = s.arriveUnasked(ctx, r, p, at)
		}
		if err != nil {
			return nil, err
		}
		if back, err := s.takenBack(ctx, r, p, at); back || err != nil {
			return nil, err // the wake-up comes again when the lease is over
		}
		dispatch, err = s.wake(ctx, r, p, at, claim)
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

// wake applies to a record what is due now, and claims an entry.
func (s *Store) wake(ctx context.Context, r *record, p Person, at time.Time, claim uint32) (*Dispatch, error) {
	if err := s.eraseFromCohorts(ctx, r, p); err != nil {
		return nil, err
	}
	if next, last := r.Place.NextWake(), r.Outbox.Last; !next.IsZero() && !next.After(at) {
		if _, err := s.advance(ctx, r, dialogue.Input{Kind: dialogue.Wake, At: at}); err != nil {
			return nil, err
		}
		if !r.doubt.until.IsZero() {
			r.noteCause(last, next)
		}
	}
	r.doubt.silent = r.Place.LastSeen.Before(r.doubt.until)
	if r.Outbox.expire(at, r.doubt) {
		if err := s.callMissed(ctx, r, at); err != nil {
			return nil, err
		}
	}
	r.Outbox.forgetWords(at)
	dispatch := s.claim(r, p, at, claim)
	if dispatch == nil {
		r.notBefore = at.Add(time.Second) // a timer that this version does not know stays due: do not loop
	}
	r.claimed, r.woken = dispatch != nil && !dispatch.Look, true
	return dispatch, nil
}

// claim claims the entry that is due. It returns nil if none is, or if the learner may not be texted at this hour.
func (s *Store) claim(r *record, p Person, at time.Time, claim uint32) *Dispatch {
	if mine := r.Outbox.claimedBy(claim); mine != nil { // this wake-up was committed, but the answer was lost
		r.Outbox.unclaim(mine)
	}
	e := s.claimable(r, at)
	if e == nil {
		return nil
	}
	local := at.In(s.zoneOf(r, e))
	kind := e.Kind
	number, _ := e164.FromWire(r.Number)
	if kind == EntryContact {
		kind, number = EntryText, s.config.Contact
	}
	valid, _ := e.validFor(e.window(s.rules, &r.Place), local)
	sentMaybe := r.doubt.coversEntry(e)
	doubtful := sentMaybe || e.Kind == EntryText && r.doubt.coversPerson(r)
	look := e.State == EntrySending || doubtful
	if doubtful && e.State == EntryWaiting { // it is looked for as if an attempt had been made so long ago that its absence is certain
		e.State, e.Tried = EntrySending, at.Add(-s.config.Certain).Truncate(time.Second) // as a record keeps it
	}
	d := &Dispatch{
		Person: p, Entry: e.ID, Kind: kind, To: number, Body: r.Outbox.drafts[e.ID], claim: claim,
		Until: at.Add(valid), Deadline: at.Add(s.config.Lease / 2),
		Unasked: e.Unasked, Begun: e.Begun, Look: look, Tried: e.Tried, Made: e.Made, OtherSIDs: r.Outbox.otherSIDs(e),
	}
	if doubtful {
		if e.Kind != EntryContact { // what the contact has texted says nothing of the learner
			d.Doubt, d.NotSent = r.doubt.from, !sentMaybe && e.Attempts == 0
		}
		if sentMaybe && r.doubt.from.Before(d.Made) {
			d.Made = r.doubt.from
		}
	}
	if !look {
		e.State, e.Tried, e.Claim = EntrySending, at, claim
		e.Attempts++
	}
	e.Due = at.Add(s.config.Lease)
	return d
}

// claimable returns the entry that can be sent or looked for now, or nil. A text outside its window is put off to it.
func (s *Store) claimable(r *record, at time.Time) *Entry {
	for e := r.Outbox.due(at); e != nil; e = r.Outbox.due(at) {
		now := at.In(s.zoneOf(r, e))
		window := e.window(s.rules, &r.Place)
		_, open := e.validFor(window, now)
		switch {
		case r.Number == "", e.Kind == EntryContact && s.config.Contact.IsZero():
			e.fail(0, ReasonUnknown, now)
		case e.State == EntrySending || open:
			return e
		default:
			e.Due = window.Next(now.Add(minValidity))
			e.Since = e.Due
		}
	}
	return nil
}

// dropWakeUp removes the wake-up of a person whose record has expired.
func (s *Store) dropWakeUp(ctx context.Context, p Person) error {
	keys := []string{keysOf(p, "").person, wakeUps.Key(p.id), wakeUps.claimed[shardOf[p.id[0]]]}
	if err := dropScript.Run(ctx, s.redis, keys, p.id).Err(); err != nil {
		return &redisError{"drop wake-up", err}
	}
	return nil
}
