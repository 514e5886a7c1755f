package dialogue

import (
	"slices"
	"time"
)

// wordings are what the engine says beside a lesson's words: in {when}, {keys}, {bounds}, {answers}, {kept}, hours and days.
var wordings = func() []string {
	all := []string{"at", "or", "am", "pm", "noon", "midnight", "yes", "no"}
	for day := time.Sunday; day <= time.Saturday; day++ {
		all = append(all, day.String())
	}
	for month := time.January; month <= time.December; month++ {
		all = append(all, month.String())
	}
	return append(all, "no answers", "1 answer", "answers", "until", "1 day", "days", "after your last word here", "until you erase them",
		"we text you before", "and", "none", "to", "of them", "at least", "up to", "a day from", "today", "tomorrow", "a whole number from")
}()

// Wordings lists the English words that the engine says beside a lesson's own. A translation may have others for each.
func Wordings() []string { return slices.Clone(wordings) }

// wording returns what the lesson says for one of Wordings.
func (t *turn) wording(english string) string {
	if other, ok := t.script.Wording[english]; ok {
		return other
	}
	return english
}
