package dialogue

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PastLesson is a lesson that a learner has finished before the present one.
type PastLesson struct {
	Lesson     string      `cbor:"1,keyasint"`
	Version    string      `cbor:"2,keyasint"`
	Milestones []Milestone `cbor:"3,keyasint,omitempty"`
}

// maxPast is how many lessons are kept of one learner.
const maxPast = 20

// Finished reports whether this lesson is one of the former ones.
func (p *Place) Finished(lesson string) bool {
	return slices.ContainsFunc(p.Past, func(f PastLesson) bool { return f.Lesson == lesson })
}

// PastMilestones are those of a former lesson.
func (p *Place) PastMilestones(lesson string) []Milestone {
	for _, f := range p.Past {
		if f.Lesson == lesson {
			return f.Milestones
		}
	}
	return nil
}

// MayTakeUp reports whether an invitation of a cohort that is not known yet turns a learner to another lesson than the one they are
// on: they have finished that one, or never begun it. What was finished is not begun again, and an invitation that texts
// nobody, as they were texted before, takes no place from one whose text may be still to come.
func (p *Place) MayTakeUp(cohort, from, to string) bool {
	free := !p.hasBegun() || p.Status == Ended
	silent := !p.TextedAt(to).IsZero() || !p.WithdrawnTextedAt(to).IsZero()
	return from != to && free && !p.Finished(to) && p.invitation(cohort) == nil && len(p.Invitations) < maxInvitations &&
		!(silent && p.Status == Invited)
}

// NextLesson is the lesson to which a learner has been invited beside the one they are on, and which may begin: they have not
// begun, or finished, that one. Empty where there is none. What was finished is not begun again.
func (p *Place) NextLesson(lesson string) string {
	if p.hasBegun() && p.Status != Ended || p.Status == Invited && p.InvitedTo(lesson) != nil {
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
// reached in a finished one stays, in Past, and its answers are erased when they would have been. The state is Archived
// before the next turn.
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
		if erasesAnswers(t.Name) {
			next.Timers = append(next.Timers, t)
		}
	}
	return next
}

// BackToPastLesson is the place of one whose only invitation to a lesson that they had not begun was withdrawn, in the lesson that they
// finished before it; false where there was none.
func (p Place) BackToPastLesson() (Place, PastLesson, bool) {
	if len(p.Past) == 0 || p.hasBegun() || p.Status == Invited {
		return p, PastLesson{}, false
	}
	last := p.Past[len(p.Past)-1]
	p.Past = slices.Clone(p.Past[:len(p.Past)-1])
	p.Status, p.Milestones = Ended, last.Milestones
	return p, last, true
}

// archiveMark stands between a lesson and a step in the name of an answer from a former lesson. No step has it in its ID.
const archiveMark = "/"

// erasesAnswers reports whether a timer lets answers go.
func erasesAnswers(timer string) bool {
	return timer == TimerForget || strings.HasPrefix(timer, TimerForget+archiveMark)
}

// Archived is a state in which the answers of a former lesson stand under "lesson/step", so that a step of the present one has
// none of them. They are the learner's, and are kept as long as they would have been.
func (s State) Archived() State {
	lesson := s.Place.ToArchive
	if lesson == "" {
		return s
	}
	s.Place.ToArchive = ""
	named := Answers{}
	for id, said := range s.Answers {
		if id == lastTextKey {
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

// ofThisLesson reports whether an answer is one of the present lesson.
func ofThisLesson(id string) bool { return !strings.Contains(id, archiveMark) && id != lastTextKey }

// answerCount says how many answers are held.
func (t *turn) answerCount() string {
	switch n := len(t.state.Answers.Said()); n {
	case 0:
		return "no answers"
	case 1:
		return "1 answer"
	default:
		return strconv.Itoa(n) + " answers"
	}
}

// keptUntil says how long answers are kept: up to a day that is known once the lesson is over, and before that in days.
func (t *turn) keptUntil() string {
	retention := t.in.Rules.Retention
	at, set := t.answersErasedAt()
	switch {
	case set && t.place.Status == Ended:
		return "until " + t.date(at)
	case retention <= 0:
		return "until you erase them"
	default:
		return "until " + inDays(retention) + " after your last word here"
	}
}

// answersErasedAt is when the last of the answers are let go, if that is known.
func (t *turn) answersErasedAt() (at time.Time, set bool) {
	for _, timer := range t.place.Timers {
		if erasesAnswers(timer.Name) && timer.At.After(at) {
			at, set = timer.At, true
		}
	}
	return at, set
}

// setRetention sets when the answers are let go: so long after the learner's last turn, or after the next day's text where that
// is still to come, or after the end of the lesson, which talk that follows it does not put off.
func (t *turn) setRetention() {
	p := t.place
	_, set := p.timer(TimerForget)
	switch ended := t.before.Status == Ended && set; {
	case !t.hasAnswers(), p.Withheld:
		p.clearTimer(TimerForget)
	case t.in.Rules.Retention > 0 && !ended && (t.in.Kind.byLearner() && !t.machine || t.out.Over):
		from := t.in.At
		if next, waits := p.timer(TimerWait); waits && next.After(from) {
			from = next // which will speak of the answers
		}
		p.setTimer(TimerForget, from.Add(t.in.Rules.Retention))
	}
}

// hasAnswers reports whether there is an answer of the present lesson, or a trace of what was texted last.
func (t *turn) hasAnswers() bool {
	for id := range t.state.Answers {
		if ofThisLesson(id) || id == lastTextKey {
			return true
		}
	}
	return false
}

// eraseAnswers deletes what the learner said in this lesson. Where they are in it stays.
func (t *turn) eraseAnswers() {
	t.dropUnconfirmedName()
	maps.DeleteFunc(t.state.Answers, func(id, _ string) bool { return ofThisLesson(id) || id == lastTextKey })
	t.place.EarlyStep = ""
	t.place.clearTimer(TimerForget)
}

// erasePastAnswers deletes what the learner said in a former lesson, when that is due, and reports whether it was.
func (t *turn) erasePastAnswers() bool {
	for _, timer := range t.place.Timers {
		lesson, former := strings.CutPrefix(timer.Name, TimerForget+archiveMark)
		if former && t.due(timer.Name) {
			maps.DeleteFunc(t.state.Answers, func(id, _ string) bool { return strings.HasPrefix(id, lesson+archiveMark) })
			t.place.clearTimer(timer.Name)
			return true
		}
	}
	return false
}
