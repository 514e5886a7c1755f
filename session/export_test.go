package session_test

import (
	"testing"

	"coachline/scripts/dialogue"
	"coachline/session/sessiontest"
)

// TestExportHasTheLanguage shows that the language that a learner chose is among what is given to them.
func TestExportHasTheLanguage(t *testing.T) {
	c := config(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
	lessons := questions("v1", 1)
	translation := *lessons["tiny"]
	translation.Language = "mi"
	lessons["tiny"].Translations = []*dialogue.Script{&translation}
	c.Lessons = lessons
	l := open(t, c)
	for n, want := range []string{"", "mi"} {
		l.take(l.text([]string{"SM1", "SM2"}[n], []string{"GO", "2"}[n]))
		if held := l.held(); held.Language != want {
			t.Errorf("after %d texts the language is %q, want %q", n+1, held.Language, want)
		}
	}
}
