package main

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestTryWithoutScript does everything by plain forms, which answer with the page again.
func TestTryWithoutScript(t *testing.T) {
	t.Parallel()
	base := startTry(t).base
	post := func(path string, form url.Values) string {
		t.Helper()
		response, err := http.PostForm(base+path, form)
		if err != nil {
			t.Fatal(err)
		}
		return pageOf(t, response)
	}
	if page := post("/try/2/text", url.Values{"body": {"  "}}); !strings.Contains(page, "A text needs some words.") {
		t.Errorf("a text of nothing:\n%s", page)
	}
	steps := []struct{ path, key, value, shows string }{
		{"/try/2/text", "body", "GO", "What energy and focus"},
		{"/try/2/call", "", "", "Welcome back. This is question 1 of 10."},
		{"/try/2/press", "key", "2", "What brings you to this learning"},
		{"/try/2/say", "words", "to listen", "our own self-awareness"},
		{"/try/2/silent", "after", "0", "our own self-awareness"}, // of another page, which was slower
		{"/try/2/silent", "", "", "Peer coaching is two or more"},
		{"/try/2/press", "keys", "", "Nothing was pressed or said."},
		{"/try/2/hangup", "", "", "The call is over"},
		{"/try/2/hangup", "", "", "There is no call just now."},
		{"/try/2/time", "to", "text", "We were at 3 of 10."},
		{"/try/2/restart", "", "", "No texts yet"},
	}
	for _, s := range steps {
		if page := post(s.path, url.Values{s.key: {s.value}}); !strings.Contains(page, s.shows) {
			t.Fatalf("%s %s=%s does not show %q:\n%s", s.path, s.key, s.value, s.shows, page)
		}
	}
}

// TestTryRefuses has what must not work not work.
func TestTryRefuses(t *testing.T) {
	t.Parallel()
	base := startTry(t).base
	request, err := http.NewRequest(http.MethodPost, base+"/try/1/text", strings.NewReader("body=GO"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if pageOf(t, response); response.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site is answered with %s", response.Status)
	}
	unsigned, err := http.PostForm(base+"/twilio/sms", url.Values{"From": {"+64215550101"}, "Body": {"GO"}, "MessageSid": {"SM1"}})
	if err != nil {
		t.Fatal(err)
	}
	if pageOf(t, unsigned); unsigned.StatusCode != http.StatusForbidden {
		t.Errorf("an unsigned webhook is answered with %s", unsigned.Status)
	}
}

// TestTryIsNotTheLineInEarnest: whatever the environment says of it, nothing leads there.
func TestTryIsNotTheLineInEarnest(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	asked := make(chan struct{})
	go func() {
		if c, err := listener.Accept(); err == nil {
			c.Close()
			close(asked)
		}
	}()
	earnest := listener.Addr().String()
	tr := startTryIn(t, []string{
		"REDIS_URL=redis://" + earnest, "TWILIO_API_URL=http://" + earnest, "TWILIO_ACCOUNT_SID=AC" + strings.Repeat("f", 32),
		"TWILIO_AUTH_TOKEN=earnest", "COACHLINE_KEYS=earnest", "COACHLINE_PUBLIC_URL=https://line.example.org",
		"COACHLINE_OPEN=false", "COACHLINE_TEXTING_HOURS=00:00-23:59",
	})
	response, err := http.PostForm(tr.base+"/try/1/text", url.Values{"body": {"CALL"}})
	if err != nil {
		t.Fatal(err)
	}
	if page := pageOf(t, response); !strings.Contains(page, "We ring you now.") {
		t.Errorf("CALL is not answered:\n%s", page)
	}
	select {
	case <-asked:
		t.Error("the line in earnest was asked")
	default:
	}
}

// TestTryEndsOnAJourney is stopped while the clock is put forward and something that is due takes its time.
func TestTryEndsOnAJourney(t *testing.T) {
	t.Parallel()
	base := startTry(t).base
	for _, path := range []string{"/try/1/text", "/try/1/faults"} {
		response, err := http.PostForm(base+path, url.Values{"body": {"GO"}, "slow": {"on"}})
		if err != nil {
			t.Fatal(err)
		}
		pageOf(t, response)
	}
	begun := make(chan struct{})
	go func() {
		close(begun)
		if response, err := http.PostForm(base+"/try/1/time", url.Values{"to": {"text"}}); err == nil {
			response.Body.Close()
		}
	}()
	<-begun // the end of the test stops it
}

// pageOf reads what was answered.
func pageOf(t testing.TB, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
