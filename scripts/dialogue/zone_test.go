package dialogue

import (
	"testing"
	"time"
)

// TestZoneIsReadFromAText: only a text that says where the learner is sets the zone.
func TestZoneIsReadFromAText(t *testing.T) {
	script := &Script{Phrases: map[string]Prompt{
		PhraseZone: {Text: "in {place}"}, PhraseZoneUnknown: {Text: "where?"}, PhraseWaiting: {Text: "waits"},
	}, Steps: []Step{
		{ID: "own", Kind: FreeText}, {ID: "open", Kind: Choice, Open: true}, {ID: "closed", Kind: Choice}, {ID: "wait", Kind: Wait, At: "19:30"},
	}}
	for _, c := range []struct {
		words, step string
		status      Status
		says, zone  string
	}{
		{"ZONE Perth", "own", Started, "in Perth", "Australia/Perth"},
		{"timezone Sydney", "open", Started, "in Sydney", "Australia/Sydney"},
		{"Time zone: Chatham", "closed", Started, "in Chatham", "Pacific/Chatham"},
		{"my timezone is Vancouver now", "own", Started, "in Vancouver", "America/Vancouver"},
		{"zone", "own", Started, "where?", ""},
		{"ZONE Atlantis", "own", Started, "where?", ""},
		{"I'm in Rarotonga now", "closed", Started, "in Rarotonga", "Pacific/Rarotonga"},
		{"I am now in the UK", "wait", Waiting, "in the UK", "Europe/London"},
		{"I've moved to Dunedin", "wait", Waiting, "in Dunedin", "Pacific/Auckland"},
		{"I'm in Perth", "own", Started, "", ""},
		{"I'm in Perth", "open", Started, "", ""},
		{"I'm in a meeting now", "wait", Waiting, "waits", ""},
		{"in the zone", "wait", Waiting, "waits", ""},
	} {
		now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
		st := State{Place: Place{
			LessonPlace: LessonPlace{Status: c.status, Step: c.step, Timers: []Timer{{TimerWait, now.Add(time.Hour)}}}, StepPlace: StepPlace{Texted: true},
		}}
		_, out := Advance(script, st, Input{Kind: Answer, Channel: Text, Words: c.words, At: now})
		said := ""
		if len(out.Lines) > 0 {
			said = out.Lines[0].Text
		}
		if said != c.says || out.Zone != c.zone {
			t.Errorf("%q at %s: %q, zone %q; want %q, %q", c.words, c.step, said, out.Zone, c.says, c.zone)
		}
	}
}

// TestMoveKeepsTheChosenHour: a move keeps the hour that the learner chose, and the instant of every other timer.
func TestMoveKeepsTheChosenHour(t *testing.T) {
	for _, c := range []struct{ from, due, to, want string }{
		{auckland, "2026-11-24 19:30", "Australia/Perth", "2026-11-24 19:30"},
		{auckland, "2026-11-24 19:30", "Pacific/Rarotonga", "2026-11-24 19:30"},
		{"Australia/Perth", "2026-11-24 19:30", chatham, "2026-11-24 19:30"},
		{"Pacific/Rarotonga", "2026-09-27 02:30", auckland, "2026-09-27 03:30"}, // an hour that is skipped there
	} {
		due := at(t, c.from, c.due)
		from, to := due.Location(), at(t, c.to, c.due).Location()
		place := Place{LessonPlace: LessonPlace{Timers: []Timer{{TimerRemind, due}, {TimerWait, due.UTC()}}}}
		moved := place.InZone(from, to)
		if got, _ := moved.timer(TimerWait); !got.Equal(at(t, c.to, c.want)) {
			t.Errorf("%s in %s, moved to %s: %v", c.due, c.from, c.to, got)
		}
		if got, _ := moved.timer(TimerRemind); !got.Equal(due) {
			t.Errorf("a reminder moves to %v", got)
		}
		if was, _ := place.timer(TimerWait); !was.Equal(due) {
			t.Error("the place that was moved is changed")
		}
	}
}
