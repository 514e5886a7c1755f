package session

import (
	"context"
	"fmt"
	"time"

	"coachline/scripts/dialogue"
)

// Export is all the data about a learner, which the operator may give to them. It marshals as JSON.
type Export struct {
	Number      string               `json:"number,omitempty"`
	Name        string               `json:"name,omitempty"`
	Zone        string               `json:"time_zone"`
	Language    string               `json:"language,omitempty"` // in which they want lessons; empty if they have not said
	Lesson      string               `json:"lesson,omitempty"`
	Version     string               `json:"lesson_version,omitempty"`
	Status      dialogue.Status      `json:"status,omitempty"`
	Step        string               `json:"step,omitempty"`
	Milestones  map[string]time.Time `json:"milestones,omitempty"`
	Seen        time.Time            `json:"last_word,omitzero"` // when the learner last did anything
	Due         map[string]time.Time `json:"due,omitempty"`      // when each timer is due, by its name
	OptedOut    bool                 `json:"opted_out"`
	Blocked     bool                 `json:"opted_out_at_carrier,omitempty"` // until START, our texts would be refused
	Unreachable bool                 `json:"unreachable,omitempty"`
	AnyDay      bool                 `json:"any_day,omitempty"`         // they want texts on days that are no working days, too
	PassedOn    time.Time            `json:"number_passed_on,omitzero"` // when their number was passed on last, as they agreed, since they asked for a person
	Answers     dialogue.Answers     `json:"answers,omitempty"`
	Invited     []InvitedBy          `json:"invited,omitempty"`
	PastLessons []PastLesson         `json:"former_lessons,omitempty"`
	Sent        []Entry              `json:"sent,omitempty"` // texts and calls still in the outbox, and the last few before them
}

// InvitedBy is an invitation in an Export.
type InvitedBy struct {
	By     string    `json:"by"`
	Name   string    `json:"name,omitempty"` // its name for the learner
	Lesson string    `json:"lesson"`
	Course string    `json:"course,omitempty"`  // of which Lesson is a part
	NoMore bool      `json:"no_more,omitempty"` // they want no more parts of it
	At     time.Time `json:"at"`
	Texted time.Time `json:"texted,omitzero"`
}

// PastLesson is a lesson that a learner finished before the current one.
type PastLesson struct {
	Lesson     string               `json:"lesson"`
	Milestones map[string]time.Time `json:"milestones,omitempty"`
}

// Export returns all the data about a person. The error may wrap ErrNobody.
func (s *Store) Export(ctx context.Context, p Person) (Export, error) {
	if err := s.retry(ctx, s.checkIndexKey); err != nil {
		return Export{}, fmt.Errorf("export: %w", err)
	}
	found, err := s.load(ctx, p)
	if err != nil {
		return Export{}, fmt.Errorf("export: %w", err)
	}
	r, err := s.keyring.open(found, p, false)
	if err == nil && r.Leaving != nil {
		err = ErrNobody // all is at another number
	}
	if err != nil {
		return Export{}, fmt.Errorf("export: %w", err)
	}
	return s.exportOf(r), nil
}

// load reads the sealed record of a person. The error may wrap ErrNobody.
func (s *Store) load(ctx context.Context, p Person) (held sealed, err error) {
	err = s.retry(ctx, func(ctx context.Context) error {
		held, _, _, err = s.read(ctx, keysOf(p, ""), change{})
		return err
	})
	if err == nil && held.version == "" {
		err = ErrNobody
	}
	return held, err
}

func (s *Store) exportOf(r *record) Export {
	zone := s.location(r.Zone)
	h := Export{
		Number: r.Number, Name: r.Place.Name, Zone: zone.String(), Language: r.Place.Language, Lesson: r.Lesson, Version: r.Version,
		Status: r.Place.Status, Step: r.Place.Step, OptedOut: r.Place.OptedOut, Blocked: r.Place.Blocked, Unreachable: r.Place.Unreachable,
		AnyDay:     r.Place.AnyDay,
		Milestones: milestones(r.Place.Milestones, zone), Due: map[string]time.Time{}, Answers: r.answers.Said(), Sent: r.Outbox.Entries,
	}
	if !r.Place.LastSeen.IsZero() {
		h.Seen = r.Place.LastSeen.In(zone)
	}
	if !r.Place.PassedOn.IsZero() {
		h.PassedOn = r.Place.PassedOn.In(zone)
	}
	for _, inv := range r.Place.Invitations {
		by := InvitedBy{By: inv.By, Name: inv.Name, Lesson: inv.Lesson, Course: inv.Course, NoMore: inv.NoMore, At: inv.Made.In(zone)}
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

// Inspection is a record as Redis has it: the place, opened, and the answers, still sealed.
type Inspection struct {
	Lesson  string
	Version string // of the lesson that the learner began
	Zone    string // the learner's; empty means the line's
	Place   dialogue.Place
	Entries []Entry   // of the outbox
	Wake    time.Time // when something is next due; zero means never
	Answers []byte    // sealed; empty if there are none
	Drafts  []byte    // the bodies of texts in the outbox, sealed
}

// Inspect returns the record of a person without opening the answers. The error may wrap ErrNobody.
func (s *Store) Inspect(ctx context.Context, p Person) (Inspection, error) {
	found, err := s.load(ctx, p)
	if err != nil {
		return Inspection{}, fmt.Errorf("inspect: %w", err)
	}
	var r record
	if _, err := s.keyring.place.open(found.place, &r.placeHalf, forPlace, p, ""); err != nil {
		return Inspection{}, fmt.Errorf("inspect: %w", err)
	}
	return Inspection{
		Lesson: r.Lesson, Version: r.Version, Zone: r.Zone, Place: r.Place, Entries: r.Outbox.Entries, Wake: r.nextDue(),
		Answers: []byte(found.answers), Drafts: []byte(found.drafts),
	}, nil
}
