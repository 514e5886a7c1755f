package dialogue

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"coachline/scripts/nlu"
)

// Limits for the replies in a day to texts that change nothing. Two robots must not talk to each other for ever.
const (
	maxRefusal = 1  // to somebody uninvited
	maxIdle    = 5  // while nothing is asked
	maxAtStep  = 20 // in the middle of the lesson: AGAIN, HELP and the like
)

// takeText takes a text, and limits the replies to texts that change nothing.
func (t *turn) takeText() {
	p := &t.place
	if p.Phase == Texting && t.in.Kind != CarrierNotice {
		t.besideCall = t.onHold()
	}
	switch {
	case t.in.Kind == CarrierNotice, t.in.CarrierWord == WordStart && p.Blocked:
		t.takeCarrierCommand()
	case t.in.Unreadable:
		t.sayUnreadable()
	default:
		m := t.understand()
		if t.meant = m.Intent; m.Intent != nlu.Forget {
			p.ForgetAsked = time.Time{}
		}
		t.takeMeaning(m)
		t.out.MayJoin = m.Intent == nlu.None && t.before.mayJoin() && !p.Unsure
	}
	if t.machine {
		p.LastSeen = t.before.LastSeen
		return
	}
	switch was := &t.before; {
	case p.Status != was.Status:
		p.IdleReplies = 0
	case len(t.out.Lines) > 0 && p.FirstPrompt == was.FirstPrompt && p.OptedOut == was.OptedOut:
		t.boundReplies() // the text changed nothing
	}
	if !t.besideCall {
		p.Channel = Text
		t.remindLater()
	}
}

// minConfidence is the confidence below which speech counts as not understood. Twilio's Confidence is 0 to 1, and its
// documentation names no threshold. This one is low, since a learner can always correct a choice with a key.
const minConfidence = 0.3

// mumbled reports whether the speech recogniser does not trust what it heard.
func (t *turn) mumbled() bool {
	return t.in.Spoken && t.in.Confidence != nil && *t.in.Confidence < minConfidence
}

// understand returns the meaning of what was said or typed at the open prompt.
func (t *turn) understand() nlu.Meaning {
	p, in := &t.place, &t.in
	if in.Kind != Answer || in.Spoken && t.mumbled() {
		return nlu.Meaning{}
	}
	asked := nlu.Asked{Spoken: in.Channel == Phone}
	switch {
	case p.IdentityAsked > 0 && p.Phase != Caring && !p.Stranger:
		asked.Kind, asked.Known = nlu.Identity, p.Name
		return nlu.For(t.script.Language).Read(in.Words, asked)
	case p.OptedOut && in.Channel == Text:
		asked.Kind = nlu.Stopped
	case p.Phase == Caring:
		asked.Kind = nlu.Caring
	case p.Stranger:
		asked.Kind = nlu.Ended
	case p.Status == Ended, p.Status == Invited:
		asked.Kind = t.askedOutside()
		if i := slices.IndexFunc(t.script.Steps, func(s Step) bool { return s.Kind == Hour }); i >= 0 {
			asked.Choices = t.script.Steps[i].Choices // a part may come "in the evening", too
		}
	case p.Status == New, p.Status == Uninvited:
		asked.Kind = nlu.New
	case p.Status == Waiting:
		asked.Kind = nlu.Waiting
		if step := t.hourStep(); step != nil {
			asked.Choices = step.Choices
		}
	case t.open < 0:
		asked.Kind = nlu.Ended
	case p.Phase == Confirming:
		step := &t.script.Steps[t.open]
		asked.Kind, asked.Day, asked.Past = nlu.Confirm, step.Kind == Date, step.Past
	case p.Phase == Choosing:
		asked.Kind, asked.Choices = nlu.Choice, t.languageKeys()
	default:
		step := &t.script.Steps[t.open]
		asked.Kind, asked.Choices, asked.Open, asked.ToOthers = kindOf(step.Kind).asked, step.Choices, step.Open, step.ToOthers
		asked.Unit, asked.Past = step.Unit, step.Past
	}
	asked.Known = t.answers[t.nameID()]
	if len(t.original.Translations) > 0 {
		asked.Languages = t.languageOptions()
	}
	words := in.Words
	if keys := strings.TrimSuffix(in.Keys, "#"); len(keys) > 2 {
		words = keys // a time in four digits
	}
	return nlu.For(t.script.Language).Read(words, asked)
}

// nameID returns the ID among the answers of the name that was given last: to a step of this lesson, or of an earlier one whose
// answer it uses. It is "" if there is none.
func (t *turn) nameID() string {
	for i := len(t.script.Steps) - 1; i >= 0; i-- {
		if s := &t.script.Steps[i]; s.Kind == Name && t.answers[s.ID] != "" {
			return s.ID
		}
	}
	for i := len(t.script.Earlier) - 1; i >= 0; i-- {
		if e := &t.script.Earlier[i]; e.Kind == Name && t.archived(e.Name) != "" {
			return e.id()
		}
	}
	return ""
}

// takeMeaning decides what a text is. The cases are in order of precedence; any other text goes on with the lesson.
func (t *turn) takeMeaning(m nlu.Meaning) {
	switch {
	case t.place.OptedOut:
		t.takeOptedOut(m)
	case m.Intent == nlu.Distress:
		t.careByText()
	case m.Intent == nlu.OptOut:
		t.optOut()
	case m.Intent == nlu.Forget:
		t.forgetMe()
	case m.Intent == nlu.Data:
		t.replyOwed = true
		t.sayWithPrivacy(PhraseData)
	case m.Intent == nlu.Record:
		t.giveRecord(m)
	case m.Intent == nlu.Machine:
		t.machine = true
	case t.place.Phase == Caring:
		t.afterCare(m)
	case t.repeatsLastText(m):
		t.machine = true
	case m.Intent == nlu.Move && m.Code != "": // whoever has this number so far
		t.takeMove(m)
	case m.Intent == nlu.Stranger, t.place.Stranger && m.Intent != nlu.Go:
		t.answerStranger(m)
	case t.place.Unsure: // whatever says a name or an answer comes after this case
		t.takeUnsure(m)
	case t.place.PassOnPrompt != 0 && t.answersPassOn():
	case m.Intent == nlu.Move:
		t.takeMove(m)
	case m.Intent == nlu.TimeZone:
		t.setZone(m)
	case t.place.Status == Uninvited:
		t.converse(m)
	case m.Intent == nlu.NoMore && t.noMoreParts():
	case m.Intent == nlu.AnyDay, m.Intent == nlu.Weekdays:
		t.setDays(m)
	case m.Intent == nlu.Language:
		t.changeLanguage(m)
	case m.Intent == nlu.Help:
		t.sayHelp()
	case m.Intent == nlu.Question:
		t.answerQuestion(m.Topic)
	case m.Intent == nlu.Forward:
		t.forward()
	case m.Intent == nlu.Call:
		t.ring()
	case t.besideCall:
		t.takeTextOnHold(m)
	case t.place.Channel == Phone && t.takeTextDuringCall(m): // the call goes on
	default:
		t.endSilence()
		t.place.Stranger = false // GO: they say it was a mistake
		if t.place.Status == Started {
			t.converseAtStep(m)
		} else {
			t.converse(m)
		}
	}
}

// lastTextID is the ID among the answers of a hash of the learner's last text and how often it came. It is sealed like
// an answer, but is not one.
const lastTextID = ".last"

// sameAgain is how often the same text must come to count as a machine's reply. Outside a lesson, one time fewer is enough
// for a text that is not understood.
const sameAgain = 3

// repeatsLastText reports whether a text has come so often that a machine must be writing it, in whatever language. Commands
// and plain answers do not count.
func (t *turn) repeatsLastText(m nlu.Meaning) bool {
	switch m.Intent {
	case nlu.None, nlu.Question, nlu.Decline, nlu.Thanks, nlu.Greeting, nlu.Stranger, nlu.Pause, nlu.Hold, nlu.Yes, nlu.No:
	case nlu.Answer:
		if m.Words == "" {
			delete(t.answers, lastTextID)
			return false
		}
	case nlu.Help, nlu.Again: // they leave the count as it is
		return false
	default:
		delete(t.answers, lastTextID)
		return false
	}
	h := fnv.New64a()
	for _, r := range t.in.Words {
		if unicode.IsLetter(r) { // a machine's text may differ in a date or a count
			_, _ = h.Write([]byte(string(unicode.ToLower(r)))) // never fails
		}
	}
	now, times := strconv.FormatUint(h.Sum64(), 36), 1
	last, count, _ := strings.Cut(t.answers[lastTextID], " ")
	if last == now {
		times, _ = strconv.Atoi(count)
		times++
	}
	t.answers[lastTextID] = now + " " + strconv.Itoa(min(times, sameAgain))
	if !strings.ContainsFunc(t.in.Words, unicode.IsLetter) {
		return false
	}
	idle := m.Intent == nlu.None && t.place.Status != Started && t.place.Status != Paused
	return times >= sameAgain || idle && times == sameAgain-1
}

// converse goes on with the lesson after a text.
func (t *turn) converse(m nlu.Meaning) {
	p := &t.place
	if m.Intent == nlu.Go {
		p.Stranger = false
	}
	if p.Status == Waiting && t.endDueWait() {
		return
	}
	switch p.Status {
	case Invited:
		switch {
		case t.converseBetween(m):
		case m.Intent == nlu.Go:
			t.begin()
		default:
			t.say(t.phrase(PhraseInvited))
		}
	case New:
		switch m.Intent {
		case nlu.Go, nlu.Yes, nlu.Greeting:
			t.begin()
		default:
			t.say(t.phrase(PhraseInvited))
		}
	case Uninvited:
		t.say(t.phrase(PhraseUninvited))
	case Waiting:
		t.converseWaiting(m)
	case Ended:
		if !t.converseBetween(m) && (m.Intent != nlu.Rename || !t.rename(m)) {
			t.say(t.phrase(PhraseEnded))
		}
	case Paused:
		t.conversePaused(m)
	default:
		t.converseAtStep(m)
	}
}

// converseAtStep takes a text at an open question.
func (t *turn) converseAtStep(m nlu.Meaning) {
	p := &t.place
	if p.Phase == Choosing && (m.Intent == nlu.Restart || t.chosenLanguage(m) != "") {
		t.chooseLanguage(m)
		return
	}
	if !p.Texted || t.open < 0 {
		t.converseUntexted(m)
		return
	}
	switch m.Intent {
	case nlu.Pause, nlu.Later:
		t.pause()
	case nlu.Again, nlu.Greeting:
		t.repeatPrompt()
	case nlu.Go:
		if t.script.Steps[t.open].Kind == Continue { // it only waits for a sign to go on
			t.answer(m)
		} else {
			t.repeatPrompt()
		}
	case nlu.Skip:
		t.skip()
	case nlu.Back:
		t.back()
	case nlu.Restart:
		t.restart()
	case nlu.Hold:
		t.say(t.phrase(PhraseTakeTime))
	case nlu.Decline, nlu.NoMore:
		t.say(t.phrase(PhraseDeclined))
	case nlu.Rename:
		if p.Phase == Confirming || !t.rename(m) {
			t.answer(m)
		}
	default:
		t.answer(m)
	}
}

// boundReplies counts a reply to a text that changed nothing, and drops it if there were enough of those today.
func (t *turn) boundReplies() {
	p := &t.place
	if day := t.in.At.Format(time.DateOnly); p.IdleDay != day {
		p.IdleDay, p.IdleReplies = day, 0
	}
	p.IdleReplies = min(p.IdleReplies+1, maxAtStep+1)
	if p.IdleReplies > t.maxReplies() {
		t.out.Lines = nil
	}
}

// maxReplies is how many replies a day texts that change nothing may get.
func (t *turn) maxReplies() int {
	switch p := &t.place; {
	case t.replyOwed, p.Phase == Caring:
		return maxAtStep
	case p.Status == Uninvited:
		return maxRefusal
	case p.Stranger, p.Unsure, p.Status == New, p.Status == Invited, p.Status == Waiting, p.Status == Ended:
		return maxIdle
	}
	return maxAtStep
}
