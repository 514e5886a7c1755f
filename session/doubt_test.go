package session_test

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/sessiontest"
)

// A start beside a Redis that ran on doubts nothing. One that is told of a restore looks first, and a process that has counted
// more pulses than Redis has sends nothing before the next pulse.
func TestDoubtIsLookedForFirst(t *testing.T) {
	client := sessiontest.Dial(t, sessiontest.Redis(t))
	l := open(t, config(t, client))
	l.take(l.text("SM1", "GO"))
	due := noon.Add(4 * time.Hour) // a reminder
	pulse := func(store *session.Store, restored bool) {
		t.Helper()
		if err := store.Pulse(t.Context(), due, restored); err != nil {
			t.Fatal(err)
		}
	}
	pulse(l.Store, false)
	again := session.New(config(t, client))
	pulse(again, false)
	if n := client.HExists(t.Context(), "coachline:{s0}:pulse", "until").Val(); n {
		t.Error("a restart beside the same Redis is a doubt")
	}
	lower(t, client)
	if _, err := again.Wake(t.Context(), l.person, due); !errors.Is(err, session.ErrUnavailable) {
		t.Errorf("in a Redis with fewer pulses a wake-up says %v", err)
	}
	pulse(again, true)
	d := must(again.Wake(t.Context(), l.person, due))
	if d == nil || !d.Look || d.Doubt.IsZero() {
		t.Fatalf("the reminder is %+v, want it looked for", d)
	}
	if err := again.Hear(t.Context(), l.person, []session.Heard{{SID: "SM7", Body: "please stop texting me", At: due}}, due); err != nil {
		t.Fatal(err)
	}
	if err := again.Settle(t.Context(), d, session.Result{At: due, Outcome: session.Absent}); err != nil {
		t.Fatal(err)
	}
	if held := must(again.Export(t.Context(), l.person)); !held.OptedOut {
		t.Error("the opt-out that Redis has forgotten does not count")
	}
	if d := must(again.Wake(t.Context(), l.person, due.Add(time.Minute))); d != nil {
		t.Errorf("after an opt-out %v is sent", d)
	}
}

// lower makes Redis one from before the last pulses.
func lower(t *testing.T, client redis.UniversalClient) {
	t.Helper()
	for _, key := range client.Keys(t.Context(), "coachline:*:pulse").Val() {
		client.HSet(t.Context(), key, "count", 0)
	}
}

// doubted is a line whose learner has begun at noon, and whose Redis is said to be restored at a time.
func doubted(t *testing.T, at time.Time) line {
	t.Helper()
	l := open(t, config(t, mini(t)))
	l.take(l.text("SM1", "GO"))
	if err := l.Pulse(t.Context(), at, true); err != nil {
		t.Fatal(err)
	}
	return l
}

// A learner has opted out in a doubt, and writes again after it. Before the next text the opt-out is found, and only their START
// takes it back.
func TestForgottenOptOutCountsAfterATurn(t *testing.T) {
	until := noon.Add(time.Hour)
	stop := session.Heard{SID: "SM2", Body: "please stop texting me", At: until.Add(-10 * time.Minute)}
	for name, tt := range map[string]struct {
		then     string
		before   bool // the doubt's end
		optedOut bool
	}{
		"then an answer":           {"2", false, true},
		"then START":               {"START", false, false},
		"then a forgotten answer":  {"2", true, true},
		"then a forgotten START":   {"START", true, false},
		"then FORGET ME, and more": {"FORGET ME", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			l := doubted(t, until)
			then := session.Heard{SID: "SM3", Body: tt.then, At: until.Add(time.Minute)}
			if tt.before {
				then.At = stop.At.Add(time.Minute)
			} else {
				l.take(l.later("SM3", tt.then, then.At))
			}
			more := session.Heard{SID: "SM4", Body: "and more", At: until.Add(2 * time.Minute)}
			l.take(l.later("SM4", more.Body, more.At))
			at := more.At.Add(4 * time.Hour)
			d := l.wake(at)
			if d == nil || d.Doubt.IsZero() || !d.NotSent {
				t.Fatalf("the reminder is %+v, want what was texted read first", d)
			}
			heard := []session.Heard{stop, then, more}
			if err := l.Hear(t.Context(), l.person, heard, at); err != nil {
				t.Fatal(err)
			}
			l.settle(d, at, session.Result{Outcome: session.Absent})
			if held := must(l.Export(t.Context(), l.person)); held.OptedOut != tt.optedOut {
				t.Errorf("opted out: %v", held.OptedOut)
			}
			if d := l.wake(at.Add(time.Minute)); (d == nil) != tt.optedOut {
				t.Errorf("then the reminder is %+v", d)
			}
		})
	}
}

// Reminders are timed anew after a restore. To a learner who is silent since, each is looked for once from the beginning of the doubt.
func TestLaterReminderIsLookedForToo(t *testing.T) {
	until := noon.Add(5 * time.Hour) // the first reminder is due an hour before
	l := doubted(t, until)
	first := l.wake(until)
	if first == nil || !first.Look {
		t.Fatalf("the first reminder is %+v, want it looked for", first)
	}
	l.report(session.Delivery{SID: "SM10", Status: "sent", At: until})
	at := must(l.Inspect(t.Context(), l.person)).Wake
	second := l.wake(at)
	if second == nil || !second.Look || second.NotSent || second.Made.After(noon) {
		t.Fatalf("the second reminder at %v is %+v, want it looked for since before the copy", at, second)
	}
	l.settle(second, at, session.Result{Outcome: session.Absent})
	if d := l.wake(at); d == nil || d.Look {
		t.Errorf("what was looked for is then %+v, want it sent", d)
	}
}

// meanwhile does something after the first pipeline with a command of this name.
type meanwhile struct {
	name string
	do   func(cmds []redis.Cmder) error
}

func (h *meanwhile) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (h *meanwhile) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }
func (h *meanwhile) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		if do := h.do; do != nil && cmds[len(cmds)-1].Name() == h.name {
			h.do = nil
			return cmp.Or(do(cmds), err)
		}
		return err
	}
}

// A pulse that ends while a wake-up reads Redis does not make that Redis look restored.
func TestPulseDuringAWakeUp(t *testing.T) {
	l := doubted(t, noon)
	l.client.AddHook(&meanwhile{"hmget", func([]redis.Cmder) error { return l.Pulse(t.Context(), noon, false) }})
	l.wake(noon.Add(time.Minute))
}

// A text that was certainly not sent waits as long as what the learner has texted cannot be read, and then goes out.
func TestUnheardIsNeverUnknown(t *testing.T) {
	l := doubted(t, noon.Add(time.Hour))
	l.take(l.later("SM2", "2", noon.Add(2*time.Hour)))
	at := noon.Add(6 * time.Hour)
	for range 10 {
		d := l.wake(at)
		if d == nil || !d.Look || !d.NotSent {
			t.Fatalf("at %v the reminder is %+v, want it asked for again", at, d)
		}
		l.settle(d, at, session.Result{Outcome: session.Unheard})
		if e := must(l.Inspect(t.Context(), l.person)).Entries[0]; e.State != session.EntryWaiting || e.Due.Before(at.Add(time.Minute)) {
			t.Fatalf("then it is %+v", e)
		}
		at = at.Add(90 * time.Minute)
		if at.Hour() > 6 {
			at = at.Add(16 * time.Hour) // the night
		}
	}
	l.settle(l.wake(at), at, session.Result{Outcome: session.Absent})
	if d := l.wake(at); d == nil || d.Look {
		t.Errorf("in the end it is %+v, want it sent", d)
	}
}

// A call that waits in a failover is looked for, and placed if that was soon enough.
func TestCallThatWaitedInADoubtIsPlaced(t *testing.T) {
	for looked, placed := range map[time.Duration]bool{time.Minute: true, 4 * time.Minute: false} {
		l := open(t, ringing(t))
		l.take(l.text("SM1", "GO"))
		l.take(l.text("SM2", "CALL"))
		if err := l.Pulse(t.Context(), noon.Add(10*time.Second), true); err != nil {
			t.Fatal(err)
		}
		d := l.wake(noon.Add(10 * time.Second))
		if d == nil || d.Kind != session.EntryCall || !d.Look {
			t.Fatalf("the call is %+v, want it looked for", d)
		}
		at := noon.Add(looked)
		l.settle(d, at, session.Result{Outcome: session.Absent})
		if d := l.wake(at); (d != nil && d.Kind == session.EntryCall && !d.Look) != placed {
			t.Errorf("after %v it is %+v", looked, d)
		}
	}
}

// A doubt that some shards have noted is logged, though another shard fails, or does not know the script.
func TestPartOfADoubtIsLogged(t *testing.T) {
	for _, says := range []string{"NOSCRIPT No matching script.", "CLUSTERDOWN The cluster is down"} {
		var log strings.Builder
		c := config(t, mini(t))
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
		l := open(t, c)
		if err := l.Pulse(t.Context(), noon, false); err != nil { // loads the script
			t.Fatal(err)
		}
		lower(t, l.client)
		l.client.AddHook(&meanwhile{"evalsha", func(cmds []redis.Cmder) error {
			cmds[0].SetErr(saying(says))
			return saying(says)
		}})
		err := l.Pulse(t.Context(), noon, false)
		if strings.HasPrefix(says, "NOSCRIPT") != (err == nil) {
			t.Errorf("after %q the pulse says %v", says, err)
		}
		if !strings.Contains(log.String(), "shards=6") {
			t.Errorf("after %q the log has %q", says, &log)
		}
	}
}

// saying is an error of Redis.
type saying string

func (s saying) Error() string { return string(s) }
func (saying) RedisError()     {}
