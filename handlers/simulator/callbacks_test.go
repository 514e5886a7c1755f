package simulator_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// TestStatusCallbacks: what a callback is told of a text, by twilio.md 1.5.
func TestStatusCallbacks(t *testing.T) {
	l := newLine(t).on("/told", answer(204, "", ""))
	r := l.rest(t, noon)
	sent, err := r.text(learner, "Kia ora", byService, func(p *api.CreateMessageParams) { p.SetStatusCallback(l.URL + "/told") })
	must(t, err)
	r.settled(t)
	got := l.got("/told")
	if len(got) != 3 {
		t.Fatalf("told %v", l.told("/told", "MessageStatus"))
	}
	for i, status := range []string{"queued", "sent", "delivered"} {
		want := url.Values{
			"AccountSid": {account}, "ApiVersion": {"2010-04-01"}, "From": {lineNo}, "To": {learner},
			"MessageSid": {*sent.Sid}, "SmsSid": {*sent.Sid}, "MessageStatus": {status}, "SmsStatus": {status},
		}
		if status == "delivered" {
			want.Set("RawDlrDoneDate", "2611221200")
		}
		if diff := cmp.Diff(want, got[i].Form); diff != "" || got[i].Method != "POST" {
			t.Error(diff)
		}
	}
}

// TestCallbackRefused: an answer that is not 2xx is a fault; a 5xx is posted again, the same to the byte.
func TestCallbackRefused(t *testing.T) {
	for _, c := range []struct {
		name    string
		answers []http.HandlerFunc
		told    string
		faults  int
	}{
		{"200", []http.HandlerFunc{answer(200, "text/plain", "ok")}, "sent delivered", 0},
		{"403", []http.HandlerFunc{answer(403, "", "")}, "sent delivered", 2},
		{"302", []http.HandlerFunc{answer(302, "", ""), answer(204, "", "")}, "sent delivered", 1},
		{"503 once", []http.HandlerFunc{answer(503, "", ""), answer(204, "", "")}, "sent sent delivered", 0},
		{"503", []http.HandlerFunc{answer(503, "", "")}, "sent sent sent delivered delivered delivered", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLine(t).on("/told", c.answers...)
			r := l.rest(t, threeTimes)
			_, err := r.text(learner, "Kia ora", func(p *api.CreateMessageParams) { p.SetStatusCallback(l.URL + "/told") })
			must(t, err)
			must(t, r.Settle(t.Context()))
			if got := strings.Join(l.told("/told", "MessageStatus"), " "); got != c.told || len(r.Faults()) != c.faults {
				t.Errorf("told %q, faults %v", got, r.Faults())
			}
		})
	}
}

func threeTimes(c *simulator.Config) {
	c.Retry = func(_ context.Context, attempt int, _ error) bool { return attempt < 3 }
}

// TestCallbackTrouble: which statuses come, in which order.
func TestCallbackTrouble(t *testing.T) {
	for _, c := range []struct {
		name    string
		trouble simulator.Trouble
		service bool
		told    string
		final   string
		arrived int
	}{
		{"none", simulator.Trouble{}, false, "sent delivered", "delivered", 1},
		{"service", simulator.Trouble{}, true, "queued sent delivered", "delivered", 1},
		{"twice", simulator.Trouble{Callbacks: simulator.Callbacks{Twice: true}}, false, "sent sent delivered delivered", "delivered", 1},
		{"reordered", simulator.Trouble{Callbacks: simulator.Callbacks{Reordered: true}}, true, "delivered sent queued", "delivered", 1},
		{"silent", simulator.Trouble{Callbacks: simulator.Callbacks{None: true}}, true, "", "delivered", 1},
		{"late", simulator.Trouble{Callbacks: simulator.Callbacks{Late: time.Millisecond}}, false, "sent delivered", "delivered", 1},
		{"early", simulator.Trouble{Callbacks: simulator.Callbacks{Early: true}}, true, "queued sent delivered", "delivered", 1},
		{"undelivered", simulator.Trouble{Final: "undelivered", FinalCode: 30003}, false, "sent undelivered:30003", "undelivered", 0},
		{"failed", simulator.Trouble{Final: "failed"}, true, "queued failed:30008", "failed", 0},
		{"unconfirmed", simulator.Trouble{Final: "sent"}, true, "queued sent", "sent", 1},
		{"all", simulator.Trouble{Final: "undelivered", FinalCode: 30005, Callbacks: simulator.Callbacks{
			Early: true, Twice: true, Reordered: true,
		}}, false, "undelivered:30005 undelivered:30005 sent sent", "undelivered", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLine(t).on("/told", answer(204, "", ""))
			r := l.rest(t, always(c.trouble))
			change := []func(*api.CreateMessageParams){func(p *api.CreateMessageParams) { p.SetStatusCallback(l.URL + "/told") }}
			if c.service {
				change = append(change, byService)
			}
			sent, err := r.text(learner, "Kia ora", change...)
			must(t, err)
			if c.trouble.Callbacks.Early && len(l.got("/told")) == 0 {
				t.Error("nothing was told before the answer")
			}
			r.settled(t)
			var told []string
			for _, got := range l.got("/told") {
				told = append(told, strings.TrimSuffix(got.Form.Get("MessageStatus")+":"+got.Form.Get("ErrorCode"), ":"))
			}
			if got := strings.Join(told, " "); got != c.told {
				t.Errorf("told %q, want %q", got, c.told)
			}
			fetched, err := r.FetchMessage(*sent.Sid, nil)
			must(t, err)
			if *fetched.Status != c.final || len(r.Phone(learner).Inbox()) != c.arrived {
				t.Errorf("%s, inbox %v", *fetched.Status, r.Phone(learner).Inbox())
			}
		})
	}
}

func TestTwiceIsTheSameToTheByte(t *testing.T) {
	l := newLine(t).on("/told", answer(204, "", ""))
	r := l.rest(t, always(simulator.Trouble{Callbacks: simulator.Callbacks{Twice: true}}))
	_, err := r.text(learner, "a", func(p *api.CreateMessageParams) { p.SetStatusCallback(l.URL + "/told") })
	must(t, err)
	r.settled(t)
	if got := l.got("/told"); len(got) != 4 || !cmp.Equal(got[0], got[1]) || cmp.Equal(got[1], got[2]) {
		t.Errorf("got %v", got)
	}
}
