package lint

import (
	"slices"

	"coachline/scripts/dialogue"
)

// unsaid finds a reply to any other answer where each answer has a reply of its own, so that nobody ever gets it.
func unsaid(l *Lesson) (found []Finding) {
	for i, t := range l.Texts {
		step := l.step(t)
		if step == nil || t.Role != Reply || t.Phone || t.Key != dialogue.ReplyOther || step.Open {
			continue
		}
		a, ok := l.answersOf(Text{Step: t.Step, Role: Question})
		replied := func(key string) bool { _, has := step.Replies[key]; return has }
		if ok && step.Kind != dialogue.Hour && !slices.ContainsFunc(a.keys(), func(key string) bool { return !replied(key) }) {
			found = append(found, inText(i, 0, 0, Warning, "nobody gets this reply: every answer has one of its own, and own words are not taken").
				cure("take it out, or write open: true"))
		}
	}
	return found
}
