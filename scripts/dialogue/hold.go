package dialogue

import "coachline/scripts/nlu"

// The rhythm of a call that waits for a name by text. A typed name is more reliable than a spoken one. Each poll is a pause
// and a second of listening.
const (
	pollPause    = 5  // seconds
	pollsOfHold  = 20 // about two minutes; then the line leaves the call
	pollsOfWords = 4  // after so many polls the line speaks, so that the call does not seem to have ended
)

// canHold reports whether a text can ask for the name of this step while the call waits.
func (t *turn) canHold(step *Step) bool {
	return t.in.Channel == Phone && step.Kind == Name && t.textable()
}

// wantsToText reports whether a caller chooses to text the name, with key 1 or the word "one".
func (t *turn) wantsToText(step *Step, m nlu.Meaning) bool {
	return t.place.Phase == Asking && t.canHold(step) && (t.in.Keys == "1" || m.Choice == "1")
}

// hold texts the question of step i while the call waits.
func (t *turn) hold(i int) {
	step := &t.script.Steps[i]
	t.dropUnconfirmed()
	t.text(func() { t.ask(i) })
	t.place.Phase, t.place.NoInputs, t.place.NoMatches, t.place.Asides = Texting, 0, 0, 0
	t.sayHold(step)
}

// sayHold says what the call waits for, and polls.
func (t *turn) sayHold(step *Step) {
	t.say(t.phrase(PhraseHold))
	t.poll(step, pollPause)
}

// poll listens for keys only, as speech in the room is not meant for the line.
func (t *turn) poll(step *Step, seconds int) {
	t.place.Prompt++
	t.out.Listen = &Listen{Step: step.ID, Prompt: t.place.Prompt, Keys: 1, Seconds: seconds}
}

// takeCallOnHold takes a turn of a call that waits for a name by text.
func (t *turn) takeCallOnHold(i int) {
	switch {
	case !t.textable(): // STOP came by text
		t.place.Phase = Asking
		t.repeatOnCall()
	case t.in.Keys == "#":
		t.skip()
	case t.in.Keys == "9":
		t.leaveCall()
	case t.in.Keys != "":
		t.repeatOnCall()
	default:
		t.keepWaiting(i)
	}
}

// keepWaiting polls once more, and leaves the call after two minutes in all.
func (t *turn) keepWaiting(i int) {
	p := &t.place
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

// onHold reports whether the call that asked for a name by text still waits. If it is over, the question becomes an ordinary
// open one.
func (t *turn) onHold() bool {
	if t.place.Status != Started || t.open < 0 {
		return false
	}
	if !t.onCall() {
		t.endCall()
		return false
	}
	return true
}

// takeTextOnHold takes a text while the call waits for it. The text gets a short reply, and the call goes on with the
// lesson.
func (t *turn) takeTextOnHold(m nlu.Meaning) {
	i := t.open
	step := &t.script.Steps[i]
	switch o := t.outcome(step, m); {
	case m.Intent == nlu.Pause:
		t.pause()
	case m.Intent == nlu.Skip:
		t.keepForCall(i, outcome{reply: ReplySkip})
	case m.Intent == nlu.Again, m.Intent == nlu.Go:
		t.say(step.Prompt)
	case o.kind == match, o.kind == confirm: // a typed name needs no confirmation
		t.keepForCall(i, o)
	case o.kind == aside, m.Intent == nlu.Hold, m.Intent == nlu.Decline:
		t.sayAside(PhraseAside)
	default:
		t.place.NoMatches++
		t.count(EventNoMatch)
		t.say(repromptAfter(step.NoMatch, t.place.NoMatches))
	}
}

// takeTextDuringCall takes a text that answers what the current call has asked, and reports whether it does. The call goes
// on with the next step.
func (t *turn) takeTextDuringCall(m nlu.Meaning) bool {
	if !t.onCall() {
		return false
	}
	if t.place.Phase == Choosing {
		language := t.chosenLanguage(m)
		if language != "" {
			t.noteLanguage(language)
		}
		return language != ""
	}
	o, ok := t.spokenAnswer(m)
	if !ok {
		return false
	}
	t.besideCall = true
	t.keepForCall(t.open, o)
	return true
}

// keepForCall keeps a texted answer and goes to the next step, which the next turn of the call says.
func (t *turn) keepForCall(i int, o outcome) {
	i = t.keepAnswer(i, o)
	t.say(t.phrase(PhraseNoted))
	for ; i < len(t.script.Steps); i = t.after(i) {
		if step := &t.script.Steps[i]; t.presence(step) == present {
			t.arrive(i)
			if step.Kind == Wait {
				t.wait(step)
			}
			return
		}
	}
	t.end()
}
