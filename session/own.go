package session

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// Own is a learner's own record, as their page shows it to them. Times are on their clock.
type Own struct {
	Number      e164.Number
	Name        string
	Zone        *time.Location
	Parts       []OwnPart   // in the order in which they were begun
	NextText    time.Time   // zero if none is to come
	MayMoveText bool        // the learner may choose another hour for it
	ErasedFrom  time.Time   // when the first answers are erased; zero if that is not known
	Invitations []InvitedBy // in the order made
	PassedOn    time.Time   // when their number was passed on last, as they agreed, since they asked for a person; zero for never
	OptedOut    bool
}

// OwnPart is a lesson that a learner has begun.
type OwnPart struct {
	Lesson    string
	Title     string
	Minutes   int       // that it takes, about
	Began     time.Time // zero if that is not known
	Finished  time.Time // zero if it is not finished
	Reflected time.Time // when the learner answered what stayed with them; zero if they have not
	Answers   []dialogue.Recalled
	Erased    time.Time // when the answers are erased; zero if that is not known
}

// Own returns a learner's own record. The error may wrap ErrNobody, also if somebody says that the number is now theirs.
func (s *Store) Own(ctx context.Context, p Person, at time.Time) (own Own, err error) {
	err = s.retry(ctx, func(ctx context.Context) error {
		held, _, _, err := s.read(ctx, keysOf(p, ""), change{})
		switch {
		case err != nil:
			return err
		case held.version == "":
			return ErrNobody
		}
		r, err := s.keyring.open(held, p, false)
		if err != nil {
			return err
		}
		own, err = s.ownOf(ctx, r, at)
		return err
	})
	if err != nil {
		return Own{}, fmt.Errorf("read own record: %w", err)
	}
	return own, nil
}

// isTheirs reports whether whoever has opened the record may read and change it: it was not erased, has not gone to another number,
// and nobody says that the number is now theirs.
func (r *record) isTheirs() bool { return !r.erased() && r.Leaving == nil && !r.Place.Stranger }

func (s *Store) ownOf(ctx context.Context, r *record, at time.Time) (own Own, err error) {
	if !r.isTheirs() {
		return own, ErrNobody
	}
	held := s.exportOf(r)
	own = Own{Name: r.Place.Name, Zone: s.location(r.Zone), Invitations: held.Invited, PassedOn: held.PassedOn, OptedOut: r.Place.OptedOut}
	own.Number, _ = e164.FromWire(r.Number)
	lessons := slices.Clone(r.Place.Past)
	if r.invitedOrBegun() && r.Place.Status != dialogue.Invited {
		lessons = append(lessons, dialogue.PastLesson{Lesson: r.Lesson, Version: r.Version, Milestones: r.Place.Milestones})
	}
	for _, l := range lessons {
		script, err := s.scriptOf(ctx, l.Lesson, l.Version)
		if err != nil {
			return own, err
		}
		part := partOf(r, l, script, at.In(own.Zone))
		if own.Parts = append(own.Parts, part); len(part.Answers) > 0 && !part.Erased.IsZero() {
			if own.ErasedFrom.IsZero() || part.Erased.Before(own.ErasedFrom) {
				own.ErasedFrom = part.Erased
			}
		}
	}
	script, err := s.scriptOf(ctx, r.Lesson, r.Version)
	if err != nil {
		return own, err
	}
	if next, movable := r.Place.NextText(script); !next.IsZero() && !own.OptedOut {
		own.NextText, own.MayMoveText = next.In(own.Zone), movable
	}
	return own, nil
}

// scriptOf returns the version of a lesson that a learner took. If it is lost, it returns a script without steps.
func (s *Store) scriptOf(ctx context.Context, lesson, version string) (*dialogue.Script, error) {
	script, err := s.script(ctx, &record{placeHalf: placeHalf{Lesson: lesson, Version: version}})
	if err != nil && !retryable(err) {
		return &dialogue.Script{Lesson: lesson, Title: lesson}, nil
	}
	return script, err
}

// partOf returns a lesson as the learner's own record has it.
func partOf(r *record, l dialogue.PastLesson, script *dialogue.Script, at time.Time) OwnPart {
	zone := at.Location()
	part := OwnPart{Lesson: l.Lesson, Title: script.Title, Minutes: int(script.Budget.Minutes + 0.5)}
	for _, m := range l.Milestones {
		switch m.Name {
		case dialogue.MilestoneStarted:
			part.Began = m.At.In(zone)
		case dialogue.MilestoneFinished:
			part.Finished = m.At.In(zone)
		case dialogue.MilestoneReflected:
			part.Reflected = m.At.In(zone)
		}
	}
	if erased := r.Place.ErasedAt(l.Lesson, r.Lesson); !erased.IsZero() {
		part.Erased = erased.In(zone)
	}
	st := dialogue.State{Place: dialogue.Place{PersonPlace: r.Place.PersonPlace}, Answers: r.answers.AnswersOf(l.Lesson, r.Lesson)}
	if l.Lesson == r.Lesson {
		st.Place = r.Place
	}
	part.Answers = dialogue.Recall(script, st, at)
	return part
}

// Errors of a correction, beside those that wrap ErrNobody or ErrUnavailable.
var (
	ErrNoName   = errors.New("this is no name")
	ErrNoHour   = errors.New("this is no hour, or no text is to come")
	ErrNoAnswer = errors.New("there is no such answer")
)

// own lets a learner change their own record. decide gets the script of the lesson that they are on.
func (s *Store) own(ctx context.Context, p Person, at time.Time, decide func(*record, *dialogue.Script, dialogue.Input) error) error {
	err := s.update(ctx, change{person: p}, func(ctx context.Context, r *record) (*record, error) {
		if r == nil || !r.isTheirs() {
			return nil, ErrNobody
		}
		script, err := s.script(ctx, r)
		if err != nil {
			return nil, err
		}
		in := dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, At: at.In(s.location(r.Zone)), Rules: s.rules, Parts: s.parts(ctx, r)}
		return r, decide(r, script, in)
	})
	if err != nil {
		return fmt.Errorf("change own record: %w", err)
	}
	return nil
}

// NoteRead records that a learner has opened their own record.
func (s *Store) NoteRead(ctx context.Context, p Person, at time.Time) error {
	return s.own(ctx, p, at, func(r *record, _ *dialogue.Script, _ dialogue.Input) error {
		r.Place.RecordRead = at
		return nil
	})
}

// CorrectName changes a learner's own name. The error may wrap ErrNoName.
func (s *Store) CorrectName(ctx context.Context, p Person, typed string, at time.Time) error {
	return s.own(ctx, p, at, func(r *record, script *dialogue.Script, _ dialogue.Input) error {
		name := dialogue.ReadName(script.Language, typed)
		if name == "" {
			return ErrNoName
		}
		r.Place = dialogue.State{Place: r.Place}.Renamed(name).Place
		return nil
	})
}

// CorrectAnswer changes a name that the learner gave in a lesson. The error may wrap ErrNoName or ErrNoAnswer.
func (s *Store) CorrectAnswer(ctx context.Context, p Person, lesson, step, typed string, at time.Time) error {
	return s.own(ctx, p, at, func(r *record, script *dialogue.Script, _ dialogue.Input) error {
		name, id := dialogue.ReadName(script.Language, typed), dialogue.IDOf(lesson, step, r.Lesson)
		switch {
		case r.answers.Said()[id] == "":
			return ErrNoAnswer
		case name == "":
			return ErrNoName
		}
		r.dropQuotes(r.answers[id], at)
		r.answers = maps.Clone(r.answers)
		r.answers[id] = name
		return nil
	})
}

// MoveText changes the hour of the next text. The error may wrap ErrNoHour.
func (s *Store) MoveText(ctx context.Context, p Person, hour string, at time.Time) error {
	return s.own(ctx, p, at, func(r *record, script *dialogue.Script, in dialogue.Input) error {
		moved, ok := dialogue.State{Place: r.Place, Answers: r.answers}.MovedTo(script, hour, in)
		if !ok {
			return ErrNoHour
		}
		r.Place, r.answers = moved.Place, moved.Answers
		return nil
	})
}

// EraseAnswer erases one answer of a learner. Texts that wait to be sent and quote it are dropped; a reply that was stored for
// Twilio expires within an hour. The error may wrap ErrNoAnswer.
func (s *Store) EraseAnswer(ctx context.Context, p Person, lesson, step string, at time.Time) error {
	return s.own(ctx, p, at, func(r *record, script *dialogue.Script, in dialogue.Input) error {
		id := dialogue.IDOf(lesson, step, r.Lesson)
		if r.answers.Said()[id] == "" {
			return ErrNoAnswer
		}
		r.withoutAnswers(script, []string{id}, in)
		return nil
	})
}

// EraseAnswers erases all answers of a learner, as EraseAnswer does one. Their place, dates and milestones stay. Calling it
// again has no effect.
func (s *Store) EraseAnswers(ctx context.Context, p Person, at time.Time) error {
	return s.own(ctx, p, at, func(r *record, script *dialogue.Script, in dialogue.Input) error {
		r.withoutAnswers(script, slices.Collect(maps.Keys(r.answers.Said())), in)
		return nil
	})
}

// withoutAnswers erases answers by their IDs.
func (r *record) withoutAnswers(script *dialogue.Script, ids []string, in dialogue.Input) {
	for _, id := range ids {
		r.dropQuotes(r.answers[id], in.At)
	}
	left := dialogue.State{Place: r.Place, Answers: r.answers}.WithoutAnswers(script, ids, in)
	r.Place, r.answers = left.Place, left.Answers
}

// quoted is how many bytes of an answer make a quote of it. Prompts quote long answers only in part.
const quoted = 30

// dropQuotes drops the texts that wait to be sent and may quote an answer. The open question is asked again then.
func (r *record) dropQuotes(said string, at time.Time) {
	said = strings.Join(strings.Fields(said), " ")
	said = said[:min(len(said), quoted)]
	waiting := len(r.Outbox.Entries)
	r.Outbox.drop(func(e *Entry) bool {
		body := strings.Join(strings.Fields(r.Outbox.drafts[e.ID]), " ")
		return e.Kind == EntryText && !e.Invite && strings.Contains(body, said)
	})
	if len(r.Outbox.Entries) < waiting {
		r.Place = r.Place.Reasked(at)
	}
}
