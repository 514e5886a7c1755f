package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestLearnerIsWelcomedBackAfterADay: after a day the line says where the learner was. Their words count as an answer only
// if the question is still the last thing that they read.
func TestLearnerIsWelcomedBackAfterADay(t *testing.T) {
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
			l := newLearner(t)
			c.before(l)
			l.pass(c.after)
			c.back(l)
			l.says(c.says...)
		})
	}
}

// TestAnswerAfterAReminderIsTaken: reminders repeat the question, so the next text answers it. After the last one the
// lesson rests.
func TestAnswerAfterAReminderIsTaken(t *testing.T) {
	l := newLearner(t)
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

// TestWelcomeBackNeedsAbout: if no step has an About, the line says the number of the question.
func TestWelcomeBackNeedsAbout(t *testing.T) {
	l := newLearner(t)
	for i := range l.script.Steps {
		l.script.Steps[i].About = ""
	}
	l.text("GO")
	l.text("PAUSE")
	l.pass(72 * time.Hour)
	l.text("hi")
	l.says("phrase resume", "prompt choice")
}

// TestAboutIsOfTheNearestStep: {about} is that of the open step, or of the nearest one before it.
func TestAboutIsOfTheNearestStep(t *testing.T) {
	l := newLearner(t)
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
