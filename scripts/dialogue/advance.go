// Package dialogue is the engine: a script, a learner's state and one input give the next state and an output.
//
// It is pure. It does no I/O, reads no clock and knows neither Twilio nor Redis; time, zone and confidence are part of
// the input, and what should happen in the world is a wish in the output. So every conversation can be replayed, a
// turn can be tried again after a lost race, and `check` can walk all the paths of a lesson with the engine itself.
//
// The rule it keeps: it is never silent where an answer was owed, it never asks for ever, and a step is neither lost
// nor repeated when the channel changes, since a prompt's place is only left by an answer to that very prompt.
package dialogue

import "time"

// Advance takes one input and returns the state after it and what the line says. The state that is passed in stays as
// it is, so the same call may be made again. Any state and input are safe, also ones that do not fit the script: the
// lesson is then taken up at its beginning.
func Advance(s *Script, st State, in Input) (State, Output) {
	t := &turn{script: s, state: st.clone(), in: in, said: plain(in.Words), before: st.Place}
	t.place = &t.state.Place
	t.take()
	t.settle()
	return t.state, t.out
}

// turn is one run of Advance.
type turn struct {
	script *Script
	state  State
	place  *Place // = &state.Place
	in     Input
	said   string // in.Words, plain
	out    Output
	before Place // as it was; its maps and slices may be shared
	cared  bool  // these were words of distress
	moved  bool  // a wait was moved
}

// take is the one list of everything that can happen.
func (t *turn) take() {
	switch {
	case t.in.Kind == HangUp:
		t.hangUp()
	case t.in.Kind == Wake:
		t.in.Channel = Text
		t.wake()
	case t.in.Channel == Phone:
		t.clearNudges()
		if t.in.Kind == Connect {
			t.connect()
		} else {
			t.hear()
		}
	default:
		t.read()
	}
}

// settle brings the place in line with the turn that was taken.
func (t *turn) settle() {
	p := t.place
	switch {
	case t.in.Kind == HangUp:
	case t.in.Channel == Phone:
		p.Channel, p.Call = Phone, t.in.Call
		t.out.Language, t.out.Voice = t.script.Language, t.script.Voice
		switch {
		case t.cared:
			p.Call = "" // no text follows this, should the call end now
		case t.out.Listen == nil:
			p.Call = ""
			t.followUp(followUpAfter)
		default:
			t.followUp(callLost)
		}
	default:
		if t.in.Kind != Wake {
			t.bound()
			p.Channel = Text
		} else if len(t.out.Lines) > 0 {
			p.Channel = Text
		}
		t.nudgeLater()
	}
}

// nudgeLater asks to be woken should an open text stay without an answer. Words of distress are left in peace.
func (t *turn) nudgeLater() {
	p := t.place
	if _, set := p.timer(TimerRemind); !set && p.Status == Started && p.Texted && !p.OptedOut && !t.cared {
		p.setTimer(TimerRemind, t.in.At.Add(remindAfter))
	}
}

// How long the line waits before it says something by itself.
const (
	remindAfter   = 4 * time.Hour    // to a learner who is silent by text; later ones come at this time of the next days
	followUpAfter = 30 * time.Second // after a call that ended in the middle of the lesson
	callLost      = 3 * time.Minute  // after a call's last turn, should nobody tell that it ended; no turn takes as long
)

// connect answers a call.
func (t *turn) connect() {
	if t.overdue() {
		return
	}
	switch t.place.Status {
	case New:
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

// clearNudges drops the timers that the silence of a learner had set: they are here.
func (t *turn) clearNudges() {
	t.place.clearTimer(TimerRemind)
	t.place.clearTimer(TimerHangUp)
}

// farewell says the last words of a call.
func (t *turn) farewell(phrase string) {
	t.say(t.script.Phrases[phrase])
	if t.in.Channel == Phone {
		t.say(t.script.Phrases[PhraseGoodbye])
	}
}

// hangUp notes that a call is over. What the learner has not answered stays open.
func (t *turn) hangUp() {
	if t.place.Call == "" || t.in.Call != t.place.Call {
		return // another call has begun since, or the line hung up by itself
	}
	t.place.Call = ""
	t.followUp(followUpAfter)
}

// followUp asks to be woken after a call that ended in the middle: soon, to text where the lesson was left, or as for
// any open text where that prompt has been texted already.
func (t *turn) followUp(after time.Duration) {
	p := t.place
	if p.Status != Started || p.OptedOut || p.Withheld {
		return
	}
	if p.Texted {
		p.setTimer(TimerRemind, t.in.At.Add(remindAfter))
	} else {
		p.setTimer(TimerHangUp, t.in.At.Add(after))
	}
}

// wake says what is due now, by text, or nothing.
func (t *turn) wake() {
	switch {
	case t.place.OptedOut:
	case t.due(TimerHangUp):
		t.clearNudges()
		t.pay()
		t.resume()
	case t.due(TimerRemind):
		t.pay()
		t.remind()
	case t.due(TimerWait):
		t.pay()
		t.overdue()
	}
}

func (t *turn) due(timer string) bool {
	at, set := t.place.timer(timer)
	return set && !t.in.At.Before(at)
}

// overdue goes on after a wait whose time has come, and reports whether it did. It serves a wake-up, and one who is
// there before the wake-up was.
func (t *turn) overdue() bool {
	if t.place.Status != Waiting || !t.due(TimerWait) {
		return false
	}
	t.place.clearTimer(TimerWait)
	t.place.Status = Started
	t.enter(t.after(t.index()))
	return true
}

// remind speaks to one who has been silent by text: twice, on different days, then the lesson rests.
func (t *turn) remind() {
	p := t.place
	p.clearTimer(TimerRemind)
	if p.Status != Started {
		return
	}
	p.Reminders++
	switch p.Reminders {
	case 1, 2:
		t.say(t.script.Phrases[[...]string{PhraseRemind, PhraseRemind2}[p.Reminders-1]])
		t.ask(t.index())
		p.setTimer(TimerRemind, t.in.At.AddDate(0, 0, 1))
	default:
		p.Status = Paused
		t.dropUnconfirmed()
		t.say(t.script.Phrases[PhraseParked])
	}
}
