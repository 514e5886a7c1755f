// Package sessiontest gives tests a Redis: a real one and one in process, one that is killed and comes back, and one whose
// replica takes over; each is empty, and gone after the test.
//
// The rule it keeps: a test never touches a key that it did not write. Where REDIS_URL is set, each test takes one
// logical database of that server that is empty or left over from a test, and empties it afterwards.
//
// It does not know what the keys mean.
package sessiontest

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// Each runs one suite on both kinds of Redis; with -short on the real one alone, if there is one. What then runs of ours is the same.
func Each(t *testing.T, suite func(t *testing.T, client redis.UniversalClient)) {
	_, err := exec.LookPath("redis-server")
	if hasReal := err == nil || os.Getenv("REDIS_URL") != ""; !hasReal || !testing.Short() {
		t.Run("miniredis", func(t *testing.T) { suite(t, Dial(t, "redis://"+Miniredis(t).Addr())) })
	}
	t.Run("redis", func(t *testing.T) { suite(t, Dial(t, Redis(t))) })
}

// Dial is a client as the program has it, closed after the test.
func Dial(t testing.TB, url string) redis.UniversalClient {
	t.Helper()
	client, err := session.Dial(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// Miniredis is a Redis in this process. Its time stands still until FastForward.
func Miniredis(t testing.TB) *miniredis.Miniredis {
	t.Helper()
	return miniredis.RunT(t)
}

// Redis is the URL of a real, empty Redis: a database of the one at REDIS_URL, or a redis-server of the test's own on a
// Unix socket, which ends with the test, also when the test crashes. Without either the test is skipped; where CI is set
// it fails.
func Redis(t testing.TB) string {
	t.Helper()
	if url := os.Getenv("REDIS_URL"); url != "" {
		return borrow(t, url)
	}
	dir, err := os.MkdirTemp("", "redis") // t.TempDir() is too long for the address of a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	serveMemory(t, dir, "--port", "0", "--unixsocket", socket)
	return "unix://" + socket
}

// Cluster is the URL of a real Redis Cluster of one node, or skips or fails as Redis does. It needs Redis 7.
func Cluster(t testing.TB) string {
	t.Helper()
	port := freePort(t)
	serveMemory(t, t.TempDir(), "--bind", "127.0.0.1", "--port", port,
		"--cluster-enabled", "yes", "--cluster-port", freePort(t), "--cluster-config-file", "nodes.conf")
	node := redis.NewClient(&redis.Options{Addr: "127.0.0.1:" + port})
	defer func() { _ = node.Close() }()
	if err := node.ClusterAddSlotsRange(t.Context(), 0, 16383).Err(); err != nil {
		t.Fatalf("give the cluster its slots: %v", err)
	}
	for range time.Tick(5 * time.Millisecond) {
		info, err := node.ClusterInfo(t.Context()).Result()
		if err != nil {
			t.Fatalf("ask the cluster for its state: %v", err)
		}
		if strings.Contains(info, "cluster_state:ok") {
			break
		}
	}
	return "redis+cluster://127.0.0.1:" + port
}

// The keys by which tests know a database of a shared server as theirs.
const (
	keyPrefix = "sessiontest:"
	keyOurs   = keyPrefix + "ours"  // stays, also when a test crashes
	keyInUse  = keyPrefix + "inuse" // lasts as long as a test may
)

// claim takes a database that is empty, or that a crashed test has left.
//
// KEYS[1] keyOurs, KEYS[2] keyInUse. Returns 1 when taken.
var claim = redis.NewScript(`
if redis.call('DBSIZE') > 0 and (redis.call('EXISTS', KEYS[1]) == 0 or redis.call('EXISTS', KEYS[2]) == 1) then
  return 0
end
redis.call('FLUSHDB')
redis.call('SET', KEYS[1], 1)
redis.call('SET', KEYS[2], 1, 'EX', 900)
return 1`)

// borrow takes a logical database of a shared server for the time of a test.
func borrow(t testing.TB, shared string) string {
	t.Helper()
	u, err := url.Parse(shared)
	if err != nil || u.Scheme != "redis" && u.Scheme != "rediss" && u.Scheme != "unix" {
		t.Fatal("for tests REDIS_URL must be redis://, rediss:// or unix://")
	}
	query := u.Query()
	for db := range 16 {
		query.Set("db", strconv.Itoa(db))
		u.RawQuery = query.Encode()
		client := Dial(t, u.String())
		taken, err := claim.Run(t.Context(), client, []string{keyOurs, keyInUse}).Int()
		if err != nil {
			t.Fatalf("take a database of REDIS_URL: %v", err)
		}
		if taken == 1 {
			t.Cleanup(func() { _ = client.FlushDB(context.Background()) })
			return u.String()
		}
	}
	t.Fatal("each of the 16 databases of REDIS_URL holds keys; tests only take an empty one")
	return ""
}
