package session

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"coachline/scripts/dialogue"
)

// Settle notes what became of a Dispatch. A repeat is nothing, and so is the result of an attempt that another worker, or
// a status callback, has settled since. The error may wrap ErrUnavailable; then the entry is looked into when its lease
// is over.
func (s *Store) Settle(ctx context.Context, d *Dispatch, result Result) error {
	var left Entry
	err := s.update(ctx, change{person: d.Person}, func(ctx context.Context, r *record) (*record, error) {
		left = Entry{}
		if r == nil {
			return nil, nil
		}
		e := r.Outbox.find(d.Entry)
		if e == nil || e.State != EntrySending || !d.Look && e.Claim != d.claim || d.Look && !e.Tried.Equal(d.Tried) {
			return nil, nil
		}
		e.settle(result, s.config.Certain)
		left = *e
		return r, s.consequences(ctx, r, e, result)
	})
	s.logEnd(ctx, d.Person, left)
	if err != nil {
		return fmt.Errorf("settle entry of %s: %w", d.Person, err)
	}
	return nil
}

// logEnd leaves a trace of what did not arrive, or may not have.
func (s *Store) logEnd(ctx context.Context, p Person, e Entry) {
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

// consequences are what the fate of an entry means for the learner.
func (s *Store) consequences(ctx context.Context, r *record, e *Entry, result Result) error {
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

// callMissed tells the engine that a call of ours has reached nobody.
func (s *Store) callMissed(ctx context.Context, r *record, at time.Time) error {
	_, err := s.advance(ctx, r, dialogue.Input{Kind: dialogue.Missed, At: at, Channel: dialogue.Text})
	return err
}

// markLearner notes what the reason of an entry's end tells of the learner: they want no texts, or no text can reach them.
func (s *Store) markLearner(ctx context.Context, r *record, e *Entry, at time.Time) error {
	switch {
	case e.Reason == ReasonOptedOut:
		stop := dialogue.Input{Kind: dialogue.Command, Command: dialogue.WordStop, Channel: dialogue.Text, At: at}
		_, err := s.advance(ctx, r, stop)
		return err
	case e.Kind == EntryText && e.State == EntryFailed && e.Reason.Lasting():
		r.Place.Unreachable = true
		r.Outbox.drop(func(*Entry) bool { return true })
	}
	return nil
}

// Report notes what is told of an entry by a status callback, or by Twilio's list. Callbacks come late, early, twice and
// out of order, for entries that are not known any more, and for people who are not: all of that is nothing, and no
// error. What a learner has done since the attempt says more of them than its end.
func (s *Store) Report(ctx context.Context, p Person, entry int, d Delivery) error {
	var left Entry
	err := s.update(ctx, change{person: p}, func(ctx context.Context, r *record) (*record, error) {
		left = Entry{}
		if r == nil {
			return nil, nil
		}
		e := r.Outbox.find(entry)
		if e == nil {
			return nil, nil
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
		if r.Place.Seen.After(e.Tried) {
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
