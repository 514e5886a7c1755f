package dialogue

import (
	"time"

	"coachline/scripts/nlu"
)

// maxAsides is how many asides, such as thanks, a step replies to.
const maxAsides = 2

// Limits for the replies in a day to texts that change nothing. Two robots must not talk to each other for ever.
const (
	maxRefusal = 1  // to somebody uninvited
	maxIdle    = 5  // while nothing is asked
	maxAtStep  = 20 // in the middle of the lesson: AGAIN, HELP and the like
)

// takeText takes a text, and limits the replies to texts that change nothing.
func (t *turn) takeText() {
	p := &t.place
	if p.Phase == Texting && t.in.Kind != CarrierNotice {
		t.besideCall = t.onHold()
	}
	switch {
	case t.in.Kind == CarrierNotice:
		t.takeCarrierCommand()
	case t.in.Unreadable:
		t.sayUnreadable()
	default:
		m := t.understand()
		t.takeMeaning(m)
		t.out.MayJoin = m.Intent == nlu.None && t.before.mayJoin()
	}
	if t.machine {
		p.LastSeen = t.before.LastSeen
		return
	}
	t.boundReplies()
	if !t.besideCall {
		p.Channel = Text
		t.remindLater()
	}
}

// takeMeaning decides what a text is. The cases are in order of precedence; any other text goes on with the lesson.
func (t *turn) takeMeaning(m nlu.Meaning) {
	if m.Intent != nlu.Forget {
		t.place.ForgetAsked = time.Time{}
	}
	switch {
	case t.place.OptedOut:
		t.takeOptedOut(m)
	case m.Intent == nlu.Distress:
		t.careByText()
	case m.Intent == nlu.OptOut:
		t.optOut()
	case m.Intent == nlu.Forget:
		t.forgetMe()
	case m.Intent == nlu.Data:
		t.replyOwed = true
		t.say(t.phrase(PhraseData))
	case m.Intent == nlu.Machine:
		t.machine = true
	case t.place.Phase == Caring:
		t.afterCare(m)
	case t.repeatsLastText(m):
		t.machine = true
	case m.Intent == nlu.Stranger, t.place.Stranger && m.Intent != nlu.Go:
		t.answerStranger(m)
	case m.Intent == nlu.Place:
		t.setZone(m)
	case t.place.Status == Uninvited:
		t.converse(m)
	case m.Intent == nlu.Help:
		t.say(t.phrase(PhraseHelp))
	case m.Intent == nlu.Question:
		t.answerQuestion(m.Topic)
	case m.Intent == nlu.Call:
		t.ring()
	case t.besideCall:
		t.takeTextOnHold(m)
	case t.place.Channel == Phone && t.takeTextDuringCall(m):
	default:
		t.endSilence()
		t.converse(m)
	}
}

// mayJoin reports whether a text that is not understood may be the keyword of a cohort. In the middle of a lesson it is an answer
// or none: the learner's own words are not taken for another's.
func (p *Place) mayJoin() bool {
	switch {
	case p.Stranger, p.Phase == Caring:
		return false
	case p.OptedOut:
		return true // and joins nothing until START, which the reply says
	}
	return p.Status == New || p.Status == Uninvited || p.Status == Invited || p.Status == Ended
}

// sayUnreadable says that the line cannot read a picture, a contact or a location. The open question waits, and the input
// does not count as a miss.
func (t *turn) sayUnreadable() {
	switch p := &t.place; {
	case p.OptedOut, p.Stranger:
	case p.Phase == Caring:
		t.careAgain()
	case p.Status == Uninvited:
		t.say(t.phrase(PhraseUninvited))
	case p.Status == New, p.Status == Invited:
		t.say(t.phrase(PhraseUnreadable))
		t.say(t.phrase(PhraseInvited))
	default:
		t.say(t.phrase(PhraseUnreadable))
	}
}

// converse goes on with the lesson after a text.
func (t *turn) converse(m nlu.Meaning) {
	p := &t.place
	if m.Intent == nlu.Go {
		p.Stranger = false
	}
	if p.Status == Waiting && t.endDueWait() {
		return
	}
	switch p.Status {
	case Invited:
		if m.Intent == nlu.Go {
			t.begin()
		} else {
			t.say(t.phrase(PhraseInvited))
		}
	case New:
		switch m.Intent {
		case nlu.Go, nlu.Yes, nlu.Greeting:
			t.begin()
		default:
			t.say(t.phrase(PhraseInvited))
		}
	case Uninvited:
		t.say(t.phrase(PhraseUninvited))
	case Waiting:
		t.converseWaiting(m)
	case Ended:
		if m.Intent != nlu.Rename || !t.rename(m) {
			t.say(t.phrase(PhraseEnded))
		}
	case Paused:
		t.conversePaused(m)
	default:
		t.converseAtStep(m)
	}
}

// converseWaiting takes a text from a learner who waits for the next day. They can correct the hour or a name. Other words
// of theirs are kept for a later question.
func (t *turn) converseWaiting(m nlu.Meaning) {
	switch {
	case m.Intent == nlu.Answer && t.moveWait(m):
	case m.Intent == nlu.Rename && t.rename(m):
	case m.Intent == nlu.Back && t.backToHour():
	case m.Intent == nlu.None && t.keepEarly():
	default:
		t.say(t.phrase(PhraseWaiting))
	}
}

// conversePaused takes a text from a learner whose lesson rests. An answer to the open question goes on, and so does
// anything but a wish to keep resting.
func (t *turn) conversePaused(m nlu.Meaning) {
	switch {
	case t.place.Texted && t.isLateAnswer(m):
		t.place.Status = Started
		t.answer(m)
	case m.Intent == nlu.Decline, m.Intent == nlu.Pause, m.Intent == nlu.Hold:
		t.say(t.phrase(PhrasePaused))
	default:
		t.resume()
	}
}

// converseAtStep takes a text at an open question.
func (t *turn) converseAtStep(m nlu.Meaning) {
	p := &t.place
	if !p.Texted || t.open < 0 {
		t.converseUntexted(m)
		return
	}
	switch m.Intent {
	case nlu.Pause:
		t.pause()
	case nlu.Again, nlu.Greeting:
		t.repeatPrompt()
	case nlu.Go:
		if t.script.Steps[t.open].Kind == Continue { // it only waits for a sign to go on
			t.answer(m)
		} else {
			t.repeatPrompt()
		}
	case nlu.Skip:
		t.skip()
	case nlu.Back:
		t.back()
	case nlu.Restart:
		t.restart()
	case nlu.Hold:
		t.say(t.phrase(PhraseTakeTime))
	case nlu.Decline:
		t.say(t.phrase(PhraseDeclined))
	case nlu.Rename:
		if p.Phase == Confirming || !t.rename(m) {
			t.answer(m)
		}
	default:
		t.answer(m)
	}
}

// converseUntexted takes a text at a question that was not texted. If it was asked on the phone, the text may answer it,
// and SKIP and BACK apply to it.
func (t *turn) converseUntexted(m nlu.Meaning) {
	_, answers := t.spokenAnswer(m)
	heard := t.open >= 0 && t.place.Channel == Phone
	switch {
	case answers:
		t.answer(m)
	case m.Intent == nlu.Pause, m.Intent == nlu.Decline:
		t.pause()
	case heard && m.Intent == nlu.Skip:
		t.skip()
	case heard && m.Intent == nlu.Back:
		t.back()
	default:
		t.resume()
	}
}

// spokenAnswer returns the outcome of a text at a question that was asked on the phone and not by text, and reports
// whether the text answers it.
func (t *turn) spokenAnswer(m nlu.Meaning) (outcome, bool) {
	i := t.open
	if p := &t.place; p.Status != Started || p.Texted && !t.in.QuestionQueued || i < 0 || p.Channel != Phone || !t.isLateAnswer(m) || !t.asks(&t.script.Steps[i]) {
		return outcome{}, false
	}
	o := t.outcome(&t.script.Steps[i], m)
	return o, o.kind == match || o.kind == confirm
}

// How many words the learner's own words need to count as an answer.
const (
	leastLate  = 2 // to a question that was left open
	leastEarly = 3 // to a question that was not asked yet
)

// isLateAnswer reports whether a text is clearly an answer to the question that was left open.
func (t *turn) isLateAnswer(m nlu.Meaning) bool {
	return m.Intent == nlu.Answer && (m.Words == "" || wordsIn(m.Words) >= leastLate)
}

// repeatPrompt says the open prompt again because the learner asks for it.
func (t *turn) repeatPrompt() {
	if t.away() {
		t.resume()
		return
	}
	t.reopen()
}

// boundReplies drops the reply to a text that changed nothing if there were enough of those today.
func (t *turn) boundReplies() {
	p, was := &t.place, &t.before
	if p.Status != was.Status {
		p.IdleReplies = 0
		return
	}
	if len(t.out.Lines) == 0 || p.FirstPrompt != was.FirstPrompt || p.OptedOut != was.OptedOut {
		return
	}
	if day := t.in.At.Format(time.DateOnly); p.IdleDay != day {
		p.IdleDay, p.IdleReplies = day, 0
	}
	p.IdleReplies = min(p.IdleReplies+1, maxAtStep+1)
	if p.IdleReplies > t.maxReplies() {
		t.out.Lines = nil
	}
}

// maxReplies is how many replies a day texts that change nothing may get.
func (t *turn) maxReplies() int {
	switch p := &t.place; {
	case t.replyOwed, p.Phase == Caring:
		return maxAtStep
	case p.Status == Uninvited:
		return maxRefusal
	case p.Stranger, p.Status == New, p.Status == Invited, p.Status == Waiting, p.Status == Ended:
		return maxIdle
	}
	return maxAtStep
}
