package lint

import "coachline/scripts/dialogue"

// kind is what the rules need to know of a kind of step.
type kind struct {
	answers stepAnswers // those that a prompt may name by key
	stray   strayKey    // finds what is wrong with a key that a prompt says to press, where no answer has one
}

// stepAnswers are the answers to a step that a prompt may name by key, if any.
type stepAnswers func(*dialogue.Step) answers

// strayKey finds what is wrong with a key in a text of a lesson.
type strayKey func(*Lesson, int, pair) (Finding, bool)

// kinds has a row for each of dialogue.StepKinds.
var kinds = map[dialogue.StepKind]kind{
	// answers, stray
	dialogue.Say:      {noAnswers, keyToSay},
	dialogue.Offer:    {yesOrNo, noStray},
	dialogue.Choice:   {choices, noStray},
	dialogue.Several:  {choices, noStray},
	dialogue.Scale:    {values, noStray},
	dialogue.Number:   {noAnswers, noStray},
	dialogue.Date:     {noAnswers, noStray},
	dialogue.YesNo:    {yesOrNo, noStray},
	dialogue.FreeText: {noAnswers, onlyOne("1 goes on without an answer; for others, make it a question with choices")},
	dialogue.Name:     {noAnswers, onlyOne("1 has the name texted; for others, make it a question with choices")},
	dialogue.Hour:     {choices, noStray},
	dialogue.Continue: {noAnswers, keyToGoOn},
	dialogue.Wait:     {noAnswers, noStray},
}

// kindOf is the row of a step's kind. A draft may lack the kind: then there is as little to find as in a wait.
func kindOf(step *dialogue.Step) kind {
	if row, ok := kinds[step.Kind]; ok {
		return row
	}
	return kinds[dialogue.Wait]
}
