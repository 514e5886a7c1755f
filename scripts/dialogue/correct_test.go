package dialogue_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestBackAsksThePreviousQuestion : BACK asks the question before, or during a wait its hour. It does not go back over a
// wait.
func TestBackAsksThePreviousQuestion(t *testing.T) {
	l := newLearner(t)
	l.reach("text")
	l.text("back")
	l.says("prompt closed")
	l.text("go back please")
	l.says("prompt choice")
	if l.st.Answers["choice"] != "" {
		t.Errorf("it still holds %v", l.st.Answers)
	}
	l.text("back")
	l.says("phrase no_back", "prompt choice")
	l = newLearner(t)
	l.reach("name")
	l.text("start over")
	l.says("prompt choice")
	l = waiting(t)
	l.text("back")
	l.says("prompt hour")
	l.text("9pm")
	at := on(t, auckland, "2026-11-24 21:00")
	l.due(dialogue.TimerWait, at)
	l.sends(33*time.Hour, "prompt after")
	l.text("back")
	l.says("phrase no_back", "prompt after")
}

// TestNameIsCorrectedByText: a text can correct the name at any time.
func TestNameIsCorrectedByText(t *testing.T) {
	l := newLearner(t)
	l.reach("more")
	l.text("not Mere, Tane")
	l.says("phrase renamed", "prompt more")
	l.text("wrong name")
	l.says("phrase name_which", "prompt more")
	l.text("change the name to Hemi")
	if got := l.st.Answers["name"]; got != "Hemi" {
		t.Errorf("it holds %q", got)
	}
	l.text("no")
	l.text("7.30pm")
	l.text("her name is Mereana")
	l.says("phrase renamed")
	if got := l.st.Answers["name"]; got != "Mereana" || l.st.Place.Status != dialogue.Waiting {
		t.Errorf("it holds %q, and is %q", got, l.st.Place.Status)
	}
	l.texts() // and the wait goes on
	l.due(dialogue.TimerWait, on(t, auckland, "2026-11-24 19:30"))
	l = newLearner(t)
	l.reach("text")
	l.text("I meant to learn to listen") // nothing has a name yet
	if got := l.st.Answers["text"]; got != "I meant to learn to listen" {
		t.Errorf("it holds %q", got)
	}
}

// TestNameIsCorrectedByPhone: the corrected name must be confirmed. Then the lesson goes on where it was, even days later.
func TestNameIsCorrectedByPhone(t *testing.T) {
	l := waiting(t)
	l.sends(33*time.Hour, "prompt after")
	l.call()
	l.speak("no, her name is Tane")
	l.says("confirm")
	l.press("2")
	l.says("unclear 1", "prompt name")
	l.speak("Hemi")
	l.press("1")
	l.says("prompt after")
	if got := l.st.Answers["name"]; got != "Hemi" || l.st.Place.Status != dialogue.Started {
		t.Errorf("it holds %q, and is %q", got, l.st.Place.Status)
	}
	l.speak("her name is Tane")
	l.speak("go back")
	l.says("prompt after")
}

// TestNameOfAnEarlierLessonIsCorrected: a text corrects it. A call asks for that text, and goes on.
func TestNameOfAnEarlierLessonIsCorrected(t *testing.T) {
	l := newLearner(t)
	l.script, l.st.Answers = branches(), dialogue.Answers{"one/partner": "Mere", "one/asked": "alpha"}
	l.text("GO")
	l.text("not Mere, Tane")
	l.says("phrase renamed", "prompt mood")
	if got := l.st.Answers["one/partner"]; got != "Tane" {
		t.Errorf("it holds %q", got)
	}
	l.call()
	l.speak("her name is Hemi")
	l.says("phrase name_which", "prompt mood")
	if got := l.st.Answers["one/partner"]; got != "Tane" || l.listen == nil {
		t.Errorf("it holds %q, and listens %v", got, l.listen != nil)
	}
}

// TestWrongNameOnACallIsAskedFor: a caller who says only that a name is wrong is still listened to.
func TestWrongNameOnACallIsAskedFor(t *testing.T) {
	l := waiting(t)
	l.sends(33*time.Hour, "prompt after")
	l.call()
	l.speak("wrong name")
	l.says("phrase name_which", "prompt after")
	if l.listen == nil {
		t.Error("the call is over")
	}
}

// TestEarlyAnswerIsForAQuestionOfTheirs: early words go to the next question that this learner is asked.
func TestEarlyAnswerIsForAQuestionOfTheirs(t *testing.T) {
	l := waiting(t)
	for _, id := range []string{"other", "reflect"} {
		l.script.Steps = append(l.script.Steps, dialogue.Step{ID: id, Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate})
	}
	l.script.Steps[len(l.script.Steps)-2].When = []dialogue.Condition{{Step: "text", Is: []string{dialogue.Skipped}}}
	l.text("I asked her and she talked for ten minutes")
	if l.st.Answers["other"] != "" || l.st.Answers["reflect"] == "" {
		t.Errorf("it holds %v", l.st.Answers)
	}
}

// TestHourIsCorrected: a text can change the hour of the next day's text. An hour that has passed today means tomorrow.
func TestHourIsCorrected(t *testing.T) {
	l := waiting(t)
	l.text("change my time to 8pm")
	l.says("phrase waiting")
	l.due(dialogue.TimerWait, on(t, auckland, "2026-11-24 20:00"))
	l.pass(24 * time.Hour)
	l.text("make it 9am please")
	l.due(dialogue.TimerWait, on(t, auckland, "2026-11-25 09:00"))
}

// TestEarlyAnswerIsKept: words that come before their question are kept with its answer, even if the question is skipped.
func TestEarlyAnswerIsKept(t *testing.T) {
	l := waiting(t)
	l.script.Steps = append(l.script.Steps, dialogue.Step{
		ID: "reflect", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate, Prompt: dialogue.Prompt{Text: "prompt reflect"},
	})
	l.text("ok")
	l.says("phrase waiting")
	l.text("I asked her and she talked for ten minutes")
	l.says("phrase early")
	l.text("and I said nothing at all")
	l.sends(33*time.Hour, "prompt after")
	l.text("no")
	l.says("prompt reflect")
	l.text("SKIP")
	if got, want := l.st.Answers["reflect"], "I asked her and she talked for ten minutes\nand I said nothing at all"; got != want {
		t.Errorf("it holds %q, want %q", got, want)
	}
}

// TestEarlyAnswerIsLimited: only a limited number of early texts is kept.
func TestEarlyAnswerIsLimited(t *testing.T) {
	l := waiting(t)
	l.script.Steps = append(l.script.Steps, dialogue.Step{ID: "reflect", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate})
	for i := range 500 {
		l.text(strings.Repeat("a different long story ", 30) + strconv.Itoa(i))
	}
	if got := len(l.st.Answers["reflect"]); got > 5000 {
		t.Errorf("it keeps %d bytes", got)
	}
}
