package dialogue

// forward gives the text that the learner may pass on to the person they named last, if the lesson has one. The line
// itself contacts nobody.
func (t *turn) forward() {
	t.replyOwed = true
	prompt := t.toForward()
	switch phone := t.in.Channel == Phone; {
	case prompt.Empty():
		t.say(t.phrase(PhraseNoForward))
	case !phone:
		t.say(prompt)
	case t.place.Withheld:
		t.say(t.phrase(PhraseWithheld))
	case t.place.OptedOut:
		t.say(t.phrase(PhraseOptedOut))
	default:
		t.text(func() { t.say(prompt) })
		t.say(t.phrase(PhraseForwarded))
	}
	if t.in.Channel == Phone {
		t.repeatOnCall()
	}
}

// toForward returns the Forward of the last step that asked for a name and has a confirmed one, also from an earlier lesson, or
// an empty prompt.
func (t *turn) toForward() Prompt {
	for i := len(t.script.Steps) - 1; i >= 0; i-- {
		step := &t.script.Steps[i]
		if _, said := t.answerOf(step.ID); step.Kind == Name && said != "" {
			if t.place.Phase == Confirming && t.open == i {
				return Prompt{}
			}
			return step.Forward
		}
	}
	return Prompt{}
}
