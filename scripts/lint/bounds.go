package lint

import (
	"regexp"
	"strconv"

	"coachline/scripts/dialogue"
)

// saidRange finds a range of numbers in a prompt: "from 1 to 5", "from 1, not at all, to 5", "0-10", "between 1 and 10".
var saidRange = regexp.MustCompile(`(?i)\b(from |between )?(\d{1,6})\b(?:,[^,.?!;\d]*,)? ?(?:to|and|-|–) ?(\d{1,6})\b`)

// wrongRange finds a prompt that says other bounds than its scale or number has. A number may be in a part of its range: "7 to 9 is usual".
func (l *Lesson) wrongRange(i int, step *dialogue.Step) (Finding, bool) {
	t := l.Texts[i]
	least, most := step.Least, step.Most
	switch {
	case t.Role == Reply || t.Role == Confirm:
		return Finding{}, false
	case step.Kind == dialogue.Scale && len(step.Choices) > 0:
		least, _ = strconv.ParseFloat(step.Choices[0].Key, 64) // the parser wrote both
		most, _ = strconv.ParseFloat(step.Choices[len(step.Choices)-1].Key, 64)
	case step.Kind != dialogue.Number:
		return Finding{}, false
	}
	for _, at := range saidRange.FindAllStringSubmatchIndex(t.Said, -1) {
		from, _ := strconv.ParseFloat(t.Said[at[4]:at[5]], 64) // these are digits
		to, _ := strconv.ParseFloat(t.Said[at[6]:at[7]], 64)
		whole := at[2] >= 0 && step.Kind == dialogue.Scale
		if from < to && (from < least || to > most || whole && (from != least || to != most)) {
			return inText(i, at[4], at[7], Error, "says %v to %v, but this %s takes %v to %v", from, to, step.Kind, least, most).
				cure("say the same here, or change min and max"), true
		}
	}
	return Finding{}, false
}
