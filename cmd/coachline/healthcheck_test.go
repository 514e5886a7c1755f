package main

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"coachline/session/sessiontest"
)

// TestHealthcheckTellsTheProcessFromRedis is green while the process answers, and with --ready only where Redis does, too.
func TestHealthcheckTellsTheProcessFromRedis(t *testing.T) {
	t.Parallel()
	redis := sessiontest.Miniredis(t)
	with := serve(t, settings("redis://"+redis.Addr()), time.Second)
	without := serve(t, settings("redis://127.0.0.1:1"), time.Second)
	for _, check := range []struct {
		line *line
		args []string
		code int
		says string
	}{
		{with, []string{"healthcheck"}, exitDone, ""},
		{with, []string{"healthcheck", "--ready"}, exitDone, ""},
		{without, []string{"healthcheck"}, exitDone, ""},
		{without, []string{"healthcheck", "--ready"}, exitRefused, "/readyz answers 503"},
	} {
		_, said, code := command([]string{"COACHLINE_ADDR=" + check.line.addr}, check.args...)
		if code != check.code || !strings.Contains(said, check.says) {
			t.Errorf("%v ended with %d: %s", check.args, code, said)
		}
	}
}

// TestHealthcheckWaitsForTheStart fails at once when nobody listens, and with --wait when the time is over.
func TestHealthcheckWaitsForTheStart(t *testing.T) {
	t.Parallel()
	addr := freeAddr(t)
	env := []string{"COACHLINE_ADDR=" + addr}
	if _, said, code := command(env, "healthcheck"); code != exitRefused || !strings.Contains(said, addr) {
		t.Errorf("nobody listens, and it ended with %d: %s", code, said)
	}
	waited := make(chan int)
	go func() {
		_, _, code := command(env, "healthcheck", "--wait", "10s")
		waited <- code
	}()
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})}
	defer server.Close()
	go func() { _ = server.Serve(listener) }()
	if code := <-waited; code != exitDone {
		t.Errorf("the line answered at last, and it ended with %d", code)
	}
	if _, said, code := command([]string{"COACHLINE_ADDR=8080"}, "healthcheck"); code != exitUsage {
		t.Errorf("a wrong address ended with %d: %s", code, said)
	}
}
