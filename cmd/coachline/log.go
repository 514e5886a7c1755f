package main

import (
	"log/slog"
	"strings"
)

// asJSON reports whether the log is to be JSON. It is read before the other settings, whose faults are the log's first line.
func asJSON(environ []string) bool {
	return strings.EqualFold(newReader(environ).value("COACHLINE_LOG_FORMAT"), "json")
}

// startLog logs to errs what is of a level or above, or everything if debug is set. The default logger is the same, since
// go-redis and the standard library log there.
func startLog(w world, least slog.Level, debug bool) *slog.Logger {
	if debug {
		least = slog.LevelDebug
	}
	options := &slog.HandlerOptions{Level: least}
	var handler slog.Handler = slog.NewTextHandler(w.errs, options)
	if asJSON(w.env) {
		options.ReplaceAttr = inSeconds
		handler = slog.NewJSONHandler(w.errs, options)
	}
	log := slog.New(handler)
	slog.SetDefault(log)
	return log
}

// inSeconds writes durations in seconds. JSON would have them in nanoseconds.
func inSeconds(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		a.Value = slog.Float64Value(a.Value.Duration().Seconds())
	}
	return a
}

// loggedError is an error that the log has said already.
type loggedError struct{ error }

// Unwrap is for errors.As.
func (e loggedError) Unwrap() error { return e.error }
