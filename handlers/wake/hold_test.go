package wake

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"coachline/session"
)

// TestHold: what the line begins is held after some refusals of our sender in a row, one text tries whether it is over, and the hold ends when
// one arrives or none is refused.
func TestHold(t *testing.T) {
	unregistered := func(n int) session.Delivery {
		return session.Delivery{SID: fmt.Sprint("SM", n), Status: "undelivered", Failed: true, Code: 30034, Reason: session.ReasonUnregistered}
	}
	arrived := session.Delivery{SID: "SM0", Status: "delivered", Arrived: true}
	off := session.Delivery{SID: "SM0", Status: "undelivered", Failed: true, Code: 30003, Reason: session.ReasonOff}
	blocked := func(code int) (all []session.Delivery) {
		for n := range holdAfter {
			all = append(all, session.Delivery{SID: fmt.Sprint("SM", n), Status: "undelivered", Failed: true, Code: code, Reason: session.ReasonBlocked})
		}
		return all
	}
	type step struct {
		after time.Duration // since the step before
		seen  *session.Delivery
		ok    bool // without anything seen: whether a text may go out
		lost  bool // that text is not accepted
	}
	see := func(after time.Duration, d session.Delivery) step { return step{after: after, seen: &d} }
	ask := func(after time.Duration, ok bool) step { return step{after: after, ok: ok} }
	lose := func(after time.Duration) step { return step{after: after, ok: true, lost: true} }
	seeAll := func(all []session.Delivery) (steps []step) {
		for _, d := range all {
			steps = append(steps, see(time.Second, d))
		}
		return steps
	}
	refusals := func(n int) (all []step) {
		for i := range n {
			all = append(all, see(time.Second, unregistered(i)))
		}
		return all
	}
	for name, tt := range map[string]struct {
		steps []step
		lines int // of the log
	}{
		"four are not enough":         {append(refusals(4), ask(0, true)), 0},
		"the same four times":         {[]step{see(0, unregistered(1)), see(0, unregistered(1)), see(0, unregistered(1)), see(0, unregistered(1)), see(0, unregistered(1)), ask(0, true)}, 0},
		"five":                        {append(refusals(5), ask(0, false), ask(14*time.Minute, false)), 1},
		"one arrives in between":      {append(append(refusals(4), see(0, arrived)), append(refusals(4), ask(0, true))...), 0},
		"a phone is off in between":   {append(append(refusals(4), see(0, off)), see(0, unregistered(9)), ask(0, false)), 1},
		"others do not count":         {[]step{see(0, off), see(0, off), see(0, off), see(0, off), see(0, off), see(0, off), ask(0, true)}, 0},
		"five people block us":        {append(seeAll(blocked(30004)), ask(0, true)), 0},
		"carriers filter us":          {append(seeAll(blocked(30007)), ask(0, false)), 1},
		"over a day":                  {[]step{see(0, unregistered(1)), see(time.Hour, unregistered(2)), see(time.Hour, unregistered(3)), see(time.Hour, unregistered(4)), see(time.Hour, unregistered(5)), ask(0, true)}, 0},
		"late refusals change little": {append(append(refusals(5), refusals(20)...), ask(15*time.Minute, true)), 1},
		"one tries":                   {append(refusals(5), ask(15*time.Minute, true), ask(0, false), ask(time.Minute, false)), 1},
		"it arrives":                  {append(refusals(5), ask(15*time.Minute, true), see(time.Second, arrived), ask(0, true), ask(0, true)), 2},
		"nothing is said of it":       {append(refusals(5), ask(15*time.Minute, true), ask(5*time.Minute, true), ask(0, true)), 2},
		"it is refused":               {append(refusals(5), ask(15*time.Minute, true), see(time.Second, unregistered(9)), ask(29*time.Minute, false), ask(time.Minute, true)), 2},
		"it is not accepted":          {append(refusals(5), lose(15*time.Minute), lose(5*time.Minute), ask(time.Second, true), ask(4*time.Minute, false), ask(time.Minute, true), ask(0, true)), 2},
		"what did not try is refused": {append(refusals(5), lose(15*time.Minute), see(time.Second, unregistered(9)), ask(0, true), ask(0, false)), 1},
		"something else arrives":      {append(refusals(5), see(time.Minute, arrived), ask(0, true)), 2},
	} {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			h := hold{log: slog.New(slog.NewTextHandler(&log, nil))}
			now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
			for i, s := range tt.steps {
				now = now.Add(s.after)
				if s.seen != nil {
					h.report(t.Context(), *s.seen, now)
					continue
				}
				ok, wait := h.admit(t.Context(), now)
				if ok != s.ok || !ok && (wait <= 0 || wait > holdMost) {
					t.Errorf("step %d: %v, in %s; want %v", i, ok, wait, s.ok)
				}
				if ok {
					h.sent(now, !s.lost)
				}
			}
			if n := strings.Count(log.String(), "\n"); n != tt.lines || strings.Contains(log.String(), "SM") {
				t.Errorf("the log says\n%s, want %d lines", &log, tt.lines)
			}
		})
	}
}

// TestHoldIsBounded refuses each text that tries, for a day: few are lost, and the last hold is no longer than two hours.
func TestHoldIsBounded(t *testing.T) {
	h := hold{log: slog.New(slog.DiscardHandler)}
	now, sent := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC), 0
	for end := now.Add(24 * time.Hour); now.Before(end); now = now.Add(10 * time.Second) {
		if ok, wait := h.admit(t.Context(), now); ok {
			sent++
			h.sent(now, true)
			h.report(t.Context(), session.Delivery{SID: fmt.Sprint("SM", sent), Failed: true, Code: 30034, Reason: session.ReasonUnregistered}, now.Add(time.Second))
		} else if wait > holdMost {
			t.Fatalf("held for %s", wait)
		}
	}
	if sent < 15 || sent > 25 {
		t.Errorf("%d texts in a day", sent)
	}
}

// TestHoldForgetsATextWithoutAnEnd: where nobody says whether the text that tries was accepted, another one tries. A refusal that comes
// before the answer of Twilio begins the next hold, and that answer does not count for it.
func TestHoldForgetsATextWithoutAnEnd(t *testing.T) {
	h := hold{log: slog.New(slog.DiscardHandler)}
	now := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	refuse := func(n int) {
		h.report(t.Context(), session.Delivery{SID: fmt.Sprint("SM", n), Failed: true, Code: 30034, Reason: session.ReasonUnregistered}, now)
	}
	for n := range holdAfter {
		refuse(n)
	}
	for _, after := range []time.Duration{holdFirst, holdTrial} {
		now = now.Add(after)
		if ok, _ := h.admit(t.Context(), now); !ok {
			t.Errorf("after %v nothing tries", after)
		}
		if held, _, _ := h.holds(); !held {
			t.Errorf("after %v the hold is over", after)
		}
	}
	refuse(holdAfter)
	h.sent(now, true)
	now = now.Add(2 * holdFirst)
	if ok, _ := h.admit(t.Context(), now); !ok {
		t.Error("nothing tries after the second hold")
	}
	if held, _, _ := h.holds(); !held {
		t.Error("the first text that tried has ended the second hold")
	}
}
