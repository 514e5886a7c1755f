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

// Window is when the line may begin to text somebody: Hours, on days that are working days. The day is the one on the
// learner's clock at that minute. So hours that pass midnight end at midnight before a day that is no working day.
type Window struct {
	Hours      Hours
	WorkingDay func(time.Time) bool // nil is that every day is one
}

// Open reports whether at is within the window.
func (w Window) Open(at time.Time) bool { return w.Hours.Open(at) && w.works(at) }

// Next returns the first time within the window from at on, which is at itself if it is open. After a year without a working
// day, every day is one.
func (w Window) Next(at time.Time) time.Time {
	at = w.Hours.Next(at)
	for day := 0; day < 366 && !w.works(at); day++ {
		at = w.Hours.Next(OnClock(at, 1, 0, 0))
	}
	return at
}

// Close returns when the window that is open at this time ends, or the zero time if it does not end within a month, or is not
// open.
func (w Window) Close(at time.Time) time.Time {
	if !w.Open(at) {
		return time.Time{}
	}
	end := w.Hours.Close(at)
	for day := 1; day <= 31; day++ {
		midnight := OnClock(at, day, 0, 0)
		if !end.IsZero() && !midnight.Before(end) {
			break
		}
		if !w.works(midnight) {
			return midnight
		}
	}
	return end
}

// works reports whether the day at this time is a working day.
func (w Window) works(at time.Time) bool { return w.WorkingDay == nil || w.WorkingDay(at) }

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
