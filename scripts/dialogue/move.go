package dialogue

import (
	"cmp"
	"slices"
	"time"

	"coachline/scripts/nlu"
)

// A learner who gets another number takes their record along: MOVE from the old number gets a code, and MOVE with the code from
// the new number brings the record. The engine says what to do; package session moves the record.

// MoveOutcome is what became of a MOVE with a code.
type MoveOutcome string

// The outcomes.
const (
	MoveDone  MoveOutcome = "done"  // the record of the other number is here now
	MoveWrong MoveOutcome = "wrong" // the code is wrong, used or too old, or there were too many wrong ones
	MoveTaken MoveOutcome = "taken" // this number has a record of its own

	MoveHere   MoveOutcome = "here"   // the code is this number's own
	MoveUnable MoveOutcome = "unable" // the line does not text numbers like this one
)

// How many wrong codes a number may text. There are a hundred million codes, and each is good for a day.
const (
	maxWrongCodes    = 5
	wrongCodesWindow = 24 * time.Hour
)

// MayMove reports whether there is something to take along to another number.
func (p *Place) MayMove() bool { return p.Begun() && !p.Withheld || p.Status == Invited }

// MayTakeIn reports whether the record of another number may come here. Two learners' words are never mixed, so nothing may have
// been begun here.
func (p *Place) MayTakeIn() bool { return !p.Begun() && !p.Withheld && len(p.Past) == 0 }

// MayTryCode reports whether this number may try a code.
func (p *Place) MayTryCode(at time.Time) bool {
	return p.WrongCodes < maxWrongCodes || at.Sub(p.WrongSince) >= wrongCodesWindow
}

// countWrongCode counts a wrong code of this number.
func (p *Place) countWrongCode(at time.Time) {
	if at.Sub(p.WrongSince) >= wrongCodesWindow {
		p.WrongSince, p.WrongCodes = at, 0
	}
	p.WrongCodes++
}

// MovedTo returns the place of a learner whose record goes to a number that has the place to, which MayTakeIn. Invitations of both
// are kept. What was known of the old number only is not.
func (p Place) MovedTo(to Place) Place {
	p.Call, p.Unreachable, p.Stranger, p.Unsure, p.IdentityAsked = "", false, false, false, 0
	p.Blocked = to.Blocked // by a carrier, which knows nothing of the move
	if p.Phase == Texting || p.Phase == Helping {
		p.Phase = Asking
	}
	p.Prompt = max(p.Prompt, to.Prompt)
	p.Name = cmp.Or(p.Name, to.Name)
	p.IdleDay, p.IdleReplies, p.WrongCodes, p.WrongSince = to.IdleDay, to.IdleReplies, to.WrongCodes, to.WrongSince
	p.Invitations, p.Withdrawn = slices.Clone(p.Invitations), slices.Clone(p.Withdrawn)
	for _, inv := range to.Invitations {
		if p.invitation(inv.Cohort) == nil && len(p.Invitations) < maxInvitations {
			p.Invitations = append(p.Invitations, inv)
		}
	}
	for _, m := range to.Withdrawn {
		if p.WithdrawnTextedAt(m.Name).IsZero() {
			p.Withdrawn = append(p.Withdrawn, m)
		}
	}
	return p
}

// takeMove takes MOVE by text, with a code or without.
func (t *turn) takeMove(m nlu.Meaning) {
	t.replyOwed = true
	switch {
	case m.Code != "" && t.in.TryMove != nil:
		t.tryCode(m.Code)
	case m.Code != "", !t.place.MayMove(), t.in.NewMoveCode == nil:
		t.say(t.phrase(PhraseMoveHow))
	default:
		t.moveCode = t.in.NewMoveCode()
		t.say(t.phrase(PhraseMove))
	}
}

// tryCode tries a code and says what became of it.
func (t *turn) tryCode(code string) {
	switch t.in.TryMove(code) {
	case MoveDone:
		t.sayMoved()
	case MoveTaken:
		t.say(t.phrase(PhraseMoveTaken))
	case MoveUnable:
		t.say(t.phrase(PhraseMoveUnable))
	case MoveHere:
		t.moveCode = code
		t.say(t.phrase(PhraseMove))
	default:
		t.place.countWrongCode(t.in.At)
		t.say(t.phrase(PhraseMoveWrong))
	}
}

// sayMoved says that the record has come. The open question follows.
func (t *turn) sayMoved() {
	p := &t.place
	t.endSilence()
	t.say(t.phrase(PhraseMoved))
	if p.Status == Started && p.Phase != Caring {
		if p.Phase == Asking { // the help menu of a call is closed, see MovedTo
			t.backToQuestion()
		}
		t.reopen()
	}
}

// takeMoved takes a record that has come without a text.
func (t *turn) takeMoved() {
	t.sayMoved()
	t.place.Channel = Text
	t.remindLater()
}

// sayMoveByPhone says how the record goes to another number, which only texts can do.
func (t *turn) sayMoveByPhone() {
	t.say(t.phrase(PhraseMove))
	t.repeatOnCall()
}
