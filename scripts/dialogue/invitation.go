package dialogue

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Invitation is that a manager has invited a learner to a lesson, with a cohort. One cohort invites somebody once:
// another invitation of its own is the same one.
type Invitation struct {
	Cohort   string    `cbor:"1,keyasint"`
	Lesson   string    `cbor:"2,keyasint"`
	By       string    `cbor:"3,keyasint,omitempty"` // the manager's name
	Name     string    `cbor:"-"`                    // the learner's first name; it is kept in Place
	Made     time.Time `cbor:"4,keyasint,omitzero"`
	At       time.Time `cbor:"5,keyasint,omitzero"`  // its text comes not before; zero is at once
	Again    bool      `cbor:"6,keyasint,omitempty"` // one more text after three days, if they have not begun
	Texted   time.Time `cbor:"7,keyasint,omitzero"`  // when its text was written
	Reminded bool      `cbor:"8,keyasint,omitempty"` // the second text was
}

// Former is a lesson that a learner has finished before the present one.
type Former struct {
	Lesson     string      `cbor:"1,keyasint"`
	Version    string      `cbor:"2,keyasint"`
	Milestones []Milestone `cbor:"3,keyasint,omitempty"`
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
	maxInvitations = 20                 // that are kept of one learner
	maxFormer      = 20                 // lessons, likewise
	againAfter     = 3 * 24 * time.Hour // the first text; then comes the second
	nextLesson     = time.Hour          // after the end of a lesson; an invitation that waited does not come in the same breath
	nudgeEvery     = 20 * time.Hour     // a manager may nudge once a day, and somebody who was silent for as long
	maxNudges      = 3                  // of one learner in one lesson, by all managers together
)

// takeInvited notes an invitation, and changes nothing where it is known. Only one who has not begun gets a text, and one
// text a lesson, whoever invites them to it.
func (t *turn) takeInvited() {
	p, inv := t.place, t.in.Invitation
	fresh, known := !p.begun(), p.invitation(inv.Cohort) != nil
	if inv.Name != "" && (fresh || p.Name == "") {
		p.Name = inv.Name
	}
	if !known {
		if len(p.Invitations) >= maxInvitations {
			t.out.Refusal = RefusedMany
			return
		}
		inv.Made = t.in.At
		p.Invitations = append(p.Invitations, inv)
	}
	if fresh && inv.Lesson == t.script.Lesson && (!known || p.Status != Invited) {
		p.Status = Invited
		t.inviteLater(t.in.At)
	}
}

// takeWithdrawn takes an invitation back. One who has begun goes on with the lesson; one who has not is as they were before,
// unless another cohort has invited them too, whose text then counts as sent where this one's was.
func (t *turn) takeWithdrawn() {
	p := t.place
	gone := p.invitation(t.in.Invitation.Cohort)
	if gone == nil {
		return
	}
	was := *gone
	p.Invitations = slices.DeleteFunc(p.Invitations, func(i Invitation) bool { return i.Cohort == was.Cohort })
	if p.Status != Invited || was.Lesson != t.script.Lesson {
		return
	}
	p.clearTimer(TimerInvite)
	if heir := p.InvitedTo(was.Lesson); heir != nil {
		if heir.Texted.IsZero() {
			heir.Texted, heir.Reminded = was.Texted, was.Reminded
		}
		t.inviteLater(t.in.At)
		return
	}
	p.clearTimer(TimerNudge)
	p.Status = Uninvited
	if t.in.Rules.Open {
		p.Status = New
	}
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
	case p.Unreachable:
		return RefusedUnheard
	case p.Finished(inv.Lesson), inv.Lesson == t.script.Lesson && p.Status == Ended:
		return RefusedFinished
	case inv.Lesson != t.script.Lesson, p.Status == Invited && p.InvitedAt(inv.Lesson).IsZero():
		return RefusedEarly
	case p.Status == Waiting, p.Status == Started && at.Sub(p.Seen) < t.lasting(nudgeEvery):
		return RefusedBusy
	case p.Nudges >= maxNudges:
		return RefusedEnough
	case at.Sub(p.Nudged) < t.lasting(nudgeEvery), at.Sub(p.InvitedAt(inv.Lesson)) < t.lasting(nudgeEvery):
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
	silent := p.Status == Paused || p.Status == Started && t.in.At.Sub(p.Seen) >= t.lasting(nudgeEvery)
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

// begun reports whether a learner is in a lesson, or has finished one.
func (p *Place) begun() bool {
	return p.Status != New && p.Status != Uninvited && p.Status != Invited
}

// Finished reports whether this lesson is one of the former ones.
func (p *Place) Finished(lesson string) bool {
	return slices.ContainsFunc(p.Former, func(f Former) bool { return f.Lesson == lesson })
}

// FormerMilestones are those of a former lesson.
func (p *Place) FormerMilestones(lesson string) []Milestone {
	for _, f := range p.Former {
		if f.Lesson == lesson {
			return f.Milestones
		}
	}
	return nil
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

// InvitedAt is when somebody was texted an invitation to this lesson; the zero time: not yet.
func (p *Place) InvitedAt(lesson string) time.Time {
	if inv := p.textedInvitation(lesson); inv != nil {
		return inv.Texted
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

// Turns reports whether an invitation of a cohort that is not known yet turns a learner to another lesson than the one they are
// on: they have finished that one, or never begun it. What was finished is not begun again.
func (p *Place) Turns(cohort, from, to string) bool {
	free := !p.begun() || p.Status == Ended
	return from != to && free && !p.Finished(to) && p.invitation(cohort) == nil && len(p.Invitations) < maxInvitations
}

// Awaits is the lesson to which a learner has been invited beside the one they are on, and which may begin: they have not
// begun, or finished, that one. Empty where there is none. What was finished is not begun again.
func (p *Place) Awaits(lesson string) string {
	if p.begun() && p.Status != Ended || p.Status == Invited && p.InvitedTo(lesson) != nil {
		return ""
	}
	for _, inv := range p.Invitations {
		if inv.Lesson != lesson && !p.Finished(inv.Lesson) {
			return inv.Lesson
		}
	}
	return ""
}

// TakeUp is the place of a learner who leaves a lesson that they have finished, or never begun, for another. What they
// reached in a finished one stays, in Former, and its answers are let go when they would have been. The state is Filed
// before the next turn.
func (p Place) TakeUp(lesson, version string) Place {
	next := Place{
		Status: Uninvited, Channel: p.Channel, Prompt: p.Prompt, Day: p.Day, Idle: p.Idle, OptedOut: p.OptedOut, Name: p.Name,
		Seen: p.Seen, CallsFrom: p.CallsFrom, Calls: p.Calls, Unreachable: p.Unreachable, Forgetting: p.Forgetting,
		Invitations: slices.Clone(p.Invitations), Former: slices.Clone(p.Former), Unfiled: p.Unfiled,
	}
	if p.Status == Ended {
		next.Former = append(next.Former, Former{Lesson: lesson, Version: version, Milestones: p.Milestones})
		next.Former = next.Former[max(0, len(next.Former)-maxFormer):]
		next.Unfiled = cmp.Or(p.Unfiled, lesson)
	}
	for _, t := range p.Timers {
		if t.Name == TimerForget {
			t.Name += filed + lesson
		}
		if forgets(t.Name) {
			next.Timers = append(next.Timers, t)
		}
	}
	return next
}

// GoBack is the place of one whose only invitation to a lesson that they had not begun was withdrawn, in the lesson that they
// finished before it; false where there was none.
func (p Place) GoBack() (Place, Former, bool) {
	if len(p.Former) == 0 || p.begun() || p.Status == Invited {
		return p, Former{}, false
	}
	last := p.Former[len(p.Former)-1]
	p.Former = slices.Clone(p.Former[:len(p.Former)-1])
	p.Status, p.Milestones = Ended, last.Milestones
	return p, last, true
}

// filed stands between a lesson and a step in the name of an answer from a former lesson. No step has it in its ID.
const filed = "/"

// forgets reports whether a timer lets answers go.
func forgets(timer string) bool {
	return timer == TimerForget || strings.HasPrefix(timer, TimerForget+filed)
}

// Filed is a state in which the answers of a former lesson stand under "lesson/step", so that a step of the present one has
// none of them. They are the learner's, and are kept as long as they would have been.
func (s State) Filed() State {
	lesson := s.Place.Unfiled
	if lesson == "" {
		return s
	}
	s.Place.Unfiled = ""
	named := Answers{}
	for id, said := range s.Answers {
		if !strings.Contains(id, filed) {
			id = lesson + filed + id
		}
		named[id] = said
	}
	s.Answers = named
	return s
}

// ofLesson reports whether an answer is one of the present lesson.
func ofLesson(id string) bool { return !strings.Contains(id, filed) }
