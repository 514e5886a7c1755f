package dialogue

import "time"

// resume goes on at the open prompt, on the channel of this turn.
func (t *turn) resume() { t.resumeWith(t.resumePhrase()) }

// resumeWith says a phrase and goes on at the open prompt. The phrase is left out if nothing more is asked: "answer here" would
// ask for an answer to nothing.
func (t *turn) resumeWith(phrase string) {
	p := &t.place
	if t.open < 0 {
		t.begin()
		return
	}
	if p.Phase == Texting {
		p.Phase = Asking
	}
	p.Status = Started
	p.Misses = Misses{}
	if t.asksMore() {
		t.say(t.phrase(phrase))
	}
	t.reopen()
}

// asksMore reports whether a question stands between here and the next wait or the end. A caller may hang up at the words
// after the last one.
func (t *turn) asksMore() bool {
	for i := t.open; i < len(t.script.Steps); i = t.after(i) {
		step := &t.script.Steps[i]
		switch {
		case t.presence(step) != present:
		case step.Kind == Wait:
			return false
		case t.asks(step):
			return true
		}
	}
	return false
}

// backAfter is how long a learner must be away to be welcomed back. It is shorter than a day, so that a learner can come a
// little earlier the next day.
const backAfter = 20 * time.Hour

// away reports whether the learner was away for backAfter or longer.
func (t *turn) away() bool {
	return t.before.Unsure || !t.before.LastSeen.IsZero() && t.in.At.Sub(t.before.LastSeen) >= backAfter
}

// resumePhrase is the phrase before a prompt that is said again. A learner who was away also hears what the step is about.
func (t *turn) resumePhrase() string {
	if t.away() && t.about() != "" {
		return PhraseWelcomeBack
	}
	return PhraseResume
}

// hungUpPhrase is the phrase after a call that ended in the middle of the lesson. It offers CALL if the line rings learners.
func (t *turn) hungUpPhrase() string {
	if t.callsPerDay() > 0 {
		return PhraseHungUp
	}
	return PhraseResume
}

// reopen says the open prompt again, and asks its question. It does not go to another step.
func (t *turn) reopen() {
	i := t.open
	if t.place.Phase == Helping {
		t.backToQuestion()
	}
	if i < 0 || t.script.Steps[i].Kind == Wait || t.presence(&t.script.Steps[i]) != present && t.place.Phase != Choosing {
		t.enter(i)
		return
	}
	switch {
	case t.place.Phase == Choosing:
		t.askLanguage()
	case t.place.Phase == Texting && t.in.Channel == Phone:
		t.sayHold(&t.script.Steps[i])
	case t.asks(&t.script.Steps[i]):
		t.ask(i)
	default:
		t.enter(i)
	}
}

// repeatPrompt says the open prompt again because the learner asks for it.
func (t *turn) repeatPrompt() {
	if t.away() {
		t.resume()
		return
	}
	t.reopen()
}
