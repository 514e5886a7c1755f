package simulator

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// parameter is what Twilio says of a parameter, and the code with which a wrong one is refused.
type parameter struct {
	check
	code   int  // default: codeParameter
	list   bool // may be repeated
	cannot bool // the simulator has no machine for it: anything but false is refused
}

// operations are the operations of the API and their parameters, as in Twilio's OpenAPI description and, for limits,
// its documentation; github.com/twilio/twilio-oai/blob/main/spec/json/twilio_api_v2010.json,
// twilio.com/docs/messaging/api/message-resource, twilio.com/docs/voice/api/call-resource
var operations = map[string]map[string]parameter{
	"POST Messages": {
		"To":                  {check: address, code: codeTo},
		"From":                {check: something, code: codeFrom},
		"MessagingServiceSid": {check: sid("MG"), code: codeService},
		"Body":                {check: body, code: codeBodyTooLong},
		"MediaUrl":            {check: webURL, list: true},
		"StatusCallback":      {check: callbackURL, code: codeCallback},
		"ValidityPeriod":      {check: integer(1, 36000)},
		"MaxPrice":            {check: decimal},
		"ProvideFeedback":     {check: boolean},
		"Attempt":             {check: integer(1, 1<<31)},
		"ForceDelivery":       {check: boolean},
		"ContentRetention":    {check: oneOf("retain", "discard")},
		"AddressRetention":    {check: oneOf("retain", "obfuscate")},
		"SmartEncoded":        {check: boolean},
		"TrafficType":         {check: oneOf("free")},
		"RiskCheck":           {check: oneOf("enable", "disable")},
		"ApplicationSid":      {check: sid("AP"), cannot: true},
		"ContentSid":          {check: sid("HX"), cannot: true},
		"ContentVariables":    {check: something, cannot: true},
		"FallbackFrom":        {check: something, cannot: true},
		"PersistentAction":    {check: something, list: true, cannot: true},
		"ScheduleType":        {check: oneOf("fixed"), cannot: true},
		"SendAt":              {check: instant, cannot: true},
		"SendAsMms":           {check: boolean, cannot: true},
		"ShortenUrls":         {check: boolean, cannot: true},
	},
	"GET Messages": {
		"To": {check: anyNumber}, "From": {check: anyNumber},
		"DateSent": {check: instant}, "DateSent<": {check: instant}, "DateSent>": {check: instant},
		"PageSize": {check: integer(1, 1000)}, "Page": {check: integer(0, 1<<31)}, "PageToken": {check: something},
	},
	"POST Calls": {
		"To":                                 {check: e164, code: codeTo},
		"From":                               {check: something, code: codeFrom},
		"Url":                                {check: webURL, code: codeCallURL},
		"Twiml":                              {check: inlineTwiML, code: codeInlineTwiML},
		"ApplicationSid":                     {check: sid("AP"), cannot: true},
		"Method":                             {check: method},
		"FallbackUrl":                        {check: webURL},
		"FallbackMethod":                     {check: method},
		"StatusCallback":                     {check: callbackURL, code: codeCallback},
		"StatusCallbackEvent":                {check: oneOf("initiated", "ringing", "answered", "completed"), list: true},
		"StatusCallbackMethod":               {check: method},
		"Timeout":                            {check: integer(1, 600)},
		"TimeLimit":                          {check: positive},
		"MachineDetection":                   {check: oneOf("Enable", "DetectMessageEnd")},
		"MachineDetectionTimeout":            {check: integer(3, 59)},
		"MachineDetectionSpeechThreshold":    {check: integer(1000, 6000)},
		"MachineDetectionSpeechEndThreshold": {check: integer(500, 5000)},
		"MachineDetectionSilenceTimeout":     {check: integer(2000, 10000)},
		"CallReason":                         {check: something},
		"AsyncAmd":                           {check: boolean, cannot: true},
		"AsyncAmdStatusCallback":             {check: callbackURL, cannot: true},
		"AsyncAmdStatusCallbackMethod":       {check: method, cannot: true},
		"SendDigits":                         {check: keys, cannot: true},
		"Record":                             {check: boolean, cannot: true},
		"RecordingChannels":                  {check: oneOf("mono", "dual"), cannot: true},
		"RecordingTrack":                     {check: oneOf("inbound", "outbound", "both"), cannot: true},
		"RecordingStatusCallback":            {check: callbackURL, cannot: true},
		"RecordingStatusCallbackEvent":       {check: oneOf("in-progress", "completed", "absent"), list: true, cannot: true},
		"RecordingStatusCallbackMethod":      {check: method, cannot: true},
		"Trim":                               {check: oneOf("trim-silence", "do-not-trim"), cannot: true},
		"SipAuthUsername":                    {check: something, cannot: true},
		"SipAuthPassword":                    {check: something, cannot: true},
		"CallerId":                           {check: something, cannot: true},
		"CallToken":                          {check: something, cannot: true},
		"Byoc":                               {check: sid("BY"), cannot: true},
		"ClientNotificationUrl":              {check: webURL, cannot: true},
	},
	"GET Calls": {
		"To": {check: anyNumber}, "From": {check: anyNumber}, "ParentCallSid": {check: sid("CA"), cannot: true},
		"Status":    {check: oneOf("queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled")},
		"StartTime": {check: instant}, "StartTime<": {check: instant}, "StartTime>": {check: instant},
		"EndTime": {check: instant}, "EndTime<": {check: instant}, "EndTime>": {check: instant},
		"PageSize": {check: integer(1, 1000)}, "Page": {check: integer(0, 1<<31)}, "PageToken": {check: something},
	},
	"GET Messages/{Sid}": {},
	"GET Calls/{Sid}":    {},
}

// The kinds of values in Twilio's description of its API.
var (
	e164      = check{"an E.164 number", regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`).MatchString}
	address   = check{"an E.164 number, or whatsapp: and one", regexp.MustCompile(`^(whatsapp:)?\+[1-9][0-9]{6,14}$`).MatchString}
	anyNumber = check{"a number", regexp.MustCompile(`^((whatsapp:)?\+[1-9][0-9]{6,14}|[0-9]{3,8})$`).MatchString}
	decimal   = check{"a number", regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`).MatchString}
	keys      = check{"up to 32 of 0-9 A-D # * w W", regexp.MustCompile(`^[0-9A-D#*wW]{1,32}$`).MatchString}
	instant   = check{"a time in RFC 3339, or YYYY-MM-DD", func(v string) bool { return !when(v).IsZero() }}
	webURL    = check{"an absolute http or https URL", isWebURL}
	// callbackURL: no underscore; twilio.com/docs/messaging/guides/track-outbound-message-status
	callbackURL = check{"an absolute http or https URL, no underscore in its host", isCallbackURL}
	body        = atMost(1600) // twilio.com/docs/api/errors/21617
	inlineTwiML = atMost(4000) // twilio.com/docs/api/errors/32018
)

func atMost(n int) check {
	return check{fmt.Sprintf("at most %d characters", n), func(v string) bool { return utf8.RuneCountInString(v) <= n }}
}

func integer(least, most int) check {
	return check{fmt.Sprintf("an integer from %d to %d", least, most), func(v string) bool {
		n, err := strconv.Atoi(v)
		return err == nil && n >= least && n <= most && strconv.Itoa(n) == v
	}}
}

// sid is a SID of one kind; twilio.com/docs/glossary/what-is-a-sid
func sid(prefix string) check {
	return check{"a SID that begins with " + prefix, regexp.MustCompile("^" + prefix + "[0-9a-fA-F]{32}$").MatchString}
}

func isWebURL(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}

func isCallbackURL(v string) bool {
	u, err := url.Parse(v)
	return err == nil && isWebURL(v) && !strings.Contains(u.Hostname(), "_")
}

// when reads a time of a filter; zero: it is none.
func when(v string) time.Time {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, v); err == nil {
			return at
		}
	}
	return time.Time{}
}
