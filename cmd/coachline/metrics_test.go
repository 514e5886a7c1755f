package main

import (
	"strings"
	"testing"
	"time"

	"coachline/handlers/linetest"
	"coachline/session/sessiontest"
)

// TestMetricsTellOfNobody reads /metrics after turns of all kinds with planted words: what was done is counted, and nothing of a
// person is in it. Words of distress do not show on the day on which they came.
func TestMetricsTellOfNobody(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	v := m.logIn(t)
	v.Invite(v.NewCohort("Ward Zeugma", linetest.Lesson), "Zephyrine 021 555 0100\n")
	phone := m.Handset(t, "+64215550100")
	phone.AwaitText("invites you")
	for _, words := range []string{"GO", planted[0], planted[1], "is this a bot?", "I want to kill myself", "GO", "STOP"} {
		phone.Text(words)
	}
	m.Handset(t, mobile).Text("hello")
	m.post(t, "/twilio/sms", "From=%2B64215550100&Body=zeugmas", false)
	_, metrics := m.send(t, "GET", "/metrics", "", "")
	for _, planted := range append([]string{"5550100", "5550104", "555123", "Zeugma", "Zephyrine", "Moana", "kill"}, planted...) {
		if strings.Contains(metrics, planted) {
			t.Errorf("/metrics has %q", planted)
		}
	}
	for _, series := range []string{
		`coachline_turns_total{channel="text",outcome="question"} 1`,
		`coachline_turns_total{channel="text",outcome="opt_out"} 1`,
		`coachline_turns_total{channel="text",outcome="uninvited"} 1`,
		`coachline_turns_total{channel="text",outcome="refused_signature"} 1`,
		`coachline_turns_total{channel="phone",outcome="connect"} 0`,
		`coachline_distress_total 0`,
		`coachline_sends_total{kind="text",outcome="accepted",reason="none"} 1`,
		`coachline_sends_total{kind="call",outcome="deferred",reason="account"} 0`,
		`coachline_deliveries_total{kind="text",outcome="failed",reason="blocked"} 0`,
		`coachline_logins_total{outcome="right"} 1`,
		`coachline_logins_total{outcome="limited"} 0`,
		`coachline_faults_total{status="503",surface="twilio"} 0`,
		`coachline_ready 1`,
		`coachline_brake_on 0`,
		`coachline_account_blocked 0`,
		`coachline_build_info{go="go`,
	} {
		if !strings.Contains(metrics, "\n"+series) {
			t.Errorf("/metrics does not say %s", series)
		}
	}
	if strings.Contains(metrics, `outcome="distress"`) {
		t.Error("/metrics shows when words of distress come")
	}
	m.clock.pass(24 * time.Hour)
	if _, metrics = m.send(t, "GET", "/metrics", "", ""); !strings.Contains(metrics, "\ncoachline_distress_total 1") {
		t.Error("on the next day words of distress are not counted")
	}
	if strings.Contains(m.log.String(), "distress") {
		t.Error("the log tells of words of distress")
	}
}
