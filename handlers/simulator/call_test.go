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

// gather listens, and asks /answer.
const gather = `<Gather input="dtmf speech" action="/answer"/>`

func TestCallParameters(t *testing.T) {
	l := newLine(t).verbs("/voice", gather).verbs("/answer", gather)
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

func TestPromptsAreHeard(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Say voice="Polly.Aria-Neural" language="en-NZ"> Kia
		ora.</Say><Pause/><Gather action="/answer"><Say>One or two?</Say><Pause length="3"/></Gather><Say>Never heard.</Say>`)
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	if diff := cmp.Diff([]string{"Kia ora.", "pause 1", "One or two?", "pause 3"}, spoken(phone)); diff != "" {
		t.Error(diff)
	}
	if !phone.InCall() || phone.Listening() == nil {
		t.Error("the line does not listen")
	}
}

// TestKeys checks what is posted when keys are pressed: "silence" is that nothing is.
func TestKeys(t *testing.T) {
	const silence = "silence"
	for _, c := range []struct{ attributes, keys, want string }{
		{``, "12", "12"},
		{``, "12#34", "12"},
		{``, "#1", silence},
		{`numDigits="1"`, "123", "1"},
		{`finishOnKey=""`, "#", "#"},
		{`finishOnKey="*"`, "1#2*3", "1#2"},
		{`input="speech"`, "1", silence},
		{`input="dtmf speech"`, "1", "1"},
	} {
		l := newLine(t).verbs("/voice", `<Gather action="/answer" `+c.attributes+`/><Say>silence</Say>`).verbs("/answer", "")
		phone := l.twilio().Phone(learner)
		must(t, phone.Call(t.Context()))
		must(t, phone.Press(t.Context(), c.keys))
		got := silence
		if len(l.got("/answer")) == 1 {
			got = l.last(t, "/answer").Form.Get("Digits")
		}
		if got != c.want || len(l.got("/answer"))+len(spoken(phone)) != 1 {
			t.Errorf("<Gather %s>, pressed %s: got %s, want %s", c.attributes, c.keys, got, c.want)
		}
	}
}

func TestSpeech(t *testing.T) {
	l := newLine(t).verbs("/voice", gather).verbs("/answer", gather, `<Gather action="/answer"/><Say>No speech.</Say>`)
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	must(t, phone.Say(t.Context(), "busy as", 0.8125))
	form := l.last(t, "/answer").Form
	if form.Get("SpeechResult") != "busy as" || form.Get("Confidence") != "0.8125" || form.Has("Digits") {
		t.Errorf("got %v", form)
	}
	must(t, phone.SayPlain(t.Context(), "calm"))
	form = l.last(t, "/answer").Form
	if form.Get("SpeechResult") != "calm" || form.Has("Confidence") {
		t.Errorf("got %v", form)
	}
	must(t, phone.Say(t.Context(), "hello?", 1)) // which nobody listens for
	if diff := cmp.Diff([]string{"No speech."}, spoken(phone)); diff != "" || len(l.got("/answer")) != 2 {
		t.Error(diff)
	}
}

func TestSilenceFallsThrough(t *testing.T) {
	l := newLine(t).verbs("/voice", gather+`<Say>Still there?</Say>`+gather+`<Say>Goodbye.</Say>`)
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	must(t, phone.Silent(t.Context()))
	if diff := cmp.Diff([]string{"Still there?"}, spoken(phone)); diff != "" || phone.Listening() == nil {
		t.Error(diff)
	}
	must(t, phone.Silent(t.Context()))
	if diff := cmp.Diff([]string{"Still there?", "Goodbye."}, spoken(phone)); diff != "" || phone.InCall() {
		t.Error(diff)
	}
	if n := len(l.got("/answer")); n != 0 {
		t.Errorf("the action was asked %d times", n)
	}
}

func TestSilenceAsksTheActionOnEmptyResult(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Gather action="/answer" actionOnEmptyResult="true"/><Say>Never.</Say>`).verbs("/answer", "")
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	must(t, phone.Silent(t.Context()))
	if form := l.last(t, "/answer").Form; form.Has("Digits") || form.Has("SpeechResult") || len(spoken(phone)) != 0 {
		t.Errorf("got %v, heard %v", form, spoken(phone))
	}
}

func TestWithheldNumber(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Hangup/>`)
	must(t, l.twilio().Phone(learner).CallWithheld(t.Context()))
	if form := l.last(t, "/voice").Form; form.Get("From") != "anonymous" || form.Get("Caller") != "anonymous" {
		t.Errorf("got %v", form)
	}
}

func TestWhatAPersonCannotDo(t *testing.T) {
	ctx := t.Context()
	phone := newLine(t).verbs("/voice", gather).twilio().Phone(learner)
	for _, err := range []error{phone.Press(ctx, "1"), phone.Say(ctx, "a", 1), phone.Silent(ctx), phone.HangUp(ctx)} {
		if !errors.Is(err, simulator.ErrNoCall) {
			t.Errorf("got %v", err)
		}
	}
	for _, err := range []error{phone.PickUp(ctx, "human"), phone.Leave(ctx, "busy")} {
		if !errors.Is(err, simulator.ErrNotRinging) {
			t.Errorf("got %v", err)
		}
	}
	must(t, phone.Call(ctx))
	if err := phone.Call(ctx); !errors.Is(err, simulator.ErrInCall) {
		t.Errorf("got %v", err)
	}
	if err := phone.Press(ctx, "1a"); err == nil {
		t.Error("pressed an a")
	}
	for _, err := range []error{phone.Press(ctx, ""), phone.Say(ctx, " ", 1)} {
		if !errors.Is(err, simulator.ErrNoInput) {
			t.Errorf("got %v", err)
		}
	}
	if phone.Listening() == nil {
		t.Error("a slip ended the listening")
	}
}

// TestStatusURLIsToldOnce, however a call ends.
func TestStatusURLIsToldOnce(t *testing.T) {
	end := func(*simulator.Phone) error { return nil }
	hangUp := func(p *simulator.Phone) error { return p.HangUp(t.Context()) }
	silent := func(p *simulator.Phone) error { return p.Silent(t.Context()) }
	for _, c := range []struct {
		name, content string
		then          func(*simulator.Phone) error
	}{
		{"end of document", `<Say>Bye.</Say>`, end},
		{"hangup", `<Hangup/>`, end},
		{"empty", ``, end},
		{"caller hangs up", gather, hangUp},
		{"silence to the end", gather, silent},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Date(2026, 11, 22, 9, 1, 30, 0, time.FixedZone("NZDT", 13*3600))
			var past atomic.Int64 // the line takes 90 s to answer
			l := newLine(t)
			l.on("/voice", func(w http.ResponseWriter, r *http.Request) {
				past.Add(int64(90 * time.Second))
				l.verbs("/content", c.content)
				l.answers["/content"][0](w, r)
			})
			phone := l.twilio(func(config *simulator.Config) {
				config.Now = func() time.Time { return began.Add(time.Duration(past.Load())) }
			}).Phone(learner)
			must(t, phone.Call(t.Context()))
			must(t, c.then(phone))
			want := url.Values{
				"CallSid": l.last(t, "/voice").Form["CallSid"], "CallStatus": {"completed"}, "Direction": {"inbound"},
				"AccountSid": {account}, "ApiVersion": {"2010-04-01"},
				"From": {learner}, "Caller": {learner}, "To": {lineNo}, "Called": {lineNo},
				"CallDuration": {"90"}, "Timestamp": {"Sat, 21 Nov 2026 20:03:00 +0000"},
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

func TestStatusURLRefuses(t *testing.T) {
	l := newLine(t).verbs("/voice", ``).on("/refused", answer(403, "", ""))
	twilio := l.twilio(func(c *simulator.Config) { c.StatusURL = l.URL + "/refused" })
	wantCode(t, twilio.Phone(learner).Call(t.Context()), 11200, "403")
	if len(twilio.Faults()) != 1 {
		t.Errorf("faults %v", twilio.Faults())
	}
}

// TestFaultyDocument checks that the caller hears Twilio's apology, the call ends, the line is told and the fault is
// returned.
func TestFaultyDocument(t *testing.T) {
	const sorry = "We're sorry, an application error has occurred. Goodbye."
	for content, code := range map[string]int{
		`<Say>a</Say><Message>b</Message>`: 12200,
		`<Dial>+64211111111</Dial>`:        0,
	} {
		l := newLine(t).verbs("/voice", content)
		phone := l.twilio().Phone(learner)
		wantCode(t, phone.Call(t.Context()), code, "")
		if diff := cmp.Diff([]string{sorry}, spoken(phone)); diff != "" || phone.InCall() || len(l.got("/status")) != 1 {
			t.Errorf("%s: %s, told %d times", content, diff, len(l.got("/status")))
		}
	}
	l := newLine(t).verbs("/voice", gather).on("/answer", answer(200, "text/plain", "oops"))
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	wantCode(t, phone.Press(t.Context(), "1"), 12300, "text/plain")
	if !errors.Is(phone.Press(t.Context(), "1"), simulator.ErrNoCall) {
		t.Error("pressed a key after the call")
	}
}

// TestHangUpMidWebhook: a person whose context ends while the line thinks has hung up. The line is told.
func TestHangUpMidWebhook(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	l := newLine(t).verbs("/voice", gather).on("/answer", answer(503, "", ""))
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
