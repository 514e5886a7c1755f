package session_test

import (
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/sessiontest"
)

// busy keeps a Redis from doing anything for two seconds.
var busy = redis.NewScript(`
local began = redis.call('TIME')
repeat
  local now = redis.call('TIME')
until (now[1] - began[1]) * 1000 + (now[2] - began[2]) / 1000 > 2000`)

// TestClaimsOutliveAFailover: nothing is sent unless a replica has its claim. After a failover the entry is still
// claimed.
func TestClaimsOutliveAFailover(t *testing.T) {
	t.Parallel()
	failover := sessiontest.NewFailover(t)
	l := open(t, config(t, sessiontest.Dial(t, failover.URL())))
	at := noon.Add(4 * time.Hour)
	l.take(l.text("SM1", "GO"))

	blocked := make(chan error, 1)
	go func() { blocked <- busy.Run(t.Context(), replica(t, l.client), nil).Err() }()
	for d := l.wake(at); d != nil; d = l.wake(at) { // until the replica is busy
		l.settle(d, at, session.Result{Outcome: session.Deferred})
		if len(blocked) > 0 {
			t.Fatal("the claim was given out all the time that the replica was busy")
		}
	}
	if e := l.entry(); e.State != session.EntryWaiting || e.Attempts != 0 {
		t.Errorf("%+v", e)
	}
	if err := <-blocked; err != nil {
		t.Log(err) // a script on a replica may be told that it takes long
	}

	var first *session.Dispatch
	for n := 0; first == nil; n++ { // it has to catch up first
		at = at.Add(time.Second)
		if first = l.wake(at); n > 20 {
			t.Fatal("with a replica at hand nothing is sent")
		}
	}
	failover.KillMaster()
	if err := failover.AwaitMaster(t.Context()); err != nil {
		t.Fatal(err)
	}
	at = at.Add(time.Minute)
	if d := l.wake(at); d == nil || !d.Look {
		t.Errorf("after the failover it does %+v", d)
	}
}

// replica is the only replica of a Redis.
func replica(t *testing.T, master redis.UniversalClient) *redis.Client {
	info := must(master.Info(t.Context(), "replication").Result())
	_, rest, _ := strings.Cut(info, "port=")
	port, _, _ := strings.Cut(rest, ",")
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + port, ReadTimeout: 10 * time.Second})
	t.Cleanup(func() { _ = client.Close() })
	return client
}
