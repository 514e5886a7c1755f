package dialogue

// hear takes a turn of a call: keys, speech, silence, or a part of something.
func (t *turn) hear() {
	p := t.place
	i := t.index()
	switch {
	case isDistress(t.said):
		t.care(i)
		return
	case p.Status != Started || i < 0:
		t.connect()
		return
	case t.in.Step != p.Step || t.in.Prompt < p.Since:
		t.reopen() // for a question that has been left since, by text
		return
	case p.Phase == Helping:
		t.helped()
		return
	}
	switch word := t.spokenCommand(); {
	case word == WordAgain, word == WordGo && !t.continues():
		t.reopen()
	case word == WordSkip, word == WordNext:
		t.skip()
	case word == WordHelp:
		t.help(i)
	case word == WordByText:
		t.say(t.script.Phrases[PhraseByText])
	case word == WordPause:
		p.Status = Paused
		t.farewell(PhrasePaused)
	default:
		t.heard(i)
	}
}

// heard takes what was not a command.
func (t *turn) heard(i int) {
	step := &t.script.Steps[i]
	switch {
	case !t.asks(step):
		t.enter(t.after(i))
	case t.in.Kind == NoInput, t.in.Kind == Answer && t.in.Keys == "" && t.said == "":
		t.noInput(i)
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
	if t.place.Phase == Confirming {
		delete(t.state.Answers, t.place.Step) // asked again after the menu
	}
	t.place.Phase = Helping
	t.say(t.script.Phrases[PhraseHelp])
	t.listen(&t.script.Steps[i])
}

// helped takes a choice of the help menu; anything but 2 goes on.
func (t *turn) helped() {
	t.place.Phase = Asking
	if t.in.Keys == "2" || t.in.Keys == "" && commandOf(t.said, t.in.Words) == WordStop {
		t.optOut()
		t.say(t.script.Phrases[PhraseGoodbye])
		return
	}
	t.reopen()
}

// care answers words of distress by phone, and keeps listening.
func (t *turn) care(i int) {
	t.say(t.script.Phrases[PhraseCare])
	if t.place.Status == Started && i >= 0 {
		t.listen(&t.script.Steps[i])
		t.out.Listen.Seconds = openSilence
	}
}

// noInput reprompts after a silence, twice; then the call goes on by text.
func (t *turn) noInput(i int) {
	t.place.NoInputs++
	reprompts := t.script.Steps[i].NoInput
	if t.place.NoInputs > len(reprompts) {
		t.letGo(i)
		return
	}
	t.say(reprompts[t.place.NoInputs-1])
	t.ask(i)
}
