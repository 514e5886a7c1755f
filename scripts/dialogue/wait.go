package dialogue

import (
	"strconv"
	"strings"
	"time"
)

// MaxWait is the longest wait, in days.
const MaxWait = 60

// NextDay is the wait that an empty Step.Until means.
const NextDay = "next day"

// Weekdays are the names of the days for which a wait may be, by time.Weekday.
var Weekdays = [...]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// WaitDays returns how many days after a day a wait ends, by its Until: 1 to MaxWait. A weekday is the next one after that
// day. It reports false if Until is no wait.
func WaitDays(until string, from time.Weekday) (int, bool) {
	if until == "" || until == NextDay {
		return 1, true
	}
	for day, name := range Weekdays {
		if name == until {
			return (day-int(from)+6)%7 + 1, true
		}
	}
	count, unit, _ := strings.Cut(strings.TrimPrefix(until, "in "), " ")
	days, err := strconv.Atoi(count)
	ok := err == nil && strings.HasPrefix(until, "in ") && (unit == "days" || unit == "day") && days >= 1 && days <= MaxWait
	return days, ok
}

// endOfWait returns when a wait step ends: at its hour on its day after this turn, on the learner's clock. In a rehearsal a
// day is shorter.
func (t *turn) endOfWait(step *Step) time.Time {
	if r := t.in.Rules.Rehearsal; r > 0 {
		return t.in.At.Add(r)
	}
	hour, minute := 9, 0
	at, err := time.Parse("15:04", t.hourOf(step.At))
	if err == nil {
		hour, minute = at.Hour(), at.Minute()
	}
	days, ok := WaitDays(step.Until, t.in.At.Weekday())
	if !ok { // a later version of the program may know it
		days = 1
	}
	return OnClock(t.in.At, days, hour, minute)
}

// hourOf returns the hour in a wait's At, which may name an hour step.
func (t *turn) hourOf(at string) string {
	if name := inBraces(at); name != "" {
		_, said := t.answerOf(name)
		return said
	}
	return at
}
