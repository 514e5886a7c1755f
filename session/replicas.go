package session

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// errUnsafe is a commit that was written, and that no replica has taken in time: a failover might lose it.
var errUnsafe = errors.New("no replica has the commit")

// replicas is how many replicas Redis has, asked again every now and then.
type replicas struct {
	mu    sync.Mutex
	known map[*redis.Client]replicaCount
}

type replicaCount struct {
	n  int
	at time.Time
}

// How a commit is made sure of. What is sent cannot be unsent, so its claim must outlive a failover, and Redis
// acknowledges a write before its replicas have it (redis.io/docs/latest/commands/wait).
const (
	askReplicas = time.Second            // how long a count of them holds
	waitReplica = 500 * time.Millisecond // for one of them to have a commit
)

// commitSafely is commit, and waits until a replica has it, where there is one: errUnsafe if none has in time.
func (s *Store) commitSafely(ctx context.Context, k turnKeys, args []any) error {
	node, err := s.node(ctx, k.person)
	if err != nil {
		return &fault{"find node", err}
	}
	if node == nil || s.replicas.of(ctx, node) == 0 {
		return s.commit(ctx, k, args)
	}
	pipe := node.Pipeline()
	written := commitScript.Eval(ctx, pipe, k.list(), args...)
	taken := pipe.Do(ctx, "WAIT", 1, waitReplica.Milliseconds())
	_, _ = pipe.Exec(ctx) // each command has its own error
	if err := committed(written); err != nil {
		return err
	}
	if n, err := taken.Int(); err != nil || n == 0 {
		return errUnsafe
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

// of counts the replicas of a node. One that does not tell has none.
func (r *replicas) of(ctx context.Context, node *redis.Client) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	count, asked := r.known[node]
	if asked && time.Since(count.at) < askReplicas {
		return count.n
	}
	count = replicaCount{at: time.Now()}
	if info, err := node.Info(ctx, "replication").Result(); err == nil {
		count.n = connected(info)
	}
	if r.known == nil {
		r.known = map[*redis.Client]replicaCount{}
	}
	r.known[node] = count
	return count.n
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
