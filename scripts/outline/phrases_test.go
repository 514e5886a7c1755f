package outline_test

import (
	"slices"
	"testing"

	"coachline/scripts/dialogue"
	"coachline/scripts/outline"
)

// TestEveryPhraseSaysWhen names when each phrase is said.
func TestEveryPhraseSaysWhen(t *testing.T) {
	t.Parallel()
	names := slices.Concat(dialogue.PhraseNames(), dialogue.PhrasesOfLanguages())
	s := &dialogue.Script{Phrases: map[string]dialogue.Prompt{}}
	for _, name := range names {
		s.Phrases[name] = dialogue.Prompt{Text: "For English, press {language_key}."}
	}
	l := outline.Of(s, "", nil)
	seen := map[string]bool{}
	for _, group := range l.Groups {
		for _, p := range group.Phrases {
			if seen[p.Name] || p.When == "" {
				t.Errorf("phrase %s: stands there twice, or does not say when it is said", p.Name)
			}
			seen[p.Name] = true
		}
	}
	for _, name := range names {
		if !seen[name] {
			t.Errorf("phrase %s is missing", name)
		}
	}
	if want := []outline.Fill{{Name: dialogue.FillLanguageKey, Means: "the key that chooses the language"}}; !slices.Equal(l.Fills, want) {
		t.Errorf("the names in braces are %v, want %v", l.Fills, want)
	}
}

// TestPhraseWithoutWordsIsLeftOut has no entry for what the line does not say.
func TestPhraseWithoutWordsIsLeftOut(t *testing.T) {
	t.Parallel()
	s := &dialogue.Script{Phrases: map[string]dialogue.Prompt{dialogue.PhraseBounds: {}, dialogue.PhraseAside: {Text: "Thanks."}}}
	groups := outline.Of(s, "", nil).Groups
	if len(groups) != 1 || len(groups[0].Phrases) != 1 || groups[0].Phrases[0].Name != dialogue.PhraseAside {
		t.Errorf("the groups are %v, want aside alone", groups)
	}
}
