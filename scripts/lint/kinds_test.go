package lint

import (
	"maps"
	"slices"
	"testing"

	"coachline/scripts/dialogue"
)

// TestEveryKindHasARow: the rules know each kind of step.
func TestEveryKindHasARow(t *testing.T) {
	if got, want := slices.Sorted(maps.Keys(kinds)), slices.Sorted(slices.Values(dialogue.StepKinds)); !slices.Equal(got, want) {
		t.Errorf("the rules know the kinds %q; the engine has %q", got, want)
	}
	for name, row := range kinds {
		if row.answers == nil || row.stray == nil {
			t.Errorf("kind %q lacks a function", name)
		}
	}
}
