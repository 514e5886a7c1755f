package dialogue

import (
	"strings"

	"coachline/scripts/nlu"
)

// takeCarrierCommand takes a command that the carrier has answered already. The line does not reply again.
func (t *turn) takeCarrierCommand() {
	switch t.in.CarrierWord {
	case WordStop:
		t.place.OptedOut, t.place.Blocked = true, true
		t.dropUnconfirmed()
		t.endSilence()
	case WordStart:
		t.place.OptedOut, t.place.Blocked = false, false
	}
}

// cutOff reports whether the carrier blocks our texts, and this text does not change that: a reply would not arrive. Words of
// distress and a clear wish for texts are answered nevertheless: that the carrier blocks is known by its rules only, and where it
// does, the next text that it refuses is an opt-out again.
func (t *turn) cutOff(m nlu.Meaning) bool {
	return t.place.Blocked && m.Intent != nlu.Distress && m.Intent != nlu.OptIn && !t.unblocks()
}

// unblocks reports whether a text is one by which every carrier lets our texts through again.
func (t *turn) unblocks() bool {
	word := strings.ToUpper(strings.TrimSpace(t.in.Words))
	return word == "START" || word == "UNSTOP"
}

// takeOptedOut takes a text from a learner who has opted out. Only START, words of distress and MYWORDS get a reply. They
// have a right to their words, and no notice before these are erased. FORGET ME is done without a reply. Where the carrier knows of
// the opt-out, it takes START to end what the carrier does, and Blocked stays until then.
func (t *turn) takeOptedOut(m nlu.Meaning) {
	if t.cutOff(m) {
		t.out.Erase = m.Intent == nlu.Forget
		return
	}
	if _, answered := t.identity(m); answered { // to the question that went before their words
		t.takeUnsure(m)
		return
	}
	switch m.Intent {
	case nlu.Distress:
		t.careByText()
	case nlu.OptIn:
		t.place.OptedOut, t.place.Blocked = false, t.place.Blocked && !t.unblocks()
		switch {
		case t.place.Phase == Caring:
			t.afterCare(nlu.Meaning{Intent: nlu.Go})
		case t.place.Unsure:
			t.takeUnsure(nlu.Meaning{Intent: nlu.Go})
		case t.askedOutside() != nlu.Invitation && !t.place.inLesson(): // texts again, and not yet the next part
			t.converse(m)
		default:
			t.converse(nlu.Meaning{Intent: nlu.Go})
		}
	case nlu.Record:
		if t.hasRecord() {
			t.giveRecord(m)
		}
	case nlu.Forget:
		t.out.Erase = true
	case nlu.Move:
		t.say(t.phrase(PhraseStopped)) // how to have texts again comes first
	}
}

// optOut stops everything that the line would begin. A wait goes on, so that a learner who comes back hears its end.
func (t *turn) optOut() {
	t.place.OptedOut = true
	t.dropUnconfirmed()
	t.endSilence()
	t.say(t.phrase(PhraseStopped))
}
