package wake

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"coachline/handlers/spend"
	"coachline/handlers/twilio"
	"coachline/session"
)

// How long an entry waits that Twilio did not process, unless Twilio says.
const (
	againSoon  = 15 * time.Second // too many at once, or Twilio cannot be reached
	againLater = 5 * time.Minute  // an operator must mend something first
	heldFor    = time.Minute      // at least, once the day's limit is spent: clocks differ a little
)

// skew is the most by which Twilio's clock and ours may differ. It is generous: a text that is missed would be sent twice,
// and SIDs tell other texts apart.
const skew = time.Hour

// dispatch sends an entry, or looks for an attempt, and returns the result; nil if the record has it already.
func (w *Workers) dispatch(ctx context.Context, d *session.Dispatch) *session.Result {
	if d.Look {
		return w.look(ctx, d)
	}
	now := w.config.Clock()
	if now.After(d.Deadline) { // this process was suspended, and another may have claimed the entry
		return &session.Result{At: now, Outcome: session.Deferred}
	}
	var taken spend.Taken
	if w.config.Meter != nil {
		var err error
		switch taken, err = w.config.Meter.Take(ctx, d); {
		case err != nil:
			w.config.Faults.Fault(ctx, "meter", "cannot count a text; it will be tried again", err)
			return &session.Result{At: now, Outcome: session.Deferred, RetryAfter: againSoon}
		case !taken.OK:
			return &session.Result{At: now, Outcome: session.Held, RetryAfter: max(taken.Until.Sub(now), heldFor)}
		}
	}
	if d.Unasked {
		if ok, wait := w.hold.admit(ctx, now); !ok {
			if w.config.Meter != nil {
				w.config.Meter.Unsent(ctx, d, taken)
			}
			_, code, reason := w.hold.holds()
			return &session.Result{At: now, Outcome: session.Deferred, RetryAfter: wait, PutOff: true, Code: code, Reason: reason}
		}
	}
	result := w.send(ctx, d, now)
	if d.Unasked {
		w.hold.sent(now, result.Outcome == session.Accepted)
	}
	switch meter := w.config.Meter; {
	case meter == nil:
	case result.Outcome == session.Accepted, result.Outcome == session.Lost:
		meter.Sent(d)
	default:
		meter.Unsent(ctx, d, taken)
	}
	return result
}

// send sends an entry.
func (w *Workers) send(ctx context.Context, d *session.Dispatch, now time.Time) *session.Result {
	var receipt twilio.Receipt
	var err error
	ref := d.Person.String() + "/" + strconv.Itoa(d.Entry) // names the entry in the path of its status callback
	if d.Kind == session.EntryCall {
		receipt, err = w.config.Sender.PlaceCall(ctx, twilio.Call{To: d.To, Ref: ref})
	} else {
		receipt, err = w.config.Sender.SendText(ctx, twilio.SMS{To: d.To, Body: d.Body, Ref: ref, ValidFor: d.Until.Sub(now)})
	}
	if err == nil {
		w.brake.unblock()
		return &session.Result{At: w.config.Clock(), Outcome: session.Accepted, SID: receipt.SID, Status: receipt.Status}
	}
	return w.failed(ctx, d, err)
}

// failed decides what an error of Twilio means for an entry.
func (w *Workers) failed(ctx context.Context, d *session.Dispatch, err error) *session.Result {
	result := &session.Result{At: w.config.Clock(), Outcome: session.Lost}
	var e *twilio.Error
	if !errors.As(err, &e) {
		w.brake.strike(0)
		return result
	}
	result.Code, result.Reason = e.Code, e.Reason()
	switch {
	case e.Unclear():
		w.brake.strike(0)
	case e.Retryable():
		w.brake.strike(e.RetryAfter)
		result.Outcome, result.RetryAfter = session.Deferred, max(e.RetryAfter, againSoon)
		if result.Reason == session.ReasonLimit {
			result.RetryAfter = max(e.RetryAfter, later(result.At.Sub(d.Made)))
		}
	case e.OptedOut():
		result.Outcome = session.Refused
		return result
	case e.NeverAgain():
		result.Outcome = session.Refused
	default:
		if e.Account() {
			w.brake.block()
		}
		result.Outcome, result.RetryAfter = session.Deferred, later(result.At.Sub(d.Made))
		if w.config.Faults.First("twilio", strconv.Itoa(e.Code)) {
			what, fix := twilio.Explain(e.Code)
			w.config.Log.ErrorContext(ctx, "Twilio refuses what we send until an operator mends it; nothing is lost meanwhile",
				slog.String("person", d.Person.String()), slog.Int("entry", d.Entry),
				slog.String("error", e.Error()), slog.String("what", what), slog.String("do", fix), slog.String("see", e.Docs()))
		}
		return result
	}
	message := map[session.Outcome]string{
		session.Lost:     "Twilio may have accepted this; it will be looked for",
		session.Deferred: "not accepted; it will be tried again",
		session.Refused:  "refused",
	}[result.Outcome]
	if w.config.Faults.First("twilio", e.Error()) {
		w.config.Log.WarnContext(ctx, message, slog.String("person", d.Person.String()), slog.Int("entry", d.Entry),
			slog.String("error", e.Error()))
	}
	return result
}

// later is how long an entry waits for an operator: longer, the older the entry is.
func later(waited time.Duration) time.Duration { return min(max(againLater, waited/2), 6*againLater) }

// look looks for an attempt without an answer in Twilio's lists. A status callback may have come first; then the record
// does not change.
func (w *Workers) look(ctx context.Context, d *session.Dispatch) *session.Result {
	var found []twilio.Receipt
	var complete bool
	var err error
	switch {
	case d.NotSent:
		complete = true
	case d.Kind == session.EntryCall:
		found, complete, err = w.config.Sender.FindCalls(ctx, d.To, d.Made.Add(-skew))
	default:
		found, complete, err = w.config.Sender.FindTexts(ctx, d.To, d.Body, d.Made.Add(-skew))
	}
	if err != nil {
		w.strike(err)
		w.config.Faults.Fault(ctx, "list", "cannot look for what was sent", err)
		return &session.Result{At: w.config.Clock(), Outcome: session.Unsure}
	}
	if !d.NotSent {
		w.brake.release()
	}
	found = slices.DeleteFunc(found, func(r twilio.Receipt) bool { return slices.Contains(d.OtherSIDs, r.SID) })
	switch {
	case len(found) > 0:
		return w.reportFound(ctx, d, found)
	case !complete:
		return &session.Result{At: w.config.Clock(), Outcome: session.Unsure}
	}
	if err := w.hear(ctx, d); err != nil {
		w.config.Faults.Fault(ctx, "heard", "cannot read what a learner has texted; it is tried again before anything goes out", err)
		return &session.Result{At: w.config.Clock(), Outcome: session.Unheard}
	}
	return &session.Result{At: w.config.Clock(), Outcome: session.Absent}
}

// strike counts an error of one of Twilio's lists.
func (w *Workers) strike(err error) {
	var asked time.Duration
	if e := (*twilio.Error)(nil); errors.As(err, &e) {
		asked = e.RetryAfter
	}
	w.brake.strike(asked)
}

// hear reads what a learner has texted in a doubt, before the first text to them after it.
func (w *Workers) hear(ctx context.Context, d *session.Dispatch) error {
	if d.Doubt.IsZero() {
		return nil
	}
	texts, err := w.config.Sender.FindHeard(ctx, d.To, d.Doubt)
	if err != nil {
		w.strike(err)
		return err
	}
	w.brake.release()
	return w.config.Store.Hear(ctx, d.Person, texts, w.config.Clock())
}

// reportFound reports an attempt that was found, as a status callback would.
func (w *Workers) reportFound(ctx context.Context, d *session.Dispatch, found []twilio.Receipt) *session.Result {
	if len(found) > 1 && d.Doubt.IsZero() { // in a doubt a reminder may ask the same
		w.config.Log.ErrorContext(ctx, "an entry seems to have been sent more than once", slog.String("person", d.Person.String()),
			slog.Int("entry", d.Entry), slog.Int("times", len(found)))
	}
	delivery := twilio.DeliveryOf(d.Kind, found[len(found)-1], w.config.Clock())
	if err := w.config.Store.Report(ctx, d.Person, d.Entry, delivery); err != nil {
		w.config.Faults.Fault(ctx, d.Person.String(), "cannot record what was found; it will be looked for again", err)
	}
	return nil
}
