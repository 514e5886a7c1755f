package outline

import (
	"fmt"
	"regexp"
	"slices"

	"coachline/scripts/dialogue"
)

// Fill is a name in braces, and what stands in its place when the line says it.
type Fill struct{ Name, Means string }

// inBraces finds names such as {name}.
var inBraces = regexp.MustCompile(`\{[^{}]*\}`)

// fillWords explain the names that every lesson has.
var fillWords = map[string]string{
	dialogue.FillName:         "the learner’s first name, if it is known",
	dialogue.FillTitle:        "the title of the lesson",
	dialogue.FillStep:         "the number of the question",
	dialogue.FillSteps:        "how many questions there are",
	dialogue.FillWhen:         "the day and hour of the next text, such as “Tuesday at 9am”",
	dialogue.FillKeys:         "the keys of the question, such as “1, 2 or 3”",
	dialogue.FillRange:        "what the open question takes, such as 1 to 24",
	dialogue.FillAbout:        "the subject of the step, as it stands beside its name here",
	dialogue.FillAnswers:      "how many answers are kept, such as “3 answers”",
	dialogue.FillKept:         "how long answers are kept, such as “until 24 December”",
	dialogue.FillPlace:        "the place that the learner named",
	dialogue.FillRenamed:      "the corrected name",
	dialogue.FillBy:           "the name of the manager who invites",
	dialogue.FillMinutes:      "how many minutes the lesson takes at most",
	dialogue.FillLine:         "the number to ring",
	dialogue.FillLink:         "the address of the learner’s own record",
	dialogue.FillErased:       "the day on which the first answers are erased",
	dialogue.FillNext:         "the title of the next part",
	dialogue.FillDone:         "how many parts are done",
	dialogue.FillParts:        "how many parts there are",
	dialogue.FillCourse:       "the title of the course",
	dialogue.FillCode:         "the code with which a new number takes the record along",
	dialogue.FillOrganisation: "who runs the line",
	dialogue.FillPrivacy:      "the address of the page about privacy",
	dialogue.FillLanguageKey:  "the key that chooses the language",

	dialogue.FillLearnerNumber: "the learner’s number",
}

// fillsOf are all names in braces that a script says, in the order in which they come.
func fillsOf(s *dialogue.Script) (all []Fill) {
	seen := map[string]bool{}
	find := func(text string) {
		for _, found := range inBraces.FindAllString(text, -1) {
			if name := found[1 : len(found)-1]; !seen[name] {
				seen[name] = true
				all = append(all, Fill{name, meaning(s, name)})
			}
		}
	}
	prompts := func(list ...dialogue.Prompt) {
		for _, p := range list {
			find(p.Text)
			for _, line := range p.Phone {
				find(line.Text)
			}
		}
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		prompts(step.Prompt, step.Confirm, step.Forward, step.Remind)
		for _, key := range sortedKeys(step.Replies) {
			prompts(step.Replies[key])
		}
		prompts(slices.Concat(step.NoInput, step.NoMatch)...)
		find(step.At)
		find(step.Missing)
	}
	for _, e := range s.Earlier {
		find("{" + e.Name + "}")
		find(e.Missing)
	}
	for _, name := range slices.Concat(sortedKeys(s.Phrases), dialogue.PhrasesOfPassingOn()) {
		prompts(s.Phrase(name))
	}
	return all
}

// meaning says what stands in the place of a name in braces.
func meaning(s *dialogue.Script, name string) string {
	if words, ok := fillWords[name]; ok {
		return words
	}
	if slices.Contains(s.Settings, name) {
		return "a setting of whoever runs the line"
	}
	if i := s.Index(name); i >= 0 {
		return fmt.Sprintf("the answer to step %d of %s%s", i+1, s.Lesson, otherwise(s.Steps[i].Missing))
	}
	for _, e := range s.Earlier {
		if e.Name == name {
			return fmt.Sprintf("in %s the answer to step %s of %s%s", s.Lesson, e.Step, e.Lesson, otherwise(e.Missing))
		}
	}
	return "nothing that this lesson knows"
}

// otherwise is what is said if there is no answer.
func otherwise(missing string) string {
	if missing == "" {
		return ", or nothing if there is none"
	}
	return ", or “" + missing + "” if there is none"
}

// Run is a piece of a text: words, or a name in braces.
type Run struct {
	Words string
	Fill  bool
}

// runs takes a text apart.
func runs(text string) (all []Run) {
	from := 0
	for _, at := range inBraces.FindAllStringIndex(text, -1) {
		if at[0] > from {
			all = append(all, Run{text[from:at[0]], false})
		}
		all = append(all, Run{text[at[0]:at[1]], true})
		from = at[1]
	}
	if from < len(text) {
		all = append(all, Run{text[from:], false})
	}
	return all
}
