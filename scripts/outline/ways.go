package outline

import (
	"fmt"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
)

// conditions say in words when a step is part of the lesson.
func conditions(script *dialogue.Script, s *dialogue.Step) (all []string) {
	if s.Kind == dialogue.Offer && !slices.Contains(s.Needs, dialogue.NeedsNumber) {
		all = append(all, "Only for a learner who can be texted")
	}
	for _, need := range s.Needs {
		switch {
		case need == dialogue.NeedsNumber:
			all = append(all, "Only for a learner who can be texted")
		case slices.Contains(script.Settings, need):
			all = append(all, "Only if whoever runs the line has set "+need)
		default:
			all = append(all, "Only if "+question(script, need)+" was answered")
		}
	}
	for _, c := range s.When {
		var is, included []string
		for _, key := range c.Is {
			if word := answerWord(script, c.Step, key); questionKind(script, c.Step) == dialogue.Several && word != key && key != dialogue.ReplyOther {
				included = append(included, word)
			} else {
				is = append(is, word)
			}
		}
		var holds []string
		if len(included) > 0 {
			holds = append(holds, "included "+orList(included))
		}
		if len(is) > 0 {
			holds = append(holds, "was "+orList(is))
		}
		all = append(all, "Only if "+question(script, c.Step)+" "+strings.Join(holds, " or "))
	}
	return all
}

// questionKind is the kind of a question of this lesson or of an earlier one.
func questionKind(script *dialogue.Script, name string) dialogue.StepKind {
	if i := script.Index(name); i >= 0 {
		return script.Steps[i].Kind
	}
	for _, e := range script.Earlier {
		if e.Name == name {
			return e.Kind
		}
	}
	return ""
}

// question names the question of an answer: "partner (step 14)".
func question(script *dialogue.Script, name string) string {
	if i := script.Index(name); i >= 0 {
		return fmt.Sprintf("%s (step %d)", name, i+1)
	}
	for _, e := range script.Earlier {
		if e.Name == name {
			return fmt.Sprintf("%s (step %s of %s)", name, e.Step, e.Lesson)
		}
	}
	return name
}

// answerWord is the answer with this key to a question: the first word of a choice.
func answerWord(script *dialogue.Script, name, key string) string {
	var choices []dialogue.Option
	if i := script.Index(name); i >= 0 {
		choices = script.Steps[i].Kind.Options(script.Steps[i].Choices)
	}
	for _, e := range script.Earlier {
		if e.Name == name {
			choices = e.Kind.Options(e.Choices)
		}
	}
	for _, o := range choices {
		if o.Key == key && len(o.Words) > 0 {
			return "“" + o.Words[0] + "”"
		}
	}
	if key == dialogue.ReplyOther {
		return "answered in own words"
	}
	return key
}

// ways say in words where step i leads, if not to the next one.
func ways(script *dialogue.Script, i int) (all []string) {
	s := &script.Steps[i]
	for _, key := range sortedKeys(s.Jumps) {
		all = append(all, "After "+answerWord(script, s.ID, key)+" it goes to "+stepName(script, s.Jumps[key]))
	}
	if s.Repeat.From != "" {
		all = append(all, fmt.Sprintf("After “yes” it goes back to %s, %s at most", stepName(script, s.Repeat.From), times(s.Repeat.Times)))
	}
	switch {
	case s.Goto == "":
	case len(all) > 0:
		all = append(all, "Otherwise it goes to "+stepName(script, s.Goto))
	case len(s.Needs) > 0 || len(s.When) > 0:
		all = append(all, "Then it goes to "+stepName(script, s.Goto)+", also if this step is left out")
	default:
		all = append(all, "Then it goes to "+stepName(script, s.Goto))
	}
	return all
}

func stepName(script *dialogue.Script, id string) string {
	return fmt.Sprintf("step %d, %s", script.Index(id)+1, id)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// waitsUntil says when a wait is over: "the next day, at the answer to hour".
func waitsUntil(s *dialogue.Step) string {
	day := "the next day"
	if after, ok := strings.CutPrefix(s.Until, "in "); ok {
		day = after + " later"
	} else if s.Until != "" && s.Until != dialogue.NextDay {
		day = "the next " + strings.ToUpper(s.Until[:1]) + s.Until[1:]
	}
	return day + ", at " + atHour(s.At)
}

// atHour says an hour: "09:00", or that it was chosen.
func atHour(at string) string {
	if strings.HasPrefix(at, "{") {
		return "the hour that the learner chose, " + at
	}
	return at
}

// orList joins words: "a, b or c".
func orList(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
