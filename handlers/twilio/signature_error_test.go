package twilio

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestCauseOfAWrongSignature: the hint says which slip it is, where that can be told, and nothing that the request has said.
func TestCauseOfAWrongSignature(t *testing.T) {
	const token, public = "12345", "https://line.example.org"
	words := "AccountSid=AC1&Body=Kia+ora&From=%2B6421555123&MessageSid=SM1"
	signed := func(url, body string) string {
		f, err := parseForm(body)
		if err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(signature([]byte(token), url, f))
	}
	for name, tt := range map[string]struct {
		public  string // or https://line.example.org
		path    string // or /twilio/sms
		body    string // or words
		headers []string
		signed  string // or what is given
		given   string
		want    string
	}{
		"none":              {want: "no X-Twilio-Signature"},
		"nonsense":          {given: "???", want: "malformed"},
		"malformed form":    {body: "Body=%zz", given: signed(public, ""), want: "malformed"},
		"http":              {signed: "http://line.example.org/twilio/sms", want: "http in place of https"},
		"https":             {public: "http://line.example.org", signed: public + "/twilio/sms", want: "https in place of http"},
		"port":              {signed: public + ":8443/twilio/sms", want: "another port"},
		"default port":      {signed: public + ":443/twilio/sms", want: "another port"},
		"http and port":     {signed: "http://line.example.org:8080/twilio/sms", want: "http in place of https"},
		"host":              {headers: []string{"Host", "other.example.org"}, signed: "https://other.example.org/twilio/sms", want: "another host"},
		"host with a port":  {headers: []string{"Host", "other.example.org:8080"}, signed: "https://other.example.org/twilio/sms", want: "another host"},
		"forwarded host":    {headers: []string{"X-Forwarded-Host", "other.example.org, b"}, signed: "http://other.example.org/twilio/sms", want: "another host"},
		"slash":             {signed: public + "/twilio/sms/", want: "a slash at the end"},
		"slash that is new": {path: "/twilio/sms/", signed: public + "/twilio/sms", want: "a slash at the end"},
		"prefix":            {headers: []string{"X-Forwarded-Prefix", "/coach"}, signed: public + "/coach/twilio/sms", want: "below a path"},
		"path":              {headers: []string{"X-Original-Uri", "/a/sms"}, signed: public + "/a/sms", want: "another path"},
		"no body":           {body: "-", signed: public + "/twilio/sms", want: "no form"},
		"account":           {body: strings.Replace(words, "AC1", "AC2", 1), given: signed(public, ""), want: "another account"},
		"token":             {given: signed("https://x", ""), want: "the usual causes"},
	} {
		t.Run(name, func(t *testing.T) {
			base, path, body := public, "/twilio/sms", words
			if tt.public != "" {
				base = tt.public
			}
			if tt.path != "" {
				path = tt.path
			}
			switch tt.body {
			case "":
			case "-":
				body = ""
			default:
				body = tt.body
			}
			given := tt.given
			if tt.signed != "" {
				given = signed(tt.signed, words)
			}
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
			r.Host = "10.0.0.7"
			for i := 0; i < len(tt.headers); i += 2 {
				r.Header.Set(tt.headers[i], tt.headers[i+1])
				if tt.headers[i] == "Host" {
					r.Host = tt.headers[i+1]
				}
			}
			if given != "" {
				r.Header.Set("X-Twilio-Signature", given)
			}
			h := New(Config{Public: mustURL(t, base), Tokens: []string{"other", token}, Account: "AC1"})
			_, err := h.receive(httptest.NewRecorder(), r, byText)
			var refused *SignatureError
			if !errors.Is(err, ErrSignature) || !errors.As(err, &refused) {
				t.Fatalf("it is taken, or: %v", err)
			}
			cause := refused.Cause()
			if !strings.Contains(cause, tt.want) {
				t.Errorf("says %q, want %q", cause, tt.want)
			}
			for _, secret := range []string{"other.example", "6421555123", "Kia", token, "coach"} {
				if strings.Contains(cause+err.Error(), secret) {
					t.Errorf("%q shows %q", cause, secret)
				}
			}
		})
	}
}
