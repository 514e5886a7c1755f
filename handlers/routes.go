// Package handlers is how the world reaches the line: every URL in one list, every error answered in one place.
//
// Below /twilio/ nothing is ever redirected, since Twilio drops a caller's keys on the way, and no error reaches a person
// or a carrier in its own words. What a webhook does is in package twilio.
//
// A text is decided in six files, each once, downwards. Store.update, the third, reads the record, then has the decision made that
// Take gave it, which is the engine's, and commits what comes of it. On the way nlu says what the text means, and walk.go says the
// next question; sms and twiml render the reply:
//
//	handlers/twilio/webhooks.go   session/take.go               session/update.go
//	scripts/dialogue/advance.go   scripts/dialogue/text.go      scripts/dialogue/answer.go
//
// And a wake-up: handlers/wake/worker.go, session/wake.go, session/update.go, scripts/dialogue/advance.go,
// scripts/dialogue/timers.go, handlers/wake/dispatch.go.
package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"

	"coachline/handlers/privacy"
	"coachline/handlers/twilio"
	"coachline/session"
)

// Config is what the routes need.
type Config struct {
	Twilio *twilio.Webhooks
	Ready  func(context.Context) error // whether a turn could be committed now; its error says why not, in words for the operator
	Voice  Voice                       // of the apology to a caller
	Manage Pages                       // the managers' pages, below /manage/
	Me     Pages                       // the learners' pages, below /me/
	About  Pages                       // the privacy page, /privacy; nil: there is none
	Try    Pages                       // the page on which the line is tried, below /try/; nil: there is none
	HTTPS  bool                        // the line is reached by https, so browsers are told to use nothing else

	Version string               // of the program, as /metrics says
	Metrics *prometheus.Registry // shown at /metrics
	Log     *slog.Logger
}

// New is every URL of the line.
func New(c Config) http.Handler {
	r := mux.NewRouter().SkipClean(true)
	m := newMetrics(c.Metrics, c.Version, c.Ready)
	e := edge{log: c.Log, lines: session.NewFaultLog(c.Log, nil), voice: c.Voice, metrics: m}

	r.Handle(twilio.SMSPath, e.text(c.Twilio.SMS)).Methods(http.MethodPost)
	r.Handle("/twilio/voice", e.call(c.Twilio.Voice)).Methods(http.MethodPost)
	r.Handle("/twilio/voice/{step:[a-z0-9_-]+}/{prompt:[0-9]{1,9}}", e.call(turn(c.Twilio))).Methods(http.MethodPost)
	r.Handle(twilio.CallStatusPath, e.text(status(c.Twilio.CallStatus))).Methods(http.MethodPost)
	r.Handle(twilio.CallStatusPath+entry, e.text(status(c.Twilio.CallStatus))).Methods(http.MethodPost)
	r.Handle(twilio.MessageStatusPath+entry, e.text(status(c.Twilio.MessageStatus))).Methods(http.MethodPost)

	r.Handle(twilio.AudioPath+"/{audio:[0-9a-z]+\\.[a-z0-9]+}", e.text(audio(c.Twilio))).Methods(http.MethodGet, http.MethodHead)
	r.Handle(twilio.ProbePath, e.text(c.Twilio.Probe)).Methods(http.MethodPost)

	r.HandleFunc("/healthz", healthy).Methods(http.MethodGet, http.MethodHead)
	r.Handle(readyPath, e.counted(ready(c.Ready))).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/metrics", m.handler()).Methods(http.MethodGet)

	front := "/manage/"
	if c.Try != nil {
		front = "/try/"
		r.PathPrefix("/try/").Handler(e.pages(c.Try))
	}
	r.Handle("/", http.RedirectHandler(front, http.StatusSeeOther)).Methods(http.MethodGet, http.MethodHead)
	r.Handle("/manage", http.RedirectHandler("/manage/", http.StatusSeeOther)).Methods(http.MethodGet)
	r.PathPrefix("/manage/").Handler(e.pages(c.Manage))

	r.Handle("/me", http.RedirectHandler("/me/", http.StatusSeeOther)).Methods(http.MethodGet)
	r.PathPrefix("/me/").Handler(e.pages(c.Me))

	if c.About != nil {
		about := e.pages(c.About)
		r.Handle(privacy.Path, about)
		r.Handle(privacy.Path+"/", http.RedirectHandler(privacy.Path, http.StatusSeeOther)).Methods(http.MethodGet)
		r.PathPrefix(privacy.Path + "/").Handler(about)
	}

	r.NotFoundHandler = e.text(func(http.ResponseWriter, *http.Request) error { return errNoSuchPath })
	r.MethodNotAllowedHandler = e.text(func(http.ResponseWriter, *http.Request) error { return errMethod })
	if c.HTTPS {
		return strict(r)
	}
	return r
}

// readyPath is where orchestrators ask whether a turn could be taken now.
const readyPath = "/readyz"

// entry is an entry of somebody's outbox, as it stands in a path.
const entry = "/{person:[A-Za-z0-9_-]{22}}/{entry:[0-9]{1,9}}"

// status takes the entry that a status callback is about from its path. A callback about a call of the learner's own has
// none.
func status(note func(http.ResponseWriter, *http.Request, twilio.Ref) error) answerer {
	return func(w http.ResponseWriter, r *http.Request) error {
		vars := mux.Vars(r)
		ref, ok := twilio.ParseRef(vars["person"], vars["entry"])
		if !ok && vars["person"] != "" {
			return errNoSuchPath
		}
		return note(w, r, ref)
	}
}

// turn takes the place in a call from the action URL's path.
func turn(webhooks *twilio.Webhooks) answerer {
	return func(w http.ResponseWriter, r *http.Request) error {
		vars := mux.Vars(r)
		prompt, err := strconv.Atoi(vars["prompt"])
		if err != nil {
			return twilio.ErrMalformed
		}
		return webhooks.CallTurn(w, r, vars["step"], prompt)
	}
}

// audio takes the name of a recording from the path.
func audio(webhooks *twilio.Webhooks) answerer {
	return func(w http.ResponseWriter, r *http.Request) error { return webhooks.Audio(w, r, mux.Vars(r)["audio"]) }
}

// healthy says that the process lives.
func healthy(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) }

// ready says that turns can be taken, or why not. The check has logged that, since it is asked every few seconds.
func ready(check func(context.Context) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := check(r.Context()); err != nil {
			http.Error(w, "not ready: "+err.Error(), http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready\n"))
	})
}
