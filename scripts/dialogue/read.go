package dialogue

// Bounds on friendliness: two robots must not talk to each other for ever.
const (
	maxAsides  = 2 // friendly replies at one step that ask nothing
	maxPerDay  = 5 // friendly replies in a day, after the end
	maxRefusal = 1 // replies in a day to somebody uninvited
)

// read takes a text.
func (t *turn) read() {
	if t.in.Kind == Command {
		t.noteCarrier()
		return
	}
	word := commandOf(t.said, t.in.Words)
	if t.place.OptedOut {
		t.readOptedOut(word)
		return
	}
	switch {
	case word == WordStop:
		t.optOut()
	case isTapback(t.in.Words):
	case isDistress(t.said):
		t.say(t.script.Phrases[PhraseCare])
	case t.place.Status == Uninvited:
		t.converse(word)
	case word == WordHelp:
		t.say(t.script.Phrases[PhraseHelp])
	case word == WordData:
		t.say(t.script.Phrases[PhraseData])
	case word == WordCall:
		t.say(t.script.Phrases[PhraseCall])
	default:
		t.clearNudges()
		t.pay()
		t.converse(word)
	}
}

// noteCarrier takes a word that the carrier has replied to already: it is noted, and nothing is said twice.
func (t *turn) noteCarrier() {
	switch t.in.Command {
	case WordStop:
		t.place.OptedOut, t.place.Timers = true, nil
	case WordStart:
		t.place.OptedOut = false
		if t.place.Status == Waiting {
			t.restoreWait()
		}
	}
}

// readOptedOut answers one who has stopped: only the words that begin again are heard.
func (t *turn) readOptedOut(word Word) {
	if word != WordStart && word != WordYes {
		return
	}
	t.place.OptedOut = false
	t.converse(WordStart)
}

// optOut stops everything that the line would send by itself.
func (t *turn) optOut() {
	t.place.OptedOut = true
	t.place.Timers = nil
	t.say(t.script.Phrases[PhraseStopped])
}

// converse goes on with the lesson from a text.
func (t *turn) converse(word Word) {
	if t.overdue() {
		return
	}
	p := t.place
	switch p.Status {
	case New:
		t.begin()
		return
	case Uninvited:
		t.friendly(PhraseUninvited, maxRefusal)
		return
	case Waiting:
		t.restoreWait()
		t.friendly(PhraseWaiting, maxPerDay)
		return
	case Ended:
		t.friendly(PhraseEnded, maxPerDay)
		return
	case Paused:
		t.resume()
		return
	}
	switch {
	case word == WordPause:
		p.Status = Paused
		t.say(t.script.Phrases[PhrasePaused])
	case !p.Texted || t.index() < 0:
		t.resume()
	case word == WordAgain, word == WordStart, word == WordGo && !t.continues():
		t.reopen()
	case word == WordSkip, word == WordNext:
		t.skip()
	default:
		t.answer()
	}
}

// continues reports whether the open step only waits for a sign to go on.
func (t *turn) continues() bool { return t.script.Steps[t.index()].Kind == Continue }

// restoreWait sets the timer of a wait that an opt-out had cleared.
func (t *turn) restoreWait() {
	if _, set := t.place.timer(TimerWait); set {
		return
	}
	if i := t.index(); i >= 0 && t.script.Steps[i].Kind == Wait {
		t.place.setTimer(TimerWait, t.nextDay(&t.script.Steps[i]))
	}
}

// friendly replies to one of whom nothing is asked, so often in a day at most.
func (t *turn) friendly(phrase string, most int) {
	p := t.place
	if day := t.in.At.Format("2006-01-02"); p.Day != day {
		p.Day, p.Asides = day, 0
	}
	if p.Asides >= most {
		return
	}
	p.Asides++
	t.say(t.script.Phrases[phrase])
}
