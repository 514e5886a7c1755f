package dialogue

import (
	"slices"
	"time"
)

// begin starts the lesson.
func (t *turn) begin() {
	t.place.Status = Started
	t.place.clearTimer(TimerInvite)
	t.place.clearTimer(TimerNudge)
	t.reachMilestone(MilestoneStarted)
	if t.place.Withheld {
		t.say(t.phrase(PhraseWithheld))
	}
	t.enter(0)
}

// resume goes on at the open prompt, on the channel of this turn.
func (t *turn) resume() { t.resumeWith(t.resumePhrase()) }

// resumeWith says a phrase and goes on at the open prompt.
func (t *turn) resumeWith(phrase string) {
	p := t.place
	if t.index() < 0 {
		t.begin()
		return
	}
	if p.Phase == Texting {
		p.Phase = Asking
	}
	p.Status = Started
	p.Misses = Misses{}
	t.say(t.phrase(phrase))
	t.reopen()
}

// backAfter is how long a learner must be away to be welcomed back. It is shorter than a day, so that a learner can come a
// little earlier the next day.
const backAfter = 20 * time.Hour

// away reports whether the learner was away for backAfter or longer.
func (t *turn) away() bool {
	return !t.before.LastSeen.IsZero() && t.in.At.Sub(t.before.LastSeen) >= backAfter
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
	i := t.index()
	if t.place.Phase == Helping {
		t.place.Phase = Asking
	}
	if i < 0 || t.script.Steps[i].Kind == Wait || !t.present(&t.script.Steps[i]) {
		t.enter(i)
		return
	}
	switch {
	case t.place.Phase == Texting && t.in.Channel == Phone:
		t.sayHold(&t.script.Steps[i])
	case t.asks(&t.script.Steps[i]):
		t.ask(i)
	default:
		t.enter(i)
	}
}

// enter goes to step i, and from there to the next step that asks, waits or is spoken, or to the end.
func (t *turn) enter(i int) {
	for i = max(i, 0); i < len(t.script.Steps); i = t.after(i) {
		step := &t.script.Steps[i]
		if !t.present(step) {
			continue
		}
		t.arrive(step)
		switch {
		case step.Kind == Wait:
			t.wait(step)
			return
		case t.asks(step):
			t.ask(i)
			return
		case t.in.Channel == Phone:
			t.sayStep(step)
			return
		default:
			t.say(step.Prompt)
			t.reachMilestone(step.Milestone)
		}
	}
	t.end()
}

// after is the step after step i if no answer decides.
func (t *turn) after(i int) int {
	if i >= 0 && i < len(t.script.Steps) && t.script.Steps[i].Goto != "" {
		if next := t.script.Index(t.script.Steps[i].Goto); next > i {
			return next
		}
	}
	return i + 1
}

// present reports whether a step is part of this learner's lesson.
func (t *turn) present(step *Step) bool {
	return t.possible(step) && !slices.ContainsFunc(step.Needs, t.unanswered)
}

// possible is like present, but ignores answers, since more may come.
func (t *turn) possible(step *Step) bool {
	if step.Kind == Offer && !t.textable() {
		return false
	}
	for _, need := range step.Needs {
		if need == NeedsNumber && !t.textable() || need != NeedsNumber && t.script.Values[need] == "" && t.script.Index(need) < 0 {
			return false
		}
	}
	return step.Repeat.From == "" || t.place.Repeats[step.ID] < step.Repeat.Times
}

// unanswered reports whether a need is a question without an answer.
func (t *turn) unanswered(need string) bool {
	return t.script.Index(need) >= 0 && t.state.Answers[need] == ""
}

// asks reports whether a step waits for an answer on the channel of this turn.
func (t *turn) asks(step *Step) bool {
	return step.Kind.Asks() || step.Kind == Offer && t.in.Channel == Phone
}

// arrive makes a step the open one. Misses go on counting if it was open already.
func (t *turn) arrive(step *Step) {
	p := t.place
	misses := p.Misses
	if p.Step != step.ID {
		misses = Misses{}
	}
	p.Step = step.ID
	p.StepPlace = StepPlace{FirstPrompt: p.Prompt + 1, Misses: misses}
}

// ask says the question of step i and listens.
func (t *turn) ask(i int) {
	step := &t.script.Steps[i]
	if t.place.Phase == Confirming {
		t.say(step.Confirm)
	} else {
		t.say(step.Prompt)
	}
	t.listen(step)
}

// sayStep speaks a step that asks nothing. A key interrupts it, and silence goes on.
func (t *turn) sayStep(step *Step) {
	t.say(step.Prompt)
	t.reachMilestone(step.Milestone)
	t.place.Prompt++
	t.out.Listen = &Listen{Step: step.ID, Prompt: t.place.Prompt, Keys: 1, Seconds: 1}
}

// wait sets the timer for the next day. The lesson of a caller without a number ends here.
func (t *turn) wait(step *Step) {
	if t.place.Withheld {
		t.end()
		return
	}
	t.place.Status = Waiting
	t.endSilence()
	t.place.setTimer(TimerWait, t.nextDay(step))
	if t.in.Channel == Phone {
		t.say(t.phrase(PhraseGoodbye))
	}
}

// nextDay returns when a wait step ends: at its hour on the day after this turn, on the learner's clock. In a rehearsal a
// day is shorter.
func (t *turn) nextDay(step *Step) time.Time {
	if r := t.in.Rules.Rehearsal; r > 0 {
		return t.in.At.Add(r)
	}
	hour, minute := 9, 0
	at, err := time.Parse("15:04", t.hourOf(step.At))
	if err == nil {
		hour, minute = at.Hour(), at.Minute()
	}
	return OnClock(t.in.At, 1, hour, minute)
}

// hourOf returns the hour in a wait's At, which may name an hour step.
func (t *turn) hourOf(at string) string {
	if len(at) > 2 && at[0] == '{' && at[len(at)-1] == '}' {
		return t.state.Answers[at[1:len(at)-1]]
	}
	return at
}

// end ends the lesson and deletes the answers that were kept only for it.
func (t *turn) end() {
	t.place.Status = Ended
	t.endSilence()
	t.place.clearTimer(TimerWait)
	t.out.Over = true
	for i := range t.script.Steps {
		if t.script.Steps[i].Keep == KeepForget {
			delete(t.state.Answers, t.script.Steps[i].ID)
		}
	}
	if t.in.Channel == Phone {
		t.say(t.phrase(PhraseGoodbye))
	}
}

// reachMilestone records a milestone, once.
func (t *turn) reachMilestone(name string) {
	if name == "" || t.place.Reached(name) {
		return
	}
	t.place.Milestones = append(t.place.Milestones, Milestone{Name: name, At: t.in.At})
	t.out.Milestones = append(t.out.Milestones, name)
}

// index returns the index of the open step, or -1.
func (t *turn) index() int { return t.script.Index(t.place.Step) }
