package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
)

// Status is where somebody stands with a lesson, as a manager may know it.
type Status string

// The statuses, in the order in which they are usually passed; the last three are apart.
const (
	StatusInvited     Status = "invited"     // the first text has not gone out yet
	StatusTexted      Status = "texted"      // and now it has
	StatusStarted     Status = "started"     //
	StatusPaused      Status = "paused"      // by the learner, or after reminders
	StatusFinished    Status = "finished"    //
	StatusReflected   Status = "reflected"   // answered the next day too
	StatusOptedOut    Status = "opted_out"   // wants no texts, before having finished
	StatusUnreachable Status = "unreachable" // texts do not arrive
	StatusUnknown     Status = "unknown"     // nobody knows whether the invitation was sent
)

// Progress is where somebody stands with one lesson: computed from their own record, and nothing of what they said.
type Progress struct {
	Status       Status
	Since        time.Time            // on the learner's clock; zero where it is not known
	Reached      []dialogue.Milestone // of the lesson, likewise
	Send         EntryState           // of the last text, where it is failed or unknown
	Code         int                  // Twilio's, of that text
	Reason       Reason               // that the code stands for
	Erased       bool                 // they were erased: nothing is known of them any more
	TextFrom     time.Time            // the invitation's text comes not before; zero is at once, or that it has come
	Nudged       time.Time            // when they were last texted once more
	TextedBefore bool                 // an invitation that was withdrawn was texted: another is not
	Refusal      dialogue.Refusal     // why a manager's doing was not done
}

// pipelined is how many records are read with one round trip.
const pipelined = 500

// ProgressOf are those of many people with one lesson, in their order. Who has no record yet is StatusInvited without a Since.
// It reads the place half of each record, and no answer. The error may wrap ErrUnavailable.
func (s *Store) ProgressOf(ctx context.Context, people []Person, lesson string) ([]Progress, error) {
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
			return nil, fmt.Errorf("read standings: %w", err)
		}
		for i, sealed := range places {
			standing, err := s.openProgress(sealed, some[i], lesson)
			if err != nil {
				return nil, fmt.Errorf("read standing of %s: %w", some[i], err)
			}
			all = append(all, standing)
		}
	}
	return all, nil
}

// readPlaces reads the sealed place of each person, empty where there is none.
func (s *Store) readPlaces(ctx context.Context, people []Person) ([]string, error) {
	pipe := s.redis.Pipeline()
	reads := make([]*redis.StringCmd, len(people))
	for i, p := range people {
		reads[i] = pipe.HGet(ctx, personKey(p), fieldPlace)
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

func (s *Store) openProgress(sealed string, p Person, lesson string) (Progress, error) {
	if sealed == "" {
		return Progress{Status: StatusInvited}, nil
	}
	var at place
	if _, err := s.keys.place.openValue(sealed, &at, forPlace, p, ""); err != nil {
		return Progress{}, err
	}
	return s.progress(&at, lesson), nil
}

// progress computes where a person stands with a lesson.
func (s *Store) progress(at *place, lesson string) Progress {
	if at.Number == "" {
		return Progress{Status: StatusOptedOut, Erased: at.ErasedOnRequest}
	}
	st := Progress{Nudged: at.Place.Nudged, TextFrom: at.Place.TextFrom(lesson), TextedBefore: !at.Place.WithdrawnTextedAt(lesson).IsZero()}
	if at.Lesson == lesson {
		st.Reached = at.Place.Milestones
		if e := at.failedText(); e != nil {
			st.Send, st.Code, st.Reason = e.State, e.Code, s.reasonOf(e)
		}
	} else {
		st.Reached = at.Place.PastMilestones(lesson)
	}
	st.Status, st.Since = at.status(&st, lesson)
	zone := s.location(at.Zone)
	for _, t := range []*time.Time{&st.Since, &st.Nudged, &st.TextFrom} {
		if !t.IsZero() {
			*t = t.In(zone)
		}
	}
	for i := range st.Reached {
		st.Reached[i].At = st.Reached[i].At.In(zone)
	}
	return st
}

// status is the one list of what comes before what: what was reached stays reached, whatever came later.
func (at *place) status(st *Progress, lesson string) (Status, time.Time) {
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
	case p.Unreachable, current && p.Stranger: // somebody else has the number, as they say
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

// failedText is the last text where it did not arrive, or may not have; otherwise nil.
func (at *place) failedText() *Entry {
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

// reasonOf is the reason of an entry. Entries that were stored before there were reasons have only a code.
func (s *Store) reasonOf(e *Entry) Reason {
	if e.Reason == ReasonUnknown && e.Code != 0 && s.config.ReasonOf != nil {
		return s.config.ReasonOf(e.Code)
	}
	return e.Reason
}

// inviteQueued reports whether an invitation has been written, and not been sent yet.
func (at *place) inviteQueued() bool {
	for _, e := range at.Outbox.Entries {
		if e.Invite && e.State == EntryWaiting {
			return true
		}
	}
	return false
}
