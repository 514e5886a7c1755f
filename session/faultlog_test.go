package session_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"coachline/session"
)

// quarter is how often a worker tries.
const quarter = 250 * time.Millisecond

// A fault that lasts is logged once a minute, and its end once.
func TestLastingFaultIsLoggedOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		faults := session.NewFaultLog(slog.New(slog.NewTextHandler(&log, nil)), nil)
		err := fmt.Errorf("%w: OOM command not allowed when used memory > 'maxmemory'", session.ErrUnavailable)
		faults.Over(t.Context(), "cannot poll")
		for range 3 * time.Minute / quarter {
			faults.Fault(t.Context(), "poll", "cannot poll", err)
			time.Sleep(quarter)
		}
		for range 3 {
			faults.Over(t.Context(), "cannot poll")
		}
		said := log.String()
		if n := strings.Count(said, "level=WARN"); n != 3 || !strings.Contains(said, "maxmemory, and the same in its configuration") {
			t.Errorf("%d warnings in three minutes, want 3 with what to do:\n%s", n, said)
		}
		if n := strings.Count(said, "over: cannot poll"); n != 1 {
			t.Errorf("it is over %d times:\n%s", n, said)
		}
	})
}

// What fails and works in turn is logged once a minute too.
func TestFlappingFaultIsLoggedOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		faults := session.NewFaultLog(slog.New(slog.NewTextHandler(&log, nil)), nil)
		for range 3 * time.Minute / quarter {
			faults.Fault(t.Context(), "somebody", "cannot poll", errors.New("odd"))
			faults.Over(t.Context(), "cannot poll")
			time.Sleep(quarter)
		}
		if n := strings.Count(log.String(), "\n"); n != 6 {
			t.Errorf("%d lines in three minutes, want 6:\n%s", n, log.String())
		}
	})
}

// While Redis takes no commit, Ready has logged that, and nothing else says it again.
func TestFaultsOfRedisAreLoggedByReadyAlone(t *testing.T) {
	for name, tt := range map[string]struct {
		ready, err error
		lines      int
	}{
		"not ready":              {errors.New("full"), session.ErrUnavailable, 0},
		"not ready, and refused": {errors.New("no"), session.ErrRefused, 0},
		"ready":                  {nil, session.ErrRefused, 1},
		"no fault of Redis":      {errors.New("full"), errors.New("odd"), 1},
	} {
		var log bytes.Buffer
		faults := session.NewFaultLog(slog.New(slog.NewTextHandler(&log, nil)), func(context.Context) error { return tt.ready })
		faults.Fault(t.Context(), "poll", "cannot poll", tt.err)
		if n := strings.Count(log.String(), "\n"); n != tt.lines {
			t.Errorf("%s: %d lines, want %d:\n%s", name, n, tt.lines, log.String())
		}
	}
}
