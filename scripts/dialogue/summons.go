package dialogue

import (
	"slices"
	"strings"
	"time"
)

// takeInvited notes an invitation; one that is known may have another name, hour or wish by now. Only one who has not begun
// gets a text, and one text a lesson, whoever invites them to it.
func (t *turn) takeInvited() {
	p, inv := t.place, t.in.Invitation
	fresh, known := !p.begun(), p.invitation(inv.Cohort)
	news := known == nil
	if known != nil {
		news = !known.At.Equal(inv.At) || known.Again != inv.Again
		known.Name, known.At, known.Again = inv.Name, inv.At, inv.Again
		if fresh {
			p.Name = p.invitedName()
		}
	} else {
		if len(p.Invitations) >= maxInvitations {
			t.out.Refusal = RefusedMany
			return
		}
		inv.Made = t.in.At
		if told := p.ToldOf(inv.Lesson); p.InvitedAt(inv.Lesson).IsZero() && !told.IsZero() {
			inv.Texted, inv.Reminded = told, true // of one that was withdrawn: it is not texted again
		}
		p.Invitations = append(p.Invitations, inv)
	}
	if name := p.invitedName(); name != "" && (fresh || p.Name == "") {
		p.Name = name
	}
	if fresh && inv.Lesson == t.script.Lesson && (news || p.Status != Invited) {
		p.Status = Invited
		t.inviteLater(t.in.At)
	}
}

// takeWithdrawn takes an invitation back. One who has begun goes on with the lesson; one who has not is as they were before,
// unless another cohort has invited them too, whose text then counts as sent where this one's was, and who are called as that
// one calls them. That they were texted is remembered: to withdraw and invite anew is no way to text somebody again.
func (t *turn) takeWithdrawn() {
	p := t.place
	gone := p.invitation(t.in.Invitation.Cohort)
	if gone == nil {
		return
	}
	was := *gone
	p.Invitations = slices.DeleteFunc(p.Invitations, func(i Invitation) bool { return i.Cohort == was.Cohort })
	heir := p.InvitedTo(was.Lesson)
	waits := p.Status == Invited && was.Lesson == t.script.Lesson
	switch {
	case heir != nil && heir.Texted.IsZero():
		heir.Texted, heir.Reminded = was.Texted, was.Reminded
	case heir == nil && !was.Texted.IsZero() && p.ToldOf(was.Lesson).IsZero() && !(waits && t.in.Untold && !was.Reminded):
		p.Told = append(p.Told, Milestone{Name: was.Lesson, At: was.Texted})
	}
	if !waits {
		return
	}
	p.clearTimer(TimerInvite)
	p.Name = p.invitedName()
	if heir != nil {
		t.inviteLater(t.in.At)
		return
	}
	p.clearTimer(TimerNudge)
	p.Status = Uninvited
	if t.in.Rules.Open {
		p.Status = New
	}
}

// Untold is the place of one whose invitation to this lesson was written and taken back before it went out: the text is still
// to come, or if it was the second one, that one is.
func (p Place) Untold(lesson string) Place {
	p.Invitations = slices.Clone(p.Invitations)
	again := p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson && i.Reminded }) != nil
	for i := range p.Invitations {
		switch inv := &p.Invitations[i]; {
		case inv.Lesson != lesson:
		case again:
			inv.Reminded = false
		default:
			inv.Texted = time.Time{}
		}
	}
	return p
}

// ToldOf is when somebody was texted an invitation to a lesson that was withdrawn; the zero time: never.
func (p *Place) ToldOf(lesson string) time.Time {
	for _, m := range p.Told {
		if m.Name == lesson {
			return m.At
		}
	}
	return time.Time{}
}

// takeNudged notes that a manager asks for one more text to somebody who is silent, or refuses it.
func (t *turn) takeNudged() {
	p := t.place
	if t.out.Refusal = t.nudgeRefused(); t.out.Refusal == "" {
		p.Nudges++
		p.Nudged = t.in.At
		p.setTimer(TimerNudge, t.in.At)
	}
}

func (t *turn) nudgeRefused() Refusal {
	p, at := t.place, t.in.At
	inv := p.invitation(t.in.Invitation.Cohort)
	switch {
	case inv == nil:
		return RefusedStranger
	case p.OptedOut:
		return RefusedOptedOut
	case p.Unreachable, p.Stranger:
		return RefusedUnheard
	case p.Phase == Caring:
		return RefusedBusy
	case p.Finished(inv.Lesson), inv.Lesson == t.script.Lesson && p.Status == Ended:
		return RefusedFinished
	case inv.Lesson != t.script.Lesson, p.Status == Invited && p.InvitedAt(inv.Lesson).IsZero():
		return RefusedEarly
	case p.Status == Waiting, p.Status == Started && at.Sub(p.Seen) < t.lasting(NudgeEvery):
		return RefusedBusy
	case p.Nudges >= maxNudges:
		return RefusedEnough
	case at.Sub(p.Nudged) < t.lasting(NudgeEvery), at.Sub(p.InvitedAt(inv.Lesson)) < t.lasting(NudgeEvery):
		return RefusedSoon
	}
	return ""
}

// inviteLater sets when the next text of an invitation to this lesson is due, none if there is nothing more to text.
func (t *turn) inviteLater(from time.Time) {
	p, lesson := t.place, t.script.Lesson
	p.clearTimer(TimerInvite)
	if texted := p.InvitedAt(lesson); !texted.IsZero() {
		if p.again(lesson) {
			p.setTimer(TimerInvite, texted.Add(t.lasting(againAfter)))
		}
		return
	}
	if next := p.nextInvitation(lesson); next != nil {
		if rest := p.Seen.Add(t.lasting(nextLesson)); len(p.Former) > 0 && rest.After(from) {
			from = rest
		}
		if next.At.After(from) {
			from = next.At
		}
		p.setTimer(TimerInvite, from)
	}
}

// wakeInvited texts an invitation, in the texting hours: the first one that is due, and three days later once more.
func (t *turn) wakeInvited() {
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
	case !p.InvitedAt(lesson).IsZero():
		t.inviteAgain()
	case inv != nil && !t.in.At.Before(inv.At):
		inv.Texted = t.in.At
		t.sayInvite(PhraseInvite, inv.By)
	}
	t.inviteLater(t.in.At)
}

func (t *turn) inviteAgain() {
	p, lesson := t.place, t.script.Lesson
	if first := p.textedInvitation(lesson); first != nil && p.again(lesson) {
		p.Nudged = t.in.At
		t.sayAgain(first)
	}
}

// sayAgain texts an invitation once more: after that the line does not do so by itself.
func (t *turn) sayAgain(first *Invitation) {
	for i := range t.place.Invitations {
		if inv := &t.place.Invitations[i]; inv.Lesson == first.Lesson {
			inv.Reminded = true
		}
	}
	t.sayInvite(PhraseInviteAgain, first.By)
}

// sayInvite says who invites, and every way to begin that there is, as one text.
func (t *turn) sayInvite(phrase, by string) {
	t.by, t.out.Invite = by, true
	parts := []string{t.fill(t.phrase(phrase).Text)}
	if t.in.Rules.Calls > 0 {
		parts = append(parts, t.fill(t.phrase(PhraseInviteCall).Text))
	}
	if t.in.Rules.Line != "" {
		parts = append(parts, t.fill(t.phrase(PhraseInviteRing).Text))
	}
	t.say(Prompt{Text: strings.Join(parts, " ")})
}

// wakeNudged says what a manager has asked for, if the learner is still silent: once, without the reminders that follow a
// question of the line's own.
func (t *turn) wakeNudged() {
	p := t.place
	silent := p.Status == Paused || p.Status == Started && t.in.At.Sub(p.Seen) >= t.lasting(NudgeEvery)
	switch {
	case p.Status != Invited && !silent:
		p.clearTimer(TimerNudge)
	case !t.hours().Open(t.in.At):
		p.setTimer(TimerNudge, t.hours().Next(t.in.At))
	case p.Status == Invited:
		p.clearTimer(TimerNudge)
		if first := p.textedInvitation(t.script.Lesson); first != nil {
			t.sayAgain(first)
			t.inviteLater(t.in.At)
		}
	default:
		p.clearTimer(TimerNudge)
		p.clearTimer(TimerRemind)
		p.clearTimer(TimerHangUp)
		t.resumeWith(PhraseRemind)
		p.Reminders = lastReminder
	}
}
