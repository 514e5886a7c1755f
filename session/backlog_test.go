package session_test

import (
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// backlog wants this to be due now.
func (l line) backlog(now time.Time, people, waiting session.Overdue) {
	l.t.Helper()
	got, err := l.Backlog(l.t.Context(), now)
	if err != nil {
		l.t.Fatal(err)
	}
	if diff := gocmp.Diff([]session.Overdue{people, waiting}, []session.Overdue{got.People, got.Waiting}); diff != "" {
		l.t.Errorf("at %v people and entries are due (-want +got):\n%s", now, diff)
	}
}

func overdue(since time.Time) session.Overdue { return session.Overdue{Count: 1, Since: since} }

var none session.Overdue

// A lease moves a wake-up, but not since when it has been due: also when the workers die one after the other.
func TestLeaseDoesNotHideHowLateItIs(t *testing.T) {
	silent(t, func(t *testing.T, l line, at time.Time) {
		l.backlog(at.Add(-time.Second), none, none)
		l.backlog(at, overdue(at), none)
		for late := time.Duration(0); late < 3*time.Minute; late += 31 * time.Second {
			if due := must(l.Due(t.Context(), at.Add(late), 10)); len(due) != 1 {
				t.Fatalf("%d are due", len(due))
			}
			l.backlog(at.Add(late+time.Second), overdue(at), none)
		}
		now := at.Add(4 * time.Minute)
		l.send(now, accepted("SM100"))
		l.backlog(now, none, none)

		next := must(l.Inspect(t.Context(), l.person)).Wake
		must(l.Due(t.Context(), next, 10)) // a worker claims it and dies, and then the learner texts
		l.take(l.later("SM2", "an answer", next))
		l.backlog(next, none, none)
	})
}

// A text that Twilio defers has been due since its first attempt. At night it is not due, and what is behind it is not either.
func TestDeferredTextIsDueSinceItsFirstAttempt(t *testing.T) {
	c := hours(config(t, mini(t)))
	c.Compose = func(lines []dialogue.Line) []string { return append(bodies(lines), "A second text.") }
	l := open(t, c)
	evening := noon.Add(3*time.Hour + 30*time.Minute)
	l.take(l.later("SM1", "GO", evening))
	at := evening.Add(4 * time.Hour) // 19:30
	l.send(at, session.Result{Outcome: session.Deferred, RetryAfter: 10 * time.Minute, Code: 20003})
	both := session.Overdue{Count: 2, Since: at}
	l.backlog(at.Add(5*time.Minute), none, both)
	l.send(at.Add(10*time.Minute), session.Result{Outcome: session.Deferred, RetryAfter: 25 * time.Minute, Code: 20003})
	l.backlog(at.Add(20*time.Minute), none, both)

	night := at.Add(35 * time.Minute)
	if d := l.wake(night); d != nil {
		t.Fatalf("at night it does %v", d)
	}
	l.backlog(night, none, none)
	morning := time.Date(2026, 11, 4, 8, 0, 0, 0, auckland)
	both.Since = time.UnixMilli(morning.UnixMilli())
	l.backlog(morning.Add(time.Minute), overdue(both.Since), both)
}

// What a day's limit or a hold keeps back is not late until it is due again. A text that Twilio deferred is.
func TestWhatIsPutOffIsNotLate(t *testing.T) {
	for name, tt := range map[string]struct {
		result session.Result
		late   bool
	}{
		"a hold":   {session.Result{Outcome: session.Deferred, RetryAfter: time.Hour, PutOff: true}, false},
		"a limit":  {session.Result{Outcome: session.Held, RetryAfter: time.Hour}, false},
		"deferred": {session.Result{Outcome: session.Deferred, RetryAfter: time.Hour}, true},
	} {
		t.Run(name, func(t *testing.T) {
			silent(t, func(t *testing.T, l line, at time.Time) {
				l.send(at, tt.result)
				got := must(l.Backlog(t.Context(), at.Add(30*time.Minute)))
				if late := got.Waiting.Count == 1; late != tt.late {
					t.Errorf("half an hour later %+v wait", got.Waiting)
				}
				due := must(l.Inspect(t.Context(), l.person)).Entries[0].Due
				if got = must(l.Backlog(t.Context(), due.Add(time.Minute))); got.Waiting.Count != 1 {
					t.Errorf("a minute after it was due again %+v wait", got.Waiting)
				}
			})
		})
	}
}
