package wake

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"coachline/handlers/twilio"
	"coachline/session"
)

// hold keeps back what the line begins while our sender or account is refused. Twilio accepts such texts, and each fails later by a status
// callback, so that the invitations of a whole cohort would be lost. What a learner waits for still goes out.
//
// It begins after a few refusals within minutes without a text that arrived, and lasts a quarter of an hour, longer each time. Then one
// text tries whether it is over: the hold ends when that arrives, or is not refused within minutes. A text that Twilio did not accept tries
// nothing. Each process has a hold of its own.
type hold struct {
	log *slog.Logger

	mu       sync.Mutex
	refused  []string  // SIDs of the texts that were refused in a row
	since    time.Time // when the first of them was
	until    time.Time // nothing goes out before; zero: nothing is held
	tried    time.Time // when the text that tries was let go after that; zero: not yet
	accepted bool      // Twilio has accepted the text that tries
	lasts    time.Duration
	code     int
	reason   session.Reason
}

const (
	holdAfter  = 5                // refusals in a row
	holdWithin = 10 * time.Minute // of each other
	holdFirst  = 15 * time.Minute
	holdMost   = 2 * time.Hour
	holdTrial  = 5 * time.Minute // how long the text that tries has to be refused
)

// admit reports whether a text that the line begins may go out now, and otherwise in how long to ask again. Call sent after it went out.
func (h *hold) admit(ctx context.Context, now time.Time) (ok bool, wait time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch end := h.tried.Add(holdTrial); {
	case h.until.IsZero():
		return true, 0
	case now.Before(h.until):
		return false, h.until.Sub(now)
	case !h.tried.IsZero() && now.Before(end):
		return false, end.Sub(now)
	case !h.accepted: // nothing has tried, or nobody said how that ended
		h.tried = now
		return true, 0
	}
	h.release(ctx)
	return true, 0
}

// sent takes whether Twilio accepted a text that admit let go at this time. If the one that tries was not accepted, the next one tries.
func (h *hold) sent(admitted time.Time, accepted bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.accepted || !h.tried.Equal(admitted) {
		return
	}
	if h.accepted = accepted; !accepted {
		h.tried = time.Time{}
	}
}

// report takes what a status callback says of a text.
func (h *hold) report(ctx context.Context, d session.Delivery, now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case d.Arrived:
		h.release(ctx)
	case !d.Failed || !twilio.OfSender(d.Code) || slices.Contains(h.refused, d.SID):
	case !h.until.IsZero() && h.tried.IsZero(): // it went out before the hold
	case !h.until.IsZero():
		h.begin(ctx, d, now)
	default:
		if now.Sub(h.since) > holdWithin {
			h.refused, h.since = nil, now
		}
		if h.refused = append(h.refused, d.SID); len(h.refused) >= holdAfter {
			h.begin(ctx, d, now)
		}
	}
}

// begin holds, for longer than the last time if that was not over.
func (h *hold) begin(ctx context.Context, d session.Delivery, now time.Time) {
	h.lasts = min(max(2*h.lasts, holdFirst), holdMost)
	h.until, h.tried, h.accepted, h.code, h.reason = now.Add(h.lasts), time.Time{}, false, d.Code, d.Reason
	what, fix := twilio.Explain(d.Code)
	h.log.ErrorContext(ctx, "texts that the line begins are held: our sender is refused", slog.Int("code", d.Code), slog.String("what", what),
		slog.String("do", fix), slog.String("see", twilio.Docs(d.Code)), slog.Time("until", h.until))
}

// release ends the hold, if there is one, and forgets the refusals.
func (h *hold) release(ctx context.Context) {
	if !h.until.IsZero() {
		h.log.InfoContext(ctx, "over: texts that the line begins are held")
	}
	h.refused, h.since, h.until, h.tried, h.accepted, h.lasts = nil, time.Time{}, time.Time{}, time.Time{}, false, 0
}

// holds reports whether there is a hold, and why.
func (h *hold) holds() (held bool, code int, reason session.Reason) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.until.IsZero(), h.code, h.reason
}
