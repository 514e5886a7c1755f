package wake

import (
	"context"
	"time"

	"coachline/session"
)

// sweeper is what Sweep needs of session.Store.
type sweeper interface {
	SweepOutbox(ctx context.Context) error
}

// askToSweep is how often a process asks whether the index is to be swept. All together sweep once a day.
const askToSweep = time.Hour

// Sweep keeps the index of the outboxes clean until ctx ends.
func Sweep(ctx context.Context, store sweeper, faults *session.FaultLog) {
	for {
		const fault = "cannot sweep the index of the outboxes; trying again in an hour"
		if err := store.SweepOutbox(ctx); err == nil {
			faults.Over(ctx, fault)
		} else if ctx.Err() == nil {
			faults.Fault(ctx, "outbox", fault, err)
		}
		if !pause(ctx, askToSweep) {
			return
		}
	}
}
