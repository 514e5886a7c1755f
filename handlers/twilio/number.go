package twilio

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// SMSPath is the path of the webhook for texts.
const SMSPath = "/twilio/sms"

// Retries ends a webhook's URL: Twilio tries it three more times when it gets no answer, or one of our faults. A turn that comes
// twice counts once. twilio.com/docs/usage/webhooks/webhooks-connection-overrides
const Retries = "#rc=3&rp=ct,rt,5xx"

// Number is a number or short code of the account, and what Twilio asks when something happens to it.
// twilio.com/docs/phone-numbers/api/incomingphonenumber-resource, twilio.com/docs/messaging/api/short-code-resource
type Number struct {
	SID       string
	Number    string // E.164, or the digits of a short code
	ShortCode bool
	Kind      string // as Twilio has it, such as local, mobile or toll free; "" if it does not say
	Texts     bool   // it can text
	Calls     bool   // it can call
	Webhooks  []Webhook
	Overrides []Override

	resource string // its URL
}

// A Webhook is a URL that Twilio asks when something happens to a number.
type Webhook struct {
	Event  Event
	URL    string // as it is; "" where there is none
	Method string
	Want   string // as the line wants it; "" is none
	param  string // of an update, such as SmsUrl; its method's is paramMethod
	method string
}

// Event is what a webhook is for.
type Event string

// The events of a number.
const (
	TextComes    Event = "a message comes in"
	TextFallback Event = "primary handler for messages fails"
	CallComes    Event = "a call comes in"
	CallChanges  Event = "call status changes"
)

// An Override takes a number's texts or calls away from its webhooks.
type Override struct {
	What  string // such as "a TwiML app"
	Texts bool   // it takes the texts; otherwise the calls
	SID   string
	param string
}

// number is a number as the API has it.
type number struct {
	SID          string `json:"sid"`
	Number       string `json:"phone_number"`
	ShortCode    string `json:"short_code"`
	Type         string `json:"type"`
	Capabilities struct {
		SMS   bool `json:"sms"`
		Voice bool `json:"voice"`
	} `json:"capabilities"`
	SMSURL            string `json:"sms_url"`
	SMSMethod         string `json:"sms_method"`
	SMSFallbackURL    string `json:"sms_fallback_url"`
	SMSFallbackMethod string `json:"sms_fallback_method"`
	SMSApp            string `json:"sms_application_sid"`
	VoiceURL          string `json:"voice_url"`
	VoiceMethod       string `json:"voice_method"`
	VoiceApp          string `json:"voice_application_sid"`
	StatusURL         string `json:"status_callback"`
	StatusMethod      string `json:"status_callback_method"`
	Trunk             string `json:"trunk_sid"`
}

// numbers is a list of numbers, or of short codes, as the API has it.
type numbers struct {
	Numbers    []number `json:"incoming_phone_numbers"`
	ShortCodes []number `json:"short_codes"`
}

// numbers asks for a list. One that is not there is not taken for an empty one.
func (c *Client) numbers(ctx context.Context, list string, query url.Values) (numbers, error) {
	x := c.exchange(ctx, "find numbers")
	p, err := read[numbers](x, c.account(list+".json"), query)
	if err == nil && p.Numbers == nil && p.ShortCodes == nil {
		err = x.failure(nil)
	}
	return p, err
}

// Number asks for a number of the account, E.164 or a short code. Missing says of the error that the account has none such.
func (c *Client) Number(ctx context.Context, digits string) (Number, error) {
	list, filter := "/IncomingPhoneNumbers", "PhoneNumber"
	if !strings.HasPrefix(digits, "+") {
		list, filter = "/SMS/ShortCodes", "ShortCode"
	}
	p, err := c.numbers(ctx, list, url.Values{filter: {digits}})
	if err != nil {
		return Number{}, err
	}
	for _, n := range append(p.Numbers, p.ShortCodes...) {
		if n.Number == digits || n.ShortCode == digits { // the filter also finds numbers that contain these digits
			return c.numberOf(n, c.account(list+"/"+url.PathEscape(n.SID)+".json")), nil
		}
	}
	return Number{}, &Error{Op: "find number", Status: http.StatusNotFound, read: true}
}

// numberOf is a number, with the webhooks that it has and those that the line wants.
func (c *Client) numberOf(n number, resource string) Number {
	out := Number{
		SID: n.SID, Number: n.Number, Kind: strings.ReplaceAll(n.Type, "_", " "), Texts: n.Capabilities.SMS, Calls: n.Capabilities.Voice,
		resource: resource,
	}
	if n.ShortCode != "" {
		out.Number, out.ShortCode, out.Kind, out.Texts = n.ShortCode, true, "short code", true
	}
	if out.Texts {
		out.Webhooks = append(
			out.Webhooks,
			Webhook{TextComes, n.SMSURL, n.SMSMethod, c.public + SMSPath + Retries, "SmsUrl", "SmsMethod"},
			Webhook{TextFallback, n.SMSFallbackURL, n.SMSFallbackMethod, "", "SmsFallbackUrl", "SmsFallbackMethod"},
		)
	}
	if out.Calls {
		out.Webhooks = append(
			out.Webhooks,
			Webhook{CallComes, n.VoiceURL, n.VoiceMethod, c.public + VoicePath + Retries, "VoiceUrl", "VoiceMethod"},
			Webhook{CallChanges, n.StatusURL, n.StatusMethod, c.public + CallStatusPath + Retries, "StatusCallback", "StatusCallbackMethod"},
		)
	}
	for _, o := range []Override{
		{"a TwiML app", true, n.SMSApp, "SmsApplicationSid"},
		{"a TwiML app", false, n.VoiceApp, "VoiceApplicationSid"},
		{"a SIP trunk", false, n.Trunk, "TrunkSid"},
	} {
		if o.SID != "" {
			out.Overrides = append(out.Overrides, o)
		}
	}
	return out
}

// SetWebhooks has Twilio ask the line: it sets those webhooks of a number that are given to what the line wants, and ends the
// overrides. Calling it again changes nothing.
func (c *Client) SetWebhooks(ctx context.Context, n Number, webhooks []Webhook, overrides []Override) error {
	form := url.Values{}
	for _, w := range webhooks {
		form.Set(w.param, w.Want)
		if w.Want != "" {
			form.Set(w.method, http.MethodPost)
		}
	}
	for _, o := range overrides {
		form.Set(o.param, "")
	}
	x := c.exchange(ctx, "set webhooks")
	res, err := x.api.RequestHandler().Post(n.resource, form, map[string]any{"Content-Type": "application/x-www-form-urlencoded"}, "")
	if !x.ok(err) {
		return x.failure(err)
	}
	return res.Body.Close()
}

// Right reports whether Twilio asks what the line wants: the same URL by POST. What stands after its # is Retried's.
func (w Webhook) Right() bool {
	is, _, _ := strings.Cut(w.URL, "#")
	want, _, _ := strings.Cut(w.Want, "#")
	return is == want && (want == "" || w.Method == http.MethodPost)
}

// Retried reports whether Twilio tries the webhook again when the line does not answer, or answers with a fault of its own.
func (w Webhook) Retried() bool {
	_, fragment, _ := strings.Cut(w.URL, "#")
	overrides, err := url.ParseQuery(fragment)
	if err != nil {
		return false
	}
	policy := "," + overrides.Get("rp") + ","
	again := strings.Contains(policy, ",all,") || strings.Contains(policy, ",5xx,")
	return again && strings.Trim(overrides.Get("rc"), "12345") == "" && overrides.Get("rc") != ""
}

// Unset reports whether the webhook asks nobody: it is empty, or as Twilio sells the number.
func (w Webhook) Unset() bool {
	u, err := url.Parse(w.URL)
	return w.URL == "" || err == nil && u.Hostname() == "demo.twilio.com"
}

// Host is the host that Twilio asks, or "" if it asks none.
func (w Webhook) Host() string {
	u, err := url.Parse(w.URL)
	if err != nil {
		return "?"
	}
	return u.Host
}

// Numbers are the numbers and short codes of the account: the first 50 of each.
func (c *Client) Numbers(ctx context.Context) (found []Number, err error) {
	for _, list := range []string{"/IncomingPhoneNumbers", "/SMS/ShortCodes"} {
		p, err := c.numbers(ctx, list, url.Values{"PageSize": {maxSenders}})
		if err != nil {
			return nil, err
		}
		for _, n := range append(p.Numbers, p.ShortCodes...) {
			found = append(found, c.numberOf(n, c.account(list+"/"+url.PathEscape(n.SID)+".json")))
		}
	}
	return found, nil
}
