package outline

import (
	"fmt"
	"slices"
	"strings"

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

// manySteps is how many steps have the same reprompts if these are printed once, at the end.
const manySteps = 3

// common are the reprompts that many steps have, and which do: "steps 4, 5 and 7".
func (l *Lesson) common(after string) (all []Reprompt) {
	for i := range l.Script.Steps {
		prompts := repromptsOf(&l.Script.Steps[i], after)
		have := l.stepsWith(after, prompts)
		if len(have) < manySteps || have[0] != fmt.Sprint(i+1) {
			continue
		}
		last := len(have) - 1
		at := ", at steps " + strings.Join(have[:last], ", ") + " and " + have[last]
		for _, reprompt := range l.reprompts(after, prompts, i) {
			reprompt.After += at
			all = append(all, reprompt)
		}
	}
	return all
}

// stepsWith are the numbers of the steps that have these reprompts.
func (l *Lesson) stepsWith(after string, prompts []dialogue.Prompt) (have []string) {
	for i := range l.Script.Steps {
		if len(prompts) > 0 && same(prompts, repromptsOf(&l.Script.Steps[i], after)) {
			have = append(have, fmt.Sprint(i+1))
		}
	}
	return have
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
