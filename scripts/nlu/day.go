package nlu

import "time"

// Day is a day as people say it, without a calendar: "in two weeks", "after the 15th", "Monday week". The zero value names none.
type Day struct {
	Today   bool
	In      int          // days from today, or from the day that is named by what follows
	Named   bool         // Weekday is set
	Weekday time.Weekday // the next such day after today
	Date    int          // the day of the month: its next one after today
	Month   time.Month   // with Date; 0 is whichever month comes first
	Year    int          // with Month, of an Answer: the year that was said, which On does not know of; 0 is none
	Next    bool         // the Weekday of next week, or the Date of next month
	OfWeek  bool         // the Date is said to be a Weekday: "Tuesday the 15th". On goes by the Date
}

// IsZero reports whether no day is named.
func (d Day) IsZero() bool { return d == Day{} }

// Last returns the beginning of the day, for somebody who speaks of a day that is past. It is never after today.
func (d Day) Last(now time.Time) time.Time {
	year, month, today := now.Date()
	at := func(month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, now.Location())
	}
	switch {
	case d.Date > 0:
		for last := month; last > month-12*9; last-- { // every date that exists came within eight years
			if day := at(last, d.Date); day.Day() == d.Date && (d.Month == 0 || day.Month() == d.Month) && !day.After(now) {
				return day
			}
		}
	case d.Named:
		return at(month, today-1-(int(now.Weekday())-int(d.Weekday)+6)%7)
	}
	return at(month, today-d.In)
}

// On returns the beginning of the day, for somebody who says it now. It is never before today.
func (d Day) On(now time.Time) time.Time {
	year, month, today := now.Date()
	at := func(month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, now.Location())
	}
	days := d.In
	switch {
	case d.Date > 0:
		first := month
		if d.Next {
			first++
		}
		for ; ; first++ { // every date that exists comes within eight years
			day := at(first, d.Date)
			if day.Day() == d.Date && (d.Month == 0 || day.Month() == d.Month) && day.After(now) {
				_, month, today = day.Date()
				year = day.Year()
				break
			}
			if first > month+12*9 {
				break // no month has this date
			}
		}
	case d.Named && d.Next:
		monday := (int(time.Monday) - int(now.Weekday()) + 7) % 7
		if monday == 0 {
			monday = 7
		}
		days += monday + (int(d.Weekday)+6)%7
	case d.Named:
		ahead := (int(d.Weekday) - int(now.Weekday()) + 7) % 7
		if ahead == 0 {
			ahead = 7
		}
		days += ahead
	}
	return at(month, today+days)
}
