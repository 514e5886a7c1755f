package simulator_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"coachline/handlers/simulator"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	voiceNo = "+6491234567"
	service = "MG00000000000000000000000000000002"
)

// rest is the API of a Twilio on a server, with a client of twilio-go.
type rest struct {
	*simulator.Twilio
	*api.ApiService
	url  string
	http *http.Client
}

// rest returns the API of a Twilio for l, which has two numbers and a service.
func (l *line) rest(t *testing.T, change ...func(*simulator.Config)) *rest {
	t.Helper()
	numbers := func(c *simulator.Config) { c.VoiceNumber, c.Service = voiceNo, service }
	twilio := l.twilio(append([]func(*simulator.Config){numbers}, change...)...)
	server := httptest.NewServer(twilio.API())
	t.Cleanup(server.Close)
	t.Cleanup(twilio.Close)
	return serviceAt(t, twilio, server.URL, account, authToken)
}

// serviceAt is twilio-go with its base URL, a constant, exchanged below it.
func serviceAt(t *testing.T, twilio *simulator.Twilio, target, user, password string) *rest {
	t.Helper()
	t.Setenv("TWILIO_EDGE", "")
	t.Setenv("TWILIO_REGION", "")
	host, _ := url.Parse(target)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	hc := &http.Client{Transport: elsewhere{host.Host, transport}}
	base := &client.Client{Credentials: client.NewCredentials(user, password), HTTPClient: hc}
	base.SetAccountSid(account)
	return &rest{twilio, api.NewApiServiceWithClient(base), target, hc}
}

// elsewhere sends what is for https://api.twilio.com to a server of the test. It reads answers to their end: twilio-go
// does not close those that are errors.
type elsewhere struct {
	host string
	to   http.RoundTripper
}

func (e elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = "http", e.host
	res, err := e.to.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, err
}

// settled waits until nothing is under way, and fails if there are faults.
func (r *rest) settled(t *testing.T) {
	t.Helper()
	must(t, r.Settle(t.Context()))
	if faults := r.Faults(); len(faults) > 0 {
		t.Errorf("faults: %v", faults)
	}
}

// text sends a text by twilio-go; change adjusts what is asked for.
func (r *rest) text(to, body string, change ...func(*api.CreateMessageParams)) (*api.ApiV2010Message, error) {
	p := (&api.CreateMessageParams{}).SetTo(to).SetFrom(lineNo).SetBody(body)
	for _, f := range change {
		f(p)
	}
	return r.CreateMessage(p)
}

func byService(p *api.CreateMessageParams) { p.From = nil; p.SetMessagingServiceSid(service) }

// answered is an answer of the API as it came.
type answered struct {
	status int
	header http.Header
	raw    string
	json   map[string]any
}

// do sends a request as it stands; a form goes into the body of a POST and into the query of a GET.
func (r *rest) do(t *testing.T, method, path string, form url.Values) answered {
	t.Helper()
	target, body := r.url+path, ""
	switch {
	case method != http.MethodGet:
		body = form.Encode()
	case form != nil:
		target += "?" + form.Encode()
	}
	req, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	must(t, err)
	req.SetBasicAuth(account, authToken)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.send(t, req)
}

func (r *rest) send(t *testing.T, req *http.Request) answered {
	t.Helper()
	res, err := r.http.Do(req)
	must(t, err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	must(t, err)
	a := answered{status: res.StatusCode, header: res.Header, raw: string(raw)}
	json.Unmarshal(raw, &a.json)
	return a
}

// at is a path of the account.
func at(resource string) string { return "/2010-04-01/Accounts/" + account + "/" + resource }

// with is a form with some values exchanged; an empty one is taken out.
func with(form url.Values, changes ...string) url.Values {
	form = maps.Clone(form)
	for i := 0; i < len(changes); i += 2 {
		form[changes[i]] = []string{changes[i+1]}
		if changes[i+1] == "" {
			delete(form, changes[i])
		}
	}
	return form
}

// wantRefused fails unless err is Twilio's with these numbers.
func wantRefused(t *testing.T, err error, status, code int) {
	t.Helper()
	refused, ok := errors.AsType[*client.TwilioRestError](err)
	if !ok || refused.Status != status || refused.Code != code {
		t.Errorf("got %v, want %d and code %d", err, status, code)
	}
}

// told returns one parameter of all that was posted to a path.
func (l *line) told(path, name string) []string {
	var values []string
	for _, r := range l.got(path) {
		values = append(values, r.Form.Get(name))
	}
	return values
}
