package session_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/sessiontest"
)

// unclear is a learner of whose first reminder nobody can tell whether it was sent, and the time at which that is so.
func unclear(t *testing.T, l line) time.Time {
	t.Helper()
	l.take(l.text("SM1", "GO"))
	at := noon.Add(4 * time.Hour)
	l.send(at, session.Result{Outcome: session.Lost})
	for range 10 {
		at = at.Add(2 * time.Hour)
		if d := l.wake(at); d != nil {
			l.settle(d, at, session.Result{Outcome: session.Unsure})
		}
	}
	if e := l.entry(); e.State != session.EntryUnknown {
		t.Fatalf("it is %s", e.State)
	}
	return at
}

func (l line) resolve(how session.Resolution, at time.Time) error {
	_, _, err := l.Resolve(l.t.Context(), l.person, 1, how, at)
	return err
}

// hours are texting hours by day.
func hours(c session.Config) session.Config {
	c.Rules.Hours = dialogue.Hours{From: 8 * 60, To: 20 * 60}
	return c
}

// Twenty operators at once, and workers: one text goes out.
func TestTwentyOperatorsSendOnce(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		at := unclear(t, l)
		var done, sent atomic.Int64
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				err := l.resolve(session.ResolveAgain, at)
				switch {
				case err == nil:
					done.Add(1)
				case !errors.Is(err, session.ErrResolved) && !errors.Is(err, session.ErrNotAllowed):
					t.Error(err)
				}
				if d, err := l.Wake(t.Context(), l.person, at); err != nil {
					t.Error(err)
				} else if d != nil {
					sent.Add(1)
					l.settle(d, at, accepted("SM100"))
				}
			})
		}
		all.Wait()
		if done.Load() != 1 || sent.Load() != 1 {
			t.Errorf("%d operators had it sent again, and %d texts went out", done.Load(), sent.Load())
		}
		if e := l.entry(); e.State != session.EntrySent || e.SID != "SM100" {
			t.Errorf("%+v", e)
		}
	})
}

func TestResolveSent(t *testing.T) {
	l := open(t, config(t, mini(t)))
	at := unclear(t, l)
	must(0, l.resolve(session.ResolveSent, at))
	if e := l.entry(); e.State != session.EntrySent || e.KeepsWords() {
		t.Errorf("%+v", e)
	}
	if err := l.resolve(session.ResolveAgain, at); !errors.Is(err, session.ErrResolved) {
		t.Errorf("and then once more: %v", err)
	}
	l.report(session.Delivery{SID: "SM100", Status: "failed", Rank: 5, Failed: true, At: at}) // the operator was wrong
	if e := l.entry(); e.State != session.EntryFailed {
		t.Errorf("after Twilio's word it is %s", e.State)
	}
}

func TestResolveDropped(t *testing.T) {
	l := open(t, config(t, mini(t)))
	at := unclear(t, l)
	must(0, l.resolve(session.ResolveDrop, at))
	for _, how := range []session.Resolution{session.ResolveAgain, session.ResolveDrop, session.ResolveSent} {
		if err := l.resolve(how, at); !errors.Is(err, session.ErrResolved) {
			t.Errorf("and then %s: %v", how, err)
		}
	}
	if open := indexOf(t, l.client); len(open) != 0 {
		t.Errorf("it is still listed: %v", open)
	}
	if dump := sessiontest.Dump(t, l.client); strings.Contains(dump, "drafts") {
		t.Error("its words are kept")
	}
	if next := l.send(at.Add(24*time.Hour), accepted("SM200")); next.Entry != 2 {
		t.Errorf("the next reminder is %v", next)
	}
}

// A late callback about the first attempt comes after the operator's word, and before the second attempt: nothing is sent.
func TestLateCallbackPreventsASecondText(t *testing.T) {
	l := open(t, config(t, mini(t)))
	at := unclear(t, l)
	must(0, l.resolve(session.ResolveAgain, at))
	l.report(session.Delivery{SID: "SM100", Status: "delivered", Rank: 5, At: at})
	if d := l.wake(at); d != nil {
		t.Errorf("it sends %v", d)
	}
}

// While the second attempt is under way, Twilio says that the first has failed. The second one counts, whichever of its answer and
// its callback comes first.
func TestLateFailureDoesNotHideTheSecondAttempt(t *testing.T) {
	for name, second := range map[string]func(l line, d *session.Dispatch, at time.Time){
		"its answer": func(l line, d *session.Dispatch, at time.Time) { l.settle(d, at, accepted("SM200")) },
		"its callback": func(l line, _ *session.Dispatch, at time.Time) {
			l.report(session.Delivery{SID: "SM200", Status: "delivered", Rank: 5, At: at})
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, config(t, mini(t)))
			at := unclear(t, l)
			must(0, l.resolve(session.ResolveAgain, at))
			d := l.wake(at)
			l.report(session.Delivery{SID: "SM100", Status: "undelivered", Rank: 5, Failed: true, Code: 30003, At: at})
			second(l, d, at)
			if e := l.entry(); e.State != session.EntrySent || e.SID != "SM200" {
				t.Errorf("it is %s, %s", e.State, e.SID)
			}
		})
	}
}

// A text that was refused is sent again with another SID, and what Twilio repeats about the first has no effect.
func TestFailedTextIsSentAgain(t *testing.T) {
	l := open(t, hours(config(t, mini(t))))
	l.take(l.text("SM1", "GO"))
	at := noon.Add(4 * time.Hour) // 16:00
	first := l.send(at, session.Result{Outcome: session.Refused, Code: 30007})
	night := at.Add(6 * time.Hour)
	left, from, err := l.Resolve(t.Context(), l.person, 1, session.ResolveAgain, night)
	morning := time.Date(2026, 11, 4, 8, 0, 0, 0, auckland)
	if err != nil || left.State != session.EntryWaiting || !from.Equal(morning) {
		t.Errorf("it waits until %v, %v", from, err)
	}
	if d := l.wake(night); d != nil {
		t.Fatalf("at night it sends %v", d)
	}
	if again := l.send(morning, accepted("SM100")); again.Body != first.Body {
		t.Errorf("it sends %q", again.Body)
	}
	failed := session.Delivery{SID: "SM100", Status: "failed", Rank: 5, Failed: true, At: morning}
	l.report(failed)
	if err := l.resolve(session.ResolveAgain, morning); !errors.Is(err, session.ErrNotAllowed) || !strings.Contains(err.Error(), "no longer kept") {
		t.Errorf("once Twilio had it: %v", err)
	}
}

// Each case is an entry that cannot be sent again, and a word of the hint.
func TestWhatCannotBeSentAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		prepare func(l line, at time.Time)
		later   time.Duration
		want    string
	}{
		"opted out":         {func(l line, at time.Time) { l.take(l.later("SM2", "STOP", at)) }, 0, "START"},
		"gone on":           {func(l line, at time.Time) { l.take(l.later("SM2", "an answer", at)) }, 0, "gone on"},
		"a week later":      {func(l line, at time.Time) { l.wake(at.Add(8 * 24 * time.Hour)) }, 8 * 24 * time.Hour, "no longer kept"},
		"it takes no texts": {func(l line, at time.Time) { noSuchNumber(l, at) }, 0, "correct it"},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, config(t, mini(t)))
			at := unclear(t, l)
			tt.prepare(l, at)
			err := l.resolve(session.ResolveAgain, at.Add(tt.later))
			if !errors.Is(err, session.ErrNotAllowed) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want one about %q", err, tt.want)
			}
			must(0, l.resolve(session.ResolveDrop, at.Add(tt.later)))
		})
	}
}

func noSuchNumber(l line, at time.Time) {
	l.report(session.Delivery{SID: "SM100", Status: "undelivered", Rank: 5, Failed: true, At: at, Code: 30005, Reason: session.ReasonNoSuchNumber})
}

// While a text is being sent nobody touches it. Later its absence is an operator's to say, once Twilio would show it.
func TestSendingIsNotTouchedDuringItsLease(t *testing.T) {
	l := open(t, config(t, mini(t)))
	l.take(l.text("SM1", "GO"))
	at := noon.Add(4 * time.Hour)
	d := l.wake(at)
	for _, how := range []session.Resolution{session.ResolveSent, session.ResolveAgain, session.ResolveDrop} {
		if err := l.resolve(how, at.Add(20*time.Second)); !errors.Is(err, session.ErrNotAllowed) {
			t.Errorf("%s during the lease: %v", how, err)
		}
	}
	if err := l.resolve(session.ResolveAgain, at.Add(time.Minute)); !errors.Is(err, session.ErrNotAllowed) || !strings.Contains(err.Error(), "16:05") {
		t.Errorf("before its absence is certain: %v", err)
	}
	must(0, l.resolve(session.ResolveAgain, at.Add(6*time.Minute)))
	l.settle(d, at.Add(6*time.Minute), accepted("SM100")) // the worker that was dead is not
	if e := l.entry(); e.State != session.EntryWaiting {
		t.Errorf("it is %s", e.State)
	}
}

// A deferred text goes at once when an operator has mended what was wrong.
func TestAgainHastensADeferredText(t *testing.T) {
	l := open(t, config(t, mini(t)))
	l.take(l.text("SM1", "GO"))
	at := noon.Add(4 * time.Hour)
	l.send(at, session.Result{Outcome: session.Deferred, RetryAfter: 30 * time.Minute, Code: 20003})
	must(0, l.resolve(session.ResolveAgain, at.Add(time.Minute)))
	if err := l.resolve(session.ResolveAgain, at.Add(time.Minute)); !errors.Is(err, session.ErrResolved) {
		t.Errorf("and again: %v", err)
	}
	if err := l.resolve(session.ResolveSent, at.Add(time.Minute)); !errors.Is(err, session.ErrNotAllowed) {
		t.Errorf("it was not sent: %v", err)
	}
	l.send(at.Add(time.Minute), accepted("SM100"))
}

// A call that is dropped is a call that nobody gets: one text says so.
func TestDroppedCallIsTexted(t *testing.T) {
	l := open(t, ringing(t))
	l.take(l.text("SM1", "GO"))
	l.take(l.text("SM2", "CALL"))
	must(0, l.resolve(session.ResolveDrop, noon))
	if d := l.send(noon, accepted("SM100")); d.Body != "Nobody was reached." {
		t.Errorf("it sends %q", d.Body)
	}
	if err := l.resolve(session.ResolveAgain, noon); !errors.Is(err, session.ErrResolved) {
		t.Errorf("it rings again: %v", err)
	}
}

func TestResolveNamesWhatIsMissing(t *testing.T) {
	l := open(t, config(t, mini(t)))
	if err := l.resolve(session.ResolveDrop, noon); !errors.Is(err, session.ErrNobody) {
		t.Errorf("nobody: %v", err)
	}
	at := unclear(t, l)
	_, _, err := l.Resolve(t.Context(), l.person, 7, session.ResolveDrop, at)
	if !errors.Is(err, session.ErrNoEntry) || !strings.Contains(err.Error(), "open are: 1") {
		t.Errorf("no such entry: %v", err)
	}
}

// A manager's act does not open the words that are kept, and does not lose them.
func TestManagersActKeepsTheWords(t *testing.T) {
	client := mini(t)
	l, managers := byInvitation(t, client)
	l.invite("c", "tiny", noon)
	first := l.send(noon, session.Result{Outcome: session.Refused, Code: 30007})
	managers.invite("c", "tiny", noon)
	must(0, l.resolve(session.ResolveAgain, noon))
	if again := l.send(noon, accepted("SM100")); again.Body != first.Body || again.Body == "" {
		t.Errorf("it sends %q", again.Body)
	}
}

// The list has every entry once, oldest first, in however many pages.
func TestListIsInPages(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		const learners = 130
		for i := range learners {
			l := l.at(fmt.Sprintf("+6421%07d", i))
			at := noon.Add(time.Duration(i%7) * time.Second)
			l.take(l.later(fmt.Sprint("SM", i), "GO", at))
			l.send(at.Add(4*time.Hour), session.Result{Outcome: session.Refused, Code: 30007})
			if i == 0 { // most of them in one set, of one time
				key := l.only("*:outbox:failed")
				for j := range 140 {
					l.client.ZAdd(t.Context(), key, redis.Z{Score: 1, Member: fmt.Sprintf("%s/%d", l.person, 1000+j)})
				}
			}
		}
		var last time.Time
		seen := map[session.Person]int{}
		for e, err := range l.OpenEntries(t.Context(), session.OpenStates) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Since.Before(last) || e.State != session.EntryFailed || e.Code != 30007 || e.Number.IsZero() {
				t.Fatalf("after %v: %+v", last, e)
			}
			last = e.Since
			seen[e.Person]++
		}
		if len(seen) != learners {
			t.Errorf("%d of %d learners are listed", len(seen), learners)
		}
		for p, n := range seen {
			if n != 1 {
				t.Errorf("%s is listed %d times", p, n)
			}
		}
		if left := indexOf(t, l.client); len(left) != learners {
			t.Errorf("%d lines are left of what was never there", len(left)-learners)
		}
	})
}
