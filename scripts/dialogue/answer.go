package dialogue

import "strings"

// mumble is the confidence under which speech counts as not understood. Twilio's Confidence is 0 to 1 and its
// documentation names no threshold; this one is ours, low, since a learner can always correct a choice with a key.
const mumble = 0.3

// outcome is what an answer turned out to be. Silence is not among them: it never reaches a matcher.
type outcome struct {
	kind  string
	reply string // the key of the reply and the jump
	value string // what is kept; empty keeps nothing
}

const (
	match   = "match"
	noMatch = "no-match"
	partial = "partial"
	aside   = "aside" // thanks, an emoji: friendly, and not an answer
	confirm = "confirm"
)

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

// outcome tells a match from a no-match, a part of an answer, and what is no answer at all.
func (t *turn) outcome(step *Step) outcome {
	if t.in.Kind == Partial {
		return outcome{kind: partial}
	}
	if t.mumbled() {
		return outcome{kind: noMatch}
	}
	if t.place.Phase == Confirming {
		return t.confirmed(step)
	}
	if o := t.matched(step); o.kind == match || o.kind == confirm || o.kind == partial {
		if !(step.Kind.takesWords(step.Open) && o.reply == ReplyOther && isAside(t.said, t.in.Words)) {
			return o
		}
	}
	if t.in.Channel == Text && isAside(t.said, t.in.Words) {
		return outcome{kind: aside}
	}
	return outcome{kind: noMatch}
}

// mumbled reports whether the recogniser itself doubts what it heard.
func (t *turn) mumbled() bool {
	return t.in.Spoken && t.in.Confidence != nil && *t.in.Confidence < mumble
}

// takesWords reports whether any words at all would be an answer.
func (k StepKind) takesWords(open bool) bool {
	return k == FreeText || k == Name || k == Choice && open
}

// matched holds an answer against what the step asks for.
func (t *turn) matched(step *Step) outcome {
	switch step.Kind {
	case YesNo, Offer:
		return t.matchedYesNo()
	case Continue:
		if t.in.Keys != "" || t.said != "" && !thanks[t.said] && t.said != "no" && t.said != "wait" {
			return outcome{kind: match, reply: ReplyOther}
		}
	case FreeText:
		return t.matchedText()
	case Name:
		return t.matchedName()
	case Hour:
		return t.matchedHour(step)
	default:
		return t.matchedChoice(step)
	}
	return outcome{kind: noMatch}
}

func (t *turn) matchedYesNo() outcome {
	switch yesNo(t.said, t.in.Keys) {
	case yes:
		return outcome{kind: match, reply: "1", value: "yes"}
	case no:
		return outcome{kind: match, reply: "2", value: "no"}
	}
	return outcome{kind: noMatch}
}

// matchedText takes own words. On the phone key 1 stands for an answer that the learner keeps to themselves.
func (t *turn) matchedText() outcome {
	switch {
	case t.in.Keys == "1":
		return outcome{kind: match, reply: ReplyOther}
	case hasLetter(t.in.Words):
		return outcome{kind: match, reply: ReplyOther, value: strings.TrimSpace(t.in.Words)}
	}
	return outcome{kind: noMatch} // a bare number answers another question
}

func (t *turn) matchedName() outcome {
	if t.in.Keys != "" {
		return outcome{kind: noMatch}
	}
	switch name, plainly := nameIn(t.in.Words); {
	case isNobody(t.said):
		return outcome{kind: match, reply: ReplyNone}
	case name == "", notNames[t.said], plainly && yesNo(t.said, "") != undecided:
		return outcome{kind: noMatch}
	case t.in.Spoken || !plainly:
		return outcome{kind: confirm, value: name}
	default:
		return outcome{kind: match, reply: ReplyOther, value: name}
	}
}

// confirmed takes the answer to "is that right?". By text, another name is as good as a no.
func (t *turn) confirmed(step *Step) outcome {
	switch yesNo(t.said, t.in.Keys) {
	case yes:
		return outcome{kind: match, reply: ReplyOther, value: t.state.Answers[step.ID]}
	case no:
		if o := t.matchedName(); o.kind == confirm || o.kind == match && o.value != "" {
			return outcome{kind: confirm, value: o.value} // "no, it's Hemi"
		}
		t.dropUnconfirmed()
	default:
		if t.in.Channel == Text {
			return t.matchedName()
		}
	}
	return outcome{kind: noMatch}
}

func (t *turn) matchedHour(step *Step) outcome {
	keys := strings.TrimSuffix(t.in.Keys, "#")
	if o, ok := byKey(step.Choices, keys+t.said); ok {
		return outcome{kind: match, reply: o.Key, value: o.Hour}
	}
	if keys != "" && len(keys) < 3 {
		return outcome{kind: partial}
	}
	if anyHour[t.said] {
		return outcome{kind: match, reply: ReplySkip}
	}
	if hour := hourIn(t.in.Words + keys); hour != "" { // before the choices: "7 in the morning", "2 pm"
		return outcome{kind: match, reply: ReplyOther, value: hour}
	}
	if o, ok := pick(step.Choices, t.said, keys, false); ok {
		return outcome{kind: match, reply: o.Key, value: o.Hour}
	}
	return outcome{kind: noMatch}
}

func (t *turn) matchedChoice(step *Step) outcome {
	if o, ok := pick(step.Choices, t.said, t.in.Keys, step.Open); ok {
		return outcome{kind: match, reply: o.Key, value: o.Words[0]}
	}
	if step.Open && t.in.Keys == "" && hasLetter(t.in.Words) {
		return outcome{kind: match, reply: ReplyOther, value: strings.TrimSpace(t.in.Words)}
	}
	return outcome{kind: noMatch}
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
