package twilio

import (
	"net/http"
	"net/url"
	"testing"
)

// TestWebhookJudged knows which webhooks ask the line, and which are tried again.
func TestWebhookJudged(t *testing.T) {
	t.Parallel()
	const want = "https://line.example.org/twilio/sms"
	for _, c := range []struct {
		url, method           string
		right, retried, unset bool
	}{
		{want + Retries, "POST", true, true, false},
		{want + "#rc=5&rp=all&e=sydney", "POST", true, true, false},
		{want, "POST", true, false, false},
		{want + "#rc=0&rp=5xx", "POST", true, false, false},
		{want + "#rc=3&rp=ct", "POST", true, false, false},
		{want + "#rc=9&rp=5xx", "POST", true, false, false},
		{want + "/" + Retries, "POST", false, true, false},
		{want + Retries, "GET", false, true, false},
		{want + "?a=b", "POST", false, false, false},
		{"https://demo.twilio.com/welcome/sms/reply", "POST", false, false, true},
		{"", "POST", false, false, true},
		{"%zz", "POST", false, false, false},
	} {
		w := Webhook{URL: c.url, Method: c.method, Want: want + Retries}
		if w.Right() != c.right || w.Retried() != c.retried || w.Unset() != c.unset {
			t.Errorf("%s by %s: right %t, retried %t, unset %t; want %t, %t, %t", c.url, c.method, w.Right(), w.Retried(), w.Unset(), c.right, c.retried, c.unset)
		}
	}
}

// TestAPIsOfTwilio have a host each where the base is Twilio's, and one base where it is not.
func TestAPIsOfTwilio(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ asked, base, want string }{
		{"https://messaging.twilio.com/v1/Services", "https://api.twilio.com", "https://messaging.twilio.com/v1/Services"},
		{"https://api.twilio.com/2010-04-01/x", "https://api.twilio.com", "https://api.twilio.com/2010-04-01/x"},
		{"https://voice.twilio.com/v1/x", "https://api.sydney.au1.twilio.com", "https://voice.sydney.au1.twilio.com/v1/x"},
		{"https://messaging.twilio.com/v1/x", "http://127.0.0.1:7801/pretend/", "http://127.0.0.1:7801/pretend/v1/x"},
		{"https://messaging.twilio.com/v1/x", "https://api.example.org", "https://api.example.org/v1/x"},
	} {
		base, err := url.Parse(c.base)
		if err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.asked, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := rebase(req, base).URL.String(); got != c.want {
			t.Errorf("%s at %s: %s, want %s", c.asked, c.base, got, c.want)
		}
	}
}

// TestSigningToken tells which of the tokens signs, and nothing where Twilio hides it.
func TestSigningToken(t *testing.T) {
	t.Parallel()
	for signs, want := range map[string]struct {
		index int
		known bool
	}{"new": {1, true}, "another": {-1, true}, "": {-1, false}, "********": {-1, false}} {
		if i, known := (Account{signs: signs}).SignsWith([]string{"old", "new"}); i != want.index || known != want.known {
			t.Errorf("%q: %d, %t", signs, i, known)
		}
	}
}
