package roster

import (
	"context"
	"sync"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// Nudge asks for one more text to somebody who has not begun, or is silent. A Refusal says why there is none: there is at most
// one a day, and three in all. The error may wrap ErrNoCohort.
func (r *Roster) Nudge(ctx context.Context, caller session.Person, id string, p session.Person, at time.Time) (dialogue.Refusal, error) {
	refusals, err := r.NudgeMany(ctx, caller, id, []session.Person{p}, at)
	for refusal := range refusals {
		return refusal, err
	}
	return "", err
}

// NudgeMany nudges each of these people, and counts them by their Refusal, "" for those who are texted. If there is an error, some
// may be nudged: calling it again nudges nobody twice. The error may wrap ErrNoCohort.
func (r *Roster) NudgeMany(ctx context.Context, caller session.Person, id string, people []session.Person, at time.Time) (map[dialogue.Refusal]int, error) {
	cohort, err := r.cohortFor(ctx, caller, id, MayInvite)
	if err != nil {
		return nil, err
	}
	all, err := r.read(ctx, id, people)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	var lanes sync.WaitGroup
	refusals := map[dialogue.Refusal]int{}
	for lane := range workLanes {
		lanes.Go(func() {
			for i := lane; i < len(all); i += workLanes {
				refusal, failed := dialogue.RefusedNotInvited, error(nil)
				if f := all[i]; f.known && !f.Withdrawn {
					if refusal, failed = r.config.Store.Nudge(ctx, f.person, id, at); f.Cancelled && refusal == dialogue.RefusedNotTexted {
						refusal = dialogue.RefusedNotInvited
					}
				}
				mu.Lock()
				if failed != nil {
					err = failed
				} else {
					refusals[refusal]++
				}
				mu.Unlock()
				if failed != nil {
					return
				}
			}
		})
	}
	lanes.Wait()
	if n := refusals[""]; n > 0 {
		if noted := r.note(ctx, cohort, LogEntry{At: at, Act: ActNudged, Count: n}); err == nil {
			err = noted
		}
	}
	return refusals, err
}
