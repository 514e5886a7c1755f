package simulator

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// outbound is the direction of what the line began; twilio.com/docs/messaging/api/message-resource#message-properties
const outbound = "outbound-api"

// codeUndelivered is why a text did not arrive, if nobody says; twilio.com/docs/api/errors/30008
const codeUndelivered = 30008

// maxValidity is how long Twilio keeps trying, in seconds, unless a text says otherwise;
// twilio.com/docs/messaging/api/message-resource#create-a-message-resource
const maxValidity = "36000"

// Sent is a text of the line.
type Sent struct {
	SID        string
	To, From   string
	Body       string
	Status     string    // the latest: accepted, queued, sent, delivered, undelivered or failed
	ErrorCode  int       // why it is undelivered or failed
	Validity   int       // in seconds
	ServiceSID string    // of the Messaging Service that sends it
	Callback   string    // the StatusCallback
	At         time.Time // when it was accepted
}

// message is a text of the line, and how far it is.
type message struct {
	Sent
	direction string
	sent      time.Time // zero: not yet
	trouble   Trouble
}

// Messages returns every text that the line began and Twilio accepted, oldest first. Replies are not among them.
func (t *Twilio) Messages() []Sent {
	t.mu.Lock()
	defer t.mu.Unlock()
	var found []Sent
	for _, m := range t.messages {
		if m.direction == outbound {
			found = append(found, m.Sent)
		}
	}
	return found
}

// Message returns the text of the line with this SID, a reply or not.
func (t *Twilio) Message(sid string) (Sent, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, m := range t.messages {
		if m.SID == sid {
			return m.Sent, true
		}
	}
	return Sent{}, false
}

func (t *Twilio) createMessage(w http.ResponseWriter, r *http.Request, form url.Values) {
	to := form.Get("To")
	trouble := t.ask(Request{Kind: MessageRequest, To: to, Body: form.Get("Body")})
	t.carryOut(w, r, work{
		trouble: trouble, status: http.StatusCreated, to: to, noted: form,
		accept: func() (map[string]any, int, func()) { return t.acceptMessage(form, trouble) },
	})
}

// acceptMessage makes a text of a request. It has arrived when this returns: one after the other, texts arrive in the
// order in which they were accepted.
func (t *Twilio) acceptMessage(form url.Values, trouble Trouble) (map[string]any, int, func()) {
	phone := t.Phone(form.Get("To"))
	bar := phone.bar()
	if bar.Code != 0 && !bar.Later {
		return nil, bar.Code, nil
	}
	if bar.Later {
		trouble.Final, trouble.FinalCode = "failed", bar.Code
	}
	m := &message{direction: outbound, trouble: trouble, Sent: Sent{
		SID: newID("SM"), To: phone.number, From: t.config.Number, Body: form.Get("Body"), Status: "queued",
		ServiceSID: form.Get("MessagingServiceSid"), Callback: form.Get("StatusCallback"),
	}}
	if m.ServiceSID != "" {
		m.Status = "accepted"
	}
	m.Validity, _ = strconv.Atoi(cmp.Or(form.Get("ValidityPeriod"), maxValidity))
	resource := t.keep(m)
	steps := m.steps()
	phone.receive(m.Sent, slices.Contains(steps, "delivered"))
	if trouble.Callbacks.Early {
		t.step(m, steps[0])
		steps = steps[1:]
	}
	return resource, 0, func() { t.follow(m, steps) }
}

// keep puts a text into the account, and returns it as the API shows it then.
func (t *Twilio) keep(m *message) map[string]any {
	now := t.config.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	m.At = now
	if m.direction != outbound {
		m.sent = now
	}
	t.messages = append(t.messages, m)
	for _, number := range []string{m.To, m.From} {
		t.byNumber[number] = append(t.byNumber[number], m)
	}
	return t.messageResource(m)
}

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
	if final != "failed" {
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
	t.config.Watch()
	_, _ = t.tell(t.ctx, m.trouble.Callbacks, m.Callback, form) // a fault is one of Faults
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
		m.Status, m.ErrorCode = status, code
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
	return form
}

// messageResource is a text as the API shows it; twilio.com/docs/messaging/api/message-resource#message-properties.
// The sender of a text by a service is chosen when it leaves the queue. The lock is held.
func (t *Twilio) messageResource(m *message) map[string]any {
	resource := map[string]any{
		"sid": m.SID, "account_sid": t.config.AccountSID, "to": m.To, "from": m.From, "body": m.Body,
		"direction": m.direction, "status": m.Status, "messaging_service_sid": null(m.ServiceSID), "error_code": nil,
		"date_created": stamp(m.At), "date_sent": stamp(m.sent),
	}
	if m.Status == "accepted" {
		resource["from"] = nil
	}
	if m.ErrorCode != 0 {
		resource["error_code"] = m.ErrorCode
	}
	return resource
}

// matchingMessages returns the texts that pass the filters of a list, newest first. A text that was not sent yet has no
// date to be found by. The lock is held.
func (t *Twilio) matchingMessages(form url.Values) []entry {
	var found []entry
	to, from := form.Get("To"), form.Get("From")
	for _, m := range slices.Backward(t.byNumber[cmp.Or(to, from)]) {
		if (m.To == to || m.From == from) && since(form, "DateSent>", m.sent) {
			found = append(found, entry{m.SID, func() map[string]any { return t.messageResource(m) }})
		}
	}
	return found
}
