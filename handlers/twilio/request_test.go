package twilio

import (
	"encoding/base64"
	"net/url"
	"testing"

	"github.com/twilio/twilio-go/client"
)

func mustURL(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// documented is the known answer of twilio.com/docs/usage/security#test-the-validity-of-your-webhook-signature.
var documented = form{
	{"CallSid", "CA1234567890ABCDE"}, {"Caller", "+14158675310"}, {"Digits", "1234"}, {"From", "+14158675310"}, {"To", "+18005551212"},
}

func TestDocumentedSignature(t *testing.T) {
	v := newVerifier(mustURL(t, "https://example.com"), []string{"12345"})
	const uri, signature = "/myapp.php?foo=1&bar=2", "L/OH5YylLD5NRKLltdqwSvS0BnU="
	if !v.valid(uri, documented, signature) {
		t.Error("the documented signature is refused")
	}
	shuffled := form{documented[3], documented[0], documented[4], documented[2], documented[1]}
	if !v.valid(uri, shuffled, signature) {
		t.Error("the order of the parameters matters")
	}
	if v.valid(uri, documented[1:], signature) || v.valid(uri[:len(uri)-1], documented, signature) ||
		v.valid(uri, documented, signature[1:]) || v.valid(uri, documented, "") {
		t.Error("something else is accepted")
	}
}

// TestSignedURL are the ways in which Twilio writes the URL that it signs.
func TestSignedURL(t *testing.T) {
	for _, c := range []struct {
		public, signed string
		want           bool
	}{
		{"https://line.example.org", "https://line.example.org/twilio/sms", true},
		{"https://line.example.org/", "https://line.example.org/twilio/sms", true},
		{"https://user:secret@line.example.org", "https://line.example.org/twilio/sms", true},
		{"https://line.example.org:8443", "https://line.example.org:8443/twilio/sms", true},
		{"https://line.example.org:8443", "https://line.example.org/twilio/sms", true}, // voice over https
		{"https://line.example.org/base", "https://line.example.org/base/twilio/sms", true},
		{"https://line.example.org", "https://line.example.org:8443/twilio/sms", false},
		{"https://line.example.org", "http://line.example.org/twilio/sms", false},
		{"https://line.example.org", "https://evil.example.org/twilio/sms", false},
	} {
		v := newVerifier(mustURL(t, c.public), []string{"other", "12345"})
		given := base64.StdEncoding.EncodeToString(signature([]byte("12345"), c.signed, documented))
		if got := v.valid("/twilio/sms", documented, given); got != c.want {
			t.Errorf("public %s, signed %s: %v", c.public, c.signed, got)
		}
	}
}

// FuzzSignature holds the check against twilio-go's own, on forms without repeated parameters: there twilio-go looks
// at the first value only, and refuses what Twilio has signed.
func FuzzSignature(f *testing.F) {
	f.Add("12345", "foo=1&bar=2", "CallSid", "CA1", "Digits", "1 2+3%20;")
	f.Add("t", "", "a", "ā", "B", "")
	f.Fuzz(func(t *testing.T, token, query, name1, value1, name2, value2 string) {
		if name1 == name2 || token == "" {
			t.Skip()
		}
		uri := "/twilio/sms"
		if _, err := url.Parse("https://line.example.org" + uri + "?" + query); err != nil || query == "" {
			query = ""
		} else {
			uri += "?" + query
		}
		parsed, err := parseForm(url.Values{name1: {value1}, name2: {value2}}.Encode())
		if err != nil {
			t.Fatal(err)
		}
		ours := base64.StdEncoding.EncodeToString(signature([]byte(token), "https://line.example.org"+uri, parsed))
		validator := client.NewRequestValidator(token)
		params := map[string]string{name1: value1, name2: value2}
		if !validator.Validate("https://line.example.org"+uri, params, ours) {
			t.Errorf("twilio-go refuses the signature of %q %q", uri, params)
		}
		v := newVerifier(&url.URL{Scheme: "https", Host: "line.example.org"}, []string{token})
		if !v.valid(uri, parsed, ours) {
			t.Error("we refuse it ourselves")
		}
	})
}

func TestParseForm(t *testing.T) {
	f, err := parseForm("a=1&b=2;3&a=%2B+x&&c")
	if err != nil {
		t.Fatal(err)
	}
	if f.value("a") != "1" || f.value("b") != "2;3" || f[2].value != "+ x" || f.value("c") != "" || f.value("d") != "" {
		t.Errorf("parsed %q", f)
	}
	if _, err := parseForm("a=%zz"); err == nil {
		t.Error("a broken escape is accepted")
	}
}

func BenchmarkVerify(b *testing.B) {
	v := newVerifier(&url.URL{Scheme: "https", Host: "line.example.org"}, []string{"12345"})
	given := base64.StdEncoding.EncodeToString(signature([]byte("12345"), v.base+"/twilio/sms", documented))
	b.ReportAllocs()
	for b.Loop() {
		if !v.valid("/twilio/sms", documented, given) {
			b.Fatal("refused")
		}
	}
}
