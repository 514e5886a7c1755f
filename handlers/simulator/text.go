package simulator

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"strings"

	"coachline/handlers/simulator/twiml"
)

// whatsapp begins the address of somebody who writes over WhatsApp; twilio.com/docs/whatsapp/api
const whatsapp = "whatsapp:"

// Message is a text to the line with more than words.
type Message struct {
	From   string // default: the phone's number; whatsapp:+64... is answered to this phone too
	Body   string
	Params url.Values // sent besides, or instead: OptOutType, NumMedia
}

// Text sends words to the line; the replies have arrived when it returns. With a *twiml.Fault none has.
func (p *Phone) Text(ctx context.Context, body string) error { return p.Send(ctx, Message{Body: body}) }

// Send is Text with everything that can be said about a text.
func (p *Phone) Send(ctx context.Context, m Message) error {
	form := p.line.messageForm(cmp.Or(m.From, p.number), m)
	return p.act(Event{Kind: Texted, Text: m.Body, SID: form.Get("MessageSid")}, func() error {
		maps.Copy(form, p.intercept(form.Get("From"), m))
		p.line.keep(&message{direction: "inbound", Sent: Sent{
			SID: form.Get("MessageSid"), From: form.Get("From"), To: form.Get("To"), Body: m.Body, Status: "received",
		}})
		answer, err := p.deliver(ctx, p.line.config.SMSURL, form)
		if err != nil {
			return err
		}
		bodies, err := twiml.Messages(answer.Header.Get("Content-Type"), answer.Body)
		if err != nil {
			return err
		}
		for _, body := range bodies {
			p.reply(body)
		}
		return nil
	})
}

// messageForm is what Twilio posts for an incoming text; twilio.com/docs/messaging/guides/webhook-request
func (t *Twilio) messageForm(from string, m Message) url.Values {
	sid, to := newID("SM"), t.config.Number
	if strings.HasPrefix(from, whatsapp) {
		to = whatsapp + to
	}
	form := url.Values{
		"MessageSid": {sid}, "SmsSid": {sid}, "AccountSid": {t.config.AccountSID}, "ApiVersion": {apiVersion},
		"From": {from}, "To": {to}, "Body": {m.Body}, "SmsStatus": {"received"}, "NumMedia": {"0"},
	}
	if t.config.Service != "" {
		form.Set("MessagingServiceSid", t.config.Service)
	}
	maps.Copy(form, m.Params)
	return form
}

// reply carries a reply of the line to the phone, unless it is barred.
func (p *Phone) reply(body string) {
	m := &message{direction: "outbound-reply", Sent: Sent{
		SID: newID("SM"), To: p.number, From: p.line.config.Number, Body: body, Status: "delivered",
	}}
	if m.ErrorCode = p.bar().Code; m.ErrorCode != 0 {
		m.Status = "failed"
	}
	p.line.keep(m)
	p.receive(m.Sent, m.ErrorCode == 0)
}

// receive has a text arrive, or never arrive.
func (p *Phone) receive(m Sent, arrives bool) {
	kind := Received
	if !arrives {
		kind = Missed
	}
	p.note(Event{Kind: kind, Text: m.Body, SID: m.SID})
}

// deliver posts a webhook about this phone, and notes it.
func (p *Phone) deliver(ctx context.Context, target string, form url.Values) (Answer, error) {
	x, err := p.line.deliver(ctx, p.line.compose(target, form))
	p.noteExchanges([]Exchange{x})
	return x.Answer, err
}
