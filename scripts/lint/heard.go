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
			if f, otherwise := inSentences(lexicon, i, step, o); otherwise {
				found = append(found, f)
			}
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

// framed are ways in which people say a word that describes them.
var framed = []string{"i am %s", "too %s", "a bit %s", "really %s", "%s today", "%s at the moment"}

// asksFor is the kind of question that a step with choices is.
var asksFor = map[dialogue.StepKind]nlu.Kind{dialogue.Choice: nlu.Choice, dialogue.Several: nlu.Several, dialogue.Scale: nlu.Scale, dialogue.Hour: nlu.Hour}

// inSentences finds a choice that is heard as itself alone, and in a sentence as something that takes the learner away: "too busy" puts the
// lesson off. It looks at the word by which prompts call the choice.
func inSentences(lexicon *nlu.Lexicon, i int, step dialogue.Step, o dialogue.Option) (Finding, bool) {
	kind, has := asksFor[step.Kind]
	if !has || len(o.Words) == 0 || strings.HasPrefix(o.Words[0], "<") || strings.Contains(o.Words[0], " ") {
		return Finding{}, false
	}
	for _, frame := range framed {
		said := fmt.Sprintf(frame, o.Words[0])
		switch m := lexicon.Read(said, nlu.Asked{Kind: kind, Choices: step.Choices, Open: step.Open}); m.Intent {
		case nlu.Pause, nlu.Decline, nlu.OptOut, nlu.Distress, nlu.Stranger:
			return atKey(i, "choices "+o.Key, Warning, "choice %s: the line hears %q as %s", o.Key, said, heardWords(m)).
				cure("call the choice by another word, and keep %q after it", o.Words[0]), true
		}
	}
	return Finding{}, false
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
	case nlu.Decline, nlu.Pause:
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
