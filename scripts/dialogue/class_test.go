package dialogue_test

import (
	"testing"

	"coachline/scripts/dialogue"
)

// TestEachTurnHasItsClass has a turn of each class, by text and by phone, and none for what nobody said.
func TestEachTurnHasItsClass(t *testing.T) {
	l := newLearner(t)
	for _, turn := range []struct {
		words string
		want  dialogue.Class
	}{
		{"GO", dialogue.ClassCommand},
		{"alpha", dialogue.ClassAnswer},
		{"purple", dialogue.ClassNoMatch},
		{"HELP", dialogue.ClassCommand},
		{"thanks", dialogue.ClassCommand},
		{"is this a bot?", dialogue.ClassQuestion},
		{"STOP", dialogue.ClassOptOut},
		{"START", dialogue.ClassOptIn},
		{"I want to kill myself", dialogue.ClassDistress},
		{"I do not know what to do", dialogue.ClassAnswer}, // the care goes on: it counts once
		{"GO", dialogue.ClassCommand},
		{"This is an automated reply. I am out of the office.", dialogue.ClassMachine},
		{"1", dialogue.ClassAnswer},
		{"you have the wrong number", dialogue.ClassStranger},
	} {
		if l.text(turn.words); l.out.Class != turn.want {
			t.Errorf("%q counts as %q, want %q", turn.words, l.out.Class, turn.want)
		}
	}
	l = newLearner(t)
	for _, turn := range []struct {
		name string
		take func()
		want dialogue.Class
	}{
		{"a call", l.call, dialogue.ClassConnect},
		{"silence", l.silent, dialogue.ClassNoInput},
		{"a key", func() { l.press("1") }, dialogue.ClassAnswer},
		{"a wrong key", func() { l.press("7") }, dialogue.ClassNoMatch},
		{"again", func() { l.press("*") }, dialogue.ClassCommand},
		{"words of distress", func() { l.speak("I want to kill myself") }, dialogue.ClassDistress},
		{"the end of a call", l.hangUp, ""},
		{"a wake-up", l.wake, ""},
	} {
		if turn.take(); l.out.Class != turn.want {
			t.Errorf("%s counts as %q, want %q", turn.name, l.out.Class, turn.want)
		}
	}
	l = newLearner(t)
	l.st.Place.Status = dialogue.Uninvited
	if l.text("hello"); l.out.Class != dialogue.ClassUninvited {
		t.Errorf("somebody uninvited counts as %q", l.out.Class)
	}
}
