package simulator

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"coachline/handlers/simulator/twiml"
)

const (
	// apology is what a caller hears when the answer to a webhook cannot be used.
	apology = "We're sorry, an application error has occurred. Goodbye."

	// withheld is the From of a caller who hides their number; twilio.com/docs/voice/twiml#request-parameters
	withheld = "anonymous"

	rfc2822 = "Mon, 02 Jan 2006 15:04:05 -0700"
)

// What a person cannot do.
var (
	ErrInCall     = errors.New("a call is on already")
	ErrNoCall     = errors.New("no call is on")
	ErrNotRinging = errors.New("the phone does not ring")
	ErrNoInput    = errors.New("nothing to press or say; being silent is Silent")
)

// call is a call, and the place in the document that is carried out. It belongs to whoever holds the phone's turn;
// others look only at what never changes, and at placed.
type call struct {
	sid       string
	from, to  string
	direction string
	placed    *placed // what the line asked for; nil for an incoming call

	status string // as CallStatus
	began  time.Time
	rest   []twiml.Verb // still to come
}

// Call calls the line; it returns when the line listens or the call is over. With a *twiml.Fault the caller heard an apology.
// A call that rings meanwhile finds the phone busy.
func (p *Phone) Call(ctx context.Context) error {
	return p.did("calls", func() error { return p.dial(ctx, p.number) })
}

// CallWithheld is Call without showing the number.
func (p *Phone) CallWithheld(ctx context.Context) error {
	return p.did("calls, number withheld", func() error { return p.dial(ctx, withheld) })
}

func (p *Phone) dial(ctx context.Context, from string) error {
	if p.call != nil {
		return ErrInCall
	}
	p.call = &call{
		sid: newID("CA"), from: from, to: p.line.config.VoiceNumber, direction: "inbound",
		status: "ringing", began: p.line.config.Now(),
	}
	p.engage()
	p.note(Event{Kind: CallBegan, SID: p.call.sid})
	return p.follow(ctx, p.line.config.VoiceURL, nil)
}

// Press presses keys, 0-9 * #, and then waits for the timeout if that is still needed. If the line does not listen for
// keys it is as Silent.
func (p *Phone) Press(ctx context.Context, keys string) error {
	return p.did("presses "+keys, func() error {
		if keys == "" {
			return ErrNoInput
		}
		if strings.Trim(keys, "0123456789*#") != "" {
			return fmt.Errorf("press %q: a phone has the keys 0-9 * #", keys)
		}
		return p.input(ctx, func(g *twiml.Gather) url.Values {
			digits := g.Collect(keys)
			if !g.Keys || digits == "" {
				return nil
			}
			return url.Values{"Digits": {digits}}
		})
	})
}

// Say says words, understood with this confidence, 0 to 1. If the line does not listen for speech it is as Silent.
func (p *Phone) Say(ctx context.Context, words string, confidence float64) error {
	return p.say(ctx, words, url.Values{"Confidence": {strconv.FormatFloat(confidence, 'f', -1, 64)}})
}

// SayPlain is Say without a confidence, which Twilio does not promise; twilio.com/docs/voice/twiml/gather#action
func (p *Phone) SayPlain(ctx context.Context, words string) error {
	return p.say(ctx, words, url.Values{})
}

func (p *Phone) say(ctx context.Context, words string, form url.Values) error {
	return p.did("says: "+words, func() error {
		if strings.TrimSpace(words) == "" {
			return ErrNoInput
		}
		form.Set("SpeechResult", words)
		return p.input(ctx, func(g *twiml.Gather) url.Values {
			if !g.Speech {
				return nil
			}
			return form
		})
	})
}

// Silent lets the timeout pass: the document goes on after the Gather or, with actionOnEmptyResult, the action is asked.
func (p *Phone) Silent(ctx context.Context) error {
	return p.did("is silent", func() error { return p.input(ctx, silence) })
}

func silence(*twiml.Gather) url.Values { return nil }

// HangUp ends the call. The error is that of telling the line.
func (p *Phone) HangUp(ctx context.Context) error {
	return p.did("hangs up", func() error {
		if p.call == nil {
			return ErrNoCall
		}
		return p.end(ctx)
	})
}

// input ends the listening with what the Gather makes of it; nil is silence.
func (p *Phone) input(ctx context.Context, of func(*twiml.Gather) url.Values) error {
	if p.call == nil {
		return ErrNoCall
	}
	gather := p.Listening()
	p.listen(nil)
	form := of(gather)
	if form == nil && !gather.ActionOnEmptyResult {
		return p.run(ctx)
	}
	return p.follow(ctx, gather.Action, form)
}

func (p *Phone) listen(g *twiml.Gather) { p.change(func() { p.listening = g }) }

// follow asks for the next document and carries it out. A call whose document cannot be had is over.
func (p *Phone) follow(ctx context.Context, target string, extra url.Values) error {
	form := p.line.callForm(p.call, p.call.status)
	maps.Copy(form, extra)
	answer, err := p.deliver(ctx, target, form)
	if err == nil {
		p.call.rest, err = twiml.Call(answer.Header.Get("Content-Type"), answer.Body)
	}
	if err == nil {
		return p.run(ctx)
	}
	if ctx.Err() == nil { // otherwise the person has hung up in the middle, and hears nothing
		p.note(Event{Kind: Hears, Text: apology})
	}
	return errors.Join(err, p.end(ctx))
}

// run carries out verbs until the line listens or the call is over.
func (p *Phone) run(ctx context.Context) error {
	c := p.call
	for len(c.rest) > 0 {
		next := c.rest[0]
		c.rest, c.status = c.rest[1:], "in-progress"
		switch verb := next.(type) {
		case *twiml.Gather:
			for _, prompt := range verb.Prompts {
				p.hear(ctx, prompt)
			}
			p.listen(verb)
			return nil
		case twiml.Hangup:
			return p.end(ctx)
		case twiml.Reject:
			return p.endAs(ctx, "no-answer")
		default:
			p.hear(ctx, verb)
		}
	}
	return p.end(ctx)
}

// hear hears a Say, a Play or a Pause.
func (p *Phone) hear(ctx context.Context, verb twiml.Verb) {
	switch v := verb.(type) {
	case twiml.Say:
		p.note(Event{Kind: Hears, Text: v.Words, Voice: v.Voice, Slow: v.Slow})
	case twiml.Play:
		p.play(ctx, v)
	case twiml.Pause:
		p.note(Event{Kind: Hears, Seconds: v.Seconds})
	}
}

// end ends the call that is on, and tells the line.
func (p *Phone) end(ctx context.Context) error { return p.endAs(ctx, "completed") }

// endAs is end with another status, of a call that was not answered.
func (p *Phone) endAs(ctx context.Context, status string) error {
	c := p.call
	c.status, p.call = status, nil
	p.change(func() { p.inCall, p.listening = false, nil })
	if ctx.Err() != nil {
		ctx = p.line.ctx // the line is told all the same
	}
	return p.conclude(ctx, c, c.status)
}

// conclude notes how a call ended and tells the line: of an incoming call at the StatusURL, of any other at its own
// callback. twilio.com/docs/voice/api/call-resource#statuscallback
func (p *Phone) conclude(ctx context.Context, c *call, status string) error {
	p.note(Event{Kind: CallEnded, Text: status, SID: c.sid})
	now, form := p.line.config.Now(), p.line.callForm(c, status)
	maps.Copy(form, url.Values{
		"Timestamp": {now.UTC().Format(rfc2822)}, "CallbackSource": {"call-progress-events"}, "SequenceNumber": {"0"},
		"CallDuration": {"0"},
	})
	if status == "completed" {
		form.Set("CallDuration", strconv.Itoa(max(1, int(now.Sub(c.began)/time.Second))))
	}
	target, callbacks := p.line.config.StatusURL, Callbacks{}
	if c.placed != nil {
		if by := p.line.finish(c, status); by != "" {
			form.Set("AnsweredBy", by)
		}
		target, callbacks = c.placed.callback, c.placed.trouble.Callbacks
	}
	posted, err := p.line.tell(ctx, callbacks, target, form)
	p.noteExchanges(posted)
	return err
}

// callForm is what Twilio posts about a call; twilio.com/docs/voice/twiml#request-parameters
func (t *Twilio) callForm(c *call, status string) url.Values {
	return url.Values{
		"CallSid": {c.sid}, "CallStatus": {status}, "Direction": {c.direction},
		"AccountSid": {t.config.AccountSID}, "ApiVersion": {apiVersion},
		"From": {c.from}, "Caller": {c.from}, "To": {c.to}, "Called": {c.to},
	}
}
