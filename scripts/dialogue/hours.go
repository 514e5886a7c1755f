package dialogue

import "time"

// Hours are the part of each day in which the line may begin to text, in minutes since midnight on the learner's clock.
// They pass midnight if To is before From. The zero Hours are the whole day.
type Hours struct{ From, To int }

// Open reports whether at is within the hours on its own clock. The minute From is within them, the minute To is not.
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

// Next returns the first time within the hours from at on, which is at itself if they are open.
func (h Hours) Next(at time.Time) time.Time {
	if h.Open(at) {
		return at
	}
	return next(at, h.From)
}

// Close returns when the hours that are open at this time end, or the zero time if they are open all day or not open.
func (h Hours) Close(at time.Time) time.Time {
	if h.From == h.To || !h.Open(at) {
		return time.Time{}
	}
	return next(at, h.To)
}

// next returns the first time after at when the clock shows this many minutes since midnight.
func next(at time.Time, minutes int) time.Time {
	for day := 0; ; day++ {
		if t := OnClock(at, day, minutes/60, minutes%60); t.After(at) {
			return t
		}
	}
}

// OnClock returns when the clock in at's zone shows hour and minute, this many days after at's date. If the change to
// summer time skips that time, the result is later by the same amount: 03:30 for 02:30. If that time comes twice, the
// result is the first.
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

// shows reports whether the clock at t shows the same hour and minute as wall.
func shows(t, wall time.Time) bool { return t.Hour() == wall.Hour() && t.Minute() == wall.Minute() }
