package simulator_test

import (
	"errors"
	"net/url"
	"testing"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
)

func TestListening(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Gather/>`, `<Gather input="dtmf speech" action="step/2?a=1" method="GET" timeout="7"
		speechTimeout="auto" numDigits="3" finishOnKey="" hints="calm, busy,tired" language="en-NZ"
		actionOnEmptyResult="true" profanityFilter="false" bargeIn="false"/>`)
	phone := l.twilio(func(c *simulator.Config) { c.VoiceURL = l.URL + "/voice" }).Phone(learner)
	must(t, phone.Call(t.Context()))
	if diff := cmp.Diff(&simulator.Gather{
		Action: l.URL + "/voice", Method: "POST", Keys: true, Timeout: 5, SpeechTimeout: "5", FinishOnKey: "#",
		Language: "en-US", SpeechModel: "default", BargeIn: true, ProfanityFilter: true,
	}, phone.Listening()); diff != "" {
		t.Error(diff)
	}
	must(t, phone.HangUp(t.Context()))
	must(t, phone.Call(t.Context()))
	if diff := cmp.Diff(&simulator.Gather{
		Action: l.URL + "/step/2?a=1", Method: "GET", Keys: true, Speech: true, Timeout: 7, SpeechTimeout: "auto",
		NumDigits: 3, Hints: []string{"calm", "busy", "tired"}, Language: "en-NZ", SpeechModel: "default", ActionOnEmptyResult: true,
	}, phone.Listening()); diff != "" {
		t.Error(diff)
	}
}

func TestDigits(t *testing.T) {
	const silence = "silence"
	for _, c := range []struct{ attrs, keys, want string }{
		{``, "12", "12"},
		{``, "12#34", "12"},
		{``, "#", silence},
		{``, "#1", silence},
		{``, "1*2", "1*2"},
		{`numDigits="1"`, "1", "1"},
		{`numDigits="1"`, "123", "1"},
		{`numDigits="1"`, "#", silence},
		{`numDigits="2"`, "1", "1"},
		{`numDigits="2"`, "1#", "1"},
		{`finishOnKey=""`, "#", "#"},
		{`finishOnKey="" numDigits="1"`, "#", "#"},
		{`finishOnKey="" numDigits="1"`, "*", "*"},
		{`finishOnKey="*"`, "1#2*3", "1#2"},
		{`finishOnKey="*"`, "*", silence},
		{`input="speech"`, "1", silence},
		{`input="dtmf speech"`, "1", "1"},
	} {
		l := newLine(t).verbs("/voice", `<Gather action="/answer" `+c.attrs+`/><Redirect>/silence</Redirect>`).
			verbs("/answer", "").verbs("/silence", "")
		phone := l.twilio().Phone(learner)
		must(t, phone.Call(t.Context()))
		must(t, phone.Press(t.Context(), c.keys))
		got := silence
		if len(l.got("/answer")) == 1 {
			got = l.last(t, "/answer").Form.Get("Digits")
		}
		if got != c.want || len(l.got("/answer"))+len(l.got("/silence")) != 1 {
			t.Errorf("<Gather %s>, pressed %s: got %s, want %s", c.attrs, c.keys, got, c.want)
		}
	}
}

func TestSpeech(t *testing.T) {
	gather := `<Gather input="dtmf speech" action="/answer"/>`
	l := newLine(t).verbs("/voice", gather).verbs("/answer", gather, gather, `<Gather action="/answer"/><Say>No speech.</Say>`)
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
	must(t, phone.Press(t.Context(), "1"))
	must(t, phone.Say(t.Context(), "hello?", 1))
	if diff := cmp.Diff([]string{"say No speech."}, spoken(phone)); diff != "" {
		t.Error(diff)
	}
	if n := len(l.got("/answer")); n != 3 {
		t.Errorf("the action was asked %d times, want 3", n)
	}
}

func TestSilenceFallsThrough(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Gather action="/answer"/><Say>Still there?</Say><Gather action="/answer"/><Say>Goodbye.</Say>`)
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	must(t, phone.Silent(t.Context()))
	if diff := cmp.Diff([]string{"say Still there?"}, spoken(phone)); diff != "" || phone.Listening() == nil {
		t.Error(diff)
	}
	must(t, phone.Silent(t.Context()))
	if diff := cmp.Diff([]string{"say Goodbye."}, spoken(phone)); diff != "" || phone.InCall() {
		t.Error(diff)
	}
	if n := len(l.got("/answer")); n != 0 {
		t.Errorf("the action was asked %d times", n)
	}
}

func TestActionOnEmptyResult(t *testing.T) {
	for _, c := range []struct {
		input string
		empty bool
		want  url.Values
	}{
		{"dtmf", false, url.Values{}},
		{"dtmf", true, url.Values{"Digits": {""}}},
		{"speech", true, url.Values{"SpeechResult": {""}}},
		{"dtmf speech", true, url.Values{"Digits": {""}, "SpeechResult": {""}}},
	} {
		l := newLine(t).verbs("/voice", `<Gather input="`+c.input+`" action="/answer" actionOnEmptyResult="true"/><Say>Never.</Say>`).
			verbs("/answer", "")
		phone := l.twilio(func(config *simulator.Config) { config.EmptyResult = c.empty }).Phone(learner)
		must(t, phone.Call(t.Context()))
		must(t, phone.Silent(t.Context()))
		form := l.last(t, "/answer").Form
		got := url.Values{}
		for _, name := range []string{"Digits", "SpeechResult", "Confidence"} {
			if form.Has(name) {
				got[name] = form[name]
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s, empty %t: %s", c.input, c.empty, diff)
		}
	}
}

func TestGatherWithoutAction(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Redirect>/step/1?a=1</Redirect>`).verbs("/step/1", `<Gather/>`, `<Gather/>`, ``)
	phone := l.twilio().Phone(learner)
	must(t, phone.Call(t.Context()))
	must(t, phone.Press(t.Context(), "1"))
	must(t, phone.Press(t.Context(), "2"))
	if got := l.got("/step/1"); len(got) != 3 || got[2].Form.Get("Digits") != "2" || phone.InCall() {
		t.Errorf("got %v", got)
	}
}

func TestWithheld(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Hangup/>`)
	must(t, l.twilio().Phone(learner).CallWithheld(t.Context()))
	if form := l.last(t, "/voice").Form; form.Get("From") != "anonymous" || form.Get("Caller") != "anonymous" {
		t.Errorf("got %v", form)
	}
}

func TestWhatAPersonCannotDo(t *testing.T) {
	ctx := t.Context()
	phone := newLine(t).verbs("/voice", `<Gather/>`).twilio().Phone(learner)
	for _, err := range []error{phone.Press(ctx, "1"), phone.Say(ctx, "a", 1), phone.Silent(ctx), phone.HangUp(ctx)} {
		if !errors.Is(err, simulator.ErrNoCall) {
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
