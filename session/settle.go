package session

import (
	"context"
	"errors"
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
	err := s.change(ctx, d.Person, func(ctx context.Context, r *record) (bool, error) {
		left = Entry{}
		e := r.Outbox.find(d.Entry)
		if e == nil || e.State != EntrySending || !d.Look && e.By != d.by || d.Look && !e.Tried.Equal(d.Tried) {
			return false, nil
		}
		e.settle(result, s.config.Certain)
		left = *e
		return true, s.consequences(ctx, r, e, result)
	})
	s.logEnd(ctx, d.Person, left)
	return err
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
	if err := s.mark(ctx, r, result.At, result.OptedOut, result.Unreachable); err != nil || !missed {
		return err
	}
	return s.missed(ctx, r, result.At)
}

// missed tells the engine that a call of ours has reached nobody.
func (s *Store) missed(ctx context.Context, r *record, at time.Time) error {
	_, err := s.advance(ctx, r, dialogue.Input{Kind: dialogue.Missed, At: at, Channel: dialogue.Text})
	return err
}

// mark notes of a learner that they want no texts, or cannot get any.
func (s *Store) mark(ctx context.Context, r *record, at time.Time, optedOut, unreachable bool) error {
	if unreachable {
		r.Place.Unreachable = true
		r.Outbox.drop(func(*Entry) bool { return true })
	}
	if !optedOut {
		return nil
	}
	stop := dialogue.Input{Kind: dialogue.Command, Command: dialogue.WordStop, Channel: dialogue.Text, At: at}
	_, err := s.advance(ctx, r, stop)
	return err
}

// Report notes what is told of an entry by a status callback, or by Twilio's list. Callbacks come late, early, twice and
// out of order, for entries that are not known any more, and for people who are not: all of that is nothing, and no
// error. What a learner has done since the attempt says more of them than its end.
func (s *Store) Report(ctx context.Context, p Person, entry int, d Delivery) error {
	var left Entry
	err := s.change(ctx, p, func(ctx context.Context, r *record) (bool, error) {
		left = Entry{}
		e := r.Outbox.find(entry)
		if e == nil {
			return false, nil
		}
		if e.SID != "" && e.SID != d.SID {
			s.config.Log.ErrorContext(ctx, "an entry was sent twice", slog.String("person", p.id), slog.Int("entry", entry),
				slog.String("sid", e.SID), slog.String("other", d.SID))
			return false, nil
		}
		if !e.report(d) {
			return false, nil
		}
		left = *e
		if e.Kind == EntryCall && d.Failed {
			return true, s.missed(ctx, r, d.At)
		}
		since := r.Place.Seen.After(e.Tried)
		return true, s.mark(ctx, r, d.At, d.OptedOut && !since, d.Unreachable && !since)
	})
	s.logEnd(ctx, p, left)
	return err
}

// errNothing ends a change that turns out to be none.
var errNothing = errors.New("nothing to change")

// change reads a record, lets do change it, and commits that; patiently, and beginning again when another commit came
// between. A person without a record is left alone.
func (s *Store) change(ctx context.Context, p Person, do func(context.Context, *record) (changed bool, err error)) error {
	ctx, cancel, err := begun(ctx)
	if err != nil {
		return fmt.Errorf("change record: %w", err)
	}
	defer cancel()
	err = s.patiently(ctx, func(ctx context.Context) error { return s.changeOnce(ctx, p, do) })
	if err != nil && !errors.Is(err, errNothing) {
		return fmt.Errorf("change record of %s: %w", p, err)
	}
	return nil
}

func (s *Store) changeOnce(ctx context.Context, p Person, do func(context.Context, *record) (bool, error)) error {
	found, err := s.readRecord(ctx, p)
	if err != nil {
		return err
	}
	if found.version == "" {
		return errNothing
	}
	r, err := s.keys.open(found, p)
	if err != nil {
		return err
	}
	changed, err := do(ctx, r)
	if err != nil {
		return err
	}
	if !changed {
		return errNothing
	}
	args, err := s.commitArgs(p, "", r, nil)
	if err != nil {
		return err
	}
	return s.commitRecord(ctx, keysOf(p, ""), r, args)
}
