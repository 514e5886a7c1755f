package simulator_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coachline/handlers/simulator/twiml"

	"github.com/google/go-cmp/cmp"
)

func TestAuthentication(t *testing.T) {
	for _, c := range []struct{ user, password string }{{account, "54321"}, {"SK1", authToken}, {"", ""}} {
		r := newLine(t).rest(t)
		_, err := serviceAt(t, r.Twilio, r.url, c.user, c.password).text(learner, "Kia ora")
		wantRefused(t, err, 401, 20003)
		if len(r.Faults()) != 1 || len(inbox(r.Phone(learner))) != 0 {
			t.Errorf("faults %v, inbox %v", r.Faults(), inbox(r.Phone(learner)))
		}
	}
}

// TestMalformedRequest: each is refused, is a fault, and nothing is accepted.
func TestMalformedRequest(t *testing.T) {
	text := url.Values{"To": {learner}, "From": {lineNo}, "Body": {"Kia ora"}}
	call := url.Values{"To": {learner}, "From": {voiceNo}, "Url": {"https://x.example/y"}}
	to := url.Values{"To": {learner}}
	const messages, calls = "Messages.json", "Calls.json"
	for _, c := range []malformed{
		{"POST", messages, with(text, "To", ""), "To is missing"},
		{"POST", messages, with(text, "To", "021 123 4567"), "E.164"},
		{"POST", messages, with(text, "To", "whatsapp:"+learner), "E.164"},
		{"POST", messages, with(text, "Body", ""), "Body is missing"},
		{"POST", messages, with(text, "Body", " \n"), "1 to 1600"},
		{"POST", messages, with(text, "Body", repeat("ā", 1601)), "1 to 1600"},
		{"POST", messages, with(text, "From", ""), "number for texts"},
		{"POST", messages, with(text, "From", voiceNo), "number for texts"},
		{"POST", messages, with(text, "MessagingServiceSid", service), "and no number"},
		{"POST", messages, with(text, "From", "", "MessagingServiceSid", "MG9"), "the line's Messaging Service"},
		{"POST", messages, with(text, "StatusCallback", "/status"), "absolute"},
		{"POST", messages, with(text, "StatusCallback", "https://my_line.example/x"), "underscore"},
		{"POST", messages, with(text, "StatusCallback", "ftp://line.example/x"), "https"},
		{"POST", messages, with(text, "ValidityPeriod", "36001"), "1 to 36000"},
		{"POST", messages, with(text, "ValidityPeriod", "1h"), "integer"},
		{"POST", messages, with(text, "SmartEncoded", "yes"), "true, false"},
		{"POST", messages, with(text, "IdempotencyKey", "x"), "IdempotencyKey of POST Messages.json is not supported here"},
		{"POST", messages, with(text, "SendAt", "2026-11-22T09:00:00Z"), "SendAt of POST Messages.json is not supported here"},
		{"POST", messages, url.Values{"To": {learner, learner}, "From": {lineNo}, "Body": {"a"}}, "2 times"},

		{"POST", calls, with(call, "From", ""), "From is missing"},
		{"POST", calls, with(call, "From", lineNo), "number for calls"},
		{"POST", calls, with(call, "Url", ""), "Url is missing"},
		{"POST", calls, with(call, "Url", "/voice"), "absolute"},
		{"POST", calls, with(call, "Timeout", "601"), "1 to 600"},
		{"POST", calls, with(call, "MachineDetection", "enable"), "DetectMessageEnd"},
		{"POST", calls, with(call, "Record", "true"), "not supported here"},

		{"GET", messages, nil, "To is missing"},
		{"GET", messages, with(to, "PageSize", "1001"), "1 to 1000"},
		{"GET", messages, with(to, "DateSent>", "22/11/2026"), "RFC 3339"},
		{"GET", messages, with(to, "DateSent<", "2026-11-22T09:00:00Z"), "not supported here"},
		{"GET", messages, with(to, "Page", "1"), "next_page_uri"},
		{"GET", calls, with(to, "Status", "completed"), "not supported here"},

		{"GET", "Messages/SM00000000000000000000000000000009.json", nil, "not supported here"},
		{"GET", "Messages", nil, "not supported here"},
		{"GET", "../AC00000000000000000000000000000009/Messages.json", nil, "not supported here"},
		{"DELETE", messages, nil, "DELETE Messages.json is not supported here"},
	} {
		t.Run(c.method+" "+c.resource+" "+c.says, c.refused)
	}
}

// malformed is a request, and what its refusal says.
type malformed struct {
	method, resource string
	form             url.Values
	says             string
}

func (c malformed) refused(t *testing.T) {
	r := newLine(t).rest(t)
	got := r.do(t, c.method, at(c.resource), c.form)
	message, _ := got.json["message"].(string)
	want := map[string]any{
		"code": 20001.0, "status": 400.0, "message": message, "more_info": "https://www.twilio.com/docs/errors/20001",
	}
	if diff := cmp.Diff(want, got.json); diff != "" || got.status != 400 || !strings.Contains(message, c.says) {
		t.Errorf("%d %q, want %q: %s", got.status, message, c.says, diff)
	}
	faults := r.Faults()
	if len(faults) != 1 || len(r.Messages())+len(r.Calls()) != 0 {
		t.Fatalf("faults %v, messages %v, calls %v", faults, r.Messages(), r.Calls())
	}
	if _, ok := errors.AsType[*twiml.Fault](faults[0]); !ok || !strings.Contains(faults[0].Error(), c.method+" /2010-04-01/") {
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

// TestWellFormedRequest: the limits themselves are allowed.
func TestWellFormedRequest(t *testing.T) {
	text := url.Values{"To": {learner}, "From": {lineNo}, "Body": {"Kia ora"}}
	call := url.Values{"To": {learner}, "From": {voiceNo}, "Url": {"https://x.example/y"}}
	for _, c := range []struct {
		resource string
		form     url.Values
	}{
		{"Messages.json", with(text, "Body", repeat("ā", 1600))},
		{"Messages.json", with(text, "ValidityPeriod", "1")},
		{"Messages.json", with(text, "ValidityPeriod", "36000", "SmartEncoded", "false")},
		{"Messages.json", with(text, "From", "", "MessagingServiceSid", service)},
		{"Calls.json", with(call, "Timeout", "600", "MachineDetection", "DetectMessageEnd")},
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

// TestTokenIsPromoted: the API takes both tokens until the second is promoted, and then that one alone.
func TestTokenIsPromoted(t *testing.T) {
	const second = "99999"
	r := newLine(t).rest(t)
	next := serviceAt(t, r.Twilio, r.url, account, second)
	_, err := next.text(learner, "too early")
	wantRefused(t, err, 401, 20003)
	r.AddToken(second)
	for _, token := range []*rest{r, next} {
		if _, err := token.text(learner, "Kia ora"); err != nil {
			t.Error(err)
		}
	}
	r.PromoteToken()
	_, err = r.text(learner, "too late")
	wantRefused(t, err, 401, 20003)
	if _, err := next.text(learner, "Kia ora"); err != nil {
		t.Error(err)
	}
	if err := r.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(r.Faults()) != 1 || len(inbox(r.Phone(learner))) != 3 {
		t.Errorf("faults %v, inbox %v", r.Faults(), inbox(r.Phone(learner)))
	}
}
