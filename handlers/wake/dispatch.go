package wake

import (
	"context"
	"errors"
	"log/slog"
	"slices"
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

// skew is by how much Twilio's clock and ours may differ. It is generous: what is looked for is told from other texts by
// their SIDs, and a text taken for absent would be sent twice.
const skew = time.Hour

// dispatch sends, or looks for what was sent, and says what became of it; nil where that is noted already.
func (w *Workers) dispatch(ctx context.Context, d *session.Dispatch) *session.Result {
	if d.Look {
		return w.look(ctx, d)
	}
	now := w.config.Clock()
	if now.After(d.By) { // this process has stood still: another may have taken it up
		return &session.Result{At: now, Outcome: session.Deferred}
	}
	var receipt twilio.Receipt
	var err error
	if d.Kind == session.EntryCall {
		receipt, err = w.config.Sender.PlaceCall(ctx, twilio.Call{To: d.To, Ref: ref(d)})
	} else {
		receipt, err = w.config.Sender.SendText(ctx, twilio.SMS{To: d.To, Body: d.Body, Ref: ref(d), ValidFor: d.Until.Sub(now)})
	}
	if err == nil {
		w.brake.free()
		return &session.Result{At: w.config.Clock(), Outcome: session.Accepted, SID: receipt.SID, Status: receipt.Status}
	}
	return w.failed(ctx, d, err)
}

// ref names an entry in the path of its status callback.
func ref(d *session.Dispatch) string { return d.Person.String() + "/" + strconv.Itoa(d.Entry) }

// failed decides what an error of Twilio's means for an entry.
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
		result.Outcome, result.Again = session.Deferred, max(e.RetryAfter, againSoon)
	case e.OptedOut():
		result.Outcome = session.Refused
		return result
	case e.NeverAgain():
		result.Outcome = session.Refused
	default:
		if e.Account() {
			w.brake.strike(0)
		}
		result.Outcome, result.Again = session.Deferred, later(result.At.Sub(d.Made))
		if w.quiet.may(strconv.Itoa(e.Code)) {
			w.config.Log.ErrorContext(ctx, "Twilio refuses what we send until somebody puts it right; nothing is lost meanwhile",
				slog.String("person", d.Person.String()), slog.Int("entry", d.Entry),
				slog.String("error", e.Error()), slog.String("see", e.Docs()))
		}
		return result
	}
	said := map[session.Outcome]string{
		session.Lost: "nobody knows yet whether this was accepted; it will be looked for", session.Deferred: "not accepted; it will be tried again",
		session.Refused: "refused",
	}[result.Outcome]
	if w.quiet.may(e.Error()) {
		w.config.Log.WarnContext(ctx, said, slog.String("person", d.Person.String()), slog.Int("entry", d.Entry),
			slog.String("error", e.Error()))
	}
	return result
}

// later is how long something waits that somebody must put right: the longer, the longer it has waited.
func later(waited time.Duration) time.Duration { return min(max(againLater, waited/2), 6*againLater) }

// look finds out what became of an attempt whose end nobody knows. A status callback may have told meanwhile; it is
// then no news.
func (w *Workers) look(ctx context.Context, d *session.Dispatch) *session.Result {
	var found []twilio.Receipt
	var complete bool
	var err error
	if d.Kind == session.EntryCall {
		found, complete, err = w.config.Sender.FindCalls(ctx, d.To, d.Made.Add(-skew))
	} else {
		found, complete, err = w.config.Sender.FindTexts(ctx, d.To, d.Body, d.Made.Add(-skew))
	}
	if err != nil {
		w.complain(ctx, "list", "cannot look for what was sent", err)
		return &session.Result{At: w.config.Clock(), Outcome: session.Unsure}
	}
	w.brake.free()
	found = slices.DeleteFunc(found, func(r twilio.Receipt) bool { return slices.Contains(d.Others, r.SID) })
	switch {
	case len(found) > 0:
		return w.found(ctx, d, found)
	case !complete:
		return &session.Result{At: w.config.Clock(), Outcome: session.Unsure}
	}
	return &session.Result{At: w.config.Clock(), Outcome: session.Absent}
}

// found notes what the list tells of an entry, as a status callback would.
func (w *Workers) found(ctx context.Context, d *session.Dispatch, found []twilio.Receipt) *session.Result {
	if len(found) > 1 {
		w.config.Log.ErrorContext(ctx, "it seems that a text was sent more than once", slog.String("person", d.Person.String()),
			slog.Int("entry", d.Entry), slog.Int("times", len(found)))
	}
	delivery := twilio.DeliveryOf(d.Kind, found[len(found)-1], w.config.Clock())
	if err := w.config.Store.Report(ctx, d.Person, d.Entry, delivery); err != nil {
		w.complain(ctx, d.Person.String(), "cannot note what was found; it will be looked for again", err)
	}
	return nil
}
