package session_test

import (
	"fmt"
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

// chooses is a lesson that ends the first day with this hour for the next.
func chooses(hour string) shelf {
	lessons := questions("v1", 0)
	script := lessons["tiny"]
	script.Steps = []dialogue.Step{
		{ID: "hello", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "Kia ora."}},
		{ID: "night", Kind: dialogue.Wait, At: hour},
		{ID: "stayed", Kind: dialogue.FreeText, Prompt: dialogue.Prompt{Text: "What stayed?"}},
	}
	return lessons
}

// TestNextDayTextAcrossClockChanges finishes a lesson at noon of the day before each change of the clocks, in both zones of New
// Zealand: for each hour that a learner may choose, when the next day's text is due, and that it is sent then and not a
// minute before. A time that is skipped comes as much later as the clocks were put on; of one that comes twice it is the
// first. The hours are the learner's own choice, so they are right at night too.
func TestNextDayTextAcrossClockChanges(t *testing.T) {
	const (
		auckland = "+64211234567" // a mobile: the line's zone
		chatham  = "+6433050123"  // a landline there
	)
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	for n, tt := range []struct {
		number, finished, hour string
		due                    string // UTC
		shown                  string // on the clock there
	}{
		// Summer time begins on 27 September 2026: 02:00 is 03:00 in Auckland, and 02:45 is 03:45 on the Chathams.
		{auckland, "2026-09-26", "01:30", "26 13:30", "01:30"},
		{auckland, "2026-09-26", "02:00", "26 14:00", "03:00"},
		{auckland, "2026-09-26", "02:30", "26 14:30", "03:30"},
		{auckland, "2026-09-26", "03:00", "26 14:00", "03:00"},
		{auckland, "2026-09-26", "08:00", "26 19:00", "08:00"},
		{auckland, "2026-09-26", "17:30", "27 04:30", "17:30"},
		{chatham, "2026-09-26", "02:30", "26 13:45", "02:30"},
		{chatham, "2026-09-26", "02:45", "26 14:00", "03:45"},
		{chatham, "2026-09-26", "03:00", "26 14:15", "04:00"},
		{chatham, "2026-09-26", "03:45", "26 14:00", "03:45"},
		{chatham, "2026-09-26", "08:00", "26 18:15", "08:00"},
		{chatham, "2026-09-26", "17:30", "27 03:45", "17:30"},
		{auckland, "2026-09-27", "08:00", "27 19:00", "08:00"},
		{auckland, "2026-09-25", "08:00", "25 20:00", "08:00"},
		{chatham, "2026-09-25", "08:00", "25 19:15", "08:00"},
		// It ends on 5 April 2026: 03:00 is 02:00 again in Auckland, and 03:45 is 02:45 on the Chathams.
		{auckland, "2026-04-04", "01:30", "04 12:30", "01:30"},
		{auckland, "2026-04-04", "02:00", "04 13:00", "02:00"},
		{auckland, "2026-04-04", "02:30", "04 13:30", "02:30"},
		{auckland, "2026-04-04", "03:00", "04 15:00", "03:00"},
		{auckland, "2026-04-04", "08:00", "04 20:00", "08:00"},
		{auckland, "2026-04-04", "17:30", "05 05:30", "17:30"},
		{chatham, "2026-04-04", "02:30", "04 12:45", "02:30"},
		{chatham, "2026-04-04", "02:45", "04 13:00", "02:45"},
		{chatham, "2026-04-04", "03:30", "04 13:45", "03:30"},
		{chatham, "2026-04-04", "03:45", "04 15:00", "03:45"},
		{chatham, "2026-04-04", "08:00", "04 19:15", "08:00"},
		{auckland, "2026-04-05", "08:00", "05 20:00", "08:00"},
		// And in 2027 on 4 April.
		{auckland, "2027-04-03", "02:30", "03 13:30", "02:30"},
		{auckland, "2027-04-04", "08:00", "04 20:00", "08:00"},
		{chatham, "2027-04-03", "08:00", "03 19:15", "08:00"},
	} {
		t.Run(fmt.Sprint(tt.number[:5], " ", tt.finished, " ", tt.hour), func(t *testing.T) {
			client.FlushDB(t.Context())
			c := config(t, client)
			c.Lessons = chooses(tt.hour)
			c.Rules.Hours = dialogue.Hours{From: 8 * 60, To: 20 * 60}
			c.ZoneOf = func(n e164.Number) string { return n.Zone("NZ") }
			l := open(t, c)
			l.number = number(t, tt.number)
			l.person = l.Store.Person(l.number)
			zone := must(time.LoadLocation(l.zoneOf(tt.number)))
			noon := must(time.ParseInLocation("2006-01-02 15:04", tt.finished+" 12:00", zone))
			turn := l.text(fmt.Sprint("SM", n), "GO")
			turn.Input.At = noon.UTC()
			l.take(turn)
			score := l.client.ZScore(t.Context(), l.only("*{s*}:wake"), l.person.String()).Val()
			due := time.UnixMilli(int64(score)).UTC()
			if got := due.Format("02 15:04"); got != tt.due {
				t.Fatalf("due at %s UTC, want %s", got, tt.due)
			}
			if d := l.wake(due.Add(-time.Minute)); d != nil {
				t.Fatal("sent a minute before")
			}
			d := l.send(due, accepted("SM100"))
			if got := due.In(zone).Format("15:04"); got != tt.shown || d.Body != "What stayed?" {
				t.Errorf("sent at %s there, want %s: %q", got, tt.shown, d.Body)
			}
			if valid := d.Until.Sub(due); valid < 30*time.Minute || valid > 10*time.Hour {
				t.Errorf("valid for %v", valid)
			}
		})
	}
}

// zoneOf is the zone that the line takes a number to be in.
func (l line) zoneOf(number string) string {
	n, _ := e164.FromWire(number)
	if zone := n.Zone("NZ"); zone != "" {
		return zone
	}
	return auckland.String()
}

// TestRemindersAcrossClockChanges: a reminder that falls into the night comes when the texting hours begin on the new
// clock, and the next one a day later by the clock.
func TestRemindersAcrossClockChanges(t *testing.T) {
	for name, tt := range map[string]struct{ asked, first, second string }{
		"summer time begins": {"2026-09-26 21:30", "2026-09-26 19:00", "2026-09-27 19:00"},
		"summer time ends":   {"2026-04-04 21:30", "2026-04-04 20:00", "2026-04-05 20:00"},
		"the day before":     {"2026-09-26 09:30", "2026-09-26 01:30", "2026-09-27 00:30"},
	} {
		t.Run(name, func(t *testing.T) {
			c := config(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
			c.Rules.Hours = dialogue.Hours{From: 8 * 60, To: 20 * 60}
			l := open(t, c)
			turn := l.text("SM1", "GO")
			turn.Input.At = must(time.ParseInLocation("2006-01-02 15:04", tt.asked, auckland))
			l.take(turn)
			for _, want := range []string{tt.first, tt.second} {
				if got := l.nextSent(); got != want {
					t.Errorf("reminded at %s UTC, want %s", got, want)
				}
			}
		})
	}
}

// nextSent takes wake-ups as they fall due until something is sent, and returns when that was.
func (l line) nextSent() string {
	l.t.Helper()
	for range 5 {
		score := l.client.ZScore(l.t.Context(), l.only("*{s*}:wake"), l.person.String()).Val()
		at := time.UnixMilli(int64(score)).UTC()
		if d := l.wake(at); d != nil {
			l.settle(d, at, session.Result{Outcome: session.Accepted, SID: "SM100"})
			return at.Format("2006-01-02 15:04")
		}
	}
	l.t.Fatal("nothing is sent")
	return ""
}
