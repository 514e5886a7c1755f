package dialogue

import "testing"

// TestEveryKindHasARow: each kind of step has a complete row in the engine's table.
func TestEveryKindHasARow(t *testing.T) {
	for _, k := range StepKinds {
		if row, ok := kinds[k]; !ok || row.asked == "" || row.pressed == nil {
			t.Errorf("kind %q has no row, or not all of it", k)
		}
	}
	if len(kinds) != len(StepKinds) {
		t.Errorf("%d rows for %d kinds", len(kinds), len(StepKinds))
	}
}
