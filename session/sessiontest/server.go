package sessiontest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

// durable is how the README tells operators to run Redis, with Redis's own default of a write to the disk each second.
const durable = `appendonly yes
appendfsync everysec
save ""
maxmemory-policy noeviction
`

// Server is a real redis-server of the test's own with its data on disk, which can be killed and come back. Its methods
// are for the goroutine of the test, one after the other; URL is for any.
type Server struct {
	t       testing.TB
	port    string
	config  string // the path of its configuration
	client  redis.UniversalClient
	process *process
}

// NewServer starts one, or skips or fails the test as Redis does. It ends with the test, also when the test crashes. More lines of
// configuration override the usual ones. They are in a file, as an operator's are, so that a sentinel can write a change of
// master into it.
func NewServer(t testing.TB, lines ...string) *Server {
	t.Helper()
	s := &Server{t: t, port: freePort(t)}
	s.config = configure(t, s.port, durable+strings.Join(lines, "\n"))
	s.client = Dial(t, s.URL())
	s.Start()
	t.Cleanup(s.Kill) // of the process that there is then
	return s
}

// configure writes a configuration of a server or a sentinel, in a directory of its own.
func configure(t testing.TB, port, lines string) string {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "redis.conf")
	all := fmt.Sprintf("bind 127.0.0.1\nport %s\ndir %q\n%s\n", port, dir, lines)
	if err := os.WriteFile(path, []byte(all), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// URL is its REDIS_URL; it stays the same.
func (s *Server) URL() string { return "redis://" + s.addr() }

func (s *Server) addr() string { return "127.0.0.1:" + s.port }

// Kill ends it as a crash does (kill -9) and waits until it is gone. What it has acknowledged is with the operating
// system by then and survives, unless the disk is so slow that Redis puts its writing off, for two seconds at most
// (flushAppendOnlyFile in aof.c). A repeat does nothing.
func (s *Server) Kill() { s.process.kill() }

// Stop ends it as an operator does (SIGTERM) and waits until it has written its data and is gone. A repeat does nothing.
func (s *Server) Stop() { s.process.stop() }

// Start brings back one that was killed or stopped, on the same port and with its data, and waits until it has loaded
// them.
func (s *Server) Start() {
	s.t.Helper()
	s.process = serve(s.t, s.config)
}

// Copy copies its data as an operator's backup does, while it runs, and returns the folder of the copy.
func (s *Server) Copy() string {
	s.t.Helper()
	dir := s.t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, aofFolder), os.DirFS(filepath.Join(filepath.Dir(s.config), aofFolder))); err != nil {
		s.t.Fatal(err)
	}
	return dir
}

// Restore puts a copy in place of its data. It must not run.
func (s *Server) Restore(copied string) {
	s.t.Helper()
	data := filepath.Join(filepath.Dir(s.config), aofFolder)
	if err := errors.Join(os.RemoveAll(data), os.CopyFS(data, os.DirFS(filepath.Join(copied, aofFolder)))); err != nil {
		s.t.Fatal(err)
	}
}

// aofFolder is where Redis 7 keeps its append-only file.
const aofFolder = "appendonlydir"
