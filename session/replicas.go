package session

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// errNotReplicated is a commit that was written, and that no replica has taken in time: a failover might lose it.
var errNotReplicated = errors.New("no replica has the commit")

// replicas is how many replicas Redis has, asked again every now and then.
type replicas struct {
	mu     sync.Mutex
	known  map[*redis.Client]replicaCount
	warned atomic.Int64 // when it was last said that they do not keep up
}

type replicaCount struct {
	n  int
	at time.Time
}

// How a commit is made sure of. What is sent cannot be unsent, so its claim must outlive a failover, and Redis
// acknowledges a write before its replicas have it (redis.io/docs/latest/commands/wait).
const (
	askReplicas = time.Second             // how long a count of them holds
	waitReplica = 500 * time.Millisecond  // for one of them to have a claim, which can be made again
	waitLonger  = 1500 * time.Millisecond // to have an opt-out, which must not be forgotten; less than a read may take
)

// writeReplicated is write, and waits until a replica has it, where there is one: errUnsafe if none has in time.
func (s *Store) writeReplicated(ctx context.Context, k turnKeys, args []any, wait time.Duration) error {
	node, err := s.node(ctx, k.person)
	if err != nil {
		return &fault{"find node", err}
	}
	if node == nil {
		return s.write(ctx, k, args)
	}
	if n, err := s.replicas.of(ctx, node); err != nil {
		return &fault{"count replicas", err}
	} else if n == 0 {
		return s.write(ctx, k, args)
	}
	pipe := node.Pipeline()
	written := commitScript.Eval(ctx, pipe, k.list(), args...)
	taken := pipe.Do(ctx, "WAIT", 1, wait.Milliseconds())
	_, _ = pipe.Exec(ctx) // each command has its own error
	if err := committed(written); err != nil {
		return err
	}
	if n, err := taken.Int(); err != nil || n == 0 {
		return errNotReplicated
	}
	return nil
}

// node is the master that has a key: WAIT must go where the commit went.
func (s *Store) node(ctx context.Context, key string) (*redis.Client, error) {
	switch c := s.redis.(type) {
	case *redis.Client:
		return c, nil
	case *redis.ClusterClient:
		return c.MasterForKey(ctx, key)
	}
	return nil, nil
}

// warnUnreplicated warns that no replica keeps up, once in a while.
func (s *Store) warnUnreplicated(ctx context.Context, so string) {
	const often = 10 * time.Second
	now, last := time.Now().UnixNano(), s.replicas.warned.Load()
	if now-last > int64(often) && s.replicas.warned.CompareAndSwap(last, now) {
		s.config.Log.WarnContext(ctx, "no replica of Redis takes a commit in time; "+so)
	}
}

// of counts the replicas of a node. A Redis that refuses to tell has none; one that cannot be reached is an error, as it
// may be in the middle of a failover.
func (r *replicas) of(ctx context.Context, node *redis.Client) (int, error) {
	r.mu.Lock()
	count, asked := r.known[node]
	r.mu.Unlock()
	if asked && time.Since(count.at) < askReplicas {
		return count.n, nil
	}
	info, err := node.Info(ctx, "replication").Result()
	var refused redis.Error
	if err != nil && (!errors.As(err, &refused) || notReadyYet(refused.Error())) {
		return 0, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = map[*redis.Client]replicaCount{}
	}
	r.known[node] = replicaCount{connected(info), time.Now()}
	return r.known[node].n, nil
}

// connected reads how many replicas are connected from the answer to INFO replication.
func connected(info string) int {
	for line := range strings.Lines(info) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "connected_slaves:"); ok {
			n, _ := strconv.Atoi(value)
			return n
		}
	}
	return 0
}
