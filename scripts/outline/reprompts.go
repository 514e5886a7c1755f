package outline

import (
	"fmt"
	"slices"

	"coachline/scripts/dialogue"
)

// After what a reprompt is said.
const (
	silence       = "silence on the phone"
	notUnderstood = "what was not understood"
)

func repromptsOf(s *dialogue.Step, after string) []dialogue.Prompt {
	if after == silence {
		return s.NoInput
	}
	return s.NoMatch
}

// common are the reprompts that most steps of a script have, if more than one has them.
func common(s *dialogue.Script, after string) (most []dialogue.Prompt) {
	best := 1
	for i := range s.Steps {
		prompts, n := repromptsOf(&s.Steps[i], after), 0
		for j := range s.Steps {
			if len(prompts) > 0 && same(prompts, repromptsOf(&s.Steps[j], after)) {
				n++
			}
		}
		if n > best {
			best, most = n, prompts
		}
	}
	return most
}

func same(a, b []dialogue.Prompt) bool {
	return slices.EqualFunc(a, b, func(a, b dialogue.Prompt) bool {
		return a.Text == b.Text && a.Audio == b.Audio && slices.Equal(a.Phone, b.Phone)
	})
}

// reprompts are the first and the second one.
func (l *Lesson) reprompts(after string, prompts []dialogue.Prompt, i int) (all []Reprompt) {
	for n, p := range prompts {
		all = append(all, Reprompt{fmt.Sprintf("%s, %s time", after, ordinal(n)), l.wording(p, i)})
	}
	return all
}

func ordinal(n int) string {
	if words := []string{"first", "second"}; n < len(words) {
		return words[n]
	}
	return fmt.Sprint(n + 1)
}
