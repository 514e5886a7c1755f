package dialogue

// answer takes an answer to the open prompt.
func (t *turn) answer() {
	i := t.index()
	step := &t.script.Steps[i]
	o := t.outcome(step)
	switch o.kind {
	case match:
		t.accept(i, o)
	case confirm:
		t.sayBack(i, o.value)
	case aside:
		t.asideReply()
	case partial:
		t.misheard(i, []Prompt{t.script.Phrases[PhrasePartial], t.script.Phrases[PhrasePartial]})
	default:
		t.misheard(i, step.NoMatch)
	}
}

// sayBack holds a name and asks whether it is right. Another name in place of a yes or no is said back too, but not for
// ever: it counts as an answer that was not understood.
func (t *turn) sayBack(i int, name string) {
	step := &t.script.Steps[i]
	if t.place.Phase == Confirming {
		if t.place.NoMatches++; t.place.NoMatches > len(step.NoMatch) {
			t.letGo(i)
			return
		}
	}
	t.state.keep(step.ID, name)
	t.place.Phase, t.place.Texted = Confirming, false
	t.ask(i)
}

// accept keeps an answer, replies to it and goes on.
func (t *turn) accept(i int, o outcome) {
	step := &t.script.Steps[i]
	delete(t.state.Answers, step.ID)
	if o.value != "" && step.Keep != KeepNever && step.Keep != "" {
		t.state.keep(step.ID, o.value)
	}
	t.say(t.reply(step, o.reply))
	t.reach(step.Milestone)
	t.enter(t.next(i, o.reply))
}

// reply is what is said to an answer: the choice's own, or else the one for any.
func (t *turn) reply(step *Step, key string) Prompt {
	if p, ok := step.Replies[key]; ok || key == ReplySkip || key == ReplyNone {
		return p
	}
	return step.Replies[ReplyOther]
}

// next is the step after an answer. Only a repeat goes back, and only so often.
func (t *turn) next(i int, key string) int {
	step := &t.script.Steps[i]
	if step.Kind == Offer && key == "1" {
		t.owe(step)
	}
	if step.Repeat.From != "" && key == "1" {
		if back := t.script.Index(step.Repeat.From); back >= 0 && back < i {
			t.count(step.ID)
			return back
		}
	}
	if jump := t.script.Index(step.Jumps[key]); jump > i {
		return jump
	}
	return t.after(i)
}

// skip leaves a step without an answer, at the learner's wish.
func (t *turn) skip() {
	i := t.index()
	step := &t.script.Steps[i]
	if !t.asks(step) {
		t.enter(t.after(i))
		return
	}
	t.accept(i, outcome{reply: ReplySkip})
}

// misheard reprompts after an answer that was not understood, twice; then the lesson goes on in the gentlest way. By
// text the question still stands on the screen and is not paid for again.
func (t *turn) misheard(i int, reprompts []Prompt) {
	t.place.NoMatches++
	if t.place.NoMatches > len(reprompts) {
		t.letGo(i)
		return
	}
	t.say(reprompts[t.place.NoMatches-1])
	if t.in.Channel == Phone {
		t.ask(i)
	} else {
		t.listen(&t.script.Steps[i])
	}
}

// letGo goes on without an answer: by text with the next step, by phone by text.
func (t *turn) letGo(i int) {
	if t.in.Channel == Phone {
		t.leaveCall()
		return
	}
	t.say(t.script.Phrases[PhraseGoOn])
	t.accept(i, outcome{reply: ReplySkip})
}

// leaveCall ends a call in the middle of the lesson, and says how it goes on: by text, unless no text may come.
func (t *turn) leaveCall() {
	switch {
	case t.place.Withheld:
		t.say(t.script.Phrases[PhraseGoodbye])
	case t.place.OptedOut:
		t.farewell(PhraseOptedOut)
	default:
		t.say(t.script.Phrases[PhraseByText])
	}
}

// dropUnconfirmed forgets a name that was never said to be right.
func (t *turn) dropUnconfirmed() {
	if t.place.Phase == Confirming {
		delete(t.state.Answers, t.place.Step)
		t.place.Phase = Asking
	}
}

// asideReply is friendly to what was no answer, and after two such at one step silent.
func (t *turn) asideReply() {
	if t.place.Asides++; t.place.Asides <= maxAsides {
		t.say(t.script.Phrases[PhraseAside])
	}
}

func (s *State) keep(id, value string) {
	if s.Answers == nil {
		s.Answers = Answers{}
	}
	s.Answers[id] = value
}

func (t *turn) count(id string) {
	if t.place.Repeats == nil {
		t.place.Repeats = map[string]int{}
	}
	t.place.Repeats[id]++
}
