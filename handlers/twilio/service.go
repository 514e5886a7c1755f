package twilio

import (
	"cmp"
	"context"
	"net/url"
	"sync"
)

// Service is a Messaging Service: twilio.com/docs/messaging/api/service-resource
type Service struct {
	SID       string
	Inbound   Webhook // asked for each text that comes in, unless OnNumbers
	Fallback  Webhook
	OnNumbers bool // each number's own webhook is asked
	Sticky    bool // a learner gets all texts from one number
	Campaign  bool // it is registered for texts to the United States
	Senders   []Sender
}

// Sender is what a Messaging Service texts from.
type Sender struct {
	Number string // E.164, or the digits of a short code
	SID    string
}

// service is a Messaging Service as the API has it.
type service struct {
	SID            string `json:"sid"`
	Inbound        string `json:"inbound_request_url"`
	InboundMethod  string `json:"inbound_method"`
	Fallback       string `json:"fallback_url"`
	FallbackMethod string `json:"fallback_method"`
	OnNumbers      bool   `json:"use_inbound_webhook_on_number"`
	Sticky         bool   `json:"sticky_sender"`
	Campaign       bool   `json:"us_app_to_person_registered"`
}

// maxSenders are as many senders and services as are looked at.
const maxSenders = "50"

// Service asks for a Messaging Service and its senders. Missing says of the error that the account has none such.
func (c *Client) Service(ctx context.Context, sid string) (Service, error) {
	path := messagingHost + "Services/" + url.PathEscape(sid)
	r, err := ask[service](ctx, c, "find Messaging Service", path, nil)
	if err != nil {
		return Service{}, err
	}
	found := c.serviceOf(r)
	type sender struct {
		SID       string `json:"sid"`
		Number    string `json:"phone_number"`
		ShortCode string `json:"short_code"`
	}
	type page struct {
		Numbers    []sender `json:"phone_numbers"`
		ShortCodes []sender `json:"short_codes"`
	}
	for _, kind := range []string{"/PhoneNumbers", "/ShortCodes"} {
		x := c.exchange(ctx, "find senders")
		p, err := read[page](x, path+kind, url.Values{"PageSize": {maxSenders}})
		if err == nil && p.Numbers == nil && p.ShortCodes == nil {
			err = x.failure(nil)
		}
		if err != nil {
			return Service{}, err
		}
		for _, n := range append(p.Numbers, p.ShortCodes...) {
			found.Senders = append(found.Senders, Sender{cmp.Or(n.Number, n.ShortCode), n.SID})
		}
	}
	return found, nil
}

// serviceOf is a service, with the webhooks that it has and those that the line wants.
func (c *Client) serviceOf(r service) Service {
	return Service{
		SID: r.SID, OnNumbers: r.OnNumbers, Sticky: r.Sticky, Campaign: r.Campaign,
		Inbound:  Webhook{Event: TextComes, URL: r.Inbound, Method: r.InboundMethod, Want: c.public + SMSPath + Retries},
		Fallback: Webhook{Event: TextFallback, URL: r.Fallback, Method: r.FallbackMethod},
	}
}

// ServiceWith is the Messaging Service that a number is a sender of, which takes the number's texts, and whether there is one.
// A number is in one service at most.
func (c *Client) ServiceWith(ctx context.Context, n Number) (Service, bool, error) {
	type page struct {
		Services []service `json:"services"`
	}
	x := c.exchange(ctx, "find Messaging Services")
	p, err := read[page](x, messagingHost+"Services", url.Values{"PageSize": {maxSenders}})
	if err == nil && p.Services == nil {
		err = x.failure(nil)
	}
	if err != nil {
		return Service{}, false, err
	}
	kind := "/PhoneNumbers/"
	if n.ShortCode {
		kind = "/ShortCodes/"
	}
	errs, in := make([]error, len(p.Services)), make([]bool, len(p.Services))
	var asking sync.WaitGroup
	for i, s := range p.Services {
		asking.Go(func() {
			_, errs[i] = ask[struct{}](ctx, c, "find sender", messagingHost+"Services/"+s.SID+kind+n.SID, nil)
			in[i] = errs[i] == nil
		})
	}
	asking.Wait()
	for i, s := range p.Services {
		if in[i] {
			return c.serviceOf(s), true, nil
		}
		if !Missing(errs[i]) {
			err = errs[i]
		}
	}
	return Service{}, false, err
}
