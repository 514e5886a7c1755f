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
		if name.Asks() && k.texted == nil {
			t.Errorf("%s: nobody can answer it by text", name)
		}
		if (name.Asks() || name == dialogue.Offer) && (k.speaking == 0 || k.pressed == nil && k.spoken == nil) {
			t.Errorf("%s: nobody can answer it by phone", name)
		}
	}
}
