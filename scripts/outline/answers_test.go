package outline_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/outline"
)

// inPlaceOf is what a learner texts for an answer of the page that has no key, by how its words begin.
var inPlaceOf = map[string]string{
	"own words": "Roses and rain on the roof.", "a first name": "Hemi", "a number": "7", "any other number": "7", "a day": "in 5 days",
	"any time of day": "7.30pm", "NEXT": "next", "nobody yet": "nobody", "none of them": "none of them", "several of them": "1 and 2", "SKIP": "skip",
}

// TestAnswerShowsTheReplyThatItGets gives each answer of the page to the engine, by key on the phone or by text.
func TestAnswerShowsTheReplyThatItGets(t *testing.T) {
	t.Parallel()
	catalog, err := scripts.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	kinds, err := scripts.Inspect(os.DirFS("../lessons/testdata/kinds"), "every-kind", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range append(catalog.All(), kinds.Script) {
		script := *s
		script.Steps = slices.Clone(s.Steps)
		for i := range script.Steps {
			step := &script.Steps[i]
			step.Replies = maps.Clone(step.Replies)
			for key := range step.Replies {
				step.Replies[key] = dialogue.Prompt{Text: "The reply to " + key + "."}
			}
		}
		for i, step := range outline.Of(&script, "", nil).Steps {
			for _, answer := range step.Answers {
				if got := replyTo(&script, &script.Steps[i], answer); got != shown(answer.Reply) {
					t.Errorf("%s, step %d: to %s %q the engine says %q, and the page %q", s.Lesson, step.N, answer.Key, answer.Words, got, shown(answer.Reply))
				}
				n++
			}
		}
	}
	if n < 60 {
		t.Errorf("it looks at %d answers only", n)
	}
}

// shown is the text of a reply, or its first words on the phone.
func shown(w outline.Wording) string {
	if w.Text == "" && len(w.Phone) > 0 {
		return w.Phone[0].Text
	}
	return w.Text
}

// replyTo is the reply of the engine.
func replyTo(s *dialogue.Script, step *dialogue.Step, answer outline.Answer) string {
	in := dialogue.Input{Kind: dialogue.Answer, At: may, Channel: dialogue.Text, Words: answer.Key}
	if answer.Key == "" {
		in.Words, _, _ = strings.Cut(answer.Words[0], " to ") // of a range the lowest
		for begins, said := range inPlaceOf {
			if strings.HasPrefix(answer.Words[0], begins) {
				in.Words = said
			}
		}
	}
	place := dialogue.Place{}
	place.Status, place.Step, place.Phase, place.Channel, place.LastSeen, place.Texted = dialogue.Started, step.ID, dialogue.Asking, dialogue.Text, may.Add(-time.Minute), true
	if step.Kind == dialogue.Offer {
		in.Channel, in.Keys, in.Words, in.Call, in.Step = dialogue.Phone, strings.TrimPrefix(in.Words, "skip"), "", "CA1", step.ID
		if in.Keys == "" {
			in.Keys = "#"
		}
		place.Channel, place.Call, place.Texted = dialogue.Phone, "CA1", false
	}
	_, out := dialogue.Advance(s, dialogue.State{Place: place}, in)
	for _, line := range out.Lines {
		if strings.HasPrefix(line.Text, "The reply to ") {
			return line.Text
		}
	}
	return ""
}
