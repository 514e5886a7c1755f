package session

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"coachline/scripts/dialogue"
)

// Resolution is what an operator decides about an outbox entry.
type Resolution string

// The resolutions.
const (
	ResolveSent  Resolution = "sent"  // it was sent: Twilio's log shows it, or the learner has it
	ResolveAgain Resolution = "again" // it was not: send it once more
	ResolveDrop  Resolution = "drop"  // it is not to be sent, or sent again
)

// Errors of Resolve.
var (
	ErrNoEntry    = errors.New("the outbox of this learner has no such entry")
	ErrResolved   = errors.New("nothing is left to decide")
	ErrNotAllowed = errors.New("not done")
)

// Resolve carries out what an operator decides about an entry, and returns the entry after it. Of many who decide at once one
// is first; the others get ErrResolved. An entry is not touched while it is being sent. Of an entry that is sent again, from is
// the time at which it may go, on the learner's clock.
//
// The error may wrap ErrNobody, ErrNoEntry, ErrResolved, or ErrNotAllowed if the entry does not allow it; it says what to do.
func (s *Store) Resolve(ctx context.Context, p Person, entry int, how Resolution, at time.Time) (left Entry, from time.Time, err error) {
	if err := s.retry(ctx, s.checkIndexKey); err != nil {
		return Entry{}, time.Time{}, fmt.Errorf("resolve: %w", err)
	}
	err = s.update(ctx, change{person: p}, func(ctx context.Context, r *record) (*record, error) {
		switch {
		case r == nil:
			return nil, ErrNobody
		case r.Arriving != nil, r.Leaving != nil && !r.Leaving.Done:
			return nil, fmt.Errorf("%w: the learner is moving to another number; try again in a minute", ErrNotAllowed)
		}
		e := r.Outbox.find(entry)
		if e == nil {
			return nil, fmt.Errorf("%w; %s", ErrNoEntry, r.Outbox.named())
		}
		window := e.window(s.rules, &r.Place)
		local := at.In(s.location(r.Zone))
		if err := s.resolve(ctx, r, e, how, local); err != nil {
			return nil, err
		}
		if e = r.Outbox.find(entry); e != nil { // the engine may have added entries
			left, from = *e, window.Next(local)
		}
		return r, nil
	})
	if err != nil {
		return Entry{}, time.Time{}, fmt.Errorf("resolve: %w", err)
	}
	return left, from, nil
}

// named names the entries that an operator may mean.
func (o *outbox) named() string {
	var ids []string
	for _, line := range o.index() {
		ids = append(ids, strconv.Itoa(line.entry))
	}
	if ids == nil {
		return "none of its entries is open"
	}
	return "open are: " + strings.Join(ids, ", ")
}

// resolve applies a resolution to an entry of a record.
func (s *Store) resolve(ctx context.Context, r *record, e *Entry, how Resolution, at time.Time) error {
	leased := e.Tried.Add(s.config.Lease)
	switch {
	case e.State == EntrySent:
		return fmt.Errorf("%w: it is sent", ErrResolved)
	case e.Resolved:
		return fmt.Errorf("%w: it was dropped", ErrResolved)
	case e.State == EntrySending && at.Before(leased):
		return fmt.Errorf("%w: it is being sent right now; look again in half a minute", ErrNotAllowed)
	case how == ResolveAgain:
		return s.sendAgain(r, e, at)
	case how == ResolveDrop:
		unfinished := !e.finished()
		e.fail(e.Code, e.Reason, at)
		e.Resolved, e.WordsUntil = true, time.Time{}
		if unfinished && e.Kind == EntryCall {
			return s.callMissed(ctx, r, at)
		}
		return nil
	case e.State == EntryWaiting:
		return fmt.Errorf("%w: it waits and was not sent; --drop keeps it from being sent", ErrNotAllowed)
	}
	e.Code, e.Reason = 0, ReasonUnknown
	e.end(EntrySent, at)
	return nil
}

// sendAgain makes an entry wait to be sent, with its old ID, so that a late callback about the earlier attempt still prevents
// the new one.
func (s *Store) sendAgain(r *record, e *Entry, at time.Time) error {
	if e.State == EntryWaiting {
		return hasten(r, e, at, e.window(s.rules, &r.Place))
	}
	if why := s.notAgain(r, e, at); why != "" {
		return fmt.Errorf("%w: %s", ErrNotAllowed, why)
	}
	if e.SID != "" {
		e.Earlier = append(slices.Clone(e.Earlier), e.SID)
	}
	e.State, e.Made, e.Due, e.Since, e.WordsUntil = EntryWaiting, at, at, time.Time{}, time.Time{}
	e.Tried, e.Claim, e.Attempts, e.Looks = time.Time{}, 0, 0, 0
	e.SID, e.Status, e.Rank, e.Code, e.Reason = "", "", 0, 0, ReasonUnknown
	return nil
}

// hasten makes an entry due that waits for a second attempt.
func hasten(r *record, e *Entry, at time.Time, w dialogue.Window) error {
	switch _, open := e.validFor(w, at); {
	case !open:
		return fmt.Errorf("%w: it waits already, for the texting hours, which begin at %s for this learner",
			ErrResolved, w.Next(at.Add(minValidity)).Format("15:04 on 2 January"))
	case r.Outbox.head(e.Kind).ID != e.ID:
		return fmt.Errorf("%w: it waits already, behind entry %d", ErrResolved, r.Outbox.head(e.Kind).ID)
	case !e.Due.After(at):
		return fmt.Errorf("%w: it waits already, and is next", ErrResolved)
	}
	e.Due = at
	return nil
}

// notAgain returns why an entry cannot be sent again, and what to do, or "".
func (s *Store) notAgain(r *record, e *Entry, at time.Time) string {
	certain := e.Tried.Add(s.config.Certain)
	_, kept := r.Outbox.drafts[e.ID]
	switch p := &r.Place; {
	case e.Kind == EntryCall:
		return "nobody expects this call any more; the learner can text CALL; --drop settles it"
	case p.OptedOut:
		return "the learner has opted out, and only their START changes that; --drop settles it"
	case p.Unreachable:
		return "this number takes no texts; their manager can correct it; --drop settles it"
	case p.Stranger, r.Number == "":
		return "the number is no longer the learner's; --drop settles it"
	case e.State == EntrySending && at.Before(certain):
		return "Twilio may show the attempt only later; try again after " + certain.In(at.Location()).Format("15:04:05 MST")
	case e.Stale:
		return "the learner has gone on since, or it was withdrawn, so it is out of date; --drop settles it"
	case !kept:
		return "its words are no longer kept: they are for a week, and not once Twilio has accepted a text; " +
			"the learner can text AGAIN, or their manager text them once more; --drop settles it"
	}
	return ""
}
