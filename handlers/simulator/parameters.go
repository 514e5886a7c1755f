package simulator

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"coachline/handlers/simulator/twiml"
)

// Twilio's numbers for what can be wrong with a request; twilio.com/docs/api/errors
const (
	codeParameter    = 20001 // also of what has no number, and of what is not supported here
	codeAuthenticate = 20003
)

// parameter is what a parameter has to be, and the words for it.
type parameter struct {
	want     string
	ok       func(string) bool
	required bool
}

// parameters are those that the line sends, for each operation that it uses;
// twilio.com/docs/messaging/api/message-resource, twilio.com/docs/voice/api/call-resource
var parameters = map[string]map[string]parameter{
	"POST Messages.json": {
		"To":                  required(e164),
		"From":                anything,
		"MessagingServiceSid": anything,
		"Body":                required(body),
		"StatusCallback":      callbackURL,
		"ValidityPeriod":      integer(1, 36000),
		"SmartEncoded":        oneOf("true", "false"),
	},
	"POST Calls.json": {
		"To":               required(e164),
		"From":             required(anything),
		"Url":              required(callbackURL),
		"StatusCallback":   callbackURL,
		"Timeout":          integer(1, 600),
		"MachineDetection": oneOf("Enable", "DetectMessageEnd"),
	},
	"GET Messages.json": { // one of To and From; see matchingMessages
		"To": e164, "From": e164, "DateSent>": instant,
		"PageSize": integer(1, 1000), "Page": integer(0, 1<<31), "PageToken": anything,
	},
	"GET Calls.json": {
		"To": required(e164), "StartTime>": instant,
		"PageSize": integer(1, 1000), "Page": integer(0, 1<<31), "PageToken": anything,
	},

	// What is asked about the account, and set up in it.
	"GET Account.json":                           {},
	"GET Balance.json":                           {},
	"GET OutgoingCallerIds.json":                 {"PageSize": integer(1, 1000)},
	"GET IncomingPhoneNumbers.json":              {"PhoneNumber": e164, "PageSize": integer(1, 1000)},
	"POST IncomingPhoneNumbers/{sid}.json":       ofNumbers,
	"GET SMS/ShortCodes.json":                    {"ShortCode": anything, "PageSize": integer(1, 1000)},
	"POST SMS/ShortCodes/{sid}.json":             {"SmsUrl": webhookURL, "SmsMethod": oneOf("POST"), "SmsFallbackUrl": none},
	"GET /v1/Services":                           {"PageSize": integer(1, 1000)},
	"GET /v1/Services/{sid}":                     {},
	"GET /v1/Services/{sid}/PhoneNumbers":        {"PageSize": integer(1, 1000)},
	"GET /v1/Services/{sid}/PhoneNumbers/{sid}":  {},
	"GET /v1/Services/{sid}/ShortCodes":          {"PageSize": integer(1, 1000)},
	"GET /v1/Services/{sid}/ShortCodes/{sid}":    {},
	"GET /v1/Tollfree/Verifications":             {"TollfreePhoneNumberSid": required(anything), "PageSize": integer(1, 1000)},
	"GET /v1/DialingPermissions/Countries/{sid}": {},
	"GET /v1/Messaging/GeoPermissions":           {"CountryCode": required(anything)},
}

// The kinds of values in Twilio's description of its API.
var (
	anything = parameter{want: "a value", ok: func(v string) bool { return v != "" }}
	e164     = parameter{want: "an E.164 number", ok: regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`).MatchString}
	instant  = parameter{want: "a time in RFC 3339", ok: func(v string) bool { return !when(v).IsZero() }}

	// body: twilio.com/docs/api/errors/21602, twilio.com/docs/api/errors/21617
	body = parameter{want: "1 to 1600 characters", ok: func(v string) bool {
		return strings.TrimSpace(v) != "" && utf8.RuneCountInString(v) <= 1600
	}}

	// callbackURL: no underscore; twilio.com/docs/messaging/guides/track-outbound-message-status
	callbackURL = parameter{want: "an absolute http or https URL, no underscore in its host", ok: func(v string) bool {
		u, err := url.Parse(v)
		return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && !strings.Contains(u.Hostname(), "_")
	}}
)

func required(p parameter) parameter {
	p.required = true
	return p
}

func oneOf(values ...string) parameter {
	return parameter{want: "one of " + strings.Join(values, ", "), ok: func(v string) bool { return slices.Contains(values, v) }}
}

func integer(least, most int) parameter {
	return parameter{want: fmt.Sprintf("an integer from %d to %d", least, most), ok: func(v string) bool {
		n, err := strconv.Atoi(v)
		return err == nil && n >= least && n <= most && strconv.Itoa(n) == v
	}}
}

// when reads a time of a filter; the zero time if it is none.
func when(v string) time.Time {
	at, _ := time.Parse(time.RFC3339, v)
	return at
}

// check holds a request against its operation: each parameter for itself, then the sender.
func (t *Twilio) check(operation string, form url.Values) error {
	known, ok := parameters[operation]
	if !ok {
		return twiml.Faultf(0, "%s is not supported here", operation)
	}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		switch p, ok := known[name]; {
		case !ok:
			return twiml.Faultf(0, "the parameter %s of %s is not supported here", name, operation)
		case len(form[name]) > 1:
			return twiml.Faultf(codeParameter, "%s is there %d times", name, len(form[name]))
		case !p.ok(form.Get(name)):
			return twiml.Faultf(codeParameter, "%s=%.80q: want %s", name, form.Get(name), p.want)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		if known[name].required && !form.Has(name) {
			return twiml.Faultf(codeParameter, "%s is missing from %s", name, operation)
		}
	}
	return t.checkSender(operation, form.Get("From"), form.Get("MessagingServiceSid"))
}

// checkSender: a text comes from our number or our service, and a call from our number;
// twilio.com/docs/api/errors/21603, .../21606, .../21701, .../21210
func (t *Twilio) checkSender(operation, from, service string) error {
	want := ""
	switch {
	case operation == "POST Calls.json" && from != t.config.VoiceNumber:
		want = "the line's number for calls"
	case operation == "POST Messages.json" && service == "" && from != t.config.Number:
		want = "the line's number for texts"
	case service != "" && (service != t.config.Service || from != ""):
		want = "the line's Messaging Service, and no number"
	default:
		return nil
	}
	return twiml.Faultf(codeParameter, "the sender %q %q: want %s", from, service, want)
}
