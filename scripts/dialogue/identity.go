package dialogue

import (
	"time"

	"coachline/scripts/nlu"
)

// A number that is given up goes to somebody else after some months. So after a long silence the line asks whose the number is
// before it says a name, an answer, or anything of the lesson. STOP, HELP, MYDATA, FORGET ME and words of distress are answered
// without that. Until it is answered, the line only replies. A no, or another name, closes the record to that number: it stays
// until its answers are erased, and GO asks again.

// unsureAfter is how long a silence must last. It is the same in a rehearsal, where all else is shorter. Operators keep a number
// for 45 to 90 days before it is given to somebody else (fcc.gov: 45 at least).
const unsureAfter = 60 * 24 * time.Hour

// maxIdentityAsked is how often the line asks a caller whose the number is.
const maxIdentityAsked = 3

// heldTextID is the ID among the answers of a text that waits until it is known who wrote it. It is no answer.
const heldTextID = ".held"

// doubts reports whether somebody else may have the number now. A learner who has never begun has said nothing yet.
func (t *turn) doubts() bool {
	p := &t.before
	silent := !p.LastSeen.IsZero() && t.in.At.Sub(p.LastSeen) >= unsureAfter
	return p.Unsure || silent && !p.Withheld && (p.Begun() || len(p.Past) > 0)
}

// invites reports whether this turn texts a manager's invitation, which says nothing that the learner has said or done. The offer of
// the next part does.
func (t *turn) invites() bool { return t.out.Invite && t.part == nil }

// identityPhrase asks for the learner by name, if it is known.
func (t *turn) identityPhrase() Prompt {
	if t.place.Name == "" {
		return t.phrase(PhraseIsItYouUnnamed)
	}
	return t.phrase(PhraseIsItYou)
}

// askIdentityFirst asks whose the number is in place of the text that a wake-up would send, at the hours that apply to that text.
// What was due stays due, and follows the answer.
func askIdentityFirst(s *Script, st State, in Input, due Message) (State, Output) {
	next := st.clone()
	t := turn{script: s, place: next.Place, answers: next.Answers, in: in, before: st.Place, open: s.Index(st.Place.Step)}
	t.in.Channel = Text
	t.place.Unsure, t.place.IdentityAsked, t.place.Channel = true, 1, Text
	t.say(t.identityPhrase())
	t.out.Texts = []Message{{Lines: t.out.Lines, IfSilent: true, Unasked: due.Unasked, Begun: due.Begun, Until: due.Until}}
	t.out.Lines = nil
	return State{t.place, t.answers}, t.out
}

// takeUnsure takes a text while it is not known whose the number is. One that does not say so waits for the answer.
func (t *turn) takeUnsure(m nlu.Meaning) {
	t.out.DropOutdated = true
	them, answered := t.identity(m)
	switch {
	case answered && them:
		t.becomeSure()
		return
	case answered:
		t.answerStranger(m)
		return
	case m.Intent == nlu.Help:
		t.sayHelp()
		return
	case m.Intent == nlu.Question:
		t.sayOfTopic(m.Topic)
	case t.place.IdentityAsked == 0:
		t.answers[heldTextID] = t.in.Words
	}
	t.place.Stranger = false // GO: they say it was a mistake, and are asked again
	t.place.IdentityAsked++
	t.say(t.identityPhrase())
}

// identity reads the answer to whose the number is.
func (t *turn) identity(m nlu.Meaning) (them, answered bool) {
	switch {
	case t.place.IdentityAsked == 0:
		return false, false
	case m.Intent == nlu.Stranger:
		return false, true
	}
	return m.Choice == "1", m.Intent == nlu.Answer
}

// becomeSure goes on where the learner was, with the text that waited for this.
func (t *turn) becomeSure() {
	p := &t.place
	p.Unsure, p.IdentityAsked, p.Stranger = false, 0, false
	if held := t.answers[heldTextID]; held != "" && t.in.Channel == Text {
		delete(t.answers, heldTextID)
		t.in.Words = held
		t.takeMeaning(t.understand())
		return
	}
	t.endSilence()
	p.clearTimer(TimerNudge)
	switch {
	case t.in.Channel == Phone:
		t.connect()
	case p.Status == Started, p.Status == Paused:
		t.resume()
	case p.Status == Waiting:
		t.converse(nlu.Meaning{})
	default: // what is due, such as the next part, follows as a text of its own
		t.say(t.phrase(PhraseStillYou))
	}
}

// askIdentityOnCall asks a caller whether they are the learner, a few times at most.
func (t *turn) askIdentityOnCall() {
	p := &t.place
	if p.IdentityAsked++; p.IdentityAsked > maxIdentityAsked {
		t.say(t.phrase(PhraseGoodbye))
		return
	}
	t.say(t.identityPhrase())
	t.listenForIdentity()
}

// listenForIdentity waits for keys and speech.
func (t *turn) listenForIdentity() {
	p := &t.place
	p.Prompt++
	hints := nlu.For(t.script.Language).Hints(nlu.Identity)
	t.out.Listen = &Listen{Step: p.Step, Prompt: p.Prompt, Keys: 1, Speech: true, Seconds: choiceSilence, Hints: hints}
}

// takeUnsureCall takes what a caller says while it is not known who they are. The help menu is there too: 2 stops all texts.
func (t *turn) takeUnsureCall(m nlu.Meaning) {
	if t.place.IdentityAsked == 0 {
		t.askIdentityOnCall()
		return
	}
	inMenu := t.place.Phase == Helping
	if inMenu {
		t.backToQuestion()
	}
	them, answered := t.identity(m)
	if key := t.in.Keys; key != "" {
		them, answered = key == "1", key == "1" || key == "2"
	}
	switch {
	case inMenu && (t.in.Keys == "2" || t.in.Keys == "" && m.Intent == nlu.OptOut):
		t.optOut()
		t.say(t.phrase(PhraseGoodbye))
	case inMenu:
		t.askIdentityOnCall()
	case answered && them:
		t.becomeSure()
	case answered:
		t.answerStranger(m)
		t.say(t.phrase(PhraseGoodbye))
	case t.in.Keys == "0", m.Intent == nlu.Help, m.Intent == nlu.OptOut:
		t.place.Phase = Helping
		t.sayHelp()
		t.listenForIdentity()
	case m.Intent == nlu.HangUp:
		t.say(t.phrase(PhraseGoodbye))
	default:
		t.askIdentityOnCall()
	}
}

// answerStranger replies to somebody who says that this number is not the learner's. It says who we are and how to stop,
// and no name and nothing of the lesson. From then on the line only replies. GO shows that it was the learner after all.
func (t *turn) answerStranger(m nlu.Meaning) {
	if t.place.Status == Uninvited {
		t.converse(m)
		return
	}
	t.place.Stranger = true
	delete(t.answers, heldTextID)
	t.dropUnconfirmed()
	t.endSilence()
	t.place.clearTimer(TimerNudge)
	t.say(t.phrase(PhraseStranger))
}
