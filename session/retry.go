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

// ErrUnavailable is what an error wraps when Redis could not be reached, or was not ready, for all of Config.RetryFor.
// Trying again later is right: a turn whose commit happened answers as it did.
var ErrUnavailable = errors.New("redis did not do its part")

func unavailable(err error) error { return fmt.Errorf("%w: %w", ErrUnavailable, err) }

// errConflict is an attempt that lost a race: another turn of the same person was committed since the record was read.
var errConflict = errors.New("another turn came first")

// retry makes attempts until one succeeds, fails for good, or ctx or Config.RetryFor is at its end; then the error wraps
// ErrUnavailable. A lost race is tried again at once; it means that another turn has won it, so all of them together
// always get on.
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

// Retry makes attempts on the store's Redis as a turn does, for what lies beside the learners' records: an error of an
// attempt is taken for one of Redis, or of the way to it, and tried again while that may help. The error says what was being
// done and may wrap ErrUnavailable.
func (s *Store) Retry(ctx context.Context, doing string, attempt func(context.Context, redis.UniversalClient) error) error {
	return s.retry(ctx, func(ctx context.Context) error {
		if err := attempt(ctx, s.redis); err != nil {
			return &redisError{doing, err}
		}
		return nil
	})
}

// conflictPause is nothing for the first few times, then a random while of up to 32 ms: the turns of one person that come
// at the same instant spread out, and none waits in a queue behind another.
func conflictPause(n int) time.Duration {
	const free = 3
	if n < free {
		return 0
	}
	return rand.N(time.Millisecond << min(n-free, 5))
}

// faultPause is 8 ms at first and half a second at last, less a random part, so that many who wait for the same Redis do
// not come back together.
func faultPause(n int) time.Duration {
	most := 8 * time.Millisecond << min(n, 6)
	return most/2 + rand.N(most/2)
}

// sleep waits, and reports whether there is any time left.
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

// notReady are the first words of a Redis that will answer soon, or another in its place: it starts, hands over, is full
// or busy. They are from createSharedObjects and cluster.c of Redis 7.
var notReady = []string{
	"LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "NOREPLICAS", "BUSY", "OOM", "MISCONF",
	"ERR max number of clients reached",
}

// redisError is an error of Redis, or on the way to it. Only these may be gone at the next attempt.
type redisError struct {
	doing string
	err   error
}

func (f *redisError) Error() string { return f.doing + ": " + f.err.Error() }
func (f *redisError) Unwrap() error { return f.err }

// retryable reports whether another attempt may succeed. After what Redis says for good, such as a wrong password, it
// will not; everything that keeps us from hearing Redis may pass.
func retryable(err error) bool {
	var f *redisError
	if !errors.As(err, &f) || errors.Is(err, redis.ErrClosed) {
		return false
	}
	var said redis.Error
	return !errors.As(f.err, &said) || notReadyYet(said.Error())
}

// notReadyYet looks into the middle too: before Redis 7 a script wrapped such an error in its own.
func notReadyYet(message string) bool {
	for _, word := range notReady {
		if strings.HasPrefix(message+" ", word+" ") || strings.Contains(message, "-"+word+" ") {
			return true
		}
	}
	return false
}

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

// writeReplicated is write, and waits until a replica has it, where there is one: errNotReplicated if none has in time.
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

// count counts the replicas of a node. A Redis that refuses to tell has none; one that cannot be reached is an error, as it
// may be in the middle of a failover.
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
