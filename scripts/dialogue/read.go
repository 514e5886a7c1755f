package dialogue

import (
	"strings"
	"time"
)

// maxAsides is how often a step answers what is no answer with a friendly word.
const maxAsides = 2

// Replies in a day to texts that lead nowhere: two robots must not talk to each other for ever.
const (
	maxRefusal = 1  // to somebody uninvited
	maxIdle    = 5  // to one of whom nothing is asked
	maxLost    = 20 // in the middle of the lesson: AGAIN, HELP and the like
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
	case isTapback(t.in.Words), isAutoReply(t.said):
	case isDistress(t.said):
		t.cared = true
		t.clearNudges()
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
		t.place.OptedOut = true
		t.dropUnconfirmed()
		t.clearNudges()
	case WordStart:
		t.place.OptedOut = false
	}
}

// readOptedOut answers one who has stopped: only the words that begin again are heard.
func (t *turn) readOptedOut(word Word) {
	if word != WordStart && word != WordYes {
		return
	}
	t.place.OptedOut = false
	t.pay()
	t.converse(WordStart)
}

// optOut stops everything that the line would send by itself. A wait goes on: its end is told to one who comes back.
func (t *turn) optOut() {
	t.place.OptedOut = true
	t.dropUnconfirmed()
	t.clearNudges()
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
		t.say(t.script.Phrases[PhraseUninvited])
		return
	case Waiting:
		if !t.moveWait() {
			t.say(t.script.Phrases[PhraseWaiting])
		}
		return
	case Ended:
		t.say(t.script.Phrases[PhraseEnded])
		return
	case Paused:
		t.resume()
		return
	}
	switch {
	case word == WordPause:
		p.Status = Paused
		t.dropUnconfirmed()
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

// moveWait takes a time of day, and nothing else, from one who waits for the next day's text, and reports whether it did:
// a wrong hour can be put right.
func (t *turn) moveWait() bool {
	at, set := t.place.timer(TimerWait)
	i := t.index()
	if !set || i < 0 || t.script.Steps[i].Kind != Wait {
		return false
	}
	asked := t.script.Index(strings.Trim(t.script.Steps[i].At, "{}"))
	if asked < 0 {
		return false
	}
	clock, err := time.Parse("15:04", t.otherHour(&t.script.Steps[asked]))
	if err != nil {
		return false
	}
	at = at.In(t.in.At.Location())
	at = time.Date(at.Year(), at.Month(), at.Day(), clock.Hour(), clock.Minute(), 0, 0, at.Location())
	if !at.After(t.in.At) {
		return false
	}
	t.moved = true
	t.state.keep(t.script.Steps[asked].ID, clock.Format("15:04"))
	t.place.setTimer(TimerWait, at)
	t.say(t.reply(&t.script.Steps[asked], ReplyOther))
	return true
}

// otherHour is the hour that a whole message asks for: a time, or the word of a choice.
func (t *turn) otherHour(step *Step) string {
	word := make([]string, 0, 4)
	for f := range strings.FieldsSeq(t.said) {
		if !aroundHour[f] {
			word = append(word, f)
		}
	}
	left := strings.Join(word, " ")
	if o, ok := byWord(step.Choices, left); ok {
		return o.Hour
	}
	if !timeOnly.MatchString(left) || left == "1737" || left == "0800" {
		return ""
	}
	return hourIn(t.in.Words)
}

// bound drops a reply to a text that led nowhere, when there were enough of those today.
func (t *turn) bound() {
	p, was := t.place, &t.before
	if p.Status != was.Status {
		p.Idle = 0
		return
	}
	if len(t.out.Lines) == 0 || t.cared || t.moved || p.Since != was.Since || p.OptedOut != was.OptedOut {
		return
	}
	if day := t.in.At.Format("2006-01-02"); p.Day != day {
		p.Day, p.Idle = day, 0
	}
	most := maxLost
	switch p.Status {
	case Uninvited:
		most = maxRefusal
	case New, Waiting, Ended:
		most = maxIdle
	}
	if p.Idle++; p.Idle > most {
		p.Idle, t.out.Lines = most, nil
	}
}
