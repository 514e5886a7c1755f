package dialogue

// forward gives the text that the learner may pass on to the person whom they named last, if the lesson has one. The line
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

// toForward returns the Forward of the last step that asked for a name and has a confirmed one, or an empty prompt.
func (t *turn) toForward() Prompt {
	i := t.nameStep()
	if i < 0 || t.place.Phase == Confirming && t.open == i {
		return Prompt{}
	}
	return t.script.Steps[i].Forward
}
