package wake

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"coachline/handlers/twilio"
	"coachline/session"
)

// How long something waits that certainly was not processed, where Twilio does not say.
const (
	againSoon  = 15 * time.Second // too many at once, or Twilio cannot be reached
	againLater = 5 * time.Minute  // somebody must put something right first
)

// skew is by how much Twilio's clock and ours may differ.
const skew = time.Minute

// dispatch sends, or looks for what was sent, and says what became of it.
func (w *Workers) dispatch(ctx context.Context, d *session.Dispatch) session.Result {
	if d.Look {
		return w.look(ctx, d)
	}
	ref := d.Person.String() + "/" + strconv.Itoa(d.Entry)
	var receipt twilio.Receipt
	var err error
	if d.Kind == session.EntryCall {
		receipt, err = w.Sender.PlaceCall(ctx, twilio.Call{To: d.To, Ref: ref})
	} else {
		receipt, err = w.Sender.SendText(ctx, twilio.SMS{To: d.To, Body: d.Body, Ref: ref, ValidFor: d.Valid})
	}
	if err == nil {
		w.brake.free()
		return session.Result{At: w.Clock(), Outcome: session.Accepted, SID: receipt.SID, Status: receipt.Status}
	}
	return w.failed(ctx, d, err)
}

// failed decides what an error of Twilio's means for an entry.
func (w *Workers) failed(ctx context.Context, d *session.Dispatch, err error) session.Result {
	result := session.Result{At: w.Clock(), Outcome: session.Lost}
	var e *twilio.Error
	if !errors.As(err, &e) {
		w.brake.strike(0)
		return result
	}
	result.Code = e.Code
	switch {
	case e.Unclear():
		w.brake.strike(0)
	case e.Retryable():
		w.brake.strike(e.RetryAfter)
		result.Outcome, result.Again = session.Deferred, max(e.RetryAfter, againSoon)
	case e.OptedOut():
		result.Outcome, result.OptedOut = session.Refused, true
	case e.NeverAgain():
		result.Outcome, result.Unreachable = session.Refused, d.Kind == session.EntryText
	case e.Operator():
		w.brake.strike(0)
		result.Outcome, result.Again = session.Deferred, againLater
		if w.quiet.may(strconv.Itoa(e.Code)) {
			w.Log.ErrorContext(ctx, "Twilio refuses what we send until somebody puts it right; nothing is lost meanwhile",
				slog.String("error", e.Error()), slog.String("see", "https://www.twilio.com/docs/api/errors/"+strconv.Itoa(e.Code)))
		}
		return result
	default:
		result.Outcome = session.Refused
	}
	if !result.OptedOut && w.quiet.may(e.Error()) {
		w.Log.WarnContext(ctx, "not accepted", slog.String("person", d.Person.String()), slog.Int("entry", d.Entry),
			slog.String("error", e.Error()))
	}
	return result
}

// look finds out what became of an attempt whose end nobody knows. A status callback may have told meanwhile; it is
// then no news.
func (w *Workers) look(ctx context.Context, d *session.Dispatch) session.Result {
	var found []twilio.Receipt
	var complete bool
	var err error
	if d.Kind == session.EntryCall {
		found, complete, err = w.Sender.FindCalls(ctx, d.To, d.Made.Add(-skew))
	} else {
		found, complete, err = w.Sender.FindTexts(ctx, d.To, d.Body, d.Made.Add(-skew))
	}
	result := session.Result{At: w.Clock(), Outcome: session.Absent}
	if err == nil {
		w.brake.free()
	}
	switch {
	case len(found) > 0:
		if len(found) > 1 {
			w.Log.ErrorContext(ctx, "a text was sent more than once", slog.String("person", d.Person.String()),
				slog.Int("entry", d.Entry), slog.Int("times", len(found)))
		}
		first := found[len(found)-1]
		result.Outcome, result.SID, result.Status = session.Accepted, first.SID, first.Status
	case err != nil || !complete:
		result.Outcome = session.Unsure
		if err != nil {
			w.brake.strike(0)
			w.complain(ctx, "list", "cannot look for what was sent", err)
		}
	}
	return result
}
