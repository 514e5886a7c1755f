package scripts

import (
	"maps"
	"slices"
	"testing"

	"coachline/scripts/dialogue"
)

// A kind of step that lesson files or check do not know yet is found here.
func TestEveryKindHasItsParts(t *testing.T) {
	if got, want := slices.Sorted(maps.Keys(kinds)), slices.Sorted(slices.Values(dialogue.StepKinds)); !slices.Equal(got, want) {
		t.Fatalf("kinds has %v; the engine has %v", got, want)
	}
	for _, name := range dialogue.StepKinds {
		k := kinds[name]
		if !slices.Contains(forms, k.form) || (k.form == "ask") != name.Asks() {
			t.Errorf("%s: its form is %q", name, k.form)
		}
		for _, key := range k.keys {
			if !slices.Contains(stepKeys, key) {
				t.Errorf("%s: no step has a key %q", name, key)
			}
		}
		if k.bounds == nil || k.limits == nil || k.bounded == nil || k.conditions == nil || k.said == nil || k.told == nil {
			t.Errorf("%s: its row lacks a function", name)
			continue
		}
		if _, _, ok := k.limits(&dialogue.Step{Choices: []dialogue.Option{{Key: "1"}}}); ok != name.TakesRanges() {
			t.Errorf("%s: it has limits: %v; the engine takes ranges: %v", name, ok, name.TakesRanges())
		}
		if keeps := slices.Contains(k.keys, "keep"); keeps != (k.longest != nil) {
			t.Errorf("%s: its answers are kept: %v; they have a longest one: %v", name, keeps, k.longest != nil)
		}
		if name.Asks() && k.texted == nil {
			t.Errorf("%s: nobody can answer it by text", name)
		}
		if (name.Asks() || name == dialogue.Offer) && (k.speaking == 0 || k.pressed == nil && k.spoken == nil) {
			t.Errorf("%s: nobody can answer it by phone", name)
		}
	}
}

// A kind of step that does not understand what it is answered with is found here: each of its answers, by text and by phone, moves
// the learner on or is said back to be confirmed.
func TestEveryKindUnderstandsItsAnswers(t *testing.T) {
	for _, name := range dialogue.StepKinds {
		step := dialogue.Step{ID: "q", Kind: name, Prompt: dialogue.Prompt{Text: "Q?"}, Open: name == dialogue.Choice}
		if name == dialogue.Choice || name == dialogue.Hour {
			step.Choices = []dialogue.Option{{Key: "1", Words: []string{"calm"}, Hour: "08:00"}, {Key: "2", Words: []string{"busy"}, Hour: "20:00"}}
		}
		if name == dialogue.Several || name == dialogue.Scale {
			step.Choices = []dialogue.Option{{Key: "1", Words: []string{"calm"}}, {Key: "2", Words: []string{"busy"}}}
		}
		if name == dialogue.Number {
			step.Most = 24
		}
		script := &dialogue.Script{Lesson: "l", Version: "v", Language: "en-NZ", Steps: []dialogue.Step{
			step, {ID: "end", Kind: dialogue.FreeText, Prompt: dialogue.Prompt{Text: "End?"}},
		}}
		for _, by := range []struct {
			channel dialogue.Channel
			answers answers
			input   func(string) dialogue.Input
		}{
			{dialogue.Text, kinds[name].texted, func(a string) dialogue.Input { return dialogue.Input{Words: a} }},
			{dialogue.Phone, kinds[name].pressed, func(a string) dialogue.Input { return dialogue.Input{Keys: a} }},
			{dialogue.Phone, kinds[name].spoken, func(a string) dialogue.Input { return dialogue.Input{Words: a, Spoken: true} }},
		} {
			begin := dialogue.Input{Kind: dialogue.Answer, At: now, Channel: by.channel, Words: "GO"}
			if by.channel == dialogue.Phone {
				begin = dialogue.Input{Kind: dialogue.Connect, At: now, Channel: by.channel, Call: "CA1"}
			}
			open, _ := dialogue.Advance(script, dialogue.State{}, begin)
			for _, answer := range by.answers.of(&step, "Mere") {
				if open.Place.Step != "q" {
					t.Fatalf("%s, by %s: it begins at %q", name, by.channel, open.Place.Step)
				}
				in := by.input(answer)
				in.Kind, in.At, in.Channel, in.Call, in.Step, in.Prompt = dialogue.Answer, now, by.channel, "CA1", "q", open.Place.Prompt
				next, _ := dialogue.Advance(script, open, in)
				if p := next.Place; p.Step == "q" && p.Phase != dialogue.Confirming {
					t.Errorf("%s, by %s: %q is not understood", name, by.channel, answer)
				}
			}
		}
	}
}
