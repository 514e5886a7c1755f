package wake

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"coachline/session"
)

// complain logs an error, the same one about the same thing at most once a minute.
func (w *Workers) complain(ctx context.Context, about, what string, err error) {
	level := slog.LevelError
	if errors.Is(err, session.ErrUnavailable) {
		about, level = "redis", slog.LevelWarn
	}
	if w.logLimit.allows(about + what) {
		w.config.Log.LogAttrs(ctx, level, what, slog.String("about", about), slog.String("error", err.Error()))
	}
}

// logLimit keeps the log readable when the same fault affects many people.
type logLimit struct {
	mu     sync.Mutex
	logged map[string]time.Time
}

// maxLogged bounds what a logLimit remembers.
const maxLogged = 1000

// allows reports whether this was not logged within the last minute, and notes it.
func (l *logLimit) allows(what string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if last, ok := l.logged[what]; ok && now.Sub(last) < time.Minute {
		return false
	}
	if l.logged == nil || len(l.logged) >= maxLogged {
		l.logged = map[string]time.Time{}
	}
	l.logged[what] = now
	return true
}
