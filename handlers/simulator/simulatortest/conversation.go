package simulatortest

import (
	"fmt"
	"strings"
	"time"

	"coachline/handlers/simulator"
)

// SMS is a text that arrived.
type SMS struct {
	Body string
	At   time.Time
}

// Inbox returns every text that arrived, oldest first.
func (h *Handset) Inbox() []SMS { return texts(h.Events()) }

// Heard returns all that was said on the phone, over all calls.
func (h *Handset) Heard() []string { return words(h.Events()) }

// Exchanges returns every webhook that was posted for this phone and its answer, oldest first, with the callbacks of
// calls.
func (h *Handset) Exchanges() []simulator.Exchange {
	var all []simulator.Exchange
	for _, e := range h.Events() {
		if e.Kind == simulator.Exchanged && !e.Exchange.Request {
			all = append(all, *e.Exchange)
		}
	}
	return all
}

// Conversation returns all that was seen and heard on the phone, one line each: > by the person, < by the line, ! a
// fault.
func (h *Handset) Conversation() string {
	var lines []string
	for _, e := range h.Events() {
		if line := lineOf(e); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// latest returns what happened since the last input.
func (h *Handset) latest() []simulator.Event {
	events := h.Events()
	for i := len(events) - 1; i >= 0; i-- {
		if kind := events[i].Kind; kind == simulator.Did || kind == simulator.Texted {
			return events[i:]
		}
	}
	return events
}

func texts(events []simulator.Event) []SMS {
	var all []SMS
	for _, e := range events {
		if e.Kind == simulator.Received {
			all = append(all, SMS{Body: e.Text, At: e.At})
		}
	}
	return all
}

func words(events []simulator.Event) []string {
	var all []string
	for _, e := range events {
		if e.Kind == simulator.Hears && e.Seconds == 0 {
			all = append(all, e.Text)
		}
	}
	return all
}

// lineOf returns an event as a line of a conversation, "" if nobody saw it.
func lineOf(e simulator.Event) string {
	switch e.Kind {
	case simulator.Did:
		return "> " + e.Text
	case simulator.Texted:
		return "> text: " + e.Text
	case simulator.Received:
		return "< text: " + e.Text
	case simulator.Rings:
		return "< the phone rings"
	case simulator.Hears:
		if e.Seconds > 0 {
			return fmt.Sprintf("< pause of %d s", e.Seconds)
		}
		switch {
		case e.Audio != "":
			return "< plays: [" + e.File + "] " + e.Text
		case e.Slow:
			return "< says: [slowly] " + e.Text
		}
		return "< says: " + e.Text
	case simulator.CallEnded:
		return "< the call is over: " + e.Text
	case simulator.Failed:
		return "! " + e.Text
	}
	return ""
}
