package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"coachline/session/sessiontest"
)

// gate is a wire to Redis that holds what speaks of one turn until it is opened.
type gate struct {
	addr    string
	turn    string        // what is held has this in it
	waiting chan struct{} // is told when the turn has come
	open    chan struct{}
}

// newGate listens in front of a Redis.
func newGate(t *testing.T, redisAddr, turn string) *gate {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	g := &gate{addr: l.Addr().String(), turn: turn, waiting: make(chan struct{}, 64), open: make(chan struct{})}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go g.pass(client, redisAddr)
		}
	}()
	return g
}

func (g *gate) pass(client net.Conn, redisAddr string) {
	defer client.Close()
	redis, err := net.Dial("tcp", redisAddr)
	if err != nil {
		return
	}
	defer redis.Close()
	go func() { _, _ = io.Copy(client, redis) }()
	buf := make([]byte, 64<<10)
	for {
		n, err := client.Read(buf)
		if err != nil {
			return
		}
		if bytes.Contains(buf[:n], []byte(g.turn)) {
			g.waiting <- struct{}{}
			<-g.open
		}
		if _, err := redis.Write(buf[:n]); err != nil {
			return
		}
	}
}

// TestStopCutsNoTurnOff asks the program to stop while a turn waits for Redis: the turn is answered, then the program
// ends with 0.
func TestStopCutsNoTurnOff(t *testing.T) {
	t.Parallel()
	g := newGate(t, sessiontest.Miniredis(t).Addr(), "SM77")
	l := serve(t, settings("redis://"+g.addr), 0)
	phone := l.Handset(t, mobile)
	phone.Text("hello")

	type answer struct {
		status int
		body   string
	}
	answers := make(chan answer, 1)
	go func() {
		defer close(answers)
		status, body := l.post(t, "/twilio/sms", "From=%2B6421555123&MessageSid=SM77&Body=3", true)
		answers <- answer{status, body}
	}()
	<-g.waiting
	l.stop()
	close(g.open)
	if got := <-answers; got.status != http.StatusOK || !strings.Contains(got.body, "we will go gently") {
		t.Errorf("the turn was answered with %d %s", got.status, got.body)
	}
	if code := <-l.ended; code != exitDone {
		t.Errorf("the program ended with %d:\n%s", code, l.log)
	}
}
