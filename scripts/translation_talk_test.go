package scripts_test

import (
	"flag"
	"io/fs"
	"maps"
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

// TestChangingTheLanguageChangesNoAnswer takes part 1 in each language, and with a change of it before each question, and finds the
// same steps, milestones and answers.
func TestChangingTheLanguageChangesNoAnswer(t *testing.T) {
	s, begins := translatedPart1(t)
	said := map[string]string{
		"energy": "3", "hope": "to listen", "definition": "NEXT", "role": "NEXT", "which": "2", "partner": "Mere", "ask_when": "1", "hour": "1",
		"stayed": "the silence", "asked": "2",
	}
	take := func(key string, wishes ...string) (answers dialogue.Answers, steps, reached []string) {
		st, now, listened := dialogue.State{}, begins, 0
		advance := func(in dialogue.Input) {
			in.At, in.Channel = now, dialogue.Text
			st, _ = dialogue.Advance(s, st, in)
		}
		text := func(words string) { advance(dialogue.Input{Kind: dialogue.Answer, Words: words}) }
		text("GO")
		text(key)
		for range 40 {
			switch p := &st.Place; p.Status {
			case dialogue.Waiting:
				now = p.NextWake()
				advance(dialogue.Input{Kind: dialogue.Wake})
				continue
			case dialogue.Ended:
				for _, m := range p.Milestones {
					reached = append(reached, m.Name)
				}
				return st.Answers.Said(), steps, reached
			}
			if len(wishes) > 0 {
				text(wishes[listened%len(wishes)])
				listened++
			}
			steps = append(steps, st.Place.Step)
			text(said[st.Place.Step])
		}
		t.Fatalf("the lesson does not end; it is at %q", st.Place.Step)
		return nil, nil, nil
	}
	answers, steps, reached := take("1")
	for name, other := range map[string]func() (dialogue.Answers, []string, []string){
		"in te reo":           func() (dialogue.Answers, []string, []string) { return take("2") },
		"to and fro":          func() (dialogue.Answers, []string, []string) { return take("1", "te reo", "english") },
		"the same once again": func() (dialogue.Answers, []string, []string) { return take("2", "te reo please") },
	} {
		a, st, r := other()
		if !maps.Equal(answers, a) || !cmp.Equal(steps, st) || !cmp.Equal(reached, r) {
			t.Errorf("%s: %v at %v, reached %v\nwant %v at %v, reached %v", name, a, st, r, answers, steps, reached)
		}
	}
	if answers["energy"] != "tired" {
		t.Errorf("stored: %q", answers["energy"])
	}
}
