package session

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestHeldTextsKeepTheirOrderAndAreNotLost: texts that a day's limit has put off come in the order in which they were made, at the
// hour at which texts may begin, and do not expire however long that goes on.
func TestHeldTextsKeepTheirOrderAndAreNotLost(t *testing.T) {
	day := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	window := dialogue.Window{Hours: dialogue.Hours{From: 8 * 60, To: 20 * 60}}
	open := day.Add(8 * time.Hour)
	last := time.Time{}
	for _, made := range []time.Duration{-60 * 24 * time.Hour, -9 * 24 * time.Hour, -30 * time.Hour, -2 * time.Hour, -time.Hour} {
		e := Entry{Kind: EntryText, State: EntrySending, Made: day.Add(made), Attempts: 1}
		e.settle(Result{At: day.Add(-time.Minute), Outcome: Held, RetryAfter: time.Minute}, time.Minute)
		if e.State != EntryWaiting || e.Attempts != 0 {
			t.Errorf("made %v: %s after %d attempts", made, e.State, e.Attempts)
		}
		due := e.afterHold(window, e.Due)
		if due.Before(open) || due.After(open.Add(holdOrder)) || !due.After(last) {
			t.Errorf("made %v: due at %v, after %v", made, due, last)
		}
		last = due
		o := outbox{Entries: []Entry{e}}
		if o.expire(day.Add(2*24*time.Hour), doubt{}); o.Entries[0].State != EntryWaiting {
			t.Errorf("made %v: it is lost", made)
		}
	}
}
