package wake_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"coachline/handlers/wake"
	"coachline/session"
)

// counter is a store that counts.
type counter struct {
	backlog session.Backlog
	err     error
	reads   int
}

func (c *counter) Backlog(ctx context.Context, _ time.Time) (session.Backlog, error) {
	c.reads++
	if _, bound := ctx.Deadline(); !bound {
		return session.Backlog{}, errors.New("a scrape may take for ever")
	}
	return c.backlog, c.err
}

func wantMetrics(t *testing.T, registry *prometheus.Registry, want string) {
	t.Helper()
	names := []string{"coachline_backlog_up", "coachline_outbox_entries", "coachline_due", "coachline_oldest_due_seconds"}
	if err := testutil.GatherAndCompare(registry, strings.NewReader(want), names...); err != nil {
		t.Error(err)
	}
}

const help = `# HELP coachline_backlog_up 1 if the backlog could be read from Redis; 0 if not, and then the series below are absent.
# TYPE coachline_backlog_up gauge
`

const helpOthers = `# HELP coachline_outbox_entries Texts and calls in all outboxes, by state. Unknown ones need an operator.
# TYPE coachline_outbox_entries gauge
# HELP coachline_due What is due now: wake-ups of people, and entries that wait and should have gone.
# TYPE coachline_due gauge
# HELP coachline_oldest_due_seconds How long ago the oldest of what is due was due; 0 if nothing is. Neither a lease nor a deferral by Twilio makes it less.
# TYPE coachline_oldest_due_seconds gauge
`

func TestBacklogIsCollectedAndCached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counter{}
		registry := prometheus.NewRegistry()
		registry.MustRegister(wake.NewBacklog(c, time.Now))
		wantMetrics(t, registry, help+helpOthers+`coachline_backlog_up 1
coachline_due{of="entries"} 0
coachline_due{of="wakeups"} 0
coachline_oldest_due_seconds{of="entries"} 0
coachline_oldest_due_seconds{of="wakeups"} 0
coachline_outbox_entries{state="failed"} 0
coachline_outbox_entries{state="sending"} 0
coachline_outbox_entries{state="unknown"} 0
coachline_outbox_entries{state="waiting"} 0
`)
		c.backlog = session.Backlog{
			People: session.Overdue{Count: 3, Since: time.Now()}, Waiting: session.Overdue{Count: 2, Since: time.Now().Add(-time.Minute)},
			Entries: map[session.EntryState]int{session.EntryUnknown: 4},
		}
		time.Sleep(4 * time.Second)
		if _, err := registry.Gather(); err != nil || c.reads != 1 {
			t.Errorf("it is read %d times in four seconds, %v", c.reads, err)
		}
		time.Sleep(time.Second)
		wantMetrics(t, registry, help+helpOthers+`coachline_backlog_up 1
coachline_due{of="entries"} 2
coachline_due{of="wakeups"} 3
coachline_oldest_due_seconds{of="entries"} 65
coachline_oldest_due_seconds{of="wakeups"} 5
coachline_outbox_entries{state="failed"} 0
coachline_outbox_entries{state="sending"} 0
coachline_outbox_entries{state="unknown"} 4
coachline_outbox_entries{state="waiting"} 0
`)
	})
}

// A scrape works without Redis. What is not known is absent, not 0.
func TestBacklogWithoutRedis(t *testing.T) {
	c := &counter{err: session.ErrUnavailable}
	registry := prometheus.NewRegistry()
	registry.MustRegister(wake.NewBacklog(c, time.Now))
	wantMetrics(t, registry, help+"coachline_backlog_up 0\n")
}
