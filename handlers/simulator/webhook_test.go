package simulator_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
)

func TestTextParameters(t *testing.T) {
	l := newLine(t).verbs("/sms", "")
	must(t, l.twilio().Phone(learner).Text(t.Context(), "Kia ora"))
	got := l.last(t, "/sms")
	sid := got.Form.Get("MessageSid")
	if !regexp.MustCompile(`^SM[0-9a-f]{32}$`).MatchString(sid) {
		t.Errorf("MessageSid %q", sid)
	}
	want := url.Values{
		"MessageSid": {sid}, "SmsSid": {sid}, "AccountSid": {account},
		"From": {learner}, "To": {lineNo}, "Body": {"Kia ora"}, "NumMedia": {"0"},
		"SmsStatus": {"received"}, "ApiVersion": {"2010-04-01"},
	}
	if diff := cmp.Diff(want, got.Form); diff != "" {
		t.Error(diff)
	}
	if agent := got.Header.Get("User-Agent"); agent != "TwilioProxy/1.1" {
		t.Errorf("User-Agent %q", agent)
	}
}

func TestSIDsAndTokensAreUnique(t *testing.T) {
	l := newLine(t).verbs("/sms", "")
	phone := l.twilio().Phone(learner)
	seen := map[string]bool{}
	for range 20 {
		must(t, phone.Text(t.Context(), "again"))
		got := l.last(t, "/sms")
		for _, id := range []string{got.Form.Get("MessageSid"), got.Header.Get("I-Twilio-Idempotency-Token")} {
			if id == "" || seen[id] {
				t.Fatalf("%q twice or empty", id)
			}
			seen[id] = true
		}
	}
}

// TestRetry: every attempt of one webhook is the same to the byte.
func TestRetry(t *testing.T) {
	l := newLine(t).on("/sms", answer(503, "text/plain", "later"), answer(500, "", "")).verbs("/sms", "<Message>ok</Message>")
	phone := l.twilio().Phone(learner)
	must(t, phone.Text(t.Context(), "GO"))
	got := l.got("/sms")
	if len(got) != 3 {
		t.Fatalf("%d attempts, want 3", len(got))
	}
	for _, again := range got[1:] {
		if diff := cmp.Diff(got[0], again); diff != "" {
			t.Error(diff)
		}
	}
	if len(inbox(phone)) != 1 || exchanges(phone)[0].Attempts != 3 {
		t.Errorf("inbox %v, exchanges %v", inbox(phone), exchanges(phone))
	}
}

func TestRetryIsBounded(t *testing.T) {
	l := newLine(t).on("/sms", answer(503, "text/plain", "later"))
	phone := l.twilio().Phone(learner)
	wantCode(t, phone.Text(t.Context(), "GO"), 11200, "503")
	if n := len(l.got("/sms")); n != 5 {
		t.Errorf("%d attempts, want 5", n)
	}
	if got := exchanges(phone)[0].Answer; got.Status != 503 || string(got.Body) != "later" {
		t.Errorf("last answer %v", got)
	}
}

func TestRefusedStatusIsNotRetried(t *testing.T) {
	for _, status := range []int{301, 302, 307, 400, 403, 413} {
		l := newLine(t).on("/sms", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
		})
		wantCode(t, l.twilio().Phone(learner).Text(t.Context(), "GO"), 11200, strconv.Itoa(status))
		if n, followed := len(l.got("/sms")), len(l.got("/elsewhere")); n != 1 || followed != 0 {
			t.Errorf("%d: %d attempts, %d followed", status, n, followed)
		}
	}
}

// TestRetryHook: a harness can wait until a killed server is up again, and sees what went wrong.
func TestRetryHook(t *testing.T) {
	var attempts []int
	up := make(chan struct{})
	l := newLine(t).on("/sms", func(http.ResponseWriter, *http.Request) {
		defer close(up)
		panic(http.ErrAbortHandler)
	}).verbs("/sms", "")
	phone := l.twilio(func(c *simulator.Config) {
		c.Retry = func(_ context.Context, attempt int, err error) bool {
			attempts = append(attempts, attempt)
			wantCode(t, err, 11205, "no answer")
			<-up
			return true
		}
	}).Phone(learner)
	must(t, phone.Text(t.Context(), "GO"))
	if diff := cmp.Diff([]int{1}, attempts); diff != "" {
		t.Error(diff)
	}
}

func TestTimeout(t *testing.T) {
	release := make(chan struct{})
	l := newLine(t).on("/sms", func(http.ResponseWriter, *http.Request) { <-release })
	t.Cleanup(func() { close(release) })
	phone := l.twilio(noRetry, func(c *simulator.Config) {
		c.Client = &http.Client{Timeout: 20 * time.Millisecond}
	}).Phone(learner)
	wantCode(t, phone.Text(t.Context(), "GO"), 11205, "no answer")
}

func TestNobodyListens(t *testing.T) {
	l := newLine(t)
	phone := l.twilio(noRetry).Phone(learner)
	l.Close()
	wantCode(t, phone.Text(t.Context(), "GO"), 11205, "no answer")
}

func TestContextEndsRetrying(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := newLine(t).on("/sms", answer(503, "", ""))
	phone := l.twilio(func(c *simulator.Config) {
		c.Retry = func(context.Context, int, error) bool { cancel(); return true }
	}).Phone(learner)
	if err := phone.Text(ctx, "GO"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestRedeliver posts the same bytes, signature and token; nothing is done with the answer.
func TestRedeliver(t *testing.T) {
	l := newLine(t).verbs("/sms", "<Message>one</Message>", "<Message>two</Message>").on("/sms", answer(503, "", ""))
	twilio := l.twilio()
	phone := twilio.Phone(learner)
	must(t, phone.Text(t.Context(), "GO"))
	sent := exchanges(phone)[0].Sent
	again, err := twilio.Redeliver(t.Context(), sent)
	must(t, err)
	if string(again.Body) != "<Response><Message>two</Message></Response>" || again.Header.Get("Content-Type") != "text/xml" {
		t.Errorf("got %v", again)
	}
	refused, err := twilio.Redeliver(t.Context(), sent)
	must(t, err)
	if refused.Status != 503 {
		t.Errorf("got %v", refused)
	}
	got := l.got("/sms")
	for _, r := range got[1:] {
		if diff := cmp.Diff(got[0], r); diff != "" {
			t.Error(diff)
		}
	}
	if n := len(inbox(phone)); n != 1 {
		t.Errorf("%d texts, want 1", n)
	}
}
