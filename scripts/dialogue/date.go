package dialogue

import (
	"strconv"
	"strings"
	"time"

	"coachline/scripts/nlu"
)

// dateLength is day and month in two digits each, and #.
func dateLength(*Step) int { return 5 }

// dateKeys is for keys that are no day: keyedDay reads the others.
func dateKeys(*Step, string, nlu.Meaning) outcome { return outcome{} }

// keyedDay reads a day and month in two digits each: "0303#".
func keyedDay(keys string) nlu.Day {
	keys = strings.TrimSuffix(keys, "#")
	n, err := strconv.Atoi(keys)
	if len(keys) != 4 || err != nil || n/100 < 1 || n/100 > 31 || n%100 < 1 || n%100 > 12 {
		return nlu.Day{}
	}
	return nlu.Day{Date: n / 100, Month: time.Month(n % 100)}
}

// halfYear is in months.
const halfYear = 6

// maxWithin is how many days ahead, or back, a date may be if its step does not say.
const maxWithin = 365

// dateOutcome matches a day with a step's bounds, on the learner's own calendar. A day that may be misread is said back.
func (t *turn) dateOutcome(step *Step, day nlu.Day, doubt bool) outcome {
	if day.IsZero() {
		return outcome{}
	}
	now, on := t.in.At, day.On(t.in.At)
	if step.Past {
		on = day.Last(now)
	} else if day.Date == now.Day() && (day.Month == 0 || day.Month == now.Month()) && !day.Next && day.In == 0 {
		on, doubt = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()), doubt || day.Month == 0
	}
	first, last := t.dateRange(step)
	switch {
	case day.Date > 0 && day.In == 0 && (on.Day() != day.Date || day.Month > 0 && on.Month() != day.Month): // no month has such a day
		return outcome{kind: outside}
	case on.Before(first), on.After(last), day.Year > 0 && on.Year() != day.Year:
		return outcome{kind: outside}
	}
	value := on.Format(time.DateOnly)
	bare := day.Month > 0 && day.Year == 0 && day.In == 0 // "3 March"
	switch {
	case day.Named && day.Weekday == t.in.At.Weekday(), // "Tuesday" on a Tuesday
		day.OfWeek && day.Weekday != on.Weekday(),
		bare && (on.After(now.AddDate(0, halfYear, 0)) || on.Before(now.AddDate(0, -halfYear, 0))): // the other one is nearer
		doubt = true
	}
	if doubt {
		return outcome{kind: confirm, value: value}
	}
	return outcome{kind: match, reply: ReplyOther, value: value}
}

// confirmDate matches an answer to "is that right?". It may be another day.
func (t *turn) confirmDate(step *Step, m nlu.Meaning) outcome {
	if m.Intent == nlu.Answer && !m.Day.IsZero() && t.in.Keys == "" { // "no, the 15th"
		return t.dateOutcome(step, m.Day, true)
	}
	switch t.decided(m) {
	case "1":
		return outcome{kind: match, reply: ReplyOther, value: t.answers[step.ID]}
	case "2":
		t.dropUnconfirmed()
	}
	return outcome{}
}

// dateRange returns the first and the last day that a step takes.
func (t *turn) dateRange(step *Step) (first, last time.Time) {
	year, month, day := t.in.At.Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, t.in.At.Location())
	first, within := today, step.Within
	if step.NotToday {
		first = today.AddDate(0, 0, 1)
	}
	if within == 0 {
		within = maxWithin
	}
	if step.Past {
		return today.AddDate(0, 0, -within), today
	}
	return first, today.AddDate(0, 0, within)
}

// dateBounds says from when and up to when a date may be.
func (t *turn) dateBounds(step *Step) string {
	from := "today"
	if step.NotToday {
		from = "tomorrow"
	}
	first, last := t.dateRange(step)
	if step.Past {
		return t.wording("a day from") + " " + t.sayDate(first.Format(time.DateOnly)) + " " + t.wording("to") + " " + t.wording(from)
	}
	return t.wording("a day from") + " " + t.wording(from) + " " + t.wording("to") + " " + t.sayDate(last.Format(time.DateOnly))
}

// sayDate formats a stored date for people: "Tuesday 3 March", with the year if it is not this one.
func (t *turn) sayDate(stored string) string {
	on, err := time.Parse(time.DateOnly, stored)
	if err != nil {
		return stored
	}
	said := t.wording(on.Weekday().String()) + " " + strconv.Itoa(on.Day()) + " " + t.wording(on.Month().String())
	if on.Year() != t.in.At.Year() {
		said += " " + strconv.Itoa(on.Year())
	}
	return said
}
