package dialogue

import (
	"testing"
	"time"

	"coachline/scripts/nlu"
)

// TestAnyDayIsOneLearnersWish : ANY DAY lifts the working days for one learner, and WEEKDAYS brings them back. The open question
// waits, and the wish lasts from lesson to lesson.
func TestAnyDayIsOneLearnersWish(t *testing.T) {
	script := &Script{
		Lesson: "one", Steps: []Step{{ID: "open", Kind: FreeText, Prompt: Prompt{Text: "question"}}},
		Phrases: map[string]Prompt{
			PhraseAnyDay: {Text: "any day"}, PhraseWeekdays: {Text: "weekdays"}, PhraseEveryDay: {Text: "every day"}, PhraseRemind: {Text: "remind"},
		},
	}
	rules := Rules{WorkingDay: func(at time.Time) bool { return at.Weekday() != time.Saturday && at.Weekday() != time.Sunday }}
	friday := at(t, auckland, "2026-11-27 12:00")
	st, _ := Advance(script, State{}, Input{Kind: Answer, Channel: Text, Words: "GO", At: friday, Rules: rules})
	says := func(intent nlu.Intent, want string) {
		t.Helper()
		turn := turn{script: script, place: st.Place, answers: Answers{}, before: st.Place, in: Input{At: friday, Channel: Text, Rules: rules}}
		turn.takeMeaning(nlu.Meaning{Intent: intent})
		if len(turn.out.Lines) != 1 || turn.out.Lines[0].Text != want || turn.place.Step != "open" || turn.place.Status != Started {
			t.Errorf("%s: says %+v at %q, want %q", intent, turn.out.Lines, turn.place.Step, want)
		}
		st.Place = turn.place
	}
	texts := func(clock string, want int) {
		t.Helper()
		_, out := Advance(script, st, Input{Kind: Wake, At: at(t, auckland, clock), Rules: rules})
		if len(out.Texts) != want {
			t.Errorf("texts on %s: %+v, want %d", clock, out.Texts, want)
		}
	}
	texts("2026-11-28 09:00", 0)
	says(nlu.AnyDay, "any day")
	texts("2026-11-28 09:00", 1)
	if next := st.Place.TakeUp("one", "v1"); !next.AnyDay {
		t.Error("the wish is lost with the next lesson")
	}
	says(nlu.Weekdays, "weekdays")
	texts("2026-11-28 09:00", 0)
	rules.WorkingDay = nil
	says(nlu.Weekdays, "every day")
}
