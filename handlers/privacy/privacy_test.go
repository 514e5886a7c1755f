package privacy_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"coachline/handlers/browsertest"
	"coachline/handlers/privacy"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// whole is a line with all that the page can say.
var whole = privacy.Config{
	Organisation: "Te Awa Health", Contact: "privacy@teawa.example, 04 555 0100", Texts: "4224", Calls: "09 887 0123", RetentionDays: 45, NewZealand: true,
}

// serve serves the page as routes.go does.
func serve(t *testing.T, c privacy.Config) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(privacy.New(c).Handler(func(next func(http.ResponseWriter, *http.Request) error) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := next(w, r); err != nil {
				t.Error(err)
			}
		})
	}))
	t.Cleanup(server.Close)
	return server
}

// page is the page of a line.
func page(t *testing.T, c privacy.Config) string {
	t.Helper()
	w := httptest.NewRecorder()
	serve(t, c).Config.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, privacy.Path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d", w.Code)
	}
	return w.Body.String()
}

func TestPageSaysWhatTheLineIs(t *testing.T) {
	with := func(change func(*privacy.Config)) privacy.Config {
		c := whole
		change(&c)
		return c
	}
	for name, tt := range map[string]struct {
		of          privacy.Config
		says, lacks []string
	}{
		"all": {whole, []string{
			"<strong>Te Awa Health</strong> runs it", "privacy@teawa.example, 04 555 0100", "45 days", "Texts come from <span class=\"number\">4224</span>",
			"Calls come from <span class=\"number\">09 887 0123</span>", "CALL", "Privacy Commissioner", "1737", "MYDATA", "MYWORDS", "FORGET ME", "STOP", "MOVE", "Twilio",
		}, []string{"ZgotmplZ", "privacy officer"}},
		"nobody is named":             {with(func(c *privacy.Config) { c.Contact = "" }), []string{"ask Te Awa Health, which holds it"}, []string{"<strong id"}},
		"answers are kept":            {with(func(c *privacy.Config) { c.RetentionDays = 0 }), []string{"until you erase them"}, []string{"0 days", "before they are erased"}},
		"a day":                       {with(func(c *privacy.Config) { c.RetentionDays = 1 }), []string{"1 day<"}, []string{"1 days"}},
		"no calls":                    {with(func(c *privacy.Config) { c.Calls = "" }), []string{"We ring nobody"}, []string{"CALL", "Calls come from"}},
		"one number":                  {with(func(c *privacy.Config) { c.Texts = c.Calls }), []string{"Texts and calls come from <span class=\"number\">09 887 0123</span>"}, nil},
		"a service":                   {with(func(c *privacy.Config) { c.Texts = "" }), []string{"the number that you have our texts from"}, []string{"number\"></span>"}},
		"another country":             {with(func(c *privacy.Config) { c.NewZealand = false }), []string{"the authority for privacy where you live"}, []string{"1737", "Commissioner"}},
		"a name that looks like HTML": {with(func(c *privacy.Config) { c.Organisation = "<b>A & B" }), []string{"&lt;b&gt;A &amp; B"}, []string{"<b>A"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := page(t, tt.of)
			for _, words := range tt.says {
				if !strings.Contains(got, words) {
					t.Errorf("the page lacks %q", words)
				}
			}
			for _, words := range tt.lacks {
				if strings.Contains(got, words) {
					t.Errorf("the page has %q", words)
				}
			}
		})
	}
}

func TestPageLoadsNothingFromElsewhereAndKeepsNothing(t *testing.T) {
	w := httptest.NewRecorder()
	serve(t, whole).Config.Handler.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, privacy.Path, nil))
	if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'self'") || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("policy %q, cookie %q", policy, w.Header().Get("Set-Cookie"))
	}
}

func TestPageLooks(t *testing.T) {
	w := browsertest.Open(t, serve(t, whole).URL)
	w.Go(privacy.Path)
	w.Looks("privacy")
}
