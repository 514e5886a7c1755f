package session_test

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/sessiontest"
)

// fault is a Redis that does not do its part, and what is said of it.
type fault struct {
	name  string
	harm  func(t *testing.T, admin redis.UniversalClient)
	kind  session.FaultKind
	says  string
	mends func(t *testing.T, admin redis.UniversalClient)
}

// set is a change of Redis' configuration.
func set(pairs ...string) func(*testing.T, redis.UniversalClient) {
	return func(t *testing.T, admin redis.UniversalClient) {
		t.Helper()
		for i := 0; i < len(pairs); i += 2 {
			if err := admin.ConfigSet(t.Context(), pairs[i], pairs[i+1]).Err(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func do(words ...any) func(*testing.T, redis.UniversalClient) {
	return func(t *testing.T, admin redis.UniversalClient) {
		t.Helper()
		if err := admin.Do(t.Context(), words...).Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// Redis that takes no commit: Ready says why, the log once, and a turn gets an error. When it is mended all of them say so.
func TestNotReadyWhileNothingCanBeCommitted(t *testing.T) {
	server := sessiontest.NewServer(t, "user line on >secret ~* +@all")
	admin := sessiontest.Dial(t, server.URL())
	client := sessiontest.Dial(t, strings.Replace(server.URL(), "redis://", "redis://line:secret@", 1))
	for _, f := range []fault{
		{"full", set("maxmemory", "1"), session.FaultFull, "its memory is at maxmemory", set("maxmemory", "0")},
		{
			"replica lost", set("min-replicas-to-write", "1"), session.FaultReplicas, "min-replicas-to-write",
			set("min-replicas-to-write", "0"),
		},
		{
			"read-only", do("REPLICAOF", "127.0.0.1", "1"), session.FaultReadOnly, "a replica, which takes no writes",
			do("REPLICAOF", "NO", "ONE"),
		},
		{
			"evalsha forbidden", do("ACL", "SETUSER", "line", "-evalsha"), session.FaultPermission, "forbids a command",
			do("ACL", "SETUSER", "line", "+evalsha"),
		},
		{
			"a command in the script forbidden", do("ACL", "SETUSER", "line", "-zadd"), session.FaultPermission, "forbids a command",
			do("ACL", "SETUSER", "line", "+zadd"),
		},
		{
			"keys forbidden", do("ACL", "SETUSER", "line", "resetkeys", "~other:*"), session.FaultPermission, "from its keys",
			do("ACL", "SETUSER", "line", "~*"),
		},
	} {
		t.Run(f.name, func(t *testing.T) {
			var log bytes.Buffer
			c := config(t, client)
			c.Log = slog.New(slog.NewTextHandler(&log, nil))
			well := session.New(c)
			if err := well.Ready(t.Context()); err != nil {
				t.Fatalf("before: %v", err)
			}
			f.harm(t, admin)
			ill := session.New(c)
			err := ill.Ready(t.Context())
			var not *session.NotReady
			if !errors.As(err, &not) || not.Kind != f.kind || !strings.Contains(not.What, f.says) || not.Fix == "" {
				t.Errorf("ready: %+v", err)
			}
			if !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("%v is not ErrUnavailable", err)
			}
			f.mends(t, admin)
			if err := session.New(c).Ready(t.Context()); err != nil {
				t.Errorf("after: %v", err)
			}
			if said := log.String(); strings.Count(said, "level=ERROR") != 1 || !strings.Contains(said, "do=") {
				t.Errorf("the log has %s", said)
			}
		})
	}
}

// The probe tries each command with which a turn is committed.
func TestProbeUsesWhatACommitUses(t *testing.T) {
	called := regexp.MustCompile(`call\('([A-Z]+)'`)
	commands := func(file string) map[string]bool {
		all := map[string]bool{}
		for _, match := range called.FindAllStringSubmatch(string(must(os.ReadFile(file))), -1) {
			all[match[1]] = true
		}
		return all
	}
	if diff := cmp.Diff(commands("commit.lua"), commands("probe.lua")); diff != "" {
		t.Error(diff)
	}
}

// Who asks within a second of a try gets its outcome.
func TestReadyIsTriedOnceASecond(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	store := session.New(config(t, client))
	trips := new(sessiontest.RoundTrips)
	client.AddHook(trips)
	for i := range 5 {
		if err := store.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := trips.Count(); (n > 0) != (i == 0) {
			t.Errorf("%d round trips for who asks after %d others", n, i)
		}
	}
}
