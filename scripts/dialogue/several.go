package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"coachline/scripts/nlu"
)

// severalLength is all keys of the choices, one after another, and #.
func severalLength(step *Step) int { return len(step.Choices) + 1 }

// severalKeys takes keys one after another: "13", or "13#".
func severalKeys(step *Step, keys string, _ nlu.Meaning) outcome {
	return severalOutcome(step, strings.TrimSuffix(keys, "#"), false)
}

// SeveralSign stands between the words of several choices where they are stored.
const SeveralSign = ", "

// severalOutcome matches keys with a step's choices. The words are stored in the order of the keys.
func severalOutcome(step *Step, keys string, nothing bool) outcome {
	var words []string
	for _, o := range step.Choices {
		if strings.Contains(keys, o.Key) {
			words, keys = append(words, o.Words[0]), strings.ReplaceAll(keys, o.Key, "")
		}
	}
	switch n := float64(len(words)); {
	case keys != "", n == 0 && !nothing:
		return outcome{}
	case n < step.Least, step.Most > 0 && n > step.Most:
		return outcome{kind: outside}
	case n == 0:
		return outcome{kind: match, reply: ReplyNone, value: ReplyNone}
	}
	reply := ReplySeveral
	if len(words) == 1 {
		reply = severalKeysOf(words[0], step.Choices)[0]
	}
	return outcome{kind: match, reply: reply, value: strings.Join(words, SeveralSign)}
}

// severalKeysOf returns the keys of the choices that a stored answer names, or ReplyNone or ReplyOther.
func severalKeysOf(said string, choices []Option) (keys []string) {
	if said == ReplyNone {
		return []string{ReplyNone}
	}
	for word := range strings.SplitSeq(said, SeveralSign) {
		i := slices.IndexFunc(choices, func(o Option) bool { return slices.Contains(o.Words, word) })
		if i < 0 {
			return []string{ReplyOther}
		}
		keys = append(keys, choices[i].Key)
	}
	return keys
}

// SaySeveral joins words as people do: "calm, busy and tired".
func SaySeveral(words []string, and string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " " + and + " " + words[last]
}

// outsideReprompts say what a step takes, to an answer that is out of bounds. A stored lesson may lack the phrase.
func (t *turn) outsideReprompts(step *Step) []Prompt {
	if bounds := t.phrase(PhraseBounds); !bounds.Empty() {
		return []Prompt{bounds, bounds}
	}
	return step.NoMatch
}

// bounds says what the open question takes: "1 to 24", "at least 2 of them", "a day up to Tuesday 3 March".
func (t *turn) bounds() string {
	if t.open < 0 {
		return ""
	}
	step := &t.script.Steps[t.open]
	return kindOf(step.Kind).bounds(t, step)
}

// severalBounds says how many choices there may be.
func (t *turn) severalBounds(step *Step) string {
	least, most, ofThem := InDigits(step.Least), InDigits(step.Most), " "+t.wording("of them")
	switch {
	case step.Most == 0:
		return t.wording("at least") + " " + least + ofThem
	case step.Least == 0:
		return t.wording("up to") + " " + most + ofThem
	case step.Least == step.Most:
		return least + ofThem
	}
	return least + " " + t.wording("to") + " " + most + ofThem
}

// InDigits formats a number without needless digits.
func InDigits(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
