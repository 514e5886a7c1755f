package simulator

import (
	"net/url"
	"testing"

	"github.com/twilio/twilio-go/client"
)

// TestSignatureVector is the example of Twilio's documentation, as npm's validator signs it.
func TestSignatureVector(t *testing.T) {
	form := url.Values{
		"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675310"}, "Digits": {"1234"},
		"From": {"+14158675310"}, "To": {"+18005551212"},
	}
	got := signature("12345", "https://example.com/myapp.php?foo=1&bar=2", form)
	if want := "L/OH5YylLD5NRKLltdqwSvS0BnU="; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSignatureOfRepeatedParameter(t *testing.T) {
	form := url.Values{"Tag": {"b", "a", "b"}, "Z": {"1"}}
	got := signature("12345", "https://example.com/x", form)
	// What npm's validator joins: each different value once, sorted.
	want := signature("12345", "https://example.com/xTagaTagbZ1", nil)
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if form["Tag"][0] != "b" {
		t.Error("signing changed the form")
	}
}

// FuzzSignature holds our signer against twilio-go's validator.
func FuzzSignature(f *testing.F) {
	f.Add("12345", "/x?y=1", "Body", "Kia ora, Mere & co=?\n", "From", "+64 21")
	f.Add("", "/", "b", "", "B", "ā")
	f.Fuzz(func(t *testing.T, token, path, name1, value1, name2, value2 string) {
		target := "https://example.com/" + path
		u, err := url.Parse(target)
		if err != nil || u.String() != target || u.Fragment != "" || u.Query().Has("bodySHA256") {
			t.Skip()
		}
		form := url.Values{name1: {value1}}
		form.Set(name2, value2)
		validator := client.NewRequestValidator(token)
		sent := signature(token, u.String(), form)
		if !validator.ValidateBody(target, []byte(form.Encode()), sent) {
			t.Errorf("twilio-go refuses the signature of %q %q", target, form)
		}
	})
}
