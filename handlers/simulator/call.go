package simulator

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// apology is what a caller hears when the answer to a webhook cannot be used.
const apology = "We're sorry, an application error has occurred. Goodbye."

// call is a call that is on, and the place in the document that is carried out. It belongs to whoever holds the phone's
// turn; only what never changes, and what is placed, is looked at by others.
type call struct {
	sid       string
	from, to  string
	direction string
	placed    *placed      // what the line asked for; nil: it is an incoming call
	told      atomic.Int32 // how many callbacks there have been

	status string // as CallStatus
	began  time.Time

	base      *url.URL // of the document
	rest      []*node  // the verbs still to come
	redirects int      // in a row
}

// run carries out verbs until the line listens or the call is over.
func (p *Phone) run(ctx context.Context) error {
	c := p.call
	for len(c.rest) > 0 {
		n := c.rest[0]
		c.rest = c.rest[1:]
		if n.name != "Reject" {
			c.status = "in-progress"
		}
		switch n.name {
		case "Gather":
			p.listen(n)
			return nil
		case "Hangup":
			return p.end(ctx, "completed")
		case "Reject":
			return p.reject(ctx, n)
		case "Redirect":
			if err := p.redirect(ctx, n); err != nil {
				return err
			}
		default:
			p.utter(n)
		}
	}
	return p.end(ctx, "completed")
}

// listen hears the prompts of a Gather and then waits for the person.
func (p *Phone) listen(n *node) {
	for _, prompt := range n.elements() {
		p.utter(prompt)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.listening = newGather(n, p.call.base)
}

// utter hears a Say, a Play or a Pause.
func (p *Phone) utter(n *node) {
	u := Utterance{Kind: Said, Text: words(n), Voice: n.value("voice", ""), Language: n.value("language", "")}
	switch n.name {
	case "Pause":
		u = Utterance{Kind: Paused, Seconds: number(n.value("length", "1"))}
	case "Play":
		u = Utterance{Kind: Played, Text: n.value("digits", strings.TrimSpace(n.content()))}
	}
	for range number(n.value("loop", "1")) {
		p.hear(u)
	}
}

// follow asks for the next document and carries it out.
func (p *Phone) follow(ctx context.Context, method, target string, extra url.Values) error {
	if err := p.load(ctx, method, target, extra); err != nil {
		return err
	}
	return p.run(ctx)
}

// load asks for the next document. A call whose document cannot be had is over.
func (p *Phone) load(ctx context.Context, method, target string, extra url.Values) error {
	form := p.line.callForm(p.call, p.call.status)
	replace(form, extra)
	answer, err := p.deliver(ctx, hook{product: voice, method: method, target: target, form: form})
	if err != nil {
		return p.drop(ctx, err)
	}
	document, err := read(answer, voice)
	if err != nil {
		return p.drop(ctx, err)
	}
	p.call.base, err = url.Parse(target)
	if err != nil {
		return p.drop(ctx, err)
	}
	p.call.rest = document
	return nil
}

func (p *Phone) redirect(ctx context.Context, n *node) error {
	c := p.call
	if c.redirects++; c.redirects > maxRedirects {
		return p.drop(ctx, faultf(codeRedirects, "more than %d Redirects", maxRedirects))
	}
	return p.load(ctx, n.value("method", http.MethodPost), resolve(c.base, n.content()).String(), nil)
}

// reject ends a call that was not answered yet, as busy or no-answer; one that was is over like any other.
// twilio.com/docs/voice/twiml/reject
func (p *Phone) reject(ctx context.Context, n *node) error {
	switch {
	case p.call.status != "ringing":
		return p.end(ctx, "completed")
	case n.value("reason", "rejected") == "busy":
		return p.end(ctx, "busy")
	}
	return p.end(ctx, "no-answer")
}

// drop ends the call for err, with an apology, and returns it. A person whose context is over has hung up in the
// middle of a webhook: they hear nothing, and the line is told.
func (p *Phone) drop(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		p.hear(Utterance{Kind: Said, Text: apology})
	}
	return errors.Join(err, p.end(ctx, "completed"))
}

// end ends the call and tells whom it concerns how.
func (p *Phone) end(ctx context.Context, status string) error {
	c := p.call
	c.status, p.call = status, nil
	p.mu.Lock()
	p.inCall, p.listening = false, nil
	p.mu.Unlock()
	return p.finally(ctx, c, status)
}

// finally is conclude by the person, of whom nothing more is waited for when their context is over.
func (p *Phone) finally(ctx context.Context, c *call, status string) error {
	if ctx.Err() != nil {
		return p.conclude(context.WithoutCancel(ctx), c, status, true)
	}
	return p.conclude(ctx, c, status, false)
}

// conclude notes how a call ended and tells it: an incoming call to the StatusURL, any other to its own callback.
func (p *Phone) conclude(ctx context.Context, c *call, status string, once bool) error {
	p.note(Event{Kind: CallEnded, Text: status, SID: c.sid})
	if c.placed != nil {
		p.line.finish(c, status)
		return p.report(ctx, c, "completed", status, once)
	}
	if p.line.config.StatusURL == "" {
		return nil
	}
	_, err := p.deliver(ctx, hook{
		product: voice, method: http.MethodPost, target: p.line.config.StatusURL,
		form: p.line.statusForm(c, status), once: once,
	})
	return err
}

// words is the text of a Say as an ear has it: white space folded, a break or a paragraph parting words, an alias in
// the place of what it stands for.
func words(n *node) string {
	var text strings.Builder
	writeWords(&text, n)
	return strings.Join(strings.Fields(text.String()), " ")
}

func writeWords(text *strings.Builder, n *node) {
	for _, child := range n.children {
		switch child.name {
		case "":
			text.WriteString(child.text)
		case "sub":
			text.WriteString(child.value("alias", ""))
		case "break", "p", "s":
			text.WriteByte(' ')
			writeWords(text, child)
			text.WriteByte(' ')
		default:
			writeWords(text, child)
		}
	}
}
