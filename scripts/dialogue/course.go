package dialogue

import (
	"slices"
	"strings"
	"time"
)

// Course is an ordered list of lessons, and the pace between them.
type Course struct {
	Name    string // such as "peer-coaching"
	Title   string // for people
	Lessons []string
	After   int    // days from the end of one lesson to the offer of the next
	At      string // the time of day of the offer: "09:00", or "{hour}", the learner's answer to that step of the lesson before
}

// Part is the next lesson of a course that a learner has not begun.
type Part struct {
	Course *Course
	Script *Script // the newest version of the lesson; nil if no part is left
}

// timer is the name of the timer for the offer of a course's next part.
func (c *Course) timer() string { return TimerPart + "/" + c.Name }

// offersPart reports whether a timer offers the next part of a course.
func offersPart(timer string) bool { return strings.HasPrefix(timer, TimerPart+"/") }

// has reports whether a lesson is a part of the course.
func (c *Course) has(lesson string) bool { return slices.Contains(c.Lessons, lesson) }

// NextPart returns the index of the part of a course that comes next, or the number of parts if none is left. lesson is the one
// that the learner is on. It comes next itself if it is a part and they have not begun it. Otherwise it is the first part after
// it that they have not finished, or if there is none, the first before it.
func (p *Place) NextPart(c *Course, lesson string) int {
	on := slices.Index(c.Lessons, lesson)
	if on >= 0 && !p.Begun() {
		return on
	}
	for n := range c.Lessons {
		if i := (on + 1 + n) % len(c.Lessons); i != on && !p.Finished(c.Lessons[i]) {
			return i
		}
	}
	return len(c.Lessons)
}

// invitedToCourse returns the first invitation to a course, or nil. Those of all cohorts agree on Lesson, NoMore and Chosen.
func (p *Place) invitedToCourse(course string) *Invitation {
	return p.firstInvitation(func(i *Invitation) bool { return i.Course == course })
}

// InviteToCourse sets the lesson of a new invitation to a course. A learner who is on the course already stays where they are and is
// not texted, and "no more parts" stands, whoever invites them now. One who is in the middle of a part goes on with it. Others
// begin with the first part that they have not finished. One who has finished all of them is not texted.
func (p *Place) InviteToCourse(inv *Invitation, c *Course, lesson string) {
	if known := p.invitedToCourse(c.Name); known != nil {
		inv.Lesson, inv.Texted, inv.Reminded, inv.NoMore, inv.Chosen = known.Lesson, known.Texted, known.Reminded, known.NoMore, known.Chosen
		return
	}
	if inv.Lesson = lesson; p.inLesson() && c.has(lesson) {
		return
	}
	inv.Lesson = c.Lessons[len(c.Lessons)-1]
	for _, part := range c.Lessons {
		if !p.Finished(part) && (part != lesson || !p.Begun()) {
			inv.Lesson = part
			return
		}
	}
}

// isPart reports whether a lesson is a part of the course, or was when the learner was offered it.
func (p *Place) isPart(c *Course, lesson string) bool {
	inv := p.invitedToCourse(c.Name)
	return c.has(lesson) || inv != nil && inv.Lesson == lesson
}

// enterPart records that the learner was offered a part of a course, or begins it. All invitations to the course are now to that
// part. Place remembers the text of a part that they leave without finishing it: it is not texted again.
func (p *Place) enterPart(c *Course, lesson string, at time.Time) {
	p.clearTimer(c.timer())
	for i := range p.Invitations {
		inv := &p.Invitations[i]
		if inv.Course != c.Name {
			continue
		}
		if inv.Lesson != lesson {
			if !p.Finished(inv.Lesson) {
				p.rememberText(inv)
			}
			inv.Lesson, inv.Texted, inv.Again, inv.Reminded = lesson, at, false, false
		}
		inv.NoMore, inv.Chosen = false, false
	}
}
