package scripts

import (
	"testing"

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
