package nlu

import (
	"os"
	"regexp"
	"slices"
	"testing"
)

// TestKindRowsAreTheConstants: kindRows has a row for each kind in the source. A kind without one has no bit, so no rule for some
// kinds would hold at it.
func TestKindRowsAreTheConstants(t *testing.T) {
	src, err := os.ReadFile("kinds.go")
	if err != nil {
		t.Fatal(err)
	}
	var constants []Kind
	for _, found := range regexp.MustCompile(`(?m)^\t\w+ +Kind = "(.+?)"`).FindAllSubmatch(src, -1) {
		constants = append(constants, Kind(found[1]))
	}
	slices.Sort(constants)
	if got := slices.Sorted(slices.Values(kinds)); !slices.Equal(got, constants) {
		t.Errorf("kindRows has %q; the constants are %q", got, constants)
	}
}
