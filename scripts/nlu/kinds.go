package nlu

import "slices"

// Kind is the kind of question to which an utterance may be an answer.
type Kind string

// The kinds of question.
const (
	New        Kind = "new"        // nothing yet: their first text
	Invitation Kind = "invitation" // whether to begin
	Continue   Kind = "continue"   // whether to go on
	Choice     Kind = "choice"     // one of Asked.Choices
	YesNo      Kind = "yes-no"     //
	Offer      Kind = "offer"      // yes or no, whether to text something
	OwnWords   Kind = "own-words"  // a sentence
	Name       Kind = "name"       // somebody's first name
	Confirm    Kind = "confirm"    // whether a name is right
	Identity   Kind = "identity"   // whether they are still Asked.Known
	Several    Kind = "several"    // any number of Asked.Choices
	Scale      Kind = "scale"      // one of Asked.Choices, the values of a scale
	Amount     Kind = "number"     // a number
	Date       Kind = "date"       // a day to come
	Hour       Kind = "hour"       // a time of day, or one of Asked.Choices
	Waiting    Kind = "waiting"    // nothing; the hour that was given may be changed, also to one of Asked.Choices
	Ended      Kind = "ended"      // nothing any more
	Between    Kind = "between"    // when the next part of the course is to begin
	NextPart   Kind = "next-part"  // whether to begin the next part, which is offered
	Caring     Kind = "care"       // nothing; words of distress were answered last
	Stopped    Kind = "stopped"    // nothing; they get no texts
)

// kindRows has a row for each kind.
var kindRows = []struct {
	kind     Kind
	inLesson bool   // steps of a lesson ask it
	like     []Kind // rules for these hold at it, too
}{
	// kind, inLesson, like
	{New, false, nil},
	{Invitation, false, nil},
	{Continue, true, nil},
	{Choice, true, nil},
	{Several, true, []Kind{Choice}},
	{Scale, true, []Kind{Choice}},
	{Amount, true, []Kind{Choice}},
	{Date, true, []Kind{Choice}},
	{YesNo, true, nil},
	{Offer, true, nil},
	{OwnWords, true, nil},
	{Name, true, nil},
	{Confirm, true, nil},
	{Identity, false, []Kind{Ended}},
	{Hour, true, nil},
	{Waiting, false, nil},
	{Ended, false, nil},
	{Between, false, []Kind{Ended}},
	{NextPart, false, []Kind{Invitation, Between}},
	{Caring, false, nil},
	{Stopped, false, nil},
}

// kinds are all kinds, in the order of kindRows.
var kinds = func() (all []Kind) {
	for _, row := range kindRows {
		all = append(all, row.kind)
	}
	return all
}()

// bit is the bit of a kind in rules. One that is not among kinds has none, so no rule for some kinds applies to it.
func (k Kind) bit() uint32 {
	i := slices.Index(kinds, k)
	if i < 0 {
		return 0
	}
	return 1 << i
}
