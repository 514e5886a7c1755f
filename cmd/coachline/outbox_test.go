package main

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"

	"coachline/handlers/simulator"
	"coachline/session"
	"coachline/session/sessiontest"
)

// ran runs a command at the time of the line.
func (l *line) ran(env []string, args ...string) (out, said string, code int) {
	var o, e strings.Builder
	code = run(world{ctx: context.Background(), env: env, in: strings.NewReader(""), out: &o, errs: &e, now: l.clock.now}, args)
	return o.String(), e.String(), code
}

// TestOutboxOfALine is an operator who finds why nothing goes out, mends it, and has the text sent at once.
func TestOutboxOfALine(t *testing.T) {
	t.Parallel()
	env := settings("redis://" + sessiontest.Miniredis(t).Addr())
	var refusing atomic.Bool
	refusing.Store(true)
	l := serve(t, env, 0, func(c *simulator.Config) {
		c.Trouble = func(r simulator.Request) (tr simulator.Trouble) {
			if r.Kind == simulator.MessageRequest && refusing.Load() {
				tr.Status, tr.Code = 400, 21408
			}
			return tr
		}
	})
	if out, _, code := l.ran(env, "outbox", "list"); code != exitDone || out != "There are none.\n" {
		t.Errorf("of an empty line: %d %q", code, out)
	}
	phone := l.Handset(t, mobile)
	untilTomorrow(phone, "7.30pm")
	l.at(t, 24, "19:30")
	l.await(t, env, mobile, func(h session.Export) bool { return len(h.Sent) == 1 && h.Sent[0].Code == 21408 })

	l.at(t, 24, "19:32")
	out, said, code := l.ran(env, "outbox", "list", "--json")
	var listed []openEntry
	if err := json.Unmarshal([]byte(out), &listed); err != nil || code != exitDone || len(listed) != 1 {
		t.Fatalf("outbox list --json: %d %v %s\n%s", code, err, said, out)
	}
	e := listed[0]
	if e.Entry != 1 || e.State != session.EntryWaiting || e.Kind != "text" || e.Age != 120 || e.Code != 21408 || e.Number != "+64…123" || !e.Words {
		t.Errorf("listed is %+v", e)
	}
	if !strings.Contains(e.What+e.Fix, "country") || e.Fix == "" {
		t.Errorf("it says %q, %q", e.What, e.Fix)
	}
	out, _, _ = l.ran(env, "outbox", "list", "--state", "waiting")
	if !strings.Contains(out, e.Key+"      1  2m       waiting  text        21408  +64…123") || strings.Contains(out, "Mere") || strings.Contains(out, "555") {
		t.Errorf("outbox list:\n%s", out)
	}
	if out, _, code := l.ran(env, "outbox", "list", "--state", "unknown", "--json"); code != exitDone || out != "[]\n" {
		t.Errorf("of none unknown: %d %q", code, out)
	}

	for _, tt := range []struct {
		args []string
		code int
		say  string
	}{
		{[]string{e.Key, "1"}, exitUsage, "--sent"},
		{[]string{e.Key, "1", "--sent", "--drop"}, exitUsage, "--sent"},
		{[]string{e.Key, "1", "--sent"}, exitRefused, "it waits and was not sent; --drop"},
		{[]string{e.Key, "7", "--drop"}, exitRefused, "open are: 1"},
		{[]string{"-AAAAAAAAAAAAAAAAAAAAA", "1", "--drop"}, exitRefused, "nothing is held of this number"},
		{[]string{"021555999", "1", "--drop"}, exitRefused, "nothing is held of this number"},
	} {
		if _, said, code := l.ran(env, append([]string{"outbox", "resolve"}, tt.args...)...); code != tt.code || !strings.Contains(said, tt.say) {
			t.Errorf("outbox resolve %v: %d %s", tt.args, code, said)
		}
	}

	refusing.Store(false)
	if out, said, code := l.ran(env, "outbox", "resolve", e.Key, "1", "--again"); code != exitDone || !strings.Contains(out, "from 19:32 on Tuesday 24 November") {
		t.Errorf("outbox resolve: %d %s%s", code, out, said)
	}
	phone.AwaitText("asking Mere: what stays with you?")
	l.await(t, env, mobile, func(h session.Export) bool { return h.Sent[0].State == session.EntrySent })
	if _, said, code := l.ran(env, "outbox", "resolve", mobile, "1", "--again"); code != exitRefused || !strings.Contains(said, "another operator") {
		t.Errorf("what is sent: %d %s", code, said)
	}
	if out, _, _ := l.ran(env, "outbox", "list"); out != "There are none.\n" {
		t.Errorf("and at last:\n%s", out)
	}
	if sent := begun(l.Messages()); len(sent) != 1 {
		t.Errorf("%d texts went out", len(sent))
	}
}
