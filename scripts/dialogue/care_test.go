package dialogue_test

import (
	"strconv"
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestRestsAfterCare: nothing after the care reply is an answer, no text comes of the line's own, and the learner goes on with a
// word of their own.
func TestRestsAfterCare(t *testing.T) {
	l := meet(t)
	l.reach("text")
	l.text("I want to die")
	l.says("phrase care")
	for _, words := range []string{"I mean it", "help me", "call me", "2", "I've already taken them", "what would they say", "👍"} {
		l.text(words)
		l.says("phrase care_again")
		if l.out.Ring || l.st.Answers["text"] != "" || l.st.Place.Step != "text" {
			t.Fatalf("%q: rings %v, holds %v at %q", words, l.out.Ring, l.st.Answers, l.st.Place.Step)
		}
	}
	for range 48 {
		l.pass(time.Hour)
		l.wake()
		l.texts()
	}
	if got := l.refuses(t); got != dialogue.RefusedBusy {
		t.Errorf("a manager's wish to nudge is refused as %q", got)
	}
	l.text("sorry, I meant my patient")
	l.says("phrase care_over")
	l.text("GO")
	l.says("phrase resume", "prompt text")
	l.text("to listen better")
	l.says("prompt go")
}

// refuses is why a manager's nudge is refused.
func (l *learner) refuses(t *testing.T) dialogue.Refusal {
	t.Helper()
	l.st.Place.Invitations = append(l.st.Place.Invitations, dialogue.Invitation{Cohort: "n", Lesson: l.script.Lesson, Texted: l.now.Add(-100 * time.Hour)})
	return l.nudge("n")
}

// TestCareOutsideTheLesson: also before it, in a wait and after it.
func TestCareOutsideTheLesson(t *testing.T) {
	for name, l := range map[string]*learner{"invited": invited(t), "waiting": waiting(t)} {
		status := l.st.Place.Status
		l.text("I don't want to be alive any more")
		l.says("phrase care")
		l.text("yes")
		l.says("phrase care_again")
		if l.st.Place.Status != status {
			t.Errorf("%s: is %q", name, l.st.Place.Status)
		}
		l.text("STOP")
		l.says("phrase stopped")
	}
}

// TestNothingBegins: after words of distress nothing comes from the line for days, whatever it was about to say, and GO
// brings on what has come due.
func TestNothingBegins(t *testing.T) {
	nudged := invited(t)
	nudged.pass(100 * time.Hour)
	if refused := nudged.nudge("a"); refused != "" {
		t.Fatal(refused)
	}
	called := meet(t)
	called.reach("text")
	called.text("CALL")
	for name, c := range map[string]struct {
		l      *learner
		begins []string
	}{
		"invited": {invited(t), []string{"Hello Mere.", "prompt choice"}},
		"nudged":  {nudged, []string{"Hello Mere.", "prompt choice"}},
		"waiting": {waiting(t), []string{"prompt after"}},
		"called":  {called, []string{"phrase welcome_back", "prompt text"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := c.l
			l.text("I want to die")
			l.says("phrase care")
			l.missed(dialogue.Text)
			l.texts()
			for range 24 * 5 {
				l.pass(time.Hour)
				l.wake()
				l.texts()
			}
			l.text("yes")
			l.says("phrase care_again")
			l.pass(24 * time.Hour)
			l.text("GO")
			l.says(c.begins...)
		})
	}
}

// TestNeverSilentInDistress: the same words again are answered again, a flood of them is not answered for ever.
func TestNeverSilentInDistress(t *testing.T) {
	for name, l := range map[string]*learner{"invited": invited(t), "waiting": waiting(t), "new": meet(t)} {
		l.text("I want to die")
		for range 5 {
			l.text("I mean it")
			l.says("phrase care_again")
		}
		replies := 0
		for i := range 300 {
			if l.text("nobody cares " + strconv.Itoa(i)); len(l.out.Lines) > 0 {
				replies++
			}
		}
		if replies > 20 {
			t.Errorf("%s: %d replies", name, replies)
		}
	}
}

// TestStartAfterCare: STOP is STOP, and START is a word of the learner's own that asks for the lesson.
func TestStartAfterCare(t *testing.T) {
	l := meet(t)
	l.reach("text")
	l.text("I want to die")
	l.text("STOP")
	l.says("phrase stopped")
	l.text("I mean it")
	l.says()
	l.text("START")
	l.says("phrase resume", "prompt text")
	l.text("to listen better")
	l.says("prompt go")
}

// TestCareOnCalls: whoever rings after words of distress is met with care first, wherever they are in the lesson, and what
// comes late from a prompt before it changes nothing.
func TestCareOnCalls(t *testing.T) {
	l := waiting(t)
	l.text("I want to die")
	l.call()
	l.says("phrase care_again")
	l.speak("nobody answered there")
	l.says("phrase care_again")
	l.press("1")
	l.says("phrase waiting", "phrase goodbye")
	l = meet(t)
	l.reach("text")
	l.call()
	l.speak("I want to die")
	l.says("phrase care")
	l.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Phone, Call: "call", Step: "closed", Prompt: 1, Keys: "2"})
	l.says("phrase care_again")
	l.listen = l.out.Listen
	l.silent()
	l.says("phrase care_again")
	l.silent()
	l.says("phrase goodbye")
}
