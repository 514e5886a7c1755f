package simulator

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// voicemailPatience is how many times an answering machine lets the line wait for an answer before it hangs up.
const voicemailPatience = 10

// Placed is a call that the line began and Twilio accepted.
type Placed struct {
	SID        string
	To, From   string
	Status     string    // queued, ringing, in-progress, completed, busy, no-answer or failed
	AnsweredBy string    // what machine detection says, where the line asked for it
	At         time.Time // when it was accepted
	Started    time.Time // when it was answered; zero: it was not
}

// placed is a call that the line began as it was asked for, and how far it is; guarded by the lock of Twilio.
type placed struct {
	Placed
	url, callback string
	detects       bool // who picks up
	trouble       Trouble
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
		accept: func() (map[string]any, int, func()) {
			c := t.newCall(form, trouble)
			t.mu.Lock()
			defer t.mu.Unlock()
			t.calls = append(t.calls, c)
			return t.callResource(c), 0, func() { t.place(c) }
		},
	})
}

func (t *Twilio) newCall(form url.Values, trouble Trouble) *call {
	p := &placed{
		Placed: Placed{SID: newID("CA"), To: form.Get("To"), From: form.Get("From"), Status: "queued", At: t.config.Now()},
		url:    form.Get("Url"), callback: form.Get("StatusCallback"), detects: form.Has("MachineDetection"), trouble: trouble,
	}
	return &call{sid: p.SID, from: p.From, to: p.To, direction: outbound, placed: p}
}

// place makes the phone ring, unless it is busy or the call is not to arrive. From then on the call is the person's.
func (t *Twilio) place(c *call) {
	phone, final := t.Phone(c.to), c.placed.trouble.Final
	if final == "" && !phone.ring(c) {
		final = "busy"
	}
	if final != "" {
		_ = phone.conclude(t.ctx, c, final) // a fault is one of Faults
	}
}

// ring makes the phone ring with c, unless it is busy.
func (p *Phone) ring(c *call) bool {
	free := false
	p.change(func() {
		if free = !p.inCall && p.ringing == nil; free {
			p.line.proceed(c, "ringing", "")
			p.ringing = c
			p.record(Event{Kind: Rings, SID: c.sid})
		}
	})
	return free
}

// PickUp answers the call that rings: it goes on as after Call. by is what machine detection makes of who answers, such
// as human or unknown; twilio.com/docs/voice/answering-machine-detection#answeredby
func (p *Phone) PickUp(ctx context.Context, by string) error {
	return p.did("picks up", func() error { return p.pickUp(ctx, by) })
}

// Machine has an answering machine pick up, which records what is said, gives no answer and hangs up when the line goes
// on asking.
func (p *Phone) Machine(ctx context.Context) error {
	return p.did("an answering machine picks up", func() error {
		err := p.pickUp(ctx, "machine_end_beep")
		for range voicemailPatience {
			if err != nil || p.call == nil {
				return err
			}
			err = p.input(ctx, silence)
		}
		if p.call == nil {
			return err
		}
		return errors.Join(err, p.end(ctx))
	})
}

// pickUp answers the call that rings and follows its document.
func (p *Phone) pickUp(ctx context.Context, by string) error {
	c := p.takeRinging(true)
	if c == nil {
		return ErrNotRinging
	}
	extra := url.Values{}
	if c.placed.detects {
		extra.Set("AnsweredBy", by)
	}
	p.line.proceed(c, "in-progress", extra.Get("AnsweredBy"))
	c.status, c.began, p.call = "in-progress", p.line.config.Now(), c
	p.note(Event{Kind: CallBegan, SID: c.sid})
	return p.follow(ctx, c.placed.url, extra)
}

// Leave has the call that rings end without an answer, as busy, no-answer or failed. The error is that of telling the
// line.
func (p *Phone) Leave(ctx context.Context, status string) error {
	return p.did("does not pick up: "+status, func() error {
		c := p.takeRinging(false)
		if c == nil {
			return ErrNotRinging
		}
		return p.conclude(ctx, c, status)
	})
}

// takeRinging stops the ringing and returns the call, nil if there is none. From then on a call is on if inCall.
func (p *Phone) takeRinging(inCall bool) (c *call) {
	p.change(func() {
		c = p.ringing
		p.ringing, p.inCall = nil, p.inCall || inCall && c != nil
	})
	return c
}

// engage has the phone in a call of the person's own; one that rings finds it busy.
func (p *Phone) engage() {
	waiting := p.takeRinging(false)
	p.change(func() { p.inCall = true })
	if waiting != nil {
		p.line.spawn(func() { _ = p.conclude(p.line.ctx, waiting, "busy") })
	}
}

// proceed notes how far a call is, and who answered it.
func (t *Twilio) proceed(c *call, status, answeredBy string) {
	now := t.config.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	c.placed.Status = status
	if status == "in-progress" {
		c.placed.Started, c.placed.AnsweredBy = now, answeredBy
	}
}

// finish notes how a call ended, and returns who answered it.
func (t *Twilio) finish(c *call, status string) (answeredBy string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c.placed.Status = status
	return c.placed.AnsweredBy
}

// callResource is a call as the API shows it; twilio.com/docs/voice/api/call-resource#call-properties. The lock is held.
func (t *Twilio) callResource(c *call) map[string]any {
	p := c.placed
	return map[string]any{
		"sid": p.SID, "account_sid": t.config.AccountSID, "to": p.To, "from": p.From, "direction": outbound,
		"status": p.Status, "answered_by": null(p.AnsweredBy), "date_created": stamp(p.At), "start_time": stamp(p.Started),
	}
}

// matchingCalls returns the calls that pass the filters of a list, newest first. The lock is held.
func (t *Twilio) matchingCalls(form url.Values) []entry {
	var found []entry
	for _, c := range slices.Backward(t.calls) {
		if c.to == form.Get("To") && since(form, "StartTime>", c.placed.Started) {
			found = append(found, entry{c.sid, func() map[string]any { return t.callResource(c) }})
		}
	}
	return found
}
