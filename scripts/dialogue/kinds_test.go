package dialogue

import (
	"reflect"
	"strings"
	"testing"
)

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

// TestEachFieldOfAPlaceHasItsNumber: no two fields of a stored place have the same number. Both would be lost without an error.
func TestEachFieldOfAPlaceHasItsNumber(t *testing.T) {
	taken := map[string]string{}
	var walk func(of reflect.Type)
	walk = func(of reflect.Type) {
		for i := range of.NumField() {
			field := of.Field(i)
			number, _, _ := strings.Cut(field.Tag.Get("cbor"), ",")
			switch {
			case field.Anonymous:
				walk(field.Type)
			case number == "", taken[number] != "":
				t.Errorf("%s has number %q, and so has %q", field.Name, number, taken[number])
			default:
				taken[number] = field.Name
			}
		}
	}
	walk(reflect.TypeFor[Place]())
	if len(taken) < 30 {
		t.Errorf("it looks at %d fields only", len(taken))
	}
}
