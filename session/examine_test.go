package session_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/sessiontest"
)

// sent are the commands of methods of go-redis that are not named like them.
var sent = map[string][]string{
	"SetNX":            {"setnx", "set"}, // with an expiry it is SET NX
	"TxPipelined":      {"multi", "exec"},
	"EvalSha":          {"evalsha"},
	"ZRangeByScore":    {"zrangebyscore"},
	"ZRangeWithScores": {"zrange"},
	"SetXX":            {"set"}, "ExpireNX": {"expire"}, "ZAddNX": {"zadd"}, "ZRangeByScoreWithScores": {"zrangebyscore"},
	"Pipeline":  nil,
	"Pipelined": nil,
	"Process":   nil,
	"Do":        {"wait"}, // replicas.go
	"AddHook":   nil,
	"Close":     nil,
	"Watch":     nil, // of the Store
}

// The commands that an ACL must allow are those that the code and its scripts use.
func TestNeededCommandsAreThoseOfTheCode(t *testing.T) {
	used := map[string]bool{"eval": true, "evalsha": true, "ping": true} // scripts, and each new connection
	client := reflect.TypeFor[redis.UniversalClient]()
	called := regexp.MustCompile(`call\('([A-Z]+)'`)
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		switch name := filepath.Base(path); {
		case err != nil || strings.HasPrefix(path, "sessiontest") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "examine"):
		case strings.HasSuffix(name, ".lua"):
			for _, match := range called.FindAllStringSubmatch(string(must(os.ReadFile(path))), -1) {
				used[strings.ToLower(match[1])] = true
			}
		case strings.HasSuffix(name, ".go"):
			ast.Inspect(must(parser.ParseFile(token.NewFileSet(), path, nil, 0)), func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 {
					return true
				}
				if method, ok := call.Fun.(*ast.SelectorExpr); ok && takesContext(client, method.Sel.Name) && fmt.Sprint(call.Args[0]) == "ctx" {
					commands, special := sent[method.Sel.Name]
					if !special {
						commands = []string{strings.ToLower(method.Sel.Name)}
					}
					for _, command := range commands {
						used[command] = true
					}
				}
				return true
			})
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(used)), session.NeededCommands()); diff != "" {
		t.Error("what the code uses and what the list has:\n" + diff)
	}
}

// takesContext reports whether a client has this method, with a context before all else.
func takesContext(client reflect.Type, name string) bool {
	method, ok := client.MethodByName(name)
	return ok && method.Type.NumIn() > 0 && method.Type.In(0).String() == "context.Context"
}

// findings are what Examine says of a Redis, by check.
func findings(t *testing.T, url string) map[string]session.Finding {
	t.Helper()
	all := map[string]session.Finding{}
	for _, f := range session.Examine(t.Context(), url, keys(t, keyA)) {
		if _, twice := all[f.Check]; twice {
			t.Errorf("%s is said twice", f.Check)
		}
		if (f.State == session.Pass) != (f.Fix == "") {
			t.Errorf("%+v: what is not as it should be has a cure", f)
		}
		all[f.Check] = f
	}
	return all
}

// Each fault is named by one check, with its cure, and without a fault there is none.
func TestExamineNamesEachFaultOnce(t *testing.T) {
	server := sessiontest.NewServer(t, "user line on >secret ~* +@all")
	admin := sessiontest.Dial(t, server.URL())
	url := strings.Replace(server.URL(), "redis://", "redis://line:secret@", 1)
	nothing := func(*testing.T, redis.UniversalClient) {}
	for _, tt := range []struct {
		name       string
		harm, mend func(*testing.T, redis.UniversalClient)
		check      string
		state      session.FindingState
		says       string
	}{
		{"nothing", nothing, nothing, "", session.Pass, ""},
		{"evicts all", set("maxmemory-policy", "allkeys-lru"), set("maxmemory-policy", "noeviction"), "redis policy", session.Warn, "allkeys-lru"},
		{
			"evicts all, and has a limit", set("maxmemory-policy", "allkeys-random", "maxmemory", "1gb"), set("maxmemory-policy", "noeviction", "maxmemory", "0"),
			"redis policy", session.Fail, "forgets learners",
		},
		{"evicts what expires", set("maxmemory-policy", "volatile-ttl"), set("maxmemory-policy", "noeviction"), "redis policy", session.Warn, "counts twice"},
		{"keeps nothing", set("appendonly", "no"), set("appendonly", "yes"), "redis persistence", session.Fail, "forgotten"},
		{"keeps snapshots", set("appendonly", "no", "save", "3600 1"), set("appendonly", "yes", "save", ""), "redis persistence", session.Warn, "appendonly is no"},
		{"leaves the disk to the system", set("appendfsync", "no"), set("appendfsync", "everysec"), "redis persistence", session.Warn, "appendfsync is no"},
		{"full", set("maxmemory", "1"), set("maxmemory", "0"), "redis", session.Fail, "maxmemory"},
		{"replica lost", set("min-replicas-to-write", "1"), set("min-replicas-to-write", "0"), "redis", session.Fail, "min-replicas-to-write"},
		{"commands forbidden", do("ACL", "SETUSER", "line", "-zadd", "-lset"), do("ACL", "SETUSER", "line", "+@all"), "redis commands", session.Fail, "lset, zadd"},
		{"a command that only managers need", do("ACL", "SETUSER", "line", "-lpush"), do("ACL", "SETUSER", "line", "+@all"), "redis commands", session.Fail, "lpush"},
		{"all writes forbidden", do("ACL", "SETUSER", "line", "-@write"), do("ACL", "SETUSER", "line", "+@all"), "redis commands", session.Fail, "set"},
		{"keys forbidden", do("ACL", "SETUSER", "line", "resetkeys", "~mine:*"), do("ACL", "SETUSER", "line", "~*"), "redis commands", session.Fail, "keys"},
		{"CONFIG forbidden", do("ACL", "SETUSER", "line", "-config"), do("ACL", "SETUSER", "line", "+config"), "redis settings", session.Warn, "CONFIG GET is refused"},
		{"password changed", do("ACL", "SETUSER", "line", "resetpass", ">new"), do("ACL", "SETUSER", "line", ">secret"), "redis", session.Fail, "user and password"},
		{"other keys", do("SET", session.IndexKey, "other"), do("DEL", session.IndexKey), "keys", session.Fail, "COACHLINE_KEYS"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.harm(t, admin)
			found := findings(t, url)
			tt.mend(t, admin)
			for check, f := range found {
				switch {
				case check == tt.check && (f.State != tt.state || !strings.Contains(f.What, tt.says)):
					t.Errorf("%+v, want %s that says %q", f, tt.state, tt.says)
				case check != tt.check && f.State != session.Pass:
					t.Errorf("%+v as well", f)
				}
			}
			if _, said := found[tt.check]; !said && tt.check != "" {
				t.Errorf("no %s in %+v", tt.check, found)
			}
		})
	}
	if n := must(admin.DBSize(t.Context()).Result()); n > 0 {
		for _, key := range must(admin.Keys(t.Context(), "*").Result()) {
			if left := must(admin.TTL(t.Context(), key).Result()); left < 0 {
				t.Errorf("%s stays", key)
			}
		}
	}
}

// A Redis that is not there is one finding.
func TestExamineNobody(t *testing.T) {
	for url, says := range map[string]string{
		"redis://" + refused(t):                             "cannot be reached",
		"redis+sentinel://" + refused(t) + "?master_name=m": "no Sentinel answers",
		"http://h": "want redis://",
	} {
		if found := findings(t, url); len(found) != 1 || found["redis"].State != session.Fail || !strings.Contains(found["redis"].What, says) {
			t.Errorf("%s: %+v", url, found)
		}
	}
}

// A Cluster and Sentinels have a check of their own.
func TestExamineClusterAndSentinels(t *testing.T) {
	t.Parallel()
	if found := findings(t, sessiontest.Cluster(t)); found["redis cluster"].State != session.Pass {
		t.Errorf("cluster: %+v", found)
	}
	url := sessiontest.NewFailover(t).URL()
	_, err := sessiontest.Dial(t, url).Pipelined(t.Context(), func(pipe redis.Pipeliner) error { // until the replica keeps up
		pipe.Set(t.Context(), "written", "1", 0)
		return pipe.Do(t.Context(), "WAIT", 1, 10_000).Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	found := findings(t, url)
	if found["redis sentinel"].State != session.Pass || found["redis replicas"].State != session.Warn {
		t.Errorf("sentinels, and a master that goes on when it is cut off: %+v", found)
	}
	if found := findings(t, url+"x"); len(found) != 1 || !strings.Contains(found["redis"].What, "no Sentinel knows a master of this name") {
		t.Errorf("another name: %+v", found)
	}
}

// The start warns of what Redis may forget, with what to do, and is silent where Redis does not tell.
func TestAdvice(t *testing.T) {
	server := sessiontest.NewServer(t, "appendonly no", "maxmemory-policy allkeys-lru", "user line on >secret ~* +@all -info -config")
	for url, lines := range map[string]int{server.URL(): 2, strings.Replace(server.URL(), "redis://", "redis://line:secret@", 1): 0} {
		var log bytes.Buffer
		c := config(t, sessiontest.Dial(t, url))
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
		session.New(c).Advise(t.Context())
		if n := strings.Count(log.String(), "do=\"CONFIG SET"); n != lines || strings.Count(log.String(), "\n") != lines {
			t.Errorf("%d lines of advice, want %d:\n%s", n, lines, log.String())
		}
	}
}
