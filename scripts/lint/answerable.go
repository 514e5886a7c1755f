package lint

import (
	"regexp"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
)

// invited finds words that ask for an answer without a question mark: "Reply NEXT", "Say it in a sentence".
var invited = regexp.MustCompile(`\b[A-Z]{2,}\b|(?i)\b(?:reply|text|say|tell|write|answer|press|push|key in|type|send|choose|pick)\b`)

// answerable finds questions that do not show how to answer them: no question mark, no key, no word to reply. By phone a question with
// choices names a key or one of the answers.
func answerable(l *Lesson) (found []Finding) {
	for i, t := range l.Texts {
		step := l.step(t)
		if step == nil || t.Role != Question && t.Role != Confirm || !step.Kind.Asks() && !(step.Kind == dialogue.Offer && t.Phone) {
			continue
		}
		keys := mentions(t.Said)
		hasKeys := len(keys) > 0 || strings.Contains(t.Said, "{"+dialogue.FillKeys+"}")
		switch {
		case !strings.Contains(t.Said, "?") && !hasKeys && !invited.MatchString(t.Said):
			found = append(found, inText(i, 0, 0, Warning, "asks nothing that people can see: no question mark, no key, no word to answer with").
				cure("end it with a question, or with: Reply NEXT"))
		case t.Phone && len(step.Choices) > 0 && !hasKeys && !namesAnswer(t.Said, step.Choices):
			found = append(found, inText(i, 0, 0, Warning, "by phone, names neither a key nor an answer, so callers have to guess").
				cure("say what each key stands for, such as: for %s, press %s", step.Choices[0].Words[0], step.Choices[0].Key))
		}
	}
	return found
}

// namesAnswer reports whether a prompt says the word of a choice.
func namesAnswer(said string, choices []dialogue.Option) bool {
	plain := " " + nlu.Plain(said) + " "
	return slices.ContainsFunc(choices, func(o dialogue.Option) bool {
		return slices.ContainsFunc(o.Words, func(word string) bool { return strings.Contains(plain, " "+nlu.Plain(word)+" ") })
	})
}
