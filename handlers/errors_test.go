package handlers_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/handlers"
	"coachline/handlers/manager"
	"coachline/handlers/try"
	"coachline/session"
	"coachline/session/roster"
)

// pages are pages of which every one does the same.
type pages struct {
	page  func(http.ResponseWriter, *http.Request) error
	drawn error // what becomes of drawing an error
}

func (p pages) Handler(serve func(func(http.ResponseWriter, *http.Request) error) http.Handler) http.Handler {
	return serve(p.page)
}

func (p pages) ErrorPage(w http.ResponseWriter, _ *http.Request, _ error, status int, title, words string) error {
	if p.drawn == nil {
		w.WriteHeader(status)
		fmt.Fprintf(w, "%s: %s", title, words)
	}
	return p.drawn
}

// TestErrorsOfPages has each error answered with a status and a page, none in its own words, and ours logged once.
func TestErrorsOfPages(t *testing.T) {
	for err, want := range map[error]struct {
		status int
		page   string
	}{
		manager.ErrNothing:                     {404, "Not found: This page does not exist, or it is not yours."},
		roster.ErrNoCohort:                     {404, "Not found: This page does not exist, or it is not yours."},
		roster.ErrNotInvited:                   {404, "Not found: This page does not exist, or it is not yours."},
		try.ErrNothing:                         {404, "Not found: This page does not exist, or it is not yours."},
		manager.ErrMethod:                      {405, "Not found: This address takes a form and is not a page. Begin at the cohorts."},
		try.ErrMalformed:                       {400, "Not done: This page has no such form."},
		manager.ErrForeign:                     {403, "Not done: This came from another site, so nothing was done: begin at the cohorts."},
		manager.ErrTooLarge:                    {413, "Not done: This is larger than a list may be. Send it in parts, with the names and numbers only."},
		session.ErrUnavailable:                 {503, "Something went wrong: The line cannot reach its database at the moment. Nothing is lost. Please try again in a minute."},
		errors.New("cannot open the template"): {500, "Something went wrong: Something went wrong at our end. Nothing is lost; please try again in a minute."},
	} {
		for name, drawn := range map[string]error{"drawn": nil, "not drawn": errors.New("no template")} {
			t.Run(err.Error()+" "+name, func(t *testing.T) {
				var log strings.Builder
				routes := handlers.New(handlers.Config{
					Metrics: prometheus.NewRegistry(), Log: slog.New(slog.NewTextHandler(&log, nil)),
					Manage: pages{func(http.ResponseWriter, *http.Request) error { return fmt.Errorf("serve page: %w", err) }, drawn},
					Me:     pages{},
				})
				w := httptest.NewRecorder()
				routes.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/manage/"+strings.Repeat("A", 22), nil))
				page := want.page
				if drawn != nil {
					_, page, _ = strings.Cut(want.page, ": ")
				}
				if got := strings.TrimSpace(w.Body.String()); w.Code != want.status || got != strings.TrimSpace(page) {
					t.Errorf("%d: %q, want %d: %q", w.Code, got, want.status, page)
				}
				logged := strings.Count(log.String(), "serve page")
				if logged != 0 && want.status < 500 || logged != 1 && want.status >= 500 || strings.Contains(log.String(), "AAAA") {
					t.Errorf("the log says %s", &log)
				}
			})
		}
	}
}

// TestAPageThatPanics is answered, counted and logged, and what it panicked with is shown nowhere: it may be somebody's words.
func TestAPageThatPanics(t *testing.T) {
	const planted = "0215550101 Mere"
	for name, begun := range map[string]int{"at once": 0, "in the middle of the page": http.StatusTeapot} {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			routes := handlers.New(handlers.Config{
				Metrics: prometheus.NewRegistry(), Log: slog.New(slog.NewTextHandler(&log, nil)),
				Ready: func(context.Context) error { return nil },
				Manage: pages{page: func(w http.ResponseWriter, _ *http.Request) error {
					if begun != 0 {
						w.WriteHeader(begun)
					}
					panic(planted)
				}},
				Me: pages{},
			})
			get := func(path string) (int, string) {
				w := httptest.NewRecorder()
				routes.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
				return w.Code, w.Body.String()
			}
			want := http.StatusInternalServerError
			if begun != 0 {
				want = begun
			}
			status, page := get("/manage/cohorts/" + strings.Repeat("A", 22))
			if status != want || strings.Contains(page, planted) {
				t.Errorf("it answers %d, want %d: %s", status, want, page)
			}
			if said := log.String(); strings.Contains(said, planted) || strings.Contains(said, "AAAA") || !strings.Contains(said, "panic in /manage/: string at coachline/handlers_test.TestAPageThatPanics") {
				t.Errorf("the log says %s", said)
			}
			counted := fmt.Sprintf(`coachline_answer_seconds_count{route="/manage/",status="%d"} 1`, want)
			if _, metrics := get("/metrics"); !strings.Contains(metrics, counted) || strings.Contains(metrics, planted) {
				t.Errorf("the metrics do not say %s:\n%s", counted, metrics)
			}
		})
	}
}
