package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestLateNextDayTextWaitsForItsHour: a text that is late because the line was down goes out in texting hours of that day, or at
// its hour of another day.
func TestLateNextDayTextWaitsForItsHour(t *testing.T) {
	const text = "prompt after"
	for _, c := range []struct {
		name, hour, wakes string
		hours             dialogue.Hours
		texts             []string
		until, again      string
	}{
		{"in time", "7.30pm", "2026-11-24 19:30", byDay.Hours, []string{text}, "2026-11-24 20:00", ""},
		{"a little late", "7.30pm", "2026-11-24 19:55", byDay.Hours, []string{text}, "2026-11-24 20:00", ""},
		{"later, at night", "7.30pm", "2026-11-24 20:01", byDay.Hours, nil, "", "2026-11-25 19:30"},
		{"the next morning", "7.30pm", "2026-11-25 09:00", byDay.Hours, nil, "", "2026-11-25 19:30"},
		{"the next day at that hour", "7.30pm", "2026-11-25 19:30", byDay.Hours, nil, "", "2026-11-25 19:30"},
		{"the next day after it", "7.30pm", "2026-11-25 19:31", byDay.Hours, nil, "", "2026-11-26 19:30"},
		{"the same day, by day", "8.30", "2026-11-24 18:00", byDay.Hours, []string{text}, "", ""},
		{"the same day, at night", "8.30", "2026-11-24 20:00", byDay.Hours, nil, "", "2026-11-25 08:30"},
		{"at night, as chosen", "3am", "2026-11-24 03:00", byDay.Hours, []string{text}, "2026-11-24 03:30", ""},
		{"the night chosen, later", "3am", "2026-11-24 06:00", byDay.Hours, nil, "", "2026-11-25 03:00"},
		{"the night chosen, by day", "3am", "2026-11-24 08:00", byDay.Hours, []string{text}, "", ""},
		{"past midnight", "11.45pm", "2026-11-25 00:10", byDay.Hours, []string{text}, "2026-11-25 00:15", ""},
		{"long past midnight", "11.30pm", "2026-11-25 01:30", byDay.Hours, nil, "", "2026-11-25 23:30"},
		{"hours past midnight, another day", "11.30pm", "2026-11-25 02:00", dialogue.Hours{From: 22 * 60, To: 6 * 60}, nil, "", "2026-11-25 23:30"},
		{"at any hour of the day", "7.30pm", "2026-11-24 23:59", dialogue.Hours{}, []string{text}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLearner(t)
			l.rules.Hours = c.hours
			l.reach("hour")
			l.text(c.hour)
			l.now = on(t, auckland, c.wakes)
			l.wake()
			l.texts(c.texts...)
			if c.texts != nil {
				if until := l.out.Texts[0].Until; c.until == "" && !until.IsZero() || c.until != "" && !until.Equal(on(t, auckland, c.until)) {
					t.Errorf("may go out at any hour until %v", until)
				}
				return
			}
			l.due(dialogue.TimerWait, on(t, auckland, c.again))
			l.now = on(t, auckland, c.again)
			l.wake()
			l.texts(text)
		})
	}
}

// TestLearnerEndsALateWait: a learner who writes before the late wake-up gets the next step at once, at any hour.
func TestLearnerEndsALateWait(t *testing.T) {
	l := newLearner(t)
	l.reach("hour")
	l.text("7.30pm")
	l.now = on(t, auckland, "2026-11-25 02:00")
	l.text("hello?")
	l.says("prompt after")
}

// TestNextDayTextKeepsItsHourAcrossClockChanges: a learner chooses an hour on the day before the clocks change. The text
// comes at that hour of their clock, once. 02:30 is skipped in spring and comes twice in autumn.
func TestNextDayTextKeepsItsHourAcrossClockChanges(t *testing.T) {
	for _, c := range []struct{ zone, chosen, hour, due string }{
		{auckland, "2026-09-26 10:00", "7.30pm", "2026-09-27T06:30Z"},
		{auckland, "2026-09-26 10:00", "9am", "2026-09-26T20:00Z"},
		{auckland, "2026-09-26 10:00", "1.59am", "2026-09-26T13:59Z"},
		{auckland, "2026-09-26 10:00", "2.30am", "2026-09-26T14:30Z"}, // shown as 03:30
		{auckland, "2026-09-26 10:00", "3am", "2026-09-26T14:00Z"},
		{auckland, "2026-09-26 23:30", "midnight", "2026-09-26T12:00Z"},
		{chatham, "2026-09-26 10:00", "7.30pm", "2026-09-27T05:45Z"},
		{chatham, "2026-09-26 10:00", "3am", "2026-09-26T14:15Z"}, // shown as 04:00
		{chatham, "2026-09-26 10:00", "3.45am", "2026-09-26T14:00Z"},
		{auckland, "2026-04-04 10:00", "7.30pm", "2026-04-05T07:30Z"},
		{auckland, "2026-04-04 10:00", "2.30am", "2026-04-04T13:30Z"}, // the first time
		{auckland, "2026-04-04 10:00", "3am", "2026-04-04T15:00Z"},
		{chatham, "2026-04-04 10:00", "8am", "2026-04-04T19:15Z"},
		{chatham, "2026-04-04 10:00", "3am", "2026-04-04T13:15Z"},
		{chatham, "2026-04-04 10:00", "3.45am", "2026-04-04T15:00Z"},
		{auckland, "2027-04-03 10:00", "8am", "2027-04-03T20:00Z"},
		{chatham, "2027-04-03 10:00", "8am", "2027-04-03T19:15Z"},
	} {
		l := newLearnerAt(t, c.zone, c.chosen)
		l.reach("hour")
		l.text(c.hour)
		due := l.st.Place.NextWake()
		if got := due.UTC().Format("2006-01-02T15:04Z"); got != c.due {
			t.Errorf("%s, %s chosen on %s: due at %s, want %s", c.zone, c.hour, c.chosen, got, c.due)
		}
		l.now = due.Add(-time.Second).In(l.now.Location())
		l.wake()
		l.texts()
		l.now = due.In(l.now.Location())
		l.wake()
		l.texts("prompt after")
		l.wake()
		l.texts()
	}
}
