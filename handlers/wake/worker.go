// Package wake is what a timer does when it fires: it claims the people for whom something is due, lets their records
// say what that is, sends it, and notes what became of it.
//
// The rule it keeps: nothing is sent that was not claimed by a commit before, and what may have been sent is looked for
// and not sent again. So any number of workers, in any number of processes, may die at any moment. A worker holds no
// state of its own; a process only knows how fast it may go.
//
// It does not know what is said, nor Redis, nor the form in which Twilio is asked.
package wake

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"coachline/handlers/twilio"
	"coachline/session"
	"coachline/session/e164"
)

// store is what a worker needs of session.Store.
type store interface {
	Due(ctx context.Context, now time.Time, most int) ([]session.Person, error)
	Wake(ctx context.Context, p session.Person, at time.Time) (*session.Dispatch, error)
	Settle(ctx context.Context, d *session.Dispatch, r session.Result) error
	Report(ctx context.Context, p session.Person, entry int, d session.Delivery) error
}

// sender is what a worker needs of twilio.Client.
type sender interface {
	SendText(context.Context, twilio.SMS) (twilio.Receipt, error)
	PlaceCall(context.Context, twilio.Call) (twilio.Receipt, error)
	FindTexts(ctx context.Context, to e164.Number, body string, since time.Time) (found []twilio.Receipt, complete bool, err error)
	FindCalls(ctx context.Context, to e164.Number, since time.Time) (found []twilio.Receipt, complete bool, err error)
}

// Config is what Workers need.
type Config struct {
	Store    store
	Sender   sender
	Clock    func() time.Time
	Rate     float64               // texts and calls a second, at most; 0 is as fast as it goes
	Metrics  prometheus.Registerer // nil counts nothing
	Log      *slog.Logger
	Parallel int // how many are sent at the same time; 0 is 64
}

// Workers send what is due.
type Workers struct {
	config  Config
	limit   *rate.Limiter
	brake   brake
	metrics *metrics
	quiet   quiet
}

// How often Redis is asked who is due: half of the half second within which a wake-up is to start.
const poll = 250 * time.Millisecond

// New makes workers; Run lets them work.
func New(c Config) *Workers {
	if c.Parallel == 0 {
		c.Parallel = 64
	}
	limit := rate.Inf
	if c.Rate > 0 {
		limit = rate.Limit(c.Rate)
	}
	return &Workers{config: c, limit: rate.NewLimiter(limit, 1), metrics: newMetrics(c.Metrics)}
}

// Run works until ctx ends, and then until everything that has begun is noted: a request to Twilio is not broken off.
func (w *Workers) Run(ctx context.Context) {
	people := make(chan session.Person)
	var workers sync.WaitGroup
	for range w.config.Parallel {
		workers.Go(func() {
			for p := range people {
				w.serve(ctx, p)
			}
		})
	}
	for w.brake.wait(ctx) {
		due := w.due(ctx)
		for _, p := range due {
			people <- p
		}
		if len(due) == 0 && !pause(ctx, poll/2+rand.N(poll/2)) {
			break
		}
	}
	close(people)
	workers.Wait()
}

// due claims as many as can be served well within a lease.
func (w *Workers) due(ctx context.Context) []session.Person {
	most := 2 * w.config.Parallel
	if w.config.Rate > 0 {
		most = max(1, min(most, int(5*w.config.Rate)))
	}
	due, err := w.config.Store.Due(ctx, w.config.Clock(), most)
	if err != nil && ctx.Err() == nil {
		w.complain(ctx, "poll", "cannot ask who is due", err)
	}
	return due
}

// serve does what is due for one person.
func (w *Workers) serve(ctx context.Context, p session.Person) {
	defer func() {
		if v := recover(); v != nil { // what was panicked with may quote a learner
			w.config.Log.ErrorContext(ctx, "panic in a wake-up", slog.String("person", p.String()), slog.String("stack", string(debug.Stack())))
		}
	}()
	if w.limit.Wait(ctx) != nil || !w.brake.wait(ctx) {
		return // we stop: the lease ends, and another takes it up
	}
	ctx = context.WithoutCancel(ctx)
	d, err := w.config.Store.Wake(ctx, p, w.config.Clock())
	if err != nil {
		w.complain(ctx, p.String(), "cannot take a wake-up", err)
		return
	}
	if d == nil {
		w.metrics.woken.Inc()
		return
	}
	result := w.dispatch(ctx, d)
	w.metrics.dispatched(d, result)
	if w.config.Log.Enabled(ctx, slog.LevelDebug) {
		w.config.Log.DebugContext(ctx, "dispatched", slog.String("person", p.String()), slog.Int("entry", d.Entry),
			slog.String("kind", string(d.Kind)), slog.String("outcome", outcomeOf(result)))
	}
	if result == nil {
		return
	}
	if err := w.config.Store.Settle(ctx, d, *result); err != nil {
		w.complain(ctx, p.String(), "cannot note what was sent; it will be looked for", err)
	}
}

// complain logs an error, and the same one about the same thing once a minute at most.
func (w *Workers) complain(ctx context.Context, about, what string, err error) {
	level := slog.LevelError
	if errors.Is(err, session.ErrUnavailable) {
		about, level = "redis", slog.LevelWarn
	}
	if w.quiet.may(about + what) {
		w.config.Log.LogAttrs(ctx, level, what, slog.String("about", about), slog.String("error", err.Error()))
	}
}
