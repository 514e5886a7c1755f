package session

import (
	"time"

	"coachline/scripts/dialogue"
)

// Outcome is how an attempt to send ended, or the result of looking for an earlier attempt.
type Outcome int

// The outcomes.
const (
	Accepted Outcome = iota + 1 // Twilio has accepted it
	Refused                     // Twilio refuses it for good
	Deferred                    // Twilio has certainly not processed it: it is tried again
	Lost                        // unknown: the answer was lost, so it is looked for
	Absent                      // looked for, and not at Twilio
	Unsure                      // looked for, without a clear result
	Held                        // not sent: the day's limit of texts is spent
	Unheard                     // looked for, and not at Twilio; but what the learner has texted meanwhile could not be read
)

// Result is the outcome of a Dispatch.
type Result struct {
	At          time.Time
	Outcome     Outcome
	SID, Status string        // if it was accepted
	Code        int           // Twilio's error code
	Reason      Reason        // what the code means
	RetryAfter  time.Duration // Deferred, Held: how long to wait
	PutOff      bool          // Deferred: it is kept back on purpose, and is not late until it is due again
}

// settle moves an entry on from sending. certain is how long after an attempt its absence at Twilio is certain.
func (e *Entry) settle(r Result, certain time.Duration) {
	switch r.Outcome {
	case Accepted:
		e.SID, e.Status, e.Code, e.Reason = r.SID, r.Status, 0, ReasonUnknown
		e.end(EntrySent, r.At)
	case Refused:
		e.fail(r.Code, r.Reason, r.At)
	case Deferred:
		e.Attempts--
		e.retryAt(r, r.At.Add(r.RetryAfter))
	case Held:
		e.Attempts--
		e.Held = r.At
		e.retryAt(r, r.At.Add(r.RetryAfter))
	case Lost:
		e.Code, e.Reason, e.Due = r.Code, r.Reason, r.At.Add(certain/10)
	case Absent:
		e.Sure, e.Looks = r.At, 0
		switch known := e.Tried.Add(certain); {
		case r.At.Before(known):
			e.Due = known
		case e.Kind == EntryCall && e.Attempts > 0: // nobody expects a call so late
			e.fail(e.Code, e.Reason, r.At)
		case e.Attempts >= maxAttempts:
			e.end(EntryUnknown, r.At)
		default:
			e.retryAt(r, r.At)
		}
	case Unheard: // it was not sent, so it is never unknown
		if known := e.Tried.Add(certain); r.At.Before(known) {
			e.Due = known
			break
		}
		e.Looks++
		e.retryAt(r, r.At.Add(min(certain/10<<min(e.Looks, 10), lookFor/minLooks)))
	case Unsure:
		waited := r.At.Sub(e.Tried)
		e.Looks++
		e.Due = r.At.Add(min(max(certain/10, waited/2), lookFor/minLooks))
		if waited >= lookFor { // the program may have been down for most of that
			e.Due = r.At.Add(certain)
		}
		if waited >= lookFor && e.Looks >= minLooks {
			e.end(EntryUnknown, r.At)
		}
	}
}

// retryAt puts an entry that was certainly not accepted back to waiting, or fails it if it has waited too long.
func (e *Entry) retryAt(r Result, due time.Time) {
	e.State, e.Code, e.Reason, e.Due = EntryWaiting, r.Code, r.Reason, due
	if e.Stale || due.Sub(e.waitsSince()) > e.maxWait() {
		e.fail(r.Code, r.Reason, r.At)
	}
}

// waitsSince returns since when an entry waits for what may not come: not for the next day of a limit that is spent.
func (e *Entry) waitsSince() time.Time {
	if e.Held.After(e.Made) {
		return e.Held
	}
	return e.Made
}

// holdOrder is within which time after the hour at which texts may begin those that a limit has held are sent, the oldest first.
const holdOrder = time.Minute

// afterHold returns when an entry is due that is held until a time: in its window, and in the order in which the entries were made.
func (e *Entry) afterHold(w dialogue.Window, until time.Time) time.Time {
	const longest = 16 * giveUpAfter
	waited := min(max(until.Sub(e.Made), 0), longest)
	return w.Next(until).Add(holdOrder - waited/(longest/holdOrder))
}

// maxWait is how long after it was made an entry may still be sent.
func (e *Entry) maxWait() time.Duration {
	if e.Kind == EntryCall {
		return ringFor
	}
	return giveUpAfter
}

// fail ends an entry as failed.
func (e *Entry) fail(code int, reason Reason, at time.Time) {
	e.Code, e.Reason = code, reason
	e.end(EntryFailed, at)
}

// end ends an entry in a state. The words of a text that may not have been accepted are kept for a while, so that an operator
// can have it sent again, unless it is out of date.
func (e *Entry) end(state EntryState, at time.Time) {
	until := e.WordsUntil
	if !e.finished() && e.Kind != EntryCall && !e.Stale {
		until = at.Add(keepWords)
	}
	e.State, e.Due, e.Since, e.WordsUntil = state, time.Time{}, time.Time{}, time.Time{}
	if state != EntrySent {
		e.Since, e.WordsUntil = at, until
	}
}

// Delivery is what a status callback says about an entry.
type Delivery struct {
	SID     string
	Status  string // Twilio's
	Rank    int    // of the status: later statuses have a higher one
	Failed  bool   // it did not reach the learner
	Arrived bool   // it did, as the carrier says
	At      time.Time
	Code    int    // Twilio's error code
	Reason  Reason // what the code means
}

// report records a status, and reports whether it was new. Any status proves that the entry was accepted.
func (e *Entry) report(d Delivery) bool {
	if e.SID == d.SID && d.Rank <= e.Rank {
		return false
	}
	e.SID, e.Status, e.Rank, e.Code, e.Reason = d.SID, d.Status, d.Rank, d.Code, d.Reason
	state := EntrySent
	if d.Failed {
		state = EntryFailed
	}
	e.end(state, d.At)
	return true
}

// window is when an entry may be sent to this learner.
func (e *Entry) window(rules dialogue.Rules, p *dialogue.Place) dialogue.Window {
	if e.Unasked {
		return rules.UnaskedWindow(p.AnyDay)
	}
	return rules.AskedWindow()
}

// validFor returns how long from now on a text may be delivered, and reports whether that is long enough to send it. It lasts
// to the end of the window, or to Until if that is later. Where the window does not end, it is as long as Twilio allows.
func (e *Entry) validFor(w dialogue.Window, now time.Time) (time.Duration, bool) {
	end := w.Close(now)
	if e.Kind == EntryCall || end.IsZero() && w.Open(now) {
		return maxValidity, true
	}
	if e.Until.After(end) {
		end = e.Until
	}
	left := end.Sub(now)
	return min(left, maxValidity), left >= minValidity
}

// Bounds of a ValidityPeriod. Twilio takes 1 to 36000 s (api v2010, CreateMessage); with less than a minute left a
// carrier's queue may let a text lapse.
const (
	minValidity = time.Minute
	maxValidity = 10 * time.Hour
)
