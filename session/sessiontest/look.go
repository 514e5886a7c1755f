package sessiontest

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"
)

// RoundTrips counts how often a client waits for Redis: a pipeline or a transaction counts once. Add it to a client with
// AddHook, and take a turn before counting: a new connection greets Redis first, and that counts too.
type RoundTrips struct{ n atomic.Int64 }

// Count is how many there were since the last Count.
func (r *RoundTrips) Count() int { return int(r.n.Swap(0)) }

// DialHook counts nothing.
func (r *RoundTrips) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

// ProcessHook counts a command.
func (r *RoundTrips) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		r.n.Add(1)
		return next(ctx, cmd)
	}
}

// ProcessPipelineHook counts a pipeline.
func (r *RoundTrips) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		r.n.Add(1)
		return next(ctx, cmds)
	}
}

// Dump is every key of a Redis with its type and everything in it, as it is stored: what a thief of a backup has. A
// line is a key, a type and then the value, or fields and values.
func Dump(t testing.TB, client redis.UniversalClient) string {
	t.Helper()
	var lines []string // Redis lists keys in any order
	keys := client.Scan(t.Context(), 0, "*", 1000).Iterator()
	for keys.Next(t.Context()) {
		if key := keys.Val(); !strings.HasPrefix(key, keyPrefix) {
			kind, value := content(t, client, key)
			lines = append(lines, fmt.Sprintf("%s %s %s\n", key, kind, value))
		}
	}
	if err := keys.Err(); err != nil {
		t.Fatalf("list keys: %v", err)
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func content(t testing.TB, client redis.UniversalClient, key string) (kind, value string) {
	t.Helper()
	ctx := t.Context()
	kind, err := client.Type(ctx, key).Result()
	if err != nil {
		t.Fatalf("type of %s: %v", key, err)
	}
	var v any
	switch kind {
	case "string":
		v, err = client.Get(ctx, key).Result()
	case "hash":
		v, err = client.HGetAll(ctx, key).Result()
	case "zset":
		v, err = client.ZRangeWithScores(ctx, key, 0, -1).Result()
	case "set":
		v, err = client.SMembers(ctx, key).Result()
	case "list":
		v, err = client.LRange(ctx, key, 0, -1).Result()
	case "none":
		return kind, "" // it has expired since
	default:
		t.Fatalf("%s is a %s, which Dump cannot show", key, kind)
	}
	if err != nil {
		t.Fatalf("read %s: %v", key, err)
	}
	return kind, fmt.Sprint(v)
}
