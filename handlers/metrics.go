package handlers

import (
	"context"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts answers by route and status, and how long they took. Nothing in a label comes from a person.
type metrics struct {
	registry *prometheus.Registry
	seconds  *prometheus.HistogramVec
	faults   *prometheus.CounterVec
}

// The surfaces of the line. Of a webhook that is not answered Twilio and the learner notice, of a page whoever reads it.
const (
	surfaceTwilio = "twilio"
	surfacePages  = "pages"
)

// readyTimeout bounds how long a scrape waits for the answer of /readyz.
const readyTimeout = 3 * time.Second

func newMetrics(registry *prometheus.Registry, version string, ready func(context.Context) error) *metrics {
	m := &metrics{
		registry: registry,
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "coachline_answer_seconds",
			Help:    "Time from a request to its answer, by route and by the status that its outcome means.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, 1, 2.5, 8, 15},
		}, []string{"route", "status"}),
		faults: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "coachline_faults_total",
			Help: "Requests that the line could not do as it should: 503 is that Redis was out of reach, 500 a fault of its own.",
		}, []string{"surface", "status"}),
	}
	for _, surface := range []string{surfaceTwilio, surfacePages} {
		for _, status := range []int{http.StatusInternalServerError, http.StatusServiceUnavailable} {
			m.faults.WithLabelValues(surface, strconv.Itoa(status))
		}
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "coachline_build_info", Help: "Always 1. The labels say which version runs, and with which Go it was built.",
		ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()},
	})
	build.Set(1)
	readyNow := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "coachline_ready", Help: "1 if a turn could be taken now, as /readyz says; otherwise 0.",
	}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
		defer cancel()
		if ready(ctx) != nil {
			return 0
		}
		return 1
	})
	m.registry.MustRegister(m.seconds, m.faults, build, readyNow, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
