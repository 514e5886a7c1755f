package simulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coachline/handlers/simulator"
)

// kinds are the kinds of a phone's events in order.
func kinds(p *simulator.Phone) string {
	var all []string
	for _, e := range p.Events() {
		all = append(all, string(e.Kind))
	}
	return strings.Join(all, " ")
}

// TestEvents: what is seen, and what went over the wire for it, are told in order, and whoever watches is told of each.
func TestEvents(t *testing.T) {
	var told atomic.Int64
	l := newLine(t).verbs("/sms", "<Message>hello</Message>").verbs("/voice", "<Say>one</Say><Pause length=\"2\"/><Hangup/>")
	twilio := l.twilio(func(c *simulator.Config) { c.Watch = func() { told.Add(1) } })
	phone := twilio.Phone(learner)
	must(t, phone.Text(t.Context(), "GO"))
	must(t, phone.Call(t.Context()))
	if got, want := kinds(phone), "texted exchanged received did began exchanged hears hears ended exchanged"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	events := phone.Events()
	if told.Load() < int64(len(events)) {
		t.Errorf("told %d times of %d events", told.Load(), len(events))
	}
	if m, ok := twilio.Message(events[2].SID); !ok || m.Body != events[2].Text {
		t.Errorf("%+v: the text with its SID is %q", events[2], m.Body)
	}
	twilio.Discard(learner)
	if n := len(twilio.Phone(learner).Events()); n != 0 {
		t.Errorf("a new phone has %d events", n)
	}
}

// TestMissedText is told of where it was to arrive, by its SID.
func TestMissedText(t *testing.T) {
	l := newLine(t).verbs("/sms", "<Message>hello</Message>")
	twilio := l.twilio()
	phone := twilio.Phone(learner)
	phone.Bar(simulator.Bar{Code: 21610})
	must(t, phone.Text(t.Context(), "GO"))
	missed := phone.Events()[2]
	if m, _ := twilio.Message(missed.SID); missed.Kind != simulator.Missed || m.ErrorCode != 21610 {
		t.Errorf("got %s, code %d", missed.Kind, m.ErrorCode)
	}
}

// TestMishaps: a webhook is late, comes twice or its answer is lost, and the person has what the line answered last.
func TestMishaps(t *testing.T) {
	for name, c := range map[string]struct {
		mishap simulator.Mishap
		posts  int
		text   string
	}{
		"none":  {simulator.Mishap{}, 1, "first"},
		"twice": {simulator.Mishap{Twice: true}, 2, "second"},
		"lost":  {simulator.Mishap{Lose: true}, 2, "second"},
		"late":  {simulator.Mishap{Delay: time.Millisecond}, 1, "first"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLine(t).verbs("/sms", "<Message>first</Message>", "<Message>second</Message>")
			phone := l.twilio(func(config *simulator.Config) {
				config.Mishap = func(simulator.Webhook) simulator.Mishap { return c.mishap }
			}).Phone(learner)
			must(t, phone.Text(t.Context(), "GO"))
			posts := l.got("/sms")
			same := slices.CompactFunc(slices.Clone(posts), func(a, b request) bool { return a.Raw == b.Raw })
			if len(posts) != c.posts || len(same) != 1 {
				t.Errorf("posted %d times, %d of them different", len(posts), len(same))
			}
			if got := inbox(phone); !slices.Equal(got, []string{c.text}) {
				t.Errorf("got %q", got)
			}
		})
	}
}

// TestRequestsAreNoted: what the line asks of the API stands with the phone that it concerns, without its credentials.
func TestRequestsAreNoted(t *testing.T) {
	l := newLine(t)
	twilio := l.rest(t)
	if _, err := twilio.text(learner, "hello"); err != nil {
		t.Fatal(err)
	}
	twilio.settled(t)
	var found []simulator.Exchange
	for _, e := range twilio.Phone(learner).Events() {
		if e.Kind == simulator.Exchanged && e.Exchange.Request {
			found = append(found, *e.Exchange)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d requests are noted, want 1", len(found))
	}
	e := found[0]
	if e.Answer.Status != http.StatusCreated || !strings.Contains(e.Sent.Body, "Body=hello") || len(e.Sent.Header) != 0 {
		t.Errorf("noted %d %s %v", e.Answer.Status, e.Sent.Body, e.Sent.Header)
	}
}

// TestManyPhones has many phones, and many hands on one, at the same time.
func TestManyPhones(t *testing.T) {
	l := newLine(t).verbs("/sms", `<Message>hello</Message>`).verbs("/voice", gather)
	twilio := l.twilio()
	var everybody sync.WaitGroup
	for i := range 40 {
		everybody.Go(func() {
			phone := twilio.Phone(fmt.Sprintf("+6421100%04d", i/4))
			_ = phone.Call(t.Context()) // one of four gets through
			must(t, phone.Text(t.Context(), "GO"))
			phone.Events()
			phone.Listening()
			_ = phone.HangUp(t.Context())
		})
	}
	everybody.Wait()
	if n := len(l.got("/sms")); n != 40 {
		t.Errorf("%d texts, want 40", n)
	}
	for i := range 10 {
		if twilio.Phone(fmt.Sprintf("+6421100%04d", i)).InCall() {
			t.Error("a call is still on")
		}
	}
}
