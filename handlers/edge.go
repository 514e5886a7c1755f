package handlers

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"coachline/scripts/twiml"
	"coachline/session"
)

// Voice is how an apology sounds.
type Voice struct {
	Language string // BCP-47
	Name     string // a voice of Twilio's
}

// apology is what a caller hears when a turn could not be taken.
const apology = "I am sorry, something at our end is not working just now. Your place is kept. " +
	"Please ring again in a few minutes."

// strict tells browsers to reach this host by https alone, for a year: RFC 6797. Other hosts of the domain may be another's.
func strict(next http.Handler) http.Handler {
	year := []string{"max-age=31536000"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Strict-Transport-Security"] = year
		next.ServeHTTP(w, r)
	})
}

// answerer is a handler that leaves its errors to the edge. It has not written anything when it returns one.
type answerer = func(http.ResponseWriter, *http.Request) error

// edge is the one place where an error becomes an answer, and is logged.
type edge struct {
	log     *slog.Logger
	lines   *session.FaultLog // what a request got wrong is logged once a minute
	voice   Voice
	metrics *metrics
}

// text answers a person's texts, and machines: an error is a status, so that Twilio asks again where that helps.
func (e edge) text(next answerer) http.Handler {
	return e.guard(next, func(w http.ResponseWriter, status int) {
		if status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "5")
		}
		http.Error(w, plainly[status], status)
	})
}

// call answers a caller: what is not the request's own fault is a spoken apology with 200, since a caller hears any
// other status as the end of the call without a word.
func (e edge) call(next answerer) http.Handler {
	return e.guard(next, func(w http.ResponseWriter, status int) {
		if status < http.StatusInternalServerError {
			http.Error(w, plainly[status], status)
			return
		}
		w.Header().Set("Content-Type", twiml.ContentType)
		_, _ = w.Write(twiml.Apology(apology, e.voice.Language, e.voice.Name))
	})
}

// guard runs a handler, gives its error or its panic to apologise, and counts the answer.
func (e edge) guard(next answerer, apologise func(http.ResponseWriter, int)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		defer func(began time.Time) {
			if v := recover(); v != nil {
				err = panicked(r, v)
			}
			status := http.StatusOK
			if err != nil {
				status = statusOf(err)
				e.note(r, status, err)
				apologise(w, status)
			}
			e.answered(r, status, time.Since(began))
		}(time.Now())
		err = next(w, r)
	})
}

// Pages are pages below a prefix, which leave their errors to the edge.
type Pages interface {
	// Handler is the pages. serve makes an answer of an error that a page returns.
	Handler(serve func(func(http.ResponseWriter, *http.Request) error) http.Handler) http.Handler
	// ErrorPage draws the page of an error. It returns an error where it has not answered.
	ErrorPage(w http.ResponseWriter, r *http.Request, err error, status int, title, words string) error
}

// pages serves pages: an error is a page of theirs. Ours are logged; a visitor's are theirs.
func (e edge) pages(p Pages) http.Handler {
	return e.counted(p.Handler(func(next answerer) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			err := next(w, r)
			if err == nil {
				return
			}
			status := statusOf(err)
			if status >= http.StatusInternalServerError {
				e.note(r, status, err)
			}
			title, words := onPage(status, err)
			if err := p.ErrorPage(w, r, err, status, title, words); err != nil {
				e.note(r, http.StatusInternalServerError, err)
				http.Error(w, words, status)
			}
		})
	}))
}

// counted counts what pages answer, and answers for them when they panic.
func (e edge) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &statusSeen{ResponseWriter: w}
		defer func(began time.Time) {
			if v := recover(); v != nil {
				e.note(r, http.StatusInternalServerError, panicked(r, v))
				if seen.status == 0 {
					http.Error(seen, plainly[http.StatusInternalServerError], http.StatusInternalServerError)
				}
			}
			e.answered(r, cmp.Or(seen.status, http.StatusOK), time.Since(began))
		}(time.Now())
		next.ServeHTTP(seen, r)
	})
}

// statusSeen sees with what status a page is answered; 0 is none yet.
type statusSeen struct {
	http.ResponseWriter
	status int
}

// WriteHeader passes the status on.
func (s *statusSeen) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (s *statusSeen) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// answered counts an answer. /readyz says 503 on purpose, so that is no fault.
func (e edge) answered(r *http.Request, status int, took time.Duration) {
	route := routeOf(r)
	e.metrics.seconds.WithLabelValues(route, strconv.Itoa(status)).Observe(took.Seconds())
	if status >= http.StatusInternalServerError && route != readyPath {
		surface := surfacePages
		if strings.HasPrefix(route, "/twilio/") {
			surface = surfaceTwilio
		}
		e.metrics.faults.WithLabelValues(surface, strconv.Itoa(status)).Inc()
	}
	if e.log.Enabled(r.Context(), slog.LevelDebug) {
		e.log.LogAttrs(r.Context(), slog.LevelDebug, "answered", slog.String("route", route), slog.Int("status", status),
			slog.Duration("took", took))
	}
}

// panicked makes an error of a panic that was just recovered from: of what kind it was, and where in our code it began. What was panicked
// with is left out: it may quote what a person wrote.
func panicked(r *http.Request, v any) error {
	const ours = 3 // runtime.Callers, this function and the one that recovered
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(ours, callers[:])])
	frame, more := frames.Next()
	for more && !strings.HasPrefix(frame.Function, "coachline/") {
		frame, more = frames.Next()
	}
	return fmt.Errorf("panic in %s: %T at %s:%d", routeOf(r), v, frame.Function, frame.Line)
}

// routeOf is the route's template, so that neither a log nor a metric holds a path.
func routeOf(r *http.Request) string {
	if route := mux.CurrentRoute(r); route != nil {
		if template, err := route.GetPathTemplate(); err == nil {
			return template
		}
	}
	return "unknown"
}
