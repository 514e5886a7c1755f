package dialogue

import (
	"cmp"
	"time"
)

// connect answers a call.
func (t *turn) connect() {
	if t.in.Placed {
		t.greet()
	}
	if t.place.Phase == Caring {
		t.careByPhone(PhraseCareAgain)
		return
	}
	if t.place.Unsure {
		t.place.IdentityAsked = 0
		t.askIdentityOnCall()
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
		if part := t.pendingPart(); part != nil && !t.noMoreOf(part.Course) {
			t.place.Asides = 0
			t.offerPartByPhone(part)
		} else {
			t.farewell(PhraseEnded)
		}
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
	switch t.place.Phase {
	case Texting:
		t.place.Phase, t.place.NoInputs = Asking, 0
	case Offering:
		t.place.Phase = Asking
	}
}

// followUp sets a timer for a call that ends in the middle of the lesson. If the open prompt was texted and the call is
// over, that is the reminder. Otherwise it is the hang-up timer, which also notices a call whose end Twilio does not report.
func (t *turn) followUp(after time.Duration) {
	p := &t.place
	switch {
	case p.Status != Started || !t.textable():
	case p.Texted && p.Call == "":
		p.setTimer(TimerRemind, t.in.At.Add(cmp.Or(t.in.Rules.Rehearsal, remindAfter)))
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
	switch p := &t.place; {
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
	p := &t.place
	if t.in.At.Sub(p.CallsSince) >= callsWindow {
		p.CallsSince, p.Calls = t.in.At, 0
	}
	switch most := t.callsPerDay(); {
	case p.Status == Waiting && !t.due(TimerWait):
		t.say(t.phrase(PhraseWaiting))
	case p.Status == Ended && t.pendingPart() == nil:
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
	p := &t.place
	if t.place.onlyReplies() || p.Call != "" && p.Call != t.in.Call {
		return // no text may be sent, or the learner has called in the meantime
	}
	switch {
	case p.Status == New, p.Status == Invited, p.Status == Ended && t.pendingPart() != nil:
		t.text(func() { t.say(t.phrase(PhraseMissedNew)) })
	case p.Status == Started, p.Status == Paused:
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
		t.out.Language, t.out.Voice = t.script.SpeechLanguage(), t.script.Voice
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
