package main

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"coachline/session"
	"coachline/session/sessiontest"
)

// await looks into the record until it is so.
func (l *line) await(t *testing.T, env []string, number string, so func(session.Export) bool) {
	t.Helper()
	var held session.Export
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		held = exported(t, env, number)
		if so(held) {
			return
		}
		<-tick.C
	}
	t.Fatalf("the record stays %+v\n%s", held, l.log)
}

// exported is what the export command prints.
func exported(t *testing.T, env []string, number string) (held session.Export) {
	t.Helper()
	out, said, code := command(env, "export", number)
	if code != exitDone {
		t.Fatalf("export: %d %s", code, said)
	}
	if err := json.Unmarshal([]byte(out), &held); err != nil {
		t.Fatalf("export: %v\n%s", err, out)
	}
	return held
}

// command runs a command of the program.
func command(env []string, args ...string) (out, said string, code int) {
	var o, e strings.Builder
	w := world{ctx: context.Background(), env: env, in: strings.NewReader(""), out: &o, errs: &e, now: time.Now}
	code = run(w, args)
	return o.String(), e.String(), code
}

// TestOwnData gives a learner what is held of them, and erases it; and the operator likewise.
func TestOwnData(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		env := settings(redisURL)
		l := serve(t, env, 0)
		phone := l.Handset(t, mobile)
		phone.Text("hello")
		phone.Text("a bit wobbly today")
		phone.Text("MYDATA")
		phone.WantText("1 answer", "encrypted", "30 days")
		held := exported(t, env, "021 555 123")
		if held.Number != mobile || held.Step != "hope" || held.Answers["energy"] != "a bit wobbly today" || held.Zone != "Pacific/Auckland" {
			t.Errorf("export: %+v", held)
		}
		phone.Text("FORGET ME")
		phone.WantText("FORGET ME once more")
		if held := exported(t, env, mobile); len(held.Answers) != 1 {
			t.Errorf("erased without a confirmation: %+v", held)
		}
		phone.Text("forget me")
		phone.WantText("erased")
		if held := exported(t, env, mobile); held.Number != "" || len(held.Answers) > 0 || held.Step != "" {
			t.Errorf("after FORGET ME: %+v", held)
		}
		phone.Text("hello")
		phone.WantNoText()
		other := l.Handset(t, "+6421555124")
		other.Text("hello")
		if out, said, code := command(env, "erase", "021555124"); code != exitDone || !strings.Contains(out, "Erased.") {
			t.Errorf("erase: %d %s%s", code, out, said)
		}
		other.Text("2")
		other.WantNoText()
		for _, name := range []string{"export", "erase"} {
			if _, said, code := command(env, name, "021555999"); code != exitRefused || !strings.Contains(said, "nothing is held of this number") {
				t.Errorf("%s of nobody: %d %s", name, code, said)
			}
			if _, said, code := command(env, name, "12"); code != exitUsage || !strings.Contains(said, "too short") {
				t.Errorf("%s of 12: %d %s", name, code, said)
			}
		}
	})
}

// TestRetention erases answers thirty days after the end, and not what a manager may see.
func TestRetention(t *testing.T) {
	t.Parallel()
	env := settings("redis://" + sessiontest.Miniredis(t).Addr())
	l := serve(t, env, 0)
	phone := l.Handset(t, mobile)
	untilTomorrow(phone, "8am")
	l.at(t, 24, "08:00")
	phone.AwaitText("what stays with you?")
	phone.Text("the pause")
	phone.Text("1")
	phone.WantText("Thank you for your time.")
	l.clock.pass(29 * 24 * time.Hour)
	phone.Text("MYDATA")
	phone.WantText("until 24 December")
	if held := exported(t, env, mobile); held.Answers["stayed"] != "the pause" {
		t.Errorf("after 29 days: %+v", held)
	}
	l.clock.pass(25 * time.Hour)
	l.await(t, env, mobile, func(h session.Export) bool { return len(h.Answers) == 0 })
	held := exported(t, env, mobile)
	if got := slices.Sorted(maps.Keys(held.Milestones)); !slices.Equal(got, []string{"finished", "reflected", "started"}) || held.Number != mobile {
		t.Errorf("after 30 days: %+v", held)
	}
	if sent := held.Sent; len(sent) == 0 || len(sent) > 2 || sent[0].State != session.EntrySent { // and the notice, if it came before MYDATA
		t.Errorf("the history is %+v", sent)
	}
}
