package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts"
	"coachline/scripts/transcript"
)

// TestChatSaves has conversations in the terminal whose transcripts, played again, say the same.
func TestChatSaves(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args  []string
		typed string
		env   []string
	}{
		"by text":  {nil, "2\nto listen\nNEXT\nnext\n2\nMere\n1\n7.30pm\nthe pause\n1\n", []string{"COACHLINE_TEXT_FOOTER=Replying is charged."}},
		"by phone": {[]string{"--phone", "--name", "Aroha"}, "\n\n\n2\nsay it (0.2)\n[hang up]\n# in 30s\n", nil},
		"settings": {nil, "2\nSKIP\nNEXT\nNEXT\n2\n", []string{"COACHLINE_SETTING_CONTACT=Ask Jo.", "COACHLINE_SETTING_ARTICLE_URL=https://example.org/a"}},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "saved.txt")
			w := world{ctx: context.Background(), env: c.env, in: strings.NewReader(c.typed), out: io.Discard, errs: new(logs), now: time.Now}
			if code := run(w, append([]string{"chat", "--save", file}, c.args...)); code != exitDone {
				t.Fatalf("chat ended with %d: %s", code, w.errs)
			}
			saved, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Count(string(saved), "\n> ") < 4 {
				t.Fatalf("the transcript is short:\n%s", saved)
			}
			if diff := cmp.Diff(string(saved), playedAgain(t, string(saved))); diff != "" {
				t.Errorf("played again, the line says something else (-saved +played):\n%s", diff)
			}
		})
	}
}

// playedAgain is a saved transcript as the line of today has it.
func playedAgain(t *testing.T, saved string) string {
	t.Helper()
	catalog, err := scripts.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	script, _ := catalog.Current("peer-coaching-1")
	var unset transcript.Circumstances
	noted, err := unset.In(saved)
	if err != nil {
		t.Fatal(err)
	}
	played, err := noted.Begin(script).Play(saved)
	if err != nil {
		t.Fatal(err)
	}
	return played
}
