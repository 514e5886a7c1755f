package twilio

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coachline/session"
)

// what is the one thing to do after an error.
func what(t testing.TB, err error) string {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v (%T) is no *Error", err, err)
	}
	var all []string
	for name, is := range map[string]bool{
		"unclear": e.Unclear(), "retry": e.Retryable(), "opted out": e.OptedOut(), "never": e.NeverAgain(), "operator": e.Operator(),
	} {
		if is {
			all = append(all, name)
		}
	}
	if len(all) != 1 {
		t.Errorf("%v is all of %q", err, all)
	}
	return strings.Join(all, ", ")
}

// cut is a pretend Twilio that reads a request and hangs up, having written something.
func cut(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = io.WriteString(conn, answer)
		_ = conn.Close()
	}
}

// answer is a pretend Twilio that always answers alike. headers are names and values.
func answer(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// refusal is Twilio's answer to a request that it does not accept. Its words quote what was sent.
func refusal(code string) string {
	return `{"code": ` + code + `, "message": "The 'To' number ` + plantedNumber + ` is not valid", "status": 400,
		"more_info": "https://www.twilio.com/docs/errors/21211", "details": {"body": "` + plantedText + `"}}`
}

func TestFailures(t *testing.T) {
	html := "<html>" + plantedNumber + plantedText + "</html>"
	date := time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)
	hang := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // or the server does not see that the client has gone
		<-r.Context().Done()
	}
	for name, c := range map[string]struct {
		twilio http.HandlerFunc
		want   string // after a text
		listed string // after a search
		text   string // of the error after a text
	}{
		"hangs":         {hang, "unclear", "retry", "send text: no answer: timeout"},
		"cut":           {cut(""), "unclear", "retry", "send text: no answer: connection cut"},
		"cut in answer": {cut("HTTP/1.1 201 Created\r\nContent-Length: 90\r\n\r\n{"), "unclear", "retry", "send text: Twilio answered 201: connection cut"},
		"nonsense":      {cut("220 mail.example.org ESMTP\r\n\r\n"), "unclear", "retry", "send text: no answer: network failure"},
		"500":           {answer(500, ""), "unclear", "retry", "send text: Twilio answered 500"},
		"500 JSON":      {answer(500, refusal("20500")), "unclear", "retry", "send text: Twilio answered 500, code 20500"},
		"503 HTML":      {answer(503, html, "Retry-After", "7"), "unclear", "retry", "send text: Twilio answered 503"},
		"503 JSON":      {answer(503, refusal("20503")), "unclear", "retry", "send text: Twilio answered 503, code 20503"},
		"503 cut":       {cut("HTTP/1.1 503 No\r\nContent-Length: 90\r\n\r\n{"), "unclear", "retry", "send text: Twilio answered 503: connection cut"},
		"429":           {answer(429, refusal("20429"), "Retry-After", "7"), "retry", "retry", "send text: Twilio answered 429, code 20429"},
		"429 date":      {answer(429, "", "Retry-After", date), "retry", "retry", "send text: Twilio answered 429"},
		"408":           {answer(408, ""), "retry", "retry", "send text: Twilio answered 408"},
		"queue full":    {answer(400, refusal("21611")), "retry", "retry", "send text: Twilio answered 400, code 21611"},
		"opted out":     {answer(400, refusal("21610")), "opted out", "opted out", "send text: Twilio answered 400, code 21610"},
		"string code":   {answer(400, refusal(`"21610"`)), "opted out", "opted out", "send text: Twilio answered 400, code 21610"},
		"landline":      {answer(400, refusal("21635")), "never", "never", "send text: Twilio answered 400, code 21635"},
		"no geography":  {answer(400, refusal("21408")), "operator", "operator", "send text: Twilio answered 400, code 21408"},
		"unknown code":  {answer(400, refusal("29999")), "operator", "operator", "send text: Twilio answered 400, code 29999"},
		"broken code":   {answer(400, refusal(`"21x"`)), "operator", "operator", "send text: Twilio answered 400"},
		"huge code":     {answer(400, refusal("1e400")), "operator", "operator", "send text: Twilio answered 400"},
		"400 HTML":      {answer(400, html), "operator", "operator", "send text: Twilio answered 400"},
		"401":           {answer(401, refusal("20003")), "operator", "operator", "send text: Twilio answered 401, code 20003: TWILIO_AUTH_TOKEN is refused"},
		"404":           {answer(404, refusal("20404")), "operator", "operator", "send text: Twilio answered 404, code 20404"},
		"400 too large": {answer(400, strings.Repeat("x", maxAnswer+1)), "operator", "operator", "send text: Twilio answered 400: answer too large"},
		"400 says so":   {cut("HTTP/1.1 400 No\r\nContent-Length: 1048577\r\n\r\n"), "operator", "operator", "send text: Twilio answered 400: answer too large"},
		"201 too large": {answer(201, strings.Repeat(" ", maxAnswer)+"{}"), "unclear", "retry", "send text: Twilio answered 201: answer too large"},
		"201 empty":     {answer(201, ""), "unclear", "retry", "send text: Twilio answered 201: answer not understood"},
		"201 {}":        {answer(201, "{}"), "unclear", "retry", "send text: Twilio answered 201: answer not understood"},
		"201 null":      {answer(201, "null"), "unclear", "retry", "send text: Twilio answered 201: answer not understood"},
		"201 odd SID":   {answer(201, `{"sid": "../x"}`), "unclear", "retry", "send text: Twilio answered 201: answer not understood"},
		"201 HTML":      {answer(201, html), "unclear", "retry", "send text: Twilio answered 201: answer not understood"},
		"302":           {answer(302, "", "Location", "/elsewhere"), "unclear", "retry", "send text: Twilio answered 302"},
		"302 receipt":   {answer(302, accepted, "Location", "/elsewhere"), "unclear", "retry", "send text: Twilio answered 302"},
		"307 odd":       {answer(307, "", "Location", "http://%zz/"+plantedNumber), "unclear", "retry", "send text: Twilio answered 307"},
	} {
		t.Run(name, func(t *testing.T) {
			var hits atomic.Int64
			server := pretend(t, func(w http.ResponseWriter, r *http.Request) {
				hits.Add(1)
				c.twilio(w, r)
			})
			client := clientOf(t, server.URL, func(c *ClientConfig) {
				if name == "hangs" {
					c.Timeout = 50 * time.Millisecond
				}
			})
			_, err := client.SendText(t.Context(), SMS{To: to(t), Body: plantedText, Ref: "p/7"})
			if got := what(t, err); got != c.want || err.Error() != c.text {
				t.Errorf("text: %s: %s", err, got)
			}
			silent(t, err)
			wait(t, name, err)
			if hits.Load() != 1 {
				t.Errorf("%d requests", hits.Load())
			}
			_, err = client.PlaceCall(t.Context(), Call{To: to(t), Ref: "p/8"})
			if got := what(t, err); got != c.want {
				t.Errorf("call: %s: %s", err, got)
			}
			silent(t, err)
			_, complete, err := client.FindTexts(t.Context(), to(t), plantedText, time.Now())
			if got := what(t, err); got != c.listed || complete {
				t.Errorf("search: %s: %s", err, got)
			}
			silent(t, err)
		})
	}
}

// silent checks that an error tells nothing about a person, however it is printed.
func silent(t *testing.T, err error) {
	t.Helper()
	for _, format := range []string{"%v", "%+v", "%#v", "%q"} {
		text := fmt.Sprintf(format, err)
		for _, secret := range []string{"555123", "Kia ora", "energy", "http", "127.0.0.1", "secret", "AC0123"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s has %q", text, secret)
			}
		}
	}
}

// wait checks for how long Twilio asked us to wait.
func wait(t *testing.T, name string, err error) {
	t.Helper()
	var e *Error
	_ = errors.As(err, &e)
	switch {
	case name == "429 date" && (e.RetryAfter < 60*time.Second || e.RetryAfter > 90*time.Second),
		(name == "429" || name == "503 HTML") && e.RetryAfter != 7*time.Second,
		!strings.HasPrefix(name, "429") && name != "503 HTML" && e.RetryAfter != 0:
		t.Errorf("retry after %s", e.RetryAfter)
	}
}

// TestOneThingToDo has every error ask for exactly one thing, and none for a repeat of what may have been accepted.
func TestOneThingToDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := &Error{
			Status: rapid.OneOf(rapid.Just(0), rapid.IntRange(100, 599)).Draw(t, "status"),
			Code:   rapid.OneOf(rapid.SampledFrom([]int{0, 21610, 21614, 20500, 20003}), rapid.IntRange(10000, 31000)).Draw(t, "code"),
			maybe:  rapid.Bool().Draw(t, "maybe"),
			read:   rapid.Bool().Draw(t, "read"),
		}
		n := 0
		for _, is := range []bool{e.Unclear(), e.Retryable(), e.OptedOut(), e.NeverAgain(), e.Operator()} {
			if is {
				n++
			}
		}
		if n != 1 {
			t.Fatalf("%#v asks for %d things", e, n)
		}
		open := e.Status == 0 && e.maybe || e.Status != 0 && (e.Status < 400 || e.Status >= 500)
		if open && !e.read && !e.Unclear() {
			t.Fatalf("%#v is not unclear", e)
		}
	})
}

// TestReasonOf has each code mean one reason, and what to do about a refusal with it.
func TestReasonOf(t *testing.T) {
	for code, want := range map[int]struct {
		reason session.Reason
		what   string
	}{
		0:     {session.ReasonUnknown, "operator"},
		12345: {session.ReasonUnknown, "operator"},
		29999: {session.ReasonUnknown, "operator"},
		30099: {session.ReasonUnknown, "operator"},
		30036: {session.ReasonExpired, "retry"},
		30047: {session.ReasonHours, "retry"},
		30610: {session.ReasonHours, "retry"},
		63038: {session.ReasonLimit, "retry"},
		14107: {session.ReasonTemporary, "retry"},
		20599: {session.ReasonTemporary, "retry"},
		21617: {session.ReasonContent, "operator"},
		21299: {session.ReasonSettings, "operator"},
		21699: {session.ReasonSettings, "operator"},
		20107: {session.ReasonAccount, "operator"},
		30032: {session.ReasonUnregistered, "operator"},
		30034: {session.ReasonUnregistered, "operator"},
		30035: {session.ReasonUnregistered, "operator"},
		30041: {session.ReasonUnregistered, "operator"},
		30445: {session.ReasonUnregistered, "operator"},
		30004: {session.ReasonBlocked, "operator"},
		21610: {session.ReasonOptedOut, "opted out"},
		21211: {session.ReasonNotANumber, "never"},
		30005: {session.ReasonNoSuchNumber, "never"},
		21614: {session.ReasonNotMobile, "never"},
		21635: {session.ReasonLandline, "never"},
		30006: {session.ReasonLandline, "never"},
		21214: {session.ReasonUnsuitable, "never"},
		30007: {session.ReasonBlocked, "operator"},
		20003: {session.ReasonAccount, "operator"},
		20404: {session.ReasonAccount, "operator"},
		21603: {session.ReasonAccount, "operator"},
		30002: {session.ReasonAccount, "operator"},
		21408: {session.ReasonCountry, "operator"},
		21212: {session.ReasonSettings, "operator"},
		21215: {session.ReasonCountry, "operator"},
		13227: {session.ReasonCountry, "operator"},
		21606: {session.ReasonSettings, "operator"},
		21612: {session.ReasonSettings, "operator"},
		21608: {session.ReasonTrial, "operator"},
		21609: {session.ReasonSettings, "operator"},
		30003: {session.ReasonOff, "retry"},
		20429: {session.ReasonTemporary, "retry"},
		20500: {session.ReasonTemporary, "retry"},
		20503: {session.ReasonTemporary, "retry"},
		30001: {session.ReasonTemporary, "retry"},
		30008: {session.ReasonTemporary, "retry"},
	} {
		if got := ReasonOf(code); got != want.reason {
			t.Errorf("%d: %q, want %q", code, got, want.reason)
		}
		if got := what(t, &Error{Status: 400, Code: code}); got != want.what {
			t.Errorf("%d: %s, want %s", code, got, want.what)
		}
	}
}

// TestCodesAreExplained has words and a cure for each code and each reason.
func TestCodesAreExplained(t *testing.T) {
	for _, reason := range session.Reasons() {
		if reason != session.ReasonUnknown && fixes[reason] == "" {
			t.Errorf("nobody knows what to do about %q", reason)
		}
	}
	for code, m := range codes {
		if what, fix := Explain(code); what == "" || !strings.HasSuffix(fix, ".") || m.reason == session.ReasonUnknown {
			t.Errorf("%d means %q, and one is to %q", code, what, fix)
		}
	}
	for _, code := range []int{-1, 7, 12345, 20111, 20599, 21299, 21699, 30099, 30999, 45678} {
		if what, fix := Explain(code); what == "" || fix == "" {
			t.Errorf("%d, of a family, means %q, and one is to %q", code, what, fix)
		}
	}
	if what, fix := Explain(0); what != "" || fix != "" {
		t.Errorf("no code means %q, and one is to %q", what, fix)
	}
}

// TestRefusalWithoutACode goes by the status.
func TestRefusalWithoutACode(t *testing.T) {
	for status, want := range map[int]session.Reason{
		400: session.ReasonUnknown, 401: session.ReasonAccount, 402: session.ReasonAccount, 403: session.ReasonAccount, 404: session.ReasonAccount,
		408: session.ReasonUnknown, 429: session.ReasonUnknown, 500: session.ReasonUnknown, 201: session.ReasonUnknown,
	} {
		if e := (&Error{Status: status}); e.Reason() != want || e.Account() != (want == session.ReasonAccount) {
			t.Errorf("%d: %q, want %q", status, e.Reason(), want)
		}
	}
}

// TestErrorOfFields is for whoever tests against a Client: an Error made of its fields means what Twilio's would.
func TestErrorOfFields(t *testing.T) {
	for e, want := range map[*Error]string{
		{Op: "send text"}: "retry", {Status: 500}: "unclear", {Status: 201}: "unclear", {Status: 429}: "retry",
		{Status: 400, Code: 21610}: "opted out", {Status: 400, Code: 21614}: "never", {Status: 400, Code: 20500}: "retry", {Status: 400}: "operator",
	} {
		if got := what(t, e); got != want {
			t.Errorf("%v: %s, want %s", e, got, want)
		}
	}
}

// A block of one person is not our sender's fault. What carriers filter or do not know is.
func TestOfSender(t *testing.T) {
	for code, want := range map[int]bool{
		0: false, 12345: false, 30003: false, 30005: false, 30008: false, 21610: false,
		30004: false, 13225: false, 21216: false, 30450: false, 30485: false, 32017: false,
		30007: true, 30002: true, 30023: true, 30032: true, 30034: true, 30041: true, 30445: true,
	} {
		if got := OfSender(code); got != want {
			t.Errorf("%d: %v", code, got)
		}
	}
}
