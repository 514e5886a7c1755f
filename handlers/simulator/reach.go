package simulator

import (
	"context"
	"slices"
)

// optOut is whether Twilio's own list keeps texts from a phone; twilio.com/docs/messaging/guides/opt-out-keywords
type optOut int

const (
	optedIn optOut = iota
	blocked
	blockedLater
)

// Block puts the phone on Twilio's own list of people who opted out: a text to it is refused with 21610, and a reply
// does not arrive. What people text to the line still does. twilio.com/docs/api/errors/21610
func (p *Phone) Block() { p.opt(blocked) }

// BlockLater is Block as Advanced Opt-Out does it: a text is accepted, and its callback says failed, 21610.
func (p *Phone) BlockLater() { p.opt(blockedLater) }

// Unblock takes the phone off the list.
func (p *Phone) Unblock() { p.opt(optedIn) }

// Landline makes the phone one that cannot have texts: they are refused with 21614. twilio.com/docs/api/errors/21614
func (p *Phone) Landline() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.landline = true
}

func (p *Phone) opt(list optOut) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.optedOut = list
}

// barred returns the code for which a text does not reach the phone, 0 when it does, and whether that is told later.
func (p *Phone) barred() (code int, later bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.landline:
		return codeLandline, false
	case p.optedOut != optedIn:
		return codeOptedOut, p.optedOut == blockedLater
	}
	return 0, false
}

// AwaitTexts waits until n texts have come in all. The error is that of ctx.
func (p *Phone) AwaitTexts(ctx context.Context, n int) error {
	return await(ctx, p.changed, func() bool { return len(p.inbox) >= n })
}

// AwaitText waits until the inbox has a text that matches, and returns the first. match must not use the phone. The
// error is that of ctx.
func (p *Phone) AwaitText(ctx context.Context, match func(SMS) bool) (SMS, error) {
	return p.awaitText(ctx, false, match)
}

// awaitText is AwaitText of all texts, or of the latest only.
func (p *Phone) awaitText(ctx context.Context, latest bool, match func(SMS) bool) (SMS, error) {
	var found SMS
	err := await(ctx, p.changed, func() bool {
		texts := p.inbox
		if latest {
			texts = texts[p.oldTexts:]
		}
		i := slices.IndexFunc(texts, match)
		if i >= 0 {
			found = texts[i]
		}
		return i >= 0
	})
	return found, err
}
