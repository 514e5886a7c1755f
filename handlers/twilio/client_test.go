package twilio

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"coachline/session/e164"
)

// The learner's number and text are planted in answers; no error may repeat them.
const (
	plantedNumber = "+6421555123"
	plantedText   = "Kia ora, what energy are you bringing?"
)

// to is the learner's number.
func to(t testing.TB) e164.Number {
	t.Helper()
	n, ok := e164.FromWire(plantedNumber)
	if !ok {
		t.Fatal("not a number")
	}
	return n
}

// clientOf is a Client of a pretend Twilio; neither may leave a goroutine behind.
func clientOf(t testing.TB, base string, change func(*ClientConfig)) *Client {
	t.Helper()
	config := ClientConfig{
		AccountSID: "AC0123", AuthToken: "secret", From: "3456", VoiceFrom: "+6498765432",
		Base: mustURL(t, base), Public: mustURL(t, "https://line.example.org"), Timeout: 5 * time.Second,
	}
	if change != nil {
		change(&config)
	}
	c := NewClient(config)
	t.Cleanup(c.Close)
	return c
}

// pretend is a pretend Twilio.
func pretend(t testing.TB, handle http.HandlerFunc) *httptest.Server {
	t.Helper()
	before := goleak.IgnoreCurrent()
	server := httptest.NewServer(handle)
	t.Cleanup(func() {
		server.Close()
		goleak.VerifyNone(t, before)
	})
	return server
}

// answering is a pretend Twilio that always answers alike.
func answering(t testing.TB, status int, body string) *httptest.Server {
	t.Helper()
	return pretend(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

const accepted = `{"sid": "SM12", "status": "queued", "error_code": null, "date_created": "Fri, 04 Sep 2026 05:01:45 +0000",
	"date_sent": null, "direction": "outbound-api", "body": "x", "to": "` + plantedNumber + `"}`

// posted is a request as Twilio receives it.
type posted struct {
	Method, URI, Host, Type, User, Password string
	Form                                    url.Values
}

func TestRequests(t *testing.T) {
	form := func(more ...string) url.Values {
		v := url.Values{"To": {plantedNumber}}
		for i := 0; i < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return v
	}
	text := func(c *Client, m SMS) (Receipt, error) { return c.SendText(t.Context(), m) }
	plain := func(c *Client) (Receipt, error) { return text(c, SMS{To: to(t), Body: plantedText, Ref: "p/7"}) }
	callback := "https://line.example.org/twilio/status/message/p/7"
	for name, c := range map[string]struct {
		path string // of the base
		with func(*ClientConfig)
		do   func(*Client) (Receipt, error)
		want posted
	}{
		"text": {
			do: plain,
			want: posted{
				URI: "/2010-04-01/Accounts/AC0123/Messages.json", User: "AC0123", Password: "secret",
				Form: form("SmartEncoded", "false", "Body", plantedText, "From", "3456", "StatusCallback", callback),
			},
		},
		"text by a service, with an API key, below a path": {
			path: "/pretend/",
			with: func(c *ClientConfig) { c.Service, c.APIKey, c.APISecret = "MG1", "SK1", "hidden" },
			do: func(c *Client) (Receipt, error) {
				return text(c, SMS{To: to(t), Body: "ā & +", Ref: "p/7", ValidFor: time.Hour})
			},
			want: posted{
				URI: "/pretend/2010-04-01/Accounts/AC0123/Messages.json", User: "SK1", Password: "hidden",
				Form: form("SmartEncoded", "false", "Body", "ā & +", "MessagingServiceSid", "MG1", "StatusCallback", callback, "ValidityPeriod", "3600"),
			},
		},
		"call": {
			with: func(c *ClientConfig) { c.Public = mustURL(t, "https://user:pass@line.example.org/base/?q#rc=2") },
			do: func(c *Client) (Receipt, error) {
				return c.PlaceCall(t.Context(), Call{To: to(t), Ref: "p/8"})
			},
			want: posted{
				URI: "/2010-04-01/Accounts/AC0123/Calls.json", User: "AC0123", Password: "secret",
				Form: form("From", "+6498765432", "Timeout", "30", "MachineDetection", "DetectMessageEnd",
					"Url", "https://line.example.org/base/twilio/voice",
					"StatusCallback", "https://line.example.org/base/twilio/status/call/p/8"),
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got posted
			server := pretend(t, func(w http.ResponseWriter, r *http.Request) {
				if err := r.ParseForm(); err != nil {
					t.Error(err)
				}
				got = posted{Method: r.Method, URI: r.RequestURI, Host: r.Host, Type: r.Header.Get("Content-Type"), Form: r.PostForm}
				got.User, got.Password, _ = r.BasicAuth()
				w.WriteHeader(http.StatusCreated)
				_, _ = io.WriteString(w, accepted)
			})
			receipt, err := c.do(clientOf(t, server.URL+c.path, c.with))
			if err != nil {
				t.Fatal(err)
			}
			c.want.Method, c.want.Type = http.MethodPost, "application/x-www-form-urlencoded"
			c.want.Host = mustURL(t, server.URL).Host
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			want := Receipt{SID: "SM12", Status: "queued", At: time.Date(2026, 9, 4, 5, 1, 45, 0, time.UTC)}
			if diff := cmp.Diff(want, receipt); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestEdge has twilio-go's own variables in the environment: they are for hosts that we do not call.
func TestEdge(t *testing.T) {
	t.Setenv("TWILIO_EDGE", "sydney")
	t.Setenv("TWILIO_REGION", "au1")
	server := answering(t, http.StatusCreated, accepted)
	c := clientOf(t, server.URL, nil)
	if h := c.exchange(t.Context(), "send text").api.RequestHandler(); h.Edge != "" || h.Region != "" {
		t.Errorf("edge %q, region %q", h.Edge, h.Region)
	}
	if _, err := c.SendText(t.Context(), SMS{To: to(t), Body: "x"}); err != nil {
		t.Error(err)
	}
}

func TestSeconds(t *testing.T) {
	for d, want := range map[time.Duration]int{
		-time.Hour: 1, time.Millisecond: 1, 90 * time.Second: 90, 1999 * time.Millisecond: 1, 20 * time.Hour: 36000,
	} {
		if got := seconds(d, 36000); got != want {
			t.Errorf("%s: %d, want %d", d, got, want)
		}
	}
}

func TestDefaultTimeout(t *testing.T) {
	c := clientOf(t, "https://api.twilio.com", func(c *ClientConfig) { c.Timeout = 0 })
	if c.config.Timeout != 10*time.Second {
		t.Error(c.config.Timeout)
	}
}

func BenchmarkSendText(b *testing.B) {
	server := answering(b, http.StatusCreated, accepted)
	c := clientOf(b, server.URL, nil)
	m := SMS{To: to(b), Body: plantedText, Ref: "p/7", ValidFor: time.Hour}
	send := func(b *testing.B) {
		if _, err := c.SendText(context.Background(), m); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("one", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			send(b)
		}
	})
	b.Run("many", func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(16)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				send(b)
			}
		})
	})
}
