package scripts

import (
	"strings"
	"testing"
)

// asking is a lesson that asks for a number and for own words.
const asking = `lesson: asking
title: Asking
language: en-NZ
voice: Polly.Aria-Neural
budget: {segments: 9, minutes: 5}
steps:
  - {id: shifts, ask: How many shifts?, kind: number, max: 14}
  - {id: words, ask: What stayed?, kind: text}
  - {id: own, ask: How many hours?, kind: number, max: 24, no-match: [Own., Own twice.]}
  - {id: bye, say: Bye., milestone: finished}
`

const (
	general        = "reprompts: {no-match: [General %., General % twice.]}\n"
	ofKind         = "reprompts: {kinds: {number: {no-match: [Kind %., Kind % twice.]}}}\n"
	generalAndKind = "reprompts: {no-match: [General %., General % twice.], kinds: {number: {no-match: [Kind %., Kind % twice.]}}}\n"
)

// TestRepromptsOfAKind: the nearest file that has any counts, and within it those of the kind of question.
func TestRepromptsOfAKind(t *testing.T) {
	in := func(file, src string) string { return strings.ReplaceAll(src, "%", file) }
	const builtIn, builtInKind = "Sorry, I did not follow that. A few words are enough, or SKIP.", "Sorry, I did not follow that. One number, in digits, or SKIP."
	for name, c := range map[string]struct {
		lesson, phrases string // of the files
		shifts, words   string // the first reprompt of these steps
	}{
		"neither file":              {"", "", builtInKind, builtIn},
		"older phrases of a folder": {"", general, "General phrases.", "General phrases."},
		"a kind in the phrases":     {"", ofKind, "Kind phrases.", builtIn},
		"both in the phrases":       {"", generalAndKind, "Kind phrases.", "General phrases."},
		"older lesson":              {general, generalAndKind, "General lesson.", "General lesson."},
		"a kind in the lesson":      {ofKind, general, "Kind lesson.", "General phrases."},
		"a kind in each":            {ofKind, generalAndKind, "Kind lesson.", "General phrases."},
	} {
		read, faults := load(folder(map[string]string{"asking.yaml": asking + in("lesson", c.lesson), "phrases.yaml": in("phrases", c.phrases)}), "", "")
		if len(faults) > 0 {
			t.Fatalf("%s: %v", name, faults)
		}
		s := read.lessons[0].Script
		for id, want := range map[string]string{"shifts": c.shifts, "words": c.words, "own": "Own."} {
			if got := s.Steps[s.Index(id)].NoMatch[0].Text; got != want {
				t.Errorf("%s: %s says %q, want %q", name, id, got, want)
			}
		}
		for _, p := range read.phrases.passages {
			if p.key == "number no-match 1" && c.lesson == "" && p.prompt.Text != c.shifts {
				t.Errorf("%s: checks %q, which nobody is told", name, p.prompt.Text)
			}
		}
	}
}

// TestRepromptsOfAKindInATranslation: they are said of the kind where a translation has them, and else those of all questions.
func TestRepromptsOfAKindInATranslation(t *testing.T) {
	const words = "title: He patai\nphrases: {language: {text: \"Te reo: {language_key}.\", phone: \"Te reo {language_key}.\"}}\n"
	in := func(file, src string) string { return strings.ReplaceAll(src, "%", file) }
	for name, c := range map[string]struct {
		lesson, translation, phrases string
		shifts                       string
		missing                      bool
	}{
		"of the kind":                 {"", generalAndKind, general, "Kind mi.", false},
		"of all":                      {"", general, generalAndKind, "General mi.", false},
		"of the language":             {"", "", generalAndKind, "Kind phrases.mi.", false},
		"of the language, older":      {"", "", general, "General phrases.mi.", false},
		"the lesson has some itself":  {ofKind, "", generalAndKind, "Kind lesson.", true},
		"the lesson's are translated": {ofKind, ofKind, generalAndKind, "Kind mi.", false},
	} {
		read, faults := load(folder(map[string]string{
			"asking.yaml": asking + in("lesson", c.lesson), "asking.mi.yaml": words + in("mi", c.translation), "phrases.mi.yaml": in("phrases.mi", c.phrases),
		}), "", "")
		if len(faults) > 0 {
			t.Fatalf("%s: %v", name, faults)
		}
		mi := read.lessons[0].Script.In("mi")
		if got := mi.Steps[mi.Index("shifts")].NoMatch[0].Text; got != c.shifts {
			t.Errorf("%s: says %q, want %q", name, got, c.shifts)
		}
		missing := false
		for _, gap := range read.lessons[0].Translations()[0].Missing {
			missing = missing || gap == Gap{"", "reprompts no-match"}
		}
		if missing != c.missing {
			t.Errorf("%s: missing %v, want %v", name, missing, c.missing)
		}
	}
}
