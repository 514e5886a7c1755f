package scripts

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

// A learner stays on the version that they began, so a version is its content and nothing else.
func TestVersionIsContent(t *testing.T) {
	parse := func(parts ...string) *dialogue.Script {
		l, err := Parse("good.yaml", []byte(edit(t, parts...)), shortPhrases(t))
		if err != nil {
			t.Fatal(err)
		}
		return l.Script
	}
	first := parse()
	if again := parse("title: A good lesson", "# As it was.\ntitle: 'A good lesson'"); again.Version != first.Version {
		t.Error("another version with the same content")
	}
	if other := parse("What stayed?", "What stayed"); other.Version == first.Version {
		t.Error("the same version with another text")
	}
	first.Values = map[string]string{"link": "x"}
	if version(first) != first.Version {
		t.Error("settings are a part of the version")
	}
}

// grown is a step as a later program may have it.
type grown struct {
	dialogue.Step
	Hint    string
	Hints   []string
	Aliases map[string]dialogue.Prompt
	Echo    dialogue.Prompt
	Loud    bool
	Seconds int
	Ratio   float64
	Next    *grown
}

func TestUnusedNewFieldKeepsVersion(t *testing.T) {
	l, err := Parse("good.yaml", []byte(good), shortPhrases(t))
	if err != nil {
		t.Fatal(err)
	}
	var later []grown
	for _, step := range l.Script.Steps {
		later = append(later, grown{Step: step, Hints: []string{}, Aliases: map[string]dialogue.Prompt{}})
	}
	before := contentHash(l.Script.Steps)
	if contentHash(later) != before {
		t.Error("a field that no step uses makes another version")
	}
	for name, use := range map[string]func(*grown){
		"text": func(s *grown) { s.Hint = "x" }, "list": func(s *grown) { s.Hints = []string{""} },
		"prompt": func(s *grown) { s.Echo.Text = "x" }, "flag": func(s *grown) { s.Loud = true }, "number": func(s *grown) { s.Seconds = 1 },
	} {
		used := append([]grown{}, later...)
		use(&used[1])
		if contentHash(used) == before {
			t.Errorf("%s: a field that a step uses makes no other version", name)
		}
	}
}

func TestVersionKeepsItemsApart(t *testing.T) {
	type list struct{ Words []string }
	if contentHash(list{[]string{"", "a"}}) == contentHash(list{[]string{"a", ""}}) || contentHash(list{[]string{"a"}}) == contentHash(list{[]string{"a", ""}}) {
		t.Error("empty items of a list do not count")
	}
}

// TestBuiltInLessonsKeepTheirVersion: learners are in the middle of these lessons. Keys that a later program knows leave the versions as
// they are. Whoever changes the words of a lesson or of phrases.yaml writes the new ones here.
func TestBuiltInLessonsKeepTheirVersion(t *testing.T) {
	read, faults := load(Embedded(), "", "")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	got := map[string]string{}
	for _, l := range read.lessons {
		got[l.Script.Lesson] = l.Script.Version
	}
	want := map[string]string{"peer-coaching-1": "4fbd5a693ce3", "peer-coaching-2": "d480498b0d61", "peer-coaching-3": "043571cc16a9"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}

	// Before lessons had several choices, scales, numbers, dates and recordings, only HELP on the phone had other words.
	before := map[string]string{"peer-coaching-1": "2f445b815ebc", "peer-coaching-2": "8a027c6e9aba", "peer-coaching-3": "593c263ff54a"}
	for _, l := range read.lessons {
		help := l.Script.Phrases[dialogue.PhraseHelp]
		help.Phone = slices.Clone(help.Phone)
		for i := range help.Phone {
			help.Phone[i].Text = strings.ReplaceAll(help.Phone[i].Text, "Star repeats, and star again says it slowly. Hash skips, and", "Star repeats, hash skips, and")
		}
		l.Script.Phrases[dialogue.PhraseHelp] = help
		if got := version(l.Script); got != before[l.Script.Lesson] {
			t.Errorf("%s with HELP as it was: version %s, want %s", l.Script.Lesson, got, before[l.Script.Lesson])
		}
	}
}
