package dialogue

import (
	"strconv"
	"time"
)

// about is what the open step is about, or the nearest one before it that says so.
func (t *turn) about() string {
	for i := t.index(); i >= 0; i-- {
		if about := t.script.Steps[i].About; about != "" {
			return about
		}
	}
	return ""
}

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

// date is a day as it is written for people, with the year where it is another than this one.
func (t *turn) date(at time.Time) string {
	at = at.In(t.in.At.Location())
	if at.Year() == t.in.At.Year() {
		return at.Format("2 January")
	}
	return at.Format("2 January 2006")
}

// inDays says how long something lasts, in days that have begun.
func inDays(d time.Duration) string {
	const day = 24 * time.Hour
	if days := int((d + day - 1) / day); days > 1 {
		return strconv.Itoa(days) + " days"
	}
	return "1 day"
}
