package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// healthCommand asks the line on this machine how it is, for an image that has no shell.
//
// An orchestrator restarts what is not healthy, and a restart does not mend Redis: it would only cut off the apology that callers
// hear meanwhile. So the question is whether the process answers, unless --ready asks for more.
type healthCommand struct {
	Ready bool          `help:"Ask /readyz, whether a turn could be taken now. Without it the question is /healthz, whether the process answers."`
	Wait  time.Duration `help:"Ask again for this long until the answer is yes, such as 30s after a start."`
}

// healthTimeout is how long one question may take.
const healthTimeout = 2 * time.Second

// Run prints what the line answers. Of the settings it reads only COACHLINE_ADDR.
func (c healthCommand) Run(w world) error {
	r := newReader(w.env)
	addr := r.addr("COACHLINE_ADDR", ":8080")
	if len(r.faults) > 0 {
		return usageError{errors.New(r.faults[0])}
	}
	path := "/healthz"
	if c.Ready {
		path = "/readyz"
	}
	for until := time.Now().Add(c.Wait); ; {
		said, err := askHealth(w.ctx, addr, path)
		if err == nil {
			_, err = fmt.Fprintln(w.out, said)
			return err
		}
		if !time.Now().Before(until) || w.ctx.Err() != nil {
			return err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// askHealth asks whoever listens on addr, the local system if it names no host.
func askHealth(ctx context.Context, addr, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, addr)
	}}
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost"+path, nil)
	if err != nil {
		return "", err
	}
	res, err := transport.RoundTrip(req)
	if err != nil {
		return "", fmt.Errorf("no answer from the line on COACHLINE_ADDR %s: %w", addr, err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10))
	said := strings.TrimSpace(string(body))
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%s answers %d: %s", path, res.StatusCode, said)
	}
	return said, nil
}
