package dialogue

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PastLesson is a lesson that a learner finished before the current one.
type PastLesson struct {
	Lesson     string      `cbor:"1,keyasint"`
	Version    string      `cbor:"2,keyasint"`
	Milestones []Milestone `cbor:"3,keyasint,omitempty"`
}

// maxPast is how many past lessons are kept for one learner.
const maxPast = 20

// Finished reports whether this is a past lesson.
func (p *Place) Finished(lesson string) bool {
	return slices.ContainsFunc(p.Past, func(f PastLesson) bool { return f.Lesson == lesson })
}

// PastMilestones returns the milestones of a past lesson.
func (p *Place) PastMilestones(lesson string) []Milestone {
	for _, f := range p.Past {
		if f.Lesson == lesson {
			return f.Milestones
		}
	}
	return nil
}

// MayTakeUp reports whether this invitation may move the learner to another lesson. The invitation must be new. The learner
// must have finished the lesson that they are on, or not have begun it, and must not have finished the other one. An
// invitation that sends no text, because one was texted before, does not displace an invitation whose text may still come.
func (p *Place) MayTakeUp(cohort, from, to string) bool {
	free := !p.inLesson()
	silent := !p.TextedAt(to).IsZero() || !p.WithdrawnTextedAt(to).IsZero()
	return from != to && free && !p.Finished(to) && p.invitation(cohort) == nil && len(p.Invitations) < maxInvitations &&
		!(silent && p.Status == Invited)
}

// NextLesson returns the lesson that the learner should be moved to, or "". They are invited to it and have not finished it.
// They have finished the lesson that they are on, or have neither begun it nor an invitation to it.
func (p *Place) NextLesson(lesson string) string {
	if p.inLesson() || p.Status == Invited && p.InvitedTo(lesson) != nil {
		return ""
	}
	for _, inv := range p.Invitations {
		if inv.Lesson != lesson && !p.Finished(inv.Lesson) && !inv.NoMore {
			return inv.Lesson
		}
	}
	return ""
}

// TakeUp returns the place of a learner who moves from a lesson that they have finished, or not begun, to another one. The
// milestones of a finished lesson go to Past. Its answers are erased at the same time as before, and the next part of a course
// comes at the same time. Call State.Archived before the next turn.
func (p Place) TakeUp(lesson, version string) Place {
	next := Place{PersonPlace: p.PersonPlace, LessonPlace: LessonPlace{Status: Uninvited}}
	next.Invitations, next.Past, next.Withdrawn = slices.Clone(p.Invitations), slices.Clone(p.Past), slices.Clone(p.Withdrawn)
	if p.Status == Ended {
		next.Past = append(next.Past, PastLesson{Lesson: lesson, Version: version, Milestones: p.Milestones})
		next.Past = next.Past[max(0, len(next.Past)-maxPast):]
		next.ToArchive = cmp.Or(p.ToArchive, lesson)
	}
	for _, t := range p.Timers {
		if t.Name == TimerForget {
			t.Name += archiveMark + lesson
		}
		if erasesAnswers(t.Name) || t.Name == TimerNotice || offersPart(t.Name) {
			next.Timers = append(next.Timers, t)
		}
	}
	return next
}

// BackToPastLesson returns the place of a learner whose only invitation was withdrawn before they began: at the end of the
// lesson that they finished last. It reports false if there is none.
func (p Place) BackToPastLesson() (Place, PastLesson, bool) {
	if len(p.Past) == 0 || p.Begun() || p.Status == Invited {
		return p, PastLesson{}, false
	}
	last := p.Past[len(p.Past)-1]
	p.Past = slices.Clone(p.Past[:len(p.Past)-1])
	p.Status, p.Milestones = Ended, last.Milestones
	return p, last, true
}

// archiveMark separates lesson and step in the ID of an answer from a past lesson. No step has it in its ID.
const archiveMark = "/"

// Archived returns the state with the answers of the past lesson under "lesson/step", apart from those of the current
// lesson. They are kept as long as before.
func (s State) Archived() State {
	lesson := s.Place.ToArchive
	if lesson == "" {
		return s
	}
	s.Place.ToArchive = ""
	named := Answers{}
	for id, said := range s.Answers {
		if id == lastTextID || id == heldTextID {
			continue
		}
		if !strings.Contains(id, archiveMark) {
			id = lesson + archiveMark + id
		}
		named[id] = said
	}
	s.Answers = named
	return s
}

// answerCount says how many answers are stored.
func (t *turn) answerCount() string {
	switch n := len(t.answers.Said()); n {
	case 0:
		return t.wording("no answers")
	case 1:
		return t.wording("1 answer")
	default:
		return strconv.Itoa(n) + " " + t.wording("answers")
	}
}

// keptUntil says how long answers are kept: until a date once the lesson is over, and before that for a number of days. It
// promises the notice before they are erased.
func (t *turn) keptUntil() string {
	retention := t.in.Rules.Retention
	at, set := t.answersErasedAt()
	until, promise := t.wording("until")+" ", "; "+t.wording("we text you before")
	switch {
	case set && !t.place.inLesson() && at.After(t.in.At) && at.After(t.place.NoticeGiven):
		return until + t.date(at) + promise
	case set && !t.place.inLesson():
		return until + t.date(at)
	case retention <= 0:
		return t.wording("until you erase them")
	default:
		return until + t.inDays(retention) + " " + t.wording("after your last word here") + promise
	}
}

// answersErasedAt returns when the last of the answers are erased, if that is known.
func (t *turn) answersErasedAt() (at time.Time, set bool) {
	for _, timer := range t.place.Timers {
		if erasesAnswers(timer.Name) && timer.At.After(at) {
			at, set = timer.At, true
		}
	}
	return at, set
}

// eraseAnswers deletes the answers of the current lesson. The learner's place in it stays.
func (t *turn) eraseAnswers() {
	t.dropUnconfirmed()
	maps.DeleteFunc(t.answers, func(id, _ string) bool { return !strings.Contains(id, archiveMark) })
	t.place.EarlyStep = ""
	t.place.clearTimer(TimerForget)
}

// erasePastAnswers deletes the answers of a past lesson if that is due, and reports whether it was.
func (t *turn) erasePastAnswers() bool {
	for _, timer := range t.place.Timers {
		lesson, former := strings.CutPrefix(timer.Name, TimerForget+archiveMark)
		if former && t.due(timer.Name) {
			maps.DeleteFunc(t.answers, func(id, _ string) bool { return strings.HasPrefix(id, lesson+archiveMark) })
			t.place.clearTimer(timer.Name)
			return true
		}
	}
	return false
}
