package twilio

import (
	"cmp"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// channel is the label that says how a webhook came.
type channel string

const (
	byText   channel = "text"
	byPhone  channel = "phone"
	byStatus channel = "status" // a status callback, which is no turn
	byProbe  channel = "probe"  // an operator's own, which does not count
)

// The outcomes of a turn that the engine has not seen.
const (
	outcomeManager   dialogue.Class = "manager"           // a manager's text that was not for a lesson
	outcomeSignature dialogue.Class = "refused_signature" // Twilio has not signed it, or not for this URL
)

// metrics counts turns and deliveries. No label has anything of a person, and words of distress are counted so that the count
// cannot be put together with whoever wrote at that time: their turn counts as an answer at once, and once more, without its
// channel, when the day is over.
type metrics struct {
	turns      *prometheus.CounterVec
	deliveries *prometheus.CounterVec
	distress   daily
}

func newMetrics(registry prometheus.Registerer, clock func() time.Time) *metrics {
	m := &metrics{
		turns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "coachline_turns_total", Help: "Texts of learners and turns of their calls, by what they were; and webhooks that Twilio has not signed.",
		}, []string{"channel", "outcome"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "coachline_deliveries_total", Help: "What status callbacks say has become of texts and calls, with the reason of a failure.",
		}, []string{"kind", "outcome", "reason"}),
		distress: daily{clock: clock},
	}
	for _, c := range []channel{byText, byPhone} {
		for _, class := range dialogue.Classes() {
			if class != dialogue.ClassDistress {
				m.turns.WithLabelValues(string(c), string(class))
			}
		}
		m.turns.WithLabelValues(string(c), string(outcomeSignature))
	}
	m.turns.WithLabelValues(string(byText), string(outcomeManager))
	m.turns.WithLabelValues(string(byStatus), string(outcomeSignature))
	for _, kind := range []session.EntryKind{session.EntryText, session.EntryCall} {
		m.deliveries.WithLabelValues(string(kind), "arrived", "none")
		for _, reason := range session.Reasons() {
			m.deliveries.WithLabelValues(string(kind), "failed", cmp.Or(string(reason), "unknown"))
		}
	}
	if registry != nil {
		registry.MustRegister(m.turns, m.deliveries, prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "coachline_distress_total", Help: "Turns with words of distress on the days that are over (UTC). Those of today are not in it.",
		}, m.distress.shown))
	}
	return m
}

// delivered counts the last state of a text or a call.
func (m *metrics) delivered(kind session.EntryKind, d session.Delivery) {
	switch {
	case d.Failed:
		m.deliveries.WithLabelValues(string(kind), "failed", cmp.Or(string(d.Reason), "unknown")).Inc()
	case d.Status == "delivered", d.Status == "completed":
		m.deliveries.WithLabelValues(string(kind), "arrived", "none").Inc()
	}
}

// daily is a counter that shows each day's count when the day is over.
type daily struct {
	clock func() time.Time

	mu    sync.Mutex
	day   time.Time // today, in UTC
	today float64
	past  float64
}

func (d *daily) add() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turnPage()
	d.today++
}

// shown is the count without today's.
func (d *daily) shown() float64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turnPage()
	return d.past
}

// turnPage begins a new day when the clock has.
func (d *daily) turnPage() {
	if day := d.clock().UTC().Truncate(24 * time.Hour); !day.Equal(d.day) {
		d.past, d.today, d.day = d.past+d.today, 0, day
	}
}
