package session

import (
	"context"
	"fmt"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// Invite notes that a manager has invited the person who has this number, who gets a text when that is due and right. The
// same cohort's invitation again is the same one, however often it comes. Where they have finished the lesson that they are
// on, or never begun it, the lesson of the invitation takes its place; in the middle of one, the invitation waits for its
// end. One who wants no texts is not texted, and of one who was erased nothing is written.
//
// The Standing is where they are then; its Refusal says why the invitation was not noted. Like all of a manager's doings it
// looks at no answer, so it works with a ring WithoutAnswers too. The error may wrap ErrUnavailable.
func (s *Store) Invite(ctx context.Context, n e164.Number, inv dialogue.Invitation, at time.Time) (Standing, error) {
	return s.manage(ctx, s.Person(n), n, dialogue.Input{Kind: dialogue.Summons, At: at, Invitation: inv})
}

// Withdraw takes the invitation of a cohort back. One who has not begun is then as they were before, and nothing more is sent;
// one who has goes on. A repeat is nothing, and so is what was never invited. The error may wrap ErrUnavailable.
func (s *Store) Withdraw(ctx context.Context, p Person, cohort string, at time.Time) error {
	in := dialogue.Input{Kind: dialogue.Withdrawal, At: at, Invitation: dialogue.Invitation{Cohort: cohort}}
	_, err := s.manage(ctx, p, e164.Number{}, in)
	return err
}

// Nudge asks for one more text to somebody whom this cohort has invited and who is silent; the Refusal says why that is not
// done, empty where it is. A repeat within the day is refused. The error may wrap ErrUnavailable.
func (s *Store) Nudge(ctx context.Context, p Person, cohort string, at time.Time) (dialogue.Refusal, error) {
	in := dialogue.Input{Kind: dialogue.Nudging, At: at, Invitation: dialogue.Invitation{Cohort: cohort}}
	standing, err := s.manage(ctx, p, e164.Number{}, in)
	return standing.Refusal, err
}

// manage lets a manager's doing change the place half of a record. Without a number, who has no record has done nothing that
// could be changed.
func (s *Store) manage(ctx context.Context, p Person, n e164.Number, in dialogue.Input) (standing Standing, err error) {
	err = s.update(ctx, change{person: p, blind: true}, func(ctx context.Context, r *record) (_ *record, err error) {
		if err = s.sameKeys(ctx); err != nil {
			return nil, err
		}
		r, err = s.managed(r, p, n, in)
		switch {
		case err != nil:
			return nil, err
		case r == nil:
			standing = Standing{Status: StatusInvited, Refusal: dialogue.RefusedStranger}
			return nil, nil
		case r.erased():
			standing = Standing{Status: StatusOptedOut, Erased: true, Refusal: dialogue.RefusedOptedOut}
			return nil, nil
		}
		standing, err = s.advanceManaged(ctx, r, in)
		return r, err
	})
	if err != nil {
		return Standing{}, fmt.Errorf("%s %s: %w", in.Kind, p, err)
	}
	return standing, nil
}

func (s *Store) advanceManaged(ctx context.Context, r *record, in dialogue.Input) (Standing, error) {
	invited, was := r.Place.Status == dialogue.Invited, r.Lesson
	lesson := in.Invitation.Lesson
	if in.Kind == dialogue.Summons && r.Place.Turns(in.Invitation.Cohort, r.Lesson, lesson) {
		if r.waits() {
			r.Place = r.Place.Untold(was) // its text is dropped below
		}
		if err := s.takeUp(r, lesson); err != nil {
			return Standing{}, err
		}
	}
	out, err := s.advance(ctx, r, in)
	if err != nil {
		return Standing{}, err
	}
	if invited && (r.Place.Status != dialogue.Invited || r.Lesson != was) {
		r.Outbox.drop(func(*Entry) bool { return true }) // the invitation, if it waits
	}
	standing := s.standing(&r.place, lesson)
	standing.Refusal = out.Refusal
	return standing, nil
}

// managed is the record that a manager's doing changes, with its answers sealed as they are; a new one for an invitation.
func (s *Store) managed(r *record, p Person, n e164.Number, in dialogue.Input) (*record, error) {
	switch {
	case r == nil && in.Kind != dialogue.Summons:
		return nil, nil
	case r == nil:
		return s.begin(origin{}, p, &Turn{Number: n, Input: in})
	case !r.erased() || r.Gone || in.Kind != dialogue.Summons:
		return r, nil
	}
	anew, err := s.begin(r.was, p, &Turn{Number: n, Input: in}) // a stranger who has once written STOP
	if anew != nil {
		anew.takeOver(r)
	}
	return anew, err
}

// takeUp puts a learner on the current version of another lesson.
func (s *Store) takeUp(r *record, lesson string) error {
	current, ok := s.lessons.Current(lesson)
	if !ok {
		return fmt.Errorf("there is no lesson %q", lesson)
	}
	r.Place = r.Place.TakeUp(r.Lesson, r.Pinned)
	r.Lesson, r.Pinned = lesson, current.Version
	r.file()
	return nil
}

// goOn is what follows once a lesson has ended, or its only invitation was withdrawn: the lesson of an invitation that has
// waited, or else the one that was finished last.
func (s *Store) goOn(ctx context.Context, r *record, at time.Time) error {
	status := r.Place.Status
	if r.erased() || r.Place.Withheld || status != dialogue.Ended && (r.begun() || len(r.Place.Invitations)+len(r.Place.Former) == 0) {
		return nil
	}
	lesson := r.Place.Awaits(r.Lesson)
	if _, known := s.lessons.Current(lesson); known {
		if err := s.takeUp(r, lesson); err != nil {
			return err
		}
		waited := dialogue.Input{Kind: dialogue.Summons, At: at, Invitation: *r.Place.InvitedTo(lesson)}
		_, err := s.advance(ctx, r, waited)
		return err
	}
	if back, former, ok := r.Place.GoBack(); ok {
		r.Place, r.Lesson, r.Pinned = back, former.Lesson, former.Version
	}
	return nil
}

// leave has the cohorts of somebody who was erased forget them.
func (s *Store) leave(ctx context.Context, r *record, p Person) error {
	if s.config.Leave == nil {
		return nil
	}
	for _, cohort := range r.Leaving {
		if err := s.config.Leave(ctx, cohort, p); err != nil {
			return fmt.Errorf("leave cohort: %w", err)
		}
	}
	r.Leaving = nil
	return nil
}
