package simulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// withheld is the From of a caller who hides their number; twilio.com/docs/voice/twiml#request-parameters
const withheld = "anonymous"

// What a person cannot do.
var (
	ErrInCall     = errors.New("a call is on already")
	ErrNoCall     = errors.New("no call is on")
	ErrNotRinging = errors.New("the phone does not ring")
	ErrNoInput    = errors.New("nothing to press or say; being silent is Silent")
)

// Call calls the line; it returns when the line listens or the call is over. A *Fault: the caller heard an apology. A
// call that rings meanwhile finds the phone busy.
func (p *Phone) Call(ctx context.Context) error {
	return p.act("calls", func() error { return p.dial(ctx, p.number) })
}

// CallWithheld is Call without showing the number.
func (p *Phone) CallWithheld(ctx context.Context) error {
	return p.act("calls, number withheld", func() error { return p.dial(ctx, withheld) })
}

// Press presses keys, 0-9 * #, and then waits for the timeout if that is still needed. Where the line does not listen
// for keys it is as Silent.
func (p *Phone) Press(ctx context.Context, keys string) error {
	return p.act("presses "+keys, func() error {
		if keys == "" {
			return ErrNoInput
		}
		if strings.Trim(keys, "0123456789*#") != "" {
			return fmt.Errorf("press %q: a phone has the keys 0-9 * #", keys)
		}
		return p.answer(ctx, func(g *Gather) url.Values {
			digits := g.collect(keys)
			if !g.Keys || digits == "" {
				return nil
			}
			return url.Values{"Digits": {digits}}
		})
	})
}

// Say says words, understood with this confidence, 0 to 1. Where the line does not listen for speech it is as Silent.
func (p *Phone) Say(ctx context.Context, words string, confidence float64) error {
	return p.say(ctx, words, url.Values{"Confidence": {strconv.FormatFloat(confidence, 'f', -1, 64)}})
}

// SayPlain is Say without a confidence, which Twilio does not promise; twilio.com/docs/voice/twiml/gather#action
func (p *Phone) SayPlain(ctx context.Context, words string) error {
	return p.say(ctx, words, url.Values{})
}

func (p *Phone) say(ctx context.Context, words string, form url.Values) error {
	return p.act("says: "+words, func() error {
		if strings.TrimSpace(words) == "" {
			return ErrNoInput
		}
		form.Set("SpeechResult", words)
		return p.answer(ctx, func(g *Gather) url.Values {
			if !g.Speech {
				return nil
			}
			return form
		})
	})
}

// Silent lets the timeout pass: the document goes on after the Gather, or, with actionOnEmptyResult, the action is asked.
func (p *Phone) Silent(ctx context.Context) error {
	return p.act("is silent", func() error {
		return p.answer(ctx, func(*Gather) url.Values { return nil })
	})
}

// HangUp ends the call. The error is that of telling the StatusURL.
func (p *Phone) HangUp(ctx context.Context) error {
	return p.act("hangs up", func() error {
		if p.call == nil {
			return ErrNoCall
		}
		return p.end(ctx, "completed")
	})
}

func (p *Phone) dial(ctx context.Context, from string) error {
	if p.call != nil {
		return ErrInCall
	}
	p.call = &call{
		sid: newSID("CA"), from: from, to: p.line.config.VoiceNumber, direction: inbound,
		status: "ringing", began: p.line.config.Now(),
	}
	p.engage()
	p.note(Event{Kind: CallBegan, SID: p.call.sid})
	return p.follow(ctx, http.MethodPost, p.line.config.VoiceURL, nil)
}

// answer ends the listening with what input makes of it; nil is silence.
func (p *Phone) answer(ctx context.Context, input func(*Gather) url.Values) error {
	if p.call == nil {
		return ErrNoCall
	}
	p.mu.Lock()
	g := p.listening
	p.listening = nil
	p.mu.Unlock()
	p.call.redirects = 0
	form := input(g)
	if form == nil && !g.ActionOnEmptyResult {
		return p.run(ctx)
	}
	if form == nil {
		form = g.nothing(p.line.config.EmptyResult)
	}
	return p.follow(ctx, g.Method, g.Action, form)
}
