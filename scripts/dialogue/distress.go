package dialogue

import "coachline/scripts/nlu"

// After words of distress the lesson rests. Nothing counts as an answer until the learner asks for the lesson. The line
// does not ring somebody in distress. It says that it is a machine, and how to reach a person.

// careByText answers words of distress.
func (t *turn) careByText() {
	phrase := PhraseCare
	if t.place.Phase == Caring {
		phrase = PhraseCareAgain // it says what to do in danger
	}
	t.dropQueued()
	t.dropUnconfirmed()
	t.place.Phase = Caring
	t.say(t.phrase(phrase))
}

// afterCare takes a text that follows the care reply.
func (t *turn) afterCare(m nlu.Meaning) {
	switch m.Intent {
	case nlu.Retract:
		t.distress = true
		t.say(t.phrase(PhraseCareOver))
	case nlu.Go:
		t.backToQuestion()
		t.endSilence()
		switch {
		case t.place.Unsure:
			t.takeUnsure(m)
		case t.place.Status == Started, t.place.Status == Paused:
			t.resume()
		default:
			t.converse(m)
		}
	default:
		t.careAgain()
	}
}

// careAgain says again how to reach a person.
func (t *turn) careAgain() {
	t.distress = true
	t.say(t.phrase(PhraseCareAgain))
}

// careByPhone answers words of distress on a call, and keeps listening.
func (t *turn) careByPhone(phrase string) {
	t.dropQueued()
	t.dropUnconfirmed()
	t.say(t.phrase(phrase))
	p := &t.place
	p.Phase, p.NoInputs = Caring, 0
	p.Prompt++
	t.out.Listen = &Listen{Step: p.Step, Prompt: p.Prompt, Keys: 1, Speech: true, Seconds: openSilence, Hints: t.hints(nil)}
}

// afterCareByPhone takes what follows the care reply on a call. A caller who asks for the lesson goes on. After a second
// silence the call ends, and no text follows.
func (t *turn) afterCareByPhone(m nlu.Meaning) {
	switch {
	case t.in.Kind == NoInput && t.place.NoInputs == 0: // they may be crying
		t.careByPhone(PhraseCareAgain)
		t.place.NoInputs++
	case t.in.Kind == NoInput:
		t.distress = true
		t.say(t.phrase(PhraseGoodbye))
	case m.Intent == nlu.Go, t.in.Keys == "1":
		t.backToQuestion()
		if t.place.Status == Started && !t.place.Unsure {
			t.repeatOnCall()
		} else {
			t.connect()
		}
	case t.in.Keys == "#" && t.place.Status == Started && !t.place.Unsure:
		t.backToQuestion()
		t.skip()
	case m.Intent == nlu.Retract:
		t.careByPhone(PhraseCareOver)
	default:
		t.careByPhone(PhraseCareAgain)
	}
}

// dropQueued marks words of distress, and drops what the line was about to say.
func (t *turn) dropQueued() {
	t.distress = true
	t.endSilence()
	t.place.clearTimer(TimerNudge)
}
