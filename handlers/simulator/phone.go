package simulator

import (
	"context"
	"slices"
	"sync"
	"time"

	"coachline/handlers/simulator/twiml"
)

// Phone is a person's phone. Any goroutine may use it; what the person does waits for what they did before to be
// answered, and what is inspected does not.
type Phone struct {
	line    *Twilio
	number  string
	changed news

	turn sync.Mutex // held while the person does one thing
	call *call      // the call that is on; guarded by turn

	mu        sync.Mutex // guards what follows
	inCall    bool
	ringing   *call // that the line began and nobody has answered
	barred    Bar
	listening *twiml.Gather
	events    []Event
}

// EventKind is what kind of thing happened on a phone.
type EventKind string

// The kinds of event.
const (
	Did       EventKind = "did"       // the person did something: Text says what, in the third person
	Texted    EventKind = "texted"    // the person sent a text: Text is its words
	Received  EventKind = "received"  // a text came: Text is its words
	Missed    EventKind = "missed"    // a text for the phone will not come: Text is its words, and its SID tells why
	Rings     EventKind = "rings"     // a call of the line began to ring
	Hears     EventKind = "hears"     // the line said Text, or was silent for Seconds
	CallBegan EventKind = "began"     // a call is on: the person rang the line, or answered it
	CallEnded EventKind = "ended"     // a call is over: Text is its status
	Failed    EventKind = "failed"    // what the person did last failed: Text says why
	Exchanged EventKind = "exchanged" // a webhook went out, or a request of the line came in: Exchange
)

// Event is one thing that happened on a phone.
type Event struct {
	At       time.Time
	Kind     EventKind
	Text     string
	Voice    string    // that says it; empty if the line chose none
	SID      string    // of the text or the call that it is about; may be empty
	Seconds  int       // of a pause
	Slow     bool      // the voice speaks slowly
	Audio    string    // the URL of the recording that says Text
	File     string    // its author's name for it, if the line's lessons are known
	Exchange *Exchange // of Exchanged
}

// Number returns the phone's own number.
func (p *Phone) Number() string { return p.number }

// Events returns all that happened on the phone, oldest first.
func (p *Phone) Events() []Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.events)
}

// Listening returns what the line is listening for, nil outside of a call. It is not to be changed.
func (p *Phone) Listening() *twiml.Gather {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.listening
}

// InCall reports whether a call is on.
func (p *Phone) InCall() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.inCall
}

// Ringing reports whether a call of the line waits to be answered. It rings until the person does something about it.
func (p *Phone) Ringing() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ringing != nil
}

// Await waits until ready, which it asks after each event. The error is that of ctx.
func (p *Phone) Await(ctx context.Context, ready func() bool) error {
	return p.changed.await(ctx, ready)
}

// Bar keeps the texts of the line from a phone. The zero Bar keeps none.
type Bar struct {
	Code  int  // such as 21610, opted out, or 21614, a landline; twilio.com/docs/api/errors
	Later bool // a text is accepted and fails with Code, as with Advanced Opt-Out; otherwise it is refused
}

// Bar keeps texts from the phone. What people text to the line still arrives there.
func (p *Phone) Bar(bar Bar) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.barred = bar
}

func (p *Phone) bar() Bar {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.barred
}

// act does one thing that the person does.
func (p *Phone) act(what Event, do func() error) error {
	p.turn.Lock()
	defer p.turn.Unlock()
	p.note(what)
	err := do()
	if err != nil {
		p.note(Event{Kind: Failed, Text: err.Error()})
	}
	return err
}

// did is act with an event that says what the person did.
func (p *Phone) did(what string, do func() error) error {
	return p.act(Event{Kind: Did, Text: what}, do)
}

// note adds events, and tells whoever waits or watches.
func (p *Phone) note(events ...Event) { p.change(func() { p.record(events...) }) }

// change changes what the lock guards, and tells whoever waits or watches.
func (p *Phone) change(do func()) {
	p.mu.Lock()
	do()
	p.mu.Unlock()
	p.changed.tell()
	p.line.config.Watch()
}

// record adds events. The lock is held.
func (p *Phone) record(events ...Event) {
	for _, e := range events {
		if e.At.IsZero() {
			e.At = p.line.config.Now()
		}
		p.events = append(p.events, e)
	}
}

// noteExchanges adds webhooks that were posted about this phone, and their answers.
func (p *Phone) noteExchanges(posted []Exchange) {
	for i := range posted {
		p.note(Event{Kind: Exchanged, Exchange: &posted[i]})
	}
}

// news tells any number of goroutines that something has changed. The zero news is ready to use.
type news struct {
	mu   sync.Mutex
	next chan struct{} // closed at the next change
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next != nil {
		close(n.next)
		n.next = nil
	}
}

func (n *news) change() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.next == nil {
		n.next = make(chan struct{})
	}
	return n.next
}

// await waits until ready, which it asks after each change, or until ctx ends.
func (n *news) await(ctx context.Context, ready func() bool) error {
	for {
		change := n.change()
		if ready() {
			return nil
		}
		select {
		case <-change:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
