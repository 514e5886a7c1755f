package manager

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"coachline/handlers/assets"
	"coachline/session"
	"coachline/session/roster"
)

//go:embed templates static
var embedded embed.FS

var static = assets.NewFolder(embedded, "static")

var templates = template.Must(template.New("").Funcs(assets.Funcs("/manage", static)).ParseFS(embedded, "templates/*.html"))

// page is what every page has; Data is its own.
type page struct {
	Title  string
	User   *user  // who is logged in
	Notice string // what was done
	Wrong  string // what was not, and what to do
	Data   any
}

// render answers with a page, which says what was done before.
func (p *Pages) render(w http.ResponseWriter, r *http.Request, status int, name string, v page) error {
	if v.Notice == "" {
		v.Notice = p.config.Browsers.PopString(r.Context(), keyNotice)
	}
	return p.write(w, status, name, v)
}

// write answers with a page or a part of one, whole or not at all.
func (p *Pages) write(w http.ResponseWriter, status int, name string, v page) error {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
	return nil
}

// keyNotice is what a browser's session holds to be said on the next page. It has no number and no learner's name: what is
// held there is not sealed.
const keyNotice = "notice"

// done leads to a page and says there what was done.
func (p *Pages) done(w http.ResponseWriter, r *http.Request, to, notice string) error {
	p.config.Browsers.Put(r.Context(), keyNotice, notice)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

var (
	// errNothing is that a page, a cohort or a person is not there, or not this manager's: the two are told alike.
	errNothing = errors.New("nothing here")
	// errMethod is a form's address that was opened as a page, or the other way round.
	errMethod = errors.New("method not allowed")
	// errTooLarge is a form that is larger than any of ours.
	errTooLarge = errors.New("form too large")
	// errForeign is a form that another site has sent.
	errForeign = errors.New("sent by another site")
)

// refused is an error of the visitor's: a sentence that says what to do.
type refused string

func (e refused) Error() string { return string(e) }

// fail is the one place where an error becomes a page. Ours is logged, once, without a path.
func (p *Pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	var visitor refused
	status, title, words := http.StatusInternalServerError, "Something went wrong", "Something went wrong at our end. Nothing is lost; please try again in a minute."
	switch {
	case errors.As(err, &visitor):
		status, title, words = http.StatusUnprocessableEntity, "Not done", string(visitor)
	case errors.Is(err, errNothing), errors.Is(err, roster.ErrNoCohort), errors.Is(err, roster.ErrNoInvite):
		status, title, words = http.StatusNotFound, "Nothing here", "There is nothing here, or it is not yours."
	case errors.Is(err, roster.ErrNoLesson):
		status, title, words = http.StatusUnprocessableEntity, "Not done", sentence(roster.ErrNoLesson.Error())
	case errors.Is(err, errMethod):
		status, title, words = http.StatusMethodNotAllowed, "Nothing here", "This is where a form leads, and no page: begin at the cohorts."
	case errors.Is(err, errTooLarge):
		status, title, words = http.StatusRequestEntityTooLarge, "Not done", "This is larger than a list may be. Send it in parts, with the names and numbers only."
	case errors.Is(err, errForeign):
		status, title, words = http.StatusForbidden, "Not done", "This came from another site, so nothing was done: begin at the cohorts."
	case errors.Is(err, session.ErrUnavailable):
		status, words = http.StatusServiceUnavailable, "The line's memory cannot be reached just now. Nothing is lost; please try again in a minute."
		fallthrough
	default:
		p.config.Log.ErrorContext(r.Context(), "a manager's page cannot be shown", slog.String("route", routeOf(r)), slog.String("error", err.Error()))
	}
	shown := page{Title: title, Wrong: words}
	if who, err := p.user(r.Context()); status < http.StatusInternalServerError && err == nil {
		shown.User = &who
	}
	if err := p.render(w, r, status, "message", shown); err != nil {
		http.Error(w, words, status)
	}
}

// routeOf is the route's template, so that a log holds no path.
func routeOf(r *http.Request) string {
	if route := mux.CurrentRoute(r); route != nil {
		if path, err := route.GetPathTemplate(); err == nil {
			return path
		}
	}
	return "unknown"
}

// sentence is an error of a reader as a page says it.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + strings.TrimSuffix(words[1:], ".") + "."
}
