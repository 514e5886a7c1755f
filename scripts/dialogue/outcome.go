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
	o := t.matched(step)
	if !isAside(t.said, t.in.Words) || o.kind != noMatch && !(o.reply == ReplyOther && step.Kind.takesWords(step.Open)) {
		return o
	}
	if t.in.Channel == Text {
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
	case !isName(plain(name)), strings.Contains(t.in.Words, "?"):
		return outcome{kind: noMatch}
	case t.in.Spoken || !plainly:
		return outcome{kind: confirm, value: name}
	default:
		return outcome{kind: match, reply: ReplyOther, value: name}
	}
}

// confirmed takes the answer to "is that right?". By text, another name is as good as a no.
func (t *turn) confirmed(step *Step) outcome {
	decided := yesNo(t.said, t.in.Keys)
	if decided == undecided && t.in.Channel == Text && isAside(t.said, t.in.Words) {
		return outcome{kind: aside}
	}
	if decided == yes {
		return outcome{kind: match, reply: ReplyOther, value: t.state.Answers[step.ID]}
	}
	name, _ := nameIn(t.in.Words)
	if said := plain(name); (decided == no || t.in.Channel == Text) && isName(said) {
		return outcome{kind: confirm, value: name} // "no, it's Hemi"
	}
	if decided == no {
		t.dropUnconfirmed()
	}
	return outcome{kind: noMatch}
}

func (t *turn) matchedHour(step *Step) outcome {
	keys := strings.TrimSuffix(t.in.Keys, "#")
	if o, ok := byKey(step.Choices, keys+t.said); ok {
		return outcome{kind: match, reply: o.Key, value: o.Hour}
	}
	if o, ok := byNumber(step.Choices, t.said, true); ok && !strings.HasSuffix(t.said, "am") { // "1 morning"
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
