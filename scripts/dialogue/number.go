package dialogue

import (
	"strconv"
	"strings"

	"coachline/scripts/nlu"
)

// numberLength is the digits of the greatest value, and #.
func numberLength(step *Step) int { return len(InDigits(float64(int(step.Most)))) + 1 }

// scaleLength is one key, or where a value has two digits, those and #.
func scaleLength(step *Step) int {
	if top := len(step.Choices) - 1; top >= 0 && len(step.Choices[top].Key) > 1 {
		return len(step.Choices[top].Key) + 1
	}
	return 1
}

// scaleKeys takes a value of a scale: "4", or "10#".
func scaleKeys(step *Step, keys string, m nlu.Meaning) outcome {
	keys = strings.TrimSuffix(keys, "#")
	o := choiceKey(step, keys, m)
	if _, err := strconv.Atoi(keys); err == nil && o.kind == noMatch {
		o.kind = outside
	}
	return o
}

// numberKeys takes a number: "12", or "7#".
func numberKeys(step *Step, keys string, _ nlu.Meaning) outcome {
	return numberOutcome(step, strings.TrimSuffix(keys, "#"))
}

// numberOutcome matches a number with a step's bounds.
func numberOutcome(step *Step, said string) outcome {
	n, err := strconv.ParseFloat(said, 64)
	switch {
	case err != nil:
		return outcome{}
	case n < step.Least, n > step.Most, !step.Decimals && n != float64(int(n)):
		return outcome{kind: outside}
	}
	return outcome{kind: match, reply: InDigits(n), value: InDigits(n)}
}

// numberBounds says which numbers a step takes.
func (t *turn) numberBounds(step *Step) string {
	span := InDigits(step.Least) + " " + t.wording("to") + " " + InDigits(step.Most)
	if t.fraction && !step.Decimals {
		return t.wording("a whole number from") + " " + span
	}
	return span
}

// Spans reports whether a range such as "5-8", or one number, has a number in it.
func Spans(span, said string) bool {
	from, to, ok := Span(span)
	n, err := strconv.ParseFloat(said, 64)
	return ok && err == nil && n >= from && n <= to
}

// Span reads a range such as "5-8", or one number, which is the range from it to itself.
func Span(span string) (from, to float64, ok bool) {
	low, high, isRange := strings.Cut(span, "-")
	if !isRange {
		high = low
	}
	from, err := strconv.ParseFloat(strings.TrimSpace(low), 64)
	to, err2 := strconv.ParseFloat(strings.TrimSpace(high), 64)
	return from, to, err == nil && err2 == nil && from <= to
}

// isValue reports whether keys that mean the same at every step are a value of this one: 0 and 9 on a scale of 0 to 10.
func (t *turn) isValue(step *Step) bool {
	keys := t.in.Keys
	if t.place.Phase != Asking || keys == "" || strings.Trim(keys, "0123456789") != "" {
		return false
	}
	return step.Kind.TakesRanges() && kindOf(step.Kind).pressed(step, keys, nlu.Meaning{}).kind == match
}
