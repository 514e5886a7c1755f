package handlers

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"coachline/handlers/learner"
	"coachline/handlers/manager"
	"coachline/handlers/try"
	"coachline/handlers/twilio"
	"coachline/scripts/twiml"
	"coachline/session"
	"coachline/session/login"
	"coachline/session/roster"
	"coachline/session/visit"
)

// Voice is how an apology sounds.
type Voice struct {
	Language string // BCP-47
	Name     string // a voice of Twilio's
}

// apology is what a caller hears when a turn could not be taken.
const apology = "I am sorry, something at our end is not working just now. Your place is kept. " +
	"Please ring again in a few minutes."

// A webhook that was set up with a slip ends here: it must leave a trace.
var (
	errNoSuchPath = errors.New("no such path")
	errMethod     = errors.New("another method is wanted")
)

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

// guard runs a handler, counts it, and gives its error to apologise.
func (e edge) guard(next answerer, apologise func(http.ResponseWriter, int)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, status := time.Now(), http.StatusOK
		if err := e.recovered(next, w, r); err != nil {
			status = statusOf(err)
			e.note(r, status, err)
			apologise(w, status)
		}
		e.answered(r, status, time.Since(began))
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
		began, seen := time.Now(), &statusSeen{ResponseWriter: w}
		err := e.recovered(func(w http.ResponseWriter, r *http.Request) error { next.ServeHTTP(w, r); return nil }, seen, r)
		if err != nil {
			e.note(r, http.StatusInternalServerError, err)
			if seen.status == 0 {
				http.Error(seen, plainly[http.StatusInternalServerError], http.StatusInternalServerError)
			}
		}
		e.answered(r, cmp.Or(seen.status, http.StatusOK), time.Since(began))
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

// answered counts an answer.
func (e edge) answered(r *http.Request, status int, took time.Duration) {
	e.metrics.answered(routeOf(r), status, took)
	if e.log.Enabled(r.Context(), slog.LevelDebug) {
		e.log.LogAttrs(r.Context(), slog.LevelDebug, "answered", slog.String("route", routeOf(r)), slog.Int("status", status),
			slog.Duration("took", took))
	}
}

// recovered turns a panic into an error. What was panicked with is left out: it may quote what a person wrote.
func (e edge) recovered(next answerer, w http.ResponseWriter, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in %s: %T at %s", routeOf(r), p, panicked())
		}
	}()
	return next(w, r)
}

// panicked is the place in our code where the panic that is being recovered from began.
func panicked() string {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(3, callers[:])])
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, "coachline/") && !strings.Contains(frame.Function, "recovered") {
			return frame.Function + ":" + strconv.Itoa(frame.Line)
		}
		if !more {
			return "unknown"
		}
	}
}

// plainly is what machines are told, and whoever sets up a webhook.
var plainly = map[int]string{
	http.StatusBadRequest:            "This request is not one that Twilio sends.",
	http.StatusNotFound:              "This path does not exist. Webhooks have no slash at the end; see the README for their paths.",
	http.StatusMethodNotAllowed:      "Webhooks are called by POST.",
	http.StatusForbidden:             "The signature is missing or wrong. Is COACHLINE_PUBLIC_URL the URL that Twilio calls?",
	http.StatusRequestEntityTooLarge: "The request is too large.",
	http.StatusInternalServerError:   "Something went wrong at our end.",
	http.StatusServiceUnavailable:    "Redis cannot be used just now. Please try again.",
}

// statusOf is the status of an error. One that is not listed is ours.
func statusOf(err error) int {
	switch {
	case errors.Is(err, errNoSuchPath), errors.Is(err, twilio.ErrNoRecording), errors.Is(err, manager.ErrNothing), errors.Is(err, try.ErrNothing),
		errors.Is(err, learner.ErrNothing), errors.Is(err, visit.ErrSpent), errors.Is(err, visit.ErrNoCode), errors.Is(err, session.ErrNobody),
		errors.Is(err, roster.ErrNoCohort), errors.Is(err, roster.ErrNoBatch), errors.Is(err, roster.ErrNotInvited):
		return http.StatusNotFound
	case errors.Is(err, visit.ErrClosed):
		return http.StatusUnauthorized
	case errors.Is(err, errMethod), errors.Is(err, manager.ErrMethod), errors.Is(err, learner.ErrMethod):
		return http.StatusMethodNotAllowed
	case errors.Is(err, twilio.ErrMalformed), errors.Is(err, try.ErrMalformed):
		return http.StatusBadRequest
	case errors.Is(err, twilio.ErrSignature), errors.Is(err, manager.ErrForeign), errors.Is(err, learner.ErrForeign),
		errors.Is(err, roster.ErrSeeOnly), errors.Is(err, roster.ErrNotOwner):
		return http.StatusForbidden
	case errors.Is(err, twilio.ErrTooLarge), errors.Is(err, manager.ErrTooLarge), errors.Is(err, learner.ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, login.ErrLimited), errors.Is(err, visit.ErrLimited):
		return http.StatusTooManyRequests
	case errors.As(err, new(*manager.Refused)), errors.As(err, new(*learner.Refused)):
		return http.StatusUnprocessableEntity
	case errors.As(err, new(*try.Refused)):
		return http.StatusConflict
	case errors.Is(err, session.ErrUnavailable), errors.Is(err, session.ErrRefused):
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// pageWords are the title of an error's page, and what it says.
var pageWords = map[int]struct{ title, words string }{
	http.StatusBadRequest:            {"Not done", "This page has no such form."},
	http.StatusNotFound:              {"Not found", "This page does not exist, or it is not yours."},
	http.StatusMethodNotAllowed:      {"Not found", "This address takes a form and is not a page. Begin at the cohorts."},
	http.StatusForbidden:             {"Not done", "This came from another site, so nothing was done: begin at the cohorts."},
	http.StatusRequestEntityTooLarge: {"Not done", "This is larger than a list may be. Send it in parts, with the names and numbers only."},
	http.StatusServiceUnavailable:    {"Something went wrong", "The line cannot reach its database at the moment. Nothing is lost. Please try again in a minute."},
	http.StatusInternalServerError:   {"Something went wrong", "Something went wrong at our end. Nothing is lost; please try again in a minute."},
}

// onPage is how a page tells an error. What a visitor was refused says itself what to do; any other error's text is not theirs.
func onPage(status int, err error) (title, words string) {
	var manager *manager.Refused
	var try *try.Refused
	var mine *learner.Refused
	switch {
	case errors.As(err, &mine):
		return "Not done", mine.Error()
	case errors.Is(err, visit.ErrSpent):
		return "Your own record", "This link was opened already, or is too old."
	case errors.Is(err, visit.ErrClosed):
		return "Your own record", "Your record is not open in this browser, or not any more. Nothing was done."
	case errors.Is(err, session.ErrNobody):
		return "Your own record", "The line holds nothing of this number any more, or it belongs to somebody else now."
	case errors.Is(err, visit.ErrNoCode):
		return "Not found", "There is no such code. Is each letter and digit right?"
	case errors.Is(err, visit.ErrLimited):
		return "Not now", "Too many wrong links or codes came from here. Try again in an hour."
	case errors.Is(err, learner.ErrNothing), errors.Is(err, learner.ErrMethod):
		return "Not found", "This page does not exist."
	case errors.Is(err, learner.ErrForeign):
		return "Not done", "This came from another site, so nothing was done."
	case errors.Is(err, learner.ErrTooLarge):
		return "Not done", "This is larger than a form of this page is."
	case errors.As(err, &manager):
		return "Not done", manager.Error()
	case errors.As(err, &try):
		return "Not done", try.Error()
	case errors.Is(err, roster.ErrSeeOnly):
		return "Not done", "This cohort is shared with you to see it, and no more. Ask whose it is."
	case errors.Is(err, roster.ErrNotOwner):
		return "Not done", "Only the manager whose cohort it is may do this."
	}
	return pageWords[status].title, pageWords[status].words
}

// note logs an error. Its text holds IDs and no more: see the packages that make it. Our own faults are logged each, and what lasts,
// by a request's fault or Redis', once a minute with how often it was left out. What a bot asks for is no warning.
func (e edge) note(r *http.Request, status int, err error) {
	route, hint, level := routeOf(r), plainly[status], slog.LevelError
	switch {
	case errors.Is(err, twilio.ErrSignature) && twilio.FromDoctor(r):
		return
	case !slip(r) && (errors.Is(err, errNoSuchPath) || errors.Is(err, errMethod)):
		e.log.LogAttrs(r.Context(), slog.LevelDebug, "no such page", slog.Int("status", status))
		return
	case status < http.StatusInternalServerError:
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{slog.String("route", route), slog.Int("status", status), slog.String("error", err.Error())}
	if status != http.StatusInternalServerError {
		line := strconv.Itoa(status)
		if r.Header.Get("X-Twilio-Signature") != "" {
			line += " signed" // a bot's must not hide Twilio's
		}
		due, leftOut := e.lines.Due(route, line)
		if !due {
			return
		}
		attrs = append(attrs, slog.Int("more", leftOut))
	}
	var refused *twilio.SignatureError
	switch {
	case errors.As(err, &refused):
		hint = refused.Cause()
	case errors.Is(err, errNoSuchPath):
		hint = nearestWebhook(r.URL.Path)
	}
	e.log.LogAttrs(r.Context(), level, "not answered", append(attrs, slog.String("hint", hint))...)
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
