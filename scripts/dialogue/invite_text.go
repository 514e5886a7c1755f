package dialogue

import "strings"

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
	case !p.InvitedAt(lesson).IsZero():
		t.inviteAgain()
	case inv != nil && !t.in.At.Before(inv.At):
		inv.Texted = t.in.At
		t.sayInvite(PhraseInvite, inv.By)
	}
	p.inviteLater(lesson, t.in.At, t.in.Rules)
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
