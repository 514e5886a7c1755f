package dialogue

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// PartDue reports whether the next part of a course is due to be offered. In the middle of a lesson none is.
func (p *Place) PartDue(course string, at time.Time) bool {
	due, set := p.timer(TimerPart + "/" + course)
	return set && !p.inLesson() && !at.Before(due)
}

// duePart returns the course whose next part is due to be offered, or "".
func (t *turn) duePart() string {
	for _, timer := range t.place.Timers {
		if course, ok := strings.CutPrefix(timer.Name, TimerPart+"/"); ok && t.place.PartDue(course, t.in.At) {
			return course
		}
	}
	return ""
}

// offerPart offers the next part of a course, once, or once more if the learner asked for that. It keeps to texting hours and
// working days, except at a time that the learner chose.
func (t *turn) offerPart(course string) {
	p, now, timer := &t.place, t.in.At, TimerPart+"/"+course
	at, _ := p.timer(timer)
	inv := p.invitedToCourse(course)
	i := slices.IndexFunc(t.in.Parts, func(part Part) bool { return part.Course.Name == course })
	switch {
	case inv == nil, inv.NoMore, i >= 0 && t.in.Parts[i].Script == nil:
		p.clearTimer(timer)
		return
	case i < 0: // the course is not served now: it may be again
		p.setTimer(timer, t.nextWorkingDay())
		return
	case t.in.Parts[i].Script.Lesson == t.script.Lesson && !inv.Chosen && p.TextedAt(t.script.Lesson).After(p.PartSaid): // a manager invited them to it
		p.enterPart(t.in.Parts[i].Course, t.script.Lesson, p.TextedAt(t.script.Lesson))
		return
	case p.Call != "" && now.Sub(p.LastSeen) < callLost:
		p.setTimer(timer, now.Add(callLost))
		return
	case inv.Chosen && !now.After(at.Add(chosenFor)):
		t.until = at.Add(chosenFor)
	case !inv.Chosen && t.in.Parts[i].Script.Lesson != t.script.Lesson && t.invitedUntil().After(now):
		p.setTimer(timer, t.atHourOf(at, t.invitedUntil()))
		return
	case !t.mayBegin(timer):
		return
	}
	part := &t.in.Parts[i]
	t.takeUpPart(part)
	p.enterPart(part.Course, part.Script.Lesson, now)
	p.Status, p.Nudged, p.PartSaid = Invited, now, now
	t.part = part
	t.sayInvite(PhrasePart, inv.By, "")
}

// invitedUntil is how long an invitation has the learner's attention before the offer of a part may take its place: three days from
// its last text, which may still be to come. It is the zero time if nothing else invites them.
func (t *turn) invitedUntil() time.Time {
	p := &t.place
	from := p.TextedAt(t.script.Lesson)
	if from.IsZero() {
		from, _ = p.timer(TimerInvite)
	} else if p.Nudged.After(from) {
		from = p.Nudged
	}
	if p.Status != Invited || from.IsZero() {
		return time.Time{}
	}
	return from.Add(cmp.Or(t.in.Rules.Rehearsal, inviteAgainAfter))
}

// atHourOf returns the first time from on at which the learner's clock shows the same as at that time, or from in a rehearsal.
func (t *turn) atHourOf(at, from time.Time) time.Time {
	if t.in.Rules.Rehearsal > 0 {
		return from
	}
	at = at.In(t.in.At.Location())
	return next(from.In(t.in.At.Location()).Add(-1), at.Hour()*60+at.Minute())
}
