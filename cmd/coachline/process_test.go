package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// process is `coachline serve` as a process of its own, which can be killed and started again at the same address.
type process struct {
	tb   testing.TB
	env  []string
	addr string
	log  *logs // of all its lives

	mu   sync.Mutex
	cmd  *exec.Cmd
	up   chan struct{} // closed while it serves
	read sync.WaitGroup
}

// startProcess starts the program and waits until it serves. It ends with the test. Where env has asProgram, its clock is ahead.
func startProcess(tb testing.TB, env []string, args ...string) *process {
	tb.Helper()
	p := &process{tb: tb, addr: freeAddr(tb), log: new(logs), up: make(chan struct{})}
	p.env = append([]string{asProgram + "=0s"}, append(env, "COACHLINE_ADDR="+p.addr)...) // the last of a name holds
	p.start(args...)
	tb.Cleanup(p.kill)
	return p
}

// freeAddr is an address on which nobody listens just now. Its port is below those that Linux gives to connections (32768 and up),
// so that no connection takes it while the program that listens there is down.
func freeAddr(tb testing.TB) string {
	tb.Helper()
	for range 100 {
		addr := fmt.Sprintf("127.0.0.1:%d", 20_000+rand.N(12_000))
		if l, err := net.Listen("tcp", addr); err == nil {
			_ = l.Close()
			return addr
		}
	}
	tb.Fatal("no port is free")
	return ""
}

// start runs the program until it says that it serves.
func (p *process) start(args ...string) {
	p.tb.Helper()
	if len(args) == 0 {
		args = []string{"serve", "--debug"}
	}
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = p.env
	stderr, err := cmd.StderrPipe()
	if err != nil {
		p.tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		p.tb.Fatal(err)
	}
	lines := bufio.NewReader(io.TeeReader(stderr, p.log))
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			p.tb.Fatalf("the program ended before it served:\n%s", p.log)
		}
		if strings.Contains(line, "msg=serving") {
			break
		}
	}
	p.read.Go(func() { _, _ = io.Copy(io.Discard, lines) })
	p.mu.Lock()
	p.cmd = cmd
	close(p.up)
	p.mu.Unlock()
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	p.mu.Lock()
	cmd := p.cmd
	p.cmd, p.up = nil, make(chan struct{})
	p.mu.Unlock()
	if cmd == nil {
		return
	}
	_ = cmd.Process.Signal(syscall.SIGKILL)
	p.read.Wait()
	_ = cmd.Wait()
}

// sleep lets time pass while the program is down.
func (p *process) sleep(d time.Duration) {
	p.kill()
	p.env = append(p.env, asProgram+"="+d.String())
	p.start()
}

// wait blocks until the process serves.
func (p *process) wait(ctx context.Context) bool {
	p.mu.Lock()
	up := p.up
	p.mu.Unlock()
	select {
	case <-up:
		return true
	case <-ctx.Done():
		return false
	}
}
