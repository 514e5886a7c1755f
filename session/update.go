package session

import (
	"context"
	"errors"
	"time"

	"coachline/scripts/dialogue"
)

// change is what one Update is about.
type change struct {
	person Person
	turn   string           // the ID of a turn, whose reply is stored and given again; empty where nobody is answered
	reply  *dialogue.Output // of a turn
	blind  bool             // the answers stay sealed
}

// decision says what becomes of the record that was read, nil where the person has none. It returns the record to write, or
// nil to write nothing. It runs again when another commit came between, so it keeps nothing from an earlier run.
type decision func(ctx context.Context, r *record) (*record, error)

// update is the only transaction: it reads a record, lets decide change it, and writes everything at once if nobody else has
// since. It is two round trips, and patient: a lost race begins again, and a Redis that is out of reach is waited for. A turn
// that was taken before is not decided again: its reply is read.
//
// The error is errUnsafe when a claim was written that no replica has taken.
func (s *Store) update(ctx context.Context, c change, decide decision) error {
	ctx, cancel, err := uncancelled(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	return s.patiently(ctx, func(ctx context.Context) error {
		k := keysOf(c.person, c.turn)
		found, err := s.read(ctx, k, c.turn != "")
		if err != nil {
			return err
		}
		if found.reply != "" {
			*c.reply, err = s.keys.openReply(found.reply, c.person, c.turn)
			return err
		}
		r, err := s.keys.openRecord(found.sealed, c)
		if err != nil {
			return err
		}
		if r, err = decide(ctx, r); r == nil || err != nil {
			return err
		}
		args, err := s.commitArgs(c, r)
		if err != nil {
			return err
		}
		return s.commit(ctx, k, r, args)
	})
}

// uncancelled keeps the deadline of a context and drops its cancellation: what has begun is finished, also when the client has gone.
func uncancelled(ctx context.Context) (context.Context, context.CancelFunc, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	deadline, ok := ctx.Deadline()
	ctx = context.WithoutCancel(ctx)
	if !ok {
		return ctx, func() {}, nil
	}
	ctx, cancel := context.WithDeadline(ctx, deadline)
	return ctx, cancel, nil
}

// openRecord opens what was read, nil where there is no record.
func (k *Keyring) openRecord(found sealed, c change) (*record, error) {
	switch {
	case found.version == "":
		return nil, nil
	case c.blind:
		return k.openPlace(found, c.person)
	}
	return k.open(found, c.person)
}

// commit writes a record, or nothing and returns errConflict. It waits for a replica where the commit must outlive a
// failover: a claim, since what is sent cannot be unsent, and an opt-out, since the learner is told that it holds.
func (s *Store) commit(ctx context.Context, k turnKeys, r *record, args []any) error {
	optsOut := r.Place.OptedOut && !r.was.optedOut
	var wait time.Duration
	switch {
	case optsOut:
		wait = waitLonger
	case r.claimed:
		wait = waitReplica
	default:
		return s.write(ctx, k, args)
	}
	err := s.writeReplicated(ctx, k, args, wait)
	if optsOut && errors.Is(err, errNotReplicated) { // a replica that is late is no reason to tell them otherwise
		s.warnUnreplicated(ctx, "an opt-out may be lost in a failover")
		return nil
	}
	return err
}
