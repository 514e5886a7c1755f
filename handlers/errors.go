package handlers

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"coachline/handlers/learner"
	"coachline/handlers/manager"
	"coachline/handlers/try"
	"coachline/handlers/twilio"
	"coachline/session"
	"coachline/session/login"
	"coachline/session/roster"
	"coachline/session/visit"
)

// A webhook that was set up with a slip ends here: it must leave a trace.
var (
	errNoSuchPath = errors.New("no such path")
	errMethod     = errors.New("another method is wanted")
)

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
