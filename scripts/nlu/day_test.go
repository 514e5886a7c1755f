package nlu

import (
	"testing"
	"time"
)

// TestDayOn finds the date of a day that somebody names on Wednesday 25 November 2026.
func TestDayOn(t *testing.T) {
	now := time.Date(2026, time.November, 25, 18, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		day  Day
		want string
	}{
		{Day{Today: true}, "2026-11-25"},
		{Day{In: 1}, "2026-11-26"},
		{Day{In: 14}, "2026-12-09"},
		{Day{Named: true, Weekday: time.Thursday}, "2026-11-26"},
		{Day{Named: true, Weekday: time.Wednesday}, "2026-12-02"},
		{Day{Named: true, Weekday: time.Sunday}, "2026-11-29"},
		{Day{Named: true, Weekday: time.Sunday, Next: true}, "2026-12-06"},
		{Day{Named: true, Weekday: time.Monday, Next: true}, "2026-11-30"},
		{Day{Named: true, Weekday: time.Friday, Next: true}, "2026-12-04"},
		{Day{Named: true, Weekday: time.Monday, In: 7}, "2026-12-07"},
		{Day{Date: 26}, "2026-11-26"},
		{Day{Date: 25}, "2026-12-25"},
		{Day{Date: 15}, "2026-12-15"},
		{Day{Date: 15, In: 1}, "2026-12-16"},
		{Day{Date: 31}, "2026-12-31"},
		{Day{Date: 27, Next: true}, "2026-12-27"},
		{Day{Date: 1, Month: time.December}, "2026-12-01"},
		{Day{Date: 24, Month: time.November}, "2027-11-24"},
		{Day{Date: 31, Month: time.December, In: 1}, "2027-01-01"},
		{Day{Date: 29, Month: time.February}, "2028-02-29"},
		{Day{Date: 32}, "2026-11-25"},
	} {
		if got := c.day.On(now).Format(time.DateOnly); got != c.want {
			t.Errorf("%+v is on %s, want %s", c.day, got, c.want)
		}
	}
	sunday := time.Date(2026, time.November, 29, 12, 0, 0, 0, time.UTC)
	if got := (Day{Named: true, Weekday: time.Monday, Next: true}).On(sunday).Format(time.DateOnly); got != "2026-11-30" {
		t.Errorf("on a Sunday, next Monday is on %s", got)
	}
	for from := now; from.Year() < 2029; from = from.AddDate(0, 0, 1) {
		for date := 1; date <= 31; date++ {
			if got := (Day{Date: date}).On(from); !got.After(from) || got.Day() != date || got.Sub(from) > 62*24*time.Hour {
				t.Fatalf("on %s, the %d. is on %s", from.Format(time.DateOnly), date, got.Format(time.DateOnly))
			}
		}
	}
}
