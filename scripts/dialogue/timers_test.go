package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

const (
	auckland = "Pacific/Auckland"
	chatham  = "Pacific/Chatham"
	hungUp   = "phrase hung_up / prompt choice"
)

// TestHangUpTextKeepsTextingHoursWhenLate: just after a call the question is texted at any hour. If the line was down for
// longer, it waits for texting hours.
func TestHangUpTextKeepsTextingHoursWhenLate(t *testing.T) {
	for _, c := range []struct {
		name, hangsUp string
		late          time.Duration
		texts         []string
		again         string // when it is tried then
	}{
		{"at once", "2026-11-23 12:00", 0, []string{hungUp}, ""},
		{"at once, at night", "2026-11-23 23:00", 0, []string{hungUp}, ""},
		{"a little late, at night", "2026-11-23 23:00", 15 * time.Minute, []string{hungUp}, ""},
		{"late, at night", "2026-11-23 23:00", 16 * time.Minute, nil, "2026-11-24 08:00"},
		{"late, before the morning", "2026-11-23 03:00", time.Hour, nil, "2026-11-23 08:00"},
		{"late, by day", "2026-11-23 12:00", 3 * time.Hour, []string{hungUp}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLearnerAt(t, auckland, c.hangsUp)
			l.call()
			l.silent()
			l.hangUp()
			due := l.now.Add(30 * time.Second)
			l.due(dialogue.TimerHangUp, due)
			l.now = due.Add(c.late)
			l.wake()
			l.texts(c.texts...)
			if c.again != "" {
				l.due(dialogue.TimerHangUp, on(t, auckland, c.again))
				l.now = on(t, auckland, c.again)
				l.wake()
				l.texts(hungUp)
			} else if until := l.out.Texts[0].Until; c.late <= 15*time.Minute && !until.Equal(due.Add(15*time.Minute)) || c.late > 15*time.Minute && !until.IsZero() {
				t.Errorf("may go out at any hour until %v", until)
			}
			l.due(dialogue.TimerHangUp, time.Time{})
			l.due(dialogue.TimerRemind, l.now.Add(4*time.Hour))
		})
	}
}

// TestCallWithoutAnEndIsNoticed: a call whose end is not reported counts as over three minutes after its last turn.
func TestCallWithoutAnEndIsNoticed(t *testing.T) {
	l := newLearner(t)
	l.call()
	l.silent()
	l.due(dialogue.TimerHangUp, l.now.Add(3*time.Minute))
	l.pass(3 * time.Minute)
	l.wake()
	l.texts(hungUp)
	if l.st.Place.Call != "" {
		t.Error("the call still goes on")
	}

	l.text("2")
	l.text("AGAIN")
	l.call() // the question stands on the screen already: no text follows, only the reminder
	l.pass(3 * time.Minute)
	l.wake()
	l.texts()
	l.due(dialogue.TimerRemind, l.now.Add(4*time.Hour))
}

// TestHangUpTextOffersNoCallWithoutCalls: CALL is offered only if the line rings learners.
func TestHangUpTextOffersNoCallWithoutCalls(t *testing.T) {
	l := newLearner(t)
	l.rules.Calls = 0
	l.call()
	l.hangUp()
	l.pass(time.Minute)
	l.wake()
	l.texts("phrase resume / Hello. / prompt choice")
}

// TestRemindersKeepTextingHours: reminders come within texting hours, after four hours and on the next days. Then the lesson
// rests.
func TestRemindersKeepTextingHours(t *testing.T) {
	l := newLearnerAt(t, auckland, "2026-11-23 17:00")
	l.text("GO")
	for _, step := range []struct{ due, texts string }{
		{"2026-11-23 21:00", ""},
		{"2026-11-24 08:00", "phrase remind / prompt choice"},
		{"2026-11-25 08:00", "phrase remind_2 / prompt choice"},
		{"2026-11-26 08:00", "phrase parked"},
	} {
		at := on(t, auckland, step.due)
		l.due(dialogue.TimerRemind, at)
		l.now = at
		l.wake()
		if step.texts == "" {
			l.texts()
		} else {
			l.texts(step.texts)
		}
	}
	l.due(dialogue.TimerRemind, time.Time{})
	if l.st.Place.Status != dialogue.Paused {
		t.Errorf("is %q", l.st.Place.Status)
	}
}

// TestOneTimerAWakeUp: a wake-up handles one timer, always in the same order.
func TestOneTimerAWakeUp(t *testing.T) {
	l := newLearner(t)
	l.reach("hour")
	l.text("7.30pm")
	l.st.Place.Timers = []dialogue.Timer{
		{Name: dialogue.TimerWait, At: l.now},
		{Name: dialogue.TimerRemind, At: l.now.Add(-time.Hour)},
		{Name: dialogue.TimerHangUp, At: l.now},
		{Name: dialogue.TimerForget, At: l.now},
	}
	for _, left := range [][]string{
		{"wait", "remind", "hang-up"}, {"wait", "remind"}, {"wait"}, {"remind"},
	} {
		l.wake()
		var names []string
		for _, timer := range l.st.Place.Timers {
			names = append(names, timer.Name)
		}
		if len(names) != len(left) || names[0] != left[0] {
			t.Fatalf("%q are left, want %q", names, left)
		}
	}
	l.texts("prompt after")
}

// TestRehearsalShortensWaits: a rehearsal shortens every wait and reminder, and not the retention.
func TestRehearsalShortensWaits(t *testing.T) {
	l := newLearnerAt(t, auckland, "2026-11-23 23:00")
	l.rules.Rehearsal = 10 * time.Second
	l.call()
	l.silent()
	l.due(dialogue.TimerHangUp, l.now.Add(3*time.Minute))
	l.hangUp()
	l.due(dialogue.TimerHangUp, l.now.Add(10*time.Second))
	for _, want := range []string{hungUp, "phrase remind / prompt choice", "phrase remind_2 / prompt choice", "phrase parked"} {
		l.pass(10 * time.Second)
		l.wake()
		l.texts(want)
	}
	l.reach("hour")
	l.text("7.30pm")
	l.due(dialogue.TimerWait, l.now.Add(10*time.Second))
	l.due(dialogue.TimerForget, l.now.Add(10*time.Second+30*24*time.Hour))
	l.pass(24 * time.Hour)
	l.wake()
	l.texts("prompt after")
}

// TestUnreachableAndOptedOutAreNotTexted: nothing is sent to a learner who has opted out, or is unreachable until they write.
func TestUnreachableAndOptedOutAreNotTexted(t *testing.T) {
	l := newLearner(t)
	l.text("GO")
	l.st.Place.Unreachable = true
	forget := l.now.Add(time.Hour)
	l.st.Place.Timers = append(l.st.Place.Timers, dialogue.Timer{Name: dialogue.TimerForget, At: forget})
	if next := l.st.Place.NextWake(); !next.Equal(forget) {
		t.Errorf("next wake at %v", next)
	}
	l.pass(5 * time.Hour)
	l.wake()
	l.wake()
	l.texts()
	l.text("HELP")
	l.says("phrase help phrase help_words phrase help_care")
	if l.st.Place.Unreachable {
		t.Error("is unreachable, and has texted")
	}
	l.due(dialogue.TimerRemind, l.now.Add(4*time.Hour))

	l.text("STOP")
	if !l.st.Place.NextWake().IsZero() {
		t.Error("something is due for one who has stopped")
	}
	seen := l.st.Place.LastSeen
	l.pass(time.Hour)
	l.wake()
	l.hangUpAnother()
	if !l.st.Place.LastSeen.Equal(seen) {
		t.Error("a wake-up counts as the learner's doing")
	}
}

// hangUpAnother ends an unknown call.
func (l *learner) hangUpAnother() {
	l.take(dialogue.Input{Kind: dialogue.HangUp, Channel: dialogue.Phone, Call: "another"})
}
