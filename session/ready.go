package session

import (
	"context"
	_ "embed"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// readiness is whether a turn could be committed when that was tried last.
type readiness struct {
	mu     sync.Mutex // is held while it is tried, so that many who ask at once try it once
	at     time.Time  // when the last try ended
	err    error
	since  time.Time // since when not
	faults *FaultLog
	counts faultCounts // nil counts nothing
}

const (
	readyFor     = time.Second             // how long the outcome of a try is valid
	probeTimeout = 1500 * time.Millisecond // of a try: who asks whether the line is ready waits for few seconds
	watchPause   = time.Second             // between two tries in the background
)

// NotReady is the error of Ready.
type NotReady struct {
	Fault
	err error
}

// Error says what is wrong in words for an operator. It has nothing of an address or a key.
func (n *NotReady) Error() string { return n.What }

// Unwrap returns ErrUnavailable and the error of Redis.
func (n *NotReady) Unwrap() []error { return []error{ErrUnavailable, n.err} }

// Ready returns nil if a turn could be committed within the last second, and otherwise a *NotReady that says why not. If nobody
// has tried within the last second, it tries that itself. A lasting fault is logged once a minute, and its end once; a single slow answer is
// not.
func (s *Store) Ready(ctx context.Context) error {
	r := &s.ready
	r.mu.Lock()
	defer r.mu.Unlock()
	if time.Since(r.at) < readyFor {
		return r.err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), probeTimeout)
	defer cancel()
	err := s.probe(ctx)
	r.note(ctx, err)
	return r.err
}

// note keeps the outcome of a try, and logs it if it is news.
func (r *readiness) note(ctx context.Context, err error) {
	r.at = time.Now()
	if err == nil {
		if r.err != nil && r.faults.end(func(faultLine) bool { return true }) {
			r.faults.log.InfoContext(ctx, "ready again: Redis takes commits", slog.Duration("after", time.Since(r.since).Round(time.Second)))
		}
		r.err = nil
		return
	}
	once := r.err == nil
	if once {
		r.since = r.at
	}
	if errors.Is(err, errNotReplicated) { // no command failed, so nobody has counted it
		r.counts.count(err)
	}
	fault := FaultOf(err)
	r.err = &NotReady{fault, err}
	if once && fault.Kind == FaultTimeout { // a machine that was busy for a second wakes nobody
		return
	}
	if r.faults.First("redis", fault.What) {
		r.faults.log.ErrorContext(ctx, "not ready: "+fault.What, slog.String("do", fault.Fix), slog.String("kind", string(fault.Kind)),
			slog.String("error", err.Error()))
	}
}

// Watch calls Ready every few seconds until ctx ends, so that the log says what is wrong also when nobody asks.
func (s *Store) Watch(ctx context.Context) {
	for ctx.Err() == nil {
		_ = s.Ready(ctx) // it logs
		sleep(ctx, watchPause)
	}
}

//go:embed probe.lua
var probeSource string

var probeScript = redis.NewScript(probeSource)

// probeLife is how long what a probe writes is kept.
const probeLife = 10 * time.Second

// probe asks whether anything is due in each shard, as a worker does, and commits something to each master, as a turn does. If
// the master has replicas it also waits for one, as a claim does.
func (s *Store) probe(ctx context.Context) error {
	if _, err := wakeUps.due(ctx, s.redis, time.UnixMilli(0)); err != nil {
		return err
	}
	shards, err := s.oneShardOfEachMaster(ctx)
	if err != nil {
		return err
	}
	for _, shard := range shards {
		keys, life := probeKeys(shard), int64(probeLife/time.Second)
		if err := probeScript.Run(ctx, s.redis, keys, life).Err(); err != nil {
			return err
		}
		node, err := s.replicated(ctx, keys[0])
		if err != nil {
			return err
		}
		if node == nil {
			continue
		}
		if _, err, waitErr := runAndWait(ctx, node, probeScript, waitReplica, keys, life); err != nil || waitErr != nil {
			return errors.Join(err, waitErr)
		}
	}
	return nil
}

// oneShardOfEachMaster returns shards, one on each master that has any. Without Redis Cluster that is one shard.
func (s *Store) oneShardOfEachMaster(ctx context.Context) ([]int, error) {
	if _, cluster := s.redis.(*redis.ClusterClient); !cluster {
		return []int{rand.N(Shards)}, nil
	}
	var shards []int
	seen := map[*redis.Client]bool{}
	for shard := range Shards {
		node, err := s.node(ctx, tags[shard])
		if err != nil {
			return nil, err
		}
		if !seen[node] {
			seen[node] = true
			shards = append(shards, shard)
		}
	}
	return shards, nil
}
