package session

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrUnavailable is wrapped by errors after Redis could not be reached, or was not ready, for all of Config.RetryFor. Try
// again later: a turn that was committed after all gives the same reply.
var ErrUnavailable = errors.New("redis did not do its part")

func unavailable(err error) error { return fmt.Errorf("%w: %w", ErrUnavailable, err) }

// errConflict is the error of an attempt that lost a race: another change of the same record was committed first.
var errConflict = errors.New("another turn came first")

// retry calls attempt until it succeeds or fails for good. When ctx or Config.RetryFor ends, the error wraps ErrUnavailable.
// After a lost race it tries again at once: some other turn has won it, so all turns together make progress.
func (s *Store) retry(ctx context.Context, attempt func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.config.RetryFor)
	defer cancel()
	for conflicts, faults := 0, 0; ; {
		err := attempt(ctx)
		var pause time.Duration
		switch {
		case errors.Is(err, errConflict):
			pause = conflictPause(conflicts)
			conflicts++
		case retryable(err):
			pause = faultPause(faults)
			faults++
		default:
			return err
		}
		if !sleep(ctx, pause) {
			return unavailable(err)
		}
	}
}

// Retry calls attempt with the store's Redis and retries like a turn, for data beside the learners' records. It takes every
// error of attempt for one of Redis or the connection. The error begins with doing and may wrap ErrUnavailable.
func (s *Store) Retry(ctx context.Context, doing string, attempt func(context.Context, redis.UniversalClient) error) error {
	return s.retry(ctx, func(ctx context.Context) error {
		if err := attempt(ctx, s.redis); err != nil {
			return &redisError{doing, err}
		}
		return nil
	})
}

// conflictPause returns no pause for the first few conflicts, then a random one of up to 32 ms, so that the turns of one
// person that come at once spread out.
func conflictPause(n int) time.Duration {
	const free = 3
	if n < free {
		return 0
	}
	return rand.N(time.Millisecond << min(n-free, 5))
}

// faultPause returns a pause that grows from 8 ms to half a second, less a random part, so that the many who wait for one
// Redis do not come back together.
func faultPause(n int) time.Duration {
	most := 8 * time.Millisecond << min(n, 6)
	return most/2 + rand.N(most/2)
}

// sleep waits, and reports whether ctx still has time left.
func sleep(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// notReady are the first words of errors from a Redis that may work soon: it starts, fails over, is full or is busy. They are
// from createSharedObjects and cluster.c of Redis 7.
var notReady = []string{
	"LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "NOREPLICAS", "BUSY", "OOM", "MISCONF",
	"ERR max number of clients reached",
}

// redisError is an error of Redis or of the connection. Only these may pass with another attempt.
type redisError struct {
	doing string
	err   error
}

func (f *redisError) Error() string { return f.doing + ": " + f.err.Error() }
func (f *redisError) Unwrap() error { return f.err }

// retryable reports whether another attempt may succeed. It may after an error of the connection, or if Redis is not ready,
// but not after any other error that Redis returns, such as a wrong password.
func retryable(err error) bool {
	var f *redisError
	if !errors.As(err, &f) || errors.Is(err, redis.ErrClosed) {
		return false
	}
	var said redis.Error
	return !errors.As(f.err, &said) || notReadyYet(said.Error())
}

// notReadyYet reports whether a message has one of notReady. It may be in the middle: before Redis 7, a script wrapped such
// an error in its own.
func notReadyYet(message string) bool {
	for _, word := range notReady {
		if strings.HasPrefix(message+" ", word+" ") || strings.Contains(message, "-"+word+" ") {
			return true
		}
	}
	return false
}

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

// writeReplicated writes like write, and then waits until a replica has the commit. It returns errNotReplicated if none has
// in time. It does not wait if there are no replicas.
func (s *Store) writeReplicated(ctx context.Context, k turnKeys, args []any, wait time.Duration) error {
	node, err := s.node(ctx, k.person)
	if err != nil {
		return &redisError{"find node", err}
	}
	if node == nil {
		return s.write(ctx, k, args)
	}
	if n, err := s.replicas.count(ctx, node); err != nil {
		return &redisError{"count replicas", err}
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
