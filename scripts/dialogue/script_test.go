package dialogue_test

import "coachline/scripts/dialogue"

// two returns two different reprompts.
func two(a, b string) []dialogue.Prompt { return []dialogue.Prompt{{Text: a}, {Text: b}} }

// everything is a script with a step of each kind, a jump and a repeat.
func everything() *dialogue.Script {
	phrases := map[string]dialogue.Prompt{}
	for _, name := range dialogue.PhraseNames() {
		phrases[name] = dialogue.Prompt{Text: "phrase " + name}
	}
	options := []dialogue.Option{{Key: "1", Words: []string{"alpha"}, Hour: "08:00"}, {Key: "2", Words: []string{"beta"}, Hour: "17:00"}}
	s := &dialogue.Script{
		Lesson: "everything", Language: "en-NZ", Voice: "v", Phrases: phrases, Values: map[string]string{"set": "value"},
		Steps: []dialogue.Step{
			{ID: "say", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "Hello {name}."}},
			{ID: "unset", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "{missing}"}, Needs: []string{"missing"}},
			{ID: "choice", About: "choosing", Kind: dialogue.Choice, Choices: options, Open: true, Keep: dialogue.KeepPrivate},
			{ID: "closed", Kind: dialogue.Choice, Choices: options, Jumps: map[string]string{"2": "text"}},
			{ID: "skipped", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "You chose alpha."}},
			{ID: "text", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate},
			{ID: "go", Kind: dialogue.Continue},
			{ID: "offer", Kind: dialogue.Offer, Needs: []string{"set"}},
			{ID: "name", Kind: dialogue.Name, Keep: dialogue.KeepPrivate, Missing: "somebody"},
			{ID: "more", Kind: dialogue.YesNo, Repeat: dialogue.Repeat{From: "go", Times: 2}},
			{ID: "hour", Kind: dialogue.Hour, Choices: options, Keep: dialogue.KeepForget, Missing: "9am", Needs: []string{"number"}},
			{ID: "wait", Kind: dialogue.Wait, At: "{hour}"},
			{ID: "after", Kind: dialogue.YesNo, Keep: dialogue.KeepPrivate, Milestone: dialogue.MilestoneReflected},
		},
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		if step.Prompt.Empty() && step.Kind != dialogue.Wait {
			step.Prompt.Text = "prompt " + step.ID
		}
		step.Confirm.Text = "confirm {" + step.ID + "}"
		step.NoInput, step.NoMatch = two("silent 1", "silent 2"), two("unclear 1", "unclear 2")
	}
	return s
}
