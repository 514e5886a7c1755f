package session

import (
	"context"
	"fmt"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// Invite adds an invitation to the record of the person with this number. Calling it again for the same cohort updates the
// invitation. A learner who has finished their lesson, or not begun it, moves to the lesson of the invitation; in the middle
// of a lesson, the invitation waits for its end. The text goes out within texting hours. Nobody who has opted out is texted,
// and nothing is stored about anybody who was erased.
//
// The Progress is their progress after that. Its Refusal says why the invitation was not added. Invite reads no answer, so it
// works with a Keyring WithoutAnswers too. The error may wrap ErrUnavailable.
func (s *Store) Invite(ctx context.Context, n e164.Number, inv dialogue.Invitation, at time.Time) (Progress, error) {
	p := s.Person(n)
	return s.manage(ctx, p, inv.Lesson, at, func(r *record, at time.Time) (*record, dialogue.Refusal, error) {
		inv := inv // a lost race decides again
		if r != nil && r.erased() && r.ErasedOnRequest {
			return r, dialogue.RefusedOptedOut, nil
		}
		if r == nil || r.erased() || r.Leaving != nil { // they wrote STOP before they were invited, or the number was given up
			var err error
			if r, err = s.begin(r, p, &Turn{Number: n}); err != nil {
				return nil, "", err
			}
		}
		if inv.Course != "" {
			course, ok := s.lessons.Course(inv.Course)
			if !ok {
				return nil, "", fmt.Errorf("there is no course %q", inv.Course)
			}
			r.Place.InviteToCourse(&inv, course, r.Lesson)
		}
		if r.Place.MayTakeUp(inv.Cohort, r.Lesson, inv.Lesson) {
			if r.inviteQueued() {
				r.Place = r.Place.UnsendInvitation(r.Lesson) // manage drops its text
			}
			if err := s.takeUp(r, inv.Lesson); err != nil {
				return nil, "", err
			}
		}
		if inv.Texted.Equal(at) && r.Lesson == inv.Lesson { // the reply of now invites them: the text that waits would say it again
			r.Outbox.drop(func(e *Entry) bool { return e.Invite })
		}
		return r, r.Place.Invite(inv, r.Lesson, at, s.rules), nil
	})
}

// Withdraw removes a cohort's invitation. A learner who has not begun is uninvited again and gets no more texts. One who has
// begun goes on with the lesson. It has no effect if there is no such invitation. The error may wrap ErrUnavailable.
func (s *Store) Withdraw(ctx context.Context, p Person, cohort string, at time.Time) error {
	_, err := s.manage(ctx, p, "", at, func(r *record, at time.Time) (*record, dialogue.Refusal, error) {
		if r != nil && !r.erased() {
			r.Place.Withdraw(cohort, r.Lesson, r.inviteQueued(), at, s.rules)
		}
		return r, "", nil
	})
	return err
}

// Cancel removes a cohort's invitation if its text has not gone out and the learner has not begun since it was made. Otherwise
// the invitation stays, without a second text, and cancelled is false. It also reports true if there is no such invitation.
// The error may wrap ErrUnavailable.
func (s *Store) Cancel(ctx context.Context, p Person, cohort string, at time.Time) (cancelled bool, err error) {
	_, err = s.manage(ctx, p, "", at, func(r *record, at time.Time) (*record, dialogue.Refusal, error) {
		cancelled = true
		if r != nil && !r.erased() {
			cancelled = r.Place.Cancel(cohort, r.Lesson, r.inviteQueued(), at, s.rules)
		}
		return r, "", nil
	})
	return cancelled, err
}

// takenBack reports whether a cohort has taken back an invitation that may now be texted, or to a course of which a part may now
// be offered. Then nothing is done: the roster's worker takes that to the record, and the wake-up comes again.
func (s *Store) takenBack(ctx context.Context, r *record, p Person, at time.Time) (bool, error) {
	if s.config.TakenBack == nil || r.erased() {
		return false, nil
	}
	for _, inv := range r.Place.Invitations {
		texts := inv.Lesson == r.Lesson && r.Place.Status == dialogue.Invited || inv.Course != "" && r.Place.PartDue(inv.Course, at)
		if !texts {
			continue
		}
		if back, err := s.config.TakenBack(ctx, inv.Cohort, p); back || err != nil {
			return back, err
		}
		if from := r.Arrived.From; from != "" { // the cohort may not have followed them yet
			if back, err := s.config.TakenBack(ctx, inv.Cohort, Person{from}); back || err != nil {
				return back, err
			}
		}
	}
	return false, nil
}

// Nudge requests one more text to a silent learner of this cohort. The Refusal says why it was not done, and is empty if it
// was. Calling it again within a day is refused. The error may wrap ErrUnavailable.
func (s *Store) Nudge(ctx context.Context, p Person, cohort string, at time.Time) (dialogue.Refusal, error) {
	progress, err := s.manage(ctx, p, "", at, func(r *record, at time.Time) (*record, dialogue.Refusal, error) {
		switch {
		case r == nil:
			return nil, dialogue.RefusedNotInvited, nil
		case r.erased():
			return r, dialogue.RefusedOptedOut, nil
		}
		return r, r.Place.Nudge(cohort, r.Lesson, at, s.rules), nil
	})
	return progress.Refusal, err
}

// manage lets a manager's act change the place half of a record, and returns the person's progress in a lesson after that.
// The act gets a nil record if the person has none, and the time on the learner's clock.
func (s *Store) manage(ctx context.Context, p Person, lesson string, at time.Time,
	act func(r *record, at time.Time) (*record, dialogue.Refusal, error),
) (progress Progress, err error) {
	err = s.update(ctx, change{person: p, placeOnly: true}, func(ctx context.Context, r *record) (*record, error) {
		if r != nil && r.Leaving != nil && !r.Leaving.Done {
			return nil, unavailable(errLeaving)
		}
		var invited bool
		var before string
		at := at
		if r != nil {
			invited, before, at = r.Place.Status == dialogue.Invited, r.Lesson, at.In(s.location(r.Zone))
		}
		r, refusal, err := act(r, at)
		switch {
		case err != nil:
			return nil, err
		case r == nil:
			progress = Progress{Status: StatusInvited, Refusal: refusal}
			return nil, nil
		case r.erased():
			progress = Progress{Status: StatusOptedOut, Erased: true, Refusal: refusal}
			return nil, nil
		}
		if err := s.carryOut(r, at, &dialogue.Output{}); err != nil {
			return nil, err
		}
		if invited && (r.Place.Status != dialogue.Invited || r.Lesson != before) {
			r.Outbox.drop(func(*Entry) bool { return true }) // an invitation that still waits
		}
		progress = s.progress(&r.placeHalf, lesson)
		progress.Refusal = refusal
		return r, nil
	})
	if err != nil {
		return Progress{}, fmt.Errorf("change place of %s: %w", p, err)
	}
	return progress, nil
}

// eraseFromCohorts removes a person who was erased from their cohorts.
func (s *Store) eraseFromCohorts(ctx context.Context, r *record, p Person) error {
	if s.config.EraseFromCohort == nil {
		r.CohortsToErase = nil // or they would be due for ever
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
