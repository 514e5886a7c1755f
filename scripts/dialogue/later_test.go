package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestLearnerChoosesWhenThePartComes: a day, an hour or both move the next part, before its offer and after it. What has passed
// for today is for tomorrow.
func TestLearnerChoosesWhenThePartComes(t *testing.T) {
	for words, want := range map[string]struct{ announced, offered string }{ // on Tuesday 24 and Friday 27 November, at half past twelve
		"in two weeks":              {"2026-12-08 12:30", "2026-12-11 12:30"},
		"tomorrow please":           {"2026-11-25 12:30", "2026-11-28 12:30"},
		"after the 15th":            {"2026-12-16 12:30", "2026-12-16 12:30"},
		"on Monday":                 {"2026-11-30 12:30", "2026-11-30 12:30"},
		"on Monday at 7pm":          {"2026-11-30 19:00", "2026-11-30 19:00"},
		"7pm":                       {"2026-11-27 19:00", "2026-11-27 19:00"},
		"8am":                       {"2026-11-27 08:00", "2026-11-28 08:00"},
		"today at 8am":              {"2026-11-25 08:00", "2026-11-28 08:00"},
		"in the morning, in a week": {"2026-12-01 08:00", "2026-12-04 08:00"},
	} {
		t.Run(words, func(t *testing.T) {
			l := onCourse(t)
			l.text("GO")
			l.finishPart()
			announced := *l
			l.text(words)
			l.due("part/all", on(t, auckland, want.announced))

			*l = announced
			l.sends(3*24*time.Hour, "offer Part 2, 1 of 3")
			l.text(words)
			at := on(t, auckland, want.offered)
			l.due("part/all", at)
			l.sends(at.Sub(l.now)-time.Minute, []string(nil)...)
			l.sends(time.Minute, "offer Part 2, 1 of 3")
			l.sends(30 * 24 * time.Hour)
			l.text("GO")
			if l.st.Place.Status == dialogue.Invited {
				t.Errorf("GO does not begin it: %q", lines(l.out.Lines))
			}
		})
	}
}

// TestChosenTimeDoesNotMove: a time that the learner chose is neither moved to a working day nor to texting hours. A wake-up that
// is late keeps to both.
func TestChosenTimeDoesNotMove(t *testing.T) {
	l := onCourse(t)
	l.rules.WorkingDay = func(at time.Time) bool { return at.Weekday() != time.Saturday && at.Weekday() != time.Sunday }
	l.text("GO")
	l.finishPart()
	l.text("on Saturday at 9.30pm")
	l.says("Part 2 now comes Saturday at 9.30pm")
	late := *l
	l.untilDue(on(t, auckland, "2026-11-28 21:30"))
	l.texts("offer Part 2, 1 of 3")

	*l = late
	l.now = on(t, auckland, "2026-11-28 22:30")
	l.wake()
	l.texts()
	l.untilDue(on(t, auckland, "2026-11-30 08:00"))
	l.texts("offer Part 2, 1 of 3")
}

// TestPaceKeepsToWorkingDays: the pace of a course leads to a working day, which the learner hears.
func TestPaceKeepsToWorkingDays(t *testing.T) {
	l := onCourse(t)
	l.rules.WorkingDay = func(at time.Time) bool { return at.Weekday() != time.Friday }
	l.text("GO")
	l.finishPart()
	l.says("thanks", "Part 2 comes Saturday at 12.30pm")
	l.untilDue(on(t, auckland, "2026-11-28 12:30"))
	l.texts("offer Part 2, 1 of 3")
}

// TestLaterWithoutADay: "later" alone says when the part comes, and how to choose.
func TestLaterWithoutADay(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	l.text("later")
	l.says("Part 2 comes Friday at 12.30pm")
	l.sends(3*24*time.Hour, "offer Part 2, 1 of 3")
	l.text("not now")
	l.says("Part 2 waits")
	l.sends(30 * 24 * time.Hour)
}

// TestChosenTimeAtTheEndsOfSummerTime: the chosen hour is the one on the clock, on both days on which the clocks change, and also
// where they are a quarter of an hour off.
func TestChosenTimeAtTheEndsOfSummerTime(t *testing.T) {
	for words, want := range map[string]string{
		"on 4 April at 3.10am":      "2027-04-03 13:25", // the first of two
		"on 26 September at 2.50am": "2027-09-25 14:05", // 03:50, as there is no 02:50
	} {
		l := onCourse(t)
		l.now = on(t, "Pacific/Chatham", "2027-03-01 12:00")
		l.text("GO")
		l.finishPart()
		l.text(words)
		l.due("part/all", on(t, "UTC", want))
	}
}

// TestNoMoreParts: "no more parts" is no opt-out. It ends the offers of the course, at any place, and NEXT undoes it.
func TestNoMoreParts(t *testing.T) {
	over := func(l *learner) {
		t.Helper()
		l.says("phrase no_more")
		if p := l.st.Place; p.OptedOut || !p.Invitations[0].NoMore {
			t.Errorf("is opted out %v, wants no more %v", p.OptedOut, p.Invitations[0].NoMore)
		}
		l.inviteToCourse("b") // it stands, whoever invites them
		l.sends(30 * 24 * time.Hour)
	}
	announced := onCourse(t)
	announced.text("GO")
	announced.finishPart()
	announced.text("no more parts")
	over(announced)
	announced.text("thanks")
	announced.says("phrase ended")
	announced.text("NEXT")
	announced.says("part-2 hope")
	announced.finishPart()
	announced.says("thanks", "Part 3 comes Monday at 12.30pm")

	offered := onCourse(t)
	offered.text("GO")
	offered.finishPart()
	offered.sends(3*24*time.Hour, "offer Part 2, 1 of 3")
	offered.text("no more parts please")
	over(offered)
	if got := offered.nudge("a"); got != dialogue.RefusedFinished {
		t.Errorf("a nudge is refused because %q", got)
	}
	offered.text("GO")
	offered.says("part-2 hope")

	inside := onCourse(t)
	inside.text("GO")
	inside.text("no more parts")
	inside.says("phrase no_more")
	inside.finishPart()
	inside.says("thanks")
	inside.sends(30 * 24 * time.Hour)

	onCall := onCourse(t)
	onCall.text("GO")
	onCall.finishPart()
	onCall.call()
	onCall.speak("no more parts")
	onCall.says("phrase no_more", "goodbye")
	onCall.call()
	onCall.says("phrase ended", "goodbye")
}

// TestCallerChoosesWhenThePartComes: a caller between two parts may say when the next one comes.
func TestCallerChoosesWhenThePartComes(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	l.call()
	l.speak("in two weeks")
	l.says("Part 2 now comes Tuesday 8 December at 12:30 pm", "goodbye")
	l.hangUpIfOpen()
	l.untilDue(on(t, auckland, "2026-12-08 12:30"))
	l.texts("offer Part 2, 1 of 3")
}

func (l *learner) hangUpIfOpen() {
	if l.listen != nil {
		l.hangUp()
	}
}

// TestPartKeepsItsHourInANewZone: a learner who travels gets the part at the same hour of the new clock.
func TestPartKeepsItsHourInANewZone(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	perth := on(t, "Australia/Perth", "2026-11-27 12:30")
	l.st.Place = l.st.Place.InZone(l.now.Location(), perth.Location())
	l.due("part/all", perth)
}
