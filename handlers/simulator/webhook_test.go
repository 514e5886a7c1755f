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
		"MessageSid": {sid}, "SmsSid": {sid}, "SmsMessageSid": {sid}, "AccountSid": {account},
		"From": {learner}, "To": {lineNo}, "Body": {"Kia ora"}, "NumMedia": {"0"}, "NumSegments": {"1"},
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

func TestSegments(t *testing.T) {
	l := newLine(t).verbs("/sms", "")
	phone := l.twilio().Phone(learner)
	for body, want := range map[string]string{
		"":                        "1",
		repeat("a", 160):          "1",
		repeat("a", 161):          "2",
		repeat("€", 81):           "2",
		repeat("a", 69) + "ā":     "1",
		repeat("a", 70) + "ā":     "2",
		repeat("\U0001F600", 36):  "2",
		"[" + repeat("a", 2*153):  "3",
		repeat("a", 2*153):        "2",
		repeat("ā", 2*67) + "end": "3",
	} {
		must(t, phone.Text(t.Context(), body))
		if got := l.last(t, "/sms").Form.Get("NumSegments"); got != want {
			t.Errorf("%d characters: %s segments, want %s", len([]rune(body)), got, want)
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
	if len(phone.Inbox()) != 1 || phone.Exchanges()[0].Attempts != 3 {
		t.Errorf("inbox %v, exchanges %v", phone.Inbox(), phone.Exchanges())
	}
}

func TestRetryIsBounded(t *testing.T) {
	l := newLine(t).on("/sms", answer(503, "text/plain", "later"))
	phone := l.twilio().Phone(learner)
	wantCode(t, phone.Text(t.Context(), "GO"), 11200, "503")
	if n := len(l.got("/sms")); n != 5 {
		t.Errorf("%d attempts, want 5", n)
	}
	if got := phone.LastAnswer(); got.Status != 503 || string(got.Body) != "later" {
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

func TestBadURL(t *testing.T) {
	for _, target := range []string{"", "/sms", "ftp://x/y", "http://[x"} {
		phone := simulator.New(simulator.Config{SMSURL: target, VoiceURL: target}).Phone(learner)
		wantCode(t, phone.Text(t.Context(), "GO"), 11100, "no URL")
		wantCode(t, phone.Call(t.Context()), 11100, "no URL")
		if phone.InCall() {
			t.Error("the call goes on")
		}
	}
}

// TestRedeliver: the same bytes, signature and token; the raw answer, of which nothing is done.
func TestRedeliver(t *testing.T) {
	l := newLine(t).verbs("/sms", "<Message>one</Message>", "<Message>two</Message>").on("/sms", answer(503, "", ""))
	phone := l.twilio().Phone(learner)
	if _, err := phone.Redeliver(t.Context()); err == nil {
		t.Error("something was delivered before anything was sent")
	}
	must(t, phone.Text(t.Context(), "GO"))
	again, err := phone.Redeliver(t.Context())
	must(t, err)
	if string(again.Body) != "<Response><Message>two</Message></Response>" || again.Header.Get("Content-Type") != "text/xml" {
		t.Errorf("got %v", again)
	}
	refused, err := phone.Redeliver(t.Context())
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
	if n := len(phone.Inbox()); n != 1 {
		t.Errorf("%d texts, want 1", n)
	}
}
