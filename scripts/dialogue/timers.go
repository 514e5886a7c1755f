package dialogue

import (
	"slices"
	"strings"
	"time"
)

// wakeInvite texts an invitation, in the texting hours: the first one that is due, and three days later once more.
func (t *turn) wakeInvite() {
	p, lesson := t.place, t.script.Lesson
	if p.Status != Invited {
		p.clearTimer(TimerInvite)
		return
	}
	if !t.hours().Open(t.in.At) {
		p.setTimer(TimerInvite, t.hours().Next(t.in.At))
		return
	}
	switch inv := p.nextInvitation(lesson); {
	case !p.TextedAt(lesson).IsZero():
		t.remindInvited()
	case inv != nil && !t.in.At.Before(inv.At):
		inv.Texted = t.in.At
		t.sayInvite(PhraseInvite, inv.By)
	}
	p.inviteLater(lesson, t.in.At, t.in.Rules)
}

func (t *turn) remindInvited() {
	p, lesson := t.place, t.script.Lesson
	if first := p.textedInvitation(lesson); first != nil && p.wantsSecondText(lesson) {
		p.Nudged = t.in.At
		t.sayInviteAgain(first)
	}
}

// sayInviteAgain texts an invitation once more: after that the line does not do so by itself.
func (t *turn) sayInviteAgain(first *Invitation) {
	for i := range t.place.Invitations {
		if inv := &t.place.Invitations[i]; inv.Lesson == first.Lesson {
			inv.Reminded = true
		}
	}
	t.sayInvite(PhraseInviteAgain, first.By)
}

// sayInvite says who invites, and every way to begin that there is, as one text.
func (t *turn) sayInvite(phrase, by string) {
	t.inviter, t.out.Invite = by, true
	parts := []string{t.fill(t.phrase(phrase).Text)}
	if t.in.Rules.Calls > 0 {
		parts = append(parts, t.fill(t.phrase(PhraseInviteCall).Text))
	}
	if t.in.Rules.Line != "" {
		parts = append(parts, t.fill(t.phrase(PhraseInviteRing).Text))
	}
	t.say(Prompt{Text: strings.Join(parts, " ")})
}

// wakeNudge says what a manager has asked for, if the learner is still silent: once, without the reminders that follow a
// question of the line's own.
func (t *turn) wakeNudge() {
	p := t.place
	silent := p.Status == Paused || p.Status == Started && t.in.At.Sub(p.LastSeen) >= t.in.Rules.delay(NudgeEvery)
	switch {
	case p.Status != Invited && !silent:
		p.clearTimer(TimerNudge)
	case !t.hours().Open(t.in.At):
		p.setTimer(TimerNudge, t.hours().Next(t.in.At))
	case p.Status == Invited:
		p.clearTimer(TimerNudge)
		if first := p.textedInvitation(t.script.Lesson); first != nil {
			t.sayInviteAgain(first)
			p.inviteLater(t.script.Lesson, t.in.At, t.in.Rules)
		}
	default:
		p.clearTimer(TimerNudge)
		p.clearTimer(TimerRemind)
		p.clearTimer(TimerHangUp)
		t.resumeWith(PhraseRemind)
		p.Reminders = lastReminder
	}
}

// InZone is the place of a learner who has moved from one time zone to another: what they wait for comes at the hour that
// they chose, by the clock where they are now. What was left in silence is taken up at the same instant as before.
func (p Place) InZone(from, to *time.Location) Place {
	p.Timers = slices.Clone(p.Timers)
	for i := range p.Timers {
		if t := &p.Timers[i]; t.Name == TimerWait {
			was := t.At.In(from)
			y, m, d := was.Date()
			t.At = OnClock(time.Date(y, m, d, 12, 0, 0, 0, to), 0, was.Hour(), was.Minute())
		}
	}
	return p
}

// How long the line waits before it says something by itself, and how long that is still right to say.
const (
	remindAfter   = 4 * time.Hour    // to a learner who is silent by text; later ones come at this time of the next days
	followUpAfter = 30 * time.Second // after a call that ended in the middle of the lesson
	callLost      = 3 * time.Minute  // after a call's last turn, should nobody tell that it ended; no turn takes as long
	freshFor      = 15 * time.Minute // a text still answers what the learner has just done, whatever the hour
	chosenFor     = 30 * time.Minute // it is still the hour that the learner chose, whatever the texting hours are
)

// wake does the one thing that is due now and comes first, or nothing: who has more than one timer is woken again. Whether
// it is still right to say is decided here, at the moment of sending, since a wake-up may be late by minutes or by days.
func (t *turn) wake() {
	t.in.Channel = Text
	switch {
	case t.due(TimerForget):
		t.eraseAnswers()
	case t.erasePastAnswers():
	case t.place.onlyReplies():
	case t.due(TimerHangUp):
		t.wakeHangUp()
	case t.due(TimerRemind):
		t.wakeReminder()
	case t.due(TimerWait):
		t.wakeWait()
	case t.due(TimerInvite):
		t.wakeInvite()
	case t.due(TimerNudge):
		t.wakeNudge()
	}
	if len(t.out.Lines) > 0 { // it answers nothing, so it is a text of the line's own
		t.place.Channel = Text
		t.out.Texts = append(t.out.Texts, Message{Lines: t.out.Lines, IfSilent: true, NewQuestion: t.newQuestion(), Until: t.until})
		t.out.Lines = nil
	}
	t.remindLater()
}

func (t *turn) due(timer string) bool {
	at, set := t.place.timer(timer)
	return set && !t.in.At.Before(at)
}

// wakeHangUp texts the question at which a call ended: at any hour just after the call, as the learner was there, and
// later in the texting hours only.
func (t *turn) wakeHangUp() {
	p := t.place
	at, _ := p.timer(TimerHangUp)
	t.endCall()
	switch late := t.in.At.Sub(at); {
	case p.Status != Started, p.Texted:
		p.clearTimer(TimerHangUp)
	case late > freshFor && !t.hours().Open(t.in.At):
		p.setTimer(TimerHangUp, t.hours().Next(t.in.At))
	default:
		if late <= freshFor {
			t.until = at.Add(freshFor)
		}
		t.endSilence()
		t.resumeWith(t.hungUpPhrase())
	}
}

// wakeReminder reminds a learner who is silent by text, in the texting hours.
func (t *turn) wakeReminder() {
	switch {
	case t.place.Status != Started:
		t.place.clearTimer(TimerRemind)
	case t.in.TextQueued: // they are not silent: they have not been asked yet
		t.place.setTimer(TimerRemind, t.in.At.Add(t.in.Rules.delay(remindAfter)))
	case !t.hours().Open(t.in.At):
		t.place.setTimer(TimerRemind, t.hours().Next(t.in.At))
	default:
		t.remind()
	}
}

// wakeWait goes on after a wait. The learner chose the hour, so it is right whatever the texting hours are, and for
// the rest of that day within them. What comes later still comes at that hour of another day: it is never dropped.
func (t *turn) wakeWait() {
	at, _ := t.place.timer(TimerWait)
	at = at.In(t.in.At.Location())
	switch now := t.in.At; {
	case t.place.Status != Waiting:
		t.place.clearTimer(TimerWait)
	case !now.After(at.Add(chosenFor)):
		t.until = at.Add(chosenFor)
		t.endDueWait()
	case t.in.Rules.Rehearsal > 0, sameDay(at, now) && t.hours().Open(now):
		t.endDueWait()
	default:
		t.place.setTimer(TimerWait, next(now.Add(-1), at.Hour()*60+at.Minute()))
	}
}

// sameDay reports whether two moments in one zone have the same date there.
func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// hours are when the line may text by itself: the whole day in a rehearsal.
func (t *turn) hours() Hours {
	if t.in.Rules.Rehearsal > 0 {
		return Hours{}
	}
	return t.in.Rules.Hours
}

// followUpDelay is how long after a call the line follows it up.
func (t *turn) followUpDelay() time.Duration {
	return min(followUpAfter, t.in.Rules.delay(followUpAfter))
}

// remindLater asks to be woken should an open text stay without an answer. Words of distress are left in peace.
func (t *turn) remindLater() {
	p := t.place
	if _, set := p.timer(TimerRemind); !set && p.Status == Started && p.Texted && !t.place.onlyReplies() && !t.distress {
		p.setTimer(TimerRemind, t.in.At.Add(t.in.Rules.delay(remindAfter)))
	}
}

// endSilence drops the timers that the silence of a learner had set: they are here. What was to be said into their silence
// is taken back, so a question among it has not been asked, and their words are no answer to it.
func (t *turn) endSilence() {
	if !t.out.DropOutdated && t.in.QuestionQueued && t.in.Kind.byLearner() {
		t.place.Texted, t.before.Texted = false, false
	}
	t.out.DropOutdated = t.in.Kind.byLearner()
	t.place.clearTimer(TimerRemind)
	t.place.clearTimer(TimerHangUp)
}

// dropQueued is after words of distress: the line drops what it was about to say.
func (t *turn) dropQueued() {
	t.distress = true
	t.endSilence()
	t.place.clearTimer(TimerNudge)
}

// endDueWait goes on after a wait whose time has come, and reports whether it did. It serves a wake-up, and one who is
// there before the wake-up was.
func (t *turn) endDueWait() bool {
	if t.place.Status != Waiting || !t.due(TimerWait) {
		return false
	}
	t.place.clearTimer(TimerWait)
	t.place.Status = Started
	t.enter(t.after(t.index()))
	return true
}

// remind speaks to one who has been silent by text: twice, on different days, then the lesson rests.
func (t *turn) remind() {
	p := t.place
	p.clearTimer(TimerRemind)
	p.Reminders++
	switch p.Reminders {
	case 1, 2:
		t.say(t.phrase([...]string{PhraseRemind, PhraseRemind2}[p.Reminders-1]))
		t.reopen()
		p.setTimer(TimerRemind, t.tomorrow())
	default:
		p.Status = Paused
		t.dropUnconfirmedName()
		if p.Reminders == lastReminder {
			t.say(t.phrase(PhraseParked))
		}
	}
}

// lastReminder says that there will be no more; what a manager asks for after it ends without a word.
const lastReminder = 3

// tomorrow is this time of the next day on the learner's clock.
func (t *turn) tomorrow() time.Time {
	if r := t.in.Rules.Rehearsal; r > 0 {
		return t.in.At.Add(r)
	}
	return OnClock(t.in.At, 1, t.in.At.Hour(), t.in.At.Minute())
}
