package dialogue

import "time"

// begin starts the lesson.
func (t *turn) begin() {
	newcomer := t.uninvitedNewcomer()
	t.place.Status = Started
	t.place.clearTimer(TimerInvite, TimerNudge)
	for i := range t.in.Parts {
		if course := t.in.Parts[i].Course; course.has(t.script.Lesson) {
			t.place.enterPart(course, t.script.Lesson, t.in.At)
		}
	}
	t.reachMilestone(MilestoneStarted)
	if t.place.Withheld {
		t.say(t.phrase(PhraseWithheld))
	}
	if newcomer && t.in.Channel == Phone {
		t.greet()
	}
	if !t.askFirstLanguage() {
		t.enter(0)
	}
	if newcomer && t.in.Channel != Phone {
		t.greet()
	}
}

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
		t.closeMenu()
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

// enter goes to step i, and from there to the next step that asks, waits or is spoken, or to the end.
func (t *turn) enter(i int) {
	for i = max(i, 0); i < len(t.script.Steps); i = t.after(i) {
		step := &t.script.Steps[i]
		if t.presence(step) != present {
			continue
		}
		t.arrive(i)
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

// asks reports whether a step waits for an answer on the channel of this turn.
func (t *turn) asks(step *Step) bool {
	return kinds[step.Kind].asks || step.Kind == Offer && t.in.Channel == Phone
}

// arrive makes step i the open one. Misses go on counting if it was open already.
func (t *turn) arrive(i int) {
	p, id := &t.place, t.script.Steps[i].ID
	t.visit(i)
	misses := p.Misses
	if p.Step != id {
		misses = Misses{}
	}
	p.Step, t.open = id, i
	p.StepPlace = StepPlace{FirstPrompt: p.Prompt + 1, Misses: misses}
}

// ask says the question of step i. The phone listens; a text stays on the screen.
func (t *turn) ask(i int) {
	step := &t.script.Steps[i]
	if t.place.Phase == Confirming {
		t.say(step.Confirm)
	} else {
		t.say(step.Prompt)
	}
	if t.in.Channel == Phone {
		t.listen(step)
		return
	}
	t.place.Prompt++
	t.place.Texted = true
}

// sayStep speaks a step that asks nothing. A key interrupts it, and silence goes on.
func (t *turn) sayStep(step *Step) {
	t.say(step.Prompt)
	t.reachMilestone(step.Milestone)
	t.place.Prompt++
	t.out.Listen = &Listen{Step: step.ID, Prompt: t.place.Prompt, Keys: 1, Seconds: 1}
}

// wait sets the timer for the end of a wait. The lesson of a caller without a number ends here.
func (t *turn) wait(step *Step) {
	if t.place.Withheld {
		t.end()
		return
	}
	t.place.Status = Waiting
	t.endSilence()
	t.place.setTimer(TimerWait, t.endOfWait(step))
	if t.in.Channel == Phone {
		t.say(t.phrase(PhraseGoodbye))
	}
}

// endDueWait goes on after a wait whose time has come, and reports whether it did. A learner may write or call before the
// wake-up.
func (t *turn) endDueWait() bool {
	if t.place.Status != Waiting || !t.due(TimerWait) {
		return false
	}
	t.place.clearTimer(TimerWait)
	t.place.Status = Started
	t.enter(t.after(t.open))
	return true
}

// end ends the lesson, says when the next part of a course comes, and deletes the answers that were kept only for this lesson.
func (t *turn) end() {
	t.place.Status = Ended
	t.leaveStep(EventPassed)
	t.endSilence()
	t.place.clearTimer(TimerWait)
	t.out.Over = true
	t.endPart()
	for i := range t.script.Steps {
		if t.script.Steps[i].Keep == KeepForget {
			delete(t.answers, t.script.Steps[i].ID)
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
