package twilio

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts"
	"coachline/session"
	"coachline/session/sessiontest"
)

// webhooks are those of a line with the embedded lessons.
func webhooks(t *testing.T, client redis.UniversalClient) *Webhooks {
	t.Helper()
	catalog, err := scripts.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := session.ParseKeys(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	store := session.New(session.Config{
		Redis: client, Keyring: keys, Lessons: catalog, Lesson: "peer-coaching-1", Open: true, Zone: time.UTC,
	})
	if err := store.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	return New(Config{Store: store, Public: mustURL(t, "https://line.example.org"), Tokens: []string{"12345"}, Clock: time.Now})
}

// signed is a webhook as Twilio posts it.
func signed(t testing.TB, uri string, values url.Values) *http.Request {
	t.Helper()
	body := values.Encode()
	f, err := parseForm(body)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, uri, strings.NewReader(body))
	e := newEndpoint(mustURL(t, "https://line.example.org"), []string{"12345"})
	r.Header.Set("X-Twilio-Signature", base64.StdEncoding.EncodeToString(signature([]byte("12345"), e.base+uri, f)))
	return r
}

// TestRoundTrips counts how often a turn waits for Redis: twice, and once when it comes again.
func TestRoundTrips(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		h := webhooks(t, client)
		trips := new(sessiontest.RoundTrips)
		client.AddHook(trips)
		post := func(name, uri string, want int, handle func(http.ResponseWriter, *http.Request) error, values url.Values) {
			t.Helper()
			values.Set("From", "+6421555123")
			w := httptest.NewRecorder()
			if err := handle(w, signed(t, uri, values)); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got := trips.Count(); got != want {
				t.Errorf("%s: %d round trips, want %d", name, got, want)
			}
		}
		turn := func(w http.ResponseWriter, r *http.Request) error { return h.CallTurn(w, r, "energy", 2) }
		ended := func(w http.ResponseWriter, r *http.Request) error { return h.CallStatus(w, r, Ref{}) }
		text := func(id, body string) url.Values { return url.Values{"MessageSid": {id}, "Body": {body}} }
		_ = h.SMS(httptest.NewRecorder(), signed(t, "/twilio/sms", url.Values{"MessageSid": {"SM0"}, "From": {"+6421555999"}}))
		trips.Count() // a connection is made, and Redis learns commit.lua

		post("a first text", "/twilio/sms", 2, h.SMS, text("SM1", "hello"))
		post("the same again", "/twilio/sms", 1, h.SMS, text("SM1", "hello"))
		post("an answer", "/twilio/sms", 2, h.SMS, text("SM2", "2"))
		post("a call", "/twilio/voice", 2, h.Voice, url.Values{"CallSid": {"CA1"}})
		post("a key", "/twilio/voice/energy/2", 2, turn, url.Values{"CallSid": {"CA1"}, "Digits": {"1"}})
		post("a hang-up", "/twilio/status/call", 2, ended, url.Values{"CallSid": {"CA1"}, "CallStatus": {"completed"}})
		post("a call that rings", "/twilio/status/call", 0, ended, url.Values{"CallSid": {"CA1"}, "CallStatus": {"ringing"}})
	})
}
