package dialogue

import (
	"time"

	"coachline/scripts/nlu"
)

// connect answers a call.
func (t *turn) connect() {
	if t.place.Phase == Caring {
		t.careByPhone(PhraseCareAgain)
		return
	}
	t.place.Stranger = false // they ring of their own accord
	if t.endDueWait() {
		return
	}
	switch t.place.Status {
	case New, Invited:
		t.begin()
	case Uninvited:
		t.farewell(PhraseUninvited)
	case Waiting:
		if t.place.OptedOut {
			t.farewell(PhraseOptedOut)
		} else {
			t.farewell(PhraseWaiting)
		}
	case Ended:
		t.farewell(PhraseEnded)
	default:
		t.resume()
	}
}

// hangUp notes that a call is over. What the learner has not answered stays open.
func (t *turn) hangUp() {
	if t.place.Call == "" || t.in.Call != t.place.Call {
		return // another call has begun since, or the line hung up by itself
	}
	t.endCall()
	t.endSilence()
	t.followUp(t.followUpDelay())
}

// endCall leaves the place as it is without a call: a name that was asked for by text is an ordinary open question.
func (t *turn) endCall() {
	t.place.Call = ""
	if t.place.Phase == Texting {
		t.place.Phase, t.place.NoInputs = Asking, 0
	}
}

// followUp asks to be woken after a call that ended in the middle: soon, to text where the lesson was left, or as for
// any open text where that prompt has been texted already. While a call goes on, it is the end that nobody tells of.
func (t *turn) followUp(after time.Duration) {
	p := t.place
	switch {
	case p.Status != Started || !t.textable():
	case p.Texted && p.Call == "":
		p.setTimer(TimerRemind, t.in.At.Add(t.in.Rules.delay(remindAfter)))
	default:
		p.setTimer(TimerHangUp, t.in.At.Add(after))
	}
}

// onCall reports whether a call is known to go on: its end would have been told, or be noticed by now.
func (t *turn) onCall() bool {
	over, set := t.place.timer(TimerHangUp)
	return t.place.Call != "" && set && t.in.At.Before(over)
}

// leaveCall ends a call in the middle of the lesson and goes on by text at once, unless no text may come.
func (t *turn) leaveCall() {
	switch p := t.place; {
	case p.Withheld:
		t.say(t.phrase(PhraseGoodbye))
	case p.OptedOut:
		t.farewell(PhraseOptedOut)
	default:
		if p.Phase != Texting { // else the question is there already
			t.text(func() {
				t.say(t.phrase(PhraseByText))
				t.reopen()
			})
		}
		t.endCall()
		t.say(t.phrase(PhraseByText))
	}
}

// callsWindow is how long calls are counted together: a day, less what somebody may be earlier on the next one. It is no day
// of a clock, which a learner can move.
const callsWindow = 20 * time.Hour

// ring takes CALL: the line rings a learner who could go on by phone, so often in a day.
func (t *turn) ring() {
	p := t.place
	if t.in.At.Sub(p.CallsSince) >= callsWindow {
		p.CallsSince, p.Calls = t.in.At, 0
	}
	switch most := t.in.Rules.Calls; {
	case p.Status == Waiting && !t.due(TimerWait):
		t.say(t.phrase(PhraseWaiting))
	case p.Status == Ended:
		t.say(t.phrase(PhraseEnded))
	case t.in.CallQueued:
		t.say(t.phrase(PhraseCalling))
	case most <= 0, t.onCall():
		t.say(t.phrase(PhraseCall))
	case p.Calls >= most:
		t.say(t.phrase(PhraseCallsUsed))
	default:
		p.Calls++
		p.Call = ""
		t.out.Ring, t.replyOwed = true, true
		t.say(t.phrase(PhraseCalling))
		if _, set := p.timer(TimerHangUp); set {
			p.setTimer(TimerHangUp, t.in.At.Add(callLost)) // the call that comes may make it needless
		}
	}
}

// missed takes that a call of ours reached nobody. A text tells of it, also where a machine has heard who rang, and has
// the question that is still open.
func (t *turn) missed() {
	p := t.place
	if t.place.onlyReplies() || p.Call != "" && p.Call != t.in.Call {
		return // no text may come, or they rang us in the meantime
	}
	switch p.Status {
	case New, Invited:
		t.text(func() { t.say(t.phrase(PhraseMissedNew)) })
	case Started, Paused:
		t.text(t.askMissed)
	default:
		return // they have gone on by text to where nothing is asked
	}
	for i := range t.out.Texts {
		m := &t.out.Texts[i]
		m.IfSilent = true // who rings back at once need not read it
		m.Until = p.LastSeen.Add(freshFor)
	}
	if t.in.Channel == Phone {
		t.say(t.phrase(PhraseVoicemail))
		t.out.Language, t.out.Voice = t.script.Language, t.script.Voice
	}
}

// askMissed says that nobody was reached, and what is asked where that has not been texted.
func (t *turn) askMissed() {
	t.say(t.phrase(PhraseMissed))
	if t.place.Status == Started && !t.place.Texted {
		t.place.clearTimer(TimerHangUp)
		t.reopen()
		t.remindLater()
	}
}

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
	t.dropUnconfirmedName()
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

// takeCallOnHold takes a turn of a call that waits.
func (t *turn) takeCallOnHold(i int) {
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
		t.keepWaiting(i)
	}
}

// keepWaiting lets the call wait on, for two minutes in all.
func (t *turn) keepWaiting(i int) {
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
		t.endCall()
		return false
	}
	return true
}

// takeTextOnHold takes a text while the call waits. The text has a short reply; the lesson goes on on the call.
func (t *turn) takeTextOnHold(m nlu.Meaning) {
	i := t.index()
	step := &t.script.Steps[i]
	switch o := t.outcome(step, m); {
	case m.Intent == nlu.Pause:
		t.pause()
	case m.Intent == nlu.Skip:
		t.keepForCall(i, outcome{reply: ReplySkip})
	case m.Intent == nlu.Again, m.Intent == nlu.Go:
		t.say(step.Prompt)
	case o.kind == match, o.kind == confirm: // what is typed need not be said back
		t.keepForCall(i, o)
	case o.kind == aside, m.Intent == nlu.Hold, m.Intent == nlu.Decline:
		t.sayAside(PhraseAside)
	default:
		t.place.NoMatches++
		t.say(repromptAfter(step.NoMatch, t.place.NoMatches))
	}
}

// keepForCall takes an answer, and leaves the next step to the call, whose next turn says what is then open.
func (t *turn) keepForCall(i int, o outcome) {
	t.keepAnswer(i, o)
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
