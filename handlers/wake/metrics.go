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

func newMetrics(registry prometheus.Registerer, b *brake) *metrics {
	m := &metrics{
		woken: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "coachline_wakeups_total", Help: "Wake-ups after which nothing was sent.",
		}),
		sent: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "coachline_sends_total",
			Help: "Attempts to send a text or to ring, and searches for those whose end was not known, by their outcome and its reason.",
		}, []string{"kind", "outcome", "reason"}),
	}
	for _, kind := range []session.EntryKind{session.EntryText, session.EntryCall} {
		m.sent.WithLabelValues(string(kind), outcomeOf(nil), "none")
		for outcome, label := range outcomes {
			for _, reason := range session.Reasons() {
				if failures[outcome] || reason == session.ReasonUnknown {
					m.sent.WithLabelValues(string(kind), label, reasonOf(&session.Result{Outcome: outcome, Reason: reason}))
				}
			}
		}
	}
	if registry != nil {
		registry.MustRegister(m.woken, m.sent,
			gauge("coachline_brake_on", "1 while this process pauses before it sends more, because Twilio fails; otherwise 0.", b.holds),
			gauge("coachline_account_blocked", "1 from an error of the account or its settings until Twilio accepts something; otherwise 0.", b.accountBlocked))
	}
	return m
}

// gauge is 1 while a claim is true.
func gauge(name, help string, claim func() bool) prometheus.GaugeFunc {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
		if claim() {
			return 1
		}
		return 0
	})
}

// outcomes has the label of each outcome.
var outcomes = map[session.Outcome]string{
	session.Accepted: "accepted", session.Refused: "refused", session.Deferred: "deferred", session.Lost: "lost",
	session.Absent: "absent", session.Unsure: "unsure", session.Held: "held", session.Unheard: "unheard",
}

// failures are the outcomes that have a reason.
var failures = map[session.Outcome]bool{session.Refused: true, session.Deferred: true, session.Lost: true}

// outcomeOf is the label of a result. No result means that the attempt was found.
func outcomeOf(r *session.Result) string {
	if r == nil {
		return "found"
	}
	return outcomes[r.Outcome]
}

// reasonOf is the label of why Twilio did not accept something: a family of its codes.
func reasonOf(r *session.Result) string {
	switch {
	case r == nil, !failures[r.Outcome]:
		return "none"
	case r.Reason == session.ReasonUnknown:
		return "unknown"
	}
	return string(r.Reason)
}
