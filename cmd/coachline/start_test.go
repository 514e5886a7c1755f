package main

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"coachline/session/sessiontest"
)

// TestStartRefused are a Redis that was filled with other keys, and one that refuses us: both end the start, and say so. It
// runs alone, since the start asks Redis for less than half a second before it serves without it.
func TestStartRefused(t *testing.T) {
	redis := sessiontest.Miniredis(t)
	serve(t, settings("redis://"+redis.Addr()), 0)
	start := func(env []string) (int, string) {
		var log logs
		w := world{ctx: context.Background(), env: env, in: strings.NewReader(""), out: io.Discard, errs: &log, now: time.Now}
		return run(w, []string{"serve"}), log.String()
	}
	code, said := start(settings("redis://" + redis.Addr()))
	if code != exitRefused || !strings.Contains(said, "the last of COACHLINE_KEYS must stay the one it was") || strings.Contains(said, "msg=serving") {
		t.Errorf("other keys: %d\n%s", code, said)
	}
	redis.RequireAuth("secret")
	code, said = start(settings("redis://:wrong@" + redis.Addr()))
	if code != exitRefused || strings.Contains(said, "wrong") && !strings.Contains(said, "WRONGPASS") {
		t.Errorf("a wrong password: %d\n%s", code, said)
	}
}

// TestStartWithoutRedis serves before Redis is there, and takes turns when it is.
func TestStartWithoutRedis(t *testing.T) {
	t.Parallel()
	redis := sessiontest.Miniredis(t)
	env := settings("redis://" + redis.Addr())
	redis.Close()
	l := serve(t, env, time.Second)
	if status, _ := l.send(t, "GET", "/readyz", "", ""); status != 503 {
		t.Errorf("readyz: %d", status)
	}
	if err := redis.Start(); err != nil {
		t.Fatal(err)
	}
	phone := l.Handset(t, mobile)
	phone.Text("hello")
	phone.WantText("Welcome")
}
