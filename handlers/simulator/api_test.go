package simulator_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
)

func TestAuthentication(t *testing.T) {
	const key, secret = "SK00000000000000000000000000000003", "secret"
	for _, c := range []struct {
		name, user, password string
		key                  bool
		allowed              bool
	}{
		{"account", account, authToken, false, true},
		{"account besides the key", account, authToken, true, true},
		{"key", key, secret, true, true},
		{"wrong token", account, "54321", false, false},
		{"wrong secret", key, authToken, true, false},
		{"no such key", key, secret, false, false},
		{"empty", "", "", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newLine(t).rest(t, func(config *simulator.Config) {
				if c.key {
					config.APIKey, config.APISecret = key, secret
				}
			})
			_, err := serviceAt(t, r.Twilio, r.url, c.user, c.password).text(learner, "Kia ora")
			if c.allowed {
				must(t, err)
				r.settled(t)
				return
			}
			wantRefused(t, err, 401, 20003)
			if len(r.Faults()) != 1 || len(r.Phone(learner).Inbox()) != 0 {
				t.Errorf("faults %v, inbox %v", r.Faults(), r.Phone(learner).Inbox())
			}
		})
	}
}

// TestMalformed: each is refused with Twilio's code, is a fault, and nothing is accepted.
func TestMalformed(t *testing.T) {
	text := url.Values{"To": {learner}, "From": {lineNo}, "Body": {"Kia ora"}}
	call := url.Values{"To": {learner}, "From": {voiceNo}, "Url": {"https://x.example/y"}}
	const messages, calls = "Messages.json", "Calls.json"
	for _, c := range []malformed{
		{"POST", messages, with(text, "To", ""), 400, 21604, "required"},
		{"POST", messages, with(text, "To", "021 123 4567"), 400, 21211, "021 123 4567"},
		{"POST", messages, with(text, "To", "+0211234567"), 400, 21211, "+0211234567"},
		{"POST", messages, with(text, "Body", ""), 400, 21602, "required"},
		{"POST", messages, with(text, "Body", " \n"), 400, 21602, "required"},
		{"POST", messages, with(text, "Body", repeat("ā", 1601)), 400, 21617, "1600"},
		{"POST", messages, with(text, "From", ""), 400, 21603, "From"},
		{"POST", messages, with(text, "From", "+6490000000"), 400, 21606, "+6490000000"},
		{"POST", messages, with(text, "From", voiceNo), 400, 21606, voiceNo},
		{"POST", messages, with(text, "From", "", "MessagingServiceSid", "MG99999999999999999999999999999999"), 400, 21701, "MG9"},
		{"POST", messages, with(text, "To", "whatsapp:"+learner), 400, 21910, "same channel"},
		{"POST", messages, with(text, "StatusCallback", "/status"), 400, 21609, "/status"},
		{"POST", messages, with(text, "StatusCallback", "https://my_line.example/x"), 400, 21609, "underscore"},
		{"POST", messages, with(text, "StatusCallback", "ftp://line.example/x"), 400, 21609, "ftp"},
		{"POST", messages, with(text, "ValidityPeriod", "0"), 400, 20001, "1 to 36000"},
		{"POST", messages, with(text, "ValidityPeriod", "36001"), 400, 20001, "1 to 36000"},
		{"POST", messages, with(text, "ValidityPeriod", "1h"), 400, 20001, "integer"},
		{"POST", messages, with(text, "SmartEncoded", "yes"), 400, 20001, "true, false"},
		{"POST", messages, with(text, "ContentRetention", "keep"), 400, 20001, "discard"},
		{"POST", messages, with(text, "body", "x"), 400, 20001, "did you mean Body?"},
		{"POST", messages, with(text, "IdempotencyKey", "x"), 400, 20001, `no parameter "IdempotencyKey"`},
		{"POST", messages, with(text, "SendAt", "2026-11-22T09:00:00Z"), 400, 20001, "not supported by the simulator"},
		{"POST", messages, url.Values{"To": {learner, learner}, "From": {lineNo}, "Body": {"a"}}, 400, 20001, "2 times"},

		{"POST", calls, with(call, "To", ""), 400, 21201, "To"},
		{"POST", calls, with(call, "To", "client:me"), 400, 21211, "client:me"},
		{"POST", calls, with(call, "From", ""), 400, 21213, "From"},
		{"POST", calls, with(call, "From", lineNo), 400, 21210, lineNo},
		{"POST", calls, with(call, "Url", ""), 400, 21205, "required"},
		{"POST", calls, with(call, "Url", "/voice"), 400, 21205, "/voice"},
		{"POST", calls, with(call, "Twiml", "<Response/>"), 400, 20001, "one of them"},
		{"POST", calls, with(call, "Url", "", "Twiml", repeat("a", 4001)), 400, 32018, "4000"},
		{"POST", calls, with(call, "Timeout", "601"), 400, 20001, "1 to 600"},
		{"POST", calls, with(call, "MachineDetection", "enable"), 400, 20001, "DetectMessageEnd"},
		{"POST", calls, with(call, "StatusCallbackEvent", "answered completed"), 400, 20001, "initiated"},
		{"POST", calls, with(call, "StatusCallback", "https://my_line.example/x"), 400, 21609, "underscore"},
		{"POST", calls, with(call, "Method", "PUT"), 400, 20001, "GET, POST"},
		{"POST", calls, with(call, "Record", "true"), 400, 20001, "not supported"},

		{"GET", messages, url.Values{"PageSize": {"1001"}}, 400, 20001, "1 to 1000"},
		{"GET", messages, url.Values{"DateSent>": {"22/11/2026"}}, 400, 20001, "RFC 3339"},
		{"GET", messages, url.Values{"DateSent>=": {"2026-11-22"}}, 400, 20001, "no parameter"},
		{"GET", messages, url.Values{"To": {" 64211234567"}}, 400, 20001, "number"},
		{"GET", messages, url.Values{"Page": {"1"}}, 400, 20001, "next_page_uri"},
		{"GET", calls, url.Values{"Status": {"ended"}}, 400, 20001, "no-answer"},

		{"GET", "Messages/SM00000000000000000000000000000009.json", nil, 404, 20404, "SM0"},
		{"GET", "Calls/CA00000000000000000000000000000009.json", nil, 404, 20404, "CA0"},
		{"GET", "Messages", nil, 404, 20404, "was not found"},
		{"GET", "Recordings.json", nil, 404, 20404, "was not found"},
		{"GET", "../AC00000000000000000000000000000009/Messages.json", nil, 404, 20404, "was not found"},
		{"DELETE", messages, nil, 405, 20004, "DELETE Messages"},
		{"POST", "Messages/SM00000000000000000000000000000009.json", nil, 405, 20004, "POST Messages/{Sid}"},
	} {
		t.Run(c.method+" "+c.resource+" "+c.says, c.refused)
	}
}

// malformed is a request, and how it is refused.
type malformed struct {
	method, resource string
	form             url.Values
	status, code     int
	says             string
}

func (c malformed) refused(t *testing.T) {
	r := newLine(t).rest(t)
	got := r.do(t, c.method, at(c.resource), c.form)
	want := map[string]any{
		"code": float64(c.code), "status": float64(c.status), "message": got.json["message"],
		"more_info": "https://www.twilio.com/docs/errors/" + itoa(c.code),
	}
	if diff := cmp.Diff(want, got.json); diff != "" || got.status != c.status {
		t.Errorf("%d: %s", got.status, diff)
	}
	if message, _ := got.json["message"].(string); !strings.Contains(message, c.says) {
		t.Errorf("%q does not say %q", message, c.says)
	}
	faults := r.Faults()
	if len(faults) != 1 || len(r.Messages())+len(r.Calls()) != 0 {
		t.Fatalf("faults %v, messages %v, calls %v", faults, r.Messages(), r.Calls())
	}
	fault, ok := errors.AsType[*simulator.Fault](faults[0])
	if !ok || fault.Code != c.code && fault.Code != 0 || !strings.Contains(faults[0].Error(), c.method+" /2010-04-01/") {
		t.Errorf("the fault is %v", faults[0])
	}
}

// TestFormsOnly: what Twilio reads is a form in the body, and nothing else.
func TestFormsOnly(t *testing.T) {
	const form = "To=%2B64211234567&From=%2B6498765432&Body=a"
	for _, c := range []struct{ name, kind, query, body string }{
		{"json", "application/json", "", `{"To":"+64211234567","From":"+6498765432","Body":"a"}`},
		{"no content type", "", "", form},
		{"query", "application/x-www-form-urlencoded", "?" + form, ""},
		{"both", "application/x-www-form-urlencoded", "?PathAccountSid=x", form},
		{"semicolons", "application/x-www-form-urlencoded", "", strings.ReplaceAll(form, "&", ";")},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newLine(t).rest(t)
			req, err := http.NewRequestWithContext(t.Context(), "POST", r.url+at("Messages.json")+c.query, strings.NewReader(c.body))
			must(t, err)
			req.SetBasicAuth(account, authToken)
			req.Header.Set("Content-Type", c.kind)
			if got := r.send(t, req); got.status != 400 || len(r.Faults()) != 1 || len(r.Messages()) != 0 {
				t.Errorf("got %d %s, faults %v", got.status, got.raw, r.Faults())
			}
		})
	}
}

// TestWellFormed: the limits themselves are allowed, and what changes nothing is taken.
func TestWellFormed(t *testing.T) {
	text := url.Values{"To": {learner}, "From": {lineNo}, "Body": {"Kia ora"}}
	call := url.Values{"From": {voiceNo}, "Url": {"https://x.example/y#rc=2"}}
	for _, c := range []struct {
		resource string
		form     url.Values
	}{
		{"Messages.json", with(text, "Body", repeat("ā", 1600))},
		{"Messages.json", with(text, "ValidityPeriod", "1")},
		{"Messages.json", with(text, "ValidityPeriod", "36000", "SmartEncoded", "false", "RiskCheck", "disable")},
		{"Messages.json", with(text, "To", "whatsapp:"+learner, "From", "whatsapp:"+lineNo)},
		{"Messages.json", with(text, "MessagingServiceSid", service)},
		{"Messages.json", with(text, "Body", "", "MediaUrl", "https://x.example/y.png")},
		{"Messages.json", with(text, "ShortenUrls", "false")},
		{"Calls.json", with(call, "To", "+64211000001", "Timeout", "600")},
		{"Calls.json", with(call, "To", "+64211000002", "Url", "", "Twiml", "<Response/>")},
		{"Calls.json", with(call, "To", "+64211000003", "MachineDetection", "Enable", "MachineDetectionTimeout", "3", "AsyncAmd", "false")},
		{"Calls.json", with(call, "To", "+64211000004", "FallbackUrl", "https://x.example/z", "FallbackMethod", "GET", "TimeLimit", "600")},
	} {
		r := newLine(t).rest(t)
		if got := r.do(t, "POST", at(c.resource), c.form); got.status != 201 {
			t.Errorf("%v: %d %s", c.form, got.status, got.raw)
		}
		r.settled(t)
	}
}

func TestClosed(t *testing.T) {
	r := newLine(t).rest(t)
	r.Close()
	r.Close()
	if _, err := r.text(learner, "Kia ora"); err == nil || len(r.Messages()) != 0 {
		t.Errorf("got %v, and %v", err, r.Messages())
	}
}
