package nlu

import "testing"

func TestEmbeddedLexiconsHaveNoFaults(t *testing.T) {
	_, faults := Load(Embedded(), "en")
	for _, f := range faults {
		t.Errorf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
	}
}
