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
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/mux"

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
}

// Config is what Pages and Texts need.
type Config struct {
	Roster    *roster.Roster // over keys that open no answers
	Codes     *login.Codes
	Browsers  *login.Browsers
	Lessons   lessons
	Lesson    string                                           // that a new cohort gets unless another is chosen
	Region    string                                           // of numbers without +
	Countries []string                                         // that people may be invited in; empty: all
	Zone      *time.Location                                   // of the manager's dates and hours
	Clock     func() time.Time                                 //
	Rules     dialogue.Rules                                   // and
	Footer    string                                           // of what the line texts: invitations are shown as they will read
	Text      func(context.Context, e164.Number, string) error // sends a code, once
	Rings     func(e164.Number) bool                           // whether the line may ring a number: an invitation offers it
	Price     float64                                          // of a segment, in US dollars; 0 is not known
	Log       *slog.Logger
}

// Pages are the managers' pages.
type Pages struct {
	config  Config
	texting sync.WaitGroup // codes on their way
}

// New makes the pages.
func New(c Config) *Pages { return &Pages{config: c} }

// Close waits until the codes that were asked for are on their way.
func (p *Pages) Close() { p.texting.Wait() }

// Handler is everything below /manage/.
func (p *Pages) Handler() http.Handler {
	r := mux.NewRouter()
	get, post := http.MethodGet, http.MethodPost
	assets.Serve(r, "/manage", static)

	r.Handle("/manage/login", p.open(p.showLogin)).Methods(get)
	r.Handle("/manage/login", p.open(p.askCode)).Methods(post)
	r.Handle("/manage/login/code", p.open(p.showCode)).Methods(get)
	r.Handle("/manage/login/code", p.open(p.takeCode)).Methods(post)
	r.Handle("/manage/logout", p.closed(p.logOut)).Methods(post)
	r.Handle("/manage/logout/everywhere", p.closed(p.logOutEverywhere)).Methods(post)

	r.Handle("/manage/", p.closed(p.showCohorts)).Methods(get)
	r.Handle("/manage/cohorts", p.closed(p.newCohort)).Methods(post)
	const cohort = "/manage/cohorts/{cohort}"
	r.Handle(cohort, p.closed(p.showCohort)).Methods(get)
	r.Handle(cohort+"/people.csv", p.closed(p.export)).Methods(get)
	r.Handle(cohort+"/invite", p.closed(p.showInvite)).Methods(get)
	r.Handle(cohort+"/invite/preview", p.lists(p.preview)).Methods(post)
	r.Handle(cohort+"/invite", p.lists(p.invite)).Methods(post)
	r.Handle(cohort+"/people/{person}/{act:nudge|withdraw|correct}", p.closed(p.change)).Methods(post)

	r.Handle("/manage/managers", p.closed(p.showManagers)).Methods(get)
	r.Handle("/manage/managers", p.closed(p.addManager)).Methods(post)

	r.NotFoundHandler = p.refuse(errNothing)
	r.MethodNotAllowedHandler = p.refuse(errMethod)
	foreign := http.NewCrossOriginProtection()
	foreign.SetDenyHandler(assets.Guard(p.config.Browsers.LoadAndSave(p.refuse(errForeign))))
	return foreign.Handler(assets.Guard(p.config.Browsers.LoadAndSave(r)))
}

// refuse answers whatever is asked with an error.
func (p *Pages) refuse(err error) http.Handler {
	return p.open(func(http.ResponseWriter, *http.Request) error { return err })
}
