package dialogue

import (
	"strings"

	"coachline/scripts/nlu"
)

// takeCall takes a turn of a call: its beginning, keys, speech, silence, or part of an answer.
func (t *turn) takeCall() {
	t.endSilence()
	if t.in.Kind == Connect {
		t.connect()
	} else {
		t.takeSpeech()
	}
	p := &t.place
	p.Channel, p.Call = Phone, t.in.Call
	t.out.Language, t.out.Voice = t.script.SpeechLanguage(), t.script.Voice
	switch {
	case t.distress:
		t.endCall() // no text follows, even if the call ends now
	case t.out.Listen == nil:
		p.Call = ""
		t.followUp(t.followUpDelay())
	default:
		t.followUp(callLost)
	}
}

// takeSpeech takes a caller's reply to a prompt.
func (t *turn) takeSpeech() {
	p := &t.place
	p.Repeated = false
	t.in.Keys = withoutRepeats(t.in.Keys)
	i := t.open
	m := t.understand()
	t.meant = m.Intent
	switch {
	case m.Intent == nlu.Distress:
		t.careByPhone(PhraseCare)
	case p.Status == New && p.OptedOut:
		t.say(t.phrase(PhraseGoodbye)) // the learner was erased during the call
	case p.Phase == Caring:
		t.afterCareByPhone(m)
	case p.Unsure:
		t.takeUnsureCall(m)
	case t.place.PassOnPrompt != 0 && t.answersPassOn():
	case m.Intent == nlu.Language && p.Phase == Offering:
		t.changeLanguageOnCall(m.Language)
	case p.Phase == Offering:
		t.takePartByPhone(m)
	case p.Status == Paused && t.in.Kind == NoInput:
		t.farewell(PhrasePaused) // PAUSE came by text
	case p.Status != Started || i < 0:
		t.connect()
	case t.in.Step != p.Step || t.in.Prompt != p.Prompt:
		t.repeatOnCall() // it answers an earlier prompt: the lesson went on by text
	case p.Phase == Choosing:
		t.chooseLanguageOnCall(m)
	case m.Intent == nlu.Language:
		t.changeLanguageOnCall(m.Language)
	case p.Phase == Helping:
		t.takeFromMenu(m)
	case p.Phase == Texting:
		t.takeCallOnHold(i)
	default:
		t.command(i, m)
	}
}

// withoutRepeats takes "##" for "#" and "12##" for "12#", and so with *: where an answer may have several keys, the first one seems to
// have no effect.
func withoutRepeats(keys string) string {
	for strings.HasSuffix(keys, "##") || strings.HasSuffix(keys, "**") {
		keys = keys[:len(keys)-1]
	}
	return keys
}

// keyIntents are the keys that mean the same at every step.
var keyIntents = map[string]nlu.Intent{"*": nlu.Again, "#": nlu.Skip, "0": nlu.Help, "9": nlu.ByText}

// command takes a word or key that means the same at every step. Anything else goes to the step.
func (t *turn) command(i int, m nlu.Meaning) {
	keys := t.in.Keys
	if strings.HasSuffix(keys, "*") { // "12*": they begin anew
		keys = "*"
	}
	if intent, ok := keyIntents[keys]; ok && !t.isValue(&t.script.Steps[i]) {
		m = nlu.Meaning{Intent: intent}
		t.meant = intent
	}
	step := &t.script.Steps[i]
	switch m.Intent {
	case nlu.Again:
		t.repeatOnRequest()
	case nlu.Go:
		if step.Kind == Continue || !t.asks(step) {
			t.takeAtStep(i, m)
		} else {
			t.repeatOnCall()
		}
	case nlu.Skip:
		t.skip()
	case nlu.Back:
		t.back()
	case nlu.Restart:
		t.restart()
	case nlu.Help, nlu.OptOut: // the menu asks what is meant, since a misheard word must not opt somebody out
		t.help(i)
	case nlu.ByText:
		t.goOnByText(i)
	case nlu.NoMore:
		if t.noMoreParts() {
			t.repeatOnCall()
		} else {
			t.takeAtStep(i, m)
		}
	case nlu.Pause, nlu.Later:
		if t.place.Withheld {
			t.leaveCall()
		} else {
			t.pause()
		}
	case nlu.HangUp, nlu.Machine:
		t.leaveCall()
	case nlu.Stranger:
		t.answerStranger(m)
		t.say(t.phrase(PhraseGoodbye))
	case nlu.Hold:
		t.sayAsideOnCall(i, PhraseHolding)
	case nlu.Question:
		t.answerQuestion(m.Topic)
	default:
		if !t.requestByPhone(i, m) {
			t.takeAtStep(i, m)
		}
	}
}

// requestByPhone does what a caller asks about themselves: their data, their number, their time zone or a name. It reports false for
// anything else.
func (t *turn) requestByPhone(i int, m nlu.Meaning) bool {
	switch m.Intent {
	case nlu.Data, nlu.Forget:
		t.sayDataByPhone(m)
	case nlu.Record:
		t.giveRecordByPhone(i)
	case nlu.Forward:
		t.forward()
	case nlu.Move:
		t.sayMoveByPhone()
	case nlu.TimeZone:
		t.setZone(m)
		t.repeatOnCall()
	case nlu.Rename:
		return t.rename(m)
	default:
		return false
	}
	return true
}

// goOnByText takes a caller's wish to text: the name that the step asks for, or the rest of the lesson.
func (t *turn) goOnByText(i int) {
	switch {
	case t.place.Withheld:
		t.sayAsideOnCall(i, PhraseWithheld) // says why nothing can be texted
	case t.in.Keys == "" && t.canHold(&t.script.Steps[i]) && t.place.Phase == Asking:
		t.hold(i) // "I'll text it"
	default:
		t.leaveCall()
	}
}

// sayDataByPhone says which data the line holds, or how to erase them, which only a text can do.
func (t *turn) sayDataByPhone(m nlu.Meaning) {
	phrase := PhraseData
	if m.Intent == nlu.Forget {
		phrase = PhraseForget
	}
	t.say(t.phrase(phrase))
	t.repeatOnCall()
}

// sayAsideOnCall says a phrase and keeps listening for the open prompt.
func (t *turn) sayAsideOnCall(i int, phrase string) {
	if t.place.Asides++; t.place.Asides > maxRepeats {
		t.leaveCall()
		return
	}
	t.say(t.phrase(phrase))
	t.listen(&t.script.Steps[i])
}

// pause lets the lesson rest because the learner asks for it.
func (t *turn) pause() {
	t.place.Status = Paused
	t.dropUnconfirmed()
	t.farewell(PhrasePaused)
}

// maxRepeats is how often the line says a step of a call again before it leaves the call. Perhaps nobody is there.
const maxRepeats = 8

// repeatOnCall says the open prompt of a call again.
func (t *turn) repeatOnCall() {
	if t.place.Asides++; t.place.Asides > maxRepeats {
		t.leaveCall()
		return
	}
	t.reopen()
}

// repeatOnRequest says the open prompt of a call again because the caller asks for it, and the second time in a row slowly.
func (t *turn) repeatOnRequest() {
	t.repeatOnCall()
	t.out.Slow, t.place.Repeated = t.before.Repeated, true
}

// takeAtStep takes a caller's reply that is not a command.
func (t *turn) takeAtStep(i int, m nlu.Meaning) {
	step := &t.script.Steps[i]
	switch {
	case !t.asks(step):
		t.enter(t.after(i))
	case t.in.Kind == NoInput, t.in.Kind == Answer && t.in.Keys == "" && nlu.Plain(t.in.Words) == "":
		t.noInput(i)
	case t.wantsToText(step, m):
		t.hold(i)
	default:
		t.answer(m)
	}
}

// help opens the help menu of a call: who we are, 1 goes on, 2 stops all texts.
func (t *turn) help(i int) {
	t.dropUnconfirmed() // the line asks again after the menu
	t.place.Phase = Helping
	t.sayHelp()
	t.listen(&t.script.Steps[i])
}

// backToQuestion goes back to what was open before the help menu or the care reply.
func (t *turn) backToQuestion() {
	t.place.Phase = Asking
	if t.choosesLanguage() {
		t.place.Phase = Choosing
	}
}

// takeFromMenu takes a choice of the help menu: 2 stops all texts, 9 goes on by text, anything else goes on by phone.
func (t *turn) takeFromMenu(m nlu.Meaning) {
	t.backToQuestion()
	switch {
	case t.in.Keys == "2", t.in.Keys == "" && m.Intent == nlu.OptOut:
		t.optOut()
		t.say(t.phrase(PhraseGoodbye))
	case (t.in.Keys == "9" || m.Intent == nlu.ByText) && !t.place.Withheld:
		t.leaveCall()
	default:
		t.repeatOnCall()
	}
}

// noInput reprompts after a silence, as often as there are reprompts. Then the lesson goes on by text.
func (t *turn) noInput(i int) {
	t.place.NoInputs++
	t.matched = ClassNoInput
	reprompts := t.script.Steps[i].NoInput
	if t.place.NoInputs > len(reprompts) {
		t.leaveCall()
		return
	}
	t.count(EventNoInput)
	t.say(repromptAfter(reprompts, t.place.NoInputs))
	t.ask(i)
}
