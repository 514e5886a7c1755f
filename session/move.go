package session

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// A learner who gets another number takes their record along. MOVE from the old number gets a code; MOVE and the code from the
// new one brings the record. The two records may lie in different slots, so nothing commits both. The steps are
//
//  1. the new record says that a record arrives: from now on each turn of it goes on with step 2 first
//  2. the old record is closed: from now on nothing is sent or answered by it
//  3. the new record takes in what the old one has, and what it has not sent
//  4. the cohorts list the new number
//  5. the old record is erased
//
// Each step checks what the one before has left, so each may come twice. A turn of the new number takes the first three. If it
// dies, the wake-up of either record goes on. The last two belong to the wake-up of the old one.

// How long each part of a move may take.
const (
	moveCodeLife = 24 * time.Hour
	resumeMove   = 20 * time.Second // longer than Twilio waits for the turn that moves
)

// moveOffer is the code that a learner was given last.
type moveOffer struct {
	Code  string    `cbor:"1,keyasint"` // hashed
	Until time.Time `cbor:"2,keyasint"`
}

// departure says that a record goes to another number.
type departure struct {
	Code string    `cbor:"1,keyasint"` // hashed
	To   string    `cbor:"2,keyasint"` // the person with that number
	At   time.Time `cbor:"3,keyasint"`
	Done bool      `cbor:"4,keyasint,omitempty"` // nothing is left here but what is being sent
}

// arrival says that a record comes from another number, or has come.
type arrival struct {
	Code string    `cbor:"1,keyasint"` // hashed
	From string    `cbor:"2,keyasint"` // the person with that number
	At   time.Time `cbor:"3,keyasint"`
}

// maxWrongCodesPerHour bounds the wrong codes of all numbers. A hundred codes may be good at a time, of a hundred million: at this
// rate somebody finds one in a year.
const maxWrongCodesPerHour = 100

// codeHash is how a code is stored.
func (s *Store) codeHash(code string) string { return s.keyring.person("move:" + code).id }

// offerMove makes a code for a person, in place of an earlier one.
func (s *Store) offerMove(ctx context.Context, r *record, at time.Time) (code string, err error) {
	number, ok := e164.FromWire(r.Number)
	if !ok {
		return "", errors.New("offer move: the record has no number")
	}
	for {
		n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
		if err != nil {
			return "", fmt.Errorf("draw code: %w", err)
		}
		code = fmt.Sprintf("%08d", n)
		hash := s.codeHash(code)
		drawn, err := s.redis.SetNX(ctx, moveKey(hash), s.Person(number).id, moveCodeLife).Result()
		if err != nil {
			return "", &redisError{"keep code", err}
		}
		if drawn {
			r.Offer = moveOffer{hash, at.Add(moveCodeLife)}
			return code, nil
		}
	}
}

// tryMove tries a code that was texted from the number of r. If the code brings a record, it notes that, and returns errConflict:
// the turn runs again, and takes the record in first.
func (s *Store) tryMove(ctx context.Context, r *record, code string, at time.Time) (dialogue.MoveOutcome, error) {
	number, _ := e164.FromWire(r.Number)
	hash := s.codeHash(code)
	switch {
	case hash == r.Arrived.Code:
		return dialogue.MoveDone, nil
	case hash == r.Offer.Code:
		return dialogue.MoveHere, nil
	case !r.Place.MayTryCode(at):
		return dialogue.MoveWrong, nil
	}
	from, err := s.offeredTo(ctx, hash, at)
	switch {
	case err != nil:
		return "", err
	case from.IsZero():
		return dialogue.MoveWrong, nil
	case s.config.Texts != nil && !s.config.Texts(number):
		return dialogue.MoveUnable, nil
	case !r.Place.MayTakeIn():
		return dialogue.MoveTaken, nil
	}
	r.Arriving = &arrival{hash, from.id, at}
	r.claimed = true // a failover must not forget it: the other record is closed next
	p := s.Person(number)
	err = s.commit(ctx, change{person: p}, keysOf(p, ""), r)
	switch {
	case errors.Is(err, errNotReplicated):
		return "", unavailable(err)
	case err != nil:
		return "", err
	}
	return "", errConflict
}

// offeredTo returns who was given a code that is still good, or nobody. A wrong one is counted.
func (s *Store) offeredTo(ctx context.Context, hash string, at time.Time) (Person, error) {
	wrong := wrongCodesKey(at)
	pipe := s.redis.Pipeline()
	found, count := pipe.Get(ctx, moveKey(hash)), pipe.Get(ctx, wrong)
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return Person{}, &redisError{"find code", err}
	}
	if n, _ := count.Int(); n >= maxWrongCodesPerHour {
		return Person{}, nil
	}
	if from, ok := ParsePerson(found.Val()); ok {
		held, _, _, err := s.read(ctx, keysOf(from, ""), change{})
		if err != nil {
			return Person{}, err
		}
		if held.version != "" {
			r, err := s.keyring.open(held, from, true)
			if err != nil {
				return Person{}, err
			}
			if r.offers(hash, at) {
				return from, nil
			}
		}
	}
	pipe = s.redis.Pipeline()
	pipe.Incr(ctx, wrong)
	pipe.Expire(ctx, wrong, 2*time.Hour)
	if _, err := pipe.Exec(ctx); err != nil {
		return Person{}, &redisError{"count wrong code", err}
	}
	return Person{}, nil
}

// offers reports whether a code is good for this record.
func (r *record) offers(hash string, at time.Time) bool {
	return r.Offer.Code == hash && at.Before(r.Offer.Until) && r.Leaving == nil && !r.erased() && !r.Place.Stranger && r.Place.MayMove()
}

// arrive goes on with a move to the person of r, and returns their record after it. If the other record does not come after all,
// because another number was faster, r is as it was.
func (s *Store) arrive(ctx context.Context, r *record, p Person, at time.Time) (*record, error) {
	a := *r.Arriving
	var from *record
	err := s.update(ctx, change{person: Person{a.From}}, func(_ context.Context, old *record) (*record, error) {
		from = nil
		switch {
		case old == nil:
			return nil, nil
		case old.Leaving != nil:
			if old.Leaving.Code != a.Code || old.Leaving.To != p.id || old.Leaving.Done {
				return nil, nil
			}
		case !old.offers(a.Code, a.At):
			return nil, nil
		}
		copied := *old
		copied.Outbox.Entries = slices.Clone(old.Outbox.Entries)
		from = &copied
		old.Leaving, old.Offer = &departure{Code: a.Code, To: p.id, At: at}, moveOffer{}
		old.claimed = true // a failover must not open it again
		return old, nil
	})
	switch {
	case errors.Is(err, errNotReplicated):
		return nil, unavailable(err)
	case err != nil:
		return nil, fmt.Errorf("close record of %s: %w", a.From, err)
	}
	r.Arriving = nil
	if from == nil {
		return r, nil
	}
	return s.takeIn(r, from, a), nil
}

// takeIn returns the record of a learner whose old record is closed, under their new number, whose record r is.
func (s *Store) takeIn(r, from *record, a arrival) *record {
	in := &record{placeHalf: placeHalf{
		Number: r.Number, Zone: from.Zone, Lesson: from.Lesson, Version: from.Version, Place: from.Place.MovedTo(r.Place),
		Outbox: r.Outbox, CohortsToErase: r.CohortsToErase, Arrived: a,
	}, answers: from.answers, read: r.read}
	old, _ := e164.FromWire(from.Number)
	if zone := s.config.ZoneOf; zone != nil && from.Zone == zone(old) { // they did not choose it
		in.Place, in.Zone = in.Place.InZone(s.location(from.Zone), s.location(r.Zone)), r.Zone
	}
	for _, e := range from.Outbox.Entries {
		if e.State != EntryWaiting || e.Kind == EntryCall {
			continue // what is being sent ends in the old record; nobody waits for a call any more
		}
		o := &in.Outbox
		body := from.Outbox.drafts[e.ID]
		o.Last++
		e.ID = o.Last
		o.Entries = append(o.Entries, e)
		if o.drafts == nil {
			o.drafts = drafts{}
		}
		o.drafts[e.ID] = body
	}
	return in
}

// errLeaving is the error of a manager's act on a record that goes to another number. It is soon there.
var errLeaving = errors.New("the record goes to another number")

// leave finishes the move of a closed record: what it has is at the new number, the cohorts list that, and nothing is left here but
// what is being sent. Calling it again has no effect.
func (s *Store) leave(ctx context.Context, r *record, p Person, at time.Time) error {
	if r.Leaving.Done {
		return nil
	}
	to, number, err := s.arriveLate(ctx, *r.Leaving, at)
	if err != nil {
		return fmt.Errorf("move record of %s: %w", p, err)
	}
	for _, inv := range r.Place.Invitations {
		switch {
		case s.config.MoveInCohort == nil:
		case number.IsZero(): // they were erased since, or have gone on to a number that nobody can find
			err = s.config.EraseFromCohort(ctx, inv.Cohort, p)
		default:
			err = s.config.MoveInCohort(ctx, inv.Cohort, p, to, number, at)
		}
		if err != nil {
			return fmt.Errorf("move in cohort: %w", err)
		}
	}
	if err := s.redis.Del(ctx, moveKey(r.Leaving.Code)).Err(); err != nil {
		return &redisError{"delete code", err}
	}
	r.Leaving.Done = true
	optedOut, blocked := r.Place.OptedOut, r.Place.Blocked
	r.Place = dialogue.Place{}
	r.Place.OptedOut, r.Place.Blocked = optedOut, blocked
	if !s.config.Open {
		r.Place.Status = dialogue.Uninvited
	}
	r.Offer, r.answers, r.eraseAnswers = moveOffer{}, nil, true
	r.Outbox.drop(func(*Entry) bool { return true })
	for i := range r.Outbox.Entries {
		r.Outbox.Entries[i].Resolved = r.Outbox.Entries[i].finished() // nobody is at this number any more
	}
	return nil
}

// arriveLate makes sure that a record has come where it goes. It returns the person with the new number, and the number; or those to
// which the record has gone on since. The number is zero if they were erased.
func (s *Store) arriveLate(ctx context.Context, d departure, at time.Time) (to Person, number e164.Number, err error) {
	var next *departure
	to = Person{d.To}
	err = s.update(ctx, change{person: to}, func(ctx context.Context, r *record) (*record, error) {
		expects := r != nil && (r.Arrived.Code == d.Code || r.Arriving != nil && r.Arriving.Code == d.Code)
		switch {
		case !expects && at.Sub(d.At) >= moveCodeLife: // it was there, and is gone from there since
			return nil, nil
		case !expects:
			return nil, errors.New("the record of the new number expects no other")
		}
		if r.Arriving != nil {
			if r, err = s.arriveUnasked(ctx, r, to, at); err != nil {
				return nil, err
			}
		}
		number, _ = e164.FromWire(r.Number)
		next = r.Leaving
		r.claimed = true // a failover must not lose it: the old record is erased now
		return r, nil
	})
	switch {
	case errors.Is(err, errNotReplicated):
		return to, number, unavailable(err)
	case err == nil && next != nil:
		return s.arriveLate(ctx, *next, at)
	}
	return to, number, err
}

// arriveUnasked goes on with a move whose turn died before it. The learner is told by a text of its own, unless their text comes
// again first.
func (s *Store) arriveUnasked(ctx context.Context, r *record, p Person, at time.Time) (*record, error) {
	r, err := s.arrive(ctx, r, p, at)
	if err != nil || r.Arrived.Code == "" {
		return r, err
	}
	out, err := s.advance(ctx, r, dialogue.Input{Kind: dialogue.Moved, Channel: dialogue.Text, At: at})
	if err != nil {
		return nil, err
	}
	if len(out.Lines) > 0 && !r.Place.OptedOut {
		r.Outbox.addTexts(dialogue.Message{Lines: out.Lines, IfSilent: true, Until: at.Add(time.Hour)}, s.config.Compose(out.Lines), at)
	}
	return r, nil
}

// goOnMoving goes on with a move that a turn finds unfinished. The record may then be that of a number that was given up.
func (s *Store) goOnMoving(ctx context.Context, r *record, p Person, at time.Time) (*record, error) {
	if r.Arriving != nil {
		return s.arrive(ctx, r, p, at)
	}
	return r, s.leave(ctx, r, p, at)
}
