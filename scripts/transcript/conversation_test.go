package transcript

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

func tiny() *dialogue.Script {
	phrases := map[string]dialogue.Prompt{}
	for _, name := range dialogue.PhraseNames() {
		phrases[name] = dialogue.Prompt{Text: name}
	}
	return &dialogue.Script{Phrases: phrases, Steps: []dialogue.Step{
		{ID: "hello", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "Hello.", Phone: []dialogue.Line{{Text: "Hi."}, {Pause: 2}}}},
		{ID: "why", Kind: dialogue.FreeText, Prompt: dialogue.Prompt{Text: "Why?"}, NoMatch: []dialogue.Prompt{{Text: "What?"}}},
		{ID: "rest", Kind: dialogue.Wait, At: "09:00"},
		{ID: "bye", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "Bye."}},
	}}
}

func talk() *Conversation {
	return New(tiny(), "", time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
}

func TestPlay(t *testing.T) {
	got, err := talk().Play("; a note\n> [call]\nanything else is written anew\n> [silence]\n> [say mumble (0.1)]\n> [hang up]\n# in 30s\n> so\n# next day 09:00\n")
	if err != nil {
		t.Fatal(err)
	}
	want := `; a note

> [call]
< Hi.
< [pause 2]

> [silence]
< Why?

> [say mumble (0.1)]
< What?
< Why?

> [hang up]

# in 30s
< resume
  
  Why?

> so

# next day 09:00
< Bye.
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	again, err := talk().Play(got)
	if err != nil || again != got {
		t.Errorf("what was played plays otherwise: %v\n%s", err, cmp.Diff(got, again))
	}
}

func TestActErrors(t *testing.T) {
	c := talk()
	for act, want := range map[string]string{
		"hello":            "begins with > or #",
		"# tomorrow":       `want "next day 08:00" or "in 4h"`,
		"# in a while":     "want a span such as 4h",
		"> [press 1]":      "there is no call",
		"> [dance]":        "there is no call",
		"> [call me back]": "there is no call",
	} {
		if _, err := c.Act(act); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", act, err, want)
		}
	}
	if _, err := c.Act("> [call]"); err != nil || !c.OnPhone() {
		t.Fatal(err)
	}
	if _, err := c.Act("> [press x]"); err == nil || !strings.Contains(err.Error(), "want [call], [press 1]") {
		t.Error(err)
	}
}
