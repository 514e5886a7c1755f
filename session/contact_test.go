package session_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
)

const contact = "+64215550999"

// wishing is a line whose learner has asked for a person and agreed to be rung.
func wishing(t *testing.T, c session.Config) line {
	t.Helper()
	c.Contact = number(t, contact)
	c.Rules.Hours = dialogue.Hours{From: 8 * 60, To: 20 * 60}
	script, _ := c.Lessons.Current("tiny")
	script.PassingOn = map[string]dialogue.Prompt{}
	for _, name := range dialogue.PhrasesOfPassingOn() {
		script.PassingOn[name] = dialogue.Prompt{Text: name + " {learner_number}"}
	}
	l := open(t, c)
	l.take(l.text("SM1", "GO"))
	l.take(l.text("SM2", "can I talk to somebody?"))
	l.take(l.text("SM3", "1"))
	return l
}

// TestAWishForAPersonIsPassedOnOnce: it goes to the contact, a second wish within the day does not, and the export says when.
func TestAWishForAPersonIsPassedOnOnce(t *testing.T) {
	t.Parallel()
	l := wishing(t, config(t, mini(t)))
	d := l.send(noon, accepted("SMcontact"))
	if d.To.E164() != contact || d.Body != "wishes_person "+learner || d.Kind != session.EntryText || !d.Begun {
		t.Errorf("it sends %s to another number, or not as begun", d.Body)
	}
	l.take(l.text("SM4", "can I talk to somebody?"))
	l.take(l.text("SM5", "1"))
	if e := l.entry(); e.State != session.EntrySent || e.Kind != session.EntryContact {
		t.Errorf("the entry is %+v", e)
	}
	if got := l.held().PassedOn; !got.Equal(noon) {
		t.Errorf("the export says %v", got)
	}
	l.take(l.later("SM6", "can I talk to somebody?", noon.Add(25*time.Hour)))
	l.take(l.later("SM7", "yes", noon.Add(25*time.Hour)))
	if n := len(l.held().Sent); n != 2 {
		t.Errorf("on the next day there are %d entries", n)
	}
}

// TestAWishOfAWorkerThatDiedIsLookedFor: at the contact's number, and nothing that the contact has texted counts for the learner.
func TestAWishOfAWorkerThatDiedIsLookedFor(t *testing.T) {
	t.Parallel()
	l := wishing(t, config(t, mini(t)))
	l.wake(noon)
	d := l.wake(noon.Add(time.Minute))
	if d == nil || !d.Look || d.To.E164() != contact || !d.Doubt.IsZero() {
		t.Fatalf("it does %v", d)
	}
}

// TestAContactThatIsNotReachedSaysNothingOfTheLearner: whose wish it was stands in no log, which says once that it failed.
func TestAContactThatIsNotReachedSaysNothingOfTheLearner(t *testing.T) {
	t.Parallel()
	for _, reason := range []session.Reason{session.ReasonOptedOut, session.ReasonLandline} {
		var log bytes.Buffer
		c := config(t, mini(t))
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
		l := wishing(t, c)
		l.send(noon, session.Result{Outcome: session.Refused, Code: 21610, Reason: reason})
		if held := l.held(); held.OptedOut || held.Unreachable || l.entry().State != session.EntryFailed {
			t.Errorf("%v: the learner is opted out or unreachable, or the entry is not failed: %+v", reason, l.entry())
		}
		said := log.String()
		if n := strings.Count(said, "COACHLINE_CONTACT_NUMBER was not reached"); n != 1 {
			t.Errorf("the log says %d times:\n%s", n, said)
		}
		for _, secret := range []string{contact, learner, l.person.String()} {
			if strings.Contains(said, secret) {
				t.Errorf("the log has %s:\n%s", secret, said)
			}
		}
	}
}

// TestAWishIsTakenBack by an opt-out and by an erasure, as long as it has not gone out.
func TestAWishIsTakenBack(t *testing.T) {
	t.Parallel()
	for _, words := range [][]string{{"STOP"}, {"FORGET ME", "FORGET ME"}} {
		l := wishing(t, config(t, mini(t)))
		for i, said := range words {
			l.take(l.text("SMx"+string(rune('a'+i)), said))
		}
		if d := l.wake(noon.Add(time.Second)); d != nil {
			t.Errorf("%v: it sends %v", words, d)
		}
	}
}

// TestAWishKeepsToTheLinesHours, also of a learner who is elsewhere.
func TestAWishKeepsToTheLinesHours(t *testing.T) {
	t.Parallel()
	l := wishing(t, config(t, mini(t)))
	night := time.Date(2026, 11, 3, 23, 0, 0, 0, auckland)
	if d := l.wake(night); d != nil {
		t.Errorf("at night it sends %v", d)
	}
	morning := night.Add(9*time.Hour + time.Minute)
	l.send(morning, accepted("SMremind")) // to the learner, who has been silent
	if d := l.wake(morning); d == nil || d.To.E164() != contact {
		t.Errorf("in the morning it does %v", d)
	}
}
