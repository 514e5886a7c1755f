package session

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"coachline/scripts/dialogue"
)

// Export is everything that is held of a learner, as the operator may give it to them. It marshals as JSON.
type Export struct {
	Number      string               `json:"number,omitempty"`
	Name        string               `json:"name,omitempty"`
	Zone        string               `json:"time_zone"`
	Lesson      string               `json:"lesson,omitempty"`
	Version     string               `json:"lesson_version,omitempty"`
	Status      dialogue.Status      `json:"status,omitempty"`
	Step        string               `json:"step,omitempty"`
	Milestones  map[string]time.Time `json:"milestones,omitempty"`
	Seen        time.Time            `json:"last_word,omitzero"` // when the learner last did anything
	Due         map[string]time.Time `json:"due,omitempty"`      // what the line does next by itself, by the timer's name
	OptedOut    bool                 `json:"opted_out"`
	Unreachable bool                 `json:"unreachable,omitempty"`
	Answers     dialogue.Answers     `json:"answers,omitempty"`
	Invited     []InvitedBy          `json:"invited,omitempty"`
	PastLessons []PastLesson         `json:"former_lessons,omitempty"`
	Sent        []Entry              `json:"sent,omitempty"` // texts and calls on their way, and the last few before them
}

// InvitedBy is who invited a learner, to what.
type InvitedBy struct {
	By     string    `json:"by"`
	Name   string    `json:"name,omitempty"` // by which it calls the learner
	Lesson string    `json:"lesson"`
	At     time.Time `json:"at"`
	Texted time.Time `json:"texted,omitzero"`
}

// PastLesson is a lesson that a learner has finished before the present one.
type PastLesson struct {
	Lesson     string               `json:"lesson"`
	Milestones map[string]time.Time `json:"milestones,omitempty"`
}

// ErrNobody is what an error wraps when nothing is held of a person.
var ErrNobody = errors.New("nothing is held of this number")

// ParsePerson reads what Person.String writes.
func ParsePerson(s string) (Person, bool) {
	const size = 22 // hashSize bytes in base64url
	if len(s) != size {
		return Person{}, false
	}
	if strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(base64url, r) }) {
		return Person{}, false
	}
	return Person{s}, true
}

// Export is everything that is held of a person; the error may wrap ErrNobody.
func (s *Store) Export(ctx context.Context, p Person) (Export, error) {
	var held Export
	err := s.patiently(ctx, func(ctx context.Context) error {
		if err := s.knownKeys(ctx); err != nil {
			return err
		}
		found, err := s.read(ctx, keysOf(p, ""), false)
		if err != nil {
			return err
		}
		if found.version == "" {
			return ErrNobody
		}
		r, err := s.keys.open(found.sealed, p)
		if err != nil {
			return err
		}
		held = s.exportOf(r)
		return nil
	})
	if err != nil {
		return Export{}, fmt.Errorf("export: %w", err)
	}
	return held, nil
}

func (s *Store) exportOf(r *record) Export {
	zone := s.location(r.Zone)
	h := Export{
		Number: r.Number, Name: r.Place.Name, Zone: zone.String(), Lesson: r.Lesson, Version: r.Version,
		Status: r.Place.Status, Step: r.Place.Step, OptedOut: r.Place.OptedOut, Unreachable: r.Place.Unreachable,
		Milestones: milestones(r.Place.Milestones, zone), Due: map[string]time.Time{}, Answers: r.answers.Said(), Sent: r.Outbox.Entries,
	}
	if !r.Place.Seen.IsZero() {
		h.Seen = r.Place.Seen.In(zone)
	}
	for _, inv := range r.Place.Invitations {
		by := InvitedBy{By: inv.By, Name: inv.Name, Lesson: inv.Lesson, At: inv.Made.In(zone)}
		if !inv.Texted.IsZero() {
			by.Texted = inv.Texted.In(zone)
		}
		h.Invited = append(h.Invited, by)
	}
	for _, f := range r.Place.Past {
		h.PastLessons = append(h.PastLessons, PastLesson{f.Lesson, milestones(f.Milestones, zone)})
	}
	for _, t := range r.Place.Timers {
		h.Due[t.Name] = t.At.In(zone)
	}
	return h
}

func milestones(reached []dialogue.Milestone, zone *time.Location) map[string]time.Time {
	by := map[string]time.Time{}
	for _, m := range reached {
		by[m.Name] = m.At.In(zone)
	}
	return by
}

// Erase erases a person. What stays is their keyed hash and that they are to be left alone: nothing is sent to them until
// they write START. The last replies, by the IDs of their turns, expire by themselves within an hour. The error may wrap
// ErrNobody; a repeat is no error.
func (s *Store) Erase(ctx context.Context, p Person) error {
	if err := s.patiently(ctx, s.knownKeys); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	err := s.update(ctx, change{person: p}, func(_ context.Context, r *record) (*record, error) {
		if r == nil {
			return nil, ErrNobody
		}
		r.erase()
		r.ErasedByWish = true
		return r, nil
	})
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	return nil
}
