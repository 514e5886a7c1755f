package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"coachline/session/sessiontest"
)

// sign is X-Twilio-Signature, written down once more: this file does not trust the program.
func sign(token, url string, body url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(url))
	names := make([]string, 0, len(body))
	for name := range body {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		values := slices.Clone(body[name])
		slices.Sort(values)
		for _, value := range slices.Compact(values) {
			mac.Write([]byte(name + value))
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// post sends a form to the line, signed or not, and returns the answer.
func (l *line) post(t testing.TB, path, body string, signed bool) (status int, reply string) {
	t.Helper()
	signature := ""
	if signed {
		form, err := url.ParseQuery(body)
		if err != nil {
			t.Fatal(err)
		}
		signature = sign(authToken, publicURL+path, form)
	}
	return l.send(t, http.MethodPost, path, body, signature)
}

func (l *line) send(t testing.TB, method, path, body, signature string) (status int, reply string) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), method, "http://"+l.addr+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if signature != "" {
		req.Header.Set("X-Twilio-Signature", signature)
	}
	client := *l.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(answer)
}

// TestSignatures posts whole forms with right, wrong, missing, truncated and borrowed signatures. Only the right one
// changes anything.
func TestSignatures(t *testing.T) {
	t.Parallel()
	redisURL := sessiontest.Redis(t)
	second := "22222222222222222222222222222222"
	l := serve(t, settings(redisURL, "TWILIO_AUTH_TOKEN="+authToken+","+second), 0)
	form := url.Values{"MessageSid": {"SM1"}, "From": {mobile}, "Body": {"hello & more; +x=y"}, "Tag": {"b", "a", "b"}}
	right := sign(authToken, publicURL+"/twilio/sms", form)
	client := sessiontest.Dial(t, redisURL)
	for _, c := range []struct {
		name, path, body, signature string
		want                        int
	}{
		{"missing", "/twilio/sms", form.Encode(), "", 403},
		{"truncated", "/twilio/sms", form.Encode(), right[:20], 403},
		{"not base64", "/twilio/sms", form.Encode(), "!!!", 403},
		{"of another token", "/twilio/sms", form.Encode(), sign("3", publicURL+"/twilio/sms", form), 403},
		{"of another URL", "/twilio/voice", form.Encode(), right, 403},
		{"of another host", "/twilio/sms", form.Encode(), sign(authToken, "http://"+l.addr+"/twilio/sms", form), 403},
		{"with a query that was not signed", "/twilio/sms?x=1", form.Encode(), right, 403},
		{"of another body", "/twilio/sms", form.Encode() + "&Body=bye", right, 403},
		{"of a body that was changed", "/twilio/sms", strings.Replace(form.Encode(), "hello", "hullo", 1), right, 403},
	} {
		if status, reply := l.send(t, http.MethodPost, c.path, c.body, c.signature); status != c.want {
			t.Errorf("%s: %d %s, want %d", c.name, status, reply, c.want)
		}
	}
	if dump := sessiontest.Dump(t, client); strings.Contains(dump, ":person:") {
		t.Errorf("a request that was refused left:\n%s", dump)
	}
	for token, id := range map[string]string{authToken: "SM2", second: "SM3"} {
		form.Set("MessageSid", id)
		signature := sign(token, publicURL+"/twilio/sms", form)
		if status, reply := l.send(t, http.MethodPost, "/twilio/sms", form.Encode(), signature); status != 200 {
			t.Errorf("a right signature: %d %s", status, reply)
		}
	}
}

// TestRefusals are requests that no turn comes of.
func TestRefusals(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	long := "From=%2B6421555123&MessageSid=SM1&Body=" + strings.Repeat("x", 64<<10)
	if status, _ := l.post(t, "/twilio/sms", long, true); status != http.StatusRequestEntityTooLarge {
		t.Errorf("64 KiB: %d", status)
	}
	for _, body := range []string{
		"From=%2B6421555123&Body=no+id", "From=%2B6421555123&MessageSid=..%2F..&Body=x", "From=%2B6421555123&MessageSid=SM%0A1",
	} {
		if status, _ := l.post(t, "/twilio/sms", body, true); status != http.StatusBadRequest {
			t.Errorf("%s: %d", body, status)
		}
	}
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/twilio/sms", 405},
		{"POST", "/twilio/sms/", 404},
		{"POST", "//twilio/sms", 404},
		{"POST", "/twilio/../twilio/sms", 404},
		{"POST", "/twilio/voice/energy/", 404},
		{"POST", "/twilio/voice/energy/x", 404},
		{"POST", "/twilio/nothing", 404},
		{"HEAD", "/readyz", 200},
		{"GET", "/healthz", 200},
		{"GET", "/readyz", 200},
		{"GET", "/metrics", 200},
	} {
		if status, _ := l.send(t, c.method, c.path, "", ""); status != c.want {
			t.Errorf("%s %s: %d, want %d", c.method, c.path, status, c.want)
		}
	}
}

// TestRedisOutOfReach apologises to a caller with 200 and gives a text 503, once RetryFor is over.
func TestRedisOutOfReach(t *testing.T) {
	t.Parallel()
	redis := sessiontest.Miniredis(t)
	l := serve(t, settings("redis://"+redis.Addr()), time.Second)
	redis.Close()
	status, reply := l.post(t, "/twilio/sms", "From=%2B6421555123&MessageSid=SM1&Body=hello", true)
	if status != http.StatusServiceUnavailable {
		t.Errorf("a text: %d %s", status, reply)
	}
	status, reply = l.post(t, "/twilio/voice", "From=%2B6421555123&CallSid=CA1", true)
	if status != http.StatusOK || !strings.Contains(reply, "Your place is kept.") {
		t.Errorf("a call: %d %s", status, reply)
	}
	if status, _ := l.send(t, "GET", "/readyz", "", ""); status != http.StatusServiceUnavailable {
		t.Errorf("readyz: %d", status)
	}
	if status, _ := l.send(t, "GET", "/healthz", "", ""); status != http.StatusOK {
		t.Errorf("healthz: %d", status)
	}
	if err := redis.Start(); err != nil {
		t.Fatal(err)
	}
	phone := l.Handset(t, mobile)
	phone.Text("hello")
	phone.WantText("Welcome")
}

// FuzzForms posts signed forms of any content: never a 5xx, never a panic, never more than three texts of 1600
// characters.
func FuzzForms(f *testing.F) {
	l := serve(f, settings("redis://"+sessiontest.Miniredis(f).Addr()), 0)
	for _, seed := range [][2]string{
		{"/twilio/sms", "From=%2B6421555123&MessageSid=SM1&Body=hello"},
		{"/twilio/sms", "From=%2B6421555123&MessageSid=SM2&Body=" + strings.Repeat("%F0%9F%98%80", 1600)},
		{"/twilio/sms", "From=%2B6421555123&MessageSid=SM3&Body=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7+%E2%80%AE+abc"},
		{"/twilio/sms", "From=%2B6421555123&MessageSid=SM4&Body=%00%ff%fe&OptOutType=NONE"},
		{"/twilio/sms", "From=%2B6421555123&MessageSid=SM5&NumMedia=1"},
		{"/twilio/voice", "From=anonymous&CallSid=CA1"},
		{"/twilio/voice/energy/4", "From=%2B6421555123&CallSid=CA2&Digits=99999999"},
		{"/twilio/voice/nowhere/999999999", "From=%2B6421555123&CallSid=CA3&SpeechResult=x&Confidence=NaN"},
		{"/twilio/status/call", "From=%2B6421555123&CallSid=CA3&CallStatus=completed"},
		{"/twilio/sms", "a;b=c&&=&%zz"},
		{"/twilio/sms", "MessageSid=SM9&From=%2B6421555123&Body=x&Body=y&&="},
	} {
		f.Add(seed[0], seed[1])
	}
	right := sign(authToken, publicURL+"/twilio/sms", nil)
	f.Fuzz(func(t *testing.T, path, body string) {
		if !strings.HasPrefix(path, "/twilio/") || strings.ContainsAny(path, "?#%") || !printable(path) {
			t.Skip()
		}
		signature := right // of something else, where nobody could sign the body
		if form, err := url.ParseQuery(body); err == nil {
			signature = sign(authToken, publicURL+path, form)
		}
		status, reply := l.send(t, http.MethodPost, path, body, signature)
		if status >= 500 || strings.Contains(reply, "not working just now") || strings.Contains(l.log.String(), "panic") {
			t.Errorf("%s %q: %d %s\n%s", path, body, status, reply, l.log)
		}
		if n := strings.Count(reply, "<Message>"); n > 3 {
			t.Errorf("%d messages", n)
		}
		for message := range strings.SplitSeq(reply, "<Message>") {
			if utf8.RuneCountInString(message) > 1700 && strings.Contains(path, "sms") {
				t.Errorf("a message of %d characters", utf8.RuneCountInString(message))
			}
		}
	})
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// TestTokenIsPromoted invites somebody with TWILIO_AUTH_TOKEN=old,new after Twilio has promoted the new one, and goes on with them:
// webhooks are signed with the new token as well.
func TestTokenIsPromoted(t *testing.T) {
	t.Parallel()
	const promoted = "22222222222222222222222222222222"
	l, env := managed(t, "redis://"+sessiontest.Miniredis(t).Addr(), "TWILIO_AUTH_TOKEN="+authToken+","+promoted)
	l.AddToken(promoted)
	l.PromoteToken()
	done(t, env, "invite", "--cohort", "Ward 4", "--as", charge, mobile+"=Mere")
	phone := l.Handset(t, mobile)
	phone.AwaitText("Kia ora Mere.")
	phone.Text("GO")
	phone.WantText("What energy and focus do you bring?")
	if said := l.log.String(); strings.Count(said, "one of the tokens in TWILIO_AUTH_TOKEN") != 1 || strings.Contains(said, promoted) || strings.Contains(said, authToken) {
		t.Errorf("the log says\n%s", said)
	}
}
