package try

import (
	"context"
	"errors"
	"slices"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// How long, in real time, the line may take with what is due before the clock moves on all the same, and how long a
// journey may take in all: what hangs because something was made to go wrong must not hold up the world.
const (
	settleFor   = 3 * time.Second
	settleCheck = 20 * time.Millisecond
	journey     = 20 * time.Second
)

// errNothingDue is what there is to say where no text is to come.
var errNothingDue = errors.New("nothing more comes by itself from here")

// ahead is what lies before everybody: when something is next due, and when something may next be said. Zero is never.
type ahead struct{ next, said time.Time }

// passUntil lets the time pass until then. What falls due on the way happens when it is due, as it does in earnest.
func (p *Page) passUntil(ctx context.Context, to time.Time) error {
	err := p.travel(ctx, func(a ahead) (time.Time, bool) {
		return a.next, !a.next.IsZero() && !a.next.After(to)
	})
	p.put(to)
	return err
}

// passUntilText lets the time pass until the line has texted or rung somebody.
func (p *Page) passUntilText(ctx context.Context) error {
	before := p.begun()
	err := p.travel(ctx, func(a ahead) (time.Time, bool) {
		return a.next, p.begun() == before && !a.said.IsZero()
	})
	if err == nil && p.begun() == before {
		return errNothingDue
	}
	return err
}

// begun is how many texts and calls the line has begun by itself.
func (p *Page) begun() int { return len(p.twilio.Messages()) + len(p.twilio.Calls()) }

// travel moves the clock from one thing that is due to the next, for as long as further says so.
func (p *Page) travel(ctx context.Context, further func(ahead) (time.Time, bool)) error {
	p.travelling.Lock()
	defer p.travelling.Unlock()
	for arrive := time.Now().Add(journey); time.Now().Before(arrive) && !p.stopping(); {
		a, err := p.settled(ctx)
		if err != nil {
			return err
		}
		to, on := further(a)
		if !on {
			return nil
		}
		p.put(to)
	}
	return nil
}

// put moves the clock, and shows it.
func (p *Page) put(to time.Time) {
	p.config.Clock.forward(to)
	p.Changed()
}

// settled waits until the line has done what is due by now, and returns what is due then. What it does not get done is
// left behind.
func (p *Page) settled(ctx context.Context) (ahead, error) {
	patience, cancel := context.WithTimeout(ctx, settleFor)
	defer cancel()
	tick := time.NewTicker(settleCheck)
	defer tick.Stop()
	for {
		a, busy, err := p.ahead(ctx)
		if err != nil || !busy && p.twilio.Settle(patience) == nil {
			return a, err
		}
		select {
		case <-tick.C:
		case <-patience.Done():
			return a, ctx.Err()
		case <-p.config.Stop:
			return a, nil
		}
	}
}

// ahead looks at everybody's record. The line is busy while something that is due is not done, or on its way.
func (p *Page) ahead(ctx context.Context) (a ahead, busy bool, err error) {
	now := p.config.Clock.Now()
	for _, who := range p.config.People {
		seen, err := p.inspect(ctx, who)
		if err != nil {
			return ahead{}, false, err
		}
		if !seen.Wake.IsZero() && !seen.Wake.After(now) {
			busy = true
			seen.Wake = now.Add(settleFor) // not to stand still
		}
		a.next, a.said = earlier(a.next, seen.Wake), earlier(a.said, saidNext(seen))
		busy = busy || slices.ContainsFunc(seen.Entries, func(e session.Entry) bool { return e.State == session.EntrySending })
	}
	return a, busy, nil
}

// saidNext is when something may next be said to a learner: letting their answers go says nothing.
func saidNext(seen session.Inspection) time.Time {
	place := seen.Place
	place.Timers = slices.DeleteFunc(slices.Clone(place.Timers), func(t dialogue.Timer) bool { return t.Name == dialogue.TimerForget })
	next := place.NextWake()
	for _, e := range seen.Entries {
		if e.State == session.EntryWaiting || e.State == session.EntrySending {
			next = earlier(next, e.Due)
		}
	}
	return next
}

// earlier is the earlier of two times, of which zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
