package simulator

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Account is what stands in the pretend account beside texts and calls: what its owner sets up in Twilio's console. The zero value
// of a field is what a line is content with, unless it says otherwise.
type Account struct {
	Status       string            // default: active
	Type         string            // default: Full
	Balance      string            // default: 100.00
	Primary      string            // what the account says that it signs with; default: the token that does
	Keys         map[string]string // secrets of API keys
	Verified     int               // how many callers are verified
	Numbers      []Number          // default: those of Config, which ask the URLs of Config
	Services     []Service         // default: the one of Config, with the first of Numbers
	NoTextsTo    []string          // ISO 3166 codes of countries that are off
	NoCallsTo    []string
	TollFreeDone bool // toll-free numbers are verified
}

// Number is a number or a short code of the account.
type Number struct {
	SID              string
	Number           string
	Type             string // default: local; a short code has none
	NoTexts, NoCalls bool   // what it cannot
	SMS, Fallback    Hook
	Voice, Status    Hook
	SMSApp, VoiceApp string
	Trunk            string
	shortCode        bool
}

// Hook is a URL that is asked, and the method; default: POST.
type Hook struct{ URL, Method string }

// Service is a Messaging Service of the account.
type Service struct {
	SID               string
	Inbound, Fallback Hook
	OnNumbers         bool
	Changing          bool // its senders are not sticky
	Campaign          bool // registered in the United States
	Numbers           []string
}

// retries are what the webhooks of an account end with that nobody has set up otherwise.
const retries = "#rc=3&rp=ct,rt,5xx"

// withDefaults is an account as a line is content with it, where c does not say otherwise.
func (a Account) withDefaults(c Config) Account {
	a.Status, a.Type, a.Balance = cmp.Or(a.Status, "active"), cmp.Or(a.Type, "Full"), cmp.Or(a.Balance, "100.00")
	a.Numbers, a.Services = slices.Clone(a.Numbers), slices.Clone(a.Services)
	if a.Numbers == nil {
		a.Numbers = []Number{{Number: c.Number}}
		if c.VoiceNumber != c.Number {
			a.Numbers = append(a.Numbers, Number{Number: c.VoiceNumber})
		}
		for i := range a.Numbers {
			a.Numbers[i].SMS.URL, a.Numbers[i].Voice.URL, a.Numbers[i].Status.URL = c.SMSURL+retries, c.VoiceURL+retries, c.StatusURL+retries
		}
	}
	for i := range a.Numbers {
		n := &a.Numbers[i]
		n.shortCode = !strings.HasPrefix(n.Number, "+")
		n.SID = cmp.Or(n.SID, map[bool]string{true: "SC", false: "PN"}[n.shortCode]+strings.Repeat("0", 31)+strconv.Itoa(i+1))
		n.Type = cmp.Or(n.Type, "local")
	}
	if a.Services == nil && c.Service != "" {
		a.Services = []Service{{SID: c.Service, Inbound: Hook{URL: c.SMSURL + retries}, Numbers: []string{a.Numbers[0].Number}}}
	}
	return a
}

// admits reports whether somebody may ask: with a token that the account takes, or with an API key.
func (t *Twilio) admits(user, password string) bool {
	if user == t.config.AccountSID {
		return t.takes(password)
	}
	secret, ok := t.account.Keys[user]
	return ok && password == secret
}

// sidIn is a SID, or a country, in the path of a resource.
var sidIn = regexp.MustCompile(`/((?:PN|SC|MG)[0-9A-Za-z]{32}|[A-Z]{2})(\.json|/|$)`)

// administer answers what asks for, or changes, what stands in the account. It returns false for any other operation. sids are
// those in the path.
func (t *Twilio) administer(w http.ResponseWriter, operation string, sids []string, form url.Values) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	a := &t.account
	switch operation {
	case "GET Account.json":
		sendJSON(w, http.StatusOK, map[string]any{
			"sid": t.config.AccountSID, "owner_account_sid": t.config.AccountSID, "status": a.Status, "type": a.Type, "auth_token": cmp.Or(a.Primary, t.tokens.primary),
		})
	case "GET Balance.json":
		sendJSON(w, http.StatusOK, map[string]any{"account_sid": t.config.AccountSID, "balance": a.Balance, "currency": "USD"})
	case "GET OutgoingCallerIds.json":
		callers := []any{}
		for i := range a.Verified {
			callers = append(callers, map[string]any{"sid": "PN" + strings.Repeat("9", 31) + strconv.Itoa(i)})
		}
		sendJSON(w, http.StatusOK, map[string]any{"outgoing_caller_ids": callers})
	case "GET IncomingPhoneNumbers.json", "GET SMS/ShortCodes.json":
		t.sendNumbers(w, operation == "GET SMS/ShortCodes.json", form.Get("PhoneNumber")+form.Get("ShortCode"))
	case "POST IncomingPhoneNumbers/{sid}.json", "POST SMS/ShortCodes/{sid}.json":
		t.changeNumber(w, sids[0], form)
	case "GET /v1/DialingPermissions/Countries/{sid}":
		sendJSON(w, http.StatusOK, map[string]any{"iso_code": sids[0], "low_risk_numbers_enabled": !slices.Contains(a.NoCallsTo, sids[0])})
	case "GET /v1/Messaging/GeoPermissions":
		country := form.Get("CountryCode")
		sendJSON(w, http.StatusOK, map[string]any{"permissions": []any{
			map[string]any{"country_code": country, "type": "country", "enabled": !slices.Contains(a.NoTextsTo, country)},
		}})
	case "GET /v1/Tollfree/Verifications":
		status := map[bool]string{true: "TWILIO_APPROVED", false: "PENDING_REVIEW"}[a.TollFreeDone]
		sendJSON(w, http.StatusOK, map[string]any{"verifications": []any{map[string]any{"status": status}}})
	default:
		return t.sendService(w, operation, sids)
	}
	return true
}

// sendNumbers lists the numbers that contain these digits; twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
func (t *Twilio) sendNumbers(w http.ResponseWriter, shortCodes bool, digits string) {
	found := []any{}
	for _, n := range t.account.Numbers {
		if n.shortCode == shortCodes && strings.Contains(n.Number, digits) {
			found = append(found, n.resource())
		}
	}
	name := map[bool]string{true: "short_codes", false: "incoming_phone_numbers"}[shortCodes]
	sendJSON(w, http.StatusOK, map[string]any{name: found, "page": 0, "next_page_uri": nil})
}

// changeNumber sets the webhooks that a form has; twilio.com/docs/phone-numbers/api/incomingphonenumber-resource#update-an-incomingphonenumber-resource
func (t *Twilio) changeNumber(w http.ResponseWriter, sid string, form url.Values) {
	i := slices.IndexFunc(t.account.Numbers, func(n Number) bool { return n.SID == sid })
	if i < 0 {
		missing(w)
		return
	}
	n := &t.account.Numbers[i]
	for name, field := range map[string]*string{
		"SmsUrl": &n.SMS.URL, "SmsMethod": &n.SMS.Method, "SmsFallbackUrl": &n.Fallback.URL, "VoiceUrl": &n.Voice.URL,
		"VoiceMethod": &n.Voice.Method, "StatusCallback": &n.Status.URL, "StatusCallbackMethod": &n.Status.Method,
		"SmsApplicationSid": &n.SMSApp, "VoiceApplicationSid": &n.VoiceApp, "TrunkSid": &n.Trunk,
	} {
		if form.Has(name) {
			*field = form.Get(name)
		}
	}
	sendJSON(w, http.StatusOK, n.resource())
}

// resource is a number as the API shows it.
func (n Number) resource() map[string]any {
	r := map[string]any{
		"sid": n.SID, "sms_url": n.SMS.URL, "sms_method": cmp.Or(n.SMS.Method, "POST"),
		"sms_fallback_url": n.Fallback.URL, "sms_fallback_method": cmp.Or(n.Fallback.Method, "POST"),
	}
	if n.shortCode {
		r["short_code"] = n.Number
		return r
	}
	more := map[string]any{
		"phone_number": n.Number, "type": n.Type, "capabilities": map[string]any{"sms": !n.NoTexts, "voice": !n.NoCalls, "mms": false},
		"sms_application_sid": null(n.SMSApp), "voice_application_sid": null(n.VoiceApp), "trunk_sid": null(n.Trunk),
		"voice_url": n.Voice.URL, "voice_method": cmp.Or(n.Voice.Method, "POST"),
		"status_callback": n.Status.URL, "status_callback_method": cmp.Or(n.Status.Method, "POST"),
	}
	for name, value := range more {
		r[name] = value
	}
	return r
}

// sendService answers what asks for Messaging Services and their senders; twilio.com/docs/messaging/api/service-resource
func (t *Twilio) sendService(w http.ResponseWriter, operation string, sids []string) bool {
	if operation == "GET /v1/Services" {
		all := []any{}
		for _, s := range t.account.Services {
			all = append(all, s.resource())
		}
		sendJSON(w, http.StatusOK, map[string]any{"services": all})
		return true
	}
	rest, known := strings.CutPrefix(operation, "GET /v1/Services/{sid}")
	if !known {
		return false
	}
	i := slices.IndexFunc(t.account.Services, func(s Service) bool { return s.SID == sids[0] })
	if i < 0 {
		missing(w)
		return true
	}
	s := t.account.Services[i]
	var senders []any
	for _, n := range t.account.Numbers {
		if slices.Contains(s.Numbers, n.Number) && n.shortCode == strings.HasPrefix(rest, "/ShortCodes") && (len(sids) == 1 || n.SID == sids[1]) {
			name := map[bool]string{true: "short_code", false: "phone_number"}[n.shortCode]
			senders = append(senders, map[string]any{"sid": n.SID, name: n.Number})
		}
	}
	switch {
	case rest == "":
		sendJSON(w, http.StatusOK, s.resource())
	case len(sids) == 1:
		name := map[bool]string{true: "short_codes", false: "phone_numbers"}[rest == "/ShortCodes"]
		sendJSON(w, http.StatusOK, map[string]any{name: append([]any{}, senders...)})
	case len(senders) == 0:
		missing(w)
	default:
		sendJSON(w, http.StatusOK, senders[0])
	}
	return true
}

// resource is a service as the API shows it.
func (s Service) resource() map[string]any {
	return map[string]any{
		"sid": s.SID, "inbound_request_url": null(s.Inbound.URL), "inbound_method": cmp.Or(s.Inbound.Method, "POST"),
		"fallback_url": null(s.Fallback.URL), "fallback_method": cmp.Or(s.Fallback.Method, "POST"), "sticky_sender": !s.Changing,
		"use_inbound_webhook_on_number": s.OnNumbers, "us_app_to_person_registered": s.Campaign,
	}
}

func missing(w http.ResponseWriter) {
	refusal{status: http.StatusNotFound, code: codeMissing, message: "The requested resource was not found"}.write(w)
}

// operationOf is a request's method and resource, with {sid} for each SID in it, and the SIDs.
func (t *Twilio) operationOf(r *http.Request) (operation string, sids []string) {
	resource, own := strings.CutPrefix(r.URL.Path, "/"+apiVersion+"/Accounts/"+t.config.AccountSID)
	switch {
	case resource == ".json" && own:
		resource = "Account.json"
	case own:
		resource = strings.TrimPrefix(resource, "/")
	}
	for _, found := range sidIn.FindAllStringSubmatch(resource, -1) {
		sids = append(sids, found[1])
	}
	return r.Method + " " + sidIn.ReplaceAllString(resource, "/{sid}$2"), sids
}

// webhookURL is what a number's webhook may be set to; twilio.com/docs/api/errors/21502
var webhookURL = parameter{want: "an absolute http or https URL, or none", ok: func(v string) bool {
	return v == "" || callbackURL.ok(v)
}}

// none is an override that ends.
var none = parameter{want: "nothing", ok: func(v string) bool { return v == "" }}

// ofNumbers are the parameters that change a number.
var ofNumbers = map[string]parameter{
	"SmsUrl": webhookURL, "SmsMethod": oneOf("POST"), "SmsFallbackUrl": none, "VoiceUrl": webhookURL, "VoiceMethod": oneOf("POST"),
	"StatusCallback": webhookURL, "StatusCallbackMethod": oneOf("POST"), "SmsApplicationSid": none, "VoiceApplicationSid": none, "TrunkSid": none,
}

// codeMissing: twilio.com/docs/api/errors/20404
const codeMissing = 20404
