package transcript_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
	"coachline/scripts/transcript"
)

func TestCircumstancesComeBack(t *testing.T) {
	chatham, err := time.LoadLocation("Pacific/Chatham")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]transcript.Circumstances{
		"all":  {time.Date(2027, 4, 4, 2, 50, 0, 0, chatham), "Te Aroha", "mi", "Te Pou", true, "Replying\nis \\charged.", map[string]string{"contact": "Ask Jo.", "a": "b"}, dialogue.Answers{"part-1/hope": "less\ntalk"}},
		"bare": {Begins: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)},
	} {
		usual := transcript.Circumstances{Begins: time.Now(), Name: "Aroha", Footer: "usual"}
		back, err := usual.In("; A note.\n" + c.String() + "\n> GO\n; name Mere\n")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c, back, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) && a.Location().String() == b.Location().String() })); diff != "" {
			t.Errorf("%s (-written +read):\n%s", name, diff)
		}
	}
}

func TestCircumstancesThatAreNone(t *testing.T) {
	usual := transcript.Circumstances{Name: "Aroha"}
	if c, err := usual.In("; with settings\n\n> GO\n"); err != nil || c.Name != "Aroha" {
		t.Errorf("other notes change something: %v, %v", c, err)
	}
	for _, note := range []string{"begins", "begins today UTC", "begins 2026-11-23 10:00 Middle/Earth"} {
		_, err := usual.In("; " + note + "\n")
		if err == nil {
			t.Errorf("%q is taken", note)
		}
	}
}
