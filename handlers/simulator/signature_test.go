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

func TestSignedURL(t *testing.T) {
	for _, c := range []struct {
		product  product
		url, say string
	}{
		{voice, "https://example.com/a?b=1#rc=2", "https://example.com/a?b=1"},
		{voice, "https://example.com:8443/a", "https://example.com/a"},
		{voice, "https://[::1]:8443/a", "https://[::1]/a"},
		{voice, "http://example.com:8080/a", "http://example.com:8080/a"},
		{messaging, "https://example.com:8443/a", "https://example.com:8443/a"},
		{messaging, "http://example.com:8080/a/", "http://example.com:8080/a/"},
		{messaging, "https://user:secret@example.com/a%2Fb", "https://example.com/a%2Fb"},
		{voice, "https://user:secret@example.com:444/a", "https://example.com/a"},
	} {
		u, err := url.Parse(c.url)
		if err != nil {
			t.Fatal(err)
		}
		if got := signedURL(*u, c.product); got != c.say {
			t.Errorf("%s: got %s, want %s", c.url, got, c.say)
		}
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
		sent := signature(token, signedURL(*u, voice), form)
		if !validator.ValidateBody(target, []byte(form.Encode()), sent) {
			t.Errorf("twilio-go refuses the signature of %q %q", target, form)
		}
	})
}
