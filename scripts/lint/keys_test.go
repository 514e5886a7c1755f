package lint

import (
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// asking is a lesson with one question, which is said by phone and by text.
func asking(kind dialogue.StepKind, role Role, said string, words ...string) *Lesson {
	step := dialogue.Step{ID: "mood", Kind: kind}
	for i, w := range words {
		step.Choices = append(step.Choices, dialogue.Option{Key: string(rune('1' + i)), Words: strings.Split(w, "/")})
	}
	return &Lesson{
		Script: &dialogue.Script{Steps: []dialogue.Step{step}}, Language: "en-NZ",
		Texts: []Text{{Role: role, Both: true, Said: said}},
	}
}

// TestRightPromptsPass has prompts whose keys are right, in wordings that are easy to misread.
func TestRightPromptsPass(t *testing.T) {
	for _, tt := range []struct {
		said  string
		words []string
	}{
		// The last label is a paraphrase, or something follows the last key.
		{"Press 1 for calm, 2 for busy, or 3 for worn out.", nil},
		{"Reply 1 for calm, 2 for busy, 3 for worn out.", nil},
		{"How are you? 1 calm, 2 busy, 3 worn out.", nil},
		{"Press 1 for calm, 2 for busy, 3 for tired. To hear it again, press star.", nil},
		{"Press 1 if calm, 2 if busy, 3 if tired. Press star to hear it again.", nil},
		{"Press 1 for calm, 2 for busy, 3 for tired, or press 0 for help.", nil},
		{"Text 1 if calm, 2 if busy, 3 if tired. Or text 4 or 5 words.", nil},
		{"For worn out, press 3. For busy, press 2. Press 1 if calm.", nil},
		{"If you are calm, press 1. If busy, 2. Press 3 for worn out.", nil},
		{"1 for the second rule, 2 for the first rule, 3 for both", []string{"second rule", "first rule", "both rules"}},
		// A number in a label, or after the list.
		{"1 fewer than 5, 2 about 5, 3 more than 5", []string{"fewer than 5", "about 5", "more than 5"}},
		{"1 under 3, 2 up to 6, 3 over 6", []string{"under 3", "up to 6", "over 6"}},
		{"1 calm, 2 busy, 3 tired. Take 5 breaths before you answer; 4 in, 6 out.", nil},
	} {
		if tt.words == nil {
			tt.words = []string{"calm", "busy", "tired"}
		}
		for _, f := range keys(asking(dialogue.Choice, Question, tt.said, tt.words...)) {
			if f.Severity == Error {
				t.Errorf("%q: %s", tt.said, f.Message)
			}
		}
	}
	for _, said := range []string{
		"If you are not busy, press 1. If you are, press 2.", "1 no problem, 2 not today", "1 something is wrong, 2 nothing is wrong",
		"Press 1 if it is not done, 2 if it is done.", "{p}? If nothing is wrong, press 1. If it is wrong, press 2.", "{p}: 1 no changes, 2 change it",
	} {
		for _, role := range []Role{Question, Confirm} {
			for _, f := range keys(asking(dialogue.YesNo, role, said)) {
				if f.Severity == Error {
					t.Errorf("%s %q: %s", role, said, f.Message)
				}
			}
		}
	}
}

// TestWrongPromptsDoNotPass has prompts whose keys are wrong, in like wordings.
func TestWrongPromptsDoNotPass(t *testing.T) {
	for _, tt := range []struct {
		kind          dialogue.StepKind
		said, message string
	}{
		{dialogue.Choice, "Press 1 for busy, 2 for calm, or 3 for worn out.", "is said to be key 1, but it is 2"},
		{dialogue.Choice, "For busy, press 1. For calm, press 2. For worn out, press 3.", "is said to be key 1, but it is 2"},
		{dialogue.Choice, "How are you? 1 busy, 2 tired, 3 calm", "is said to be key 1, but it is 2"},
		{dialogue.Choice, "Option 1 is busy, option 2 is calm", `"calm" is said to be key 2`},
		{dialogue.Choice, "1 calm, 2 busy, 3 tired, 4 none", "key 4 is offered"},
		{dialogue.YesNo, "For nope, press 1. For yes, press 2.", "is said to be key 1, but it is 2"},
		{dialogue.YesNo, "1 no thanks, 2 yes please", "is said to be key 2, but it is 1"},
	} {
		var all []string
		for _, f := range keys(asking(tt.kind, Question, tt.said, "calm", "busy", "tired")) {
			all = append(all, f.Message)
		}
		if !strings.Contains(strings.Join(all, "\n"), tt.message) {
			t.Errorf("%q: want %q, found %q", tt.said, tt.message, all)
		}
	}
}

// TestLongListsAreReadQuickly holds the reading of keys to a time that a quadratic one exceeds by far.
func TestLongListsAreReadQuickly(t *testing.T) {
	begun := time.Now()
	keys(asking(dialogue.Choice, Question, strings.Repeat("1, ", 3000), "calm", "busy"))
	mentions(strings.Repeat("1, ", 3000))
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
}
