package twilio

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestProbe is answered with how it arrived, and refused where the signature is wrong or lost. The webhooks have no store, so nothing
// can be kept of it.
func TestProbe(t *testing.T) {
	t.Parallel()
	public, other := mustURL(t, "https://line.example.org"), mustURL(t, "http://line.example.org")
	h := New(Config{Public: public, Tokens: []string{"12345"}, Clock: time.Now, Version: "v1"})
	for name, c := range map[string]struct {
		change func(*http.Request)
		token  string
		other  bool
		want   error
	}{
		"as it was sent":    {nil, "12345", false, nil},
		"another token":     {nil, "54321", false, ErrRefused},
		"another URL":       {nil, "12345", true, ErrRefused},
		"no signature":      {func(r *http.Request) { r.Header.Del("X-Twilio-Signature") }, "12345", false, ErrUnsigned},
		"the path is other": {func(r *http.Request) { r.RequestURI += "/" }, "12345", false, ErrRefused},
	} {
		signed := public
		if c.other {
			signed = other
		}
		sent, err := NewProbe(public, signed, ProbePath, c.token, false)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), sent.Method, ProbePath, sent.Body)
		r.Header = sent.Header
		r.RemoteAddr = "10.0.0.1:1"
		r.Header.Set("X-Forwarded-For", "198.51.100.7")
		if c.change != nil {
			c.change(r)
		}
		w := httptest.NewRecorder()
		if err := h.Probe(w, r); errors.Is(err, ErrSignature) {
			w.WriteHeader(http.StatusForbidden)
		} else if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(w.Result().Body)
		a, ok, err := ReadArrival(w.Result(), body)
		if !ok || !errors.Is(err, c.want) {
			t.Errorf("%s: %t, %v; want %v", name, ok, err, c.want)
		}
		if errors.Is(err, ErrRefused) && a.Path != r.RequestURI {
			t.Errorf("%s: arrived at %q, want %q", name, a.Path, r.RequestURI)
		}
		if c.want == nil && (a.Version != "v1" || a.Address != "198.51.100.7" || !a.Forwarded) {
			t.Errorf("%s: arrived %+v", name, a)
		}
	}
}

// TestProbeOfAnotherSite is not taken for the line's.
func TestProbeOfAnotherSite(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "<h1>Welcome</h1>", "{}", `{"at":"soon"}`} {
		if _, ok, _ := ReadArrival(&http.Response{StatusCode: http.StatusOK}, []byte(body)); ok {
			t.Errorf("%q was taken for the line's answer", body)
		}
	}
}
