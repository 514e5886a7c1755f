package wake

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/session"
)

// brake slows a process down while Twilio cannot take what it sends: after the first failures in a row for a second, then
// twice as long each time, so that an outage leaves few texts of which nobody knows whether they were sent.
type brake struct {
	mu      sync.Mutex
	strikes int
	until   time.Time
}

// How the brake takes hold.
const (
	lenient   = 4 // failures in a row that may be chance
	longPause = time.Minute
)

// strike counts a failure. asked is how long Twilio has asked us to wait, 0 where it has not.
func (b *brake) strike(asked time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.strikes++
	hold := asked
	if over := b.strikes - lenient; over > 0 {
		hold = max(hold, time.Second<<min(over-1, 6))
	}
	if until := time.Now().Add(min(hold, longPause)); until.After(b.until) {
		b.until = until
	}
}

// free lets go: something was accepted.
func (b *brake) free() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.strikes = 0
}

// wait waits while the brake holds, and reports whether ctx still goes on.
func (b *brake) wait(ctx context.Context) bool {
	for {
		b.mu.Lock()
		left := time.Until(b.until)
		b.mu.Unlock()
		if left <= 0 {
			return ctx.Err() == nil
		}
		if !pause(ctx, left) {
			return false
		}
	}
}

// pause waits, and reports whether ctx still goes on.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// quiet keeps the log readable when the same thing goes wrong for many.
type quiet struct {
	mu   sync.Mutex
	said map[string]time.Time
}

// maxSaid bounds what is remembered.
const maxSaid = 1000

// may reports whether this was not said within the last minute.
func (q *quiet) may(what string) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	if last, said := q.said[what]; said && now.Sub(last) < time.Minute {
		return false
	}
	if q.said == nil || len(q.said) >= maxSaid {
		q.said = map[string]time.Time{}
	}
	q.said[what] = now
	return true
}

// metrics counts what is sent. Nothing in a label comes from a person.
type metrics struct {
	woken prometheus.Counter
	sent  *prometheus.CounterVec
}

func newMetrics(registry prometheus.Registerer) *metrics {
	m := &metrics{
		woken: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "coachline_wakeups_total", Help: "Wake-ups after which nothing was sent.",
		}),
		sent: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "coachline_sends_total",
			Help: "Attempts to send a text or to ring, and searches for those whose end was not known, by their outcome.",
		}, []string{"kind", "outcome"}),
	}
	if registry != nil {
		registry.MustRegister(m.woken, m.sent)
	}
	return m
}

var outcomes = map[session.Outcome]string{
	session.Accepted: "accepted", session.Refused: "refused", session.Deferred: "deferred", session.Lost: "lost",
	session.Absent: "absent", session.Unsure: "unsure",
}

// outcomeOf is a result as it is counted; without one it was found.
func outcomeOf(r *session.Result) string {
	if r == nil {
		return "found"
	}
	return outcomes[r.Outcome]
}

func (m *metrics) dispatched(d *session.Dispatch, r *session.Result) {
	m.sent.WithLabelValues(string(d.Kind), outcomeOf(r)).Inc()
}
