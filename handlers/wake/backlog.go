package wake

import (
	"context"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/session"
)

// backlogger is what a Backlog needs of session.Store.
type backlogger interface {
	Backlog(ctx context.Context, now time.Time) (session.Backlog, error)
}

// Backlog shows what is due and what is in the outboxes, in all processes together, when metrics are collected. If Redis is out
// of reach only coachline_backlog_up is there, and is 0: a backlog that nobody knows is not shown as none.
type Backlog struct {
	store backlogger
	clock func() time.Time

	mu      sync.Mutex
	read    time.Time
	backlog session.Backlog
	err     error
}

// How long the counts of a Backlog are good, and how long reading them may take.
const (
	backlogLife    = 5 * time.Second
	backlogTimeout = 2 * time.Second
)

// NewBacklog makes a Backlog.
func NewBacklog(store backlogger, clock func() time.Time) *Backlog {
	return &Backlog{store: store, clock: clock}
}

var (
	backlogUp = prometheus.NewDesc("coachline_backlog_up",
		"1 if the backlog could be read from Redis; 0 if not, and then the series below are absent.", nil, nil)
	entriesDesc = prometheus.NewDesc("coachline_outbox_entries",
		"Texts and calls in all outboxes, by state. Unknown ones need an operator.", []string{"state"}, nil)
	dueDesc = prometheus.NewDesc("coachline_due",
		"What is due now: wake-ups of people, and entries that wait and should have gone.", []string{"of"}, nil)
	oldestDesc = prometheus.NewDesc("coachline_oldest_due_seconds",
		"How long ago the oldest of what is due was due; 0 if nothing is. Neither a lease nor a deferral by Twilio makes it less.", []string{"of"}, nil)
)

// Describe sends the names of the metrics.
func (b *Backlog) Describe(descs chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{backlogUp, entriesDesc, dueDesc, oldestDesc} {
		descs <- desc
	}
}

// Collect reads the backlog, unless it has done so in the last few seconds.
func (b *Backlog) Collect(metrics chan<- prometheus.Metric) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.read.IsZero() || time.Since(b.read) >= backlogLife {
		ctx, cancel := context.WithTimeout(context.Background(), backlogTimeout)
		b.backlog, b.err = b.store.Backlog(ctx, b.clock())
		cancel()
		b.read = time.Now()
	}
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		metrics <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	if b.err != nil {
		gauge(backlogUp, 0)
		return
	}
	gauge(backlogUp, 1)
	for _, state := range session.OpenStates {
		gauge(entriesDesc, float64(b.backlog.Entries[state]), string(state))
	}
	for of, due := range map[string]session.Overdue{"wakeups": b.backlog.People, "entries": b.backlog.Waiting} {
		gauge(dueDesc, float64(due.Count), of)
		age := 0.0
		if !due.Since.IsZero() {
			age = max(0, b.clock().Sub(due.Since).Seconds())
		}
		gauge(oldestDesc, age, of)
	}
}
