package sessiontest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// masterName is what the sentinel calls the master.
const masterName = "line"

// Failover is a master, its replica and a sentinel, which makes the replica the master when the master is gone. As it is
// one sentinel it agrees with itself, and after half a second without an answer. Its methods are for the goroutine of the
// test, one after the other; URL is for any.
type Failover struct {
	t        testing.TB
	port     string // of the sentinel
	servers  []*Server
	sentinel *redis.SentinelClient
	killed   *Server // nil when there are two
}

// NewFailover starts them and waits until the replica is in sync and the sentinel could fail over to it. It skips or
// fails the test as Redis does, and needs Redis 7. All end with the test, also when the test crashes.
func NewFailover(t testing.TB) *Failover {
	t.Helper()
	const atOnce = "repl-diskless-sync-delay 0" // Redis waits 5 s for more replicas to come
	master := NewServer(t, atOnce)
	replica := NewServer(t, atOnce, "replicaof 127.0.0.1 "+master.port)
	f := &Failover{t: t, port: freePort(t), servers: []*Server{master, replica}}
	f.within("await the first sync", func(ctx context.Context) error { return inSync(ctx, replica) })
	f.watch(master)
	f.within("await the sentinel", func(ctx context.Context) error { return f.sees(ctx, replica) })
	return f
}

// watch starts the sentinel.
func (f *Failover) watch(master *Server) {
	f.t.Helper()
	config := configure(f.t, f.port, strings.Join([]string{
		fmt.Sprintf("sentinel monitor %s 127.0.0.1 %s 1", masterName, master.port),
		"sentinel down-after-milliseconds " + masterName + " 500",
		"sentinel failover-timeout " + masterName + " 3000", // of one step, and half the wait before another try
		"sentinel parallel-syncs " + masterName + " 1",
	}, "\n"))
	p := serve(f.t, config, "--sentinel")
	f.t.Cleanup(p.kill)
	f.sentinel = redis.NewSentinelClient(&redis.Options{Addr: "127.0.0.1:" + f.port, ContextTimeoutEnabled: true})
	f.t.Cleanup(func() { _ = f.sentinel.Close() })
	if err := f.hasten(f.t.Context()); err != nil {
		f.t.Fatalf("hasten the sentinel: %v", err)
	}
}

// hasten shortens what the sentinel's configuration does not set. It looks at the servers every 100 ms, not every ten
// seconds; it tells a master that has come back to be a replica after 400 ms, not eight seconds; it stands still for one
// second, not thirty, after this machine was so busy that it mistrusts its clock. And it calls again after 200 ms, not a
// second: else it takes a new master that it has not called yet for one that has been gone for half a second.
//
// The names are those of SENTINEL DEBUG, sentinelSetDebugConfigParameters in sentinel.c of Redis 7.
func (f *Failover) hasten(ctx context.Context) error {
	return f.sentinel.Process(ctx, redis.NewStatusCmd(ctx, "sentinel", "debug",
		"info-period", 100, "publish-period", 100, "tilt-period", 1000, "ping-period", 200))
}

// URL is their REDIS_URL; it stays the same.
func (f *Failover) URL() string {
	return "redis+sentinel://127.0.0.1:" + f.port + "?master_name=" + masterName
}

// KillMaster ends the present master as a crash does (kill -9) and waits until it is gone, but not until the replica has
// taken over; AwaitMaster does that.
func (f *Failover) KillMaster() {
	f.t.Helper()
	if f.killed != nil {
		f.t.Fatal("there is no replica to take over: Revive the one that was killed before")
	}
	master, err := f.master(f.t.Context())
	if err != nil {
		f.t.Fatal(err)
	}
	master.Kill()
	f.killed = master
}

// AwaitMaster waits until the sentinel names a master that accepts writes and is not the one that was killed. It returns
// an error that says what was amiss when ctx ended.
func (f *Failover) AwaitMaster(ctx context.Context) error {
	return await(ctx, func(ctx context.Context) error {
		master, err := f.master(ctx)
		switch {
		case err != nil:
			return err
		case master == f.killed:
			return errors.New("the sentinel still names the master that was killed")
		}
		return master.client.Del(ctx, keyPrefix+"nothing").Err() // a write, and yet nothing is written
	})
}

// Revive brings back the one that was killed, when the other has taken over. It comes back as the master that it was,
// until the sentinel makes it the replica of the new one; Revive waits until it is that, is in sync and could take over.
func (f *Failover) Revive() {
	f.t.Helper()
	revived := f.killed
	if revived == nil {
		f.t.Fatal("none was killed")
	}
	f.within("await the new master", f.AwaitMaster)
	f.within("await the end of the failover", f.settled)
	revived.Start()
	f.killed = nil
	f.within("await the sync of the revived", func(ctx context.Context) error { return inSync(ctx, revived) })
	f.within("await the sentinel", func(ctx context.Context) error { return f.sees(ctx, revived) })
}

// master is the one that the sentinel names.
func (f *Failover) master(ctx context.Context) (*Server, error) {
	at, err := f.sentinel.GetMasterAddrByName(ctx, masterName).Result()
	if err != nil {
		return nil, fmt.Errorf("ask the sentinel for the master: %w", err)
	}
	for _, s := range f.servers {
		if s.addr() == net.JoinHostPort(at[0], at[1]) {
			return s, nil
		}
	}
	return nil, fmt.Errorf("the sentinel names a master at %v, which is none of ours", at)
}

// settled is an error while the sentinel changes the master, or has not reached it.
func (f *Failover) settled(ctx context.Context) error {
	master, err := f.sentinel.Master(ctx, masterName).Result()
	if err == nil && master["flags"] != "master" { // also s_down, failover_in_progress, disconnected
		err = fmt.Errorf("the sentinel calls the master %s", master["flags"])
	}
	return err
}

// sees is an error while the sentinel does not know the replica as one in sync and without a fault.
func (f *Failover) sees(ctx context.Context, replica *Server) error {
	if err := f.settled(ctx); err != nil {
		return err
	}
	all, err := f.sentinel.Replicas(ctx, masterName).Result()
	if err != nil {
		return fmt.Errorf("ask the sentinel for the replicas: %w", err)
	}
	for _, r := range all {
		if r["port"] == replica.port && r["flags"] == "slave" && r["role-reported"] == "slave" && r["master-link-status"] == "ok" {
			return nil
		}
	}
	return fmt.Errorf("the sentinel sees no sound replica but %v", all)
}

// inSync is an error while the server is not a replica that has all of its master's data.
func inSync(ctx context.Context, s *Server) error {
	info, err := s.client.Info(ctx, "replication").Result()
	if err == nil && !strings.Contains(info, "master_link_status:up") {
		err = fmt.Errorf("the replica is not in sync: %s", info)
	}
	return err
}

// within fails the test when what it waits for does not come, even on a busy machine.
func (f *Failover) within(verb string, done func(context.Context) error) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), 20*time.Second)
	defer cancel()
	if err := await(ctx, done); err != nil {
		f.t.Fatalf("%s: %v", verb, err)
	}
}

// await asks until done has no error, or ctx ends; then the error says what was amiss before that.
func await(ctx context.Context, done func(context.Context) error) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	var amiss error
	for {
		err := done(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() == nil || amiss == nil {
			amiss = err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", ctx.Err(), amiss)
		}
	}
}
