package main

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/sessiontest"
)

// earlierKey is a key of testdata/earlier.json.gz, which is a whole Redis as the version before the prefix of names left it, on a
// Monday morning: a learner who waits for the next day's text at 8, one in the middle, one who has opted out, one who was
// invited, managers, one of them logged in, and a link to a learner's own record.
type earlierKey struct {
	Key   string
	Kind  string
	Life  int64 // in milliseconds; 0 is for good
	Parts [][]byte
}

// theirs is a key of another program.
const theirs = "{s1}:person:of another program"

const earlierKeys = "COACHLINE_KEYS=YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="

// fillEarlier fills a Redis as the earlier version did, beside a key of another program, and returns its settings.
func fillEarlier(t *testing.T, redisURL string) ([]string, redis.UniversalClient) {
	t.Helper()
	file, err := os.Open("testdata/earlier.json.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var all []earlierKey
	if err := json.NewDecoder(unpacked).Decode(&all); err != nil {
		t.Fatal(err)
	}
	client, ctx := sessiontest.Dial(t, redisURL), t.Context()
	for _, k := range all {
		for i := range k.Parts {
			switch k.Kind {
			case "string":
				client.Set(ctx, k.Key, k.Parts[i], 0)
			case "list":
				client.RPush(ctx, k.Key, k.Parts[i])
			case "set":
				client.SAdd(ctx, k.Key, k.Parts[i])
			case "hash":
				if i%2 == 0 {
					client.HSet(ctx, k.Key, k.Parts[i], k.Parts[i+1])
				}
			case "zset":
				if i%2 == 0 {
					score, _ := strconv.ParseFloat(string(k.Parts[i+1]), 64)
					client.ZAdd(ctx, k.Key, redis.Z{Score: score, Member: k.Parts[i]})
				}
			}
		}
		if k.Life > 0 {
			client.PExpire(ctx, k.Key, time.Duration(k.Life)*time.Millisecond)
		}
	}
	if err := client.Set(ctx, theirs, "theirs", 0).Err(); err != nil {
		t.Fatal(err)
	}
	return settings(redisURL, earlierKeys), client
}

// TestRedisOfAnEarlierVersionOpens serves on a Redis whose keys have no prefix: everything goes on, and what expires still does.
func TestRedisOfAnEarlierVersionOpens(t *testing.T) {
	t.Parallel()
	for name, redisURL := range map[string]func(*testing.T) string{
		"redis":   func(t *testing.T) string { return sessiontest.Redis(t) },
		"cluster": func(t *testing.T) string { return sessiontest.Cluster(t) },
	} {
		t.Run(name, func(t *testing.T) {
			env, client := fillEarlier(t, redisURL(t))
			if _, said, code := command(env, "export", "+64215550172"); code != exitRefused || !strings.Contains(said, "start coachline serve once") {
				t.Errorf("before the first start export says %d %s", code, said)
			}
			l := serve(t, env, 0)
			mid := l.Handset(t, "+64215550172")
			mid.Text("to listen better")
			mid.WantText("Peer coaching: health")
			if held := exported(t, env, "+64215550173"); !held.OptedOut {
				t.Error("the opt-out is lost")
			}
			if list := done(t, env, "progress", "--cohort", "Ward 4", "--json"); !strings.Contains(list, "Sina") {
				t.Errorf("the cohort is lost: %s", list)
			}
			l.at(t, 24, "08:00")
			l.Handset(t, "+64215550171").AwaitText("what stays with you?")
			for name := range keyNames(t, client) {
				if !strings.HasPrefix(name, session.Prefix) && !strings.HasPrefix(name, "sessiontest:") && name != theirs {
					t.Errorf("a key keeps its name: %s", name)
				}
			}
			if left := client.PTTL(t.Context(), client.Keys(t.Context(), "coachline:login:session:*").Val()[0]).Val(); left <= 0 || left > 31*time.Minute {
				t.Errorf("a login lasts %v", left)
			}
		})
	}
}

// TestWayBackToAnEarlierVersion renames the keys back, and forward again.
func TestWayBackToAnEarlierVersion(t *testing.T) {
	t.Parallel()
	env, client := fillEarlier(t, sessiontest.Redis(t))
	before := keyNames(t, client)
	l := serve(t, env, 0)
	l.Handset(t, "+64215550173").Text("hello")
	l.stop()
	<-l.ended
	if back := done(t, env, "migrate", "--back"); !strings.Contains(back, "keys have the names of earlier versions") {
		t.Errorf("migrate --back says %s", back)
	}
	after := keyNames(t, client)
	for name := range before {
		if !after[name] {
			t.Errorf("%s is not back", name)
		}
	}
	l = serve(t, env, 0)
	mid := l.Handset(t, "+64215550172")
	mid.Text("to listen better")
	mid.WantText("Peer coaching: health")
}

// keyNames are the names of all keys.
func keyNames(t *testing.T, client redis.UniversalClient) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, key := range client.Keys(t.Context(), "*").Val() {
		all[key] = true
	}
	return all
}
