package dialogue

import (
	"time"

	"coachline/scripts/nlu"
)

// takeCarrierCommand takes a word that the carrier has replied to already: it is noted, and nothing is said twice.
func (t *turn) takeCarrierCommand() {
	switch t.in.Command {
	case WordStop:
		t.place.OptedOut = true
		t.dropUnconfirmedName()
		t.endSilence()
	case WordStart:
		t.place.OptedOut = false
	}
}

// takeOptedOut answers one who has stopped, and who gets no text of any kind: only what begins again is heard, and FORGET
// ME, which is done without a word.
func (t *turn) takeOptedOut(m nlu.Meaning) {
	switch m.Intent {
	case nlu.OptIn:
		t.place.OptedOut = false
		if t.place.Phase == Caring {
			t.afterCare(nlu.Meaning{Intent: nlu.Go})
		} else {
			t.converse(nlu.Meaning{Intent: nlu.Go})
		}
	case nlu.Forget:
		t.out.Erase = true
	}
}

// optOut stops everything that the line would begin. A wait goes on: its end is told to a learner who comes back.
func (t *turn) optOut() {
	t.place.OptedOut = true
	t.dropUnconfirmedName()
	t.endSilence()
	t.say(t.phrase(PhraseStopped))
}

// forgetMe takes FORGET ME: the first time it says what that does, and the second time it is done.
func (t *turn) forgetMe() {
	p := t.place
	t.replyOwed = true
	if asked := p.ForgetAsked; asked.IsZero() || t.in.At.Sub(asked) > forgetWithin {
		p.ForgetAsked = t.in.At
		t.say(t.phrase(PhraseForget))
		return
	}
	p.ForgetAsked = time.Time{}
	t.out.Erase = true
	t.say(t.phrase(PhraseForgotten))
}

// forgetWithin is how long a FORGET ME waits for the second one.
const forgetWithin = 24 * time.Hour

// answerStranger tells somebody else than the learner, who has this number now, who we are and how to stop: no name, nothing
// of the lesson, and no text of the line's own any more. A word that begins the lesson shows that it was the learner.
func (t *turn) answerStranger(m nlu.Meaning) {
	if t.place.Status == Uninvited {
		t.converse(m)
		return
	}
	t.place.Stranger = true
	t.dropUnconfirmedName()
	t.endSilence()
	t.place.clearTimer(TimerNudge)
	t.say(t.phrase(PhraseStranger))
}
