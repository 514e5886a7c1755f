// Package dialogue is the engine: a script, a learner's state and one input give the next state and an output.
//
// It is pure. It does no I/O, reads no clock and knows neither Twilio nor Redis. Time, zone and confidence are part of
// the input; actions, such as sending a text, are only listed in the output. Package nlu says what an utterance means.
// So every conversation can be replayed, a turn can be tried again after a lost race, and `check` can walk all paths of
// a lesson with the engine.
//
// The rule it keeps: it always replies where a reply is owed, it stops asking after a bounded number of reprompts, and a
// change of channel neither loses nor repeats a step, because only an answer to a prompt moves on from that prompt.
package dialogue

import (
	"cmp"
	"strings"
	"time"

	"coachline/scripts/nlu"
)

// Advance takes one input and returns the next state and what the line says. It does not change the state that is passed
// in, so the same call can be made again. Any state and input are safe: where they do not fit the script, the lesson
// starts at its beginning.
func Advance(s *Script, st State, in Input) (State, Output) {
	t := newTurn(s, st, in)
	if t.byLearner {
		if in.At.Sub(st.Place.LastSeen) >= unsureAfter {
			t.place.Unsure = t.doubts()
		}
		t.place.LastSeen = in.At
		if t.place.Unreachable { // a text or call from the number shows that it can be reached
			t.place.Unreachable = false
			t.endSilence()
		}
	}
	switch {
	case in.Kind == HangUp:
		t.hangUp()
	case in.Kind == Missed:
		t.missed()
	case in.Kind == Wake:
		if t.takeWakeUp(); len(t.out.Texts) > 0 && !t.invites() && t.doubts() {
			return askIdentityFirst(s, st, in, t.out.Texts[0])
		}
	case in.Kind == Moved:
		t.takeMoved()
	case in.Channel == Phone:
		t.takeCall()
	default:
		t.takeText()
	}
	if t.place.PassOnPrompt != 0 {
		t.endPassOn()
	}
	t.setRetention()
	t.setNotice()
	t.out.Class = t.class()
	t.countVisits()
	return State{t.place, t.answers}, t.out
}

// endSilence clears the timers for a silent learner. If the input is the learner's, it also asks for the outbox to be rid of
// texts for their silence. A question among those was not asked, so the input is no answer to it.
func (t *turn) endSilence() {
	if !t.out.DropOutdated && t.in.QuestionQueued && t.byLearner {
		t.place.Texted, t.before.Texted = false, false
	}
	t.out.DropOutdated = t.byLearner
	t.place.clearTimer(TimerRemind, TimerHangUp)
}

// remindLater sets the reminder for a texted question, unless one is set. There is none after words of distress.
func (t *turn) remindLater() {
	p := &t.place
	if _, set := p.timer(TimerRemind); !set && p.Status == Started && p.Texted && !t.place.onlyReplies() && !t.distress {
		p.setTimer(TimerRemind, t.in.At.Add(cmp.Or(t.in.Rules.Rehearsal, remindAfter)))
	}
}

// setRetention sets when the answers are erased. The retention runs from the learner's last turn, or from the next day's
// text if that is still to come. Once the lesson has ended, later turns do not extend it.
func (t *turn) setRetention() {
	p := &t.place
	held := false // an answer from this lesson, or a hash of the last text
	for id := range t.answers {
		held = held || !strings.Contains(id, archiveMark)
	}
	_, set := p.timer(TimerForget)
	switch ended := set && (t.before.Status == Ended || p.Unsure); { // a stranger's turn does not keep the learner's words for longer
	case !held, p.Withheld:
		p.clearTimer(TimerForget)
	case t.in.Rules.Retention > 0 && !ended && (t.byLearner && !t.machine || t.out.Over):
		from := t.in.At
		if next, waits := p.timer(TimerWait); waits && next.After(from) {
			from = next // its prompt uses the answers
		}
		p.setTimer(TimerForget, from.Add(t.in.Rules.Retention))
	}
}

// setNotice sets when the learner is told that answers will be erased: some time before the first erasure that they do not
// know of. A notice that is late already stays as it is.
func (t *turn) setNotice() {
	p := &t.place
	first, _ := p.erasures()
	if first.IsZero() {
		p.clearTimer(TimerNotice)
		return
	}
	at := first.Add(-min(noticeBefore, t.in.Rules.Retention/2))
	if _, set := p.timer(TimerNotice); set && !at.After(t.in.At) {
		return
	}
	p.setTimer(TimerNotice, at)
}

// turn is one run of Advance.
type turn struct {
	script     *Script // in the learner's language
	original   *Script // in the language in which it was written
	place      Place
	answers    Answers
	open       int // the index of the open step, or -1
	in         Input
	byLearner  bool // the learner does something; a command that the carrier has answered is only recorded
	out        Output
	before     Place     // the place before the turn; it may share maps and slices with the caller
	distress   bool      // the input was words of distress, or followed them
	replyOwed  bool      // the text did something, so the larger limit for replies applies
	besideCall bool      // the text came during a call that goes on
	machine    bool      // a machine wrote the text: it changes nothing
	until      time.Time // in a wake-up: up to then, what it says may go out at any hour
	unasked    bool      // in a wake-up: nobody asked for what it says
	zonePlace  string    // the place that the learner named
	renamed    string    // the corrected name
	inviter    string    // the manager who invites
	link       string    // of the learner's own record
	erased     time.Time // when the first answers are erased
	part       *Part     // the part of a course that is spoken of
	moveCode   string    // for the new number
	fraction   bool      // an answer that is out of bounds is no whole number

	languageKey string     // of the language whose phrase is said
	meant       nlu.Intent // what the learner's words meant
	matched     Class      // what they were to the open question; empty if they did not come to it
	visits      []*visit   // in order, from the one that was open before the turn
	visiting    *visit     // the one that goes on, or nil
}

// newTurn begins a turn, on a copy of the state.
func newTurn(s *Script, st State, in Input) turn {
	next := st.clone()
	t := turn{
		script: s, original: s, place: next.Place, answers: next.Answers, in: in, before: st.Place,
		open: s.Index(st.Place.Step), byLearner: in.Kind != Wake && in.Kind != HangUp && in.Kind != Missed && in.Kind != CarrierNotice,
	}
	if st.Place.Language != "" {
		t.script = s.In(st.Place.Language)
	}
	if t.open >= 0 && t.place.inLesson() {
		t.visiting = &visit{script: s, step: t.open, earlier: true}
		t.visits = append(t.visits, t.visiting)
	}
	return t
}

// class is the class of the turn once it is decided. What changed goes before what was meant.
func (t *turn) class() Class {
	p, was := &t.place, &t.before
	switch {
	case !t.byLearner && t.in.Kind != CarrierNotice:
		return ""
	case t.distress && was.Phase == Caring: // they answer the care reply
		return ClassAnswer
	case t.distress:
		return ClassDistress
	case p.OptedOut && !was.OptedOut:
		return ClassOptOut
	case was.OptedOut && !p.OptedOut:
		return ClassOptIn
	case t.machine, t.meant == nlu.Machine:
		return ClassMachine
	case p.Stranger && !was.Stranger, t.meant == nlu.Stranger:
		return ClassStranger
	case p.Status == Uninvited:
		return ClassUninvited
	case t.in.Kind == Connect:
		return ClassConnect
	case t.in.Kind == NoInput:
		return ClassNoInput
	case t.matched != "":
		return t.matched
	case t.meant == nlu.Question:
		return ClassQuestion
	case t.meant == nlu.None && t.in.Keys == "" && t.in.Kind != CarrierNotice:
		return ClassNoMatch
	}
	return ClassCommand
}
