package dialogue

import (
	"cmp"
	"slices"
	"strings"
)

// Former is a lesson that a learner has finished before the present one.
type Former struct {
	Lesson     string      `cbor:"1,keyasint"`
	Version    string      `cbor:"2,keyasint"`
	Milestones []Milestone `cbor:"3,keyasint,omitempty"`
}

// maxFormer is how many lessons are kept of one learner.
const maxFormer = 20

// Finished reports whether this lesson is one of the former ones.
func (p *Place) Finished(lesson string) bool {
	return slices.ContainsFunc(p.Former, func(f Former) bool { return f.Lesson == lesson })
}

// FormerMilestones are those of a former lesson.
func (p *Place) FormerMilestones(lesson string) []Milestone {
	for _, f := range p.Former {
		if f.Lesson == lesson {
			return f.Milestones
		}
	}
	return nil
}

// Turns reports whether an invitation of a cohort that is not known yet turns a learner to another lesson than the one they are
// on: they have finished that one, or never begun it. What was finished is not begun again, and an invitation that texts
// nobody, as they were texted before, takes no place from one whose text may be still to come.
func (p *Place) Turns(cohort, from, to string) bool {
	free := !p.begun() || p.Status == Ended
	silent := !p.InvitedAt(to).IsZero() || !p.ToldOf(to).IsZero()
	return from != to && free && !p.Finished(to) && p.invitation(cohort) == nil && len(p.Invitations) < maxInvitations &&
		!(silent && p.Status == Invited)
}

// Awaits is the lesson to which a learner has been invited beside the one they are on, and which may begin: they have not
// begun, or finished, that one. Empty where there is none. What was finished is not begun again.
func (p *Place) Awaits(lesson string) string {
	if p.begun() && p.Status != Ended || p.Status == Invited && p.InvitedTo(lesson) != nil {
		return ""
	}
	for _, inv := range p.Invitations {
		if inv.Lesson != lesson && !p.Finished(inv.Lesson) {
			return inv.Lesson
		}
	}
	return ""
}

// TakeUp is the place of a learner who leaves a lesson that they have finished, or never begun, for another. What they
// reached in a finished one stays, in Former, and its answers are let go when they would have been. The state is Filed
// before the next turn.
func (p Place) TakeUp(lesson, version string) Place {
	next := Place{PersonPlace: p.PersonPlace, LessonPlace: LessonPlace{Status: Uninvited}}
	next.Invitations, next.Former, next.Told = slices.Clone(p.Invitations), slices.Clone(p.Former), slices.Clone(p.Told)
	if p.Status == Ended {
		next.Former = append(next.Former, Former{Lesson: lesson, Version: version, Milestones: p.Milestones})
		next.Former = next.Former[max(0, len(next.Former)-maxFormer):]
		next.Unfiled = cmp.Or(p.Unfiled, lesson)
	}
	for _, t := range p.Timers {
		if t.Name == TimerForget {
			t.Name += filed + lesson
		}
		if forgets(t.Name) {
			next.Timers = append(next.Timers, t)
		}
	}
	return next
}

// GoBack is the place of one whose only invitation to a lesson that they had not begun was withdrawn, in the lesson that they
// finished before it; false where there was none.
func (p Place) GoBack() (Place, Former, bool) {
	if len(p.Former) == 0 || p.begun() || p.Status == Invited {
		return p, Former{}, false
	}
	last := p.Former[len(p.Former)-1]
	p.Former = slices.Clone(p.Former[:len(p.Former)-1])
	p.Status, p.Milestones = Ended, last.Milestones
	return p, last, true
}

// filed stands between a lesson and a step in the name of an answer from a former lesson. No step has it in its ID.
const filed = "/"

// forgets reports whether a timer lets answers go.
func forgets(timer string) bool {
	return timer == TimerForget || strings.HasPrefix(timer, TimerForget+filed)
}

// Filed is a state in which the answers of a former lesson stand under "lesson/step", so that a step of the present one has
// none of them. They are the learner's, and are kept as long as they would have been.
func (s State) Filed() State {
	lesson := s.Place.Unfiled
	if lesson == "" {
		return s
	}
	s.Place.Unfiled = ""
	named := Answers{}
	for id, said := range s.Answers {
		if id == memory {
			continue
		}
		if !strings.Contains(id, filed) {
			id = lesson + filed + id
		}
		named[id] = said
	}
	s.Answers = named
	return s
}

// ofLesson reports whether an answer is one of the present lesson.
func ofLesson(id string) bool { return !strings.Contains(id, filed) && id != memory }
