package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
)

// Status is a learner's progress in a lesson in one word. Managers may see it.
type Status string

// The statuses. Learners usually pass through them in this order; the last three are exceptions.
const (
	StatusInvited     Status = "invited"     // the first text has not gone out yet
	StatusTexted      Status = "texted"      // the first text has gone out
	StatusStarted     Status = "started"     // the learner has begun
	StatusPaused      Status = "paused"      // by the learner, or after reminders
	StatusFinished    Status = "finished"    // the learner has finished the lesson
	StatusReflected   Status = "reflected"   // and has answered on the next day too
	StatusOptedOut    Status = "opted_out"   // the learner opted out before finishing
	StatusUnreachable Status = "unreachable" // texts do not arrive
	StatusUnknown     Status = "unknown"     // nobody knows whether the invitation was sent
)

// Progress is a learner's progress in a lesson or a course, computed from their record without the answers. All times are on
// the learner's clock.
type Progress struct {
	Status       Status
	Since        time.Time            // zero if it is not known
	Reached      []dialogue.Milestone // of the lesson, or of all lessons of the course
	Send         EntryState           // of the last text, if it is failed or unknown
	Code         int                  // Twilio's error code for that text
	Reason       Reason               // what the code means
	Erased       bool                 // they were erased: nothing else is known
	TextFrom     time.Time            // when the invitation's text goes out at the earliest; zero means that it has, or that there is none
	Texted       time.Time            // when the invitation's text went out; zero if it did not
	Nudged       time.Time            // when a nudge was last requested, or the invitation texted again
	TextedBefore bool                 // another invitation is not texted: one to this lesson was, and was withdrawn, or they are invited to the course
	Parts        []Part               // of a course, in their order; nil for one lesson
	Part         int                  // the number of the part where they are; 0 for one lesson
	Refusal      dialogue.Refusal     // why a manager's request was not done
}

// pipelined is how many records are read with one round trip.
const pipelined = 500

// ProgressOf returns the progress of many people in a lesson or a course, in their order. Somebody without a record has
// StatusInvited and no Since. It reads the place half of each record once, and no answer. The error may wrap ErrUnavailable.
func (s *Store) ProgressOf(ctx context.Context, people []Person, subject Subject) ([]Progress, error) {
	all := make([]Progress, 0, len(people))
	for len(people) > 0 {
		some := people[:min(len(people), pipelined)]
		people = people[len(some):]
		var places []string
		err := s.retry(ctx, func(ctx context.Context) (err error) {
			places, err = s.readPlaces(ctx, some)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read progress: %w", err)
		}
		for i, sealed := range places {
			progress, err := s.openProgress(sealed, some[i], subject)
			if err != nil {
				return nil, fmt.Errorf("read progress of %s: %w", some[i], err)
			}
			all = append(all, progress)
		}
	}
	return all, nil
}

// readPlaces reads the sealed place of each person, or "" if there is none.
func (s *Store) readPlaces(ctx context.Context, people []Person) ([]string, error) {
	pipe := s.redis.Pipeline()
	reads := make([]*redis.StringCmd, len(people))
	for i, p := range people {
		reads[i] = pipe.HGet(ctx, keysOf(p, "").person, fieldPlace)
	}
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
		return nil, &redisError{"read places", err}
	}
	places := make([]string, len(people))
	for i, read := range reads {
		if err := read.Err(); err != nil && !errors.Is(err, redis.Nil) {
			return nil, &redisError{"read place", err}
		}
		places[i] = read.Val()
	}
	return places, nil
}

// openProgress computes the progress of a person from their sealed place, or "" if they have none.
func (s *Store) openProgress(sealed string, p Person, subject Subject) (Progress, error) {
	var at placeHalf
	if sealed != "" {
		if _, err := s.keyring.place.open(sealed, &at, forPlace, p, ""); err != nil {
			return Progress{}, err
		}
		if at.Number == "" {
			return Progress{Status: StatusOptedOut, Erased: at.ErasedOnRequest}, nil
		}
	}
	if subject.Course != "" {
		return s.courseProgress(&at, subject), nil
	}
	return s.progress(&at, subject.Lessons[0]), nil
}

// progress computes the progress of a person in a lesson.
func (s *Store) progress(at *placeHalf, lesson string) Progress {
	st := Progress{Nudged: at.Place.Nudged, TextFrom: s.textFrom(at, lesson), TextedBefore: !at.Place.WithdrawnTextedAt(lesson).IsZero()}
	if at.Lesson == lesson {
		st.Reached = at.Place.Milestones
		if e := at.failedText(); e != nil {
			st.Send, st.Code, st.Reason = e.State, e.Code, s.reasonOf(e)
		}
	} else {
		st.Reached = at.Place.PastMilestones(lesson)
	}
	if !at.inviteQueued() {
		st.Texted = at.Place.TextedAt(lesson)
	}
	st.Status, st.Since = at.status(&st, lesson)
	zone := s.location(at.Zone)
	for _, t := range []*time.Time{&st.Since, &st.Nudged, &st.TextFrom, &st.Texted} {
		if !t.IsZero() {
			*t = t.In(zone)
		}
	}
	for i := range st.Reached {
		st.Reached[i].At = st.Reached[i].At.In(zone)
	}
	return st
}

// textFrom returns when the text of an invitation to this lesson goes out at the earliest, or the zero time if it has.
func (s *Store) textFrom(at *placeHalf, lesson string) time.Time {
	from := at.Place.TextFrom(lesson)
	for i := range at.Outbox.Entries {
		if e := &at.Outbox.Entries[i]; e.Invite && e.State == EntryWaiting && at.Lesson == lesson {
			from = e.Due
		}
	}
	if from.IsZero() {
		return from
	}
	return s.rules.UnaskedWindow(at.Place.AnyDay).Next(from.In(s.location(at.Zone)))
}

// status returns the status and its time. The cases are in order of precedence: a milestone that was reached counts, whatever
// came later.
func (at *placeHalf) status(st *Progress, lesson string) (Status, time.Time) {
	p, current := &at.Place, at.Lesson == lesson
	reached := map[string]time.Time{}
	for _, m := range st.Reached {
		reached[m.Name] = m.At
	}
	inv := p.InvitedTo(lesson)
	switch {
	case !reached[dialogue.MilestoneReflected].IsZero():
		return StatusReflected, reached[dialogue.MilestoneReflected]
	case !reached[dialogue.MilestoneFinished].IsZero():
		return StatusFinished, reached[dialogue.MilestoneFinished]
	case current && p.Status == dialogue.Ended, p.Finished(lesson):
		return StatusFinished, p.LastSeen
	case p.OptedOut:
		return StatusOptedOut, p.LastSeen
	case p.Unreachable, current && p.Stranger: // somebody says that the number is now theirs
		return StatusUnreachable, time.Time{}
	case current && p.Status == dialogue.Paused:
		return StatusPaused, p.LastSeen
	case !reached[dialogue.MilestoneStarted].IsZero():
		return StatusStarted, reached[dialogue.MilestoneStarted]
	case st.Send == EntryUnknown:
		return StatusUnknown, p.TextedAt(lesson)
	case st.Send == EntryFailed:
		return StatusUnreachable, p.TextedAt(lesson)
	case !p.TextedAt(lesson).IsZero() && !at.inviteQueued():
		return StatusTexted, p.TextedAt(lesson)
	case inv != nil:
		return StatusInvited, inv.Made
	}
	return StatusInvited, time.Time{}
}

// failedText returns the last text if it did not arrive or may not have, or nil.
func (at *placeHalf) failedText() *Entry {
	for i := len(at.Outbox.Entries) - 1; i >= 0; i-- {
		switch e := &at.Outbox.Entries[i]; {
		case e.Kind != EntryText:
		case e.State == EntryFailed, e.State == EntryUnknown:
			return e
		default:
			return nil
		}
	}
	return nil
}

// reasonOf returns the reason of an entry. Old entries have only a code.
func (s *Store) reasonOf(e *Entry) Reason {
	if e.Reason == ReasonUnknown && e.Code != 0 && s.config.ReasonOf != nil {
		return s.config.ReasonOf(e.Code)
	}
	return e.Reason
}

// inviteQueued reports whether an invitation waits in the outbox.
func (at *placeHalf) inviteQueued() bool {
	for _, e := range at.Outbox.Entries {
		if e.Invite && e.State == EntryWaiting {
			return true
		}
	}
	return false
}
