package dialogue

import "time"

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
	RefusedMany     Refusal = "many"     // as many cohorts have invited this person as may
	RefusedOptedOut Refusal = "optedout" // they want no texts
	RefusedUnheard  Refusal = "unheard"  // texts do not reach them
	RefusedStranger Refusal = "stranger" // this cohort has not invited them
	RefusedEarly    Refusal = "early"    // they have not been texted yet
	RefusedBusy     Refusal = "busy"     // they are with the lesson, or wait for its next day
	RefusedFinished Refusal = "finished" // they have finished
	RefusedSoon     Refusal = "soon"     // they were nudged a short while ago
	RefusedEnough   Refusal = "enough"   // they were nudged as often as may be
)

const (
	maxInvitations = 200                // that are kept of one learner
	againAfter     = 3 * 24 * time.Hour // the first text; then comes the second
	nextLesson     = time.Hour          // after the end of a lesson; an invitation that waited does not come in the same breath
	maxNudges      = 3                  // of one learner in one lesson, by all managers together
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

// InvitedAt is when somebody was texted an invitation to this lesson; the zero time: not yet.
func (p *Place) InvitedAt(lesson string) time.Time {
	if inv := p.textedInvitation(lesson); inv != nil {
		return inv.Texted
	}
	return time.Time{}
}

// InvitedFrom is when the text of an invitation to this lesson comes at the earliest; the zero time: at once, or it has come.
func (p *Place) InvitedFrom(lesson string) time.Time {
	if next := p.nextInvitation(lesson); next != nil && p.InvitedAt(lesson).IsZero() {
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

// again reports whether a second text to this lesson is wished for, and has not been written.
func (p *Place) again(lesson string) bool {
	wished := p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson && i.Again })
	done := p.firstInvitation(func(i *Invitation) bool { return i.Lesson == lesson && i.Reminded })
	return wished != nil && done == nil
}
