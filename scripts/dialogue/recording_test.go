package dialogue_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

// TestRecordingIsOfAllThatAPromptSpeaks: each line keeps its words, for a voice that has to read them.
func TestRecordingIsOfAllThatAPromptSpeaks(t *testing.T) {
	for _, c := range []struct {
		prompt dialogue.Prompt
		want   []dialogue.Line
	}{
		{dialogue.Prompt{Text: "One."}, []dialogue.Line{{Text: "One."}}},
		{dialogue.Prompt{Text: "One.", Audio: "a.mp3"}, []dialogue.Line{{Text: "One.", Audio: "a.mp3"}}},
		{
			dialogue.Prompt{Phone: []dialogue.Line{{Pause: 2}, {Text: "Two."}}, Audio: "a.mp3"},
			[]dialogue.Line{{Pause: 2, Audio: "a.mp3"}, {Text: "Two.", Recorded: true}},
		},
		{dialogue.Prompt{Audio: "a.mp3"}, nil},
	} {
		before := append([]dialogue.Line(nil), c.prompt.Phone...)
		if diff := cmp.Diff(c.want, c.prompt.Spoken()); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff(before, c.prompt.Phone); diff != "" {
			t.Errorf("the script has changed: %s", diff)
		}
	}
}

// TestSecondStarInARowIsSlow: the first one repeats the prompt, and anything else in between begins anew.
func TestSecondStarInARowIsSlow(t *testing.T) {
	l := newLearner(t)
	l.call()
	slow := func(when string, want bool) {
		t.Helper()
		if l.out.Slow != want {
			t.Errorf("%s: slow is %v", when, l.out.Slow)
		}
	}
	slow("at first", false)
	for _, c := range []struct {
		does string
		act  func()
		want bool
	}{
		{"a star while something is explained", func() { l.press("*") }, false},
		{"another star", func() { l.press("*") }, true},
		{"a third one", func() { l.press("*") }, true},
		{"the next prompt", func() { l.silent() }, false},
		{"a star there", func() { l.press("*") }, false},
		{"something not understood", func() { l.press("8") }, false},
		{"a star after it", func() { l.press("*") }, false},
		{"asking in words", func() { l.speak("say that again") }, true},
	} {
		c.act()
		slow(c.does, c.want)
	}
}
