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
	t.beside = t.onHold()
	word := commandOf(t.said, t.in.Words)
	if word != WordForget {
		t.place.Forgetting = time.Time{}
	}
	switch {
	case t.place.OptedOut:
		t.readOptedOut(word)
	case word == WordData:
		t.acted = true
		t.say(t.phrase(PhraseData))
	case word == WordForget:
		t.forgetMe()
	case word == WordStop:
		t.optOut()
	case isTapback(t.in.Words), isAutoReply(t.said):
	case isDistress(t.said):
		t.leaveInPeace()
		t.say(t.phrase(PhraseCare))
	case t.place.Status == Uninvited:
		t.converse(word)
	case word == WordHelp:
		t.say(t.phrase(PhraseHelp))
	case word == WordCall:
		t.ring()
	case t.move():
	case t.beside:
		t.readOnHold(word)
	default:
		t.clearNudges()
		t.converse(word)
	}
}

// forgetMe takes FORGET ME: the first time it says what that does, and the second time it is done.
func (t *turn) forgetMe() {
	p := t.place
	t.acted = true
	if asked := p.Forgetting; asked.IsZero() || t.in.At.Sub(asked) > forgetWithin {
		p.Forgetting = t.in.At
		t.say(t.phrase(PhraseForget))
		return
	}
	p.Forgetting = time.Time{}
	t.out.Erase = true
	t.say(t.phrase(PhraseForgotten))
}

// forgetWithin is how long a FORGET ME waits for the second one.
const forgetWithin = 24 * time.Hour

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

// readOptedOut answers one who has stopped, and who gets no text of any kind: only the words that begin again are heard,
// and FORGET ME, which is done without a word.
func (t *turn) readOptedOut(word Word) {
	switch word {
	case WordStart, WordYes:
	case WordForget:
		t.out.Erase = true
		return
	default:
		return
	}
	t.place.OptedOut = false
	t.converse(WordStart)
}

// optOut stops everything that the line would send by itself. A wait goes on: its end is told to one who comes back.
func (t *turn) optOut() {
	t.place.OptedOut = true
	t.dropUnconfirmed()
	t.clearNudges()
	t.say(t.phrase(PhraseStopped))
}

// converse goes on with the lesson from a text.
func (t *turn) converse(word Word) {
	if t.overdue() {
		return
	}
	p := t.place
	switch p.Status {
	case Invited:
		t.readInvited()
		return
	case New:
		t.begin()
		return
	case Uninvited:
		t.say(t.phrase(PhraseUninvited))
		return
	case Waiting:
		if !t.moveWait() {
			t.say(t.phrase(PhraseWaiting))
		}
		return
	case Ended:
		t.say(t.phrase(PhraseEnded))
		return
	case Paused:
		t.resume()
		return
	}
	switch {
	case word == WordPause:
		t.pause()
	case !p.Texted || t.index() < 0:
		t.resume()
	case word == WordAgain, word == WordStart, word == WordGo && !t.continues():
		t.repeat()
	case word == WordSkip, word == WordNext:
		t.skip()
	default:
		t.answer()
	}
}

// declines are what an invited person writes who does not want to begin now.
var declines = map[string]bool{
	"no": true, "nope": true, "no thanks": true, "no thank you": true, "not now": true, "not today": true, "later": true,
	"maybe later": true, "busy": true, "wrong number": true, "not me": true, "not interested": true,
}

// readInvited begins with whatever an invited person writes, unless that says plainly that they do not begin now.
func (t *turn) readInvited() {
	if isAside(t.said, t.in.Words) || declines[t.said] {
		t.say(t.phrase(PhraseInvited))
		return
	}
	t.begin()
}

// repeat puts the open prompt again, at the learner's wish.
func (t *turn) repeat() {
	if t.away() {
		t.resume()
		return
	}
	t.reopen()
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
	at = OnClock(at.In(t.in.At.Location()), 0, clock.Hour(), clock.Minute())
	if t.in.Rules.Rehearsal > 0 {
		at = t.nextDay(&t.script.Steps[i])
	}
	if !at.After(t.in.At) {
		return false
	}
	t.acted = true
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

// bound drops a reply to a text that led nowhere, when there were enough of those today. What a learner is owed is said
// at any time.
func (t *turn) bound() {
	p, was := t.place, &t.before
	if p.Status != was.Status {
		p.Idle = 0
		return
	}
	if len(t.out.Lines) == 0 || t.cared || p.Since != was.Since || p.OptedOut != was.OptedOut {
		return
	}
	if day := t.in.At.Format(time.DateOnly); p.Day != day {
		p.Day, p.Idle = day, 0
	}
	p.Idle = min(p.Idle+1, maxLost+1)
	if p.Idle > t.mostIdle() {
		t.out.Lines = nil
	}
}

// mostIdle is how many texts in a day that lead nowhere are replied to.
func (t *turn) mostIdle() int {
	switch p := t.place; {
	case t.acted:
		return maxLost
	case p.Status == Uninvited:
		return maxRefusal
	case p.Status == New, p.Status == Invited, p.Status == Waiting, p.Status == Ended:
		return maxIdle
	}
	return maxLost
}
