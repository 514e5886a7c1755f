package scripts_test

import (
	"flag"
	"io/fs"
	"os"
	"testing"
	"testing/fstest"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/transcript"
)

const talkInTwoLanguages = "testdata/translation/peer-coaching-1.mi.changing-over.txt"

// translatedPart1 is part 1 with its translation, and when the learner begins.
func translatedPart1(t *testing.T) (*dialogue.Script, time.Time) {
	t.Helper()
	folder := fstest.MapFS{}
	for _, from := range []fs.FS{scripts.Embedded(), os.DirFS("testdata/translation")} {
		for _, name := range []string{"peer-coaching-1.yaml", "peer-coaching-1.mi.yaml", "phrases.yaml", "phrases.mi.yaml"} {
			if src, err := fs.ReadFile(from, name); err == nil {
				folder[name] = &fstest.MapFile{Data: src}
			}
		}
	}
	catalog, err := scripts.Open(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := catalog.Current("peer-coaching-1")
	return s, time.Date(2026, 11, 23, 10, 0, 0, 0, zone)
}

func TestTranscriptInTwoLanguages(t *testing.T) {
	s, begins := translatedPart1(t)
	written, err := os.ReadFile(talkInTwoLanguages)
	if err != nil {
		t.Fatal(err)
	}
	played, err := transcript.Circumstances{Begins: begins, Name: "Aroha"}.Begin(s).Play(string(written))
	if err != nil {
		t.Fatal(err)
	}
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.WriteFile(talkInTwoLanguages, []byte(played), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(written), played); diff != "" {
		t.Errorf("the line says something else by now; if that is meant, run with -update (-written +played):\n%s", diff)
	}
}
