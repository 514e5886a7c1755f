package simulator

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Placed is a call that the line began and Twilio accepted.
type Placed struct {
	SID        string
	To, From   string
	URL        string    // asked for the TwiML, or
	TwiML      string    // the TwiML itself
	Status     string    // queued, ringing, in-progress, completed, busy, no-answer, failed or canceled
	Detection  string    // MachineDetection: Enable, DetectMessageEnd or empty
	AnsweredBy string    // where Detection is on
	Timeout    int       // seconds; nobody counts them
	Callback   string    // the StatusCallback
	At         time.Time // when it was accepted
	Started    time.Time // when it was answered; zero: it was not
	Ended      time.Time // zero: not yet
}

// placed is a call that the line began as it was asked for, and how far it is; guarded by the lock of Twilio.
type placed struct {
	Placed
	method         string // of URL
	callbackMethod string
	events         []string // that the callback is told of
	trouble        Trouble
}

// Calls returns every call that the line began and Twilio accepted, oldest first.
func (t *Twilio) Calls() []Placed {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []Placed
	for _, c := range t.calls {
		all = append(all, c.placed.Placed)
	}
	return all
}

func (t *Twilio) createCall(w http.ResponseWriter, r *http.Request, form url.Values) {
	to := form.Get("To")
	trouble := t.ask(Request{Kind: CallRequest, To: to})
	t.carryOut(w, r, work{
		trouble: trouble, status: http.StatusCreated, to: to, noted: form,
		accept: func() (map[string]any, int, func()) { return t.acceptCall(form, trouble) },
	})
}

func (t *Twilio) acceptCall(form url.Values, trouble Trouble) (map[string]any, int, func()) {
	c := t.newCall(form, trouble)
	t.mu.Lock()
	t.calls = append(t.calls, c)
	resource := t.callResource(c)
	t.mu.Unlock()
	if trouble.Callbacks.Early {
		t.place(c)
		return resource, 0, nil
	}
	return resource, 0, func() { t.place(c) }
}

func (t *Twilio) newCall(form url.Values, trouble Trouble) *call {
	p := &placed{
		Placed: Placed{
			SID: newSID("CA"), To: form.Get("To"), From: form.Get("From"), URL: form.Get("Url"), TwiML: form.Get("Twiml"),
			Status: "queued", Detection: form.Get("MachineDetection"), Timeout: number(cmp.Or(form.Get("Timeout"), "60")),
			Callback: form.Get("StatusCallback"), At: t.config.Now(),
		},
		method:         cmp.Or(form.Get("Method"), http.MethodPost),
		callbackMethod: cmp.Or(form.Get("StatusCallbackMethod"), http.MethodPost),
		events:         form["StatusCallbackEvent"],
		trouble:        trouble,
	}
	if len(p.events) == 0 {
		p.events = []string{"completed"}
	}
	return &call{sid: p.SID, from: p.From, to: p.To, direction: outbound, placed: p}
}

// place makes the phone ring, unless it cannot or is not to. From then on the call is the person's.
func (t *Twilio) place(c *call) {
	phone, final := t.Phone(c.to), c.placed.trouble.Final
	phone.report(t.ctx, c, "initiated", "initiated", false)
	switch {
	case final != "":
		phone.conclude(t.ctx, c, final, false)
	case !phone.ring(c):
		phone.conclude(t.ctx, c, "busy", false)
	default:
		phone.report(t.ctx, c, "ringing", "ringing", false)
	}
}

// proceed notes how far a call is, and by whom it was answered.
func (t *Twilio) proceed(c *call, status, answeredBy string) {
	now := t.config.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	c.placed.Status = status
	if status == "in-progress" {
		c.placed.Started, c.placed.AnsweredBy = now, answeredBy
	}
}

func (t *Twilio) finish(c *call, status string) {
	now := t.config.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	c.placed.Status, c.placed.Ended = status, now
}

// report tells a call's own callback of an event, if it wants to be told; without a retry if once. The error is a
// *Fault, or that of ctx.
func (p *Phone) report(ctx context.Context, c *call, event, status string, once bool) error {
	h, wanted := p.notice(c, event, status)
	if !wanted {
		return nil
	}
	h.once = once
	return p.inform(ctx, c, h)
}

// notice is what a call's own callback is told of an event, if it wants to be told;
// twilio.com/docs/voice/api/call-resource#statuscallbackevent
func (p *Phone) notice(c *call, event, status string) (hook, bool) {
	asked := c.placed
	if asked.Callback == "" || asked.trouble.Callbacks.None || !slices.Contains(asked.events, event) {
		return hook{}, false
	}
	form := p.line.statusForm(c, status)
	if by := p.line.answeredBy(c); by != "" && status != "ringing" {
		form.Set("AnsweredBy", by)
	}
	return hook{product: voice, method: asked.callbackMethod, target: asked.Callback, form: form}, true
}

// inform posts a notice with the trouble of its call: one that comes late has no error here.
func (p *Phone) inform(ctx context.Context, c *call, h hook) error {
	trouble := c.placed.trouble.Callbacks
	if trouble.Late <= 0 {
		return p.tell(ctx, h, trouble.Twice)
	}
	p.line.spawn(func() {
		if p.line.sleep(trouble.Late) {
			p.tell(p.line.ctx, h, trouble.Twice)
		}
	})
	return nil
}

// tell is Twilio.tell for this phone, which remembers it.
func (p *Phone) tell(ctx context.Context, h hook, twice bool) error {
	exchanges, err := p.line.tell(ctx, h, twice)
	p.remember(exchanges...)
	return err
}

func (t *Twilio) answeredBy(c *call) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return c.placed.AnsweredBy
}

// callResource is a call as the API shows it; twilio.com/docs/voice/api/call-resource#call-properties. The lock is held.
func (t *Twilio) callResource(c *call) map[string]any {
	p, path := c.placed, t.path("Calls/"+c.sid)
	updated := slices.MaxFunc([]time.Time{p.At, p.Started, p.Ended}, time.Time.Compare)
	resource := map[string]any{
		"sid": p.SID, "account_sid": t.config.AccountSID, "api_version": apiVersion, "uri": path + ".json",
		"to": p.To, "to_formatted": p.To, "from": p.From, "from_formatted": p.From, "direction": outbound,
		"status": p.Status, "answered_by": null(p.AnsweredBy), "duration": nil, "queue_time": "0",
		"date_created": stamp(p.At), "date_updated": stamp(updated), "start_time": stamp(p.Started), "end_time": stamp(p.Ended),
		"price": nil, "price_unit": "USD", "parent_call_sid": nil, "phone_number_sid": nil, "forwarded_from": nil,
		"group_sid": nil, "caller_name": nil, "trunk_sid": nil,
		"subresource_uris": map[string]string{"events": path + "/Events.json", "recordings": path + "/Recordings.json"},
	}
	if p.Status == "completed" {
		resource["duration"] = strconv.Itoa(int(p.Ended.Sub(p.Started) / time.Second))
	}
	return resource
}
