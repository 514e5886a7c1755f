package simulator_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// noon is when everything happens, for those who look at times.
func noon(c *simulator.Config) {
	c.Now = func() time.Time { return time.Date(2026, 11, 23, 1, 0, 0, 0, time.FixedZone("NZDT", 13*3600)) }
}

// TestMessageAnswer is the whole answer of the API: what of Twilio's own the line reads.
func TestMessageAnswer(t *testing.T) {
	r := newLine(t).rest(t, noon)
	form := url.Values{"To": {learner}, "From": {lineNo}, "Body": {"Kia ora"}}
	got := r.do(t, "POST", at("Messages.json"), form)
	sid, _ := got.json["sid"].(string)
	if !regexp.MustCompile(`^SM[0-9a-f]{32}$`).MatchString(sid) {
		t.Errorf("sid %q", sid)
	}
	want := map[string]any{
		"sid": sid, "account_sid": account, "to": learner, "from": lineNo, "body": "Kia ora", "status": "queued",
		"direction": "outbound-api", "date_created": "Sun, 22 Nov 2026 12:00:00 +0000", "date_sent": nil,
		"error_code": nil, "messaging_service_sid": nil,
	}
	if diff := cmp.Diff(want, got.json); diff != "" || got.status != 201 {
		t.Errorf("%d: %s", got.status, diff)
	}
	got = r.do(t, "POST", at("Messages.json"), with(form, "From", "", "MessagingServiceSid", service))
	for name, want := range map[string]any{"status": "accepted", "from": nil, "messaging_service_sid": service} {
		if got.json[name] != want {
			t.Errorf("%s is %v, want %v", name, got.json[name], want)
		}
	}
	r.settled(t)
}

func TestMessageByTwilioGo(t *testing.T) {
	l := newLine(t)
	r := l.on("/told/7", answer(204, "", "")).rest(t, noon)
	sent, err := r.text(learner, "Māori", func(p *api.CreateMessageParams) {
		p.SetStatusCallback(l.URL + "/told/7").SetValidityPeriod(14400).SetSmartEncoded(false)
	})
	must(t, err)
	if sent.Sid == nil || *sent.Status != "queued" || sent.DateSent != nil {
		t.Errorf("got %v", sent)
	}
	r.settled(t)
	phone := r.Phone(learner)
	if diff := cmp.Diff([]string{"Māori"}, inbox(phone)); diff != "" || len(exchanges(phone)) != 0 {
		t.Error(diff)
	}
	want := simulator.Sent{
		SID: *sent.Sid, To: learner, From: lineNo, Body: "Māori", Status: "delivered", Validity: 14400,
		Callback: l.URL + "/told/7", At: r.Messages()[0].At,
	}
	if diff := cmp.Diff([]simulator.Sent{want}, r.Messages()); diff != "" || want.At.IsZero() {
		t.Error(diff)
	}
	if got, ok := r.Message(want.SID); !ok || got != want {
		t.Errorf("got %v", got)
	}
}

// TestBar refuses texts at once, and lets them fail later.
func TestBar(t *testing.T) {
	l := newLine(t).on("/told", answer(204, "", "")).verbs("/sms", "<Message>reply</Message>")
	r := l.rest(t)
	told := func(p *api.CreateMessageParams) { p.SetStatusCallback(l.URL + "/told") }
	phone := r.Phone(learner)

	phone.Bar(simulator.Bar{Code: 21610})
	_, err := r.text(learner, "one", told)
	wantRefused(t, err, 400, 21610)
	must(t, phone.Text(t.Context(), "hello?"))

	phone.Bar(simulator.Bar{Code: 21610, Later: true})
	_, err = r.text(learner, "two", told)
	must(t, err)
	r.settled(t)
	if form := l.last(t, "/told").Form; form.Get("MessageStatus") != "failed" || form.Get("ErrorCode") != "21610" || len(l.got("/told")) != 1 {
		t.Errorf("told %v", l.got("/told"))
	}
	if got := r.Messages()[0]; got.Status != "failed" || got.ErrorCode != 21610 {
		t.Errorf("got %v", got)
	}

	phone.Bar(simulator.Bar{})
	_, err = r.text(learner, "three")
	must(t, err)
	phone.Bar(simulator.Bar{Code: 21614})
	_, err = r.text(learner, "four")
	wantRefused(t, err, 400, 21614)
	if !strings.Contains(err.Error(), learner) {
		t.Errorf("%v does not quote the number", err)
	}
	r.settled(t)
	if diff := cmp.Diff([]string{"three"}, inbox(phone)); diff != "" {
		t.Error(diff)
	}
}

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
			_, err := r.text(learner, "Kia ora", change...)
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
			if got := r.Messages()[0].Status; got != c.final || len(inbox(r.Phone(learner))) != c.arrived {
				t.Errorf("%s, inbox %v", got, inbox(r.Phone(learner)))
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
