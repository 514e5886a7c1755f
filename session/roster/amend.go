package roster

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

//go:embed amend.lua
var amendSource string

var amendScript = redis.NewScript(amendSource)

// amend changes what a cohort is and logs that, both or neither. open reads the cohort and says whether the caller may; change
// makes the change and says how it is logged, not at all without an act. It may refuse; errUnchanged says that all is as it should be.
func (r *Roster) amend(ctx context.Context, open func() (Cohort, error), at time.Time, change func(*about) (LogEntry, error)) (Cohort, error) {
	var c Cohort
	err := retryConflicts(func() (err error) {
		if c, err = open(); err != nil {
			return err
		}
		to := c.about.clone()
		entry, err := change(&to)
		if err != nil {
			return err
		}
		entry.At = at
		return r.writeAbout(ctx, &c, to, entry)
	})
	if errors.Is(err, errUnchanged) {
		err = nil
	}
	return c, err
}

// errUnchanged says that there is nothing to change.
var errUnchanged = errors.New("there is nothing to change")

// writeAbout writes what a cohort is from now on. The error may wrap errConflict.
func (r *Roster) writeAbout(ctx context.Context, c *Cohort, to about, e LogEntry) error {
	sealed, err := r.config.Store.SealRoster(to, asCohort(c.ID))
	if err != nil {
		return fmt.Errorf("seal cohort: %w", err)
	}
	entry, err := r.sealEntry(*c, e)
	if err != nil {
		return err
	}
	k := keysOf(c.ID)
	if err := r.script(ctx, "write cohort", amendScript, []string{k.about, k.log}, c.sealed, sealed, entry, maxLog); err != nil {
		return err
	}
	r.describe(c, to, string(sealed))
	return nil
}
