package twilio

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/twilio/twilio-go/client"
)

func mustURL(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// documented is the known answer of twilio.com/docs/usage/security#test-the-validity-of-your-webhook-signature.
var documented = form{
	{"CallSid", "CA1234567890ABCDE"}, {"Caller", "+14158675310"}, {"Digits", "1234"}, {"From", "+14158675310"}, {"To", "+18005551212"},
}

// accepts reports whether webhooks of this endpoint accept a form at a URI (path and query) with a signature.
func accepts(t testing.TB, e *endpoint, uri string, f form, given string) bool {
	t.Helper()
	var body []string
	for _, p := range f {
		body = append(body, url.QueryEscape(p.name)+"="+url.QueryEscape(p.value))
	}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Join(body, "&")))
	r.RequestURI = uri
	r.Header.Set(signatureHeader, given)
	h := &Webhooks{endpoint: e, metrics: newMetrics(nil, time.Now)}
	got, err := h.receive(httptest.NewRecorder(), r, byText)
	if err == nil && !slices.Equal(got, f) {
		t.Errorf("received %q, want %q", got, f)
	}
	return err == nil
}

func TestDocumentedSignature(t *testing.T) {
	e := newEndpoint(mustURL(t, "https://example.com"), []string{"12345"})
	const uri, signature = "/myapp.php?foo=1&bar=2", "L/OH5YylLD5NRKLltdqwSvS0BnU="
	if !accepts(t, e, uri, documented, signature) {
		t.Error("the documented signature is refused")
	}
	shuffled := form{documented[3], documented[0], documented[4], documented[2], documented[1]}
	if !accepts(t, e, uri, shuffled, signature) {
		t.Error("the order of the parameters matters")
	}
	if accepts(t, e, uri, documented[1:], signature) || accepts(t, e, uri[:len(uri)-1], documented, signature) ||
		accepts(t, e, uri, documented, signature[1:]) || accepts(t, e, uri, documented, "") {
		t.Error("something else is accepted")
	}
}

// TestSignedURL are the ways in which Twilio writes the URL that it signs.
func TestSignedURL(t *testing.T) {
	for _, c := range []struct {
		public, signed string
		want           bool
	}{
		{"https://line.example.org", "https://line.example.org/twilio/sms", true},
		{"https://line.example.org/", "https://line.example.org/twilio/sms", true},
		{"https://user:secret@line.example.org", "https://line.example.org/twilio/sms", true},
		{"https://line.example.org:8443", "https://line.example.org:8443/twilio/sms", true},
		{"https://line.example.org:8443", "https://line.example.org/twilio/sms", true}, // voice over https
		{"https://line.example.org/base", "https://line.example.org/base/twilio/sms", true},
		{"https://line.example.org", "https://line.example.org:8443/twilio/sms", false},
		{"https://line.example.org", "http://line.example.org/twilio/sms", false},
		{"https://line.example.org", "https://evil.example.org/twilio/sms", false},
	} {
		e := newEndpoint(mustURL(t, c.public), []string{"other", "12345"})
		given := base64.StdEncoding.EncodeToString(signature([]byte("12345"), c.signed, documented))
		if got := accepts(t, e, "/twilio/sms", documented, given); got != c.want {
			t.Errorf("public %s, signed %s: %v", c.public, c.signed, got)
		}
	}
}

// FuzzSignature holds the check against twilio-go's own, on forms without repeated parameters: there twilio-go looks
// at the first value only, and refuses what Twilio has signed.
func FuzzSignature(f *testing.F) {
	f.Add("12345", "foo=1&bar=2", "CallSid", "CA1", "Digits", "1 2+3%20;")
	f.Add("t", "", "a", "ā", "B", "")
	f.Fuzz(func(t *testing.T, token, query, name1, value1, name2, value2 string) {
		if name1 == name2 || token == "" {
			t.Skip()
		}
		uri := "/twilio/sms"
		if _, err := url.Parse("https://line.example.org" + uri + "?" + query); err != nil || query == "" {
			query = ""
		} else {
			uri += "?" + query
		}
		parsed, err := parseForm(url.Values{name1: {value1}, name2: {value2}}.Encode())
		if err != nil {
			t.Fatal(err)
		}
		ours := base64.StdEncoding.EncodeToString(signature([]byte(token), "https://line.example.org"+uri, parsed))
		validator := client.NewRequestValidator(token)
		params := map[string]string{name1: value1, name2: value2}
		if !validator.Validate("https://line.example.org"+uri, params, ours) {
			t.Errorf("twilio-go refuses the signature of %q %q", uri, params)
		}
		e := newEndpoint(&url.URL{Scheme: "https", Host: "line.example.org"}, []string{token})
		if !accepts(t, e, uri, parsed, ours) {
			t.Error("we refuse it ourselves")
		}
	})
}

func TestParseForm(t *testing.T) {
	f, err := parseForm("a=1&b=2;3&a=%2B+x&&c")
	if err != nil {
		t.Fatal(err)
	}
	if f.value("a") != "1" || f.value("b") != "2;3" || f[2].value != "+ x" || f.value("c") != "" || f.value("d") != "" {
		t.Errorf("parsed %q", f)
	}
	if _, err := parseForm("a=%zz"); err == nil {
		t.Error("a broken escape is accepted")
	}
}

// BenchmarkReceive reads and verifies a webhook.
func BenchmarkReceive(b *testing.B) {
	h := &Webhooks{endpoint: newEndpoint(&url.URL{Scheme: "https", Host: "line.example.org"}, []string{"12345"})}
	r, w := signed(b, "/twilio/sms", url.Values{"From": {"+14158675310"}, "To": {"+18005551212"}, "Body": {"3"}}), httptest.NewRecorder()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		r.Body = io.NopCloser(bytes.NewReader(body))
		if _, err := h.receive(w, r, byText); err != nil {
			b.Fatal(err)
		}
	}
}
