// Package wake handles wake-ups. It claims the people who are due, asks their records what to send, sends it, and records
// the result.
//
// The rule it keeps: a commit claims every text and call before it is sent, and what may have been sent is looked for
// and not sent again. Any worker in any process may therefore die at any moment. Workers keep no state but how fast
// they may go.
//
// It does not know what is said, nor Redis, nor Twilio's wire.
package wake

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"coachline/handlers/spend"
	"coachline/handlers/twilio"
	"coachline/session"
	"coachline/session/e164"
)

// store is what a worker needs of session.Store.
type store interface {
	Due(ctx context.Context, now time.Time, most int) ([]session.Person, error)
	Wake(ctx context.Context, p session.Person, at time.Time) (*session.Dispatch, error)
	Settle(ctx context.Context, d *session.Dispatch, r session.Result) error
	Hear(ctx context.Context, p session.Person, texts []session.Heard, at time.Time) error
	Report(ctx context.Context, p session.Person, entry int, d session.Delivery) error
}

// sender is what a worker needs of twilio.Client.
type sender interface {
	SendText(context.Context, twilio.SMS) (twilio.Receipt, error)
	PlaceCall(context.Context, twilio.Call) (twilio.Receipt, error)
	FindTexts(ctx context.Context, to e164.Number, body string, since time.Time) (found []twilio.Receipt, complete bool, err error)
	FindCalls(ctx context.Context, to e164.Number, since time.Time) (found []twilio.Receipt, complete bool, err error)
	FindHeard(ctx context.Context, from e164.Number, since time.Time) ([]session.Heard, error)
}

// meter counts texts, and says whether what the line begins may go out today.
type meter interface {
	Take(context.Context, *session.Dispatch) (spend.Taken, error)
	Sent(*session.Dispatch)
	Unsent(context.Context, *session.Dispatch, spend.Taken)
}

// Config is what Workers need.
type Config struct {
	Store    store
	Sender   sender
	Meter    meter // nil counts nothing
	Clock    func() time.Time
	Rate     float64               // the most texts and calls a second; 0 has no limit
	Metrics  prometheus.Registerer // nil counts nothing
	Log      *slog.Logger
	Faults   *session.FaultLog // logs what lasts; nil is one of its own, in Log
	Parallel int               // how many are sent at once; 0 is 64
}

// Workers send what is due.
type Workers struct {
	config  Config
	limit   *rate.Limiter
	brake   brake
	hold    hold
	metrics *metrics
}

// poll is how often a process asks who is due: half of the half second within which a wake-up should start.
const poll = 250 * time.Millisecond

// New makes workers. Run starts them.
func New(c Config) *Workers {
	if c.Parallel == 0 {
		c.Parallel = 64
	}
	if c.Faults == nil {
		c.Faults = session.NewFaultLog(c.Log, nil)
	}
	limit := rate.Inf
	if c.Rate > 0 {
		limit = rate.Limit(c.Rate)
	}
	w := &Workers{config: c, hold: hold{log: c.Log}, limit: rate.NewLimiter(limit, 1)}
	w.metrics = newMetrics(c.Metrics, &w.brake)
	if c.Metrics != nil {
		c.Metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "coachline_held", Help: "1 while texts that the line begins are held, since our sender is refused; else 0.",
		}, w.held))
	}
	return w
}

// Reported takes what a status callback says of a text: where our sender is refused, what the line begins is held.
func (w *Workers) Reported(ctx context.Context, d session.Delivery) {
	w.hold.report(ctx, d, w.config.Clock())
}

// held is 1 while there is a hold.
func (w *Workers) held() float64 {
	if held, _, _ := w.hold.holds(); held {
		return 1
	}
	return 0
}

// Run works until ctx ends. It then completes and records the requests to Twilio that have begun.
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

// due claims as many people as can be served well within a lease.
func (w *Workers) due(ctx context.Context) []session.Person {
	most := 2 * w.config.Parallel
	if w.config.Rate > 0 {
		most = max(1, min(most, int(5*w.config.Rate)))
	}
	due, err := w.config.Store.Due(ctx, w.config.Clock(), most)
	const fault = "cannot ask who is due"
	if err == nil {
		w.config.Faults.Over(ctx, fault)
	} else if ctx.Err() == nil {
		w.config.Faults.Fault(ctx, "poll", fault, err)
	}
	return due
}

// serve does what is due for one person.
func (w *Workers) serve(ctx context.Context, p session.Person) {
	defer func() {
		if v := recover(); v != nil { // the value may quote a learner, so only the stack is logged
			w.config.Log.ErrorContext(ctx, "panic in a wake-up", slog.String("person", p.String()), slog.String("stack", string(debug.Stack())))
		}
	}()
	if w.limit.Wait(ctx) != nil || !w.brake.wait(ctx) {
		return // the lease ends, and another worker claims the person
	}
	ctx = context.WithoutCancel(ctx)
	d, err := w.config.Store.Wake(ctx, p, w.config.Clock())
	if err != nil {
		w.config.Faults.Fault(ctx, p.String(), "cannot take a wake-up", err)
		return
	}
	if d == nil {
		w.metrics.woken.Inc()
		return
	}
	result := w.dispatch(ctx, d)
	w.metrics.sent.WithLabelValues(string(d.Kind), outcomeOf(result), reasonOf(result)).Inc()
	if w.config.Log.Enabled(ctx, slog.LevelDebug) {
		w.config.Log.DebugContext(ctx, "dispatched", slog.String("person", p.String()), slog.Int("entry", d.Entry),
			slog.String("kind", string(d.Kind)), slog.String("outcome", outcomeOf(result)))
	}
	if result == nil {
		return
	}
	if err := w.config.Store.Settle(ctx, d, *result); err != nil {
		w.config.Faults.Fault(ctx, p.String(), "cannot record what was sent; it will be looked for", err)
	}
}
