package session

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// A FaultLog logs what goes wrong in the background, where a fault that lasts comes again at every try: once a minute, with what
// to do, and once when it is over. Any number of goroutines may use it.
type FaultLog struct {
	log   *slog.Logger
	ready func(context.Context) error

	mu     sync.Mutex
	logged map[faultLine]faultLogged
}

// faultLine is what is logged once a minute.
type faultLine struct{ about, what string }

// faultLogged is when a line was logged last, and whether it is not over since.
type faultLogged struct {
	at   time.Time
	open bool
}

const (
	faultLogPause = time.Minute
	maxFaultLines = 1000 // what a FaultLog remembers at most
)

// NewFaultLog makes a FaultLog. Ready is Store.Ready, or nil.
func NewFaultLog(log *slog.Logger, ready func(context.Context) error) *FaultLog {
	return &FaultLog{log: log, ready: ready, logged: map[faultLine]faultLogged{}}
}

// Fault logs that something failed, unless it has logged the same about the same thing within the last minute. If Redis
// takes no commit at all, Ready has logged that, and Fault logs nothing.
func (l *FaultLog) Fault(ctx context.Context, about, what string, err error) {
	attrs := []slog.Attr{slog.String("about", about), slog.String("error", err.Error())}
	level := slog.LevelError
	if errors.Is(err, ErrUnavailable) || errors.Is(err, ErrRefused) {
		if l.ready != nil && l.ready(ctx) != nil {
			return
		}
		level = slog.LevelWarn
		attrs = append(attrs, slog.String("do", FaultOf(err).Fix))
	}
	if l.first(faultLine{about, what}) {
		l.log.LogAttrs(ctx, level, what, attrs...)
	}
}

// first reports whether a line was not logged within the last minute, and notes it.
func (l *FaultLog) first(line faultLine) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if last, ok := l.logged[line]; ok && now.Sub(last.at) < faultLogPause {
		return false
	}
	if len(l.logged) >= maxFaultLines {
		clear(l.logged)
	}
	l.logged[line] = faultLogged{now, true}
	return true
}

// Over logs that what Fault has logged about something is over. Otherwise it does nothing.
func (l *FaultLog) Over(ctx context.Context, about, what string) {
	if l.close(faultLine{about, what}) {
		l.log.LogAttrs(ctx, slog.LevelInfo, "over: "+what, slog.String("about", about))
	}
}

// close reports whether a line was logged and is not over yet, and notes that it is.
func (l *FaultLog) close(line faultLine) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	last := l.logged[line]
	if last.open {
		l.logged[line] = faultLogged{at: last.at}
	}
	return last.open
}

// closeAll does what close does for all lines about something, and reports whether any was open.
func (l *FaultLog) closeAll(about string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	var open bool
	for line, last := range l.logged {
		if line.about == about && last.open {
			open = true
			l.logged[line] = faultLogged{at: last.at}
		}
	}
	return open
}
