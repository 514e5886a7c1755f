package dialogue

import "coachline/scripts/nlu"

// The rhythm of a call that waits for a name by text, since a name is surest when it is typed: each poll is a pause, and a
// second of listening after it.
const (
	pollPause    = 5  // seconds
	pollsOfHold  = 20 // about two minutes; then the call is left
	pollsOfWords = 4  // after so many, a word, so that the silence is not taken for the end of the call
)

// canHold reports whether the name that step i asks for can be asked for by text while the call waits.
func (t *turn) canHold(step *Step) bool {
	return t.in.Channel == Phone && step.Kind == Name && t.textable()
}

// wantsToText reports whether a caller chooses to text the name, with key 1 or as "one".
func (t *turn) wantsToText(step *Step, m nlu.Meaning) bool {
	return t.place.Phase == Asking && t.canHold(step) && (t.in.Keys == "1" || m.Choice == "1")
}

// hold texts the question of step i and lets the call wait.
func (t *turn) hold(i int) {
	step := &t.script.Steps[i]
	t.dropUnconfirmed()
	t.text(func() { t.ask(i) })
	t.place.Phase, t.place.NoInputs, t.place.NoMatches, t.place.Asides = Texting, 0, 0, 0
	t.sayHold(step)
}

// sayHold tells a caller what the call waits for.
func (t *turn) sayHold(step *Step) {
	t.say(t.phrase(PhraseHold))
	t.poll(step, pollPause)
}

// poll listens for keys: speech in the room is not meant for the line.
func (t *turn) poll(step *Step, seconds int) {
	t.place.Prompt++
	t.out.Listen = &Listen{Step: step.ID, Prompt: t.place.Prompt, Keys: 1, Seconds: seconds}
}

// takeOnHoldByPhone takes a turn of a call that waits.
func (t *turn) takeOnHoldByPhone(i int) {
	switch {
	case !t.textable(): // STOP has come by text
		t.place.Phase = Asking
		t.repeatOnCall()
	case t.in.Keys == "#":
		t.skip()
	case t.in.Keys == "9":
		t.leaveCall()
	case t.in.Keys != "":
		t.repeatOnCall()
	default:
		t.waitOn(i)
	}
}

// waitOn lets the call wait on, for two minutes in all.
func (t *turn) waitOn(i int) {
	p := t.place
	if p.NoInputs++; p.NoInputs >= pollsOfHold {
		t.leaveCall()
		return
	}
	if p.NoInputs%pollsOfWords == 0 {
		t.say(t.phrase(PhraseHolding))
	} else {
		t.out.Lines = append(t.out.Lines, Line{Pause: pollPause})
	}
	t.poll(&t.script.Steps[i], 1)
}

// onHold reports whether a call waits for what is texted now. Where the call is gone, the question is open as any other.
func (t *turn) onHold() bool {
	p := t.place
	if p.Phase != Texting || p.Status != Started || t.index() < 0 {
		return false
	}
	if !t.onCall() {
		t.callOver()
		return false
	}
	return true
}

// takeOnHold takes a text while the call waits. The text has a short reply; the lesson goes on on the call.
func (t *turn) takeOnHold(m nlu.Meaning) {
	i := t.index()
	step := &t.script.Steps[i]
	switch o := t.outcome(step, m); {
	case m.Intent == nlu.Pause:
		t.pause()
	case m.Intent == nlu.Skip:
		t.keepOnHold(i, outcome{reply: ReplySkip})
	case m.Intent == nlu.Again, m.Intent == nlu.Go:
		t.say(step.Prompt)
	case o.kind == match, o.kind == confirm: // what is typed need not be said back
		t.keepOnHold(i, o)
	case o.kind == aside, m.Intent == nlu.Hold, m.Intent == nlu.Decline:
		t.sayAside(PhraseAside)
	default:
		t.place.NoMatches++
		t.say(nth(step.NoMatch, t.place.NoMatches))
	}
}

// keepOnHold takes an answer, and leaves the next step to the call, whose next turn says what is then open.
func (t *turn) keepOnHold(i int, o outcome) {
	t.note(i, o)
	t.say(t.phrase(PhraseNoted))
	for i = t.next(i, o.reply); i < len(t.script.Steps); i = t.after(i) {
		if step := &t.script.Steps[i]; t.present(step) {
			t.arrive(step)
			if step.Kind == Wait {
				t.wait(step)
			}
			return
		}
	}
	t.end()
}
