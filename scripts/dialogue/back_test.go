package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestWelcomeBack: who comes back after a day is told where they were. The words that they come back with are an answer
// only where the question has been repeated in the meantime.
func TestWelcomeBack(t *testing.T) {
	const day = 24 * time.Hour
	paused := func(l *learner) { l.text("GO"); l.text("PAUSE") }
	hung := func(l *learner) { l.call(); l.silent(); l.hangUp() }
	open := func(l *learner) { l.text("GO") }
	comes := func(words string) func(*learner) { return func(l *learner) { l.text(words) } }
	rings := func(l *learner) { l.call() }
	for _, c := range []struct {
		name         string
		before, back func(*learner)
		after        time.Duration
		says         []string
	}{
		{"paused, by text", paused, comes("ok"), 3 * day, []string{"phrase welcome_back", "prompt choice"}},
		{"paused, and answered", paused, comes("2"), 3 * day, []string{"prompt closed"}},
		{"paused, by phone", paused, rings, 20 * time.Hour, []string{"phrase welcome_back", "prompt choice"}},
		{"paused, the same day", paused, comes("ok"), 19 * time.Hour, []string{"phrase resume", "prompt choice"}},
		{"a call that broke off", hung, rings, 3 * day, []string{"phrase welcome_back", "prompt choice"}},
		{"a call that broke off, by text", hung, comes("hi"), 3 * day, []string{"phrase welcome_back", "prompt choice"}},
		{"an open text, answered", open, comes("2"), 2 * day, []string{"prompt closed"}},
		{"an open text, with a greeting", open, comes("kia ora"), 2 * day, []string{"phrase welcome_back", "prompt choice"}},
		{"an open text, with a greeting soon", open, comes("kia ora"), time.Hour, []string{"prompt choice"}},
		{"stopped for days", func(l *learner) { l.text("GO"); l.text("STOP") }, comes("START"), 9 * day, []string{"phrase welcome_back", "prompt choice"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := meet(t)
			c.before(l)
			l.pass(c.after)
			c.back(l)
			l.says(c.says...)
		})
	}
}

// TestWelcomeBackReminded: the reminders repeat the question, so what comes after them answers it; after the last one
// the lesson rests.
func TestWelcomeBackReminded(t *testing.T) {
	l := meet(t)
	l.text("GO")
	l.pass(4 * time.Hour)
	l.wake()
	l.pass(24 * time.Hour)
	l.wake()
	l.texts("phrase remind_2 / prompt choice")
	answered := *l
	answered.pass(time.Hour)
	answered.text("2")
	answered.says("prompt closed")
	l.pass(24 * time.Hour)
	l.wake()
	l.texts("phrase parked")
	l.text("2") // the question is still the last thing on their screen
	l.says("prompt closed")
}

// TestWelcomeBackWithoutAbout: where no step says what it is about, the number has to do.
func TestWelcomeBackWithoutAbout(t *testing.T) {
	l := meet(t)
	for i := range l.script.Steps {
		l.script.Steps[i].About = ""
	}
	l.text("GO")
	l.text("PAUSE")
	l.pass(72 * time.Hour)
	l.text("hi")
	l.says("phrase resume", "prompt choice")
}

// TestAbout is that of the open step, or of the nearest one before it.
func TestAbout(t *testing.T) {
	l := meet(t)
	l.script.Phrases[dialogue.PhraseWelcomeBack] = dialogue.Prompt{Text: "At {about}, {step} of {steps}."}
	for _, step := range []string{"choice", "text"} {
		l.reach(step)
		l.text("PAUSE")
		l.pass(72 * time.Hour)
		l.text("hi")
		want := map[string]string{"choice": "At choosing, 1 of 8.", "text": "At choosing, 3 of 8."}[step]
		if got := lines(l.out.Lines)[0]; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
