package dialogue

import (
	"cmp"
	"slices"
	"time"
)

// How long the line waits before it says something, and how long that may still be said.
const (
	remindAfter   = 4 * time.Hour    // before the first reminder; the others come at the same time of the next days
	followUpAfter = 30 * time.Second // after a call that ended in the middle of the lesson
	callLost      = 3 * time.Minute  // after the last turn of a call whose end was not reported; no turn takes as long
	freshFor      = 15 * time.Minute // how long a text may follow what the learner did, at any hour
	chosenFor     = 30 * time.Minute // how long after the hour that the learner chose its text may go out, at any hour
)

// takeWakeUp does the first thing that is due, or nothing. If more is due, another wake-up follows. A wake-up may be late by
// minutes or days, so each case decides again whether the text may still be sent.
func (t *turn) takeWakeUp() {
	t.in.Channel = Text
	begun := true
	switch {
	case t.due(TimerForget):
		t.eraseAnswers()
	case t.erasePastAnswers():
	case t.place.onlyReplies():
	case t.due(TimerNotice):
		t.giveNotice()
	case t.due(TimerHangUp):
		begun = false // it goes on with their call
		t.askAfterHangUp()
	case t.due(TimerRemind):
		t.remindSilent()
	case t.due(TimerWait):
		t.goOnAfterWait()
	case t.due(TimerInvite):
		t.textInvitation()
	case t.due(TimerNudge):
		t.textNudge()
	default:
		if course := t.duePart(); course != "" {
			t.offerPart(course)
		}
	}
	if len(t.out.Lines) > 0 { // a wake-up has no reply, so what it says is a text of its own
		t.place.Channel = Text
		t.out.Texts = append(t.out.Texts, Message{
			Lines: t.out.Lines, IfSilent: true, NewQuestion: t.newQuestion(), Unasked: t.unasked, Begun: begun, Until: t.until,
		})
		t.out.Lines = nil
	}
	t.remindLater()
}

// due reports whether a timer is set and has come.
func (t *turn) due(timer string) bool {
	at, set := t.place.timer(timer)
	return set && !t.in.At.Before(at)
}

// hours are when the line may begin to text for a reason that the learner gave: a call that ended, or an hour of their choice.
func (t *turn) hours() Window { return t.in.Rules.AskedWindow() }

// mayBegin reports whether a text that nobody asked for may begin now: within texting hours, and on a working day. If not, its
// timer is put off until it may.
func (t *turn) mayBegin(timer string) bool {
	if at := t.in.Rules.UnaskedWindow(t.place.AnyDay).Next(t.in.At); at.After(t.in.At) {
		t.place.setTimer(timer, at)
		return false
	}
	t.unasked = true
	return true
}

// askAfterHangUp texts the question at which a call ended. Just after the call that may be at any hour, later only within
// texting hours.
func (t *turn) askAfterHangUp() {
	p := &t.place
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

// followUpDelay is how long after a call its follow-up is due.
func (t *turn) followUpDelay() time.Duration {
	return min(followUpAfter, cmp.Or(t.in.Rules.Rehearsal, followUpAfter))
}

// remindSilent repeats the open question to a learner who is silent by text, twice, on different working days. The third time
// the lesson rests.
func (t *turn) remindSilent() {
	p := &t.place
	switch {
	case p.Status != Started:
		p.clearTimer(TimerRemind)
		return
	case t.in.TextQueued: // the question has not gone out yet
		p.setTimer(TimerRemind, t.in.At.Add(cmp.Or(t.in.Rules.Rehearsal, remindAfter)))
		return
	case !t.mayBegin(TimerRemind):
		return
	}
	p.clearTimer(TimerRemind)
	p.Reminders++
	switch p.Reminders {
	case 1, 2:
		t.say(t.reminder())
		t.reopen()
		p.setTimer(TimerRemind, t.nextWorkingDay())
	default:
		p.Status = Paused
		t.dropUnconfirmed()
		if p.Reminders == lastReminder {
			t.say(t.phrase(PhraseParked))
		}
	}
}

// reminder returns the words of the reminder that is due. The author may have written the first one for this question.
func (t *turn) reminder() Prompt {
	if t.place.Reminders > 1 {
		return t.phrase(PhraseRemind2)
	}
	if t.open >= 0 && !t.script.Steps[t.open].Remind.Empty() {
		return t.script.Steps[t.open].Remind
	}
	return t.phrase(PhraseRemind)
}

// lastReminder is the number of the reminder that lets the lesson rest and says so. After a nudge it rests without a word.
const lastReminder = 3

// nextWorkingDay returns this time of the next working day on the learner's clock.
func (t *turn) nextWorkingDay() time.Time {
	if r := t.in.Rules.Rehearsal; r > 0 {
		return t.in.At.Add(r)
	}
	return t.onWorkingDay(1, t.in.At.Hour(), t.in.At.Minute())
}

// onWorkingDay returns when the learner's clock shows hour and minute, on the first working day that is at least this many days
// after today.
func (t *turn) onWorkingDay(days, hour, minute int) time.Time {
	working := Window{WorkingDay: t.in.Rules.UnaskedWindow(t.place.AnyDay).WorkingDay}
	return OnClock(working.Next(OnClock(t.in.At, days, 0, 0)), 0, hour, minute)
}

// goOnAfterWait goes on after a wait. Texting hours do not apply at the hour that the learner chose, and do apply for the rest of
// that day. A wake-up that is later still waits for the chosen hour of another day.
func (t *turn) goOnAfterWait() {
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

// sameDay reports whether two times in one zone have the same date.
func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// textInvitation texts an invitation as soon as it may, and a second time three days later if a manager asks for that.
func (t *turn) textInvitation() {
	p, lesson := &t.place, t.script.Lesson
	if p.Status != Invited {
		p.clearTimer(TimerInvite)
		return
	}
	if !t.mayBegin(TimerInvite) {
		return
	}
	switch inv := p.nextInvitation(lesson); {
	case !p.TextedAt(lesson).IsZero():
		t.remindInvited()
	case inv != nil && !t.in.At.Before(inv.At):
		inv.Texted = t.in.At
		t.sayInvite(PhraseInvite, inv.By, inv.Sentence)
	}
	p.inviteLater(lesson, t.in.At, t.in.Rules)
}

// remindInvited texts an invitation the second time, if a manager asks for that.
func (t *turn) remindInvited() {
	p, lesson := &t.place, t.script.Lesson
	if first := p.textedInvitation(lesson); first != nil && p.wantsSecondText(lesson) {
		p.Nudged = t.in.At
		t.sayInviteAgain(first)
	}
}

// sayInviteAgain texts an invitation once more. After that only a nudge does.
func (t *turn) sayInviteAgain(first *Invitation) {
	for i := range t.place.Invitations {
		if inv := &t.place.Invitations[i]; inv.Lesson == first.Lesson {
			inv.Reminded = true
		}
	}
	t.sayInvite(PhraseInviteAgain, first.By, "")
}

// sayInvite says who invites, who runs the line, how to begin, and the manager's own sentence if there is one, in one text. The
// second text leaves the sentence out: after three days "we begin on Monday" may be wrong.
//
// The manager gave us the number, so New Zealand's Privacy Act has the learner told about that (information privacy principle 3A,
// in force since 1 May 2026): that we have it and from whom, what for, who holds it, and what their rights are. The first sentence
// names the manager, the lesson and the organisation; the privacy page, whose address follows, has the rest: who sees what, whom to
// ask, and how to see and correct it. So the address is the last part to be left out where there is no room.
func (t *turn) sayInvite(phrase, by, sentence string) {
	t.inviter, t.out.Invite = by, true
	parts := []textPart{t.partOf(phrase, 0)}
	if t.place.Language == "" {
		for _, s := range t.original.Translations {
			parts = append(parts, textPart{s.Phrases[PhraseLanguageWord].Text, 2})
		}
	}
	if t.callsPerDay() > 0 {
		parts = append(parts, t.partOf(PhraseInviteCall, 2))
	}
	if t.in.Rules.Line != "" {
		parts = append(parts, t.partOf(PhraseInviteRing, 3))
	}
	if phrase != PhrasePart { // who is offered a part knows who we are
		parts = append(parts, t.partOf(PhraseInvitePrivacy, 1))
	}
	if sentence != "" {
		parts = append(parts, textPart{by + ": " + sentence, 0})
	}
	t.sayParts(twoSegments, parts...)
}

// textNudge texts a silent learner because a manager asks for it. No reminders follow this text.
func (t *turn) textNudge() {
	p := &t.place
	silent := p.Status == Paused || p.Status == Started && t.in.At.Sub(p.LastSeen) >= cmp.Or(t.in.Rules.Rehearsal, NudgeEvery)
	switch {
	case p.Status != Invited && !silent:
		p.clearTimer(TimerNudge)
	case !t.mayBegin(TimerNudge):
	case p.Status == Invited:
		p.clearTimer(TimerNudge)
		if first := p.textedInvitation(t.script.Lesson); first != nil {
			t.sayInviteAgain(first)
			p.inviteLater(t.script.Lesson, t.in.At, t.in.Rules)
		}
	default:
		p.clearTimer(TimerNudge, TimerRemind, TimerHangUp)
		t.resumeWith(PhraseRemind)
		p.Reminders = lastReminder
	}
}

// InZone returns the place of a learner who moves from one time zone to another. The next day's text and the next part of a
// course keep their hour on the new clock. All other timers keep their instant.
func (p Place) InZone(from, to *time.Location) Place {
	p.Timers = slices.Clone(p.Timers)
	for i := range p.Timers {
		if t := &p.Timers[i]; t.Name == TimerWait || offersPart(t.Name) {
			was := t.At.In(from)
			y, m, d := was.Date()
			t.At = OnClock(time.Date(y, m, d, 12, 0, 0, 0, to), 0, was.Hour(), was.Minute())
		}
	}
	return p
}
