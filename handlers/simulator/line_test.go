package simulator_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"coachline/handlers/simulator"
	"coachline/handlers/simulator/twiml"

	"github.com/twilio/twilio-go/client"
)

const (
	authToken = "12345"
	account   = "AC00000000000000000000000000000001"
	lineNo    = "+6498765432"
	learner   = "+64211234567"
)

// request is one webhook as the line got it.
type request struct {
	Method string
	Path   string
	Header http.Header
	Raw    string
	Form   url.Values
}

// line is a small server that answers by path, and checks every signature with twilio-go.
type line struct {
	*httptest.Server
	mu       sync.Mutex
	requests []request
	answers  map[string][]http.HandlerFunc // the last one stays
}

func newLine(t *testing.T) *line {
	t.Helper()
	l := &line{answers: map[string][]http.HandlerFunc{}}
	l.Server = httptest.NewServer(l.handler(t))
	t.Cleanup(l.Close)
	return l
}

func (l *line) handler(t *testing.T) http.HandlerFunc {
	validator := client.NewRequestValidator(authToken)
	return func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(raw))
		if !validator.ValidateBody(l.URL+r.URL.RequestURI(), raw, r.Header.Get("X-Twilio-Signature")) {
			t.Errorf("%s %s: twilio-go refuses the signature", r.Method, r.URL.Path)
		}
		l.answer(r.URL.Path, request{r.Method, r.URL.Path, r.Header, string(raw), form})(w, r)
	}
}

func (l *line) answer(path string, r request) http.HandlerFunc {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests = append(l.requests, r)
	answers := l.answers[path]
	switch len(answers) {
	case 0:
		return http.NotFound
	case 1:
		return answers[0]
	}
	l.answers[path] = answers[1:]
	return answers[0]
}

// on adds an answer for a path: they are given one after the other.
func (l *line) on(path string, answers ...http.HandlerFunc) *line {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answers[path] = append(l.answers[path], answers...)
	return l
}

// verbs is on with the content of a <Response>. An action is a path of l.
func (l *line) verbs(path string, contents ...string) *line {
	for _, content := range contents {
		content = strings.ReplaceAll(content, `action="/`, `action="`+l.URL+`/`)
		l.on(path, document("<Response>"+content+"</Response>"))
	}
	return l
}

func document(body string) http.HandlerFunc { return answer(200, "text/xml", body) }

func answer(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Type"] = []string{contentType}
		if contentType == "" {
			w.Header()["Content-Type"] = nil
		}
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// got returns the requests for a path so far.
func (l *line) got(path string) []request {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []request
	for _, r := range l.requests {
		if r.Path == path {
			found = append(found, r)
		}
	}
	return found
}

// last returns the last request for a path.
func (l *line) last(t *testing.T, path string) request {
	t.Helper()
	all := l.got(path)
	if len(all) == 0 {
		t.Fatalf("nothing was posted to %s", path)
	}
	return all[len(all)-1]
}

// twilio returns a Twilio for l; change adjusts its configuration.
func (l *line) twilio(change ...func(*simulator.Config)) *simulator.Twilio {
	l.on("/status", answer(204, "", ""))
	c := simulator.Config{
		AccountSID: account, AuthToken: authToken, Number: lineNo,
		SMSURL: l.URL + "/sms", VoiceURL: l.URL + "/voice", StatusURL: l.URL + "/status",
	}
	for _, f := range change {
		f(&c)
	}
	return simulator.New(c)
}

func noRetry(c *simulator.Config) {
	c.Retry = func(context.Context, int, error) bool { return false }
}

// wantCode fails unless err is a Fault with this code that names sub.
func wantCode(t *testing.T, err error, code int, sub string) {
	t.Helper()
	fault, ok := errors.AsType[*twiml.Fault](err)
	if !ok || fault.Code != code || !strings.Contains(err.Error(), sub) {
		t.Errorf("got %v, want a fault %d that names %q", err, code, sub)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// spoken returns all that was heard on a phone, one string each.
func spoken(p *simulator.Phone) []string {
	var all []string
	for _, e := range p.Events() {
		if e.Kind == simulator.Hears {
			all = append(all, cmp.Or(e.Text, "pause "+strconv.Itoa(e.Seconds)))
		}
	}
	return all
}

// inbox returns the texts that came to a phone.
func inbox(p *simulator.Phone) []string {
	var all []string
	for _, e := range p.Events() {
		if e.Kind == simulator.Received {
			all = append(all, e.Text)
		}
	}
	return all
}

// exchanges returns the webhooks that were posted about a phone.
func exchanges(p *simulator.Phone) []simulator.Exchange {
	var all []simulator.Exchange
	for _, e := range p.Events() {
		if e.Kind == simulator.Exchanged && !e.Exchange.Request {
			all = append(all, *e.Exchange)
		}
	}
	return all
}

func repeat(s string, n int) string { return strings.Repeat(s, n) }
