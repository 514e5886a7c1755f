package dialogue_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

// threeParts is a course of three lessons, each with a question, an hour, and a question of the next day.
func threeParts() *course {
	c := &course{course: &dialogue.Course{Name: "all", Title: "All of it", After: 3, At: "{hour}"}, scripts: map[string]*dialogue.Script{}}
	for n := range 3 {
		lesson := fmt.Sprintf("part-%d", n+1)
		c.course.Lessons = append(c.course.Lessons, lesson)
		c.add(lesson, fmt.Sprintf("Part %d", n+1))
	}
	c.add("other", "Something else")
	return c
}

// course is the lessons of a learner who is on a course.
type course struct {
	course  *dialogue.Course
	scripts map[string]*dialogue.Script
	gone    bool // it is not served
}

func (c *course) add(lesson, title string) {
	s := everything()
	s.Lesson, s.Title, s.Version, s.Budget.Minutes = lesson, title, "v1", 5
	s.Phrases[dialogue.PhrasePartNext] = dialogue.Prompt{Text: "{next_part} comes {when}"}
	s.Phrases[dialogue.PhrasePartNow] = dialogue.Prompt{Text: "{next_part} comes {when}, or now"}
	s.Phrases[dialogue.PhrasePartMoved] = dialogue.Prompt{Text: "{next_part} now comes {when}"}
	s.Phrases[dialogue.PhrasePart] = dialogue.Prompt{Text: "offer {lesson}, {parts_done} of {parts_all}"}
	s.Phrases[dialogue.PhrasePartWaits] = dialogue.Prompt{Text: "{next_part} waits"}
	s.Phrases[dialogue.PhraseCourseOver] = dialogue.Prompt{Text: "{course_title} is over"}
	s.Phrases[dialogue.PhraseGoodbye] = dialogue.Prompt{Text: "goodbye"}
	hours := []dialogue.Option{{Key: "1", Words: []string{"morning"}, Hour: "08:00"}, {Key: "2", Words: []string{"lunch"}, Hour: "12:30"}}
	private := func(id string) dialogue.Step {
		return dialogue.Step{ID: id, Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate, Prompt: dialogue.Prompt{Text: lesson + " " + id}, NoMatch: twice("what"), NoInput: twice("silence")}
	}
	s.Steps = []dialogue.Step{
		private("hope"),
		{ID: "hour", Kind: dialogue.Hour, Choices: hours, Keep: dialogue.KeepForget, Prompt: dialogue.Prompt{Text: lesson + " hour"}, NoMatch: twice("what"), NoInput: twice("silence")},
		{ID: "night", Kind: dialogue.Wait, At: "{hour}"},
		private("stayed"),
		{ID: "thanks", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "thanks"}},
	}
	c.scripts[lesson] = s
}

func twice(said string) []dialogue.Prompt {
	return []dialogue.Prompt{{Text: said}, {Text: said + " again"}}
}

// parts are the parts that the session gives a turn.
func (c *course) parts(l *learner) (parts []dialogue.Part) {
	for _, inv := range l.st.Place.Invitations {
		if inv.Course != c.course.Name || c.gone || len(parts) > 0 {
			continue
		}
		next := l.st.Place.NextPart(c.course, l.script.Lesson)
		part := dialogue.Part{Course: c.course}
		if next < len(c.course.Lessons) {
			part.Script = c.scripts[c.course.Lessons[next]]
		}
		parts = append(parts, part)
	}
	return parts
}

// onCourse is a learner who was invited to a course of three parts, and was texted.
func onCourse(t *testing.T) *learner {
	l := uninvited(t)
	l.course, l.rules.Calls, l.rules.Retention = threeParts(), 0, 0
	l.script = l.course.scripts["part-1"]
	l.inviteToCourse("a")
	l.sends(time.Second, "phrase invite")
	return l
}

func (l *learner) inviteToCourse(cohort string) {
	inv := dialogue.Invitation{Cohort: cohort, Course: "all", By: "Aroha", Name: "Mere"}
	l.st.Place.InviteToCourse(&inv, l.course.course, l.script.Lesson)
	l.refusal = l.st.Place.Invite(inv, l.script.Lesson, l.now, l.rules)
}

// finishPart answers all questions of the part that was begun, and is at its end the next day at half past twelve.
func (l *learner) finishPart() {
	l.t.Helper()
	for _, words := range []string{"my hope", "2"} {
		l.text(words)
	}
	if l.st.Place.Status != dialogue.Waiting {
		l.t.Fatalf("is %s at %s, and does not wait for the next day", l.st.Place.Status, l.st.Place.Step)
	}
	l.untilDue(dialogue.OnClock(l.now, 1, 12, 30))
	l.texts(l.script.Lesson + " stayed")
	l.text("that stayed")
}

// untilDue lets time pass until something is due, and wakes the learner.
func (l *learner) untilDue(want time.Time) {
	l.t.Helper()
	due := l.st.Place.NextWake()
	if !due.Equal(want) {
		l.t.Fatalf("something is next due at %v, want %v: %+v", due, want, l.st.Place.Timers)
	}
	l.now = due.In(l.now.Location())
	l.wake()
}

// TestThreePartsOverTwoWeeks: each part is announced at the end of the one before, offered once at the learner's hour three days
// later, and begun by GO. After the last one the course is over.
func TestThreePartsOverTwoWeeks(t *testing.T) {
	l := onCourse(t) // a Monday, at noon
	l.text("GO")
	l.says("part-1 hope")
	l.finishPart()
	l.says("thanks", "Part 2 comes Friday at 12.30pm")
	l.untilDue(on(t, auckland, "2026-11-27 12:30"))
	l.texts("offer Part 2, 1 of 3")
	if p := l.st.Place; p.Status != dialogue.Invited || !p.Finished("part-1") || l.st.Answers["part-1/hope"] == "" {
		t.Errorf("is %+v with %v", p, l.st.Answers)
	}
	l.pass(26 * time.Hour)
	l.text("GO")
	l.says("part-2 hope")
	l.finishPart()
	l.says("thanks", "Part 3 comes Wednesday at 12.30pm")
	l.untilDue(on(t, auckland, "2026-12-02 12:30"))
	l.texts("offer Part 3, 2 of 3")
	l.text("GO")
	l.finishPart()
	l.says("thanks", "All of it is over")
	l.text("NEXT")
	l.says("phrase ended")
	l.sends(28 * 24 * time.Hour) // and nothing more
	if got := len(l.st.Place.Past); got != 2 || l.st.Place.Status != dialogue.Ended {
		t.Errorf("has %d past lessons, and is %s", got, l.st.Place.Status)
	}
}

// TestNextBeginsThePartAtOnce: between two parts NEXT begins the next one, and its offer does not come any more.
func TestNextBeginsThePartAtOnce(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	l.text("thanks")
	l.says("Part 2 comes Friday at 12.30pm")
	l.text("NEXT")
	l.says("part-2 hope")
	l.due("part/all", time.Time{})
	l.finishPart()
	l.says("thanks", "Part 3 comes Saturday at 12.30pm")
}

// TestCallBetweenPartsOffersTheNextOne: a caller hears when the next part comes, and key 1 begins it.
func TestCallBetweenPartsOffersTheNextOne(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	l.rules.Calls = 2
	l.text("CALL")
	if !l.out.Ring {
		t.Errorf("it does not ring, and says %q", lines(l.out.Lines))
	}
	l.call()
	l.says("Part 2 comes Friday at 12:30 pm, or now")
	l.silent()
	l.says("Part 2 comes Friday at 12:30 pm, or now")
	l.silent()
	l.says("goodbye")
	l.call()
	l.press("1")
	l.says("part-2 hope")
	if l.listen == nil || l.listen.Step != "hope" {
		t.Errorf("listens for %+v", l.listen)
	}
	l.speak("by phone")
	l.says("part-2 hour")
	l.press("2")
	l.untilDue(on(t, auckland, "2026-11-25 12:30"))
	l.texts("part-2 stayed")
	l.call()
	l.says("phrase resume", "part-2 stayed")
	l.speak("that")
	l.says("thanks")
	l.silent()
	l.says("Part 3 comes Saturday at 12:30 pm", "goodbye")
}

// TestEveryPartByPhone: a learner who only calls goes through all parts. The offer of a part comes by text, and a call begins it.
func TestEveryPartByPhone(t *testing.T) {
	l := onCourse(t)
	for part := 1; ; part++ {
		l.call()
		l.says(fmt.Sprintf("part-%d hope", part))
		l.speak("hope")
		l.press("2")
		l.untilDue(dialogue.OnClock(l.now, 1, 12, 30))
		l.call()
		l.press("1") // keeps it to themselves
		l.silent()
		if part == 3 {
			l.says("All of it is over", "goodbye")
			return
		}
		l.untilDue(dialogue.OnClock(l.now, 3, 12, 30))
		l.texts(fmt.Sprintf("offer Part %d, %d of 3", part+1, part))
	}
}

// TestPartIsOfferedToNobodyElse: no part is offered to a learner who stopped, cannot be texted, is said to be somebody else, or wrote
// words of distress. It is offered once that is over.
func TestPartIsOfferedToNobodyElse(t *testing.T) {
	offer := "offer Part 2, 1 of 3"
	for name, c := range map[string]struct {
		leave func(l *learner)
		back  func(l *learner)
		reply []string
		later []string
	}{
		"stopped": {
			func(l *learner) { l.text("STOP") }, func(l *learner) { l.text("START") },
			[]string{"Part 2 comes Wednesday at 1.30pm"},
			[]string{offer},
		},
		"stopped, as the carrier says": {
			func(l *learner) {
				l.take(dialogue.Input{Kind: dialogue.CarrierNotice, Channel: dialogue.Text, CarrierWord: dialogue.WordStop})
			},
			func(l *learner) {
				l.take(dialogue.Input{Kind: dialogue.CarrierNotice, Channel: dialogue.Text, CarrierWord: dialogue.WordStart})
			},
			nil,
			[]string{offer},
		},
		"unreachable": {
			func(l *learner) { l.st.Place.Unreachable = true }, func(l *learner) { l.text("hello") },
			[]string{"Part 2 comes Wednesday at 1.30pm"},
			[]string{offer},
		},
		"stranger": {func(l *learner) { l.text("wrong number") }, func(l *learner) { l.text("GO") }, []string{"part-2 hope"}, nil},
		"distress": {func(l *learner) { l.text("I want to kill myself") }, func(l *learner) { l.text("GO") }, []string{"part-2 hope"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			l := onCourse(t)
			l.text("GO")
			l.finishPart()
			c.leave(l)
			l.sends(8 * 24 * time.Hour)
			c.back(l)
			l.says(c.reply...)
			if len(c.later) > 0 {
				l.sends(2*time.Hour, c.later...)
			}
		})
	}
}

// TestPartWaitsForTheEndOfAnotherLesson: in the middle of another lesson no part is offered. It comes an hour after its end.
func TestPartWaitsForTheEndOfAnotherLesson(t *testing.T) {
	for _, words := range [][]string{nil, {"PAUSE"}, {"my hope"}} {
		l := onCourse(t)
		l.text("GO")
		l.finishPart()
		l.st.Place = l.st.Place.TakeUp("part-1", "v1")
		l.st = l.st.Archived()
		l.script = l.course.scripts["other"]
		l.invite("b", func(i *dialogue.Invitation) { i.Lesson = "other" })
		l.sends(2*time.Hour, "phrase invite")
		l.text("GO")
		for _, w := range words {
			l.text(w)
		}
		l.due("part/all", on(t, auckland, "2026-11-27 12:30"))
		l.now = on(t, auckland, "2026-12-01 10:00")
		l.wake()
		if strings.Contains(fmt.Sprint(l.out.Texts), "offer") {
			t.Fatalf("after %q it is offered: %v", words, l.out.Texts)
		}
		l.text("GO")
		if l.st.Place.Step == "hope" {
			l.text("my hope")
		}
		l.text("1")
		l.now = l.st.Place.NextWake().In(l.now.Location())
		l.wake()
		l.text("done")
		l.says("thanks", "Part 2 comes Wednesday at 9am")
		l.now = l.st.Place.NextWake().In(l.now.Location())
		l.wake()
		l.texts("offer Part 2, 1 of 3")
	}
}

// TestOfferedPartIsLikeAnInvitation: other words do not begin it, a manager's nudge repeats it, and a withdrawal takes it back.
func TestOfferedPartIsLikeAnInvitation(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	if got := l.nudge("a"); got != dialogue.RefusedBusy {
		t.Errorf("between two parts a nudge is refused because %q", got)
	}
	l.sends(3*24*time.Hour, "offer Part 2, 1 of 3")
	l.text("blue")
	l.says("Part 2 waits")
	l.pass(24 * time.Hour)
	if got := l.nudge("a"); got != "" {
		t.Fatalf("a nudge is refused because %q", got)
	}
	l.sends(time.Minute, "phrase invite_again")
	l.inviteToCourse("b")
	l.withdraw("a")
	if p := l.st.Place; p.Status != dialogue.Invited {
		t.Errorf("another cohort invites to the course, and is %s", p.Status)
	}
	l.withdraw("b")
	if back, past, ok := l.st.Place.BackToPastLesson(); !ok || past.Lesson != "part-1" || back.Status != dialogue.Ended {
		t.Errorf("without an invitation: %+v", back)
	}
	l.sends(30 * 24 * time.Hour)
}

// TestWithdrawnCourseEndsWithItsPart: a learner whose invitation was withdrawn finishes the part that they are in, and hears of no other.
func TestWithdrawnCourseEndsWithItsPart(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.withdraw("a")
	l.finishPart()
	l.says("thanks")
	l.text("NEXT")
	l.says("phrase ended")

	l = onCourse(t)
	l.text("GO")
	l.finishPart()
	l.withdraw("a")
	l.sends(30 * 24 * time.Hour)
}

// TestInvitationToACourseBegunAlready: whoever invites to a course that the learner is on, nothing moves and nothing is texted.
// Somebody in the middle of a part by another invitation goes on with the course after it.
func TestInvitationToACourseBegunAlready(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	before := l.st.Place.Timers
	l.inviteToCourse("b")
	if diff := cmp.Diff(before, l.st.Place.Timers); diff != "" || l.st.Place.MayTakeUp("c", "part-1", l.st.Place.Invitations[1].Lesson) {
		t.Errorf("another invitation moves the learner: %s", diff)
	}
	l.sends(3*24*time.Hour, "offer Part 2, 1 of 3")

	l = uninvited(t)
	l.course, l.rules.Calls = threeParts(), 0
	l.script = l.course.scripts["part-2"]
	l.invite("single", func(i *dialogue.Invitation) { i.Lesson = "part-2" })
	l.sends(time.Second, "phrase invite")
	l.text("GO")
	l.inviteToCourse("a")
	if got := l.st.Place.Invitations[1].Lesson; got != "part-2" {
		t.Errorf("is invited to %s, want the part that they are in", got)
	}
	l.finishPart()
	l.says("thanks", "Part 3 comes Friday at 12.30pm")

	l = uninvited(t)
	l.course = threeParts()
	l.script = l.course.scripts["part-3"]
	l.st.Place.Past = []dialogue.PastLesson{{Lesson: "part-1"}, {Lesson: "part-2"}}
	l.st.Place.Status = dialogue.Ended
	l.inviteToCourse("a")
	l.sends(30 * 24 * time.Hour)
}

// TestCourseThatIsNotServed: a learner whose course is not served is looked at once a day, and offered the next part when it is
// served again.
func TestCourseThatIsNotServed(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	l.course.gone = true
	l.text("NEXT")
	l.says("phrase ended")
	for day := range 3 {
		l.untilDue(on(t, auckland, fmt.Sprintf("2026-11-%d 12:30", 27+day)))
		l.texts()
	}
	l.course.gone = false
	l.sends(24*time.Hour, "offer Part 2, 1 of 3")
}

// TestPartIsOnTheNewestVersion: a part is on the version that is newest when it is offered, and again when it is begun.
func TestPartIsOnTheNewestVersion(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	newer := *l.course.scripts["part-2"]
	newer.Version = "v2"
	l.course.scripts["part-2"] = &newer
	l.sends(3*24*time.Hour, "offer Part 2, 1 of 3")
	if l.script.Version != "v2" {
		t.Errorf("is on version %s, want v2", l.script.Version)
	}
}

// TestOfferWaitsForTextingHours: an hour outside texting hours is put off to the next morning, and the learner hears that.
func TestOfferWaitsForTextingHours(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.text("my hope")
	l.text("11pm")
	l.now = l.st.Place.NextWake().In(l.now.Location())
	l.wake()
	l.text("that")
	l.says("thanks", "Part 2 comes Saturday at 8am")
	l.untilDue(on(t, auckland, "2026-11-28 08:00"))
	l.texts("offer Part 2, 1 of 3")
}

// TestCourseInRehearsal: a rehearsal shortens the pace of a course.
func TestCourseInRehearsal(t *testing.T) {
	l := onCourse(t)
	l.rules.Rehearsal = time.Minute
	l.text("GO")
	for _, words := range []string{"my hope", "2"} {
		l.text(words)
	}
	l.untilDue(l.now.Add(time.Minute))
	l.text("that stayed")
	l.untilDue(l.now.Add(time.Minute))
	l.texts("offer Part 2, 1 of 3")
}

// TestNextBeginsWhatWasSaidLast: NEXT begins what the learner was told of last.
func TestNextBeginsWhatWasSaidLast(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.finishPart()
	elsewhere := func() {
		l.st.Place = l.st.Place.TakeUp("part-1", "v1")
		l.st = l.st.Archived()
		l.script = l.course.scripts["other"]
		l.invite("b", func(i *dialogue.Invitation) { i.Lesson = "other" })
	}
	kept := *l
	elsewhere()
	l.text("NEXT") // before the other lesson's invitation is texted
	l.says("part-2 hope")
	*l = kept
	elsewhere()
	l.sends(2*time.Hour, "phrase invite")
	l.text("NEXT")
	l.says("other hope")
	*l = kept
	elsewhere()
	l.sends(2*time.Hour, "phrase invite")
	l.sends(4*24*time.Hour, "offer Part 2, 1 of 3")
	l.text("NEXT")
	l.says("part-2 hope")
}

// TestHangingUpAtTheLastWords: nobody is asked to answer who hung up after the last question. The rest comes by text, or at the
// next call.
func TestHangingUpAtTheLastWords(t *testing.T) {
	atThanks := func() *learner {
		l := onCourse(t)
		l.text("GO")
		l.text("my hope")
		l.text("2")
		l.untilDue(on(t, auckland, "2026-11-24 12:30"))
		l.call()
		l.speak("that stayed")
		l.says("thanks")
		l.hangUp()
		return l
	}
	l := atThanks()
	l.untilDue(l.now.Add(30 * time.Second))
	l.texts("thanks / Part 2 comes Friday at 12.30pm")

	l = atThanks()
	l.text("hello?")
	l.says("thanks", "Part 2 comes Friday at 12.30pm")

	l = atThanks()
	l.call()
	l.says("thanks")
	l.silent()
	l.says("Part 2 comes Friday at 12:30 pm", "goodbye")
}

// TestOfferByPhoneIsSaidAgain: once, after a key that means nothing there, and after the answer to a question about the line.
func TestOfferByPhoneIsSaidAgain(t *testing.T) {
	offer := "Part 2 comes Friday at 12:30 pm, or now"
	for name, c := range map[string]struct {
		does func(*learner)
		want []string
	}{
		"a wrong key": {func(l *learner) { l.press("2") }, []string{offer}},
		"zero":        {func(l *learner) { l.press("0") }, []string{offer}},
		"a question":  {func(l *learner) { l.speak("how long does it take?") }, []string{"phrase asked_length", offer}},
		"no":          {func(l *learner) { l.speak("not now") }, []string{"goodbye"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := onCourse(t)
			l.text("GO")
			l.finishPart()
			l.call()
			l.says(offer)
			c.does(l)
			l.says(c.want...)
			if l.listen != nil {
				l.press("9")
				l.says("goodbye")
			}
		})
	}
}
