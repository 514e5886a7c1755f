package dialogue

// hear takes a turn of a call: keys, speech, silence, or a part of something.
func (t *turn) hear() {
	p := t.place
	i := t.index()
	switch {
	case isDistress(t.said):
		t.care(i)
	case p.Status == New && p.OptedOut:
		t.say(t.phrase(PhraseGoodbye)) // all was erased during the call
	case p.Status == Paused && t.in.Kind == NoInput:
		t.farewell(PhrasePaused) // by text, in the meantime
	case p.Status != Started || i < 0:
		t.connect()
	case t.in.Step != p.Step || t.in.Prompt != p.Prompt:
		t.again() // it answers a prompt that has been left since, by text
	case p.Phase == Caring:
		t.afterCare(i)
	case p.Phase == Helping:
		t.helped()
	case p.Phase == Texting:
		t.held(i)
	default:
		t.command(i, t.spokenCommand())
	}
}

// command takes a word or key that means the same at any step, or else what answers the step.
func (t *turn) command(i int, word Word) {
	p := t.place
	switch {
	case word == WordAgain, word == WordGo && !t.continues():
		t.again()
	case word == WordSkip, word == WordNext:
		t.skip()
	case word == WordHelp:
		t.help(i)
	case word == WordByText && p.Withheld:
		t.refuse(i)
	case word == WordByText, word == WordPause && p.Withheld:
		t.leaveCall()
	case word == WordPause:
		t.pause()
	default:
		t.heard(i)
	}
}

// pause rests the lesson, at the learner's wish.
func (t *turn) pause() {
	t.place.Status = Paused
	t.dropUnconfirmed()
	t.farewell(PhrasePaused)
}

// maxRepeats is how often a step of a call is said again before the call is left: nobody may be there.
const maxRepeats = 8

// again says the open prompt of a call once more.
func (t *turn) again() {
	if t.place.Asides++; t.place.Asides > maxRepeats {
		t.leaveCall()
		return
	}
	t.reopen()
}

// heard takes what was not a command.
func (t *turn) heard(i int) {
	step := &t.script.Steps[i]
	switch {
	case !t.asks(step):
		t.enter(t.after(i))
	case t.in.Kind == NoInput, t.in.Kind == Answer && t.in.Keys == "" && t.said == "":
		t.noInput(i)
	case t.wantsToText(step):
		t.hold(i)
	default:
		t.answer()
	}
}

// spokenCommand is the command that was pressed or said, if any.
func (t *turn) spokenCommand() Word {
	switch t.in.Keys {
	case "*":
		return WordAgain
	case "#":
		return WordSkip
	case "0":
		return WordHelp
	case "9":
		return WordByText
	case "":
		if t.mumbled() {
			return ""
		}
		word := commandOf(t.said, t.in.Words)
		if word == WordStop {
			return WordHelp // the menu asks what is meant: a misheard word stops nobody's texts
		}
		return word
	}
	return ""
}

// help opens the menu of a call: who we are, 1 goes on, 2 stops all texts.
func (t *turn) help(i int) {
	t.dropUnconfirmed() // asked again after the menu
	t.place.Phase = Helping
	t.say(t.phrase(PhraseHelp))
	t.listen(&t.script.Steps[i])
}

// refuse tells a caller without a number why nothing can be texted, and goes on listening.
func (t *turn) refuse(i int) {
	if t.place.Asides++; t.place.Asides > maxRepeats {
		t.leaveCall()
		return
	}
	t.say(t.phrase(PhraseWithheld))
	t.listen(&t.script.Steps[i])
}

// helped takes a choice of the help menu: 2 stops all texts, 9 goes on by text, and anything else goes on here.
func (t *turn) helped() {
	t.place.Phase = Asking
	switch word := t.spokenCommand(); {
	case t.in.Keys == "2", t.in.Keys == "" && commandOf(t.said, t.in.Words) == WordStop:
		t.optOut()
		t.say(t.phrase(PhraseGoodbye))
	case word == WordByText && !t.place.Withheld:
		t.leaveCall()
	default:
		t.again()
	}
}

// care answers words of distress by phone, and keeps listening.
func (t *turn) care(i int) {
	t.leaveInPeace()
	t.dropUnconfirmed()
	t.say(t.phrase(PhraseCare))
	if t.place.Status == Started && i >= 0 {
		t.listen(&t.script.Steps[i])
		t.out.Listen.Seconds = openSilence
		t.place.Phase = Caring
	}
}

// afterCare goes on with whoever speaks, and asks nothing of whoever is silent: the call ends, and no text follows.
func (t *turn) afterCare(i int) {
	t.place.Phase = Asking
	if t.in.Kind == NoInput {
		t.cared = true
		t.say(t.phrase(PhraseGoodbye))
		return
	}
	t.command(i, t.spokenCommand())
}

// noInput reprompts after a silence, twice; then the call goes on by text.
func (t *turn) noInput(i int) {
	t.place.NoInputs++
	reprompts := t.script.Steps[i].NoInput
	if t.place.NoInputs > len(reprompts) {
		t.leaveCall()
		return
	}
	t.say(nth(reprompts, t.place.NoInputs))
	t.ask(i)
}
