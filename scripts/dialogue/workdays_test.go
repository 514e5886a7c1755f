package dialogue_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
	"coachline/scripts/holidays"
)

// working are the working days of a region.
func working(t *testing.T, region string) func(time.Time) bool {
	t.Helper()
	works, known := holidays.WorkingDay(region)
	if !known {
		t.Fatalf("%s is not known", region)
	}
	return works
}

// TestWindowIsHoursOnWorkingDays has the line's holidays on the learner's clock, wherever that is.
func TestWindowIsHoursOnWorkingDays(t *testing.T) {
	t.Parallel()
	nights := dialogue.Hours{From: 22 * 60, To: 6 * 60}
	for _, c := range []struct {
		name, region, zone string
		hours              dialogue.Hours
		at, next, closes   string // closes is the end of the window that opens at next
	}{
		{"a Friday", "NZ", auckland, byDay.Hours, "2026-11-27 19:59", "2026-11-27 19:59", "2026-11-27 20:00"},
		{"a Friday night", "NZ", auckland, byDay.Hours, "2026-11-27 20:00", "2026-11-30 08:00", "2026-11-30 20:00"},
		{"a Sunday", "NZ", auckland, byDay.Hours, "2026-11-29 12:00", "2026-11-30 08:00", "2026-11-30 20:00"},
		{"before Monday's hours", "NZ", auckland, byDay.Hours, "2026-11-30 07:59", "2026-11-30 08:00", "2026-11-30 20:00"},
		{"Christmas", "NZ", auckland, byDay.Hours, "2026-12-24 20:00", "2026-12-29 08:00", "2026-12-29 20:00"},
		{"New Year", "NZ", auckland, byDay.Hours, "2027-12-31 20:00", "2028-01-05 08:00", "2028-01-05 20:00"},
		{"Easter in Southland", "NZ-STL", auckland, byDay.Hours, "2026-04-02 20:00", "2026-04-08 08:00", "2026-04-08 20:00"},
		{"Easter, when summer time ends", "NZ", auckland, byDay.Hours, "2026-04-02 20:00", "2026-04-07 08:00", "2026-04-07 20:00"},
		{"summer time begins", "NZ", auckland, byDay.Hours, "2026-09-25 20:00", "2026-09-28 08:00", "2026-09-28 20:00"},
		{"Chatham's own day", "NZ-CIT", "Pacific/Chatham", byDay.Hours, "2026-11-27 20:00", "2026-12-01 08:00", "2026-12-01 20:00"},
		{"Chatham, when summer time ends", "NZ", "Pacific/Chatham", dialogue.Hours{}, "2026-04-03 12:00", "2026-04-07 00:00", "2026-04-11 00:00"},
		{"Waitangi Day in London", "NZ", "Europe/London", byDay.Hours, "2026-02-05 20:00", "2026-02-09 08:00", "2026-02-09 20:00"},
		{"a bank holiday in London", "NZ", "Europe/London", byDay.Hours, "2026-05-04 12:00", "2026-05-04 12:00", "2026-05-04 20:00"},
		{"a day behind in Honolulu", "NZ", "Pacific/Honolulu", byDay.Hours, "2026-07-09 21:00", "2026-07-13 08:00", "2026-07-13 20:00"},
		{"a night that ends at midnight", "NZ", auckland, nights, "2026-11-27 23:00", "2026-11-27 23:00", "2026-11-28 00:00"},
		{"a night before Monday", "NZ", auckland, nights, "2026-11-28 00:00", "2026-11-30 00:00", "2026-11-30 06:00"},
		{"a night between working days", "NZ", auckland, nights, "2026-11-26 12:00", "2026-11-26 22:00", "2026-11-27 06:00"},
		{"all day", "NZ", auckland, dialogue.Hours{}, "2026-11-28 12:00", "2026-11-30 00:00", "2026-12-05 00:00"},
	} {
		rules := dialogue.Rules{Hours: c.hours, WorkingDay: working(t, c.region)}
		window, at := rules.UnaskedWindow(false), on(t, c.zone, c.at)
		next := window.Next(at)
		if want := on(t, c.zone, c.next); !next.Equal(want) || !window.Open(next) || window.Open(at) != at.Equal(want) {
			t.Errorf("%s: from %v the next time is %v, want %v", c.name, at, next, want)
		}
		if closes := window.Close(next); !closes.Equal(on(t, c.zone, c.closes)) || window.Open(closes) {
			t.Errorf("%s: closes at %v, want %s", c.name, closes, c.closes)
		}
		for _, lifted := range []dialogue.Window{rules.UnaskedWindow(true), rules.AskedWindow()} {
			if got, want := lifted.Next(at), c.hours.Next(at); !got.Equal(want) {
				t.Errorf("%s: on any day the next time is %v, want %v", c.name, got, want)
			}
		}
		rules.Rehearsal = time.Second
		if !rules.UnaskedWindow(false).Open(at) {
			t.Errorf("%s: closed in a rehearsal", c.name)
		}
	}
}

// TestACalendarWithoutWorkingDaysEnds has the engine safe with any rules.
func TestACalendarWithoutWorkingDaysEnds(t *testing.T) {
	t.Parallel()
	window := dialogue.Window{Hours: byDay.Hours, WorkingDay: func(time.Time) bool { return false }}
	at := on(t, auckland, "2026-11-27 12:00")
	if next := window.Next(at); next.Before(at.AddDate(1, 0, 0)) || !window.Close(at).IsZero() {
		t.Errorf("opens at %v", next)
	}
}

// TestWhatNobodyAskedForKeepsToWorkingDays goes over a long weekend: Labour Day is 26 October.
func TestWhatNobodyAskedForKeepsToWorkingDays(t *testing.T) {
	at := func(l *learner, clock string) time.Time { return on(l.t, auckland, clock) }
	for _, c := range []struct {
		name  string
		makes func(l *learner)
		timer string
		text  string
	}{
		{"an invitation", func(l *learner) {
			l.st.Place.Status = dialogue.Uninvited
			l.now = at(l, "2026-10-24 09:00")
			l.invite("a")
		}, dialogue.TimerInvite, inviteText},
		{"a second text", func(l *learner) {
			l.st.Place.Status = dialogue.Uninvited
			l.now = at(l, "2026-10-22 09:00")
			l.invite("a", again)
			l.sends(time.Hour, inviteText)
			l.now = at(l, "2026-10-25 09:00")
		}, dialogue.TimerInvite, againText},
		{"a nudge", func(l *learner) {
			l.st.Place.Status = dialogue.Uninvited
			l.now = at(l, "2026-10-22 09:00")
			l.invite("a")
			l.sends(time.Hour, inviteText)
			l.now = at(l, "2026-10-24 09:00")
			if why := l.nudge("a"); why != "" {
				l.t.Fatal(why)
			}
		}, dialogue.TimerNudge, againText},
		{"a reminder", func(l *learner) {
			l.now = at(l, "2026-10-24 09:00")
			l.text("GO")
			l.now = at(l, "2026-10-24 13:00")
		}, dialogue.TimerRemind, "phrase remind / prompt choice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLearner(t)
			l.rules.WorkingDay = working(t, "NZ")
			c.makes(l)
			l.wake()
			l.texts()
			l.due(c.timer, at(l, "2026-10-27 08:00"))
			l.now = at(l, "2026-10-27 08:00")
			l.wake()
			l.texts(c.text)
			if m := l.out.Texts[0]; !m.Unasked || !m.Until.IsZero() {
				t.Errorf("the text is %+v, want one that nobody asked for", m)
			}
		})
	}
}

// TestReminderKeepsItsTimeOfDayOverAWeekend : the second reminder comes at the time of the first.
func TestReminderKeepsItsTimeOfDayOverAWeekend(t *testing.T) {
	l := newLearnerAt(t, auckland, "2026-11-27 11:00")
	l.rules.WorkingDay = working(t, "NZ")
	l.text("GO")
	l.pass(4 * time.Hour)
	l.wake()
	l.texts("phrase remind / prompt choice")
	l.due(dialogue.TimerRemind, on(t, auckland, "2026-11-30 15:00"))
}

// TestWhatTheLearnerChoseComesOnAnyDay : the next day's text at the hour that they chose, and the text after a call.
func TestWhatTheLearnerChoseComesOnAnyDay(t *testing.T) {
	l := newLearnerAt(t, auckland, "2026-11-27 12:00")
	l.rules.WorkingDay = working(t, "NZ")
	l.reach("hour")
	l.text("7.30pm")
	l.now = on(t, auckland, "2026-11-28 19:30")
	l.wake()
	l.texts("prompt after")
	if l.out.Texts[0].Unasked {
		t.Error("the next day's text waits for a working day")
	}

	l = newLearnerAt(t, auckland, "2026-11-28 12:00")
	l.rules.WorkingDay = working(t, "NZ")
	l.call()
	l.hangUp()
	l.pass(time.Minute)
	l.wake()
	if len(l.out.Texts) != 1 || l.out.Texts[0].Unasked {
		t.Errorf("after a call on a Saturday the line texts %+v", l.out.Texts)
	}
}

// TestNothingThatWaitsForAWorkingDayIsLost : whenever a learner is invited, wherever they are, the invitation goes out once, at
// the first time that it may.
func TestNothingThatWaitsForAWorkingDayIsLost(t *testing.T) {
	t.Parallel()
	works := working(t, "NZ-STL")
	rapid.Check(t, func(r *rapid.T) {
		zone := rapid.SampledFrom([]string{auckland, "Pacific/Chatham", "Europe/London", "Pacific/Honolulu"}).Draw(r, "zone")
		minute := rapid.IntRange(0, 24*60-1)
		l := newLearnerAt(t, zone, "2026-01-01 00:00")
		l.rules.Hours = dialogue.Hours{From: minute.Draw(r, "from"), To: minute.Draw(r, "to")}
		l.rules.WorkingDay = works
		l.now = l.now.Add(time.Duration(rapid.IntRange(0, 3*365*24*60).Draw(r, "minutes")) * time.Minute)
		l.st.Place.Status, l.st.Place.AnyDay = dialogue.Uninvited, rapid.Bool().Draw(r, "any day")
		l.invite("a")
		want, texts := l.rules.UnaskedWindow(l.st.Place.AnyDay).Next(l.now), 0
		for range 20 {
			due := l.st.Place.NextWake()
			if due.IsZero() {
				break
			}
			l.now = due.In(l.now.Location())
			if l.wake(); len(l.out.Texts) > 0 {
				texts++
				if !l.now.Equal(want) || !l.st.Place.AnyDay && !works(l.now) || !l.rules.Hours.Open(l.now) {
					r.Fatalf("texts at %v, want %v", l.now, want)
				}
			}
		}
		if texts != 1 {
			r.Fatalf("texts %d times", texts)
		}
	})
}
