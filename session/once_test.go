package session_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coachline/session"
	"coachline/session/sessiontest"
)

// TestNothingIsSentTwice simulates lost answers, dead workers, failing lists and callbacks at any time. Twilio accepts one text
// at most.
func TestNothingIsSentTwice(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	learners := 0
	rapid.Check(t, func(rt *rapid.T) {
		learners++
		l := open(t, config(t, client))
		l.number = number(t, fmt.Sprintf("+6421%07d", learners))
		l.person = l.Store.Person(l.number)
		l.take(l.text(fmt.Sprintf("SM%d", learners), "GO"))
		at, twilio := noon.Add(4*time.Hour), 0
		end := at.Add(20 * time.Hour) // the next reminder has not come
		var late time.Time            // when Twilio accepts what it took its time with
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			at = at.Add(time.Duration(rapid.SampledFrom([]int{1, 10, 31, 60, 200, 600, 3600}).Draw(rt, "seconds")) * time.Second)
			if at.After(end) {
				break
			}
			if !late.IsZero() && !at.Before(late) {
				twilio, late = twilio+1, time.Time{}
			}
			if twilio > 1 {
				rt.Fatalf("Twilio has %d texts", twilio)
			}
			if twilio > 0 && rapid.IntRange(0, 9).Draw(rt, "a callback") == 0 {
				rank := rapid.IntRange(1, 5).Draw(rt, "rank")
				l.report(session.Delivery{SID: "SM100", Status: fmt.Sprint("rank ", rank), Rank: rank})
			}
			d := l.wake(at)
			if d == nil {
				continue
			}
			if d.Look {
				found(rt, l, d, at, twilio > 0)
				continue
			}
			switch rapid.SampledFrom([]int{0, 0, 1, 2, 3, 4, 5, 6, 6, 6}).Draw(rt, "what becomes of it") {
			case 0:
				twilio++
				l.settle(d, at, accepted("SM100"))
			case 1: // accepted, and the answer lost
				twilio++
				l.settle(d, at, session.Result{Outcome: session.Lost})
			case 2: // accepted, and the worker dead
				twilio++
			case 3: // not accepted, and the answer lost
				l.settle(d, at, session.Result{Outcome: session.Lost})
			case 4: // not accepted, and the worker dead
			case 5:
				l.settle(d, at, session.Result{Outcome: session.Deferred, RetryAfter: time.Minute})
			case 6:
				late = at.Add(time.Duration(rapid.IntRange(1, 200).Draw(rt, "late")) * time.Second)
				l.settle(d, at.Add(10*time.Second), session.Result{Outcome: session.Lost})
			}
		}
		if twilio > 1 {
			rt.Fatalf("Twilio has %d texts", twilio)
		}
	})
}

// found settles a search truly, or says that it cannot be told, or dies.
func found(rt *rapid.T, l line, d *session.Dispatch, at time.Time, there bool) {
	switch rapid.IntRange(0, 3).Draw(rt, "what is found") {
	case 0:
	case 1:
		l.settle(d, at, session.Result{Outcome: session.Unsure})
	default:
		result := session.Result{Outcome: session.Absent}
		if there {
			result = accepted("SM100")
		}
		l.settle(d, at, result)
	}
}
