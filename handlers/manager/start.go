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
	within := ", within texting hours on each learner’s clock."
	if p.config.Rules.UnaskedWindow(false).WorkingDay != nil {
		within = ", within texting hours and on working days, on each learner’s clock."
	}
	now := p.config.Clock()
	from, cancel := now, ""
	switch {
	case s.grace > 0:
		from, cancel = now.Add(s.grace), " Until then you can cancel them all."
	case !s.at.IsZero():
		from = s.at
	}
	switch begins := p.begins(from); {
	case !s.at.IsZero(), begins.After(from):
		return "They go out from " + begins.Format("Monday 2 January 15:04") + " on" + within + cancel
	case s.grace > 0:
		return "They go out " + inWords(s.grace) + " after you press Invite" + within + cancel
	}
	return "They go out at once" + within
}

// begins is when the line may begin to text what nobody asked for, from a time on, on the manager's clock.
func (p *Pages) begins(from time.Time) time.Time {
	return p.config.Rules.UnaskedWindow(false).Next(from.In(p.config.Zone))
}

// soon says when a text that is asked for now goes out.
func (p *Pages) soon() string {
	now := p.config.Clock()
	if begins := p.begins(now); begins.After(now) {
		return "from " + begins.Format("Monday 2 January 15:04") + " on"
	}
	return "within texting hours"
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
