package handlers_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/handlers"
)

// TestFrontPage leads whoever types the line's address to the page that there is, and nothing below /twilio/ anywhere.
func TestFrontPage(t *testing.T) {
	shown := pages{page: func(http.ResponseWriter, *http.Request) error { return nil }}
	for name, tt := range map[string]struct {
		config handlers.Config
		path   string
		status int
		to     string
	}{
		"served":       {handlers.Config{}, "/", 303, "/manage/"},
		"tried":        {handlers.Config{Try: shown}, "/", 303, "/try/"},
		"webhook":      {handlers.Config{}, "/twilio/sms/", 404, ""},
		"two slashes":  {handlers.Config{}, "//twilio/sms", 404, ""},
		"no such page": {handlers.Config{}, "/index.html", 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			tt.config.Manage, tt.config.Me = shown, shown
			w := answered(tt.config, tt.path)
			if w.Code != tt.status || w.Header().Get("Location") != tt.to {
				t.Errorf("%s is answered with %d, and leads to %q", tt.path, w.Code, w.Header().Get("Location"))
			}
		})
	}
}

// TestHTTPSAlone tells browsers to use https where the line is reached by it, and not where it is tried on this machine.
func TestHTTPSAlone(t *testing.T) {
	shown := pages{page: func(http.ResponseWriter, *http.Request) error { return nil }}
	for _, path := range []string{"/", "/manage/", "/manage/login", "/nothing"} {
		if got := answered(handlers.Config{Manage: shown, Me: shown, HTTPS: true}, path).Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
			t.Errorf("%s over https says %q", path, got)
		}
		if got := answered(handlers.Config{Manage: shown, Me: shown}, path).Header().Get("Strict-Transport-Security"); got != "" {
			t.Errorf("%s over http says %q", path, got)
		}
	}
}

// answered is what a path is answered with.
func answered(c handlers.Config, path string) *httptest.ResponseRecorder {
	var log strings.Builder
	c.Metrics, c.Log = prometheus.NewRegistry(), slog.New(slog.NewTextHandler(&log, nil))
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.URL.Path, r.RequestURI = path, path
	handlers.New(c).ServeHTTP(w, r)
	return w
}

// TestTheLogOfWhatLeadsNowhere: bots get no line, a slip in a webhook's path one a minute that says what to do, and no path of
// theirs is in it.
func TestTheLogOfWhatLeadsNowhere(t *testing.T) {
	shown := pages{page: func(http.ResponseWriter, *http.Request) error { return nil }}
	for _, tt := range []struct{ method, path, signature, want string }{
		{"GET", "/robots.txt", "", ""},
		{"GET", "/.env", "", ""},
		{"GET", "/wp-login.php", "", ""},
		{"GET", "/favicon.ico", "", ""},
		{"PUT", "/healthz", "", ""},
		{"GET", "/0215550101", "", ""},
		{"POST", "/twilio/sms/", "", "a slash too many; want /twilio/sms"},
		{"POST", "//twilio/voice", "", "a slash too many; want /twilio/voice"},
		{"POST", "/twilio/SMS", "", "capital letters; want /twilio/sms"},
		{"POST", "/coach/twilio/sms", "", "something stands before /twilio; want /twilio/sms"},
		{"POST", "/sms", "", "/twilio is missing at the front; want /twilio/sms"},
		{"POST", "/twilio/smss", "", "want /twilio/sms, /twilio/voice or /twilio/status/call"},
		{"POST", "/0215550101", "", "this path is no webhook"},
		{"GET", "/0215550101", "c2lnbmVk", "this path is no webhook"},
		{"GET", "/twilio/sms", "", "called by POST"},
	} {
		var log strings.Builder
		routes := handlers.New(handlers.Config{
			Manage: shown, Me: shown, Metrics: prometheus.NewRegistry(), Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelInfo})),
		})
		for range 3 {
			r := httptest.NewRequest(tt.method, "/", nil)
			r.URL.Path, r.RequestURI = tt.path, tt.path
			if tt.signature != "" {
				r.Header.Set("X-Twilio-Signature", tt.signature)
			}
			routes.ServeHTTP(httptest.NewRecorder(), r)
		}
		lines := map[bool]int{true: 0, false: 1}[tt.want == ""]
		if said := log.String(); strings.Count(said, "\n") != lines || !strings.Contains(said, tt.want) || strings.Contains(said, "5550101") || strings.Contains(said, "coach/") {
			t.Errorf("%s %s: the log says %q, want %q", tt.method, tt.path, said, tt.want)
		}
	}
}

// TestABotDoesNotHideASlip: a webhook of Twilio's has a line of its own within the minute of a bot's, and the next line says how often
// it was left out.
func TestABotDoesNotHideASlip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		shown := pages{page: func(http.ResponseWriter, *http.Request) error { return nil }}
		routes := handlers.New(handlers.Config{Manage: shown, Me: shown, Metrics: prometheus.NewRegistry(), Log: slog.New(slog.NewTextHandler(&log, nil))})
		post := func(path, signature string) {
			r := httptest.NewRequest(http.MethodPost, path, nil)
			r.Header.Set("X-Twilio-Signature", signature)
			routes.ServeHTTP(httptest.NewRecorder(), r)
		}
		for range 10 {
			post("/xmlrpc.php", "")
		}
		post("/twilio/sms/", "c2lnbmVk")
		if said := log.String(); strings.Count(said, "\n") != 2 || strings.Count(said, "a slash too many") != 1 {
			t.Errorf("the log says\n%s", said)
		}
		time.Sleep(time.Minute)
		post("/xmlrpc.php", "")
		if said := log.String(); strings.Count(said, "\n") != 3 || !strings.Contains(said, "more=9") {
			t.Errorf("after a minute the log says\n%s", said)
		}
	})
}
