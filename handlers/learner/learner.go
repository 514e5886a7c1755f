// Package learner is the pages below /me/: a learner's own record, to read, print, download, correct and erase, and the
// completion codes that they may show to others.
//
// The rule it keeps: a record is shown only to the browser that has opened a link which was texted to the learner, for an hour.
// A GET changes nothing: the robots that draw previews of links may look at one as often as they like, and see nothing of the
// record. No page says whether a wrong link ever was a right one. What a completion code shows says nothing of who.
//
// It knows neither Redis nor Twilio, and nothing of managers: their login opens nothing here.
package learner

import (
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"coachline/handlers/assets"
	"coachline/session"
	"coachline/session/visit"
)

// Config is what Pages need.
type Config struct {
	Store  *session.Store
	Visits *visit.Visits
	Clock  func() time.Time
	Region string // of numbers, which people of this country write without +
	Number string // that people text, E.164 or a short code; empty: not known
	HTTPS  bool   // the line is reached by https, so the cookie is for nothing else
}

// Pages are the learners' pages.
type Pages struct{ config Config }

// New makes the pages.
func New(c Config) *Pages { return &Pages{c} }

// token is a link's token, as it stands in a path.
const token = "/me/{token:[A-Za-z0-9_-]{22}}"

// Handler is everything below /me/. serve makes an answer of an error that a page returns.
func (p *Pages) Handler(serve func(func(http.ResponseWriter, *http.Request) error) http.Handler) http.Handler {
	r := mux.NewRouter()
	get := func(path string, h handler) { r.Handle(path, serve(h)).Methods(http.MethodGet, http.MethodHead) }
	post := func(path string, h handler) { r.Handle(path, serve(p.form(h))).Methods(http.MethodPost) }
	assets.Serve(r, "/me", static)

	get("/me/", p.showRecord)
	get("/me/record.html", p.mine(p.downloadPage))
	get("/me/record.txt", p.mine(p.downloadText))
	post("/me/name", p.mine(p.correctName))
	post("/me/hour", p.mine(p.moveText))
	post("/me/answer", p.mine(p.correctAnswer))
	post("/me/erase", p.mine(p.eraseAnswer))
	post("/me/erase-all", p.mine(p.eraseAnswers))
	post("/me/forget", p.mine(p.forget))
	post("/me/code", p.mine(p.certify))
	post("/me/leave", p.leave)
	get(token, p.showLink)
	post(token, p.open)
	get("/me/check/", p.showCheck)
	get("/me/check/{code}", p.check)

	refuse := func(err error) http.Handler {
		return serve(func(http.ResponseWriter, *http.Request) error { return err })
	}
	r.NotFoundHandler, r.MethodNotAllowedHandler = refuse(ErrNothing), refuse(ErrMethod)
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(guard(refuse(ErrForeign)))
	return foreign.Handler(guard(r))
}

// guard sets the headers of pages that nobody keeps: no cache, no search engine.
func guard(next http.Handler) http.Handler {
	return assets.Guard(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store") // a style sheet's own follows
		w.Header().Set("X-Robots-Tag", "noindex, nofollow")
		next.ServeHTTP(w, r)
	}))
}
