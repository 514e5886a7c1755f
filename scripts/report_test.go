package scripts_test

import (
	"strings"
	"testing"
	"time"

	"coachline/scripts"
	"coachline/scripts/dialogue"
)

// TestSecondsAreRoundedUp shows a step's time as the page to sign does.
func TestSecondsAreRoundedUp(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	r := scripts.Report{Steps: []scripts.StepCost{{ID: "one", Kind: dialogue.Say, Speech: 1200 * time.Millisecond}}}
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if row := strings.Fields(strings.Split(b.String(), "\n")[3]); row[len(row)-1] != "2" {
		t.Errorf("1.2 seconds are shown as %q, want 2", row)
	}
}

// TestReadingNamesTheHardestStep has a hard step that the average of a lesson hides.
func TestReadingNamesTheHardestStep(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	r := scripts.Report{
		Steps:   []scripts.StepCost{{ID: "one", Kind: dialogue.Say}},
		Reading: scripts.Reading{Years: 1.2, Words: 6, Hardest: "one", Most: 11.6},
	}
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if want := "reading:  1 year of school on the whole, 6 words in a sentence; the hardest step is one, with about 12 years\n"; !strings.Contains(b.String(), want) {
		t.Errorf("the report has no %q:\n%s", want, b.String())
	}
}
