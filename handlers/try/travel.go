package try

import (
	"context"
	"errors"
	"slices"
	"time"

	"coachline/handlers/simulator"
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

// onward is by how much the pretend time moves on where something that is due does not get done.
const onward = 3 * time.Second

// What a journey may end with that is no fault of ours.
var (
	errNothingDue = errors.New("nothing more comes by itself from here, for this phone")
	errRefused    = errors.New("Twilio refused what the line began; it tries again by itself, as “What is due” says")
)

// errOnCall is that somebody is on the phone: a call does not last while hours pass.
type errOnCall struct{ name string }

func (e errOnCall) Error() string { return "a call is on, or rings: let " + e.name + " hang up first" }

// ahead is what lies before everybody: when something is next due, and when something may next be said to the one whose
// journey it is. Zero is never.
type ahead struct{ next, said time.Time }

// passUntil moves the clock to the time that then returns. What falls due on the way happens at its own time, as it does
// when the line serves.
func (p *Page) passUntil(ctx context.Context, who Person, then func(now time.Time) time.Time) error {
	return p.alone(func() error {
		to := then(p.now())
		err := p.travel(ctx, who, func(a ahead) bool { return !a.next.IsZero() && !a.next.After(to) })
		if !p.stopping() {
			p.put(to)
		}
		return err
	})
}

// passUntilText lets the time pass until the line has texted or rung this person, or was refused. What is due for others
// happens on the way.
func (p *Page) passUntilText(ctx context.Context, who Person) error {
	return p.alone(func() error {
		begun, refused := p.begun(who), p.refused(who)
		err := p.travel(ctx, who, func(a ahead) bool {
			return p.begun(who) == begun && p.refused(who) == refused && !a.said.IsZero()
		})
		switch {
		case err != nil || p.begun(who) > begun:
			return err
		case p.refused(who) > refused:
			return errRefused
		}
		return errNothingDue
	})
}

// alone makes a journey while there is no other, and nobody is on the phone.
func (p *Page) alone(journey func() error) error {
	p.travelling.Lock()
	defer p.travelling.Unlock()
	for _, who := range p.config.People {
		if phone := p.phone(who); phone.InCall() || phone.Ringing() {
			return errOnCall{who.Name}
		}
	}
	return journey()
}

// begun is how many texts and calls there were to somebody. While only time passes, they are what the line begins.
func (p *Page) begun(who Person) (n int) {
	for _, sent := range p.twilio.Messages() {
		if sent.To == who.Number {
			n++
		}
	}
	for _, call := range p.twilio.Calls() {
		if call.To == who.Number {
			n++
		}
	}
	return n
}

// refused is how often Twilio refused what the line began for somebody.
func (p *Page) refused(who Person) (n int) {
	for _, e := range p.phone(who).Events() {
		if e.Kind == simulator.Exchanged && refusal(e.Exchange) != "" {
			n++
		}
	}
	return n
}

// travel moves the clock from one thing that is due to the next, for as long as further says so.
func (p *Page) travel(ctx context.Context, who Person, further func(ahead) bool) error {
	for arrive := time.Now().Add(journey); time.Now().Before(arrive) && !p.stopping(); {
		a, err := p.settled(ctx, who)
		if err != nil || !further(a) {
			return err
		}
		p.put(a.next)
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
func (p *Page) settled(ctx context.Context, who Person) (ahead, error) {
	patience, cancel := context.WithTimeout(ctx, settleFor)
	defer cancel()
	tick := time.NewTicker(settleCheck)
	defer tick.Stop()
	for {
		a, busy, err := p.ahead(ctx, who)
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
func (p *Page) ahead(ctx context.Context, me Person) (a ahead, busy bool, err error) {
	now := p.config.Clock.Now()
	for _, who := range p.config.People {
		seen, err := p.inspect(ctx, who)
		if err != nil {
			return ahead{}, false, err
		}
		if !seen.Wake.IsZero() && !seen.Wake.After(now) {
			busy = true
			seen.Wake = now.Add(onward) // should it never be done
		}
		a.next = earlier(a.next, seen.Wake)
		if who == me {
			a.said = saidNext(seen)
		}
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
