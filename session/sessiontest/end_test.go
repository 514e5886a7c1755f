package sessiontest_test

import (
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session/sessiontest"
)

func TestAllEndWithTheTest(t *testing.T) {
	var all []string
	t.Run("a test", func(t *testing.T) { all = startAll(t) })
	for _, addr := range all {
		if answers(addr) {
			t.Errorf("what a test that is over had at %s answers", addr)
		}
	}
}

// The test runs itself as the one that crashes.
func TestAllEndWithACrash(t *testing.T) {
	const crash = "SESSIONTEST_CRASH"
	if os.Getenv(crash) != "" {
		_, _ = os.Stdout.WriteString("\n" + strings.Join(startAll(t), " "))
		os.Exit(3)
	}
	sessiontest.NewServer(t) // skips or fails where the child would
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), crash+"=1", "TMPDIR="+t.TempDir()) // a crash leaves its files
	out, _ := child.Output()
	all := strings.Fields(string(out[strings.LastIndexByte(string(out), '\n')+1:]))
	if child.ProcessState.ExitCode() != 3 || len(all) != 4 {
		t.Fatalf("it did not crash as it was told to: %s", out)
	}
	for _, addr := range all {
		awaitSilence(t, addr)
	}
}

// startAll is where a server, a sentinel, its master and its replica can be called.
func startAll(t *testing.T) []string {
	server, line := sessiontest.NewServer(t), sessiontest.NewFailover(t)
	all := []string{host(t, server.URL()), host(t, line.URL())}
	sentinel := redis.NewSentinelClient(&redis.Options{Addr: all[1]})
	defer func() { _ = sentinel.Close() }()
	master, err := sentinel.Master(t.Context(), "line").Result()
	if err != nil {
		t.Fatal(err)
	}
	replicas, err := sentinel.Replicas(t.Context(), "line").Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(replicas, master) {
		all = append(all, net.JoinHostPort(s["ip"], s["port"]))
	}
	for _, addr := range all {
		if !answers(addr) {
			t.Errorf("none answers at %s", addr)
		}
	}
	return all
}

func host(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

func answers(addr string) bool {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

func awaitSilence(t *testing.T, addr string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(10 * time.Second); answers(addr); {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("what a test that has crashed had at %s answers", addr)
		}
	}
}
