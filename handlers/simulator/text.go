package simulator

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strings"
)

// whatsapp begins the address of somebody who writes over WhatsApp; twilio.com/docs/whatsapp/api
const whatsapp = "whatsapp:"

// maxReplies is how many Messages one text may be answered with; twilio.com/docs/api/errors/14109
const maxReplies = 10

// maxRedirects is how many Redirects Twilio follows in a row; twilio.com/docs/api/errors/11215
const maxRedirects = 10

// Message is a text to the line with more than words.
type Message struct {
	From   string // default: the phone's number; whatsapp:+64... is answered to this phone too
	Body   string
	SID    string     // default: a new one; fix it to deliver the same text again as a new request
	Params url.Values // sent besides, or instead: OptOutType, NumMedia, ProfileName
}

// Text sends words to the line; the replies are in the inbox when it returns. A *Fault: nothing was received.
func (p *Phone) Text(ctx context.Context, body string) error {
	return p.Send(ctx, Message{Body: body})
}

// Send is Text with everything that can be said about a text.
func (p *Phone) Send(ctx context.Context, m Message) error {
	form := p.line.messageForm(cmp.Or(m.From, p.number), m)
	return p.perform(Event{Kind: Texted, Text: m.Body, SID: form.Get("MessageSid")}, func() error {
		p.line.keep(&message{direction: inbound, Sent: Sent{
			SID: form.Get("MessageSid"), To: form.Get("To"), From: form.Get("From"), Body: m.Body, Status: "received",
		}})
		replies, err := p.replies(ctx, form)
		if err != nil {
			return err
		}
		for _, reply := range replies {
			p.send(reply, form.Get("From"), form.Get("To"))
		}
		return nil
	})
}

// replies asks the line what it answers to form: every Message up to the end, Redirects followed.
func (p *Phone) replies(ctx context.Context, form url.Values) ([]*node, error) {
	var replies []*node
	h := hook{product: messaging, method: http.MethodPost, target: p.line.config.SMSURL, form: form}
	for hops := 0; hops <= maxRedirects; hops++ {
		answer, err := p.deliver(ctx, h)
		if err != nil {
			return nil, err
		}
		document, err := read(answer, messaging)
		if err != nil {
			return nil, err
		}
		messages, next := split(document)
		if replies = append(replies, messages...); len(replies) > maxReplies {
			return nil, faultf(codeTooManyMessages, "more than %d Messages for one text", maxReplies)
		}
		if next == nil {
			return replies, nil
		}
		if h, err = redirected(h, next); err != nil {
			return nil, err
		}
	}
	return nil, faultf(codeRedirects, "more than %d Redirects", maxRedirects)
}

// split returns the Messages of a document up to its Redirect, and that.
func split(document []*node) (messages []*node, next *node) {
	for i, n := range document {
		if n.name == "Redirect" {
			return document[:i], n
		}
	}
	return document, nil
}

// redirected is h sent to where next says.
func redirected(h hook, next *node) (hook, error) {
	base, err := url.Parse(h.target)
	if err != nil {
		return hook{}, faultf(codeInvalidURL, "no URL of a webhook: %q", h.target)
	}
	h.target, h.method = resolve(base, next.content()).String(), next.value("method", http.MethodPost)
	return h, nil
}

// send carries a reply to the phone it is for: this one, unless it says another. Somebody who opted out gets none.
func (p *Phone) send(answer *node, asker, line string) {
	text := SMS{From: answer.value("from", line), Body: messageBody(answer)}
	for _, child := range answer.elements() {
		if child.name == "Media" {
			text.Media = append(text.Media, strings.TrimSpace(child.content()))
		}
	}
	to, number := p, answer.value("to", asker)
	if number != asker && number != p.number {
		to = p.line.Phone(number)
	}
	m := &message{direction: outboundReply, Sent: Sent{
		SID: newSID("SM"), To: number, From: text.From, Body: text.Body, Media: text.Media, Status: "delivered",
	}}
	m.ErrorCode, _ = to.barred()
	if m.ErrorCode != 0 {
		m.Status = "failed"
	}
	p.line.keep(m)
	to.get(text, m.SID, m.ErrorCode == 0)
}

// get has a text arrive, or never arrive.
func (p *Phone) get(text SMS, sid string, arrives bool) {
	if arrives {
		p.receive(text, sid)
		return
	}
	p.note(Event{Kind: Missed, Text: text.Body, SID: sid})
}

// messageBody is the text of a Message: in its Body, or its own.
func messageBody(n *node) string {
	for _, child := range n.elements() {
		if child.name == "Body" {
			return child.content()
		}
	}
	return ownText(n)
}

// ownText is the text directly in n.
func ownText(n *node) string {
	var text strings.Builder
	for _, child := range n.children {
		text.WriteString(child.text)
	}
	return text.String()
}
