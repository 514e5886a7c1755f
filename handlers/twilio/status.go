package twilio

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// messageRanks order the states of a message: callbacks come in any order, and a state never goes back.
// twilio.com/docs/messaging/api/message-resource#message-status-values
var messageRanks = map[string]int{
	"accepted": 1, "scheduled": 1, "queued": 1, "sending": 2, "sent": 3, "partially_delivered": 4,
	"delivered": 5, "undelivered": 5, "failed": 5, "canceled": 5, "read": 6,
}

// undelivered are the states in which a message did not reach the learner.
var undelivered = map[string]bool{"undelivered": true, "failed": true, "canceled": true}

// callRanks order the states of a call: twilio.com/docs/voice/api/call-resource#call-status-values
var callRanks = map[string]int{
	"queued": 1, "initiated": 1, "ringing": 2, "in-progress": 3, "answered": 3,
	"completed": 4, "busy": 4, "failed": 4, "no-answer": 4, "canceled": 4,
}

// MessageStatus notes how far a text of ours has come: POST /twilio/status/message/<person>/<entry>.
// twilio.com/docs/messaging/guides/track-outbound-message-status
func (h *Webhooks) MessageStatus(w http.ResponseWriter, r *http.Request, ref Ref) error {
	f, err := h.receive(w, r, byStatus)
	if err != nil {
		return err
	}
	code, _ := strconv.Atoi(f.value("ErrorCode"))
	receipt := Receipt{SID: f.value("MessageSid"), Status: f.value("MessageStatus"), Code: code}
	if err := h.report(r.Context(), ref, session.EntryText, receipt); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// CallStatus notes that a call has ended: POST /twilio/status/call, and with /<person>/<entry> of a call of ours. Other
// states of a call only prove that it was accepted.
func (h *Webhooks) CallStatus(w http.ResponseWriter, r *http.Request, ref Ref) error {
	f, err := h.receive(w, r, byStatus)
	if err != nil {
		return err
	}
	status := f.value("CallStatus")
	if ref.Entry > 0 {
		err = h.report(r.Context(), ref, session.EntryCall, Receipt{SID: f.value("CallSid"), Status: status})
	}
	if err == nil && final[status] {
		_, err = h.takeCall(r.Context(), f, status, dialogue.Input{Kind: dialogue.HangUp})
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// DeliveryOf is what a receipt tells of an entry.
func DeliveryOf(kind session.EntryKind, r Receipt, at time.Time) session.Delivery {
	d := session.Delivery{SID: r.SID, Status: r.Status, Code: r.Code, Reason: ReasonOf(r.Code), At: at}
	if kind == session.EntryCall {
		d.Rank, d.Failed = callRanks[r.Status], final[r.Status] && r.Status != "completed"
		return d
	}
	d.Rank, d.Failed, d.Arrived = messageRanks[r.Status], undelivered[r.Status], r.Status == "delivered" || r.Status == "read"
	return d
}

// final are the states in which a call is over.
var final = map[string]bool{"completed": true, "busy": true, "failed": true, "no-answer": true, "canceled": true}

// Ref is what the path of a callback names: an entry of somebody's outbox. The zero Ref names none.
type Ref struct {
	Person session.Person
	Entry  int
}

// ParseRef reads the two parts of a callback's path.
func ParseRef(person, entry string) (Ref, bool) {
	p, ok := session.ParsePerson(person)
	n, err := strconv.Atoi(entry)
	return Ref{p, n}, ok && err == nil && n > 0
}

// report tells the store. What has no SID is nothing that Twilio sends.
func (h *Webhooks) report(ctx context.Context, ref Ref, kind session.EntryKind, r Receipt) error {
	if !isSID(r.SID) {
		return ErrMalformed
	}
	d := DeliveryOf(kind, r, h.config.Clock())
	if err := h.config.Store.Report(ctx, ref.Person, ref.Entry, d); err != nil {
		return err
	}
	h.metrics.delivered(kind, d)
	if kind == session.EntryText && h.config.Reported != nil {
		h.config.Reported(ctx, d)
	}
	return nil
}
