package session_test

import (
	"errors"
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
