package scripts

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"coachline/scripts/dialogue"
	"coachline/scripts/lint"
)

// keyInPrompt finds what a prompt of the lessons built in calls a key: a digit alone, or the word in "One: do what I did".
var keyInPrompt = regexp.MustCompile(`\b[1-8]\b|\b(?:One|Two|Three):`)

// TestSwappedKeysAreCaught swaps each two keys in each prompt of the lessons built in.
func TestSwappedKeysAreCaught(t *testing.T) {
	read, faults := load(Embedded(), "", "")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	swaps := 0
	for _, lesson := range read.lessons {
		c := newChecker(lesson, "", nil, read)
		l, _ := c.linted()
		for _, text := range l.Texts {
			if text.Step < 0 || !hasKeys(&lesson.Script.Steps[text.Step], text.Role) {
				continue
			}
			at := keyInPrompt.FindAllStringIndex(text.Said, -1)
			for a := range at {
				for _, b := range at[a+1:] {
					first, second := text.Said[at[a][0]:at[a][1]], text.Said[b[0]:b[1]]
					if first == second {
						continue
					}
					text := text
					text.Said = text.Said[:at[a][0]] + second + text.Said[at[a][1]:b[0]] + first + text.Said[b[1]:]
					swaps++
					found := lint.Run(&lint.Lesson{Script: l.Script, Language: l.Language, Texts: []lint.Text{text}})
					caught := slices.ContainsFunc(found, func(f lint.Finding) bool { return f.Severity == lint.Error && f.Rule == "keys" })
					if !caught {
						t.Errorf("%s: not caught: %q", lesson.Script.Steps[text.Step].ID, text.Said)
					}
				}
			}
		}
	}
	if swaps < 60 {
		t.Errorf("only %d swaps were tried", swaps)
	}
}

// hasKeys reports whether a prompt names the keys of answers.
func hasKeys(step *dialogue.Step, role lint.Role) bool {
	return role == lint.Confirm || role == lint.Question && len(step.Kind.Options(step.Choices)) > 0
}

// TestAuthorsPageHasEachRule finds each rule on the page for authors.
func TestAuthorsPageHasEachRule(t *testing.T) {
	page := authorsPage(t)
	for _, rule := range lint.Rules() {
		if !strings.Contains(page, "\n| `"+rule+"` |") {
			t.Errorf("lessons/README.md does not say what the rule %q finds", rule)
		}
	}
}
