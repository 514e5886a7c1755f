package simulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// ranks is how far a text has come: it never goes back.
var ranks = map[string]int{"accepted": 0, "queued": 1, "sent": 2, "delivered": 3, "undelivered": 3, "failed": 3}

// steps are the statuses that a text goes through and that its callback is told, in the order in which it is told.
// twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
func (m *message) steps() []string {
	var steps []string
	if m.ServiceSID != "" {
		steps = append(steps, "queued")
	}
	final := cmp.Or(m.trouble.Final, "delivered")
	if final != "failed" && final != "sent" {
		steps = append(steps, "sent")
	}
	steps = append(steps, final)
	if m.trouble.Callbacks.Reordered {
		slices.Reverse(steps)
	}
	return steps
}

// follow takes a text through steps, and tells its callback of each.
func (t *Twilio) follow(m *message, steps []string) {
	if !t.sleep(m.trouble.Callbacks.Late) {
		return
	}
	for _, status := range steps {
		t.step(m, status)
	}
}

func (t *Twilio) step(m *message, status string) {
	form := t.receipt(m, status)
	t.tellWatcher()
	if m.Callback == "" || m.trouble.Callbacks.None {
		return
	}
	h := hook{product: messaging, method: http.MethodPost, target: m.Callback, form: form}
	exchanges, _ := t.tell(t.ctx, h, m.trouble.Callbacks.Twice) // a fault is remembered
	t.mu.Lock()
	defer t.mu.Unlock()
	m.Callbacks = append(m.Callbacks, exchanges...)
}

// receipt notes how far a text has come, and returns what its callback is told of it;
// twilio.com/docs/messaging/guides/track-outbound-message-status#status-callback-parameters
func (t *Twilio) receipt(m *message, status string) url.Values {
	now := t.config.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	code := 0
	if status == "failed" || status == "undelivered" {
		code = cmp.Or(m.trouble.FinalCode, codeUndelivered)
	}
	if ranks[status] > ranks[m.Status] {
		m.Status, m.ErrorCode, m.updated = status, code, now
	}
	if m.sent.IsZero() && ranks[status] >= ranks["sent"] && status != "failed" {
		m.sent = now
	}
	form := url.Values{
		"AccountSid": {t.config.AccountSID}, "ApiVersion": {apiVersion}, "From": {m.From}, "To": {m.To},
		"MessageSid": {m.SID}, "SmsSid": {m.SID}, "MessageStatus": {status}, "SmsStatus": {status},
	}
	if code != 0 {
		form.Set("ErrorCode", strconv.Itoa(code))
	}
	if status == "delivered" || status == "undelivered" {
		form.Set("RawDlrDoneDate", now.UTC().Format("0601021504"))
	}
	return form
}

// tell posts a status callback, once or twice, until it is received or Retry gives up. An answer that is neither 2xx nor
// worth a retry is remembered, and returned as a *Fault; twilio.com/docs/api/errors/15003
func (t *Twilio) tell(ctx context.Context, h hook, twice bool) ([]Exchange, error) {
	w, err := t.compose(h)
	if err != nil {
		t.remember(err)
		return nil, err
	}
	first, err := t.attempt(ctx, w, h.once)
	exchanges := []Exchange{first}
	if twice {
		second, again := t.attempt(ctx, w, h.once)
		exchanges, err = append(exchanges, second), errors.Join(err, again)
	}
	return exchanges, err
}

func (t *Twilio) attempt(ctx context.Context, w Webhook, once bool) (Exchange, error) {
	exchange, err := t.insist(ctx, w, once)
	if err != nil && !exchange.Answer.retryable() {
		t.remember(fmt.Errorf("status callback to %s: %w", w.URL, err))
	}
	return exchange, err
}
