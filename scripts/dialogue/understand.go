package dialogue

import (
	"hash/fnv"
	"strconv"
	"strings"
	"unicode"

	"coachline/scripts/nlu"
)

// minConfidence is the confidence below which speech counts as not understood. Twilio's Confidence is 0 to 1, and its
// documentation names no threshold. This one is low, since a learner can always correct a choice with a key.
const minConfidence = 0.3

// understand returns the meaning of what was said or typed at the open prompt.
func (t *turn) understand() nlu.Meaning {
	p, in := &t.place, &t.in
	mumbled := in.Spoken && in.Confidence != nil && *in.Confidence < minConfidence
	if in.Kind != Answer || mumbled {
		return nlu.Meaning{}
	}
	asked := nlu.Asked{Spoken: in.Channel == Phone}
	switch {
	case p.OptedOut && in.Channel == Text:
		asked.Kind = nlu.Stopped
	case p.Phase == Caring:
		asked.Kind = nlu.Caring
	case p.Stranger, p.Status == Ended:
		asked.Kind = nlu.Ended
	case p.Status == New, p.Status == Uninvited:
		asked.Kind = nlu.New
	case p.Status == Invited:
		asked.Kind = nlu.Invitation
	case p.Status == Waiting:
		asked.Kind = nlu.Waiting
		if step := t.hourStep(); step != nil {
			asked.Choices = step.Choices
		}
	case t.open < 0:
		asked.Kind = nlu.Ended
	case p.Phase == Confirming:
		asked.Kind = nlu.Confirm
	default:
		step := &t.script.Steps[t.open]
		asked.Kind, asked.Choices, asked.Open = kindOf(step).asked, step.Choices, step.Open
	}
	if i := t.nameStep(); i >= 0 {
		asked.Known = t.answers[t.script.Steps[i].ID]
	}
	words := in.Words
	if keys := strings.TrimSuffix(in.Keys, "#"); len(keys) > 2 {
		words = keys // a time in four digits
	}
	return nlu.For(t.script.Language).Read(words, asked)
}

// nameStep returns the index of the last step that asks for a name and has one, or -1.
func (t *turn) nameStep() int {
	for i := len(t.script.Steps) - 1; i >= 0; i-- {
		if s := &t.script.Steps[i]; s.Kind == Name && t.answers[s.ID] != "" {
			return i
		}
	}
	return -1
}

// lastTextID is the ID among the answers of a hash of the learner's last text and how often it came. It is sealed like
// an answer, but is not one.
const lastTextID = ".last"

// sameAgain is how often the same text must come to count as a machine's reply. Outside a lesson, one time fewer is enough
// for a text that is not understood.
const sameAgain = 3

// repeatsLastText reports whether a text has come so often that a machine must be writing it, in whatever language. Commands
// and plain answers do not count.
func (t *turn) repeatsLastText(m nlu.Meaning) bool {
	switch m.Intent {
	case nlu.None, nlu.Question, nlu.Decline, nlu.Thanks, nlu.Greeting, nlu.Stranger, nlu.Pause, nlu.Hold, nlu.Yes, nlu.No:
	case nlu.Answer:
		if m.Words == "" {
			delete(t.answers, lastTextID)
			return false
		}
	case nlu.Help, nlu.Again: // they leave the count as it is
		return false
	default:
		delete(t.answers, lastTextID)
		return false
	}
	h := fnv.New64a()
	for _, r := range t.in.Words {
		if unicode.IsLetter(r) { // a machine's text may differ in a date or a count
			_, _ = h.Write([]byte(string(unicode.ToLower(r)))) // never fails
		}
	}
	now, times := strconv.FormatUint(h.Sum64(), 36), 1
	last, count, _ := strings.Cut(t.answers[lastTextID], " ")
	if last == now {
		times, _ = strconv.Atoi(count)
		times++
	}
	t.setAnswer(lastTextID, now+" "+strconv.Itoa(min(times, sameAgain)))
	if !strings.ContainsFunc(t.in.Words, unicode.IsLetter) {
		return false
	}
	idle := m.Intent == nlu.None && t.place.Status != Started && t.place.Status != Paused
	return times >= sameAgain || idle && times == sameAgain-1
}
