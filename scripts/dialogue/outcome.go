package dialogue

import (
	"slices"

	"coachline/scripts/nlu"
)

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
func (t *turn) outcome(step *Step, m nlu.Meaning) outcome {
	o := outcome{kind: noMatch}
	switch {
	case t.in.Kind == Partial:
		return outcome{kind: partial}
	case t.mumbled():
		return o
	case t.place.Phase == Confirming:
		o = t.confirmed(step, m)
	case t.in.Keys != "":
		o = t.keyed(step, m)
	case m.Intent == nlu.Answer:
		o = answered(step, m, t.in.Spoken)
	case step.Kind == Continue && (m.Intent == nlu.Go || m.Intent == nlu.Yes):
		o = outcome{kind: match, reply: ReplyOther}
	}
	friendly := m.Intent == nlu.Thanks || m.Intent == nlu.Greeting || m.Intent == nlu.Noise
	if o.kind == noMatch && friendly && t.in.Channel == Text {
		return outcome{kind: aside}
	}
	return o
}

// answered is what an answer in words is to a step.
func answered(step *Step, m nlu.Meaning, spoken bool) outcome {
	switch {
	case m.Choice != "" && len(step.Choices) > 0:
		return choiceOf(step, m.Choice)
	case m.Choice != "" && (step.Kind == YesNo || step.Kind == Offer):
		return outcome{kind: match, reply: m.Choice, value: map[string]string{"1": "yes", "2": "no"}[m.Choice]}
	case m.Choice == "1" && (step.Kind == FreeText || step.Kind == Continue): // "press one"
		return outcome{kind: match, reply: ReplyOther}
	case m.Words != "":
		return outcome{kind: match, reply: ReplyOther, value: m.Words}
	case m.Nobody:
		return outcome{kind: match, reply: ReplyNone}
	case m.Name != "" && (spoken || m.Doubt):
		return outcome{kind: confirm, value: m.Name}
	case m.Name != "":
		return outcome{kind: match, reply: ReplyOther, value: m.Name}
	case m.AnyHour:
		return outcome{kind: match, reply: ReplySkip}
	case m.Hour != "":
		return outcome{kind: match, reply: ReplyOther, value: m.Hour}
	}
	return outcome{kind: noMatch}
}

// keyed is what keys are to a step. On the phone key 1 stands for own words that the learner keeps to themselves.
func (t *turn) keyed(step *Step, m nlu.Meaning) outcome {
	switch key := t.in.Keys; {
	case step.Kind == Continue, step.Kind == FreeText && key == "1":
		return outcome{kind: match, reply: ReplyOther}
	case step.Kind == YesNo, step.Kind == Offer:
		if key == "1" || key == "2" {
			return answered(step, nlu.Meaning{Choice: key}, false)
		}
	case step.Kind == Hour && m.Hour != "":
		return outcome{kind: match, reply: ReplyOther, value: m.Hour}
	case len(step.Choices) > 0:
		o := choiceOf(step, key)
		if o.kind == noMatch && step.Kind == Hour && len(key) < 3 {
			o.kind = partial
		}
		return o
	}
	return outcome{kind: noMatch}
}

// choiceOf is the choice with this key.
func choiceOf(step *Step, key string) outcome {
	i := slices.IndexFunc(step.Choices, func(o Option) bool { return o.Key == key })
	if i < 0 {
		return outcome{kind: noMatch}
	}
	o := outcome{kind: match, reply: key, value: step.Choices[i].Words[0]}
	if step.Kind == Hour {
		o.value = step.Choices[i].Hour
	}
	return o
}

// confirmed takes the answer to "is that right?". By text, another name is as good as a no.
func (t *turn) confirmed(step *Step, m nlu.Meaning) outcome {
	decided := m.Choice
	if key := t.in.Keys; key != "" {
		decided = ""
		if key == "1" || key == "2" {
			decided = key
		}
	}
	name := m.Name
	switch {
	case decided == "1" && name == "":
		return outcome{kind: match, reply: ReplyOther, value: t.state.Answers[step.ID]}
	case name != "" && m.Intent == nlu.Rename && !m.Doubt && t.in.Channel == Text:
		return outcome{kind: match, reply: ReplyOther, value: name}
	case name != "":
		return outcome{kind: confirm, value: name} // "no, it's Hemi"
	case decided == "2":
		t.dropUnconfirmed()
	}
	return outcome{kind: noMatch}
}
