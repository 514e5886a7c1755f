package dialogue

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

// at is a moment on the clock of a zone, at which no hour comes twice.
func at(t *testing.T, zone, clock string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", clock, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

const (
	auckland = "Pacific/Auckland"
	chatham  = "Pacific/Chatham"
)

// TestOnClockAcrossClockChanges : New Zealand's clocks change twice a year. New Zealand goes from 02:00 to 03:00 and from 03:00 to 02:00;
// the Chathams, three quarters of an hour ahead, change at the same instant.
func TestOnClockAcrossClockChanges(t *testing.T) {
	const zulu = "2006-01-02T15:04Z"
	for _, c := range []struct {
		zone, from   string
		days         int
		hour, minute int
		want         string // UTC, so that nothing is left to a clock that shows an hour twice
	}{
		// The clocks go forward on 27 September 2026 at 14:00 UTC on the 26th.
		{auckland, "2026-09-26 10:00", 1, 1, 59, "2026-09-26T13:59Z"},
		{auckland, "2026-09-26 10:00", 1, 2, 0, "2026-09-26T14:00Z"}, // is 03:00
		{auckland, "2026-09-26 10:00", 1, 2, 30, "2026-09-26T14:30Z"},
		{auckland, "2026-09-26 10:00", 1, 3, 0, "2026-09-26T14:00Z"},
		{auckland, "2026-09-26 10:00", 1, 7, 0, "2026-09-26T18:00Z"},
		{auckland, "2026-09-26 10:00", 0, 23, 59, "2026-09-26T11:59Z"},
		{auckland, "2026-09-27 00:30", 0, 2, 30, "2026-09-26T14:30Z"},
		{auckland, "2026-09-27 10:00", 0, 2, 30, "2026-09-26T14:30Z"},
		{auckland, "2026-09-27 10:00", 1, 2, 30, "2026-09-27T13:30Z"},
		{chatham, "2026-09-26 10:00", 1, 2, 44, "2026-09-26T13:59Z"},
		{chatham, "2026-09-26 10:00", 1, 2, 45, "2026-09-26T14:00Z"}, // is 03:45
		{chatham, "2026-09-26 10:00", 1, 3, 0, "2026-09-26T14:15Z"},  // is 04:00
		{chatham, "2026-09-26 10:00", 1, 3, 45, "2026-09-26T14:00Z"},
		{chatham, "2026-09-26 10:00", 1, 12, 0, "2026-09-26T22:15Z"},
		// They go back on 5 April 2026 at 14:00 UTC on the 4th, and on 4 April 2027.
		{auckland, "2026-04-04 10:00", 1, 1, 59, "2026-04-04T12:59Z"},
		{auckland, "2026-04-04 10:00", 1, 2, 0, "2026-04-04T13:00Z"},
		{auckland, "2026-04-04 10:00", 1, 2, 30, "2026-04-04T13:30Z"}, // and not an hour later
		{auckland, "2026-04-04 10:00", 1, 3, 0, "2026-04-04T15:00Z"},
		{auckland, "2026-04-05 10:00", 0, 2, 30, "2026-04-04T13:30Z"},
		{auckland, "2026-04-05 10:00", 0, 9, 0, "2026-04-04T21:00Z"},
		{chatham, "2026-04-04 10:00", 1, 2, 44, "2026-04-04T12:59Z"},
		{chatham, "2026-04-04 10:00", 1, 2, 45, "2026-04-04T13:00Z"},
		{chatham, "2026-04-04 10:00", 1, 3, 44, "2026-04-04T13:59Z"},
		{chatham, "2026-04-04 10:00", 1, 3, 45, "2026-04-04T15:00Z"},
		{auckland, "2027-04-03 22:00", 1, 2, 30, "2027-04-03T13:30Z"},
		{chatham, "2027-04-03 22:00", 1, 3, 0, "2027-04-03T13:15Z"},
		// Where nothing changes, and over the ends of months and years.
		{auckland, "2026-12-31 23:59", 1, 0, 0, "2026-12-31T11:00Z"},
		{auckland, "2028-02-28 12:00", 1, 12, 0, "2028-02-28T23:00Z"},
		{"Pacific/Rarotonga", "2026-09-26 10:00", 1, 2, 30, "2026-09-27T12:30Z"},
		{"Europe/London", "2026-10-24 10:00", 1, 1, 30, "2026-10-25T00:30Z"},
		{"Australia/Lord_Howe", "2026-10-03 10:00", 1, 2, 15, "2026-10-03T15:45Z"}, // half an hour is skipped: is 02:45
	} {
		if got := OnClock(at(t, c.zone, c.from), c.days, c.hour, c.minute); got.UTC().Format(zulu) != c.want {
			t.Errorf("%s, %d days after %s, %02d:%02d: %v, want %s", c.zone, c.days, c.from, c.hour, c.minute, got, c.want)
		}
	}
}

func TestHoursOpenAndClose(t *testing.T) {
	day, night, always := Hours{8 * 60, 20 * 60}, Hours{22 * 60, 6*60 + 30}, Hours{9 * 60, 9 * 60}
	for _, c := range []struct {
		name      string
		hours     Hours
		zone, now string
		open      bool
		next      string
		close     string // empty for never
	}{
		{"before", day, auckland, "2026-11-23 07:59", false, "2026-11-23 08:00", ""},
		{"the first minute", day, auckland, "2026-11-23 08:00", true, "2026-11-23 08:00", "2026-11-23 20:00"},
		{"the last minute", day, auckland, "2026-11-23 19:59", true, "2026-11-23 19:59", "2026-11-23 20:00"},
		{"the end", day, auckland, "2026-11-23 20:00", false, "2026-11-24 08:00", ""},
		{"past midnight, in the evening", night, auckland, "2026-11-23 23:00", true, "2026-11-23 23:00", "2026-11-24 06:30"},
		{"past midnight, in the morning", night, auckland, "2026-11-23 06:29", true, "2026-11-23 06:29", "2026-11-23 06:30"},
		{"past midnight, by day", night, auckland, "2026-11-23 12:00", false, "2026-11-23 22:00", ""},
		{"the whole day", always, auckland, "2026-11-23 03:00", true, "2026-11-23 03:00", ""},
		{"the zero hours", Hours{}, auckland, "2026-11-23 03:00", true, "2026-11-23 03:00", ""},
		{"the night that is shorter", night, auckland, "2026-09-26 23:00", true, "2026-09-26 23:00", "2026-09-27 06:30"},
		{"the night that is longer", night, chatham, "2026-04-04 23:00", true, "2026-04-04 23:00", "2026-04-05 06:30"},
		{"over the change", day, chatham, "2026-09-26 21:00", false, "2026-09-27 08:00", ""},
		{"over the change back", day, auckland, "2027-04-03 20:00", false, "2027-04-04 08:00", ""},
		{"the end is skipped", Hours{20 * 60, 2*60 + 30}, auckland, "2026-09-27 01:00", true, "2026-09-27 01:00", "2026-09-27 03:30"},
	} {
		now := at(t, c.zone, c.now)
		if c.hours.Open(now) != c.open {
			t.Errorf("%s: open is %v", c.name, !c.open)
		}
		if got := c.hours.Next(now); !got.Equal(at(t, c.zone, c.next)) {
			t.Errorf("%s: next at %v, want %s", c.name, got, c.next)
		}
		switch got := c.hours.Close(now); {
		case c.close == "" && !got.IsZero(), c.close != "" && !got.Equal(at(t, c.zone, c.close)):
			t.Errorf("%s: closes at %v, want %q", c.name, got, c.close)
		}
	}
}

// TestHoursEndInARepeatedHour: hours that end in a repeated hour end the first time, and are open again the second time.
func TestHoursEndInARepeatedHour(t *testing.T) {
	h := Hours{20 * 60, 2*60 + 30}
	now := at(t, auckland, "2026-04-05 01:00")
	if got := h.Close(now).Sub(now); got != 90*time.Minute {
		t.Errorf("closes after %v", got)
	}
	if !h.Open(now.Add(2 * time.Hour)) {
		t.Error("02:00 comes again, and is not open")
	}
}

// TestNextIsOpenAndCloseIsClosed: for all hours and zones, Next is open and Close is not.
func TestNextIsOpenAndCloseIsClosed(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		zone := rapid.SampledFrom([]string{auckland, chatham, "Australia/Lord_Howe", "Europe/London", "Pacific/Rarotonga"}).Draw(r, "zone")
		night := rapid.SampledFrom([]string{"2026-09-26", "2026-04-04", "2026-10-03", "2026-03-28", "2026-07-01"}).Draw(r, "night")
		now := at(t, zone, night+" 00:00").Add(time.Duration(rapid.IntRange(0, 48*60).Draw(r, "minutes")) * time.Minute)
		from := rapid.IntRange(0, 24*60-1).Draw(r, "from")
		span := rapid.SampledFrom([]int{0, 61, 90, 8 * 60, 12 * 60, 22 * 60}).Draw(r, "span") // an hour, open or closed, can be skipped as a whole
		h := Hours{from, (from + span) % (24 * 60)}
		next, closing := h.Next(now), h.Close(now)
		switch {
		case next.Before(now), !h.Open(next), h.Open(now) && !next.Equal(now), next.Sub(now) > 26*time.Hour:
			r.Fatalf("%+v at %v: next %v", h, now, next)
		case !h.Open(now) || h.From == h.To:
			if !closing.IsZero() {
				r.Fatalf("%+v at %v: closes at %v", h, now, closing)
			}
		case !closing.After(now), h.Open(closing), closing.Sub(now) > 26*time.Hour:
			r.Fatalf("%+v at %v: closes at %v", h, now, closing)
		}
	})
}
