package dialogue

import "coachline/scripts/nlu"

// After words of distress the lesson rests: what follows is no answer, whatever it says, until the learner asks for the
// lesson with a word of their own. The line never rings somebody in distress; it says that it is a machine, and who is not.

// careByText answers words of distress.
func (t *turn) careByText() {
	t.leaveInPeace()
	t.dropUnconfirmed()
	t.place.Phase = Caring
	t.say(t.phrase(PhraseCare))
}

// afterCare takes a text that follows the care reply.
func (t *turn) afterCare(m nlu.Meaning) {
	switch m.Intent {
	case nlu.Retract:
		t.cared = true
		t.say(t.phrase(PhraseCareOver))
	case nlu.Go:
		t.place.Phase = Asking
		t.clearNudges()
		switch t.place.Status {
		case Started, Paused:
			t.resume()
		default:
			t.converse(m)
		}
	default:
		t.careAgain()
	}
}

// careAgain says the way to a person once more.
func (t *turn) careAgain() {
	t.cared = true
	t.say(t.phrase(PhraseCareAgain))
}

// careByPhone answers words of distress on a call, and keeps listening.
func (t *turn) careByPhone(phrase string) {
	t.leaveInPeace()
	t.dropUnconfirmed()
	t.say(t.phrase(phrase))
	if i := t.index(); t.place.Status == Started && i >= 0 {
		t.place.Phase = Caring
		t.listen(&t.script.Steps[i])
		t.out.Listen.Seconds = openSilence
	}
}

// afterCareByPhone goes on with a caller who asks for the lesson, and asks nothing of one who is silent: the call ends, and
// no text follows.
func (t *turn) afterCareByPhone(m nlu.Meaning) {
	switch {
	case t.in.Kind == NoInput:
		t.cared = true
		t.say(t.phrase(PhraseGoodbye))
	case m.Intent == nlu.Go, t.in.Keys == "1":
		t.place.Phase = Asking
		t.again()
	case t.in.Keys == "#":
		t.place.Phase = Asking
		t.skip()
	case m.Intent == nlu.Retract:
		t.careByPhone(PhraseCareOver)
	default:
		t.careByPhone(PhraseCareAgain)
	}
}
