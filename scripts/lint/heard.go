package lint

import (
	"fmt"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
)

// heardAs finds words of choices that the line hears as something else, by asking it. Words that mean the same at every step are an error
// already, and so are sets.
func heardAs(l *Lesson) (found []Finding) {
	if l.Script == nil {
		return nil
	}
	lexicon := nlu.For(l.Language)
	for i, step := range l.Script.Steps {
		asked := nlu.Asked{Kind: nlu.Choice, Choices: step.Choices, Open: step.Open}
		if step.Kind == dialogue.Hour {
			asked.Kind = nlu.Hour
		}
		for _, o := range step.Choices {
			for _, word := range o.Words {
				if strings.HasPrefix(word, "<") || lexicon.Reserved(word) || isShared(step.Choices, o.Key, word) {
					continue
				}
				switch m := lexicon.Read(word, asked); {
				case m.Choice == o.Key && isCommand(word):
					found = append(found, atKey(i, "choices "+o.Key, Warning, "choice %s: %q is a command at every other step, and here learners may mean that",
						o.Key, word).cure("choose another word, or take it out; the key still works"))
				case m.Choice == o.Key, step.Kind == dialogue.Hour && m.Hour != "": // "midday" is a time, and the one that they said
				case m.Choice != "":
					found = append(found, atKey(i, "choices "+o.Key, Error, "choice %s: the line hears %q as choice %s", o.Key, word, m.Choice).
						cure("choose a word that only this choice has"))
				default:
					found = append(found, atKey(i, "choices "+o.Key, Warning, "choice %s: the line hears %q as %s", o.Key, word, heardWords(m)).
						cure("choose another word, or take it out; the key still works"))
				}
			}
		}
	}
	return found
}

// commands are the words that the pages tell learners and that the lexicon does not reserve.
var commands = []nlu.Intent{nlu.Pause, nlu.Call, nlu.NoMore}

func isCommand(word string) bool {
	return slices.ContainsFunc(commands, func(c nlu.Intent) bool { return strings.EqualFold(word, string(c)) })
}

// heardWords says what an utterance was taken for.
func heardWords(m nlu.Meaning) string {
	switch m.Intent {
	case nlu.Answer:
		if m.Hour != "" {
			return "the time " + m.Hour
		}
		return "the learner's own words"
	case nlu.None:
		return "nothing that it understands"
	case nlu.Decline:
		return "not now, thanks"
	case nlu.Question:
		return "a question about the line"
	}
	return fmt.Sprintf("%q", m.Intent)
}

// isShared reports whether another choice has a word, too, which is an error already.
func isShared(choices []dialogue.Option, key, word string) bool {
	return slices.ContainsFunc(choices, func(o dialogue.Option) bool {
		return o.Key != key && slices.ContainsFunc(o.Words, func(other string) bool { return strings.EqualFold(other, word) })
	})
}
