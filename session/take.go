package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// Turn is one input of one person and what it is known by. The same ID is the same turn, however often it comes.
type Turn struct {
	ID       string      // MessageSid; CallSid/step of a call
	Number   e164.Number // whose Person takes the turn; zero where it is withheld
	Withheld bool        // the person is a Caller
	Input    dialogue.Input
}

// Take advances a learner by one turn and returns what to say. It is two round trips: one when the turn was taken
// before, and then the reply is the one that was given, whatever the input is now. A person without a record begins
// the lesson of the Config, or is told that nobody invited them; the end of a call of such a person is nothing and leaves
// nothing behind. A wake-up is a turn too, and is taken by Wake.
//
// An error wraps ErrUnavailable when Redis was out of reach for all of Config.RetryFor: the turn may have been committed or
// not, and taking it again is right in both cases. Any other error is ours. Any number of goroutines may call Take, for
// the same person too. A context that is cancelled before Take begins ends it; one that is cancelled later does not.
func (s *Store) Take(ctx context.Context, p Person, t Turn) (dialogue.Output, error) {
	if p.IsZero() || t.ID == "" {
		return dialogue.Output{}, errors.New("take turn: it has no person or no ID")
	}
	var out dialogue.Output
	err := s.update(ctx, change{person: p, turn: t.ID, reply: &out}, func(ctx context.Context, r *record) (*record, error) {
		r, err := s.recordFor(r, p, &t)
		if r == nil || err != nil {
			return nil, err
		}
		out, err = s.advance(ctx, r, t.Input)
		return r, err
	})
	if err != nil {
		return dialogue.Output{}, fmt.Errorf("take turn of %s: %w", p, err)
	}
	return out, nil
}

// recordFor is the record that takes a turn: the one that was read, or a new one; nil where the turn changes nothing for a person
// without one.
func (s *Store) recordFor(r *record, p Person, t *Turn) (*record, error) {
	switch {
	case r == nil:
		return s.begin(readState{}, p, t)
	case !r.erased() && (!s.config.Open || r.Place.Status != dialogue.Uninvited):
		return r, nil
	}
	anew, err := s.begin(r.read, p, t) // all was erased, or the line has been opened since they were turned away
	if anew != nil {
		anew.keepFrom(r)
	}
	return anew, err
}

// keepFrom keeps of a record that begins anew what must outlive it.
func (r *record) keepFrom(old *record) {
	r.Outbox.Last, r.CohortsToErase = old.Outbox.Last, old.CohortsToErase
	r.Place.Bounds = old.Place.Bounds
}

// begin is the record of a person who has none, or nil for a turn that does not make one.
func (s *Store) begin(was readState, p Person, t *Turn) (*record, error) {
	if t.Input.Kind == dialogue.HangUp || t.Input.Kind == dialogue.Wake || t.Input.Kind == dialogue.Missed {
		return nil, nil
	}
	if t.Withheld != t.Number.IsZero() || !t.Withheld && s.Person(t.Number) != p {
		return nil, errors.New("the number is missing, withheld, or another person's")
	}
	lesson := s.config.Lesson
	current, ok := s.lessons.Current(lesson)
	if !ok {
		return nil, fmt.Errorf("there is no lesson %q", lesson)
	}
	r := &record{place: place{Number: t.Number.E164(), Lesson: lesson, Version: current.Version}, read: was}
	if zone := s.config.ZoneOf; zone != nil && !t.Withheld {
		r.Zone = zone(t.Number)
	}
	r.Place.Withheld = t.Withheld
	if !s.config.Open {
		r.Place.Status = dialogue.Uninvited
	}
	return r, nil
}

// advance lets the engine take an input, and does to the record what the engine wishes.
func (s *Store) advance(ctx context.Context, r *record, in dialogue.Input) (dialogue.Output, error) {
	script, err := s.script(ctx, r)
	if err != nil {
		return dialogue.Output{}, err
	}
	in.At, in.Rules = in.At.In(s.location(r.Zone)), s.rules()
	if number, ok := e164.FromWire(r.Number); !ok || s.config.Rings == nil || !s.config.Rings(number) {
		in.Rules.Calls = 0 // the line may not ring this number
	}
	in.TextQueued, in.CallQueued = r.Outbox.head(EntryText) != nil, r.Outbox.head(EntryCall) != nil
	in.QuestionQueued = r.Outbox.questionOutdated(in.Channel)
	after, out := dialogue.Advance(script, dialogue.State{Place: r.Place, Answers: r.answers}, in)
	if out.DropOutdated {
		r.Outbox.dropOutdated(in.Channel)
	}
	r.Place, r.answers = after.Place, after.Answers
	s.apply(r, in.At, &out)
	if err := s.nextLesson(r, in.At); err != nil {
		return dialogue.Output{}, err
	}
	out.Texts, out.Ring, out.DropOutdated, out.Erase, out.Invite, out.Zone = nil, false, false, false, false, "" // done: what is left is the answer
	return out, nil
}

// rules are what the operator has decided.
func (s *Store) rules() dialogue.Rules {
	rules := s.config.Rules
	rules.Open = s.config.Open
	return rules
}

// apply does to a record what an output wishes beside the answer.
func (s *Store) apply(r *record, at time.Time, out *dialogue.Output) {
	if out.Zone != "" {
		r.Place = r.Place.InZone(s.location(r.Zone), s.location(out.Zone))
		r.Zone = out.Zone
	}
	for _, m := range out.Texts {
		r.Outbox.addTexts(m, s.config.Compose(m.Lines), at)
	}
	if out.Invite {
		r.Outbox.markInvite(len(out.Texts))
	}
	if out.Ring {
		r.Outbox.addCall(at)
	}
	switch p := &r.Place; {
	case p.OptedOut, p.Unreachable, p.Stranger:
		r.Outbox.drop(func(*Entry) bool { return true })
	case p.Phase == dialogue.Caring: // the line rings nobody in distress
		r.Outbox.drop(func(e *Entry) bool { return e.Kind == EntryCall })
	}
	if out.Erase {
		r.erase()
		r.ErasedOnRequest = true
	} else if r.Place.OptedOut && !r.invitedOrBegun() {
		told := r.Place.Withdrawn
		r.erase()                // somebody who is not to be texted, and of whom nothing else need be known
		r.Place.Withdrawn = told // or they would be texted anew after a START
	}
}
