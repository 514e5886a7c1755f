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
	t.place.Stranger = false // a call shows that it is the learner
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

// hangUp takes the end of a call. The open question stays open.
func (t *turn) hangUp() {
	if t.place.Call == "" || t.in.Call != t.place.Call {
		return // another call has begun, or the line has hung up
	}
	t.endCall()
	t.endSilence()
	t.followUp(t.followUpDelay())
}

// endCall records that there is no call. A name that was asked for by text becomes an ordinary open question.
func (t *turn) endCall() {
	t.place.Call = ""
	if t.place.Phase == Texting {
		t.place.Phase, t.place.NoInputs = Asking, 0
	}
}

// followUp sets a timer for a call that ends in the middle of the lesson. If the open prompt was texted and the call is
// over, that is the reminder. Otherwise it is the hang-up timer, which also notices a call whose end Twilio does not report.
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

// onCall reports whether a call goes on. Its end was not reported, and is too recent for the hang-up timer to notice.
func (t *turn) onCall() bool {
	over, set := t.place.timer(TimerHangUp)
	return t.place.Call != "" && set && t.in.At.Before(over)
}

// leaveCall ends a call in the middle of the lesson and goes on by text at once, if the learner can be texted.
func (t *turn) leaveCall() {
	switch p := t.place; {
	case p.Withheld:
		t.say(t.phrase(PhraseGoodbye))
	case p.OptedOut:
		t.farewell(PhraseOptedOut)
	default:
		if p.Phase != Texting { // otherwise the question was texted already
			t.text(func() {
				t.say(t.phrase(PhraseByText))
				t.reopen()
			})
		}
		t.endCall()
		t.say(t.phrase(PhraseByText))
	}
}

// callsWindow is how long calls count against the limit for a day. It is shorter than a day, so that a learner can call a
// little earlier the next day. It does not follow the clock, which a learner can change with ZONE.
const callsWindow = 20 * time.Hour

// callsPerDay returns how often in a day the line rings this learner, 0 for never.
func (t *turn) callsPerDay() int {
	if t.in.Rules.Calls > 0 && t.in.MayRing != nil && !t.in.MayRing() {
		return 0
	}
	return t.in.Rules.Calls
}

// ring takes CALL: the line rings the learner if the lesson can go on by phone and calls are left for the day.
func (t *turn) ring() {
	p := t.place
	if t.in.At.Sub(p.CallsSince) >= callsWindow {
		p.CallsSince, p.Calls = t.in.At, 0
	}
	switch most := t.callsPerDay(); {
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
			p.setTimer(TimerHangUp, t.in.At.Add(callLost)) // the new call may make the text unnecessary
		}
	}
}

// missed takes a call of ours that reached nobody. A text says so and asks the open question. If a machine answered, the
// line also tells it who called.
func (t *turn) missed() {
	p := t.place
	if t.place.onlyReplies() || p.Call != "" && p.Call != t.in.Call {
		return // no text may be sent, or the learner has called in the meantime
	}
	switch p.Status {
	case New, Invited:
		t.text(func() { t.say(t.phrase(PhraseMissedNew)) })
	case Started, Paused:
		t.text(t.askMissed)
	default:
		return // they have gone on by text, and nothing is asked now
	}
	for i := range t.out.Texts {
		m := &t.out.Texts[i]
		m.IfSilent = true // a learner who calls back at once need not read it
		m.Until = p.LastSeen.Add(freshFor)
	}
	if t.in.Channel == Phone {
		t.say(t.phrase(PhraseVoicemail))
		t.out.Language, t.out.Voice = t.script.Language, t.script.Voice
	}
}

// askMissed says that the call reached nobody, and asks the open question if it was not texted.
func (t *turn) askMissed() {
	t.say(t.phrase(PhraseMissed))
	if t.place.Status == Started && !t.place.Texted {
		t.place.clearTimer(TimerHangUp)
		t.reopen()
		t.remindLater()
	}
}

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
	t.dropUnconfirmedName()
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

// onHold reports whether a call waits for a text. If the call is over, the question becomes an ordinary open one.
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

// takeTextOnHold takes a text while the call waits for it. The text gets a short reply, and the call goes on with the
// lesson.
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
	case o.kind == match, o.kind == confirm: // a typed name needs no confirmation
		t.keepForCall(i, o)
	case o.kind == aside, m.Intent == nlu.Hold, m.Intent == nlu.Decline:
		t.sayAside(PhraseAside)
	default:
		t.place.NoMatches++
		t.say(repromptAfter(step.NoMatch, t.place.NoMatches))
	}
}

// keepForCall keeps a texted answer and goes to the next step, which the next turn of the call says.
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
