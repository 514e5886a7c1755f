package session

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// A FaultLog logs what goes wrong in the background, where a fault that lasts comes again with every try: once a minute, with
// what to do, and once when it is over. Any number of goroutines may use it.
type FaultLog struct {
	log   *slog.Logger
	ready func(context.Context) error

	mu    sync.Mutex
	lines map[faultLine]faultLogged
}

// faultLine is what is logged once a minute: what went wrong, and with what.
type faultLine struct{ what, about string }

// faultLogged is when a line was logged last, how often it was left out since, and whether it is not over since.
type faultLogged struct {
	at      time.Time
	leftOut int
	open    bool
}

const (
	faultLogPause = time.Minute
	maxFaultLines = 1000 // what a FaultLog remembers at most
)

// NewFaultLog makes a FaultLog. Ready is Store.Ready, or nil.
func NewFaultLog(log *slog.Logger, ready func(context.Context) error) *FaultLog {
	return &FaultLog{log: log, ready: ready, lines: map[faultLine]faultLogged{}}
}

// Fault logs that something failed: a fault of Redis as a warning, any other as an error. If Redis takes no commit at all, Ready
// has logged that, and Fault logs nothing.
func (l *FaultLog) Fault(ctx context.Context, about, what string, err error) {
	level, attrs := slog.LevelError, []slog.Attr{slog.String("error", err.Error())}
	if errors.Is(err, ErrUnavailable) || errors.Is(err, ErrRefused) {
		if l.ready != nil && l.ready(ctx) != nil {
			return
		}
		about, level = "redis", slog.LevelWarn
		attrs = append(attrs, slog.String("do", FaultOf(err).Fix))
	}
	if l.First(about, what) {
		l.log.LogAttrs(ctx, level, what, append(attrs, slog.String("about", about))...)
	}
}

// First reports whether this line was not logged within the last minute, and notes that it is. The caller logs it.
func (l *FaultLog) First(about, what string) bool {
	first, _ := l.Due(about, what)
	return first
}

// Due is First, and counts: leftOut is how often the line was left out since it was logged last.
func (l *FaultLog) Due(about, what string) (first bool, leftOut int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, line := time.Now(), faultLine{what, about}
	last, known := l.lines[line]
	if known && now.Sub(last.at) < faultLogPause {
		last.leftOut++
		l.lines[line] = last
		return false, 0
	}
	if len(l.lines) >= maxFaultLines {
		clear(l.lines)
	}
	l.lines[line] = faultLogged{at: now, open: true}
	return true, last.leftOut
}

// Over logs that what has failed works again, if Fault has logged that it failed. Otherwise it does nothing.
func (l *FaultLog) Over(ctx context.Context, what string) {
	if l.end(func(line faultLine) bool { return line.what == what }) {
		l.log.InfoContext(ctx, "over: "+what)
	}
}

// end notes that these lines are over, and reports whether any was logged and was not over yet.
func (l *FaultLog) end(these func(faultLine) bool) (open bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line, last := range l.lines {
		if last.open && these(line) {
			open = true
			l.lines[line] = faultLogged{at: last.at}
		}
	}
	return open
}
