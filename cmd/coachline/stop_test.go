package main

import (
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"coachline/session/sessiontest"
)

// gate is a wire to Redis that can be held: what is sent waits until it is let through.
type gate struct {
	addr    string
	waiting chan struct{} // is told when something was sent while the gate is held
	hold    chan chan struct{}
}

// newGate listens in front of a Redis.
func newGate(t *testing.T, redisAddr string) *gate {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	g := &gate{addr: l.Addr().String(), waiting: make(chan struct{}, 64), hold: make(chan chan struct{}, 1)}
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
		select {
		case open := <-g.hold:
			g.hold <- open
			g.waiting <- struct{}{}
			<-open
		default:
		}
		if _, err := redis.Write(buf[:n]); err != nil {
			return
		}
	}
}

// TestStopCutsNoTurnOff asks the program to stop while a turn waits for Redis: the turn is answered, then the program
// ends with 0.
func TestStopCutsNoTurnOff(t *testing.T) {
	g := newGate(t, sessiontest.Miniredis(t).Addr())
	l := serve(t, settings("redis://"+g.addr), 0)
	phone := l.Handset(t, mobile)
	phone.Text("hello")

	open := make(chan struct{})
	g.hold <- open
	type answer struct {
		status int
		body   string
	}
	answers := make(chan answer, 1)
	go func() {
		status, body := l.post(t, "/twilio/sms", "From=%2B6421555123&MessageSid=SM77&Body=3", true)
		answers <- answer{status, body}
	}()
	<-g.waiting
	l.stop()
	<-g.hold
	close(open)
	if got := <-answers; got.status != http.StatusOK || !strings.Contains(got.body, "only a little is asked of you") {
		t.Errorf("the turn was answered with %d %s", got.status, got.body)
	}
	if code := <-l.ended; code != exitDone {
		t.Errorf("the program ended with %d:\n%s", code, l.log)
	}
}
