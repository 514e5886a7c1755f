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
// The Progress is where they are then; its Refusal says why the invitation was not noted. Like all of a manager's doings it
// looks at no answer, so it works with a ring WithoutAnswers too. The error may wrap ErrUnavailable.
func (s *Store) Invite(ctx context.Context, n e164.Number, inv dialogue.Invitation, at time.Time) (Progress, error) {
	p := s.Person(n)
	return s.manage(ctx, p, inv.Lesson, at, func(r *record, at time.Time) (*record, dialogue.Refusal, error) {
		var err error
		switch {
		case r == nil:
			r, err = s.begin(readState{}, p, &Turn{Number: n})
		case r.erased() && r.ErasedOnRequest:
			return r, dialogue.RefusedOptedOut, nil
		case r.erased(): // a stranger who has once written STOP
			was := r
			if r, err = s.begin(was.read, p, &Turn{Number: n}); r != nil {
				r.keepFrom(was)
			}
		}
		if err != nil {
			return nil, "", err
		}
		if was := r.Lesson; r.Place.MayTakeUp(inv.Cohort, was, inv.Lesson) {
			if r.inviteQueued() {
				r.Place = r.Place.UnsendInvitation(was) // its text is dropped by manage
			}
			if err := s.takeUp(r, inv.Lesson); err != nil {
				return nil, "", err
			}
		}
		return r, r.Place.Invite(inv, r.Lesson, at, s.rules()), nil
	})
}

// Withdraw takes the invitation of a cohort back. One who has not begun is then as they were before, and nothing more is sent;
// one who has goes on. A repeat has no effect, and withdrawing what was never invited has none. The error may wrap
// ErrUnavailable.
func (s *Store) Withdraw(ctx context.Context, p Person, cohort string, at time.Time) error {
	_, err := s.manage(ctx, p, "", at, func(r *record, at time.Time) (*record, dialogue.Refusal, error) {
		if r != nil && !r.erased() {
			r.Place.Withdraw(cohort, r.Lesson, r.inviteQueued(), at, s.rules())
		}
		return r, "", nil
	})
	return err
}

// Nudge asks for one more text to somebody whom this cohort has invited and who is silent; the Refusal says why that is not
// done, empty where it is. A repeat within the day is refused. The error may wrap ErrUnavailable.
func (s *Store) Nudge(ctx context.Context, p Person, cohort string, at time.Time) (dialogue.Refusal, error) {
	standing, err := s.manage(ctx, p, "", at, func(r *record, at time.Time) (*record, dialogue.Refusal, error) {
		switch {
		case r == nil:
			return nil, dialogue.RefusedNotInvited, nil
		case r.erased():
			return r, dialogue.RefusedOptedOut, nil
		}
		return r, r.Place.Nudge(cohort, r.Lesson, at, s.rules()), nil
	})
	return standing.Refusal, err
}

// manage lets an act of a manager change the place half of a record, nil where the person has none, and tells where they then
// stand with a lesson. The act gets the time on the learner's clock.
func (s *Store) manage(ctx context.Context, p Person, lesson string, at time.Time,
	act func(r *record, at time.Time) (*record, dialogue.Refusal, error),
) (standing Progress, err error) {
	err = s.update(ctx, change{person: p, placeOnly: true}, func(ctx context.Context, r *record) (*record, error) {
		if err := s.recordIndexKey(ctx); err != nil {
			return nil, err
		}
		var invited bool
		var was string
		if r != nil {
			invited, was, at = r.Place.Status == dialogue.Invited, r.Lesson, at.In(s.location(r.Zone))
		}
		r, refusal, err := act(r, at)
		switch {
		case err != nil:
			return nil, err
		case r == nil:
			standing = Progress{Status: StatusInvited, Refusal: refusal}
			return nil, nil
		case r.erased():
			standing = Progress{Status: StatusOptedOut, Erased: true, Refusal: refusal}
			return nil, nil
		}
		s.apply(r, at, &dialogue.Output{})
		if err := s.nextLesson(r, at); err != nil {
			return nil, err
		}
		if invited && (r.Place.Status != dialogue.Invited || r.Lesson != was) {
			r.Outbox.drop(func(*Entry) bool { return true }) // the invitation, if it waits
		}
		standing = s.progress(&r.place, lesson)
		standing.Refusal = refusal
		return r, nil
	})
	if err != nil {
		return Progress{}, fmt.Errorf("change place of %s: %w", p, err)
	}
	return standing, nil
}

// takeUp puts a learner on the current version of another lesson.
func (s *Store) takeUp(r *record, lesson string) error {
	current, ok := s.lessons.Current(lesson)
	if !ok {
		return fmt.Errorf("there is no lesson %q", lesson)
	}
	r.Place = r.Place.TakeUp(r.Lesson, r.Version)
	r.Lesson, r.Version = lesson, current.Version
	r.archive()
	return nil
}

// nextLesson is what follows once a lesson has ended, or its only invitation was withdrawn: the lesson of an invitation that has
// waited, or else the one that was finished last.
func (s *Store) nextLesson(r *record, at time.Time) error {
	status := r.Place.Status
	if r.erased() || r.Place.Withheld || status != dialogue.Ended && (r.invitedOrBegun() || len(r.Place.Invitations)+len(r.Place.Past) == 0) {
		return nil
	}
	lesson := r.Place.NextLesson(r.Lesson)
	if _, known := s.lessons.Current(lesson); known {
		if err := s.takeUp(r, lesson); err != nil {
			return err
		}
		r.Place.Invite(*r.Place.InvitedTo(lesson), lesson, at, s.rules())
		return nil
	}
	if back, former, ok := r.Place.BackToPastLesson(); ok {
		r.Place, r.Lesson, r.Version = back, former.Lesson, former.Version
	}
	return nil
}

// eraseFromCohorts has the cohorts of somebody who was erased forget them.
func (s *Store) eraseFromCohorts(ctx context.Context, r *record, p Person) error {
	if s.config.EraseFromCohort == nil {
		return nil
	}
	for _, cohort := range r.CohortsToErase {
		if err := s.config.EraseFromCohort(ctx, cohort, p); err != nil {
			return fmt.Errorf("leave cohort: %w", err)
		}
	}
	r.CohortsToErase = nil
	return nil
}
