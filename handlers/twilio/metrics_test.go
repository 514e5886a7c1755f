package twilio

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// TestDistressShowsOnlyWhenTheDayIsOver counts words of distress as an answer at once, and as what they are a day later without
// the channel: no scrape tells when they came.
func TestDistressShowsOnlyWhenTheDayIsOver(t *testing.T) {
	now := time.Date(2026, 11, 23, 23, 0, 0, 0, time.UTC)
	registry := prometheus.NewRegistry()
	m := newMetrics(registry, func() time.Time { return now })
	m.turn(byText, dialogue.ClassDistress)
	if n := testutil.ToFloat64(m.turns.WithLabelValues("text", "answer")); n != 1 {
		t.Errorf("%v answers at once", n)
	}
	if n := m.distress.shown(); n != 0 {
		t.Errorf("%v turns of distress are shown at once", n)
	}
	now = now.Add(time.Hour)
	m.turn(byPhone, dialogue.ClassDistress)
	if n := m.distress.shown(); n != 1 {
		t.Errorf("%v turns of distress are shown on the next day", n)
	}
	if n := testutil.ToFloat64(m.turns.WithLabelValues("phone", "answer")); n != 1 {
		t.Errorf("%v answers by phone", n)
	}
}

// TestEverySeriesBeginsAtZero has each channel and outcome before the first turn, but none for words of distress.
func TestEverySeriesBeginsAtZero(t *testing.T) {
	registry := prometheus.NewRegistry()
	m := newMetrics(registry, time.Now)
	before, err := testutil.GatherAndCount(registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, class := range dialogue.Classes() {
		m.turn(byText, class)
		m.turn(byPhone, class)
	}
	for _, reason := range session.Reasons() {
		m.delivered(session.EntryText, session.Delivery{Failed: true, Reason: reason})
	}
	m.delivered(session.EntryCall, session.Delivery{Status: "completed"})
	m.delivered(session.EntryText, session.Delivery{Status: "sent"}) // on its way
	if after, err := testutil.GatherAndCount(registry); err != nil || after != before {
		t.Errorf("%d series at first, %d later; %v", before, after, err)
	}
}
