package simulator

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// EventKind is what kind of thing happened on a phone.
type EventKind string

// The kinds of event.
const (
	Did       EventKind = "did"       // the person did something: Text says what, in the third person
	Texted    EventKind = "texted"    // the person sent a text: Text is its words
	Received  EventKind = "received"  // a text came: Text is its words
	Missed    EventKind = "missed"    // a text for the phone will not come: its SID tells why
	Rings     EventKind = "rings"     // a call of the line's began to ring
	Hears     EventKind = "hears"     // something was heard in a call: Heard
	CallBegan EventKind = "began"     // a call is on: the person rang the line, or answered it
	CallEnded EventKind = "ended"     // a call is over: Text is its status
	Failed    EventKind = "failed"    // what the person did last failed: Text says why
	Exchanged EventKind = "exchanged" // a webhook went out, or a request of the line's came in: Exchange
)

// Event is one thing that happened on a phone.
type Event struct {
	At       time.Time
	Kind     EventKind
	Text     string
	SID      string     // of the text or the call that it is about; may be empty
	Heard    *Utterance // of Hears
	Exchange *Exchange  // of Exchanged
}

// String is the event as a line of a conversation: > by the person, < by the line, ! a fault; empty where nobody saw it.
func (e Event) String() string {
	switch e.Kind {
	case Did:
		return "> " + e.Text
	case Texted:
		return "> text: " + e.Text
	case Received:
		return "< text: " + e.Text
	case Rings:
		return "< the phone rings"
	case Hears:
		return "< " + e.Heard.String()
	case CallEnded:
		return "< the call is over: " + e.Text
	case Failed:
		return "! " + e.Text
	}
	return ""
}

// String is the utterance as somebody would note it down.
func (u Utterance) String() string {
	switch u.Kind {
	case Paused:
		return fmt.Sprintf("pause of %d s", u.Seconds)
	case Played:
		return "plays: " + u.Text
	}
	return "says: " + u.Text
}

// Events returns all that happened on the phone, oldest first.
func (p *Phone) Events() []Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.events)
}

// Conversation returns all that was seen and heard on the phone, one line each.
func (p *Phone) Conversation() string {
	var lines []string
	for _, e := range p.Events() {
		if line := e.String(); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// note adds an event, and tells whoever watches.
func (p *Phone) note(e Event) {
	p.mu.Lock()
	p.record(e)
	p.mu.Unlock()
	p.line.tellWatcher()
}

// record adds an event; the lock is held, and whoever watches is told later.
func (p *Phone) record(e Event) {
	if e.At.IsZero() {
		e.At = p.line.config.Now()
	}
	p.events = append(p.events, e)
}

func (t *Twilio) tellWatcher() {
	if t.config.Watch != nil {
		t.config.Watch()
	}
}
