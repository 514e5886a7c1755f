package simulator

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The directions of a text; twilio.com/docs/messaging/api/message-resource#message-properties
const (
	inbound       = "inbound"
	outbound      = "outbound-api"
	outboundReply = "outbound-reply"
)

// maxValidity is how long Twilio keeps trying, in seconds, unless a text says otherwise;
// twilio.com/docs/messaging/api/message-resource#create-a-message-resource
const maxValidity = "36000"

// Sent is a text that the line began and Twilio accepted.
type Sent struct {
	SID        string
	To, From   string
	Body       string
	Media      []string // URLs
	Status     string   // the latest: accepted, queued, sent, delivered, undelivered or failed
	ErrorCode  int      // why it is undelivered or failed
	Validity   int      // seconds
	ServiceSID string
	Callback   string     // the StatusCallback
	Callbacks  []Exchange // the callbacks that were posted, and their answers
	At         time.Time  // when it was accepted
}

// message is a text, whoever began it.
type message struct {
	Sent
	direction string
	sent      time.Time // zero: not yet
	updated   time.Time
	trouble   Trouble
}

// Messages returns every text that the line began and Twilio accepted, oldest first. Replies to texts are not among
// them; the API's list has those too, and what people texted.
func (t *Twilio) Messages() []Sent { return t.sentTo("") }

// MessagesTo is Messages to one number.
func (t *Twilio) MessagesTo(number string) []Sent { return t.sentTo(number) }

func (t *Twilio) sentTo(number string) []Sent {
	t.mu.Lock()
	defer t.mu.Unlock()
	var found []Sent
	for _, m := range t.messages {
		if m.direction == outbound && (number == "" || m.To == number) {
			sent := m.Sent
			sent.Callbacks = slices.Clone(sent.Callbacks)
			found = append(found, sent)
		}
	}
	return found
}

// Message returns the text with this SID, whoever sent it.
func (t *Twilio) Message(sid string) (Sent, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.bySID[sid]
	if m == nil {
		return Sent{}, false
	}
	sent := m.Sent
	sent.Callbacks = slices.Clone(sent.Callbacks)
	return sent, true
}

func (t *Twilio) createMessage(w http.ResponseWriter, r *http.Request, form url.Values) {
	to := form.Get("To")
	trouble := t.ask(Request{Kind: MessageRequest, To: to, Body: form.Get("Body")})
	t.carryOut(w, r, work{
		trouble: trouble, status: http.StatusCreated, to: to, noted: form,
		accept: func() (map[string]any, int, func()) { return t.acceptMessage(form, trouble) },
	})
}

// acceptMessage makes a text of a request. It is in the inbox when this returns: one after the other, texts arrive in
// the order in which they were accepted.
func (t *Twilio) acceptMessage(form url.Values, trouble Trouble) (map[string]any, int, func()) {
	phone := t.Phone(form.Get("To"))
	code, later := phone.barred()
	if code != 0 && !later {
		return nil, code, nil
	}
	if later {
		trouble.Final, trouble.FinalCode = "failed", code
	}
	m := t.newMessage(form, trouble)
	resource := t.keep(m)
	steps := m.steps()
	arrives := slices.Contains(steps, "delivered") || trouble.Final == "sent"
	phone.get(SMS{From: m.From, Body: m.Body, Media: m.Media}, m.SID, arrives)
	if trouble.Callbacks.Early {
		t.step(m, steps[0])
		steps = steps[1:]
	}
	return resource, 0, func() { t.follow(m, steps) }
}

func (t *Twilio) newMessage(form url.Values, trouble Trouble) *message {
	from := t.config.Number
	if to := form.Get("To"); strings.HasPrefix(to, whatsapp) {
		from = whatsapp + from
	}
	prefix, status := "SM", "queued"
	if form.Has("MediaUrl") {
		prefix = "MM"
	}
	if form.Has("MessagingServiceSid") {
		status = "accepted"
	}
	return &message{Sent: Sent{
		SID: newSID(prefix), To: form.Get("To"), From: from, Body: form.Get("Body"), Media: form["MediaUrl"], Status: status,
		Validity:   number(cmp.Or(form.Get("ValidityPeriod"), maxValidity)),
		ServiceSID: form.Get("MessagingServiceSid"), Callback: form.Get("StatusCallback"),
	}, direction: outbound, trouble: trouble}
}

// keep puts a text into the account, and returns it as the API shows it then. One that is there already is not put
// there twice.
func (t *Twilio) keep(m *message) map[string]any {
	now := t.config.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	m.At, m.updated = now, now
	if m.direction != outbound {
		m.sent = now
	}
	if t.bySID[m.SID] == nil {
		t.bySID[m.SID] = m
		t.messages = append(t.messages, m)
	}
	return t.messageResource(m)
}

// messageResource is a text as the API shows it; twilio.com/docs/messaging/api/message-resource#message-properties.
// The sender of a text by a service is chosen when it leaves the queue. The lock is held.
func (t *Twilio) messageResource(m *message) map[string]any {
	path := t.path("Messages/" + m.SID)
	resource := map[string]any{
		"sid": m.SID, "account_sid": t.config.AccountSID, "api_version": apiVersion, "uri": path + ".json",
		"to": m.To, "from": m.From, "body": m.Body, "direction": m.direction, "status": m.Status,
		"num_segments": strconv.Itoa(segments(m.Body)), "num_media": strconv.Itoa(len(m.Media)),
		"messaging_service_sid": null(m.ServiceSID), "error_code": nil, "error_message": nil,
		"date_created": stamp(m.At), "date_updated": stamp(m.updated), "date_sent": stamp(m.sent),
		"price": nil, "price_unit": nil,
		"subresource_uris": map[string]string{"media": path + "/Media.json"},
	}
	if m.Status == "accepted" {
		resource["from"], resource["num_segments"] = nil, "0"
	}
	if m.ErrorCode != 0 {
		resource["error_code"], resource["error_message"] = m.ErrorCode, wording(m.ErrorCode, m.To)
	}
	return resource
}

// path is where a resource of the account is, without .json.
func (t *Twilio) path(resource string) string {
	return "/" + apiVersion + "/Accounts/" + t.config.AccountSID + "/" + resource
}

// null is nil in place of an empty string.
func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// stamp is a time as the API shows it, nil for none; twilio.com/docs/usage/twilios-response#date-format
func stamp(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.UTC().Format(rfc2822)
}
