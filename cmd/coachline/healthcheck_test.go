package main

import (
	"net"
	"strings"
	"testing"
	"time"

	"coachline/session/sessiontest"
)

// TestHealthcheckTellsTheProcessFromRedis is green while the process answers, and with --ready only while Redis does, too.
func TestHealthcheckTellsTheProcessFromRedis(t *testing.T) {
	t.Parallel()
	redis := sessiontest.Miniredis(t)
	l := serve(t, settings("redis://"+redis.Addr()), time.Second)
	env := []string{"COACHLINE_ADDR=" + l.addr}
	for _, args := range [][]string{{"healthcheck"}, {"healthcheck", "--ready"}} {
		if _, said, code := command(env, args...); code != exitDone {
			t.Errorf("%v ended with %d: %s", args, code, said)
		}
	}
	redis.Close()
	if _, said, code := command(env, "healthcheck"); code != exitDone {
		t.Errorf("without Redis it ended with %d: %s", code, said)
	}
	if _, said, code := command(env, "healthcheck", "--ready"); code != exitRefused || !strings.Contains(said, "/readyz answers 503") {
		t.Errorf("without Redis --ready ended with %d: %s", code, said)
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
	defer listener.Close()
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")); err != nil {
		t.Fatal(err)
	}
	if code := <-waited; code != exitDone {
		t.Errorf("the line answered at last, and it ended with %d", code)
	}
	if _, said, code := command([]string{"COACHLINE_ADDR=8080"}, "healthcheck"); code != exitUsage {
		t.Errorf("a wrong address ended with %d: %s", code, said)
	}
}
