package lint

import (
	"testing"

	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
)

// TestMeant reads the labels that prompts give to keys.
func TestMeant(t *testing.T) {
	yesNo := answers{lexicon: nlu.For("en-NZ"), yesNo: true}
	for label, want := range map[string]string{
		"For yes": "1", "For no": "2", "if that is right": "1", "If not": "2", "no": "2", "Yes, please": "1", "No thanks": "2", "If it is wrong": "2",
		"to have it texted": "", "if it is correct": "1", "if that's not right": "2", "I did": "", "yeah": "1",
	} {
		if got := yesNo.meant(label); got != want {
			t.Errorf("%q is %q, want %q", label, got, want)
		}
	}
	for label, want := range map[string]bool{
		"no": true, "for no": true, "nope": true, "No thanks": true, "yes": true, "Yes, please": true,
		"no problem": false, "not today": false, "wrong": false, "nothing is wrong": false, "done": false, "right": false, "if not": true, "if it is wrong": false,
	} {
		if got := yesNo.plainly(label); got != want {
			t.Errorf("%q is plainly yes or no: %t, want %t", label, got, want)
		}
	}
	confirm := answers{lexicon: nlu.For("en-NZ"), yesNo: true, confirms: true}
	for label, want := range map[string]bool{"If that is right": true, "if it is wrong": true, "if nothing is wrong": false, "no changes": false} {
		if got := confirm.plainly(label); got != want {
			t.Errorf("%q is plainly yes or no to what is said back: %t, want %t", label, got, want)
		}
	}
	choice := answers{lexicon: nlu.For("en-NZ"), options: []dialogue.Option{
		{Key: "1", Words: []string{"calm", "at ease"}}, {Key: "2", Words: []string{"busy", "rushed"}}, {Key: "3", Words: []string{"tired", "no energy left"}},
	}}
	for label, want := range map[string]string{
		"For calm": "1", "if you're rushed": "2", "if you feel at ease": "1", "tiredness": "3", "Resting": "", "no energy left": "3", "busy but calm": "",
		"two of us": "", "the second": "", "something else": "", "": "", "Rushed off your feet": "2", "for busyness": "2", "calmer": "1", "not tired": "",
	} {
		if got := choice.meant(label); got != want {
			t.Errorf("%q is %q, want %q", label, got, want)
		}
	}
	for _, tt := range []struct {
		label, hour string
		said, same  bool
	}{
		{"8 am", "08:00", true, true},
		{"8 am", "17:30", true, false},
		{"for eight in the morning", "08:00", true, true},
		{"half past five", "17:30", true, true},
		{"half past five", "18:30", true, false},
		{"after work", "17:30", false, false},
		{"5.30pm", "17:30", true, true},
		{"morning", "08:00", false, false},
	} {
		if said, same := choice.hour(tt.label, tt.hour); said != tt.said || same != tt.same {
			t.Errorf("%q for %s: said %t, same %t", tt.label, tt.hour, said, same)
		}
	}
}
