// Package manager is how managers reach the roster, by pages and by texts: they invite people, and see how far each has come.
//
// The rule it keeps: no page and no text can show what a learner said. It gets a roster and a store whose keys open no
// answers, and it imports nothing that opens any. Each page asks the roster as the manager who is logged in, so nobody
// reaches another manager's cohort. A GET changes nothing, and everything works without JavaScript.
//
// It knows neither Redis nor Twilio.
package manager

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"

	"coachline/handlers/assets"
	"coachline/scripts/dialogue"
	"coachline/session/e164"
	"coachline/session/login"
	"coachline/session/roster"
)

// lessons are the lessons that people can be invited to.
type lessons interface {
	All() []*dialogue.Script
	Current(lesson string) (*dialogue.Script, bool)
	Courses() []*dialogue.Course
	Course(name string) (*dialogue.Course, bool)
}

// Config is what Pages and Texts need.
type Config struct {
	Roster    *roster.Roster // over keys that open no answers
	Codes     *login.Codes
	Browsers  *login.Browsers
	Lessons   lessons
	Lesson    string                                           // the line’s own: a new cohort gets it, or the course that it begins, unless another is chosen
	Region    string                                           // of numbers without +
	Countries []string                                         // that people may be invited in; empty: all
	Zone      *time.Location                                   // of the manager's dates and hours
	Clock     func() time.Time                                 //
	Rules     dialogue.Rules                                   // and
	Number    string                                           // that people text, E.164 or a short code; empty: not known
	Footer    string                                           // of what the line texts: invitations are shown as they will read
	Text      func(context.Context, e164.Number, string) error // sends a code, once
	Rings     func(e164.Number) bool                           // whether the line may ring a number: an invitation offers it
	Price     float64                                          // of a segment, in US dollars; 0 is not known
	Metrics   prometheus.Registerer                            // nil: logins are not counted
	Log       *slog.Logger

	// TextsLeft returns how many segments are left of the day's limit, and false if there is none; nil is that there is none.
	TextsLeft func(context.Context) (left int, limited bool, err error)
}

// Pages are the managers' pages.
type Pages struct {
	config  Config
	texting sync.WaitGroup // codes on their way
	logins  *prometheus.CounterVec
}

// New makes the pages.
func New(c Config) *Pages { return &Pages{config: c, logins: countLogins(c.Metrics)} }

// Close waits until the codes that were asked for are on their way.
func (p *Pages) Close() { p.texting.Wait() }

// Handler is everything below /manage/. serve makes an answer of an error that a page returns.
func (p *Pages) Handler(serve func(func(http.ResponseWriter, *http.Request) error) http.Handler) http.Handler {
	r := mux.NewRouter()
	get := func(path string, h handler) { r.Handle(path, serve(h)).Methods(http.MethodGet) }
	post := func(path string, h handler) { r.Handle(path, serve(h)).Methods(http.MethodPost) }
	assets.Serve(r, "/manage", static)

	get("/manage/login", p.open(p.showLogin))
	post("/manage/login", p.open(p.askCode))
	get("/manage/login/code", p.open(p.showCode))
	post("/manage/login/code", p.open(p.takeCode))
	post("/manage/logout", p.closed(p.logOut))
	post("/manage/logout/everywhere", p.closed(p.logOutEverywhere))

	get("/manage/", p.closed(p.showCohorts))
	post("/manage/cohorts", p.closed(p.newCohort))
	get("/manage/archived", p.closed(p.showPast))
	const cohort = "/manage/cohorts/{cohort}"
	get(cohort, p.closed(p.showCohort))
	post(cohort, p.closed(p.showCohort)) // a search
	get(cohort+"/print", p.closed(p.print))
	post(cohort+"/print", p.closed(p.print)) // of what was searched for
	get(cohort+"/people.csv", p.closed(p.export))
	get(cohort+"/invite", p.closed(p.showInvite))
	post(cohort+"/invite/preview", p.lists(p.preview))
	post(cohort+"/invite", p.lists(p.invite))
	post(cohort+"/people", p.lists(p.changeMany))
	post(cohort+"/people/{person}/{act:nudge|withdraw|correct}", p.closed(p.change))
	get(cohort+"/poster", p.closed(p.showPoster))
	post(cohort+"/poster", p.closed(p.setKeyword))
	get(cohort+"/batches", p.closed(p.showBatches))
	get(cohort+"/batches/{batch}", p.closed(p.showBatch))
	post(cohort+"/batches/{batch}/cancel", p.closed(p.cancelBatch))
	get(cohort+"/settings", p.closed(p.showSettings))
	post(cohort+"/settings", p.closed(p.changeCohort))
	get(cohort+"/log", p.closed(p.showLog))
	get(cohort+"/sharing", p.closed(p.showSharing))
	post(cohort+"/sharing", p.closed(p.share))
	post(cohort+"/sharing/{manager}/end", p.closed(p.unshare))
	post(cohort+"/take-over", p.closed(p.takeOver))

	get("/manage/number", p.closed(p.showNumber))
	post("/manage/number", p.closed(p.askNumberCodes))
	post("/manage/number/move", p.closed(p.moveNumber))
	get("/manage/managers", p.closed(p.showManagers))
	post("/manage/managers", p.closed(p.addManager))

	refuse := func(err error) http.Handler {
		return serve(p.open(func(http.ResponseWriter, *http.Request) error { return err }))
	}
	r.NotFoundHandler, r.MethodNotAllowedHandler = refuse(ErrNothing), refuse(ErrMethod)
	p.config.Browsers.ErrorFunc = func(w http.ResponseWriter, r *http.Request, err error) {
		serve(func(http.ResponseWriter, *http.Request) error {
			return fmt.Errorf("keep a manager's login: %w", err)
		}).ServeHTTP(w, r)
	}
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(assets.Guard(p.config.Browsers.LoadAndSave(refuse(ErrForeign))))
	return foreign.Handler(assets.Guard(p.config.Browsers.LoadAndSave(r)))
}
