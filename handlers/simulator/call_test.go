package simulator_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
)

func TestCallParameters(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Gather action="/answer"/>`).verbs("/answer", `<Gather action="/answer"/>`)
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	first := l.last(t, "/voice").Form
	want := url.Values{
		"CallSid": first["CallSid"], "CallStatus": {"ringing"}, "Direction": {"inbound"}, "AccountSid": {account},
		"ApiVersion": {"2010-04-01"}, "From": {learner}, "Caller": {learner}, "To": {lineNo}, "Called": {lineNo},
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error(diff)
	}
	must(t, phone.Press(t.Context(), "1"))
	want["CallStatus"], want["Digits"] = []string{"in-progress"}, []string{"1"}
	if diff := cmp.Diff(want, l.last(t, "/answer").Form); diff != "" {
		t.Error(diff)
	}
}

func TestHeard(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Say voice="Polly.Aria-Neural" language="en-NZ">
		Kia ora.<break time="1s"/><sub alias="and">&amp;</sub> <p>Ngā mihi.</p></Say>
		<Pause/><Play loop="2">https://x/y.mp3</Play>
		<Gather><Say>One or two?</Say><Pause length="3"/></Gather><Say>Never heard.</Say>`)
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	want := []simulator.Utterance{
		{Kind: simulator.Said, Text: "Kia ora. and Ngā mihi.", Voice: "Polly.Aria-Neural", Language: "en-NZ"},
		{Kind: simulator.Paused, Seconds: 1},
		{Kind: simulator.Played, Text: "https://x/y.mp3"},
		{Kind: simulator.Played, Text: "https://x/y.mp3"},
		{Kind: simulator.Said, Text: "One or two?"},
		{Kind: simulator.Paused, Seconds: 3},
	}
	if diff := cmp.Diff(want, phone.Heard()); diff != "" {
		t.Error(diff)
	}
	if !phone.InCall() || phone.Listening() == nil {
		t.Error("the line does not listen")
	}
}

// TestDigits: what is posted when keys are pressed; "silence" when nothing is.
func TestRelativeURLsAndRedirectByGet(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Redirect>step/1/</Redirect>`).
		verbs("/step/1/", `<Gather action="../2" method="GET"/>`).
		verbs("/step/2", `<Say>Two.</Say><Redirect method="GET">/step/3?x=1</Redirect><Say>Never.</Say>`).
		verbs("/step/3", `<Say>Three.</Say><Hangup/><Say>Never.</Say>`)
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	must(t, phone.Press(t.Context(), "9"))
	two, three := l.last(t, "/step/2"), l.last(t, "/step/3")
	if two.Method != "GET" || two.Form.Get("Digits") != "9" || two.Raw != "" {
		t.Errorf("got %v", two)
	}
	if three.Method != "GET" || three.Form.Get("x") != "1" || three.Form.Has("Digits") || !three.Form.Has("CallSid") {
		t.Errorf("got %v", three)
	}
	if diff := cmp.Diff([]string{"say Two.", "say Three."}, spoken(phone)); diff != "" || phone.InCall() {
		t.Error(diff)
	}
}

// TestStatusCallback: however a call ends, the StatusURL is told once.
func TestStatusCallback(t *testing.T) {
	end := func(*simulator.Phone) error { return nil }
	hangUp := func(p *simulator.Phone) error { return p.HangUp(t.Context()) }
	silent := func(p *simulator.Phone) error { return p.Silent(t.Context()) }
	for _, c := range []struct {
		name, content, status, seconds string
		then                           func(*simulator.Phone) error
	}{
		{"end of document", `<Say>Bye.</Say>`, "completed", "90", end},
		{"hangup", `<Hangup/>`, "completed", "90", end},
		{"empty", ``, "completed", "90", end},
		{"caller hangs up", `<Gather/>`, "completed", "90", hangUp},
		{"silence to the end", `<Gather/>`, "completed", "90", silent},
		{"reject", `<Reject/>`, "no-answer", "0", end},
		{"reject as busy", `<Reject reason="busy"/>`, "busy", "0", end},
		{"reject when answered", `<Say>a</Say><Reject/>`, "completed", "90", end},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Date(2026, 11, 22, 9, 1, 30, 0, time.FixedZone("NZDT", 13*3600))
			var past atomic.Int64 // the line takes 90 s to answer
			slow := func(w http.ResponseWriter, r *http.Request) {
				past.Add(int64(90 * time.Second))
				document("<Response>"+c.content+"</Response>")(w, r)
			}
			l := newLine(t).on("/voice", slow)
			phone := l.twilio(func(config *simulator.Config) {
				config.Now = func() time.Time { return began.Add(time.Duration(past.Load())) }
			}).Phone(learner)
			must(t, phone.Call(t.Context()))
			must(t, c.then(phone))
			want := url.Values{
				"CallSid": l.last(t, "/voice").Form["CallSid"], "CallStatus": {c.status}, "Direction": {"inbound"},
				"AccountSid": {account}, "ApiVersion": {"2010-04-01"},
				"From": {learner}, "Caller": {learner}, "To": {lineNo}, "Called": {lineNo},
				"CallDuration": {c.seconds}, "Timestamp": {"Sat, 21 Nov 2026 20:03:00 +0000"},
				"CallbackSource": {"call-progress-events"}, "SequenceNumber": {"0"},
			}
			got := l.got("/status")
			if len(got) != 1 || phone.InCall() || phone.Listening() != nil {
				t.Fatalf("told %d times, in call %t", len(got), phone.InCall())
			}
			if diff := cmp.Diff(want, got[0].Form); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestStatusCallbackRefused(t *testing.T) {
	l := newLine(t).verbs("/voice", ``)
	phone := l.on("/refused", answer(403, "", "")).twilio(func(c *simulator.Config) { c.StatusURL = l.URL + "/refused" }).Phone(learner)
	wantCode(t, phone.Call(t.Context()), 11200, "403")
	phone = l.twilio(func(c *simulator.Config) { c.StatusURL = "" }).Phone(learner)
	must(t, phone.Call(t.Context()))
}

// TestFaultyDocument: the caller hears Twilio's apology, the call ends, the status is told, the fault is returned.
func TestFaultyDocument(t *testing.T) {
	const sorry = "say We're sorry, an application error has occurred. Goodbye."
	for content, code := range map[string]int{
		`<Say>a</Say><Message>b</Message>`: 12200,
		`<Redirect>/voice</Redirect>`:      11215,
		`<Redirect>/missing</Redirect>`:    11200,
		`<Dial>+64211111111</Dial>`:        0,
		`<Redirect>mailto:x</Redirect>`:    11100,
	} {
		l := newLine(t).verbs("/voice", content)
		phone := l.twilio().Phone(learner)
		wantCode(t, phone.Call(t.Context()), code, "")
		if diff := cmp.Diff([]string{sorry}, spoken(phone)); diff != "" || phone.InCall() {
			t.Errorf("%s: %s", content, diff)
		}
		if n := len(l.got("/status")); n != 1 {
			t.Errorf("%s: the status was told %d times", content, n)
		}
	}
	l := newLine(t).verbs("/voice", `<Gather action="/answer"/>`).on("/answer", answer(200, "text/plain", "oops"))
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	wantCode(t, phone.Press(t.Context(), "1"), 12300, "read it aloud")
	if !errors.Is(phone.Press(t.Context(), "1"), simulator.ErrNoCall) {
		t.Error("pressed a key after the call")
	}
}

func TestTenRedirectsAreFollowed(t *testing.T) {
	l := newLine(t)
	for range 10 {
		l.verbs("/voice", `<Redirect>/voice</Redirect>`)
	}
	l.verbs("/voice", `<Say>Here.</Say>`)
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	if diff := cmp.Diff([]string{"say Here."}, spoken(phone)); diff != "" {
		t.Error(diff)
	}
}

// TestHangUpMidWebhook: a person whose context ends while the line thinks has hung up; the line is told.
func TestHangUpMidWebhook(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := newLine(t).verbs("/voice", `<Gather action="/answer"/>`).on("/answer", answer(503, "", ""))
	phone := l.twilio(func(c *simulator.Config) {
		c.Retry = func(context.Context, int, error) bool { cancel(); return true }
	}).Phone(learner)
	must(t, phone.Call(ctx))
	if err := phone.Press(ctx, "1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(spoken(phone)) != 0 || phone.InCall() || len(l.got("/status")) != 1 {
		t.Errorf("heard %v, in call %t, told %d times", spoken(phone), phone.InCall(), len(l.got("/status")))
	}
}

// TestRedeliverOfACall: the last webhook of a call that is over is its status; earlier ones are in Exchanges.
func TestRedeliverOfACall(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Gather action="/answer"/>`).verbs("/answer", `<Say>Bye.</Say>`)
	twilio := l.twilio()
	phone := twilio.Phone(learner)
	must(t, phone.Call(t.Context()))
	must(t, phone.Press(t.Context(), "1"))
	_, err := phone.Redeliver(t.Context())
	must(t, err)
	exchanges := phone.Exchanges()
	again, err := twilio.Redeliver(t.Context(), exchanges[1].Sent)
	must(t, err)
	if diff := cmp.Diff(exchanges[1].Answer.Body, again.Body); diff != "" {
		t.Error(diff)
	}
	for path, n := range map[string]int{"/voice": 1, "/answer": 2, "/status": 2} {
		got := l.got(path)
		if len(got) != n || !cmp.Equal(got[0], got[n-1]) {
			t.Errorf("%s: %v", path, got)
		}
	}
}
