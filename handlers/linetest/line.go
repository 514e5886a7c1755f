// Package linetest wires a line for the tests of its pages: webhooks, workers, managers' pages and a pretend Twilio, on a
// Redis in this process. It is in no binary.
//
// It has the settings of a line in New Zealand, and reads no environment.
package linetest

import (
	"bytes"
	"context"
	"encoding/base64"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/handlers"
	"coachline/handlers/learner"
	"coachline/handlers/manager"
	"coachline/handlers/privacy"
	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
	"coachline/handlers/twilio"
	"coachline/handlers/wake"
	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/login"
	"coachline/session/roster"
	"coachline/session/sessiontest"
	"coachline/session/visit"
)

// Lesson is the one that people get unless they are invited to another.
const Lesson = "peer-coaching-1"

// Organisation runs the line.
const Organisation = "Te Awa Health"

const (
	account   = "AC00000000000000000000000000000001"
	authToken = "12345678901234567890123456789012"
)

// Monday is a Monday in November, at ten in the morning in Auckland.
var Monday = time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC)

// Zone is that of the line.
var Zone = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		panic(err) // Go has the zones
	}
	return zone
})

// Lessons are those that are built in.
var Lessons = sync.OnceValue(func() *scripts.Catalog {
	catalog, err := scripts.BuiltIn()
	if err != nil {
		panic(err) // coachline check says more
	}
	return catalog
})

// Config is what differs from line to line.
type Config struct {
	Redis string // its URL
	Clock func() time.Time
	Open  bool    // nobody needs an invitation
	Texts string  // the number that texts come from
	Calls string  // the number that calls come from
	Price float64 // of a segment, in US dollars

	// Catalog is the lessons and courses that it serves; nil is those that are built in. People who are not invited to another
	// lesson get the first.
	Catalog *scripts.Catalog

	WorkingDay func(time.Time) bool // nil is that every day is one
}

// Line is a line that serves.
type Line struct {
	URL    string
	Store  *session.Store
	Visits *visit.Visits
	Roster *roster.Roster

	*simulator.Twilio      // after Serve
	Unwelcome         bool // Twilio is meant to refuse what the line sends

	config   Config
	web, api *httptest.Server
	client   *twilio.Client
	managers manager.Config
	lessons  *scripts.Catalog
}

// New returns a line that does not serve yet.
func New(tb testing.TB, c Config) *Line {
	tb.Helper()
	l := &Line{config: c, web: httptest.NewUnstartedServer(nil), api: httptest.NewUnstartedServer(nil)}
	tb.Cleanup(l.web.Close)
	tb.Cleanup(l.api.Close)
	l.URL = "http://" + l.web.Listener.Addr().String()
	public, api := parse(l.URL), parse("http://"+l.api.Listener.Addr().String())
	l.client = twilio.NewClient(twilio.ClientConfig{
		AccountSID: account, AuthToken: authToken, Base: api, Public: public, From: c.Texts, VoiceFrom: c.Calls,
	})
	tb.Cleanup(l.client.Close)
	keys, err := session.ParseKeys(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1}, 32)))
	if err != nil {
		tb.Fatal(err)
	}
	calls, _ := e164.FromWire(c.Calls)
	rules := dialogue.Rules{
		Hours: dialogue.Hours{From: 8 * 60, To: 20 * 60}, Retention: 30 * 24 * time.Hour, Calls: 3, Line: calls.Written("NZ"), WorkingDay: c.WorkingDay,
		Organisation: Organisation, PrivacyLink: l.URL + "/privacy", Segments: func(lines []dialogue.Line) int { return sms.SegmentsInGSM7(lines, "") },
	}
	rings := func(n e164.Number) bool { return n.Rings([]string{"NZ"}) }
	redis := sessiontest.Dial(tb, c.Redis)
	lessons, lesson := Lessons(), Lesson
	if c.Catalog != nil {
		lessons, lesson = c.Catalog, c.Catalog.All()[0].Lesson
	}
	l.lessons = lessons
	l.Visits = visit.New(visit.Config{Redis: redis, Keyring: keys, Public: public})
	learners := session.Config{
		Redis: redis, Keyring: keys, Lessons: lessons, Lesson: lesson, Open: c.Open, Zone: Zone(), Rules: rules,
		Compose: func(lines []dialogue.Line) []string { return sms.Pack(lines, "") },
		ZoneOf:  func(n e164.Number) string { return n.Zone("NZ") },
		Rings:   rings, Serves: func(n e164.Number) bool { return n.In([]string{"NZ"}) }, ReasonOf: twilio.ReasonOf, EraseFromCohort: roster.Eraser(redis), TakenBack: roster.TakenBack(redis), Link: l.Visits.Link, Log: slog.New(slog.DiscardHandler),
	}
	l.Roster = roster.New(roster.Config{Store: session.NewPlaceStore(learners), Log: slog.New(slog.DiscardHandler)})
	learners.MoveInCohort = l.Roster.Follow
	l.Store = session.New(learners)
	l.managers = manager.Config{
		Roster: l.Roster, Codes: login.NewCodes(login.Config{Redis: redis, Key: keys.LoginKey(), Now: c.Clock}),
		Browsers: login.NewBrowsers(login.NewLogins(redis), false), Lessons: lessons, Lesson: lesson, Region: "NZ",
		Countries: []string{"NZ"}, Zone: Zone(), Clock: c.Clock, Rules: rules, Number: c.Texts, Price: c.Price, Rings: rings,
		Log: slog.New(slog.DiscardHandler),
		Text: func(ctx context.Context, to e164.Number, body string) error {
			_, err := l.client.SendText(ctx, twilio.SMS{To: to, Body: body, ValidFor: login.CodeLife})
			return err
		},
	}
	return l
}

func parse(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err) // it is the address of a listener
	}
	return u
}

// Simulator is the Config of a pretend Twilio that serves the line.
func (l *Line) Simulator() simulator.Config {
	return simulator.Config{
		AccountSID: account, AuthToken: authToken, Number: l.config.Texts, VoiceNumber: l.config.Calls, Now: l.config.Clock,
		SMSURL: l.URL + "/twilio/sms", VoiceURL: l.URL + twilio.VoicePath, StatusURL: l.URL + twilio.CallStatusPath,
		Caption: func(audio string) (c simulator.Caption) {
			for _, script := range l.lessons.All() {
				if r, ok := script.Recordings[audio]; ok {
					c = simulator.Caption{File: r.File, Words: r.Words}
				}
			}
			return c
		},
	}
}

// Serve lets the line serve, with this Twilio and the page on which it is tried, until the test ends. try may be nil.
func (l *Line) Serve(tb testing.TB, pretend *simulator.Twilio, try handlers.Pages) {
	tb.Helper()
	l.Twilio = pretend
	log, metrics := slog.New(slog.DiscardHandler), prometheus.NewRegistry()
	pages := manager.New(l.managers)
	l.api.Config.Handler = pretend.API()
	l.api.Start()
	l.web.Config.Handler = handlers.New(handlers.Config{
		Twilio: twilio.New(twilio.Config{
			Store: l.Store, Public: parse(l.URL), Tokens: []string{authToken}, Clock: l.config.Clock, From: l.config.Texts,
			Managers: manager.NewTexts(l.managers), Sounds: l.lessons,
		}),
		Ready: l.Store.Ready, Manage: pages, Me: learner.New(learner.Config{
			Store: l.Store, Visits: l.Visits, Clock: l.config.Clock, Region: "NZ", Number: l.config.Texts,
		}), About: privacy.New(privacy.Config{
			Organisation: Organisation, Texts: l.config.Texts, Calls: l.config.Calls, RetentionDays: 30, NewZealand: true,
		}), Try: try, Metrics: metrics, Log: log,
	})
	l.web.Start()
	if err := l.Store.Publish(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() {
		wake.New(wake.Config{Store: l.Store, Sender: l.client, Clock: l.config.Clock, Metrics: metrics, Log: log}).Run(ctx)
	})
	working.Go(func() { roster.NewWorker(l.Roster, l.config.Clock, nil).Run(ctx) })
	tb.Cleanup(func() {
		stop()
		working.Wait()
		pages.Close()
		for _, fault := range pretend.Faults() {
			if !l.Unwelcome {
				tb.Errorf("Twilio would refuse: %v", fault)
			}
		}
		pretend.Close()
	})
}

// AddManager makes somebody a manager, who may add others or not.
func (l *Line) AddManager(tb testing.TB, name, number string, mayAdd bool) {
	tb.Helper()
	n, ok := e164.FromWire(number)
	if !ok {
		tb.Fatal("the number of a manager is malformed")
	}
	if _, err := l.Roster.AddManager(tb.Context(), n, name, mayAdd, l.config.Clock()); err != nil {
		tb.Fatal(err)
	}
}

// Handset returns a phone in the hands of a test.
func (l *Line) Handset(tb simulatortest.T, number string) *simulatortest.Handset {
	return simulatortest.New(tb, l.Phone(number))
}

// Clock is a clock that a test sets.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock returns a clock that stands at Monday.
func NewClock() *Clock { return &Clock{at: Monday} }

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set sets the clock to a time of that November, in Zone, such as 19:30.
func (c *Clock) Set(day int, hour string) {
	at, err := time.ParseInLocation("15:04", hour, Zone())
	if err != nil {
		panic(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = time.Date(2026, 11, day, at.Hour(), at.Minute(), 0, 0, Zone())
}
