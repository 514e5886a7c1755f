package session_test

import (
	"context"
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

// wake takes a wake-up that must succeed.
func (l line) wake(at time.Time) *session.Dispatch {
	l.t.Helper()
	d, err := l.Wake(l.t.Context(), l.person, at)
	if err != nil {
		l.t.Fatal(err)
	}
	return d
}

// send takes a wake-up after which something must be sent, and says how that ended.
func (l line) send(at time.Time, r session.Result) *session.Dispatch {
	l.t.Helper()
	d := l.wake(at)
	if d == nil {
		l.t.Fatalf("nothing is to be sent at %v", at)
	}
	l.settle(d, at, r)
	return d
}

func (l line) settle(d *session.Dispatch, at time.Time, r session.Result) {
	l.t.Helper()
	r.At = at
	if err := l.Settle(l.t.Context(), d, r); err != nil {
		l.t.Fatal(err)
	}
}

func accepted(sid string) session.Result {
	return session.Result{Outcome: session.Accepted, SID: sid, Status: "queued"}
}

// held is what is held of the learner.
func (l line) held() session.Export {
	l.t.Helper()
	held, err := l.Export(l.t.Context(), l.person)
	if err != nil {
		l.t.Fatal(err)
	}
	return held
}

// entry is the learner's only entry.
func (l line) entry() session.Entry {
	l.t.Helper()
	sent := l.held().Sent
	if len(sent) != 1 {
		l.t.Fatalf("%d entries, want one: %+v", len(sent), sent)
	}
	return sent[0]
}

func (l line) report(d session.Delivery) {
	l.t.Helper()
	if err := l.Report(l.t.Context(), l.person, 1, d); err != nil {
		l.t.Fatal(err)
	}
}

// silent is somebody who has begun and then says nothing; reminded is when the reminder is due.
func silent(t *testing.T, suite func(t *testing.T, l line, reminded time.Time)) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		suite(t, l, noon.Add(4*time.Hour))
	})
}

func TestAWakeUpIsSentOnce(t *testing.T) {
	silent(t, func(t *testing.T, l line, at time.Time) {
		if d := l.wake(at.Add(-time.Second)); d != nil {
			t.Fatalf("before the time it sends %+v", d)
		}
		d := l.send(at, accepted("SM100"))
		if d.To != l.number || !strings.Contains(d.Body, "Version v1 asks 0.") || d.Look || d.Kind != session.EntryText {
			t.Errorf("it sends %+v", d)
		}
		if again := l.wake(at.Add(time.Hour)); again != nil {
			t.Errorf("it sends again: %+v", again)
		}
		if e := l.entry(); e.State != session.EntrySent || e.SID != "SM100" || e.Attempts != 1 {
			t.Errorf("%+v", e)
		}
		if dump := sessiontest.Dump(t, l.client); strings.Contains(dump, "drafts") {
			t.Error("the body is kept after it was sent")
		}
	})
}

// Of many workers at the same instant, one claims the entry.
func TestOneWorkerClaims(t *testing.T) {
	silent(t, func(t *testing.T, l line, at time.Time) {
		var sent atomic.Int64
		var workers sync.WaitGroup
		for range 20 {
			workers.Go(func() {
				if d, err := l.Wake(t.Context(), l.person, at); err != nil {
					t.Error(err)
				} else if d != nil {
					sent.Add(1)
				}
			})
		}
		workers.Wait()
		if sent.Load() != 1 {
			t.Errorf("%d workers send", sent.Load())
		}
	})
}

// A claim belongs to its worker even if the answer to the commit was lost.
func TestClaimedButTheAnswerLost(t *testing.T) {
	silent(t, func(t *testing.T, l line, at time.Time) {
		lost := &thief{name: "evalsha", left: 1}
		l.client.AddHook(lost)
		d := l.wake(at)
		if d == nil || d.Look || lost.left != 0 {
			t.Fatalf("it is not to be sent: %+v", d)
		}
		if e := l.entry(); e.Attempts != 1 {
			t.Errorf("%d attempts", e.Attempts)
		}
		if again := l.wake(at); again != nil {
			t.Errorf("and another gets it too: %+v", again)
		}
	})
}

// After the lease of a dead worker, its entry is looked for, and sent again only if it is certainly absent.
func TestAWorkerDies(t *testing.T) {
	silent(t, func(t *testing.T, l line, at time.Time) {
		due := func(at time.Time) int {
			t.Helper()
			return len(must(l.Due(t.Context(), at, 100)))
		}
		if n := due(at); n != 1 {
			t.Fatalf("%d are due", n)
		}
		if n := due(at); n != 0 {
			t.Fatalf("within the lease %d are due", n)
		}
		at = at.Add(30 * time.Second)
		if n := due(at); n != 1 {
			t.Fatalf("after the lease of a worker that died at once %d are due", n)
		}
		first := l.wake(at)
		if n := due(at.Add(29 * time.Second)); n != 0 {
			t.Fatalf("within the lease of the entry %d are due", n)
		}
		at = at.Add(30 * time.Second)
		look := l.send(at, session.Result{Outcome: session.Absent})
		if !look.Look || look.Body != first.Body || look.Tried.Unix() != at.Add(-30*time.Second).Unix() {
			t.Fatalf("it does %+v", look)
		}
		if d := l.wake(at.Add(4 * time.Minute)); d != nil {
			t.Fatalf("before its absence is certain it does %+v", d)
		}
		at = at.Add(270 * time.Second)
		l.send(at, session.Result{Outcome: session.Absent})
		again := l.send(at, accepted("SM100"))
		if again.Look || again.Body != first.Body || l.entry().Attempts != 2 {
			t.Errorf("it does %+v, in attempt %d", again, l.entry().Attempts)
		}
	})
}

// A result that comes after another attempt, or after a callback, has no effect.
func TestLateResultIsIgnored(t *testing.T) {
	silent(t, func(t *testing.T, l line, at time.Time) {
		d := l.wake(at)
		l.report(session.Delivery{SID: "SM100", Status: "delivered", Rank: 5})
		l.settle(d, at.Add(10*time.Second), session.Result{Outcome: session.Lost})
		if e := l.entry(); e.State != session.EntrySent || e.SID != "SM100" {
			t.Errorf("%+v", e)
		}
	})
}

func TestWhatCannotBeToldIsUnknown(t *testing.T) {
	silent(t, func(t *testing.T, l line, at time.Time) {
		l.send(at, session.Result{Outcome: session.Lost})
		for end := at.Add(7 * time.Hour); at.Before(end); at = at.Add(time.Minute) {
			if d := l.wake(at); d != nil {
				if !d.Look {
					t.Fatal("it is sent again")
				}
				l.settle(d, at, session.Result{Outcome: session.Unsure})
			}
		}
		if e := l.entry(); e.State != session.EntryUnknown {
			t.Errorf("%+v", e)
		}
		l.report(session.Delivery{SID: "SM100", Status: "delivered", Rank: 5})
		if e := l.entry(); e.State != session.EntrySent {
			t.Errorf("after a callback: %+v", e)
		}
	})
}

func TestStatusNeverGoesBack(t *testing.T) {
	queued := session.Delivery{SID: "SM100", Status: "queued", Rank: 1}
	sent := session.Delivery{SID: "SM100", Status: "sent", Rank: 3}
	delivered := session.Delivery{SID: "SM100", Status: "delivered", Rank: 5}
	lost := session.Delivery{SID: "SM100", Status: "undelivered", Rank: 5, Failed: true, Code: 30003}
	for name, tt := range map[string]struct {
		told   []session.Delivery
		status string
		state  session.EntryState
	}{
		"in order":             {[]session.Delivery{queued, sent, delivered}, "delivered", session.EntrySent},
		"out of order":         {[]session.Delivery{delivered, queued, sent}, "delivered", session.EntrySent},
		"twice":                {[]session.Delivery{sent, sent}, "sent", session.EntrySent},
		"not delivered":        {[]session.Delivery{sent, lost}, "undelivered", session.EntryFailed},
		"not delivered, early": {[]session.Delivery{lost, sent}, "undelivered", session.EntryFailed},
		"of another message":   {[]session.Delivery{sent, {SID: "SM999", Status: "delivered", Rank: 5}}, "sent", session.EntrySent},
	} {
		t.Run(name, func(t *testing.T) {
			silent(t, func(t *testing.T, l line, at time.Time) {
				l.wake(at)
				for _, d := range tt.told {
					l.report(d)
				}
				if e := l.entry(); e.Status != tt.status || e.State != tt.state || e.SID != "SM100" {
					t.Errorf("%+v", e)
				}
			})
		})
	}
	t.Run("of nothing known", func(t *testing.T) {
		silent(t, func(t *testing.T, l line, _ time.Time) {
			l.report(delivered)
			stranger := l.Store.Person(number(t, "+64215550199"))
			if err := l.Report(t.Context(), stranger, 1, delivered); err != nil {
				t.Error(err)
			}
			if n := len(l.held().Sent); n != 0 {
				t.Errorf("%d entries", n)
			}
		})
	})
}

// A learner who has opted out in any way, or is unreachable, gets nothing more.
func TestOptedOutGetNothingMore(t *testing.T) {
	for name, end := range map[string]func(l line, d *session.Dispatch, at time.Time){
		"STOP": func(l line, d *session.Dispatch, at time.Time) {
			l.settle(d, at, accepted("SM100"))
			l.take(l.text("SM2", "STOP"))
		},
		"STOP while it is sent": func(l line, d *session.Dispatch, at time.Time) {
			l.take(l.text("SM2", "STOP"))
			l.settle(d, at, session.Result{Outcome: session.Deferred})
		},
		"21610 at once": func(l line, d *session.Dispatch, at time.Time) {
			l.settle(d, at, session.Result{Outcome: session.Refused, Code: 21610, Reason: session.ReasonOptedOut})
		},
		"21610 by callback": func(l line, d *session.Dispatch, at time.Time) {
			l.settle(d, at, accepted("SM100"))
			l.report(session.Delivery{SID: "SM100", Status: "failed", Rank: 5, Failed: true, Code: 21610, Reason: session.ReasonOptedOut})
		},
		"a landline": func(l line, d *session.Dispatch, at time.Time) {
			l.settle(d, at, session.Result{Outcome: session.Refused, Code: 21614, Reason: session.ReasonNotMobile})
		},
		"unreachable by callback": func(l line, d *session.Dispatch, at time.Time) {
			l.report(session.Delivery{SID: "SM100", Status: "undelivered", Rank: 5, Failed: true, Code: 30005, Reason: session.ReasonNoSuchNumber})
		},
		"erased": func(l line, d *session.Dispatch, at time.Time) { l.settle(d, at, accepted("SM100")); l.erase() },
		"erased while it is sent": func(l line, d *session.Dispatch, at time.Time) {
			l.erase()
			l.settle(d, at, session.Result{Outcome: session.Lost})
		},
	} {
		t.Run(name, func(t *testing.T) {
			silent(t, func(t *testing.T, l line, at time.Time) {
				end(l, l.wake(at), at)
				for range 60 {
					at = at.Add(12 * time.Hour)
					if d := l.wake(at); d != nil {
						t.Fatalf("at %v it sends %+v", at, d)
					}
				}
				if due := must(l.client.Keys(t.Context(), "*wake").Result()); len(due) != 0 {
					t.Errorf("still due: %v", due)
				}
			})
		})
	}
}

func (l line) erase() {
	l.t.Helper()
	if err := l.Erase(l.t.Context(), l.person); err != nil {
		l.t.Fatal(err)
	}
}

func TestErasedRecordHasOnlyTheOptOut(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		l.take(l.text("SM2", "my answer"))
		l.erase()
		l.erase()
		held := l.held()
		if held.Number != "" || len(held.Answers) > 0 || held.Step != "" || !held.OptedOut {
			t.Errorf("it still holds %+v", held)
		}
		if out := l.take(l.text("SM3", "hello?")); len(out.Lines) > 0 || l.held().Number != "" {
			t.Errorf("to an erased learner it says %q, and holds %+v", last(out), l.held())
		}
		l.says("SM4", "START", "Version v1 asks 0.")
		if held := l.held(); held.Number != learner || held.OptedOut || len(held.Answers) > 0 {
			t.Errorf("after START it holds %+v", held)
		}
		if err := l.Erase(t.Context(), l.Store.Person(number(t, "+64215550199"))); err == nil {
			t.Error("somebody who was never here is erased")
		}
	})
}

// A text for a silent learner is not sent if they write first.
func TestTextForASilentLearnerIsDropped(t *testing.T) {
	silent(t, func(t *testing.T, l line, at time.Time) {
		l.send(at, session.Result{Outcome: session.Deferred, RetryAfter: time.Minute})
		words := l.text("SM2", "words")
		words.Input.At = at
		l.take(words)
		if d := l.wake(at.Add(time.Minute)); d != nil {
			t.Errorf("it sends %+v", d)
		}
		if n := len(l.held().Sent); n != 0 {
			t.Errorf("%d entries", n)
		}
	})
}

// A text that comes before a question was sent does not answer it.
func TestQuestionThatWasNotSeenIsAskedAgain(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		for i := range 20 {
			l.take(l.text("A"+string(rune('a'+i)), "word "+string(rune('a'+i))))
		}
		at := time.Date(2026, 11, 3, 20, 0, 0, 0, time.UTC) // 09:00 in Auckland
		l.send(at, session.Result{Outcome: session.Deferred, RetryAfter: time.Minute})
		words := l.text("SM2", "hello, it is me")
		words.Input.At = at
		if got := last(l.take(words)); got != "What stayed?" {
			t.Errorf("it says %q", got)
		}
		if held := l.held(); held.Answers["stayed"] != "" || len(held.Sent) != 0 {
			t.Errorf("it holds %+v", held)
		}
	})
}

// Texting hours are checked again before sending, and limit how long a carrier may hold a text.
func TestTextingHoursApplyWhenSending(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		c := config(t, client)
		c.Rules.Hours = dialogue.Hours{From: 8 * 60, To: 20 * 60}
		l := open(t, c)
		l.take(l.text("SM1", "GO"))
		at := noon.Add(4 * time.Hour) // 16:00 in Auckland
		d := l.send(at, session.Result{Outcome: session.Deferred, RetryAfter: 3*time.Hour + 59*time.Minute + 30*time.Second})
		if valid := d.Until.Sub(at); valid != 4*time.Hour {
			t.Errorf("it is valid for %v, want to 20:00", valid)
		}
		at = at.Add(3*time.Hour + 59*time.Minute + 30*time.Second)
		if d := l.wake(at); d != nil {
			t.Fatalf("half a minute before the night it sends %+v", d)
		}
		morning := time.Date(2026, 11, 4, 8, 0, 0, 0, auckland)
		if got := int64(l.client.ZScore(t.Context(), l.only("*{s*}:wake"), l.person.String()).Val()); got != morning.UnixMilli() {
			t.Errorf("it is put off to %v", time.UnixMilli(got).In(auckland))
		}
		if d := l.send(morning, accepted("SM100")); d.Until.Sub(morning) != 10*time.Hour {
			t.Errorf("in the morning it is valid until %v", d.Until)
		}
	})
}

// A wake-up of a person without a record is removed.
// ahead does something before the first commit, which it makes late.
type ahead struct{ do func() }

func (h *ahead) DialHook(next redis.DialHook) redis.DialHook { return next }
func (h *ahead) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (h *ahead) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if do := h.do; cmd.Name() == "evalsha" && do != nil {
			h.do = nil
			do()
		}
		return next(ctx, cmd)
	}
}

// A claim that lost its race to something after which nothing is to be sent is not sent.
func TestClaimThatWasNotCommittedIsNotSent(t *testing.T) {
	l := open(t, config(t, mini(t)))
	l.take(l.text("SM1", "GO"))
	key := l.only("*:person:*")
	l.client.AddHook(&ahead{do: func() { must(l.client.Del(t.Context(), key).Result()) }})
	if d := l.wake(noon.Add(4 * time.Hour)); d != nil {
		t.Errorf("it sends %v", d)
	}
}

func TestWakeUpOfNobodyIsRemoved(t *testing.T) {
	silent(t, func(t *testing.T, l line, at time.Time) {
		l.client.Del(t.Context(), l.only("*:person:*"))
		if d := l.wake(at); d != nil {
			t.Errorf("it sends %+v", d)
		}
		if due := must(l.client.Keys(t.Context(), "*wake").Result()); len(due) != 0 {
			t.Errorf("still due: %v", due)
		}
	})
}

// A poll is one round trip if nothing is due. A wake-up is two, and recording its result two more.
func TestAWakeUpIsTwoRoundTrips(t *testing.T) {
	silent(t, func(t *testing.T, l line, at time.Time) {
		var trips sessiontest.RoundTrips
		l.client.AddHook(&trips)
		must(l.Due(t.Context(), at.Add(-time.Hour), 100))
		if n := trips.Count(); n != 1 {
			t.Errorf("an idle poll is %d round trips", n)
		}
		must(l.Due(t.Context(), at, 100))
		if n := trips.Count(); n != 2 {
			t.Errorf("a poll is %d round trips", n)
		}
		l.send(at, session.Result{Outcome: session.Deferred}) // and asks for replicas, as it does once a second
		trips.Count()
		d := l.wake(at)
		if n := trips.Count(); n != 2 {
			t.Errorf("a wake-up is %d round trips", n)
		}
		l.settle(d, at, accepted("SM100"))
		if n := trips.Count(); n != 2 {
			t.Errorf("to note its end is %d round trips", n)
		}
	})
}
