package handlers_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/handlers"
)

// TestAPageThatPanics is answered, counted and logged, and what it panicked with is shown nowhere: it may be somebody's words.
func TestAPageThatPanics(t *testing.T) {
	const planted = "0215550101 Mere"
	for name, begun := range map[string]int{"at once": 0, "in the middle of the page": http.StatusTeapot} {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			routes := handlers.New(handlers.Config{
				Metrics: prometheus.NewRegistry(), Log: slog.New(slog.NewTextHandler(&log, nil)),
				Manage: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					if begun != 0 {
						w.WriteHeader(begun)
					}
					panic(planted)
				}),
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
			if said := log.String(); strings.Contains(said, planted) || strings.Contains(said, "AAAA") || !strings.Contains(said, "panic in /manage/") {
				t.Errorf("the log says %s", said)
			}
			counted := fmt.Sprintf(`coachline_answer_seconds_count{route="/manage/",status="%d"} 1`, want)
			if _, metrics := get("/metrics"); !strings.Contains(metrics, counted) || strings.Contains(metrics, planted) {
				t.Errorf("the metrics do not say %s:\n%s", counted, metrics)
			}
		})
	}
}
