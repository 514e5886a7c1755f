package session

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// Turn is one input of one person, and its ID. Inputs with the same ID are the same turn.
type Turn struct {
	ID       string      // MessageSid of a text, CallSid/step of a call
	Number   e164.Number // of the person; zero if it is withheld
	Withheld bool        // the person is a Caller
	Input    dialogue.Input
}

// ErrNotServed is wrapped by the errors of turns of somebody of whom nothing is held, at a number that Config.Serves refuses. They
// cost a read, and nothing is stored.
var ErrNotServed = errors.New("the line does not serve this number")

// Take takes one turn of a learner and returns what to say. It takes two round trips. If the turn was taken before, it takes
// one, and returns the stored reply, whatever the input is now. A person without a record begins the lesson of the Config, or
// hears that they are not invited. The end of a call stores nothing for them. Wake takes wake-ups.
//
// The error wraps ErrUnavailable if Redis was out of reach for all of Config.RetryFor. The turn may have been committed or
// not; take it again in both cases. Any other error is ours. Any number of goroutines may call Take, also for the same
// person. Cancelling ctx has an effect only before Take begins.
func (s *Store) Take(ctx context.Context, p Person, t Turn) (dialogue.Output, error) {
	if p.id == "" || t.ID == "" {
		return dialogue.Output{}, errors.New("take turn: it has no person or no ID")
	}
	var out dialogue.Output
	err := s.update(ctx, change{person: p, turn: t.ID, reply: &out}, func(ctx context.Context, r *record) (_ *record, err error) {
		if r != nil && (r.Arriving != nil || r.Leaving != nil) {
			if r, err = s.goOnMoving(ctx, r, p, t.Input.At); err != nil {
				return nil, err
			}
		}
		if (r == nil || r.Leaving != nil) && !s.serves(&t) {
			return nil, ErrNotServed
		}
		// Somebody who was erased begins anew, and so do one who was refused before the line was opened to all, and whoever has a
		// number that a learner has given up.
		if r == nil || r.Leaving != nil || !r.Place.Begun() && (r.erased() || s.config.Open && r.Place.Status == dialogue.Uninvited) {
			if r, err = s.begin(r, p, &t); r == nil || err != nil {
				return nil, err
			}
		}
		out, err = s.advance(ctx, r, t.Input)
		return r, err
	})
	if err != nil {
		return dialogue.Output{}, fmt.Errorf("take turn of %s: %w", p, err)
	}
	return out, nil
}

// serves reports whether a turn of somebody of whom nothing is held may begin something. Asking costs as much as half of a turn.
func (s *Store) serves(t *Turn) bool {
	return s.config.Serves == nil || t.Number.IsZero() || endsOnly(t.Input.Kind) || moveText.MatchString(t.Input.Words) || s.config.Serves(t.Number)
}

// moveText is MOVE with a code, from a learner's new number: it is told if the line cannot text that.
var moveText = regexp.MustCompile(`(?i)^\s*move\W*[0-9]{4}\W*[0-9]{4}\W*$`)

// endsOnly reports whether an input of this kind makes no record.
func endsOnly(kind dialogue.InputKind) bool {
	return kind == dialogue.HangUp || kind == dialogue.Wake || kind == dialogue.Missed
}

// begin returns a new record for a person, or nil for a turn that does not make one. Of an old record it keeps the limits.
func (s *Store) begin(old *record, p Person, t *Turn) (*record, error) {
	if endsOnly(t.Input.Kind) {
		return nil, nil
	}
	if t.Withheld != t.Number.IsZero() || !t.Withheld && s.Person(t.Number) != p {
		return nil, errors.New("the number is missing, withheld, or another person's")
	}
	lesson := s.config.Lesson
	current, ok := s.lessons.Current(lesson)
	if !ok {
		return nil, fmt.Errorf("there is no lesson %q", lesson)
	}
	r := &record{placeHalf: placeHalf{Number: t.Number.E164(), Lesson: lesson, Version: current.Version}}
	if old != nil {
		r.read, r.Outbox.Last, r.CohortsToErase, r.Place.Bounds = old.read, old.Outbox.Last, old.CohortsToErase, old.Place.Bounds
		if old.Leaving == nil {
			r.Arrived = old.Arrived
		}
	}
	if zone := s.config.ZoneOf; zone != nil && !t.Withheld {
		r.Zone = zone(t.Number)
	}
	r.Place.Withheld = t.Withheld
	if !s.config.Open {
		r.Place.Status = dialogue.Uninvited
	}
	return r, nil
}

// advance lets the engine take an input, and applies its output to the record. What it returns is the reply.
func (s *Store) advance(ctx context.Context, r *record, in dialogue.Input) (dialogue.Output, error) {
	script, err := s.script(ctx, r)
	if err != nil {
		return dialogue.Output{}, err
	}
	in.At, in.Rules, in.Number = in.At.In(s.config.Zone), s.rules, r.Number
	if r.Zone != "" && r.Zone != s.config.Zone.String() {
		in.At = in.At.In(s.location(r.Zone))
	}
	at := in.At // in the functions below, in would be moved to the heap
	number, known := e164.FromWire(r.Number)
	in.MayRing = func() bool { return known && s.config.Rings != nil && s.config.Rings(number) }
	var madeErr error
	in.Link = func(life time.Duration) (link string) {
		if known && s.config.Link != nil {
			link, madeErr = s.config.Link(ctx, s.Person(number), life)
		}
		return link
	}
	in.NewMoveCode = func() (code string) { code, madeErr = s.offerMove(ctx, r, at); return code }
	in.TryMove = func(code string) (o dialogue.MoveOutcome) { o, madeErr = s.tryMove(ctx, r, code, at); return o }
	if len(r.Outbox.Entries) > 0 {
		in.TextQueued, in.CallQueued, in.QuestionQueued = r.Outbox.queued(in.Channel)
	}
	if len(r.Place.Invitations) > 0 {
		in.Parts = s.parts(ctx, r)
	}
	after, out := dialogue.Advance(script, dialogue.State{Place: r.Place, Answers: r.answers}, in)
	if madeErr != nil {
		return dialogue.Output{}, madeErr
	}
	if out.DropOutdated && len(r.Outbox.Entries) > 0 {
		r.Outbox.drop(func(e *Entry) bool { return e.outdated(in.Channel) })
	}
	r.Place, r.answers = after.Place, after.Answers
	r.counts, r.countedOn = append(r.counts, out.Counts...), at
	if part := out.TakenUp; part != nil {
		r.Lesson, r.Version = part.Lesson, part.Version
		if err := s.publish(ctx, part); err != nil {
			return dialogue.Output{}, err
		}
	}
	if err := s.carryOut(r, at, &out); err != nil {
		return dialogue.Output{}, err
	}
	out.Texts, out.PassOn, out.Ring, out.DropOutdated, out.Erase, out.Invite, out.Zone, out.TakenUp, out.Counts = nil, nil, false, false, false, false, "", nil, nil
	return out, nil
}

// script returns the version of the lesson that the learner is on: the one that they began, or the current one. If it is lost,
// they go on with the current one.
func (s *Store) script(ctx context.Context, r *record) (*dialogue.Script, error) {
	current, ok := s.lessons.Current(r.Lesson)
	if ok && !r.Place.Begun() {
		r.Version = current.Version
	}
	if ok && current.Version == r.Version {
		if _, done := s.published.Load(current); done {
			return current, nil
		}
		return current, s.publish(ctx, current)
	}
	kept, err := s.pastVersion(ctx, r.Lesson, r.Version)
	if kept != nil || err != nil {
		return kept, err
	}
	if !ok {
		return nil, fmt.Errorf("lesson %s is gone, and version %s of it", r.Lesson, r.Version)
	}
	if _, known := s.lost.LoadOrStore(lessonKey(r.Lesson, r.Version), true); !known {
		s.config.Log.WarnContext(ctx, "a version of a lesson is lost or cannot be read; its learners go on with the current one",
			slog.String("lesson", r.Lesson), slog.String("lost", r.Version), slog.String("current", current.Version))
	}
	r.Version = current.Version
	return current, s.publish(ctx, current)
}

// carryOut applies the actions of an output to a record: all but the reply. It runs in every commit of a turn, a wake-up and
// a manager's act.
func (s *Store) carryOut(r *record, at time.Time, out *dialogue.Output) error {
	if out.Zone != "" {
		r.Place = r.Place.InZone(s.location(r.Zone), s.location(out.Zone))
		r.Zone = out.Zone
	}
	for _, m := range out.Texts {
		r.Outbox.addTexts(m, s.config.Compose(m.Lines), at)
	}
	if len(out.PassOn) > 0 {
		for _, body := range s.config.Compose(out.PassOn) {
			r.Outbox.addToContact(body, at)
		}
	}
	if out.Invite {
		r.Outbox.markInvite(len(out.Texts))
	}
	if out.Ring {
		r.Outbox.addCall(at)
	}
	switch p := &r.Place; {
	case p.OptedOut, p.Stranger: // nothing is sent to them, or about them
		r.Outbox.drop(func(*Entry) bool { return true })
	case p.Unreachable: // nothing is sent to them
		r.Outbox.drop(func(e *Entry) bool { return e.Kind != EntryContact })
	case p.Phase == dialogue.Caring: // the line rings nobody in distress
		r.Outbox.drop(func(e *Entry) bool { return e.Kind == EntryCall })
	}
	if out.Erase {
		r.erase()
		r.ErasedOnRequest = true
	} else if r.Place.OptedOut && !r.invitedOrBegun() {
		withdrawn := r.Place.Withdrawn
		r.erase()                     // nothing but the opt-out needs to be known
		r.Place.Withdrawn = withdrawn // otherwise START and a new invitation would text them again
	}
	if r.Place.Status == dialogue.Ended || !r.Place.Begun() && len(r.Place.Invitations)+len(r.Place.Past) > 0 {
		return s.nextLesson(r, at)
	}
	return nil
}

// zoneOf returns the zone on whose clock an entry is sent: the learner's, or the line's for a text to the contact.
func (s *Store) zoneOf(r *record, e *Entry) *time.Location {
	if e.Kind == EntryContact {
		return s.config.Zone
	}
	return s.location(r.Zone)
}

// location returns the zone with this name, or the line's if the name is empty or unknown.
func (s *Store) location(name string) *time.Location {
	if name == "" {
		return s.config.Zone
	}
	if zone, ok := s.zones.Load(name); ok {
		return zone.(*time.Location)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = s.config.Zone
	}
	s.zones.Store(name, zone)
	return zone
}
