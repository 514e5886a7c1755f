package manager

import (
	"context"
	"fmt"
	"time"

	"coachline/session/roster"
)

// What a manager hears who texts CANCEL.
const (
	sayNothingToCancel = "There is nothing of yours to cancel: no invitation of yours waits. To end texts to yourself, reply STOP."
	sayCancelled       = "Cancelled: %d of %s get no invitation by text."
	sayGone            = " %d had gone already: they stay invited, and are not texted a second time."
	sayStopInstead     = " To end texts to yourself, reply STOP."
)

// cancel cancels what has not gone of a manager's newest batch.
func (t *Texts) cancel(ctx context.Context, m roster.Manager, at time.Time) (string, error) {
	newest, cohort, err := t.newestBatch(ctx, m)
	if err != nil {
		return "", err
	}
	if newest.ID == "" {
		return sayNothingToCancel, nil
	}
	done, err := t.config.Roster.CancelBatch(ctx, m.Person, cohort.ID, newest.ID, at)
	if err != nil {
		return "", err
	}
	said := fmt.Sprintf(sayCancelled, done.Untexted, cohort.Name)
	if done.Gone > 0 {
		said += fmt.Sprintf(sayGone, done.Gone)
	}
	return said + sayStopInstead, nil
}
