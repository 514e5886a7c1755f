package session

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
)

// Inspection is a record as it lies in Redis: where the learner is, opened, and what they said as sealed as it is.
type Inspection struct {
	Lesson  string
	Version string // of the lesson, that the learner began
	Zone    string // the learner's own; empty is the line's
	Place   dialogue.Place
	Entries []Entry   // of the outbox
	Wake    time.Time // when something is next due; zero: never
	Answers []byte    // what they said, sealed; empty: nothing
	Drafts  []byte    // the words of texts on their way, sealed
}

// Inspect looks at the record of a person without opening what they said. The error may wrap ErrNobody.
func (s *Store) Inspect(ctx context.Context, p Person) (Inspection, error) {
	var seen Inspection
	err := s.patiently(ctx, func(ctx context.Context) error {
		found, err := s.read(ctx, keysOf(p, ""), false)
		if err != nil {
			return err
		}
		if found.version == "" {
			return ErrNobody
		}
		var r record
		if _, err := s.keys.place.openValue(found.place, &r.place, forPlace, p, ""); err != nil {
			return err
		}
		seen = Inspection{
			Lesson: r.Lesson, Version: r.Version, Zone: r.Zone, Place: r.Place, Entries: r.Outbox.Entries, Wake: r.wake(),
			Answers: []byte(found.answers), Drafts: []byte(found.drafts),
		}
		return nil
	})
	if err != nil {
		return Inspection{}, fmt.Errorf("inspect: %w", err)
	}
	return seen, nil
}

// Remove leaves nothing of a person's record and wake-up, not even that they opted out: they are as new. It is for a
// rehearsal; a learner who wants to be forgotten is Erased. A repeat does nothing.
func (s *Store) Remove(ctx context.Context, p Person) error {
	err := s.patiently(ctx, func(ctx context.Context) error {
		_, err := s.redis.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
			pipe.Del(ctx, personKey(p))
			pipe.ZRem(ctx, wakeUps.Key(p.id), p.id)
			return nil
		})
		if err != nil {
			return &fault{"remove record", err}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("remove: %w", err)
	}
	return nil
}
