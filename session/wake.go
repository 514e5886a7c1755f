package session

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

//go:embed claim.lua
var claimSource string

//go:embed drop.lua
var dropSource string

var (
	claimScript = redis.NewScript(claimSource)
	dropScript  = redis.NewScript(dropSource)
)

// Due claims up to most people for whom something is due, for as long as the lease: until then no other worker gets
// them. It is one round trip where nothing is due, with a small read a shard, and a second for the shards where something
// is. Shards are taken in random order, so that several processes do not meet at the first.
func (s *Store) Due(ctx context.Context, now time.Time, most int) ([]Person, error) {
	shards, err := s.dueShards(ctx, now)
	if err != nil || len(shards) == 0 {
		return nil, err
	}
	rand.Shuffle(len(shards), func(i, j int) { shards[i], shards[j] = shards[j], shards[i] })
	shards = shards[:min(len(shards), most)]
	pipe := s.redis.Pipeline()
	claims := make([]*redis.Cmd, len(shards))
	for i, shard := range shards {
		claims[i] = claimScript.Eval(ctx, pipe, []string{wakeKey(shard)},
			now.UnixMilli(), now.Add(s.config.Lease).UnixMilli(), most/len(shards))
	}
	_, err = pipe.Exec(ctx)
	var due []Person
	for _, claim := range claims {
		ids, _ := claim.StringSlice()
		for _, id := range ids {
			due = append(due, Person{id})
		}
	}
	if err != nil {
		return due, unavailable(err) // those that were claimed are not lost
	}
	return due, nil
}

// dueShards are the shards in which somebody is due.
func (s *Store) dueShards(ctx context.Context, now time.Time) ([]int, error) {
	pipe := s.redis.Pipeline()
	first := make([]*redis.StringSliceCmd, Shards)
	until := &redis.ZRangeBy{Min: "-inf", Max: strconv.FormatInt(now.UnixMilli(), 10), Count: 1}
	for shard := range first {
		first[shard] = pipe.ZRangeByScore(ctx, wakeKey(shard), until)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, unavailable(err)
	}
	var due []int
	for shard, cmd := range first {
		if len(cmd.Val()) > 0 {
			due = append(due, shard)
		}
	}
	return due, nil
}

// Dispatch is something that is to be sent now, or looked for. Its entry is claimed: whoever has the Dispatch, and nobody
// else, does it, and says with Settle what became of it.
type Dispatch struct {
	Person Person
	Entry  int
	Kind   EntryKind
	To     e164.Number
	Body   string    // of a text
	Until  time.Time // a text may be delivered up to then
	By     time.Time // after this it is not sent any more by whoever has it: another may have taken it up
	Look   bool      // it was tried before, and nobody knows how that ended: it is to be looked for, and not sent
	Tried  time.Time // when that was
	Made   time.Time // when the entry was made, before any attempt
	Others []string  // SIDs that are known to be of other entries

	by uint32
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
			return nil, s.drop(ctx, p)
		}
		dispatch, err = s.wake(ctx, r, p, at, by)
		return r, err
	})
	if errors.Is(err, errUnsafe) {
		s.unsafe(ctx, "what is due waits")
		return nil, s.Settle(ctx, dispatch, Result{At: at, Outcome: Deferred, Again: time.Second})
	}
	if err != nil {
		return nil, fmt.Errorf("wake %s: %w", p, err)
	}
	return dispatch, nil
}

// wake does to a record what is due.
func (s *Store) wake(ctx context.Context, r *record, p Person, at time.Time, by uint32) (*Dispatch, error) {
	if err := s.leave(ctx, r, p); err != nil {
		return nil, err
	}
	if next := r.Place.NextWake(); !next.IsZero() && !next.After(at) {
		if _, err := s.advance(ctx, r, dialogue.Input{Kind: dialogue.Wake, At: at}); err != nil {
			return nil, err
		}
	}
	if r.Outbox.expire(at) {
		if err := s.missed(ctx, r, at); err != nil {
			return nil, err
		}
	}
	dispatch := s.claim(r, p, at, by)
	if dispatch == nil {
		r.rest = at.Add(time.Second) // what is due and leads to nothing, as a later program's timer, is no hot loop
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
		Person: p, Entry: e.ID, Kind: e.Kind, To: number, Body: r.Outbox.drafts[e.ID], by: by,
		Until: at.Add(valid), By: at.Add(s.config.Lease / 2),
		Look: e.State == EntrySending, Tried: e.Tried, Made: e.Made, Others: r.Outbox.sids(e),
	}
	if e.State == EntryWaiting {
		e.State, e.Tried, e.By = EntrySending, at, by
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
			e.fail(0)
		case e.State == EntrySending || open:
			return e
		default:
			e.Due = s.config.Rules.Hours.Next(now.Add(shortest))
		}
	}
	return nil
}

// drop removes the wake-up of a person who has no record any more.
func (s *Store) drop(ctx context.Context, p Person) error {
	if err := dropScript.Run(ctx, s.redis, []string{personKey(p), wakeKey(p.shard())}, p.id).Err(); err != nil {
		return &fault{"drop wake-up", err}
	}
	return nil
}
