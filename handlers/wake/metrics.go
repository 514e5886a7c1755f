package wake

import (
	"github.com/prometheus/client_golang/prometheus"

	"coachline/session"
)

// metrics counts what is sent. No label has anything of a person.
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

// outcomes has the label of each outcome.
var outcomes = map[session.Outcome]string{
	session.Accepted: "accepted", session.Refused: "refused", session.Deferred: "deferred", session.Lost: "lost",
	session.Absent: "absent", session.Unsure: "unsure",
}

// outcomeOf is the label of a result. No result means that the attempt was found.
func outcomeOf(r *session.Result) string {
	if r == nil {
		return "found"
	}
	return outcomes[r.Outcome]
}

func (m *metrics) dispatched(d *session.Dispatch, r *session.Result) {
	m.sent.WithLabelValues(string(d.Kind), outcomeOf(r)).Inc()
}
