package dialogue

import "strings"

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
			if step.Milestone != "" {
				t.reachMilestone(step.Milestone)
			}
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

// presence says whether a step is part of this learner's lesson, by what it needs, its conditions, and how often it was
// repeated.
func (t *turn) presence(step *Step) presence {
	if step.Kind == Offer && !t.textable() || step.Repeat.From != "" && t.place.Repeats[step.ID] >= step.Repeat.Times {
		return absent
	}
	is := present
	for _, need := range step.Needs {
		switch question := t.script.Index(need) >= 0; {
		case need == NeedsNumber && !t.textable():
			return absent
		case need == NeedsNumber, question && t.answers[need] != "":
		case question:
			is = pending
		case t.script.Values[need] == "" && t.archived(need) == "":
			return absent
		}
	}
	for _, c := range step.When {
		switch {
		case t.holds(c):
		case t.script.Index(c.Step) < max(t.open, 0):
			return absent
		default:
			is = pending
		}
	}
	return is
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

// say adds a prompt to the output, worded for the channel of this turn.
func (t *turn) say(p Prompt) {
	if t.in.Channel != Phone {
		text := p.Text
		if strings.Contains(text, "{") {
			text = t.fill(text)
		}
		if text != "" {
			t.out.Lines = append(t.out.Lines, Line{Text: text})
		}
		return
	}
	for _, line := range p.Spoken() {
		line.Text = t.fill(line.Text)
		t.out.Lines = append(t.out.Lines, line)
	}
}

// sayStep speaks a step that asks nothing. A key interrupts it, and silence goes on.
func (t *turn) sayStep(step *Step) {
	t.say(step.Prompt)
	if step.Milestone != "" {
		t.reachMilestone(step.Milestone)
	}
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
	if t.place.Reached(name) {
		return
	}
	t.place.Milestones = append(t.place.Milestones, Milestone{Name: name, At: t.in.At})
	t.out.Milestones = append(t.out.Milestones, name)
}
