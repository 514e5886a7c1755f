// Package dialogue is the engine: a script, a learner's state and one input give the next state and an output.
//
// It is pure. It does no I/O, reads no clock and knows neither Twilio nor Redis; time, zone and confidence are part of
// the input, and what should happen in the world is a wish in the output. It asks package nlu what an utterance means, and
// holds no list of what people write. So every conversation can be replayed, a turn can be tried again after a lost race,
// and `check` can walk all the paths of a lesson with the engine itself.
//
// The rule it keeps: it is never silent where an answer was owed, it never asks for ever, and a step is neither lost
// nor repeated when the channel changes, since a prompt's place is only left by an answer to that very prompt.
package dialogue

import "time"

// Advance takes one input and returns the state after it and what the line says. The state that is passed in stays as
// it is, so the same call may be made again. Any state and input are safe, also ones that do not fit the script: the
// lesson is then taken up at its beginning.
func Advance(s *Script, st State, in Input) (State, Output) {
	t := &turn{script: s, state: st.clone(), in: in, before: st.Place}
	t.place = &t.state.Place
	if in.Kind.learner() {
		t.seen()
	}
	t.take()
	t.settle()
	t.keepUntil()
	return t.state, t.out
}

// turn is one run of Advance.
type turn struct {
	script     *Script
	state      State
	place      *Place // = &state.Place
	in         Input
	out        Output
	before     Place     // as it was; its maps and slices may be shared
	distress   bool      // these were words of distress
	replyOwed  bool      // the text did something that a reply is owed for, whatever was said before
	besideCall bool      // the text came beside a call that goes on
	until      time.Time // of a wake-up: up to then what it says may go out at any hour
	machine    bool      // a machine wrote: it is as if nothing had come
	placeName  string    // the place that the learner named
	renamed    string    // the name that was put right
	inviter    string    // the manager who invites
}

// seen notes that the learner is here. A text from a number proves that texts reach it, and a call is as good: what fell
// due in the meantime is not said into their presence.
func (t *turn) seen() {
	t.place.Seen = t.in.At
	if t.place.Unreachable {
		t.place.Unreachable = false
		t.learnerIsHere()
	}
}

// take is the one list of everything that can happen.
func (t *turn) take() {
	switch {
	case t.in.Kind == HangUp:
		t.hangUp()
	case t.in.Kind == Missed:
		t.missed()
	case t.in.Kind == Wake:
		t.in.Channel = Text
		t.wake()
	case t.in.Channel == Phone:
		t.learnerIsHere()
		if t.in.Kind == Connect {
			t.connect()
		} else {
			t.takeSpeech()
		}
	default:
		t.takeText()
	}
}

// settle brings the place in line with the turn that was taken.
func (t *turn) settle() {
	p := t.place
	switch {
	case t.in.Kind == HangUp, t.in.Kind == Missed:
	case t.in.Kind == Wake:
		t.settleWake()
	case t.in.Channel == Phone:
		t.settleCall()
	case t.machine:
		p.Seen = t.before.Seen
	case t.besideCall:
		t.boundReplies()
	default:
		t.boundReplies()
		p.Channel = Text
		t.remindLater()
	}
}

// settleCall notes that a call goes on, or that the line hangs up.
func (t *turn) settleCall() {
	p := t.place
	p.Channel, p.Call = Phone, t.in.Call
	t.out.Language, t.out.Voice = t.script.Language, t.script.Voice
	switch {
	case t.distress:
		t.callOver() // no text follows this, should the call end now
	case t.out.Listen == nil:
		p.Call = ""
		t.followUp(t.soon())
	default:
		t.followUp(callLost)
	}
}

// settleWake sends what a wake-up says: it answers nothing, so it is a text of the line's own.
func (t *turn) settleWake() {
	if len(t.out.Lines) > 0 {
		t.place.Channel = Text
		t.out.Texts = append(t.out.Texts, Message{Lines: t.out.Lines, IfSilent: true, NewQuestion: t.first(), Until: t.until})
		t.out.Lines = nil
	}
	t.remindLater()
}

// say adds a prompt to the output, in the form of this turn's channel.
func (t *turn) say(p Prompt) {
	if t.in.Channel != Phone {
		if text := t.fill(p.Text); text != "" {
			t.out.Lines = append(t.out.Lines, Line{Text: text})
		}
		return
	}
	for _, line := range p.Spoken() {
		line.Text = t.fill(line.Text)
		t.out.Lines = append(t.out.Lines, line)
	}
}

// text says by text, in a message of its own, what f says: on a call too, where it is on its way while the call goes on.
// The learner has just asked for it.
func (t *turn) text(f func()) {
	lines, channel := t.out.Lines, t.in.Channel
	t.out.Lines, t.in.Channel = nil, Text
	f()
	if len(t.out.Lines) > 0 {
		t.out.Texts = append(t.out.Texts, Message{Lines: t.out.Lines, NewQuestion: t.first(), Until: t.in.At.Add(freshFor)})
	}
	t.out.Lines, t.in.Channel = lines, channel
}

// first reports whether the question that is open now is texted for the first time.
func (t *turn) first() bool {
	return t.place.Texted && (!t.before.Texted || t.before.Step != t.place.Step)
}

// phrase is a phrase of the script.
func (t *turn) phrase(name string) Prompt { return t.script.Phrases[name] }

// textable reports whether texts may be sent to this learner at all.
func (t *turn) textable() bool { return !t.place.Withheld && !t.place.OptedOut }

// mayBegin reports whether the line may say what the learner has not just asked for.
func (t *turn) mayBegin() bool { return !t.place.Silenced() }
