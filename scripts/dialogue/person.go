package dialogue

import (
	"time"

	"coachline/scripts/nlu"
)

// A learner who asks for a person is asked whether their number may be passed to whoever runs the line, if the operator has set who
// gets it. Only a plain yes passes it on, once a day. A yes with more around it, or anything else, does not. Their first name and their
// number are passed on, and no answer.

// passOnAgain is how long after a number was passed on it may be passed on again.
const passOnAgain = 24 * time.Hour

// answerPerson answers "can I talk to somebody" where numbers may be passed on, and reports whether they may.
func (t *turn) answerPerson() bool {
	p := &t.place
	switch {
	case !t.in.Rules.PassOn, t.in.Number == "", !t.textable(), p.Status == Uninvited, t.phrase(PhrasePassOn).Empty():
		return false
	case t.in.Channel == Text && t.onCall(): // what is asked by phone is open
		return false
	case !p.PassedOn.IsZero() && t.in.At.Sub(p.PassedOn) < passOnAgain:
		t.say(t.phrase(PhrasePassedAlready))
		t.askAgain()
		return true
	}
	t.say(t.phrase(PhrasePassOn))
	p.Prompt++
	if t.in.Channel == Phone {
		hints := nlu.For(t.script.Language).Hints(nlu.YesNo)
		t.out.Listen = &Listen{Step: p.Step, Prompt: p.Prompt, Keys: 1, Speech: true, Seconds: choiceSilence, Hints: hints}
	}
	p.PassOnPrompt = p.Prompt
	return true
}

// answersPassOn takes a plain yes or no to whether the number may be passed on, and reports whether it was one.
func (t *turn) answersPassOn() bool {
	p, in := &t.place, &t.in
	if p.PassOnPrompt != p.Prompt || in.Kind != Answer || in.Channel == Phone && in.Prompt != p.Prompt || t.mumbled() {
		return false
	}
	choice := in.Keys
	if choice == "" {
		choice = nlu.For(t.script.Language).Read(in.Words, nlu.Asked{Kind: nlu.YesNo, Plain: true, Spoken: in.Channel == Phone}).Choice
	}
	switch {
	case choice == "1" && in.Rules.PassOn && in.Number != "" && t.textable():
		p.PassedOn = in.At
		t.out.PassOn = []Line{{Text: t.fill(t.original.Phrase(PhraseWishesPerson).Text)}}
		t.say(t.phrase(PhrasePassedOn))
	case choice == "1", choice == "2":
		t.say(t.phrase(PhraseNotPassedOn))
	default:
		return false
	}
	t.replyOwed, t.meant, t.matched = true, nlu.Answer, ClassCommand
	if t.besideCall = in.Channel == Text && t.onCall(); t.besideCall { // the call asked it, and says the open question next
		p.Prompt++
		return true
	}
	t.endSilence()
	t.askAgain()
	return true
}

// endPassOn drops the question whether the number may be passed on, unless this turn has asked it: the learner has said something
// else, or the line.
func (t *turn) endPassOn() {
	if t.place.PassOnPrompt == t.before.PassOnPrompt && (t.byLearner || len(t.out.Texts) > 0) {
		t.place.PassOnPrompt = 0
	}
}
