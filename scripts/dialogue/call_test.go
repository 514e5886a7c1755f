package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestLeavingACallGoesOnByText : after key 9, or when nobody answers, the question is texted at once, and only the
// usual reminder follows.
func TestLeavingACallGoesOnByText(t *testing.T) {
	for name, leave := range map[string]func(*learner){
		"key 9":     func(l *learner) { l.press("9") },
		"in words":  func(l *learner) { l.speak("text me") },
		"from help": func(l *learner) { l.press("0"); l.press("9") },
		"silence":   func(l *learner) { l.silent(); l.silent(); l.silent() },
		"no keys":   func(l *learner) { l.press("8"); l.press("8"); l.press("8") },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLearnerAt(t, auckland, "2026-11-23 23:00")
			l.call()
			l.silent()
			leave(l)
			l.says("phrase by_text")
			l.texts("phrase by_text / prompt choice")
			if m := l.out.Texts[0]; m.IfSilent || !m.Until.Equal(l.now.Add(15*time.Minute)) || l.listen != nil {
				t.Errorf("%+v, listening for %v", m, l.listen)
			}
			l.due(dialogue.TimerHangUp, time.Time{})
			l.due(dialogue.TimerRemind, l.now.Add(4*time.Hour))
			l.text("2")
			l.says("prompt closed")
		})
	}
}

// TestLeavingACallLosesNothing: an explanation is texted too, and a name that was said must still be confirmed.
func TestLeavingACallLosesNothing(t *testing.T) {
	l := newLearner(t)
	l.call()
	l.press("9") // while something is explained
	l.texts("phrase by_text / Hello. / prompt choice")

	l = newLearner(t)
	l.reach("name")
	l.call()
	l.speak("Mere")
	l.says("confirm")
	l.press("9")
	l.texts("phrase by_text / confirm")
	l.text("1")
	if got := l.st.Answers["name"]; got != "Mere" {
		t.Errorf("the name is %q", got)
	}

	withheld := newLearner(t)
	withheld.st.Place.Withheld = true
	withheld.call()
	withheld.press("9")
	withheld.says("phrase withheld")
	withheld.texts()

	stopped := newLearner(t)
	stopped.text("GO")
	stopped.text("STOP")
	stopped.call()
	stopped.press("9")
	stopped.says("phrase opted_out", "phrase goodbye")
	stopped.texts()
}

// TestOfferIsTextedDuringTheCall: an article is texted while the call goes on.
func TestOfferIsTextedDuringTheCall(t *testing.T) {
	l := newLearner(t)
	l.reach("go")
	l.call()
	l.press("1")
	l.says("prompt offer")
	l.press("1")
	l.says("prompt name")
	l.texts("prompt offer")
}

// TestCallRingsAsOftenAsTheRulesAllow: CALL rings the learner, here twice a day.
func TestCallRingsAsOftenAsTheRulesAllow(t *testing.T) {
	l := newLearner(t)
	ring := func(phrase string, rings bool) {
		t.Helper()
		l.text("CALL")
		l.says("phrase " + phrase)
		if l.out.Ring != rings {
			t.Errorf("%s: rings %v", phrase, l.out.Ring)
		}
	}
	ring("calling", true) // who has not begun
	l.text("GO")
	ring("calling", true)
	l.due(dialogue.TimerRemind, l.now.Add(4*time.Hour)) // the call that is taken will clear it
	ring("calls_used", false)
	l.pass(24 * time.Hour)
	l.text("PAUSE")
	ring("calling", true)
	l.rules.Calls = 0
	ring("call", false)
	l.rules.Calls = 2
	l.reach("hour")
	l.text("7.30pm")
	ring("waiting", false)
	l.now = l.st.Place.NextWake()
	ring("calling", true) // a little before the wake-up
	l.wake()
	l.text("no")
	ring("ended", false)
	l.text("STOP")
	l.text("CALL")
	l.says()
}

// TestCallPostponesTheHangUpText: the text after a call waits for the call that the learner then asks for.
func TestCallPostponesTheHangUpText(t *testing.T) {
	l := newLearner(t)
	l.call()
	l.hangUp()
	l.text("CALL")
	l.due(dialogue.TimerHangUp, l.now.Add(3*time.Minute))
	l.call()
	l.silent()
	l.due(dialogue.TimerHangUp, l.now.Add(3*time.Minute))
}

// TestMissedCallIsTexted: after a call that reached nobody, a text says so and how to go on.
func TestMissedCallIsTexted(t *testing.T) {
	t.Run("who has not begun", func(t *testing.T) {
		l := newLearner(t)
		l.text("CALL")
		l.missed(dialogue.Text)
		l.says()
		l.texts("phrase missed_new")
		if m := l.out.Texts[0]; !m.IfSilent || !m.Until.Equal(l.now.Add(15*time.Minute)) {
			t.Errorf("%+v", m)
		}
	})
	t.Run("an open text", func(t *testing.T) {
		l := newLearner(t)
		l.text("GO")
		l.text("CALL")
		l.missed(dialogue.Text)
		l.texts("phrase missed")
	})
	t.Run("a question of a call", func(t *testing.T) {
		l := newLearner(t)
		l.call()
		l.silent()
		l.hangUp()
		l.text("CALL")
		l.missed(dialogue.Phone)
		l.says("phrase voicemail")
		l.texts("phrase missed / prompt choice")
		if l.out.Listen != nil || l.out.Voice != "v" {
			t.Errorf("to a machine: %+v", l.out)
		}
		l.due(dialogue.TimerHangUp, time.Time{})
		l.due(dialogue.TimerRemind, l.now.Add(4*time.Hour))
		l.text("2")
		l.says("prompt closed")
	})
	t.Run("who rang us in the meantime", func(t *testing.T) {
		l := newLearner(t)
		l.text("CALL")
		l.call()
		l.missed(dialogue.Phone)
		l.says()
		l.texts()
		l.silent()
		l.says("prompt choice")
	})
	for name, with := range map[string]func(*learner){
		"who has stopped":       func(l *learner) { l.text("STOP") },
		"who is not invited":    func(l *learner) { l.st.Place.Status = dialogue.Uninvited },
		"who waits":             func(l *learner) { l.reach("hour"); l.text("7.30pm") },
		"who is not reached":    func(l *learner) { l.st.Place.Unreachable = true },
		"who withholds numbers": func(l *learner) { l.st.Place.Withheld = true },
	} {
		t.Run(name, func(t *testing.T) {
			l := newLearner(t)
			with(l)
			l.missed(dialogue.Phone)
			l.says()
			l.texts()
		})
	}
}

// TestPauseByTextEndsASilentCall: PAUSE by text ends a call on which nobody speaks.
func TestPauseByTextEndsASilentCall(t *testing.T) {
	l := newLearner(t)
	l.call()
	l.silent()
	l.text("GO")
	l.text("PAUSE")
	l.silent()
	l.says("phrase paused", "phrase goodbye")
	if l.listen != nil {
		t.Error("the call goes on")
	}
}
