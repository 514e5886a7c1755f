package sessiontest

import (
	"bufio"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// keeper runs redis-server until its own standard input ends, as it does when the test process is gone; a line that comes
// before is the name of a signal to pass on. It lets go of the standard output, whose end then means that redis-server has
// ended.
const keeper = `redis-server "$@" & exec >/dev/null; while read -r signal; do kill -"$signal" $!; done; kill -9 $!; wait`

// process is a redis-server, or a sentinel, and its keeper.
type process struct {
	keeper *exec.Cmd
	in     io.WriteCloser
	ended  chan struct{} // closed when redis-server has ended
	reap   func()
}

// serveMemory runs a redis-server that keeps nothing until the test is over.
func serveMemory(t testing.TB, dir string, args ...string) {
	t.Helper()
	p := serve(t, append([]string{"--save", "", "--appendonly", "no", "--dir", dir}, args...)...)
	t.Cleanup(p.kill)
}

// serve runs a redis-server and waits until it is ready. The caller sees to it that it ends with the test.
func serve(t testing.TB, args ...string) *process {
	t.Helper()
	needServer(t)
	cmd := exec.Command("sh", append([]string{"-c", keeper, "sh"}, args...)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{keeper: cmd, in: in, ended: make(chan struct{})}
	p.reap = sync.OnceFunc(p.end)
	ready := make(chan bool, 1)
	go func() {
		defer close(p.ended)
		ready <- awaitReady(t, out)
		_, _ = io.Copy(io.Discard, out)
	}()
	if !<-ready {
		p.kill()
		t.Fatal("redis-server did not start; what it said is above")
	}
	return p
}

// needServer skips the test where there is no redis-server, or fails it where CI is set.
func needServer(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatal("redis-server is not on the PATH; CI must have it, or else REDIS_URL where a test needs no server of its own")
	}
	t.Skip("redis-server is not on the PATH; where a test needs no server of its own, REDIS_URL will do as well")
}

// awaitReady reads the log of a server or a sentinel up to the line that says so; without one it puts the log into the
// test's. A server writes it after it has loaded its data, and a sentinel, when it can be asked for the master.
func awaitReady(t testing.TB, out io.Reader) bool {
	var said strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := strings.ToLower(lines.Text())
		if strings.Contains(line, "ready to accept connections") || strings.Contains(line, "+monitor master") {
			return true
		}
		said.WriteString(lines.Text() + "\n")
	}
	t.Log(said.String())
	return false
}

// kill ends it as a crash does, and waits until it is gone. A repeat does nothing.
func (p *process) kill() { p.reap() }

// stop asks it to end, and waits until it has.
func (p *process) stop() {
	_, _ = io.WriteString(p.in, "TERM\n")
	<-p.ended
	p.reap()
}

func (p *process) end() {
	_ = p.in.Close()
	<-p.ended
	_ = p.keeper.Wait()
}

// freePort is below the ports that Linux and macOS give to those who call out; Linux's begin at 32768. So a server that is
// away finds its port still free, and one who calls it meanwhile does not reach itself.
func freePort(t testing.TB) string {
	t.Helper()
	var l net.Listener
	var err error
	for range 100 {
		l, err = net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(20000+rand.N(12000)))
		if err == nil {
			defer func() { _ = l.Close() }()
			return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
		}
	}
	t.Fatalf("find a free port: %v", err)
	return ""
}
