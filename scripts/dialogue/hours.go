package dialogue

import "time"

// Hours are the part of each day in which the line may text by itself, in minutes since midnight on the learner's
// clock. To before From passes midnight. The zero Hours are the whole day.
type Hours struct{ From, To int }

// Open reports whether at is within the hours, in its own zone. The minute From is, the minute To is not.
func (h Hours) Open(at time.Time) bool {
	now := at.Hour()*60 + at.Minute()
	switch {
	case h.From == h.To:
		return true
	case h.From < h.To:
		return h.From <= now && now < h.To
	}
	return h.From <= now || now < h.To
}

// Next is the first moment from at on that is within the hours: at itself where they are open.
func (h Hours) Next(at time.Time) time.Time {
	if h.Open(at) {
		return at
	}
	return next(at, h.From)
}

// Close is when the hours that are open at this moment end; the zero time where they are open all day, or not open.
func (h Hours) Close(at time.Time) time.Time {
	if h.From == h.To || !h.Open(at) {
		return time.Time{}
	}
	return next(at, h.To)
}

// next is the first time after at that a clock shows so many minutes since midnight.
func next(at time.Time, minutes int) time.Time {
	for day := 0; ; day++ {
		if t := OnClock(at, day, minutes/60, minutes%60); t.After(at) {
			return t
		}
	}
}

// OnClock is when the clock in at's zone shows hour and minute, so many days after at's date. A time that the change to
// summer time skips is as much later as the clock was put on: 02:30 is 03:30. Of a time that comes twice it is the first.
func OnClock(at time.Time, days, hour, minute int) time.Time {
	y, m, d := at.Date()
	wall := time.Date(y, m, d+days, hour, minute, 0, 0, time.UTC)
	t := time.Date(y, m, d+days, hour, minute, 0, 0, at.Location())
	_, before := t.Add(-12 * time.Hour).Zone()
	earlier := wall.Add(-time.Duration(before) * time.Second).In(at.Location())
	if !shows(t, wall) || earlier.Before(t) && shows(earlier, wall) {
		return earlier
	}
	return t
}

func shows(t, wall time.Time) bool { return t.Hour() == wall.Hour() && t.Minute() == wall.Minute() }
