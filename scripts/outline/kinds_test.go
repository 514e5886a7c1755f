package outline

import (
	"maps"
	"slices"
	"testing"

	"coachline/scripts/dialogue"
)

// TestEveryKindHasARow: the page knows each kind of step.
func TestEveryKindHasARow(t *testing.T) {
	if got, want := slices.Sorted(maps.Keys(kinds)), slices.Sorted(slices.Values(dialogue.StepKinds)); !slices.Equal(got, want) {
		t.Errorf("the page knows the kinds %q; the engine has %q", got, want)
	}
	for name, row := range kinds {
		if row.words == "" || row.free == nil || row.bounds == nil || row.none == "" {
			t.Errorf("kind %q lacks words", name)
		}
	}
}
