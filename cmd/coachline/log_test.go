package main

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"coachline/session/sessiontest"
)

// jsonLines reads a log of which each line is a JSON object.
func jsonLines(t *testing.T, log string) (lines []map[string]any) {
	t.Helper()
	for line := range strings.Lines(log) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry["time"] == nil || entry["level"] == nil || entry["msg"] == nil {
			t.Errorf("this line of the log is no entry (%v): %s", err, line)
		}
		lines = append(lines, entry)
	}
	return lines
}

// TestLogAsJSON has JSON in every line of the log, from the faults of the start to the end: also what go-redis says without a Redis.
func TestLogAsJSON(t *testing.T) {
	t.Parallel()
	env := settings("redis://127.0.0.1:1", "COACHLINE_LOG_FORMAT=json")
	_, said, code := command(append(env, "COACHLINE_KEYS=short"), "serve")
	if lines := jsonLines(t, said); code != exitUsage || len(lines) != 1 || !strings.Contains(lines[0]["error"].(string), "COACHLINE_KEYS: ") {
		t.Errorf("wrong settings ended with %d:\n%s", code, said)
	}
	ctx, stop := context.WithCancel(context.Background())
	var log logs
	serving := func(string) { stop() }
	w := world{ctx: ctx, env: env, in: strings.NewReader(""), out: io.Discard, errs: &log, now: time.Now, serving: serving, retryFor: time.Millisecond}
	if code := run(w, []string{"serve", "--debug"}); code != exitDone {
		t.Errorf("serve ended with %d", code)
	}
	said = log.String()
	if jsonLines(t, said); !strings.Contains(said, `"msg":"serving"`) || !strings.Contains(said, `"msg":"stopped"`) {
		t.Errorf("the log is\n%s", said)
	}
}

// TestCommandsAnswerInText leaves what a command prints, and says of its faults, as it is for people.
func TestCommandsAnswerInText(t *testing.T) {
	t.Parallel()
	env := settings("redis://"+sessiontest.Miniredis(t).Addr(), "COACHLINE_LOG_FORMAT=json")
	if _, said, code := command(env, "progress", "--cohort", "Nobody"); code != exitRefused || !strings.HasPrefix(said, "coachline: ") {
		t.Errorf("progress ended with %d: %s", code, said)
	}
}
