package simulator

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// voicemailPatience is how many times an answering machine lets the line wait for an answer before it hangs up.
const voicemailPatience = 10

// Ringing reports whether a call of the line waits to be answered. It rings until the person does something about it.
func (p *Phone) Ringing() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ringing != nil
}

// AwaitRing waits until the phone rings. The error is that of ctx.
func (p *Phone) AwaitRing(ctx context.Context) error {
	return await(ctx, p.changed, func() bool { return p.ringing != nil })
}

// PickUp answers the call that rings, as a person does: it goes on as after Call. Machine detection says human.
func (p *Phone) PickUp(ctx context.Context) error {
	return p.act("picks up", func() error { return p.pickUp(ctx, "human") })
}

// PickUpUnknown is PickUp where machine detection cannot tell who it is.
func (p *Phone) PickUpUnknown(ctx context.Context) error {
	return p.act("picks up and says nothing", func() error { return p.pickUp(ctx, "unknown") })
}

// Machine has an answering machine pick up, which records what is said (Heard), gives no answer and hangs up when the
// line goes on asking. Machine detection says machine_end_beep after the beep (DetectMessageEnd), or machine_start.
// twilio.com/docs/voice/answering-machine-detection
func (p *Phone) Machine(ctx context.Context) error {
	return p.act("an answering machine picks up", func() error {
		err := p.pickUp(ctx, "machine")
		for range voicemailPatience {
			if err != nil || p.call == nil {
				return err
			}
			err = p.answer(ctx, func(*Gather) url.Values { return nil })
		}
		if p.call == nil {
			return err
		}
		return errors.Join(err, p.end(ctx, "completed"))
	})
}

// Busy has the call that rings find the phone busy. The error is that of telling the call's callback.
func (p *Phone) Busy(ctx context.Context) error { return p.leave(ctx, "is busy", "busy") }

// Ignore lets the phone ring until the Timeout of the call has passed. The error is that of telling the call's callback.
func (p *Phone) Ignore(ctx context.Context) error {
	return p.leave(ctx, "does not answer", "no-answer")
}

// FailCall has the call that rings fail, as to a number that does not exist. The error is that of telling the call's
// callback.
func (p *Phone) FailCall(ctx context.Context) error {
	return p.leave(ctx, "cannot be reached", "failed")
}

func (p *Phone) leave(ctx context.Context, what, status string) error {
	return p.act(what, func() error {
		c, err := p.take(false)
		if err != nil {
			return err
		}
		return p.finally(ctx, c, status)
	})
}

// ring makes the phone ring with c, unless it is busy.
func (p *Phone) ring(c *call) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.inCall || p.ringing != nil {
		return false
	}
	p.line.proceed(c, "ringing", "")
	p.ringing = c
	p.record(Event{Kind: Rings, SID: c.sid})
	p.changed.Broadcast()
	return true
}

// take stops the ringing and returns the call, which is on from then if the phone is answered.
func (p *Phone) take(answered bool) (*call, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.ringing
	if c == nil {
		return nil, ErrNotRinging
	}
	p.ringing, p.inCall = nil, answered
	return c, nil
}

// engage has the phone in a call of the person's own; one that rings finds it busy.
func (p *Phone) engage() {
	p.mu.Lock()
	waiting := p.ringing
	p.ringing, p.inCall = nil, true
	p.mu.Unlock()
	if waiting != nil {
		p.line.spawn(func() { p.conclude(p.line.ctx, waiting, "busy", false) })
	}
}

// pickUp answers the call that rings and follows its document.
func (p *Phone) pickUp(ctx context.Context, by string) error {
	c, err := p.take(true)
	if err != nil {
		return err
	}
	extra := url.Values{}
	if by = detected(by, c.placed.Detection); by != "" {
		extra.Set("AnsweredBy", by)
	}
	p.line.proceed(c, "in-progress", by)
	c.status, c.began, p.call = "in-progress", p.line.config.Now(), c
	p.note(Event{Kind: CallBegan, SID: c.sid})
	if h, wanted := p.notice(c, "answered", "in-progress"); wanted {
		p.line.spawn(func() { p.inform(p.line.ctx, c, h) })
	}
	if c.placed.URL != "" {
		return p.follow(ctx, c.placed.method, c.placed.URL, extra)
	}
	return p.recite(ctx, c.placed.TwiML)
}

// detected is what machine detection makes of who picks up; empty where it is off.
func detected(by, detection string) string {
	switch {
	case detection == "":
		return ""
	case by == "machine" && detection == "DetectMessageEnd":
		return "machine_end_beep"
	case by == "machine":
		return "machine_start"
	}
	return by
}

// recite carries out TwiML that came with the call. It has no URL: those in it must be absolute.
func (p *Phone) recite(ctx context.Context, twiml string) error {
	header := http.Header{"Content-Type": {"text/xml"}}
	document, err := read(Answer{Status: http.StatusOK, Header: header, Body: []byte(twiml)}, voice)
	if err != nil {
		return p.drop(ctx, err)
	}
	p.call.base, p.call.rest = &url.URL{}, document
	return p.run(ctx)
}
