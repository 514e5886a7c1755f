package roster

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// Act is something that is done with a cohort.
type Act string

// The acts that a log names.
const (
	ActMade      Act = "made"
	ActInvited   Act = "invited"
	ActCancelled Act = "cancelled" // before the text had gone
	ActWithdrew  Act = "withdrew"
	ActCorrected Act = "corrected"
	ActNudged    Act = "nudged"
	ActExported  Act = "exported"
	ActRenamed   Act = "renamed" // With is the name before
	ActArchived  Act = "archived"
	ActRestored  Act = "restored"
	ActDeleted   Act = "deleted"    // With is the reason
	ActShared    Act = "shared"     // With is the other manager
	ActUnshared  Act = "unshared"   // With is the other manager
	ActOffered   Act = "offered"    // With is the other manager
	ActHandedOn  Act = "handed on"  // With is the other manager
	ActTookOver  Act = "took over"  // With is the manager before
	ActLeft      Act = "left"       // who did it has no access any more
	ActPosterOn  Act = "poster on"  // people may join by the keyword
	ActPosterOff Act = "poster off" // and no longer
	ActJoined    Act = "joined"     // people by the keyword, themselves; By is ""
	ActMoved     Act = "moved"      // a learner to another number, themselves; By is ""
)

// LogEntry is something that was done with a cohort. It names no learner.
type LogEntry struct {
	At    time.Time `cbor:"1,keyasint"`
	By    string    `cbor:"2,keyasint,omitempty"` // the manager's name as it was; "" is the operator
	Act   Act       `cbor:"3,keyasint"`
	Count int       `cbor:"4,keyasint,omitempty"` // people; 0 if the act is not about people
	With  string    `cbor:"5,keyasint,omitempty"` // as the act says; never a learner
	Batch string    `cbor:"6,keyasint,omitempty"` // entries of one batch are one
}

// maxLog is how many entries a cohort keeps: the last ones.
const maxLog = 500

// Log is what was done with a cohort that the caller may see, or could before it was deleted, the last first. The error may wrap ErrNoCohort.
func (r *Roster) Log(ctx context.Context, caller session.Person, id string) ([]LogEntry, error) {
	if _, err := r.cohortOrDeleted(ctx, caller, id, MaySee); err != nil {
		return nil, err
	}
	var sealed []string
	err := r.config.Store.Retry(ctx, "read log", func(ctx context.Context, c redis.UniversalClient) (err error) {
		sealed, err = c.LRange(ctx, keysOf(id).log, 0, maxLog-1).Result()
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []LogEntry
	for _, value := range sealed {
		var e LogEntry
		if err := r.config.Store.OpenRoster(value, &e, asLogEntry(id)); err != nil {
			return nil, fmt.Errorf("open log: %w", err)
		}
		if last := len(all) - 1; last >= 0 && e.Batch != "" && all[last].goesOn(e) {
			all[last].Count += e.Count
			continue
		}
		all = append(all, e)
	}
	return all, nil
}

//go:embed log.lua
var logSource string

var logScript = redis.NewScript(logSource)

// Note logs an act that changes nothing in the cohort, such as an export. The error may wrap ErrNoCohort.
func (r *Roster) Note(ctx context.Context, caller session.Person, id string, act Act, count int, at time.Time) error {
	c, err := r.cohortFor(ctx, caller, id, MaySee)
	if err != nil {
		return err
	}
	return r.note(ctx, c, LogEntry{At: at, Act: act, Count: count})
}

// note logs an act of the cohort's caller. An act whose script writes into the cohort's slot logs in that script instead.
func (r *Roster) note(ctx context.Context, c Cohort, e LogEntry) error {
	entry, err := r.logged(ctx, c, e)
	if err != nil {
		return err
	}
	return r.config.Store.Retry(ctx, "write log", func(ctx context.Context, client redis.UniversalClient) error {
		return logScript.Run(ctx, client, []string{keysOf(c.ID).log}, entry...).Err()
	})
}

// logged is an act as scripts log it: the entry, how many are kept, and, if it goes on with the last entry, that one and both as
// one. So a thousand people who join one by one do not push out who invited whom.
func (r *Roster) logged(ctx context.Context, c Cohort, e LogEntry) ([]any, error) {
	entry, err := r.sealEntry(c, e)
	if err != nil || e.Batch == "" && e.Act != ActExported {
		return []any{entry, maxLog, "", ""}, err
	}
	var before string
	err = r.config.Store.Retry(ctx, "read log", func(ctx context.Context, client redis.UniversalClient) (err error) {
		if before, err = client.LIndex(ctx, keysOf(c.ID).log, 0).Result(); errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	if err != nil || before == "" {
		return []any{entry, maxLog, "", ""}, err
	}
	var last LogEntry
	if err := r.config.Store.OpenRoster(before, &last, asLogEntry(c.ID)); err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	e.By = c.Caller.Name
	if !e.goesOn(last) {
		return []any{entry, maxLog, "", ""}, nil
	}
	if e.Batch != "" {
		e.Count += last.Count
	}
	both, err := r.sealEntry(c, e)
	return []any{entry, maxLog, before, both}, err
}

// goesOn reports whether an act is a part of the one before: of the same batch, or the same list saved once more.
func (e *LogEntry) goesOn(last LogEntry) bool {
	if e.Act == "" || e.Act != last.Act || e.By != last.By || e.Batch != last.Batch {
		return false
	}
	return e.Batch != "" || e.Count == last.Count && e.At.Sub(last.At) < time.Hour
}

// sealEntry seals an entry of the cohort's caller; nil if it has no act, which is not logged.
func (r *Roster) sealEntry(c Cohort, e LogEntry) ([]byte, error) {
	if e.Act == "" {
		return nil, nil
	}
	e.By = c.Caller.Name
	sealed, err := r.config.Store.SealRoster(e, asLogEntry(c.ID))
	if err != nil {
		return nil, fmt.Errorf("seal log entry: %w", err)
	}
	return sealed, nil
}
