package dialogue

import "time"

// connect answers a call.
func (t *turn) connect() {
	if t.place.Phase == Caring {
		t.careByPhone(PhraseCareAgain)
		return
	}
	t.place.Stranger = false // they ring of their own accord
	if t.endWait() {
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

// farewell says the last words of a call.
func (t *turn) farewell(phrase string) {
	t.say(t.phrase(phrase))
	if t.in.Channel == Phone {
		t.say(t.phrase(PhraseGoodbye))
	}
}

// hangUp notes that a call is over. What the learner has not answered stays open.
func (t *turn) hangUp() {
	if t.place.Call == "" || t.in.Call != t.place.Call {
		return // another call has begun since, or the line hung up by itself
	}
	t.callOver()
	t.learnerIsHere()
	t.followUp(t.soon())
}

// callOver leaves the place as it is without a call: a name that was asked for by text is an ordinary open question.
func (t *turn) callOver() {
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
		p.setTimer(TimerRemind, t.in.At.Add(t.lasting(remindAfter)))
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
		t.callOver()
		t.say(t.phrase(PhraseByText))
	}
}

// callsFor is how long calls are counted together: a day, less what somebody may be earlier on the next one. It is no day
// of a clock, which a learner can move.
const callsFor = 20 * time.Hour

// ring takes CALL: the line rings a learner who could go on by phone, so often in a day.
func (t *turn) ring() {
	p := t.place
	if t.in.At.Sub(p.CallsFrom) >= callsFor {
		p.CallsFrom, p.Calls = t.in.At, 0
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
	if !t.mayBegin() || p.Call != "" && p.Call != t.in.Call {
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
		m.Until = p.Seen.Add(freshFor)
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
