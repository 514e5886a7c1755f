package manager

import (
	"fmt"
	"net/url"
	"time"
)

// layout of a date and hour as browsers send it: html.spec.whatwg.org, "local date and time string".
const layout = "2006-01-02T15:04"

// Grace is how long the first text of a list waits, so that it can be cancelled, unless the manager wishes otherwise.
const Grace = 5 * time.Minute

// The values of a form that says when the first text goes out.
const (
	startNow   = "now"
	startGrace = "grace"
	startAt    = "at"
)

// start is when the first text goes out: at once, after a grace, or not before a time.
type start struct {
	at    time.Time
	grace time.Duration
}

// startOf reads when the first text is to go out.
func (p *Pages) startOf(form url.Values) (start, error) {
	written := form.Get("at")
	switch form.Get("start") {
	case startGrace:
		if written != "" {
			return start{}, refused("There is a day and an hour, and “in five minutes” is chosen: choose one of the two.")
		}
		return start{grace: p.grace()}, nil
	case startAt:
		if written == "" {
			return start{}, refused("Choose the day and the hour at which the first text goes out.")
		}
	}
	at, err := p.notBefore(written)
	return start{at: at}, err
}

// grace is Grace, or less in a rehearsal.
func (p *Pages) grace() time.Duration {
	if r := p.config.Rules.Rehearsal; r > 0 {
		return min(r, Grace)
	}
	return Grace
}

// notBefore reads the date and hour of a form; the zero time is at once.
func (p *Pages) notBefore(written string) (time.Time, error) {
	if written == "" {
		return time.Time{}, nil
	}
	at, err := time.ParseInLocation(layout, written, p.config.Zone)
	now := p.config.Clock()
	switch {
	case err != nil:
		return time.Time{}, refused("This is not a date and an hour: choose both, or leave it empty.")
	case at.Before(now.Add(-time.Hour)):
		return time.Time{}, refused("This date has passed: choose a later one, or leave it empty.")
	case at.After(now.AddDate(1, 0, 0)):
		return time.Time{}, refused("This is more than a year from now: choose an earlier date.")
	}
	return at, nil
}

// when says when the texts will go out.
func (p *Pages) when(s start) string {
	const within = ", within texting hours on each learner’s clock."
	switch {
	case s.grace > 0:
		return "They go out " + inWords(s.grace) + " after you press Invite" + within + " Until then you can cancel them all."
	case s.at.IsZero():
		return "They go out at once" + within
	}
	return "They go out from " + p.inHours(s.at).Format("Monday 2 January 15:04") + " on" + within
}

// inHours is a time on the manager's clock, or the next one in texting hours.
func (p *Pages) inHours(at time.Time) time.Time {
	if local := at.In(p.config.Zone); !p.config.Rules.Hours.Open(local) {
		at = p.config.Rules.Hours.Next(local)
	}
	return at.In(p.config.Zone)
}

// inWords is a duration as one says it, rounded up.
func inWords(d time.Duration) string {
	count := func(n int, unit string) string {
		if n != 1 {
			unit += "s"
		}
		return fmt.Sprintf("%d %s", n, unit)
	}
	switch {
	case d <= time.Minute:
		return "a minute"
	case d <= 90*time.Minute:
		return count(int((d+time.Minute-1)/time.Minute), "minute")
	case d < 48*time.Hour:
		return count(int((d+time.Hour/2)/time.Hour), "hour")
	}
	return count(int((d+12*time.Hour)/(24*time.Hour)), "day")
}
