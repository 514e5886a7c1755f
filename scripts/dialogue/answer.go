package dialogue

import (
	"strings"

	"coachline/scripts/nlu"
)

// answer takes what the learner says to the open prompt.
func (t *turn) answer(m nlu.Meaning) {
	i := t.open
	step := &t.script.Steps[i]
	if t.place.Phase == Choosing {
		t.chooseLanguage(m)
		return
	}
	switch o := t.outcome(step, m); o.kind {
	case match:
		t.matched = ClassAnswer
		t.enter(t.keepAnswer(i, o))
	case confirm:
		t.matched = ClassAnswer
		t.confirmAnswer(i, o.value)
	case aside:
		t.matched = ClassCommand
		t.sayAside(PhraseAside)
	case outside:
		t.fraction = strings.Contains(m.Number, ".")
		t.reprompt(i, t.outsideReprompts(step))
	case partial:
		t.reprompt(i, []Prompt{t.phrase(PhrasePartial), t.phrase(PhrasePartial)})
	default:
		t.reprompt(i, step.NoMatch)
	}
}

// keepAnswer keeps an answer, replies to it and returns the step that follows. Only a repeat goes back, a bounded number of
// times.
func (t *turn) keepAnswer(i int, o outcome) int {
	p, step := &t.place, &t.script.Steps[i]
	if o.kind == match || o.kind == confirm {
		t.leaveStep(EventAnswered)
	} else {
		t.leaveStep(EventSkipped)
	}
	if p.EarlyStep == step.ID { // an early answer stays even if the step is skipped
		p.EarlyStep = ""
		o.value = joinAnswers(t.answers[step.ID], o.value)
	}
	delete(t.answers, step.ID)
	if o.value != "" && step.Keep != KeepNever && step.Keep != "" {
		t.answers[step.ID] = o.value
	}
	t.say(step.Replies[step.ReplyKey(o.reply)])
	if step.Milestone != "" {
		t.reachMilestone(step.Milestone)
	}
	if p.ReturnStep != "" {
		if back := t.toReturn(); back > i {
			return back
		}
	}
	if step.Kind == Offer && o.reply == "1" {
		t.text(func() { t.say(step.Prompt) })
	}
	if step.Repeat.From != "" && o.reply == "1" {
		if back := t.script.Index(step.Repeat.From); back >= 0 && back < i {
			if t.place.Repeats == nil {
				t.place.Repeats = map[string]int{}
			}
			t.place.Repeats[step.ID]++
			return back
		}
	}
	if key, ok := keyFor(step.Jumps, o.reply); ok {
		if jump := t.script.Index(step.Jumps[key]); jump > i {
			return jump
		}
	}
	return t.after(i)
}

// ReplyKey returns the key in Replies of the reply that an answer gets: its own, or that of a range that has it, or else ReplyOther.
// To skip and to have nobody to name get their own reply or none.
func (s *Step) ReplyKey(answer string) string {
	if key, ok := keyFor(s.Replies, answer); ok || answer == ReplySkip || answer == ReplyNone {
		return key
	}
	return ReplyOther
}

// keyFor returns the key of the entry for an answer: its own, or a range that has it.
func keyFor[T any](entries map[string]T, answer string) (key string, ok bool) {
	if _, ok = entries[answer]; ok {
		return answer, true
	}
	for key := range entries {
		if Spans(key, answer) {
			return key, true
		}
	}
	return "", false
}

// confirmAnswer keeps a name or date and asks whether it is right. If the reply is another one, it asks again, and counts a no-match
// so that this ends.
func (t *turn) confirmAnswer(i int, value string) {
	step := &t.script.Steps[i]
	if t.place.Phase == Confirming {
		if t.place.NoMatches++; t.place.NoMatches > len(step.NoMatch) {
			t.giveUp(i)
			return
		}
	}
	t.answers[step.ID] = value
	t.place.Phase, t.place.Texted = Confirming, false
	t.ask(i)
}

// skip leaves a step without an answer because the learner asks for it.
func (t *turn) skip() {
	i := t.open
	step := &t.script.Steps[i]
	if t.place.Phase == Choosing {
		t.chooseLanguage(nlu.Meaning{Intent: nlu.Skip})
		return
	}
	if !t.asks(step) {
		t.enter(t.after(i))
		return
	}
	t.enter(t.keepAnswer(i, outcome{reply: ReplySkip}))
}

// reprompt reprompts after a no-match, as often as there are reprompts, and then gives up. A text does not repeat the
// question, which is still on the screen.
func (t *turn) reprompt(i int, reprompts []Prompt) {
	t.matched = ClassNoMatch
	t.place.NoMatches++
	if t.place.NoMatches > len(reprompts) {
		t.giveUp(i)
		return
	}
	t.count(EventNoMatch)
	t.say(repromptAfter(reprompts, t.place.NoMatches))
	if t.in.Channel == Phone {
		t.ask(i)
	} else {
		t.place.Prompt++
	}
}

// repromptAfter returns the reprompt after n misses, or the last one if there are fewer.
func repromptAfter(reprompts []Prompt, n int) Prompt {
	if len(reprompts) == 0 {
		return Prompt{}
	}
	return reprompts[min(max(n, 1), len(reprompts))-1]
}

// giveUp goes on without an answer: a text goes to the next step, a call moves to text. A call that can wait for a name by
// text does that first.
func (t *turn) giveUp(i int) {
	switch {
	case t.canHold(&t.script.Steps[i]):
		t.hold(i)
	case t.in.Channel == Phone:
		t.leaveCall()
	default:
		t.say(t.phrase(PhraseGoOn))
		t.enter(t.keepAnswer(i, outcome{reply: ReplySkip}))
	}
}

// dropUnconfirmed deletes a name or date that the learner has not confirmed.
func (t *turn) dropUnconfirmed() {
	if t.place.Phase == Confirming {
		delete(t.answers, t.place.Step)
		t.place.Phase = Asking
	}
}

// outcome is the result of matching an answer with a step. Silence has no outcome: it is never matched.
type outcome struct {
	kind  outcomeKind
	reply string // chooses the reply and the jump: the key of a choice, or a Reply constant
	value string // the answer to keep; empty keeps nothing
}

type outcomeKind int

const (
	noMatch outcomeKind = iota
	match
	partial // part of an answer
	aside   // thanks, an emoji: friendly, and not an answer
	outside // an answer of the right kind that is out of bounds
	confirm // a name or date that the learner must confirm
)

// outcome matches an input with a step.
func (t *turn) outcome(step *Step, m nlu.Meaning) outcome {
	friendly := m.Intent == nlu.Thanks || m.Intent == nlu.Greeting || m.Intent == nlu.Noise
	switch {
	case t.in.Kind == Partial:
		return outcome{kind: partial}
	case friendly && t.in.Channel == Text:
		return outcome{kind: aside}
	case t.place.Phase == Confirming && step.Kind == Date:
		return t.confirmDate(step, m)
	case t.place.Phase == Confirming:
		return t.confirmOutcome(step, m)
	case t.in.Keys != "" && step.Kind == Date:
		return t.dateOutcome(step, keyedDay(t.in.Keys), true)
	case t.in.Keys != "":
		return kindOf(step.Kind).pressed(step, t.in.Keys, m)
	case step.Kind == Continue && (m.Intent == nlu.Go || m.Intent == nlu.Yes):
		return outcome{kind: match, reply: ReplyOther}
	case m.Intent != nlu.Answer:
		return outcome{}
	case m.Outside:
		return outcome{kind: outside}
	case step.Kind == Several && m.Words == "":
		return severalOutcome(step, m.Choices, m.Nothing)
	case m.Number != "":
		return numberOutcome(step, m.Number)
	case step.Kind == Date:
		return t.dateOutcome(step, m.Day, m.Doubt || t.in.Spoken)
	case m.Choice != "" && len(step.Choices) > 0:
		return choiceKey(step, m.Choice, m)
	case m.Choice != "" && (step.Kind == YesNo || step.Kind == Offer):
		return yesNoKey(step, m.Choice, m)
	case m.Choice == "1" && (step.Kind == FreeText || step.Kind == Continue): // "press one"
		return outcome{kind: match, reply: ReplyOther}
	case m.Words != "":
		return outcome{kind: match, reply: ReplyOther, value: m.Words}
	case m.Nobody:
		return outcome{kind: match, reply: ReplyNone}
	case m.Name != "" && (t.in.Spoken || m.Doubt):
		return outcome{kind: confirm, value: m.Name}
	case m.Name != "":
		return outcome{kind: match, reply: ReplyOther, value: m.Name}
	case m.AnyHour:
		return outcome{kind: match, reply: ReplySkip}
	case m.Hour != "":
		return outcome{kind: match, reply: ReplyOther, value: m.Hour}
	}
	return outcome{}
}

// confirmOutcome matches an answer to "is that right?". It may be another name.
func (t *turn) confirmOutcome(step *Step, m nlu.Meaning) outcome {
	decided := t.decided(m)
	name := m.Name
	switch {
	case decided == "1" && name == "":
		return outcome{kind: match, reply: ReplyOther, value: t.answers[step.ID]}
	case name != "" && m.Intent == nlu.Rename && !m.Doubt && t.in.Channel == Text:
		return outcome{kind: match, reply: ReplyOther, value: name}
	case name != "":
		return outcome{kind: confirm, value: name} // "no, it's Hemi"
	case decided == "2":
		t.dropUnconfirmed()
	}
	return outcome{}
}

// decided is "1" if the learner says that a name or date is right, "2" if not, or "".
func (t *turn) decided(m nlu.Meaning) string {
	switch t.in.Keys {
	case "":
		return m.Choice
	case "1", "2":
		return t.in.Keys
	}
	return ""
}

func noKey(*Step, string, nlu.Meaning) outcome { return outcome{} }

func anyKey(*Step, string, nlu.Meaning) outcome { return outcome{kind: match, reply: ReplyOther} }

// keyToGoOn takes key 1 in place of own words: the learner does not want to say them.
func keyToGoOn(_ *Step, keys string, _ nlu.Meaning) outcome {
	if keys != "1" {
		return outcome{}
	}
	return outcome{kind: match, reply: ReplyOther}
}

func yesNoKey(_ *Step, keys string, _ nlu.Meaning) outcome {
	switch keys {
	case "1":
		return outcome{kind: match, reply: keys, value: "yes"}
	case "2":
		return outcome{kind: match, reply: keys, value: "no"}
	}
	return outcome{}
}

// choiceKey matches a key with the step's choices.
func choiceKey(step *Step, key string, _ nlu.Meaning) outcome {
	for _, o := range step.Choices {
		if o.Key != key {
			continue
		}
		value := o.Words[0]
		if step.Kind == Hour {
			value = o.Hour
		}
		return outcome{kind: match, reply: key, value: value}
	}
	return outcome{}
}

// hourKeys takes a time in four digits, or a choice. One or two digits that are no choice are part of an answer.
func hourKeys(step *Step, keys string, m nlu.Meaning) outcome {
	if m.Hour != "" {
		return outcome{kind: match, reply: ReplyOther, value: m.Hour}
	}
	o := choiceKey(step, keys, m)
	if len(step.Choices) > 0 && o.kind == noMatch && len(keys) < 3 {
		o.kind = partial
	}
	return o
}
