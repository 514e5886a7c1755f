package session

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"coachline/scripts/dialogue"
)

// Settle records the outcome of a Dispatch. Calling it again has no effect, nor has the result of an attempt that another
// worker or a status callback has settled since. The error may wrap ErrUnavailable; then the entry is looked for when its
// lease is over.
func (s *Store) Settle(ctx context.Context, d *Dispatch, result Result) error {
	var left Entry
	err := s.update(ctx, change{person: d.Person}, func(ctx context.Context, r *record) (*record, error) {
		left = Entry{}
		if r == nil {
			return nil, nil
		}
		e := r.Outbox.find(d.Entry)
		if e != nil && e.State == EntryFailed && e.Claim == d.claim && result.Outcome == Accepted && e.SID != result.SID {
			e.State, e.Earlier = EntrySending, append(e.Earlier, e.SID) // an earlier attempt has failed while this one was under way
		}
		if e == nil || e.State != EntrySending || !d.Look && e.Claim != d.claim || d.Look && !e.Tried.Equal(d.Tried) {
			return nil, nil
		}
		e.settle(result, s.config.Certain)
		if result.Outcome == Absent && !d.Doubt.IsZero() {
			r.Heard = result.At
		}
		if result.Outcome == Held && e.State == EntryWaiting {
			e.Due = e.afterHold(e.window(s.rules, &r.Place), e.Due.In(s.zoneOf(r, e)))
		}
		if (result.PutOff || result.Outcome == Held) && e.State == EntryWaiting {
			e.Since = e.Due
		}
		left = *e
		return r, s.afterOutcome(ctx, r, e, result)
	})
	s.logEnd(ctx, d.Person, left)
	if err != nil {
		return fmt.Errorf("settle entry of %s: %w", d.Person, err)
	}
	return nil
}

// logEnd logs an entry that did not arrive, or may not have.
func (s *Store) logEnd(ctx context.Context, p Person, e Entry) {
	if e.Kind == EntryContact { // whose it is stands in no log
		if e.State == EntryFailed || e.State == EntryUnknown {
			s.warnUnreached(ctx, e)
		}
		return
	}
	said := map[EntryState]string{
		EntryFailed:  "not sent, or not delivered",
		EntryUnknown: "nobody knows whether this was sent: look for it in Twilio's log",
	}[e.State]
	if said != "" {
		s.config.Log.WarnContext(ctx, said, slog.String("person", p.id), slog.Int("entry", e.ID),
			slog.String("kind", string(e.Kind)), slog.String("state", string(e.State)), slog.String("status", e.Status),
			slog.Int("code", e.Code), slog.Int("attempts", e.Attempts))
	}
}

// warnUnreached says that a text to the contact did not arrive, or may not have: once for each reason.
func (s *Store) warnUnreached(ctx context.Context, e Entry) {
	if _, known := s.unreached.LoadOrStore(e.Code, true); !known {
		s.config.Log.ErrorContext(ctx, "COACHLINE_CONTACT_NUMBER was not reached: a learner asked for a person, and nobody was told; "+
			"see coachline outbox list", slog.String("status", e.Status), slog.Int("code", e.Code))
	}
}

// afterOutcome changes a record after the outcome of one of its entries.
func (s *Store) afterOutcome(ctx context.Context, r *record, e *Entry, result Result) error {
	missed := e.Kind == EntryCall && e.State == EntryFailed
	if result.Outcome == Refused {
		if err := s.markLearner(ctx, r, e, result.At); err != nil {
			return err
		}
	}
	if !missed {
		return nil
	}
	return s.callMissed(ctx, r, result.At)
}

// callMissed tells the engine that a call of ours reached nobody.
func (s *Store) callMissed(ctx context.Context, r *record, at time.Time) error {
	if r.Leaving != nil { // the learner has another number now
		return nil
	}
	_, err := s.advance(ctx, r, dialogue.Input{Kind: dialogue.Missed, At: at, Channel: dialogue.Text})
	return err
}

// markLearner records what the reason of a failed entry says about the learner: they have opted out, or are unreachable.
func (s *Store) markLearner(ctx context.Context, r *record, e *Entry, at time.Time) error {
	switch {
	case r.Leaving != nil, e.Kind == EntryContact:
	case e.Reason == ReasonOptedOut:
		stop := dialogue.Input{Kind: dialogue.CarrierNotice, CarrierWord: dialogue.WordStop, Channel: dialogue.Text, At: at}
		_, err := s.advance(ctx, r, stop)
		return err
	case e.Kind == EntryText && e.State == EntryFailed && e.Reason.Lasting():
		r.Place.Unreachable = true
		r.Outbox.drop(func(e *Entry) bool { return e.Kind != EntryContact })
	}
	return nil
}

// Report records what a status callback, or Twilio's list, says about an entry. Callbacks come late, early, twice and out of
// order, and for entries and people that are no longer known. None of that is an error or has an effect. If the learner has
// done something since the attempt, its failure does not mark them as opted out or unreachable.
func (s *Store) Report(ctx context.Context, p Person, entry int, d Delivery) error {
	var left Entry
	err := s.update(ctx, change{person: p}, func(ctx context.Context, r *record) (*record, error) {
		left = Entry{}
		if r == nil {
			return nil, nil
		}
		e := r.Outbox.find(entry)
		if e == nil || slices.Contains(e.Earlier, d.SID) {
			return nil, nil
		}
		if e.State == EntryFailed && e.SID != "" && e.SID != d.SID && !d.Failed { // an earlier attempt has failed, and this one arrives
			e.Earlier, e.SID = append(e.Earlier, e.SID), ""
		}
		if e.SID != "" && e.SID != d.SID {
			s.config.Log.ErrorContext(ctx, "an entry was sent twice", slog.String("person", p.id), slog.Int("entry", entry),
				slog.String("sid", e.SID), slog.String("other", d.SID))
			return nil, nil
		}
		if !e.report(d) {
			return nil, nil
		}
		left = *e
		if e.Kind == EntryCall && d.Failed {
			return r, s.callMissed(ctx, r, d.At)
		}
		if r.Place.LastSeen.After(e.Tried) {
			return r, nil
		}
		return r, s.markLearner(ctx, r, e, d.At)
	})
	s.logEnd(ctx, p, left)
	if err != nil {
		return fmt.Errorf("report on entry of %s: %w", p, err)
	}
	return nil
}
