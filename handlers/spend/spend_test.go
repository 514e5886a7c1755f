package spend

import (
	"log/slog"
	"testing"
	"time"

	"coachline/session"
	"coachline/session/sessiontest"
)

// TestUnsentGivesBackToItsDay: a text that was counted before midnight and refused after it is given back to the first day, and one
// that was not counted is not given back.
func TestUnsentGivesBackToItsDay(t *testing.T) {
	redis := sessiontest.Miniredis(t)
	now := time.Date(2026, 11, 27, 23, 59, 59, 0, time.UTC)
	kept := session.NewSpend(sessiontest.Dial(t, "redis://"+redis.Addr()), 2, time.UTC)
	m := New(Config{Spend: kept, Clock: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	today := func(at time.Time, want int) {
		t.Helper()
		if n, err := kept.Today(t.Context(), at); n != want || err != nil {
			t.Errorf("%s has %d segments, %v; want %d", at.Format(time.DateOnly), n, err, want)
		}
	}
	begun := &session.Dispatch{Kind: session.EntryText, Body: "Kia ora", Begun: true}
	evening := now
	taken, err := m.Take(t.Context(), begun)
	if !taken.OK || err != nil {
		t.Fatalf("%+v, %v", taken, err)
	}
	today(evening, 1)
	now = now.Add(6 * time.Second)
	m.Unsent(t.Context(), begun, taken)
	today(evening, 0)
	today(now, 0)

	answer := &session.Dispatch{Kind: session.EntryText, Body: "Ka pai"}
	redis.SetError("out of order")
	if taken, err = m.Take(t.Context(), answer); !taken.OK || err != nil {
		t.Fatalf("an answer without a count: %+v, %v", taken, err)
	}
	redis.SetError("")
	m.Unsent(t.Context(), answer, taken)
	today(now, 0)

	for range 2 {
		if taken, err = m.Take(t.Context(), begun); !taken.OK || err != nil {
			t.Fatalf("%+v, %v", taken, err)
		}
	}
	if taken, err = m.Take(t.Context(), begun); taken.OK || !taken.Until.Equal(time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)) || err != nil {
		t.Errorf("over the limit: %+v, %v", taken, err)
	}
	m.Unsent(t.Context(), begun, taken)
	today(now, 2)
}
