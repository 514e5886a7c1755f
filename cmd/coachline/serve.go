package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/handlers"
	me "coachline/handlers/learner"
	"coachline/handlers/manager"
	"coachline/handlers/privacy"
	"coachline/handlers/spend"
	"coachline/handlers/twilio"
	"coachline/handlers/wake"
	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
	"coachline/scripts/sms"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/login"
	"coachline/session/roster"
	"coachline/session/visit"
)

// serveCommand answers Twilio until it is asked to stop.
type serveCommand struct {
	Price    float64 `default:"0.10" help:"What a segment of a text costs in US dollars, which managers are told before they invite: see twilio.com/sms/pricing. 0 tells them segments only."`
	Restored bool    `help:"Redis was restored from a copy: look at Twilio before anything that was due is sent. serve notices that on its own, unless the copy was made by a version without this flag."`
	Debug    bool    `help:"Log more, such as each request's route and time. Never what anybody said."`
}

// The bounds of a request. Twilio gives a webhook 15 s in all: twilio.com/docs/usage/webhooks/webhooks-connection-overrides
const (
	readTimeout  = 10 * time.Second
	writeTimeout = 20 * time.Second
	stopTimeout  = 16 * time.Second // a turn that has begun is finished
)

// collectAt lets the heap grow to five times what is in use before memory is collected. A line uses a few MB, so memory is cheap
// here and a fifth of a turn's CPU is not.
const collectAt = 400

// Run serves. Its error is a usageError when the settings are wrong. Where the log is for machines, the error is in it.
func (c serveCommand) Run(w world) error {
	log := startLog(w, slog.LevelInfo, c.Debug)
	err := c.serve(w, log)
	if err == nil || !asJSON(w.env) {
		return err
	}
	log.Error("ended", "error", err.Error())
	return loggedError{err}
}

func (c serveCommand) serve(w world, log *slog.Logger) error {
	debug.SetGCPercent(collectAt) // first: reading the lessons is most of the start
	config, err := readConfig(w.env)
	if err != nil {
		return err
	}
	config.Price = c.Price
	go loadLexicons(config.Catalog)
	kept, err := openStore(w, config, log)
	if err != nil {
		return err
	}
	defer kept.close()
	line := wire(w, config, log, kept, nil)
	line.restored = c.Restored
	defer line.close()
	listener, err := net.Listen("tcp", config.Addr)
	if err != nil {
		return fmt.Errorf("listen on COACHLINE_ADDR: %w", err)
	}
	return w.serve(listener, line, log)
}

// loadLexicons loads the lexicons of the lessons' languages, so that the first turn does not wait for them.
func loadLexicons(lessons catalog) {
	for _, script := range lessons.All() {
		for _, language := range script.Languages() {
			nlu.For(language)
		}
	}
}

// serve answers, and sends what is due, until it is asked to stop or Redis refuses for good.
func (w world) serve(listener net.Listener, line service, log *slog.Logger) error {
	ctx, fail := context.WithCancelCause(w.ctx)
	var working sync.WaitGroup
	defer working.Wait() // what has been sent is noted
	defer fail(nil)
	if !line.inMemory {
		working.Go(func() { line.store.Watch(ctx) })
	}
	if err := firstPublish(ctx, line.store); errors.Is(err, session.ErrUnavailable) {
		working.Go(func() {
			publish(ctx, line, fail)
			line.run(ctx)
		})
	} else if err != nil {
		return startError(err)
	} else {
		working.Go(func() { line.run(ctx) })
	}
	log.Info("serving", "addr", listener.Addr().String(), "version", versionName())
	if w.serving != nil {
		w.serving(listener.Addr().String())
	}
	err := listen(ctx, listener, line.handler, log)
	fail(nil)
	working.Wait()
	if err != nil {
		return err
	}
	log.Info("stopped")
	if cause := context.Cause(ctx); w.ctx.Err() == nil && cause != nil {
		return startError(cause)
	}
	return nil
}

// service is the parts of a line that serves.
type service struct {
	handler http.Handler
	workers *wake.Workers
	inviter *roster.Worker
	store   *session.Store
	faults  *session.FaultLog
	meter   *spend.Meter
	close   func()

	now      func() time.Time
	restored bool // Redis was restored from a copy
	inMemory bool // Redis is in this process: if it is slow, the machine is
}

// run sends what is due, until ctx ends. It also says which settings of Redis may lose something.
func (s service) run(ctx context.Context) {
	var inviting sync.WaitGroup
	defer inviting.Wait()
	inviting.Go(func() { s.store.Advise(ctx) })
	inviting.Go(func() { s.inviter.Run(ctx) })
	inviting.Go(func() { wake.Sweep(ctx, s.store, s.faults) })
	if !s.pulse(ctx, s.restored) {
		return
	}
	inviting.Go(func() {
		for s.pulse(ctx, false) {
			select {
			case <-ctx.Done():
			case <-time.After(session.PulseEvery):
			}
		}
	})
	inviting.Go(func() { s.meter.Run(ctx) })
	s.workers.Run(ctx)
}

// pulse gives each shard a pulse, again until it does. It returns false if ctx ends.
func (s service) pulse(ctx context.Context, restored bool) bool {
	for ctx.Err() == nil && s.store.Pulse(ctx, s.now(), restored) != nil {
		select {
		case <-ctx.Done():
		case <-time.After(session.PulseEvery / 4):
		}
	}
	return ctx.Err() == nil
}

// wire puts the line together. try is the page of `coachline try`, and nil in `serve`.
func wire(w world, c config, log *slog.Logger, kept kept, try handlers.Pages) service {
	store := kept.store
	lesson, _ := c.Catalog.Current(c.Lesson)
	warn(c, log)
	metrics := prometheus.NewRegistry()
	store.CountFaults(metrics)
	client := twilio.NewClient(twilio.ClientConfig{
		AccountSID: c.Account, AuthToken: c.Tokens[0], OtherToken: c.otherToken(), APIKey: c.Key, APISecret: c.Secret, Base: c.API,
		From: c.From, Service: c.Service, VoiceFrom: c.VoiceFrom, Public: c.PublicURL, Log: log,
	})
	meter := spend.New(spend.Config{Spend: kept.spend, Clock: w.now, Metrics: metrics, Log: log})
	managers := managersConfig(w, c, log, kept, client, meter)
	managers.Metrics = metrics
	pages := manager.New(managers)
	faults := session.NewFaultLog(log, store.Ready)
	workers := wake.New(wake.Config{
		Store: store, Sender: client, Meter: meter, Clock: w.now, Rate: c.TextsPerSecond, Metrics: metrics, Log: log, Faults: faults,
	})
	handler := handlers.New(handlers.Config{
		Twilio: twilio.New(twilio.Config{
			Store: store, Public: c.PublicURL, Account: c.Account, Tokens: c.Tokens, Footer: c.Footer, Clock: w.now,
			From: c.From, OptOut: c.OptOut, Sounds: c.Catalog, Replied: meter.Reply, Managers: manager.NewTexts(managers), Version: versionName(),
			Reported: workers.Reported,
			Metrics:  metrics,
		}),
		Ready: store.Ready, Voice: handlers.Voice{Language: lesson.Language, Name: lesson.Voice}, Try: try,
		Manage: pages, Me: me.New(me.Config{
			Store: store, Visits: kept.visits, Clock: w.now, Region: c.Region, Number: c.From, HTTPS: c.PublicURL.Scheme == "https",
		}), About: privacy.New(c.aboutPrivacy()), HTTPS: c.PublicURL.Scheme == "https", Version: versionName(), Metrics: metrics, Log: log,
	})
	metrics.MustRegister(wake.NewBacklog(store, w.now))
	return service{
		handler: handler, workers: workers, inviter: roster.NewWorker(kept.roster, w.now, faults), store: store, faults: faults, meter: meter, now: w.now,
		close: func() { pages.Close(); client.Close() },
	}
}

// managersConfig is what the managers' pages and texts are given. Nothing in it opens an answer.
func managersConfig(w world, c config, log *slog.Logger, kept kept, client *twilio.Client, meter *spend.Meter) manager.Config {
	https := c.PublicURL.Scheme == "https"
	return manager.Config{
		Roster: kept.roster, Codes: kept.codes, Browsers: login.NewBrowsers(kept.logins, https),
		Lessons: c.Catalog, Lesson: c.Lesson, Region: c.Region, Countries: c.InvitesTo,
		Zone: c.Zone, Clock: w.now, Rules: c.rules(), Footer: c.Footer, Number: c.From,
		Price: c.Price, Log: log, Rings: c.rings,
		TextsLeft: meter.Left,
		Text: func(ctx context.Context, to e164.Number, body string) error {
			meter.Code(body)
			_, err := client.SendText(ctx, twilio.SMS{To: to, Body: body, ValidFor: login.CodeLife})
			return err
		},
	}
}

// kept is what a line remembers: the learners, and who invited them. What a manager reaches stands on a store whose keys do
// not open what learners said.
type kept struct {
	store  *session.Store
	visits *visit.Visits
	roster *roster.Roster
	codes  *login.Codes
	logins *login.Logins
	spend  *session.Spend // nil without a limit
	close  func()
}

// openStore is what a line remembers, or what a command looks into.
func openStore(w world, c config, log *slog.Logger) (kept, error) {
	client, err := session.Dial(c.RedisURL)
	if err != nil {
		return kept{}, usageError{fmt.Errorf("REDIS_URL: %w", err)}
	}
	links := visit.New(visit.Config{Redis: client, Keyring: c.Keys, Public: c.PublicURL})
	learners := session.Config{
		Redis: client, Keyring: c.Keys, Lessons: c.Catalog, Lesson: c.Lesson, Open: c.Open, Zone: c.Zone, Rules: c.rules(),
		Compose: func(lines []dialogue.Line) []string { return sms.Pack(lines, c.Footer) },
		ZoneOf:  func(n e164.Number) string { return n.Zone(c.Region) },
		Rings:   c.rings, Texts: c.texts, Serves: c.serves, ReasonOf: twilio.ReasonOf, Link: links.Link, Contact: c.Contact,
		EraseFromCohort: roster.Eraser(client), TakenBack: roster.TakenBack(client),
		Lease: w.lease, Certain: w.certain, RetryFor: w.retryFor, Log: log,
	}
	var day *session.Spend
	if c.TextsPerDay > 0 {
		day = session.NewSpend(client, c.TextsPerDay, c.Zone)
	}
	cohorts := roster.New(roster.Config{Store: session.NewPlaceStore(learners), Lease: w.lease, Log: log})
	learners.MoveInCohort = cohorts.Follow
	return kept{
		store: session.New(learners), visits: links, roster: cohorts,
		codes: login.NewCodes(login.Config{Redis: client, Key: c.Keys.LoginKey(), Now: w.now}), logins: login.NewLogins(client), spend: day,
		close: func() { _ = client.Close() },
	}, nil
}

// withStore lets a command look into what the line remembers. Its settings are those of serve, and it logs nothing.
func (w world) withStore(do func(config, kept) error) error {
	config, err := readConfig(w.env)
	if err != nil {
		return err
	}
	kept, err := openStore(w, config, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer kept.close()
	return do(config, kept)
}

// longestText is how many segments a text that the line begins may have: two, or three with a manager's own sentence.
const longestText = 3

// warn says what an operator may have done by a slip. It stops nothing.
func warn(c config, log *slog.Logger) {
	if c.PublicURL.Scheme == "http" && c.PublicURL.Hostname() != "localhost" && net.ParseIP(c.PublicURL.Hostname()) == nil {
		log.Warn("COACHLINE_PUBLIC_URL is http: what callers key and say crosses the net unsealed")
	}
	warnOfSlips(c, log)
	if n := c.TextsPerDay; n > 0 && n < longestText {
		log.Warn("COACHLINE_TEXTS_PER_DAY is less than one text may have: a longer one waits until that is raised", "limit", n, "text", longestText)
	}
	if c.Rehearsal > 0 {
		log.Warn("COACHLINE_REHEARSAL is set: texts of the next day and reminders go out within it, at any hour", "duration", c.Rehearsal)
	}
	for _, script := range c.Catalog.All() {
		if len(script.Values) > 0 && len(script.Values) < len(script.Settings) {
			log.Warn("steps that need a setting that is not set are left out", "lesson", script.Lesson, "settings", script.Settings)
		}
	}
	c.warnOfWho(log)
	if c.Footer == "" {
		return
	}
	var paths []string
	if c.Lessons != "" {
		paths = []string{c.Lessons}
	}
	if _, err := scripts.CheckFiles(paths, c.Footer, c.Values); err != nil {
		log.Warn("with COACHLINE_TEXT_FOOTER lessons cost more than they may; see coachline check", "faults", err.Error())
	}
}

// warnOfSlips says which settings are allowed together and seldom meant.
func warnOfSlips(c config, log *slog.Logger) {
	ofTwilio := strings.HasSuffix("."+c.API.Hostname(), ".twilio.com")
	if ofTwilio && slices.ContainsFunc(c.Tokens, func(token string) bool { return !plainHex.MatchString(token) }) {
		log.Warn("TWILIO_AUTH_TOKEN is not 32 hexadecimal digits, as Twilio's are: is a part of it missing?")
	}
	if c.Hours.To != 0 && c.Hours.From > c.Hours.To {
		log.Warn("COACHLINE_TEXTING_HOURS pass midnight: texts go out at night")
	}
	if c.Region != "NZ" && c.Zone.String() == "Pacific/Auckland" {
		log.Warn("COACHLINE_TIME_ZONE is New Zealand's, and COACHLINE_REGION is not: set the zone of people whose own is not known", "region", c.Region)
	}
}

// publish keeps the lessons' versions in Redis, as soon as it is there. What will not pass by itself, such as a wrong
// password or other keys, fails the program.
func publish(ctx context.Context, line service, fail context.CancelCauseFunc) {
	const fault = "lessons cannot be kept in Redis yet, and nothing is sent; trying again"
	for ctx.Err() == nil {
		err := line.store.Publish(ctx) // it is patient: a round takes seconds
		switch {
		case err == nil || ctx.Err() != nil:
			line.faults.Over(ctx, fault)
			return
		case !errors.Is(err, session.ErrUnavailable):
			fail(err)
			return
		}
		line.faults.Fault(ctx, "lessons", fault, err)
	}
}

// startError says why the line cannot start, and if Redis refuses also what to do.
func startError(err error) error {
	if errors.Is(err, session.ErrRefused) {
		fault := session.FaultOf(err)
		return fmt.Errorf("start: %s\n%s\n(%w)", fault.What, fault.Fix, err)
	}
	return fmt.Errorf("start: %w", err)
}

// firstPublish does so before the first turn, so that none is taken with the keys of another Redis. A Redis that is not
// there yet is waited for elsewhere.
func firstPublish(ctx context.Context, store *session.Store) error {
	ctx, cancel := context.WithTimeout(ctx, 400*time.Millisecond)
	defer cancel()
	return store.Publish(ctx)
}

// listen serves until ctx ends, and then until every turn that has begun is answered.
func listen(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: readTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		log.Info("stopping")
		// The time is counted from now: ctx is over already.
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		stopped <- server.Shutdown(grace)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	if err := <-stopped; err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}
