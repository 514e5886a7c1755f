package scripts

import (
	"testing"

	"coachline/scripts/lint"
)

func TestFaultIsShownWithItsLineAndACaret(t *testing.T) {
	f := faultAt(pos{"my.yaml", 12, 7}, `unknown key "sya; x"; did you mean "say"?`)
	f.show(`    - sya: Kia ora`)
	want := "my.yaml:12:7: unknown key \"sya; x\"; did you mean \"say\"?\n12 |     - sya: Kia ora\n   |       ^~~"
	if got := f.Shown(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if f.Message != `unknown key "sya; x"` || f.Cure != `did you mean "say"?` {
		t.Errorf("message %q, cure %q", f.Message, f.Cure)
	}
	f.Severity = lint.Hint
	if got := f.Shown()[:24]; got != "my.yaml:12:7: hint: unkn" {
		t.Errorf("got %q", got)
	}
}
