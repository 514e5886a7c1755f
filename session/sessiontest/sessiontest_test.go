package sessiontest_test

import (
	"context"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"coachline/session"
	"coachline/session/sessiontest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestDumpShowsEverything(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		ctx := t.Context()
		client.Set(ctx, "a-key", "in-string", 0)
		client.HSet(ctx, "hash", "in-field", "in-value")
		client.ZAdd(ctx, "zset", redis.Z{Score: 42, Member: "in-zset"})
		client.SAdd(ctx, "set", "in-set")
		client.RPush(ctx, "list", "in-list")
		dump := sessiontest.Dump(t, client)
		for _, want := range []string{"a-key", "in-string", "in-field", "in-value", "42", "in-zset", "in-set", "in-list"} {
			if !strings.Contains(dump, want) {
				t.Errorf("%s is not in the dump:\n%s", want, dump)
			}
		}
	})
}

func TestRedisIsEmptyAndEndsWithTheTest(t *testing.T) {
	t.Setenv("REDIS_URL", "")
	var url string
	for range 2 {
		t.Run("a test", func(t *testing.T) {
			url = sessiontest.Redis(t)
			client := sessiontest.Dial(t, url)
			if dump := sessiontest.Dump(t, client); dump != "" {
				t.Errorf("it holds %s", dump)
			}
			client.Set(t.Context(), "left", "behind", 0)
		})
	}
	client, err := session.Dial(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	if client.Ping(t.Context()).Err() == nil {
		t.Error("the server of a test that is over answers")
	}
}

// A shared server is given back as it was, and databases with somebody's keys are left alone.
func TestBorrowedRedis(t *testing.T) {
	t.Setenv("REDIS_URL", "")
	shared := sessiontest.Redis(t)
	mine := sessiontest.Dial(t, shared)
	mine.Set(t.Context(), "somebody's", "key", 0)
	t.Setenv("REDIS_URL", shared)
	t.Run("a test", func(t *testing.T) {
		one, two := sessiontest.Redis(t), sessiontest.Redis(t)
		if one == two || one == shared {
			t.Fatalf("it gives out %s and %s of %s", one, two, shared)
		}
		client := sessiontest.Dial(t, one)
		client.Set(t.Context(), "left", "behind", 0)
		if dump := sessiontest.Dump(t, client); strings.Contains(dump, "sessiontest") {
			t.Errorf("the dump shows its own keys: %s", dump)
		}
	})
	if got := mine.Info(context.Background(), "keyspace").Val(); !strings.Contains(got, "db0:keys=1,") || strings.Contains(got, "db1") {
		t.Errorf("after the test the server holds %s", got)
	}
}
