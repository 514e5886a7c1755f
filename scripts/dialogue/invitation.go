package dialogue

import (
	"cmp"
	"slices"
	"time"
)

// Invitation is a manager's invitation of a learner to a lesson, as part of a cohort. A cohort has one invitation for each
// learner; inviting again changes it.
type Invitation struct {
	Cohort   string    `cbor:"1,keyasint"`
	Lesson   string    `cbor:"2,keyasint"`           // to a course: the part that they were offered last, or are on
	By       string    `cbor:"3,keyasint,omitempty"` // the manager's name
	Name     string    `cbor:"9,keyasint,omitempty"` // the learner's first name
	Made     time.Time `cbor:"4,keyasint,omitzero"`
	At       time.Time `cbor:"5,keyasint,omitzero"`   // the earliest time of its text; zero means at once
	Again    bool      `cbor:"6,keyasint,omitempty"`  // the manager asks for a second text after three days, if they have not begun
	Texted   time.Time `cbor:"7,keyasint,omitzero"`   // when its text went into the outbox
	Reminded bool      `cbor:"8,keyasint,omitempty"`  // the second text went into the outbox
	Sentence string    `cbor:"10,keyasint,omitempty"` // the manager's own, at the end of the first text
	Course   string    `cbor:"11,keyasint,omitempty"` // the course to which it invites; empty if to a lesson only
	NoMore   bool      `cbor:"12,keyasint,omitempty"` // the learner wants no more parts of Course
	Chosen   bool      `cbor:"13,keyasint,omitempty"` // the learner chose when the next part of Course comes
}

// Refusal is why a manager's request was not done. The zero value means that it was.
type Refusal string

// The refusals.
const (
	RefusedTooMany     Refusal = "many"     // too many cohorts have invited this person
	RefusedOptedOut    Refusal = "optedout" // they want no texts
	RefusedUnreachable Refusal = "unheard"  // texts do not reach them
	RefusedNotInvited  Refusal = "stranger" // this cohort has not invited them
	RefusedNotTexted   Refusal = "early"    // they have not been texted yet
	RefusedBusy        Refusal = "busy"     // they are active in the lesson, or wait for its next day or the next part
	RefusedFinished    Refusal = "finished" // they have finished, or want no more parts
	RefusedTooSoon     Refusal = "soon"     // they were nudged a short while ago
	RefusedTooOften    Refusal = "enough"   // they were nudged as often as allowed
)

const (
	maxInvitations   = 200                // kept for one learner
	inviteAgainAfter = 3 * 24 * time.Hour // after the first text; then the second is due
	nextLesson       = time.Hour          // after the end of a lesson, before an invitation that waited for it
	maxNudges        = 3                  // for one learner in one lesson, by all managers together
)

// NudgeEvery is the least time between two nudges of a learner, about a day. They must have been silent for as long.
const NudgeEvery = 20 * time.Hour

// invitation returns this cohort's invitation, or nil.
func (p *Place) invitation(cohort string) *Invitation {
	return p.firstInvitation(func(i *Invitation) bool { return i.Cohort == cohort })
}

// InvitedTo returns the first invitation to this lesson, or nil.
func (p *Place) InvitedTo(lesson string) *Invitation {
	return p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson })
}

// textedInvitation returns the first invitation to this lesson that was texted, or nil.
func (p *Place) textedInvitation(lesson string) *Invitation {
	return p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson && !i.Texted.IsZero() })
}

// firstInvitation returns the first invitation for which is reports true, or nil.
func (p *Place) firstInvitation(is func(*Invitation) bool) *Invitation {
	for i := range p.Invitations {
		if is(&p.Invitations[i]) {
			return &p.Invitations[i]
		}
	}
	return nil
}

// invitedName returns the name in the first invitation that has one. A later invitation does not rename the learner.
func (p *Place) invitedName() string {
	if inv := p.firstInvitation(func(i *Invitation) bool { return i.Name != "" }); inv != nil {
		return inv.Name
	}
	return ""
}

// TextedAt returns when an invitation to this lesson was texted, or the zero time if none was.
func (p *Place) TextedAt(lesson string) time.Time {
	if inv := p.textedInvitation(lesson); inv != nil {
		return inv.Texted
	}
	return time.Time{}
}

// TextFrom returns the earliest time at which an invitation to this lesson may be texted, whatever the hour and the day. The
// zero time means that it was texted, or that there is none.
func (p *Place) TextFrom(lesson string) time.Time {
	next := p.nextInvitation(lesson)
	switch {
	case next == nil || !p.TextedAt(lesson).IsZero():
		return time.Time{}
	case next.At.After(next.Made):
		return next.At
	}
	return next.Made
}

// nextInvitation returns the invitation to this lesson with the earliest At, or nil.
func (p *Place) nextInvitation(lesson string) *Invitation {
	var next *Invitation
	for i := range p.Invitations {
		if inv := &p.Invitations[i]; inv.Lesson == lesson && (next == nil || inv.At.Before(next.At)) {
			next = inv
		}
	}
	return next
}

// wantsSecondText reports whether an invitation to this lesson asks for a second text that was not written yet.
func (p *Place) wantsSecondText(lesson string) bool {
	wished := p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson && i.Again })
	done := p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson && i.Reminded })
	return wished != nil && done == nil
}

// Invite, Withdraw, Cancel and Nudge change a place on a manager's request. They see no answer and send nothing: the next wake-up
// sends what is due.

// Invite adds a cohort's invitation, or updates its name, time and request for a second text. lesson is the one that the
// learner is on. Only a learner who has not begun is texted, and once for each lesson, whoever invites them. An invitation that
// has Texted is in the reply to a text of theirs, and no other text follows. Calling it again has no effect. at is now, in the learner's time zone.
func (p *Place) Invite(inv Invitation, lesson string, at time.Time, rules Rules) Refusal {
	fresh, known := !p.Begun(), p.invitation(inv.Cohort)
	news := known == nil
	switch {
	case known != nil:
		news = !known.At.Equal(inv.At) || known.Again != inv.Again
		known.Name, known.At, known.Again = inv.Name, inv.At, inv.Again
		known.By, known.Sentence = inv.By, inv.Sentence
		if known.Texted.IsZero() && !inv.Texted.IsZero() { // they came by themselves, before the text that would tell them
			known.Texted, news = inv.Texted, true
		}
		if fresh {
			p.Name = p.invitedName()
		}
	case len(p.Invitations) >= maxInvitations:
		return RefusedTooMany
	default:
		inv.Made = at
		if textedAt := p.WithdrawnTextedAt(inv.Lesson); p.TextedAt(inv.Lesson).IsZero() && !textedAt.IsZero() {
			inv.Texted, inv.Reminded = cmp.Or(inv.Texted, textedAt), true // a withdrawn invitation was texted: do not text again
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

// Withdraw removes a cohort's invitation. A learner who has begun goes on with the lesson. One who has not is Uninvited, or
// New on an open line, unless another cohort has invited them to it too. That invitation then gives them their name, and
// counts as texted if the withdrawn one was. Place remembers the text, so that withdrawing and inviting again does not text
// somebody twice. unsent says that the text still waits in the outbox. Calling it again has no effect.
func (p *Place) Withdraw(cohort, lesson string, unsent bool, at time.Time, rules Rules) {
	gone := p.invitation(cohort)
	if gone == nil {
		return
	}
	was := *gone
	p.Invitations = slices.DeleteFunc(p.Invitations, func(i Invitation) bool { return i.Cohort == was.Cohort })
	if p.invitedToCourse(was.Course) == nil {
		p.clearTimer(TimerPart + "/" + was.Course)
	}
	heir := p.InvitedTo(was.Lesson)
	waits := p.Status == Invited && was.Lesson == lesson
	switch {
	case heir != nil && heir.Texted.IsZero():
		heir.Texted, heir.Reminded = was.Texted, was.Reminded
	case heir == nil && !(waits && unsent && !was.Reminded):
		p.rememberText(&was)
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

// Cancel withdraws a cohort's invitation if nothing has come of it: its text has not gone out, and the learner has not begun
// since it was made. Otherwise the invitation stays, without the second text. It reports whether the invitation is gone. unsent
// is as for Withdraw. Calling it again has no effect.
func (p *Place) Cancel(cohort, lesson string, unsent bool, at time.Time, rules Rules) bool {
	inv := p.invitation(cohort)
	if inv == nil {
		return true
	}
	waits := p.Status == Invited && inv.Lesson == lesson
	queued := waits && unsent && !inv.Reminded
	earlier := inv.Texted.Equal(p.WithdrawnTextedAt(inv.Lesson)) // it was withdrawn, and made again
	texted := !inv.Texted.IsZero() && !earlier && !queued
	reached := p.PastMilestones(inv.Lesson)
	if inv.Lesson == lesson {
		reached = p.Milestones
	}
	begun := slices.ContainsFunc(reached, func(m Milestone) bool { return !m.At.Before(inv.Made) })
	if !texted && !begun {
		p.Withdraw(cohort, lesson, unsent, at, rules)
		return true
	}
	if inv.Again = false; waits {
		p.inviteLater(lesson, at, rules)
	}
	return false
}

// Nudge requests one more text to a silent learner, or says why not. at is now, in the learner's time zone.
func (p *Place) Nudge(cohort, lesson string, at time.Time, rules Rules) Refusal {
	inv := p.invitation(cohort)
	switch {
	case inv == nil:
		return RefusedNotInvited
	case p.OptedOut:
		return RefusedOptedOut
	case p.Unreachable, p.Stranger:
		return RefusedUnreachable
	case p.Phase == Caring, p.Status == Ended && p.hasTimer(TimerPart+"/"+inv.Course):
		return RefusedBusy
	case inv.NoMore, p.Finished(inv.Lesson), inv.Lesson == lesson && p.Status == Ended:
		return RefusedFinished
	case inv.Lesson != lesson, p.Status == Invited && p.TextedAt(inv.Lesson).IsZero():
		return RefusedNotTexted
	case p.Status == Waiting, p.Status == Started && at.Sub(p.LastSeen) < cmp.Or(rules.Rehearsal, NudgeEvery):
		return RefusedBusy
	case p.Nudges >= maxNudges:
		return RefusedTooOften
	case at.Sub(p.Nudged) < cmp.Or(rules.Rehearsal, NudgeEvery), at.Sub(p.TextedAt(inv.Lesson)) < cmp.Or(rules.Rehearsal, NudgeEvery):
		return RefusedTooSoon
	}
	p.Nudges++
	p.Nudged = at
	p.setTimer(TimerNudge, at)
	return ""
}

// inviteLater sets the timer for the next text of an invitation to a lesson, or clears it if none is due.
func (p *Place) inviteLater(lesson string, from time.Time, rules Rules) {
	p.clearTimer(TimerInvite)
	if texted := p.TextedAt(lesson); !texted.IsZero() {
		if p.wantsSecondText(lesson) {
			p.setTimer(TimerInvite, texted.Add(cmp.Or(rules.Rehearsal, inviteAgainAfter)))
		}
		return
	}
	if next := p.nextInvitation(lesson); next != nil {
		if rest := p.LastSeen.Add(cmp.Or(rules.Rehearsal, nextLesson)); len(p.Past) > 0 && rest.After(from) {
			from = rest
		}
		if next.At.After(from) {
			from = next.At
		}
		p.setTimer(TimerInvite, from)
	}
}

// UnsendInvitation returns the place after the last text of an invitation to this lesson was dropped from the outbox. The
// place then shows that text as not written.
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

// rememberText records that an invitation which is no longer to its lesson was texted.
func (p *Place) rememberText(inv *Invitation) {
	if !inv.Texted.IsZero() && p.WithdrawnTextedAt(inv.Lesson).IsZero() {
		p.Withdrawn = append(p.Withdrawn, Milestone{Name: inv.Lesson, At: inv.Texted})
	}
}

// WithdrawnTextedAt returns when an invitation was texted that was to this lesson, and was later withdrawn or is to another part of
// its course now, or the zero time.
func (p *Place) WithdrawnTextedAt(lesson string) time.Time {
	for _, m := range p.Withdrawn {
		if m.Name == lesson {
			return m.At
		}
	}
	return time.Time{}
}
