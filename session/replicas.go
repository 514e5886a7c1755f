package session

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// errNotReplicated is the error of a commit that was written but reached no replica in time. A failover might lose it.
var errNotReplicated = errors.New("no replica has the commit")

// replicas caches how many replicas each node of Redis has.
type replicas struct {
	mu     sync.Mutex
	known  map[*redis.Client]replicaCount
	warned atomic.Int64 // when the log last said that they do not keep up, in ns since 1970
}

type replicaCount struct {
	n  int
	at time.Time
}

// How long to wait for replicas. A text cannot be unsent, so its claim must outlive a failover, but Redis acknowledges a
// write before its replicas have it (redis.io/docs/latest/commands/wait).
const (
	askReplicas = time.Second             // how long a count of replicas is valid
	waitReplica = 500 * time.Millisecond  // for a replica to have a claim, which can be made again
	waitLonger  = 1500 * time.Millisecond // for a replica to have an opt-out, which must not be lost; shorter than ioTimeout
)

// commitToReplica is the end of a commit that must outlive a failover: it waits until a replica has it, longer if it is an opt-out.
// It waits for nothing if there are no replicas. It returns errNotReplicated if none has it in time; an opt-out then counts as
// written.
func (s *Store) commitToReplica(ctx context.Context, keys []string, args []any, optsOut bool) error {
	node, err := s.replicated(ctx, keys[0])
	if err != nil {
		return &redisError{"commit", err}
	}
	wait := waitReplica
	if optsOut {
		wait = waitLonger
	}
	var written int
	var waitErr error
	if node == nil {
		written, err = commitScript.Run(ctx, s.redis, keys, args...).Int()
	} else {
		written, err, waitErr = runAndWait(ctx, node, commitScript, wait, keys, args...)
	}
	switch {
	case err != nil:
		return &redisError{"commit", err}
	case written == 0:
		return errConflict
	case waitErr != nil && optsOut: // it is written, so the line confirms it
		s.warnUnreplicated(ctx, "an opt-out may be lost in a failover")
	case waitErr != nil:
		return errNotReplicated
	}
	return nil
}

// runAndWait runs a script on a node and waits until a replica has what it wrote. The second error is errNotReplicated if none
// has it in time.
func runAndWait(ctx context.Context, node *redis.Client, script *redis.Script, wait time.Duration, keys []string, args ...any) (result int, err, waitErr error) {
	pipe := node.Pipeline()
	ran := script.Eval(ctx, pipe, keys, args...)
	taken := pipe.Do(ctx, "WAIT", 1, wait.Milliseconds())
	_, _ = pipe.Exec(ctx) // each command has its own error
	result, err = ran.Int()
	n, waitErr := taken.Int()
	if waitErr == nil && n == 0 {
		waitErr = errNotReplicated
	}
	return result, err, waitErr
}

// replicated returns the master that has a key, if it has replicas to wait for. Otherwise it returns nil.
func (s *Store) replicated(ctx context.Context, key string) (*redis.Client, error) {
	node, err := s.node(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("find node: %w", err)
	}
	if node == nil {
		return nil, nil
	}
	n, err := s.replicas.count(ctx, node)
	if err != nil {
		return nil, fmt.Errorf("count replicas: %w", err)
	}
	if n == 0 {
		return nil, nil
	}
	return node, nil
}

// node returns the master that has a key, since WAIT must go to the same node as the commit. It returns nil for other clients.
func (s *Store) node(ctx context.Context, key string) (*redis.Client, error) {
	switch c := s.redis.(type) {
	case *redis.Client:
		return c, nil
	case *redis.ClusterClient:
		return c.MasterForKey(ctx, key)
	}
	return nil, nil
}

// warnUnreplicated logs that no replica keeps up, at most every 10 s.
func (s *Store) warnUnreplicated(ctx context.Context, so string) {
	const often = 10 * time.Second
	now, last := time.Now().UnixNano(), s.replicas.warned.Load()
	if now-last > int64(often) && s.replicas.warned.CompareAndSwap(last, now) {
		s.config.Log.WarnContext(ctx, "no replica of Redis takes a commit in time; "+so)
	}
}

// count returns how many replicas a node has. It returns 0 if Redis refuses the command, and an error if Redis cannot be
// reached, since it may be in the middle of a failover.
func (r *replicas) count(ctx context.Context, node *redis.Client) (int, error) {
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

// connected reads how many replicas keep up from the answer to INFO replication. One that is being filled acknowledges nothing, and
// redis-cli --rdb, which fetches a backup, never does.
func connected(info string) (n int) {
	for line := range strings.Lines(info) {
		if strings.HasPrefix(line, "slave") && strings.Contains(line, "state=online") {
			n++
		}
	}
	return n
}
