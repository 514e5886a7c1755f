package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// atName is a learner on a call who is asked for a name.
func atName(t *testing.T) *learner {
	t.Helper()
	l := newLearner(t)
	l.reach("go")
	l.call()
	l.press("1")
	l.press("2")
	l.says("prompt name")
	return l
}

// onHold is a learner who has chosen to text the name.
func onHold(t *testing.T) *learner {
	t.Helper()
	l := atName(t)
	l.press("1")
	return l
}

// TestHoldTextsTheQuestion: a hold texts the question and listens for keys only.
func TestHoldTextsTheQuestion(t *testing.T) {
	for name, choose := range map[string]func(*learner){
		"key 1":     func(l *learner) { l.press("1") },
		"in words":  func(l *learner) { l.speak("text it") },
		"not heard": func(l *learner) { l.press("7"); l.press("7"); l.press("7") },
		"not right": func(l *learner) {
			l.speak("Mary")
			l.press("2")
			l.speak("Mary")
			l.press("2")
			l.speak("Mary")
			l.press("2")
		},
		"a new guess": func(l *learner) {
			l.speak("Mary")
			l.speak("no it's Meri")
			l.speak("no it's Mera")
			l.speak("no it's Mero")
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := atName(t)
			choose(l)
			l.says("phrase hold")
			l.texts("prompt name")
			if l.listen == nil || l.listen.Speech || l.listen.Keys != 1 || !l.out.Texts[0].Until.Equal(l.now.Add(15*time.Minute)) {
				t.Errorf("listens for %+v, texts %+v", l.listen, l.out.Texts)
			}
			if _, held := l.st.Answers["name"]; held || l.st.Place.Phase != dialogue.Texting {
				t.Errorf("holds %v at %+v", l.st.Answers, l.st.Place)
			}
		})
	}
}

// TestSilentCallIsNotHeld: a silent call is not held, since the room may be empty.
func TestSilentCallIsNotHeld(t *testing.T) {
	l := atName(t)
	l.silent()
	l.silent()
	l.silent()
	l.says("phrase by_text")
	l.texts("phrase by_text / prompt name")
}

// TestNameByTextContinuesTheCall: after a name by text the call goes on.
func TestNameByTextContinuesTheCall(t *testing.T) {
	for words, name := range map[string]string{
		"Mere": "Mere", "it's Hēmi": "Hēmi", "Ana Bea Cee": "Ana Bea Cee", "nobody yet": "", "SKIP": "",
	} {
		l := onHold(t)
		l.silent()
		l.text(words)
		l.says("phrase noted")
		l.texts()
		p := l.st.Place
		if got := l.st.Answers["name"]; got != name || p.Channel != dialogue.Phone || p.Call != "call" {
			t.Errorf("%q: the name is %q, the call %q on %s", words, got, p.Call, p.Channel)
		}
		l.due(dialogue.TimerRemind, time.Time{})
		l.silent() // the poll that was on its way
		l.says("prompt more")
		l.press("2")
		l.says("prompt hour")
	}
}

// TestHoldWaitsForAName: texts that are no name get a reply, and the call keeps waiting.
func TestHoldWaitsForAName(t *testing.T) {
	l := onHold(t)
	for _, turn := range []struct{ words, says string }{
		{"021 555 1234", "unclear 1"},
		{"4", "unclear 2"},
		{"what?", "prompt name"},
		{"5", "unclear 2"},
		{"thanks", "phrase aside"},
		{"HELP", "phrase help phrase help_words phrase help_care"},
		{"CALL", "phrase call"},
		{"AGAIN", "prompt name"},
	} {
		l.text(turn.words)
		l.says(turn.says)
		if l.out.Ring {
			t.Error("rings who is on a call")
		}
	}
	l.silent()
	l.says()
	l.text("Mere")
	l.says("phrase noted")
	l.silent()
	l.says("prompt more")
}

// TestKeysOnHold: # skips, 9 leaves, * and the others say what the call waits for.
func TestKeysOnHold(t *testing.T) {
	l := onHold(t)
	l.press("*")
	l.says("phrase hold")
	l.press("5")
	l.says("phrase hold")
	l.texts()
	l.press("#")
	l.says("prompt more")

	l = onHold(t)
	l.press("9")
	l.says("phrase by_text")
	l.texts() // the question is there already
	l.due(dialogue.TimerRemind, l.now.Add(4*time.Hour))
	l.text("Mere")
	l.says("prompt more")
}

// TestHoldEndsAfterTwoMinutes after two minutes of polls, each of some six seconds, with a word now and then.
func TestHoldEndsAfterTwoMinutes(t *testing.T) {
	l := onHold(t)
	polls, words := 0, 0
	for ; l.listen != nil; polls++ {
		if polls > 30 {
			t.Fatal("waits for ever")
		}
		pauses := 0
		for _, line := range l.out.Lines {
			pauses += line.Pause
		}
		if polls > 0 && len(lines(l.out.Lines)) == 0 && (pauses+l.listen.Seconds < 5 || pauses+l.listen.Seconds > 6) {
			t.Errorf("poll %d lasts %d seconds", polls, pauses+l.listen.Seconds)
		}
		words += len(lines(l.out.Lines))
		l.due(dialogue.TimerHangUp, l.now.Add(3*time.Minute))
		l.pass(6 * time.Second)
		l.silent()
	}
	if polls != 20 || words != 5 {
		t.Errorf("%d polls, %d times words", polls, words)
	}
	l.says("phrase by_text")
	l.texts()
	l.text("Mere")
	l.says("prompt more")
}

// TestLostHoldLeavesAnOpenQuestion: if the call ends first, the question is an ordinary open one, with the usual reminder.
func TestLostHoldLeavesAnOpenQuestion(t *testing.T) {
	open := func(l *learner) {
		t.Helper()
		if p := l.st.Place; p.Phase != dialogue.Asking || p.Call != "" || !p.Texted {
			t.Errorf("%+v", p)
		}
		l.due(dialogue.TimerHangUp, time.Time{})
		l.text("Mere")
		l.says("prompt more")
	}
	l := onHold(t)
	l.hangUp()
	l.due(dialogue.TimerRemind, l.now.Add(4*time.Hour))
	open(l)

	l = onHold(t) // nobody tells that it has ended
	l.pass(3 * time.Minute)
	l.wake()
	l.texts()
	l.due(dialogue.TimerRemind, l.now.Add(4*time.Hour))
	open(l)

	l = onHold(t) // a text comes before the wake-up that would notice it
	l.pass(4 * time.Minute)
	l.text("Mere")
	l.says("prompt more")

	l = onHold(t)
	l.call() // they ring again
	l.says("phrase resume", "prompt name")
}

// TestOptOutOrPauseEndsAHold: after STOP by text the call asks for the name. After PAUSE it ends.
func TestOptOutOrPauseEndsAHold(t *testing.T) {
	l := onHold(t)
	l.text("STOP")
	l.says("phrase stopped")
	l.silent()
	l.says("prompt name")
	l.press("1")
	l.says("unclear 1", "prompt name")

	l = onHold(t)
	l.text("PAUSE")
	l.says("phrase paused")
	l.silent()
	l.says("phrase paused", "phrase goodbye")
	l.text("Mere") // it answers the question that was texted
	l.says("prompt more")
}

// TestWithheldCallerIsAskedByPhone: a caller who cannot be texted is asked on the phone.
func TestWithheldCallerIsAskedByPhone(t *testing.T) {
	l := newLearner(t)
	l.st.Place.Withheld = true
	l.call()
	for l.listen.Step != "name" {
		l.press("1")
	}
	for range 2 {
		l.press("1")
		l.texts()
	}
	l.press("1")
	l.says("phrase goodbye")
}
