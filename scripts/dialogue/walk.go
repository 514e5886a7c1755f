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

// resume takes the lesson up at the prompt that was not answered, on whichever channel the learner is now.
func (t *turn) resume() { t.resumeWith(t.resumePhrase()) }

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

// backAfter is how long somebody is away to be welcomed back: a day, and who comes at the same time of day comes a little
// earlier at times.
const backAfter = 20 * time.Hour

// away reports whether the learner comes back after a day or more.
func (t *turn) away() bool {
	return !t.before.LastSeen.IsZero() && t.in.At.Sub(t.before.LastSeen) >= backAfter
}

// resumePhrase is the phrase for one who comes back: after a day or more with a word on what the lesson was about there.
func (t *turn) resumePhrase() string {
	if t.away() && t.about() != "" {
		return PhraseWelcomeBack
	}
	return PhraseResume
}

// hungUpPhrase is the phrase after a call that ended in the middle. Where the line rings nobody, CALL is not offered.
func (t *turn) hungUpPhrase() string {
	if t.in.Rules.Calls > 0 {
		return PhraseHungUp
	}
	return PhraseResume
}

// reopen puts the open prompt again: what was not said to its end, and the question. Nothing of the place changes.
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

// enter goes to step i, and on from there until something is asked, or there is nothing more.
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

// after is the step that follows step i where no answer decides.
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

// possible is present without a look at the answers, of which more may come.
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

// unanswered reports whether a need is a question that has no answer.
func (t *turn) unanswered(need string) bool {
	return t.script.Index(need) >= 0 && t.state.Answers[need] == ""
}

// asks reports whether a step waits for an answer on the channel of this turn.
func (t *turn) asks(step *Step) bool {
	return step.Kind.Asks() || step.Kind == Offer && t.in.Channel == Phone
}

func (t *turn) arrive(step *Step) {
	p := t.place
	misses := p.Misses
	if p.Step != step.ID {
		misses = Misses{}
	}
	p.Step = step.ID
	p.StepPlace = StepPlace{FirstPrompt: p.Prompt + 1, Misses: misses}
}

// ask puts the question of step i and listens.
func (t *turn) ask(i int) {
	step := &t.script.Steps[i]
	if t.place.Phase == Confirming {
		t.say(step.Confirm)
	} else {
		t.say(step.Prompt)
	}
	t.listen(step)
}

// sayStep speaks a step that asks nothing. The caller may interrupt it with a key; silence goes on.
func (t *turn) sayStep(step *Step) {
	t.say(step.Prompt)
	t.reachMilestone(step.Milestone)
	t.place.Prompt++
	t.out.Listen = &Listen{Step: step.ID, Prompt: t.place.Prompt, Keys: 1, Seconds: 1}
}

// wait lets the time pass until the next day.
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

// nextDay is the hour that a wait step names, on the day after this turn, in the learner's zone. A rehearsal has shorter
// days, and says so: what is told is what will happen.
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

// hourOf reads a wait's At: an hour, or the answer to an hour step.
func (t *turn) hourOf(at string) string {
	if len(at) > 2 && at[0] == '{' && at[len(at)-1] == '}' {
		return t.state.Answers[at[1:len(at)-1]]
	}
	return at
}

// end closes the lesson and forgets what was only kept for it.
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

// reachMilestone notes a milestone, once.
func (t *turn) reachMilestone(name string) {
	if name == "" || t.place.Reached(name) {
		return
	}
	t.place.Milestones = append(t.place.Milestones, Milestone{Name: name, At: t.in.At})
	t.out.Milestones = append(t.out.Milestones, name)
}

// index is the open step's place in the script, or -1.
func (t *turn) index() int { return t.script.Index(t.place.Step) }
