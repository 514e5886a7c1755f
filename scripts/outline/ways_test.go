package outline_test

import (
	"strings"
	"testing"

	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/outline"
)

// TestConditionOfSeveralChoices says that an answer had a choice among others.
func TestConditionOfSeveralChoices(t *testing.T) {
	t.Parallel()
	s := &dialogue.Script{Steps: []dialogue.Step{
		{ID: "helped", Kind: dialogue.Several, Choices: []dialogue.Option{{Key: "1", Words: []string{"walks"}}, {Key: "2", Words: []string{"music"}}}},
		{ID: "some", Kind: dialogue.Say, When: []dialogue.Condition{{Step: "helped", Is: []string{"1", "2"}}}},
		{ID: "few", Kind: dialogue.Say, When: []dialogue.Condition{{Step: "helped", Is: []string{"1", dialogue.Skipped}}}},
	}}
	for i, want := range []string{"", "Only if helped (step 1) included “walks” or “music”", "Only if helped (step 1) included “walks” or was skipped"} {
		if got := strings.Join(outline.Of(s, "", nil).Steps[i].If, "; "); got != want {
			t.Errorf("step %d: %q, want %q", i+1, got, want)
		}
	}
}

// TestOfferAsksNothingByText has no segments for the replies to an offer.
func TestOfferAsksNothingByText(t *testing.T) {
	t.Parallel()
	s := &dialogue.Script{Steps: []dialogue.Step{{ID: "link", Kind: dialogue.Offer, Replies: map[string]dialogue.Prompt{"1": {Text: "It is on its way."}}}}}
	reply := outline.Of(s, "", nil).Steps[0].Answers[0].Reply
	if reply.Text != "" || reply.Segments != 0 || len(reply.Phone) != 1 {
		t.Errorf("the reply to yes is %+v, want it on the phone alone", reply)
	}
}

// TestQuestionsHaveAThickEdge counts the steps with the edge of a question, as the page says it.
func TestQuestionsHaveAThickEdge(t *testing.T) {
	t.Parallel()
	s := &dialogue.Script{}
	for _, kind := range dialogue.StepKinds {
		s.Steps = append(s.Steps, dialogue.Step{ID: string(kind), Kind: kind})
	}
	thick := 0
	for _, b := range outline.Draw(s, nil).Boxes {
		asks := strings.HasPrefix(b.Class, "asks")
		if asks {
			thick++
		}
		if asks && b.Name == "continue" || !asks && b.Name == "offer" {
			t.Errorf("a step of kind %s has the class %q", b.Name, b.Class)
		}
	}
	if page := words(t, outline.PageOf(scripts.Report{Script: s}, "", nil, may, "")); thick != outline.Of(s, "", nil).Questions() || !strings.Contains(page, "offers on the phone") {
		t.Errorf("%d steps have a thick edge, and %d ask something", thick, outline.Of(s, "", nil).Questions())
	}
}
