package simulator_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"coachline/handlers/simulator"
)

// TestAccountIsSetUp sets a number's webhooks, and finds them so; what the line does not ask is refused.
func TestAccountIsSetUp(t *testing.T) {
	t.Parallel()
	const line = "+6498890000"
	twilio := simulator.New(simulator.Config{AccountSID: account, AuthToken: authToken, Number: line, SMSURL: "https://line.example.org/twilio/sms"})
	t.Cleanup(twilio.Close)
	ask := func(method, path string, form url.Values) (int, map[string]any) {
		var r *http.Request
		if method == http.MethodGet {
			r = httptest.NewRequestWithContext(t.Context(), method, path+"?"+form.Encode(), nil)
		} else {
			r = httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		r.SetBasicAuth(account, authToken)
		w := httptest.NewRecorder()
		twilio.API().ServeHTTP(w, r)
		if w.Header().Get("Date") == "" {
			t.Error("an answer without a date")
		}
		var body map[string]any
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
			t.Fatal(err)
		}
		return w.Code, body
	}
	base := "/2010-04-01/Accounts/" + account
	number := func() map[string]any {
		_, body := ask("GET", base+"/IncomingPhoneNumbers.json", url.Values{"PhoneNumber": {line}})
		return body["incoming_phone_numbers"].([]any)[0].(map[string]any)
	}
	if got := number()["sms_url"]; got != "https://line.example.org/twilio/sms#rc=3&rp=ct,rt,5xx" {
		t.Errorf("a number asks %v", got)
	}
	path := base + "/IncomingPhoneNumbers/" + number()["sid"].(string) + ".json"
	if code, _ := ask("POST", path, url.Values{"SmsUrl": {"https://new.example.org/sms"}, "SmsMethod": {"POST"}}); code != http.StatusOK {
		t.Errorf("the change was answered %d", code)
	}
	if got := number()["sms_url"]; got != "https://new.example.org/sms" {
		t.Errorf("after the change the number asks %v", got)
	}
	if faults := twilio.Faults(); len(faults) > 0 {
		t.Errorf("faults: %v", faults)
	}
	for _, c := range []struct {
		method, path string
		form         url.Values
		code         int
	}{
		{"GET", "/v1/Services/MG00000000000000000000000000000009", nil, http.StatusNotFound},
		{"POST", path, url.Values{"SmsUrl": {"/twilio/sms"}}, http.StatusBadRequest},
		{"POST", path, url.Values{"FriendlyName": {"x"}}, http.StatusBadRequest},
		{"GET", base + "/Usage/Records.json", nil, http.StatusBadRequest},
		{"GET", "/v1/Messaging/GeoPermissions", nil, http.StatusBadRequest},
	} {
		if code, _ := ask(c.method, c.path, c.form); code != c.code {
			t.Errorf("%s %s was answered %d, want %d", c.method, c.path, code, c.code)
		}
	}
}
