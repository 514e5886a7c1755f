package session

import (
	"context"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// advance lets the engine take an input, and does to the record what the engine wishes.
func (s *Store) advance(ctx context.Context, r *record, in dialogue.Input) (dialogue.Output, error) {
	script, err := s.script(ctx, r)
	if err != nil {
		return dialogue.Output{}, err
	}
	in.At, in.Rules = in.At.In(s.location(r.Zone)), s.rules()
	if in.Rules.Calls > 0 && !s.mayRing(r) {
		in.Rules.Calls = 0
	}
	in.TextQueued, in.CallQueued = r.Outbox.head(EntryText) != nil, r.Outbox.head(EntryCall) != nil
	in.QuestionQueued = r.Outbox.questionOutdated(in.Channel)
	after, out := dialogue.Advance(script, dialogue.State{Place: r.Place, Answers: r.answers}, in)
	if out.TakeBack {
		r.Outbox.dropOutdated(in.Channel)
	}
	r.Place, r.answers = after.Place, after.Answers
	s.apply(r, in.At, &out)
	if err := s.nextLesson(r, in.At); err != nil {
		return dialogue.Output{}, err
	}
	out.Texts, out.Ring, out.TakeBack, out.Erase, out.Invite, out.Zone = nil, false, false, false, false, "" // done: what is left is the answer
	return out, nil
}

// rules are what the operator has decided.
func (s *Store) rules() dialogue.Rules {
	rules := s.config.Rules
	rules.Open = s.config.Open
	return rules
}

// mayRing reports whether the line may ring this learner.
func (s *Store) mayRing(r *record) bool {
	number, ok := e164.FromWire(r.Number)
	return ok && s.config.Rings != nil && s.config.Rings(number)
}

// apply does to a record what an output wishes beside the answer.
func (s *Store) apply(r *record, at time.Time, out *dialogue.Output) {
	if out.Zone != "" {
		r.Place = r.Place.InZone(s.location(r.Zone), s.location(out.Zone))
		r.Zone = out.Zone
	}
	for _, m := range out.Texts {
		r.Outbox.text(m, s.config.Compose(m.Lines), at)
	}
	if out.Invite {
		r.Outbox.markInvite(len(out.Texts))
	}
	if out.Ring {
		r.Outbox.ring(at)
	}
	switch p := &r.Place; {
	case p.OptedOut, p.Unreachable, p.Stranger:
		r.Outbox.drop(func(*Entry) bool { return true })
	case p.Phase == dialogue.Caring: // the line rings nobody in distress
		r.Outbox.drop(func(e *Entry) bool { return e.Kind == EntryCall })
	}
	if out.Erase {
		r.erase()
		r.ErasedByWish = true
	} else if r.Place.OptedOut && !r.holdsMuch() {
		told := r.Place.Withdrawn
		r.erase()                // somebody who is not to be texted, and of whom nothing else need be known
		r.Place.Withdrawn = told // or they would be texted anew after a START
	}
}

// holdsMuch reports whether the record holds more than that somebody was there.
func (r *record) holdsMuch() bool {
	return r.Place.Status != dialogue.New && r.Place.Status != dialogue.Uninvited
}

// erase leaves of a record only that the line is to leave this person alone, which is all that keeps it from texting
// them again. The person is a keyed hash; the number is gone.
func (r *record) erase() {
	bounds := r.Place.Bounds
	bounds.OptedOut, bounds.Withdrawn = true, nil
	leaving := r.LeavingCohorts
	for _, inv := range r.Place.Invitations {
		leaving = append(leaving, inv.Cohort)
	}
	r.place = place{Outbox: outbox{Last: r.Outbox.Last}, LeavingCohorts: leaving}
	r.Place.Bounds = bounds
	r.answers, r.eraseAnswers = nil, true
}

// erased reports whether a record is what erase has left.
func (r *record) erased() bool { return r.Number == "" && !r.Place.Withheld }
