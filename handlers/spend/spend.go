// Package spend counts what texts cost, in segments, and holds back what the line begins once a day's limit is spent.
//
// The rule it keeps: what a learner waits for always goes out, and what waits is never lost. It does not know what is said, nor
// who gets it.
package spend

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/scripts/sms"
	"coachline/session"
)

// Config is what a Meter needs.
type Config struct {
	Spend   *session.Spend // nil has no limit, and counts for the metrics only
	Clock   func() time.Time
	Metrics prometheus.Registerer // nil counts nothing
	Log     *slog.Logger
}

// Meter counts segments. Any number of goroutines may use one.
type Meter struct {
	config  Config
	total   *prometheus.CounterVec
	left    prometheus.Gauge
	replies atomic.Int64 // segments that Run has not counted in Redis yet
}

// The kinds of text.
const (
	kindReply  = "reply"  // the answer to a text, in TwiML
	kindAnswer = "answer" // a text that a learner waits for, such as the one after a call
	kindBegun  = "begun"  // a text that the line begins
	kindCode   = "code"   // a code to log in with
)

// New makes a Meter.
func New(c Config) *Meter {
	m := &Meter{
		config: c,
		total: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "coachline_segments_total", Help: "Segments of texts that were handed to Twilio.",
		}, []string{"kind"}),
		left: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "coachline_segments_left", Help: "Segments that are left of the day's limit. Without a limit there is no such metric.",
		}),
	}
	for _, kind := range []string{kindReply, kindAnswer, kindBegun, kindCode} {
		m.total.WithLabelValues(kind)
	}
	if c.Metrics != nil {
		c.Metrics.MustRegister(m.total)
	}
	if c.Metrics != nil && c.Spend != nil {
		c.Metrics.MustRegister(m.left)
		m.left.Set(float64(c.Spend.Limit()))
	}
	return m
}

// Reply counts the bodies of a reply, which goes out in any case. It uses no Redis: Run does.
func (m *Meter) Reply(bodies []string) {
	segments := 0
	for _, body := range bodies {
		segments += sms.Count(body).Segments
	}
	m.total.WithLabelValues(kindReply).Add(float64(segments))
	if m.config.Spend != nil {
		m.replies.Add(int64(segments))
	}
}

// Code counts a code to log in with, which goes out in any case.
func (m *Meter) Code(body string) {
	segments := sms.Count(body).Segments
	m.total.WithLabelValues(kindCode).Add(float64(segments))
	if m.config.Spend != nil {
		m.replies.Add(int64(segments))
	}
}

// Taken is what Take says of a text.
type Taken struct {
	OK    bool      // it may go
	Until time.Time // otherwise: when it may be asked again

	counted time.Time // when its segments were counted; zero if they were not
}

// Take counts a text that is about to be sent, or says that what the line begins has to wait, and until when. The error may wrap
// session.ErrUnavailable; then it is not known whether the text may go.
func (m *Meter) Take(ctx context.Context, d *session.Dispatch) (Taken, error) {
	spend, now := m.config.Spend, m.config.Clock()
	if spend == nil || d.Kind != session.EntryText {
		return Taken{OK: true}, nil
	}
	spent, err := m.count(ctx, now, sms.Count(d.Body).Segments, !d.Begun)
	switch {
	case err != nil && !d.Begun:
		return Taken{OK: true}, nil // a learner waits for it
	case err != nil:
		return Taken{}, err
	case !spent.Counted:
		return Taken{Until: spend.NextDay(now)}, nil
	}
	return Taken{OK: true, counted: now}, nil
}

// Sent counts a text that Twilio has accepted, or may have.
func (m *Meter) Sent(d *session.Dispatch) {
	kind := kindAnswer
	if d.Begun {
		kind = kindBegun
	}
	if d.Kind == session.EntryText {
		m.total.WithLabelValues(kind).Add(float64(sms.Count(d.Body).Segments))
	}
}

// Unsent gives back what Take has counted of a text that was certainly not accepted, to the day on which it was counted.
func (m *Meter) Unsent(ctx context.Context, d *session.Dispatch, taken Taken) {
	if !taken.counted.IsZero() { // on an error the day seems to have cost a little more; the gauge is set within flushEvery
		_, _ = m.config.Spend.Count(ctx, taken.counted, -sms.Count(d.Body).Segments, true)
	}
}

// Left returns how many segments are left of today's limit, and false if there is no limit.
func (m *Meter) Left(ctx context.Context) (left int, limited bool, err error) {
	spend := m.config.Spend
	if spend == nil {
		return 0, false, nil
	}
	spent, err := spend.Today(ctx, m.config.Clock())
	return max(0, spend.Limit()-spent), true, err
}

// flushEvery is how long a reply may wait to be counted. A process that dies forgets as much.
const flushEvery = time.Second

// Run counts replies until ctx ends, and then what is left of them.
func (m *Meter) Run(ctx context.Context) {
	if m.config.Spend == nil {
		return
	}
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			m.flush(ctx)
		case <-ctx.Done():
			m.flush(context.WithoutCancel(ctx))
			return
		}
	}
}

// flush counts the replies since the last time, and sees what the other processes have spent.
func (m *Meter) flush(ctx context.Context) {
	segments := m.replies.Swap(0)
	if _, err := m.count(ctx, m.config.Clock(), int(segments), true); err != nil {
		m.replies.Add(segments) // next time
	}
}

// count counts segments at a time and says what the operator should know.
func (m *Meter) count(ctx context.Context, at time.Time, segments int, anyway bool) (session.Spent, error) {
	spend, log := m.config.Spend, m.config.Log
	spent, err := spend.Count(ctx, at, segments, anyway)
	if err != nil {
		return spent, err
	}
	m.left.Set(float64(max(0, spend.Limit()-spent.Segments)))
	attrs := []any{slog.Int("segments", spent.Segments), slog.Int("limit", spend.Limit())}
	if spent.Most && !spent.All {
		log.WarnContext(ctx, "four fifths of COACHLINE_TEXTS_PER_DAY are spent today", attrs...)
	}
	if spent.All {
		log.ErrorContext(ctx, "COACHLINE_TEXTS_PER_DAY is spent: only answers to learners go out until tomorrow, and the rest waits", attrs...)
	}
	if spent.Long {
		log.ErrorContext(ctx, "a text has more segments than COACHLINE_TEXTS_PER_DAY and waits until that is raised",
			slog.Int("segments", segments), slog.Int("limit", spend.Limit()))
	}
	return spent, nil
}
