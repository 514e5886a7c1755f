package dialogue

import (
	"slices"
	"time"
)

// Invitation is that a manager has invited a learner to a lesson, with a cohort. One cohort invites somebody once:
// another invitation of its own is the same one.
type Invitation struct {
	Cohort   string    `cbor:"1,keyasint"`
	Lesson   string    `cbor:"2,keyasint"`
	By       string    `cbor:"3,keyasint,omitempty"` // the manager's name
	Name     string    `cbor:"9,keyasint,omitempty"` // the learner's first name
	Made     time.Time `cbor:"4,keyasint,omitzero"`
	At       time.Time `cbor:"5,keyasint,omitzero"`  // its text comes not before; zero is at once
	Again    bool      `cbor:"6,keyasint,omitempty"` // one more text after three days, if they have not begun
	Texted   time.Time `cbor:"7,keyasint,omitzero"`  // when its text was written
	Reminded bool      `cbor:"8,keyasint,omitempty"` // the second text was
}

// Refusal is why a wish of a manager was not done. The zero value is that it was.
type Refusal string

// The refusals.
const (
	RefusedTooMany     Refusal = "many"     // as many cohorts have invited this person as may
	RefusedOptedOut    Refusal = "optedout" // they want no texts
	RefusedUnreachable Refusal = "unheard"  // texts do not reach them
	RefusedNotInvited  Refusal = "stranger" // this cohort has not invited them
	RefusedNotTexted   Refusal = "early"    // they have not been texted yet
	RefusedBusy        Refusal = "busy"     // they are with the lesson, or wait for its next day
	RefusedFinished    Refusal = "finished" // they have finished
	RefusedTooSoon     Refusal = "soon"     // they were nudged a short while ago
	RefusedTooOften    Refusal = "enough"   // they were nudged as often as may be
)

const (
	maxInvitations   = 200                // that are kept of one learner
	inviteAgainAfter = 3 * 24 * time.Hour // the first text; then comes the second
	nextLesson       = time.Hour          // after the end of a lesson; an invitation that waited does not come in the same breath
	maxNudges        = 3                  // of one learner in one lesson, by all managers together
)

// NudgeEvery is how often a manager may nudge somebody, about once a day, and for how long they have been silent then.
const NudgeEvery = 20 * time.Hour

// hasBegun reports whether a learner is in a lesson, or has finished one.
func (p *Place) hasBegun() bool {
	return p.Status != New && p.Status != Uninvited && p.Status != Invited
}

// invitation is the one of this cohort, or nil.
func (p *Place) invitation(cohort string) *Invitation {
	return p.firstInvitation(func(i *Invitation) bool { return i.Cohort == cohort })
}

// InvitedTo is the first one to this lesson, or nil.
func (p *Place) InvitedTo(lesson string) *Invitation {
	return p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson })
}

// textedInvitation is the one to this lesson that has been texted, or nil.
func (p *Place) textedInvitation(lesson string) *Invitation {
	return p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson && !i.Texted.IsZero() })
}

func (p *Place) firstInvitation(is func(*Invitation) bool) *Invitation {
	for i := range p.Invitations {
		if is(&p.Invitations[i]) {
			return &p.Invitations[i]
		}
	}
	return nil
}

// invitedName is what the first invitation that has a name calls the learner: a later one does not rename them.
func (p *Place) invitedName() string {
	if inv := p.firstInvitation(func(i *Invitation) bool { return i.Name != "" }); inv != nil {
		return inv.Name
	}
	return ""
}

// TextedAt is when somebody was texted an invitation to this lesson; the zero time: not yet.
func (p *Place) TextedAt(lesson string) time.Time {
	if inv := p.textedInvitation(lesson); inv != nil {
		return inv.Texted
	}
	return time.Time{}
}

// TextFrom is when the text of an invitation to this lesson comes at the earliest; the zero time: at once, or it has come.
func (p *Place) TextFrom(lesson string) time.Time {
	if next := p.nextInvitation(lesson); next != nil && p.TextedAt(lesson).IsZero() {
		return next.At
	}
	return time.Time{}
}

// nextInvitation is the one to this lesson that may be texted first, or nil.
func (p *Place) nextInvitation(lesson string) *Invitation {
	var next *Invitation
	for i := range p.Invitations {
		if inv := &p.Invitations[i]; inv.Lesson == lesson && (next == nil || inv.At.Before(next.At)) {
			next = inv
		}
	}
	return next
}

// wantsSecondText reports whether a second text to this lesson is wished for, and has not been written.
func (p *Place) wantsSecondText(lesson string) bool {
	wished := p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson && i.Again })
	done := p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson && i.Reminded })
	return wished != nil && done == nil
}

// The acts of managers change a place and look at no answer. They say nothing: what is due is said by the next wake-up.

// Invite notes an invitation of a learner who is on a lesson; one that is known may have another name, hour or wish by now.
// Only one who has not begun gets a text, and one text a lesson, whoever invites them to it. A repeat has no effect. at is now,
// in the learner's time zone.
func (p *Place) Invite(inv Invitation, lesson string, at time.Time, rules Rules) Refusal {
	fresh, known := !p.hasBegun(), p.invitation(inv.Cohort)
	news := known == nil
	switch {
	case known != nil:
		news = !known.At.Equal(inv.At) || known.Again != inv.Again
		known.Name, known.At, known.Again = inv.Name, inv.At, inv.Again
		if fresh {
			p.Name = p.invitedName()
		}
	case len(p.Invitations) >= maxInvitations:
		return RefusedTooMany
	default:
		inv.Made = at
		if told := p.WithdrawnTextedAt(inv.Lesson); p.TextedAt(inv.Lesson).IsZero() && !told.IsZero() {
			inv.Texted, inv.Reminded = told, true // of one that was withdrawn: it is not texted again
		}
		p.Invitations = append(p.Invitations, inv)
	}
	if name := p.invitedName(); name != "" && (fresh || p.Name == "") {
		p.Name = name
	}
	if fresh && inv.Lesson == lesson && (news || p.Status != Invited) {
		p.Status = Invited
		p.inviteLater(lesson, at, rules)
	}
	return ""
}

// Withdraw takes back what a cohort has invited to. One who has begun goes on with the lesson; one who has not is as they were
// before, unless another cohort has invited them too, whose text then counts as sent where this one's was, and who are called
// as that one calls them. That they were texted is remembered: to withdraw and invite anew is no way to text somebody again.
// unsent says that the text has been written and has not begun to go out. A repeat has no effect.
func (p *Place) Withdraw(cohort, lesson string, unsent bool, at time.Time, rules Rules) {
	gone := p.invitation(cohort)
	if gone == nil {
		return
	}
	was := *gone
	p.Invitations = slices.DeleteFunc(p.Invitations, func(i Invitation) bool { return i.Cohort == was.Cohort })
	heir := p.InvitedTo(was.Lesson)
	waits := p.Status == Invited && was.Lesson == lesson
	switch {
	case heir != nil && heir.Texted.IsZero():
		heir.Texted, heir.Reminded = was.Texted, was.Reminded
	case heir == nil && !was.Texted.IsZero() && p.WithdrawnTextedAt(was.Lesson).IsZero() && !(waits && unsent && !was.Reminded):
		p.Withdrawn = append(p.Withdrawn, Milestone{Name: was.Lesson, At: was.Texted})
	}
	if !waits {
		return
	}
	p.clearTimer(TimerInvite)
	p.Name = p.invitedName()
	if heir != nil {
		p.inviteLater(lesson, at, rules)
		return
	}
	p.clearTimer(TimerNudge)
	p.Status = Uninvited
	if rules.Open {
		p.Status = New
	}
}

// Nudge asks for one more text to somebody who is silent, or says why not. at is now, in the learner's time zone.
func (p *Place) Nudge(cohort, lesson string, at time.Time, rules Rules) Refusal {
	inv := p.invitation(cohort)
	switch {
	case inv == nil:
		return RefusedNotInvited
	case p.OptedOut:
		return RefusedOptedOut
	case p.Unreachable, p.Stranger:
		return RefusedUnreachable
	case p.Phase == Caring:
		return RefusedBusy
	case p.Finished(inv.Lesson), inv.Lesson == lesson && p.Status == Ended:
		return RefusedFinished
	case inv.Lesson != lesson, p.Status == Invited && p.TextedAt(inv.Lesson).IsZero():
		return RefusedNotTexted
	case p.Status == Waiting, p.Status == Started && at.Sub(p.LastSeen) < rules.delay(NudgeEvery):
		return RefusedBusy
	case p.Nudges >= maxNudges:
		return RefusedTooOften
	case at.Sub(p.Nudged) < rules.delay(NudgeEvery), at.Sub(p.TextedAt(inv.Lesson)) < rules.delay(NudgeEvery):
		return RefusedTooSoon
	}
	p.Nudges++
	p.Nudged = at
	p.setTimer(TimerNudge, at)
	return ""
}

// inviteLater sets when the next text of an invitation to a lesson is due, none if there is nothing more to text.
func (p *Place) inviteLater(lesson string, from time.Time, rules Rules) {
	p.clearTimer(TimerInvite)
	if texted := p.TextedAt(lesson); !texted.IsZero() {
		if p.wantsSecondText(lesson) {
			p.setTimer(TimerInvite, texted.Add(rules.delay(inviteAgainAfter)))
		}
		return
	}
	if next := p.nextInvitation(lesson); next != nil {
		if rest := p.LastSeen.Add(rules.delay(nextLesson)); len(p.Past) > 0 && rest.After(from) {
			from = rest
		}
		if next.At.After(from) {
			from = next.At
		}
		p.setTimer(TimerInvite, from)
	}
}

// UnsendInvitation is the place of one whose invitation to this lesson was written and taken back before it went out: the text is still
// to come, or if it was the second one, that one is.
func (p Place) UnsendInvitation(lesson string) Place {
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

// WithdrawnTextedAt is when somebody was texted an invitation to a lesson that was withdrawn; the zero time: never.
func (p *Place) WithdrawnTextedAt(lesson string) time.Time {
	for _, m := range p.Withdrawn {
		if m.Name == lesson {
			return m.At
		}
	}
	return time.Time{}
}
