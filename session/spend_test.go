package session_test

import (
	"testing"
	"time"

	"coachline/session"
	"coachline/session/sessiontest"
)

// TestSpendCountsADay: what fits is counted, once over all processes; what must go out is counted in any case; each thing that an
// operator should hear is said once a day; and the next day begins anew.
func TestSpendCountsADay(t *testing.T) {
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	redis := "redis://" + sessiontest.Miniredis(t).Addr()
	one := session.NewSpend(sessiontest.Dial(t, redis), 10, zone)
	two := session.NewSpend(sessiontest.Dial(t, redis), 10, zone)
	night := time.Date(2026, 11, 23, 23, 0, 0, 0, zone)
	for i, step := range []struct {
		by       *session.Spend
		at       time.Time
		segments int
		anyway   bool
		want     session.Spent
	}{
		{one, night, 2, false, session.Spent{Counted: true, Segments: 2}},
		{two, night, 5, false, session.Spent{Counted: true, Segments: 7}},
		{two, night, 1, false, session.Spent{Counted: true, Segments: 8, Most: true}},
		{one, night, 1, true, session.Spent{Counted: true, Segments: 9}},
		{one, night, 2, false, session.Spent{Segments: 9, All: true}},
		{two, night, 2, false, session.Spent{Segments: 9}},
		{two, night, 1, false, session.Spent{Counted: true, Segments: 10}},
		{one, night, 3, true, session.Spent{Counted: true, Segments: 13}},
		{one, night, -4, true, session.Spent{Counted: true, Segments: 9}},
		{one, night, 11, false, session.Spent{Segments: 9, Long: true}},
		{one, night.Add(time.Hour), 2, false, session.Spent{Counted: true, Segments: 2}},
	} {
		got, err := step.by.Count(t.Context(), step.at, step.segments, step.anyway)
		if err != nil || got != step.want {
			t.Errorf("%d: %+v, %v; want %+v", i, got, err, step.want)
		}
	}
	if n, err := two.Today(t.Context(), night); n != 9 || err != nil {
		t.Errorf("%d segments today, %v", n, err)
	}
	if next := one.NextDay(night); !next.Equal(night.Add(time.Hour)) {
		t.Errorf("the next day begins at %v", next)
	}
}

// TestNextDayIsAlwaysAnotherDay: also where the clocks go forward at midnight, which then does not exist.
func TestNextDayIsAlwaysAnotherDay(t *testing.T) {
	for zone, days := range map[string]map[string]string{
		"America/Santiago": {"2026-09-05T12:00:00": "2026-09-06T01:00:00-03:00", "2026-09-05T23:59:59": "2026-09-06T01:00:00-03:00", "2026-04-04T12:00:00": "2026-04-05T00:00:00-04:00"},
		"America/Havana":   {"2026-03-07T22:00:00": "2026-03-08T01:00:00-04:00"},
		"America/Asuncion": {"2023-09-30T22:00:00": "2023-10-01T01:00:00-03:00"},
		"Pacific/Apia":     {"2011-12-29T22:00:00": "2011-12-31T00:00:00+14:00"},
		"Pacific/Auckland": {"2026-09-26T22:00:00": "2026-09-27T00:00:00+12:00", "2026-12-31T00:00:00": "2027-01-01T00:00:00+13:00"},
	} {
		place, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		spend := session.NewSpend(nil, 10, place)
		for day, want := range days {
			at, err := time.ParseInLocation("2006-01-02T15:04:05", day, place)
			if err != nil {
				t.Fatal(err)
			}
			if got := spend.NextDay(at).Format(time.RFC3339); got != want {
				t.Errorf("%s: the day after %s begins at %s, want %s", zone, day, got, want)
			}
		}
	}
}
