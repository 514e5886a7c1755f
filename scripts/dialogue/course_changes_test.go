package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestLessonThatLeftItsCourse: a learner who was offered a lesson that is taken out of the course, or is in the middle of it, is
// offered the next part after it.
func TestLessonThatLeftItsCourse(t *testing.T) {
	for name, begin := range map[string][]string{"offered": nil, "begun": {"GO"}} {
		t.Run(name, func(t *testing.T) {
			l := onCourse(t)
			l.text("GO")
			l.finishPart()
			l.untilDue(on(t, auckland, "2026-11-27 12:30"))
			for _, words := range begin {
				l.text(words)
			}
			l.course.course.Lessons = []string{"part-1", "part-3"}
			if begin == nil {
				l.text("GO")
			}
			l.finishPart()
			l.says("thanks", "Part 3 comes Tuesday at 12.30pm")
			l.sends(4*24*time.Hour, "offer Part 3, 1 of 2")
		})
	}
}

// TestCourseThatIsNotServedAtTheEndOfAPart: a learner who finishes a part while the course is not served is offered the next one
// once it is served again.
func TestCourseThatIsNotServedAtTheEndOfAPart(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.course.gone = true
	l.finishPart()
	l.says("thanks")
	l.sends(2 * 24 * time.Hour)
	l.course.gone = false
	l.sends(24*time.Hour, "offer Part 2, 1 of 3")
	l.sends(30 * 24 * time.Hour)
}

// TestWithdrawnInvitationToAPart: a manager invites to the next part alone, and withdraws that after the part was due. The course
// goes on with the part, which was texted.
func TestWithdrawnInvitationToAPart(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	l.st.Place = l.st.Place.TakeUp("part-1", "v1")
	l.st = l.st.Archived()
	l.script = l.course.scripts["part-2"]
	l.invite("b", func(i *dialogue.Invitation) { i.Lesson = "part-2" })
	l.sends(4*24*time.Hour, "phrase invite")
	l.withdraw("b")
	if p := l.st.Place; p.Status != dialogue.Invited {
		t.Errorf("is %q with %+v", p.Status, p.Timers)
	}
	l.text("GO")
	l.says("part-2 hope")
}

// TestPartIsNotLaterThanItsCourse: a manager's invitation to the part alone, for a later day, does not put off the course's offer, and
// then sends nothing.
func TestPartIsNotLaterThanItsCourse(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	l.st.Place = l.st.Place.TakeUp("part-1", "v1")
	l.st = l.st.Archived()
	l.script = l.course.scripts["part-2"]
	l.invite("b", func(i *dialogue.Invitation) { i.Lesson, i.At = "part-2", l.now.AddDate(0, 0, 20) })
	l.sends(3*24*time.Hour, "offer Part 2, 1 of 3")
	l.sends(30 * 24 * time.Hour)
}

// TestDayAloneChoosesNoNight: who joins at night, and says a day and no hour, is texted when the line may begin to text.
func TestDayAloneChoosesNoNight(t *testing.T) {
	l := uninvited(t)
	l.course, l.rules.Calls, l.rules.Retention = threeParts(), 0, 0
	l.script = l.course.scripts["part-2"]
	l.st.Place.Past = []dialogue.PastLesson{{Lesson: "part-1"}}
	l.now = on(t, auckland, "2026-11-23 23:10")
	inv := dialogue.Invitation{Cohort: "a", Course: "all", By: "Aroha", Name: "Mere", Texted: l.now} // they texted a keyword
	l.st.Place.InviteToCourse(&inv, l.course.course, l.script.Lesson)
	l.refusal = l.st.Place.Invite(inv, l.script.Lesson, l.now, l.rules)
	l.text("in two weeks")
	l.due("part/all", on(t, auckland, "2026-12-07 09:00"))
}

// TestOfferWaitsForAnotherInvitation: a part is not offered over an invitation whose text is still to come, or came in the last three
// days.
func TestOfferWaitsForAnotherInvitation(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	l.st.Place = l.st.Place.TakeUp("part-1", "v1")
	l.st = l.st.Archived()
	l.script = l.course.scripts["other"]
	l.invite("b", func(i *dialogue.Invitation) { i.Lesson, i.At = "other", on(t, auckland, "2026-11-30 09:00") })
	l.sends(on(t, auckland, "2026-11-30 08:59").Sub(l.now))
	l.sends(time.Minute, "phrase invite")
	l.sends(3 * 24 * time.Hour)
	l.untilDue(on(t, auckland, "2026-12-03 12:30"))
	l.texts("offer Part 2, 1 of 3")
}

// TestCourseBeginsWithTheFirstPartThatIsNotFinished: who has finished a later part alone begins with the first one, and goes on with
// those that are left.
func TestCourseBeginsWithTheFirstPartThatIsNotFinished(t *testing.T) {
	for done, want := range map[string][]string{"part-2": {"part-1", "Part 3"}, "part-3": {"part-1", "Part 2"}} {
		l := uninvited(t)
		l.course, l.rules.Calls, l.rules.Retention = threeParts(), 0, 0
		l.st.Place.Status, l.script = dialogue.Ended, l.course.scripts[done]
		inv := dialogue.Invitation{Cohort: "a", Course: "all"}
		if l.st.Place.InviteToCourse(&inv, l.course.course, done); inv.Lesson != want[0] {
			t.Errorf("who has finished %s begins with %s, want %s", done, inv.Lesson, want[0])
		}
		l.st.Place = l.st.Place.TakeUp(done, "v1")
		l.st, l.script = l.st.Archived(), l.course.scripts[want[0]]
		l.inviteToCourse("a")
		l.sends(time.Hour, "phrase invite")
		l.text("GO")
		l.finishPart()
		l.says("thanks", want[1]+" comes Friday at 12.30pm")
	}
}

// TestLastPartAloneLeavesTheOthers: who finishes the last part of a course in its middle is offered the ones before it.
func TestLastPartAloneLeavesTheOthers(t *testing.T) {
	l := uninvited(t)
	l.course, l.rules.Calls, l.rules.Retention = threeParts(), 0, 0
	l.script = l.course.scripts["part-3"]
	l.invite("single", func(i *dialogue.Invitation) { i.Lesson = "part-3" })
	l.sends(time.Second, "phrase invite")
	l.text("GO")
	l.inviteToCourse("a")
	l.finishPart()
	l.says("thanks", "Part 1 comes Friday at 12.30pm")
	l.untilDue(on(t, auckland, "2026-11-27 12:30"))
	l.texts("offer Part 1, 1 of 3")
	l.text("in two weeks")
	l.says("Part 1 now comes Friday 11 December at 12.30pm")
}
