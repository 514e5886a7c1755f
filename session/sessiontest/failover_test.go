package sessiontest_test

import (
	"context"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session/sessiontest"
)

// Both servers are killed in turn: the one that was revived has the data too, and can take over.
func TestFailoverKeepsWhatTheReplicaHas(t *testing.T) {
	t.Parallel()
	line := sessiontest.NewFailover(t)
	client := sessiontest.Dial(t, line.URL())
	write(t, client, "first")
	failOver(t, line)
	want(t, client, "first")
	if err := client.Set(t.Context(), "alone", "kept", 0).Err(); err != nil {
		t.Errorf("the new master takes no write: %v", err)
	}
	line.Revive()
	write(t, client, "second")
	failOver(t, line)
	for _, key := range []string{"first", "alone", "second"} {
		want(t, client, key)
	}
}

func TestAwaitMasterSaysWhatIsAmiss(t *testing.T) {
	t.Parallel()
	line := sessiontest.NewFailover(t)
	if err := line.AwaitMaster(t.Context()); err != nil {
		t.Errorf("before anything happens: %v", err)
	}
	line.KillMaster()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	const want = "context deadline exceeded: the sentinel still names the master that was killed"
	if err := line.AwaitMaster(ctx); err == nil || err.Error() != want {
		t.Errorf("after 300 ms: %v", err)
	}
}

func failOver(t *testing.T, line *sessiontest.Failover) {
	t.Helper()
	line.KillMaster()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := line.AwaitMaster(ctx); err != nil {
		t.Fatal(err)
	}
}

// write returns when the replica has it too. WAIT is about its own connection, so it needs a pipeline.
func write(t *testing.T, client redis.UniversalClient, key string) {
	t.Helper()
	var replicas *redis.Cmd
	_, err := client.Pipelined(t.Context(), func(pipe redis.Pipeliner) error {
		pipe.Set(t.Context(), key, "kept", 0)
		replicas = pipe.Do(t.Context(), "wait", 1, 5000)
		return nil
	})
	if n, _ := replicas.Int(); n != 1 || err != nil {
		t.Fatalf("%d replicas have %s, %v", n, key, err)
	}
}

func want(t *testing.T, client redis.UniversalClient, key string) {
	t.Helper()
	if got, err := client.Get(t.Context(), key).Result(); got != "kept" {
		t.Errorf("the new master has %q for %s, %v", got, key, err)
	}
}
