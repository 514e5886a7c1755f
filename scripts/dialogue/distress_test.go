package dialogue_test

import (
	"strconv"
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestLessonRestsAfterDistress: nothing after the care reply counts as an answer, and the line begins nothing, until the learner
// asks for the lesson.
func TestLessonRestsAfterDistress(t *testing.T) {
	l := newLearner(t)
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
	if got := l.nudgeRefusal(t); got != dialogue.RefusedBusy {
		t.Errorf("a manager's wish to nudge is refused as %q", got)
	}
	l.text("sorry, I meant my patient")
	l.says("phrase care_over")
	l.text("GO")
	l.says("phrase resume", "prompt text")
	l.text("to listen better")
	l.says("prompt go")
}

// nudgeRefusal returns why a manager's nudge is refused.
func (l *learner) nudgeRefusal(t *testing.T) dialogue.Refusal {
	t.Helper()
	l.st.Place.Invitations = append(l.st.Place.Invitations, dialogue.Invitation{Cohort: "n", Lesson: l.script.Lesson, Texted: l.now.Add(-100 * time.Hour)})
	return l.nudge("n")
}

// TestDistressOutsideTheLessonGetsCare: before the lesson and in a wait.
func TestDistressOutsideTheLessonGetsCare(t *testing.T) {
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

// TestDistressAfterAnOptOutGetsCare: nobody in danger is left without a reply. The opt-out stays.
func TestDistressAfterAnOptOutGetsCare(t *testing.T) {
	l := newLearner(t)
	l.text("GO")
	l.text("STOP")
	l.text("I don't want to be alive any more")
	l.says("phrase care")
	l.text("nobody can help me")
	l.says()
	if !l.st.Place.OptedOut || !l.st.Place.NextWake().IsZero() {
		t.Errorf("opted out: %t; next: %v", l.st.Place.OptedOut, l.st.Place.NextWake())
	}
	l.text("I will kill myself")
	l.says("phrase care_again")
}

// TestNothingIsSentAfterDistress: after words of distress the line begins nothing for days. GO then goes on with what
// is due.
func TestNothingIsSentAfterDistress(t *testing.T) {
	nudged := invited(t)
	nudged.pass(100 * time.Hour)
	if refused := nudged.nudge("a"); refused != "" {
		t.Fatal(refused)
	}
	called := newLearner(t)
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

// TestDistressIsAnsweredWithinLimits: the same words get a reply each time, but many of them do not get replies for ever.
func TestDistressIsAnsweredWithinLimits(t *testing.T) {
	for name, l := range map[string]*learner{"invited": invited(t), "waiting": waiting(t), "new": newLearner(t)} {
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

// TestStartResumesAfterDistress: STOP works after words of distress, and START asks for the lesson.
func TestStartResumesAfterDistress(t *testing.T) {
	l := newLearner(t)
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

// TestCallAfterDistressBeginsWithCare: a call after words of distress begins with the care reply, at any step. An answer to
// an earlier prompt changes nothing.
func TestCallAfterDistressBeginsWithCare(t *testing.T) {
	l := waiting(t)
	l.text("I want to die")
	l.call()
	l.says("phrase care_again")
	l.speak("nobody answered there")
	l.says("phrase care_again")
	l.press("1")
	l.says("phrase waiting", "phrase goodbye")
	l = newLearner(t)
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
