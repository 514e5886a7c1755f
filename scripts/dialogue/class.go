package dialogue

import "coachline/scripts/nlu"

// Class is what kind of turn it was, for those who count turns. It says nothing of the words, and is not stored.
type Class string

// The classes. An input that nobody said, such as a wake-up, has none.
const (
	ClassConnect   Class = "connect"   // a call began
	ClassAnswer    Class = "answer"    // the lesson took it for an answer
	ClassNoMatch   Class = "no_match"  // it was not understood, or only in part
	ClassNoInput   Class = "no_input"  // silence on the phone
	ClassCommand   Class = "command"   // something else that was understood: AGAIN, HELP, thanks
	ClassQuestion  Class = "question"  // about the line itself
	ClassOptOut    Class = "opt_out"   // no more texts from now on
	ClassOptIn     Class = "opt_in"    // texts again
	ClassStranger  Class = "stranger"  // another person has this number
	ClassUninvited Class = "uninvited" // somebody who may not begin
	ClassMachine   Class = "machine"   // written by a machine, so it had no effect
	ClassDistress  Class = "distress"  // words of distress. Whoever counts these must not show when one came
	ClassReplayed  Class = "replayed"  // the turn was taken before; Store.Take says so, not the engine
)

// Classes returns all classes.
func Classes() []Class {
	return []Class{
		ClassConnect, ClassAnswer, ClassNoMatch, ClassNoInput, ClassCommand, ClassQuestion, ClassOptOut, ClassOptIn, ClassStranger,
		ClassUninvited, ClassMachine, ClassDistress, ClassReplayed,
	}
}

// class is the class of the turn once it is decided. What changed goes before what was meant.
func (t *turn) class() Class {
	p, was := &t.place, &t.before
	switch {
	case !t.in.Kind.byLearner() && t.in.Kind != CarrierNotice:
		return ""
	case t.distress && was.Phase == Caring: // they answer the care reply
		return ClassAnswer
	case t.distress:
		return ClassDistress
	case p.OptedOut && !was.OptedOut:
		return ClassOptOut
	case was.OptedOut && !p.OptedOut:
		return ClassOptIn
	case t.machine, t.meant == nlu.Machine:
		return ClassMachine
	case p.Stranger && !was.Stranger, t.meant == nlu.Stranger:
		return ClassStranger
	case p.Status == Uninvited:
		return ClassUninvited
	case t.in.Kind == Connect:
		return ClassConnect
	case t.in.Kind == NoInput:
		return ClassNoInput
	case t.matched != "":
		return t.matched
	case t.meant == nlu.Question:
		return ClassQuestion
	case t.meant == nlu.None && t.in.Keys == "" && t.in.Kind != CarrierNotice:
		return ClassNoMatch
	}
	return ClassCommand
}
