package simulator_test

import (
	"net/url"
	"testing"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
)

func TestRepliesArrive(t *testing.T) {
	l := newLine(t).verbs("/sms", `<Message>one &amp; only</Message><Message>two</Message>`, `<Message>three</Message>`)
	phone := l.twilio().Phone(learner)
	must(t, phone.Text(t.Context(), "GO"))
	must(t, phone.Text(t.Context(), "1"))
	if diff := cmp.Diff([]string{"one & only", "two", "three"}, inbox(phone)); diff != "" {
		t.Error(diff)
	}
}

func TestSendWithMore(t *testing.T) {
	l := newLine(t).verbs("/sms", "<Message>ok</Message>")
	phone := l.twilio().Phone(learner)
	m := simulator.Message{
		From: "whatsapp:" + learner, Body: "STOP", Params: url.Values{"OptOutType": {"STOP"}, "NumMedia": {"1"}},
	}
	must(t, phone.Send(t.Context(), m))
	got := l.last(t, "/sms").Form
	for name, want := range map[string]string{"From": m.From, "To": "whatsapp:" + lineNo, "OptOutType": "STOP", "NumMedia": "1"} {
		if value := got.Get(name); value != want {
			t.Errorf("%s=%q, want %q", name, value, want)
		}
	}
	if diff := cmp.Diff([]string{"ok"}, inbox(phone)); diff != "" {
		t.Error(diff)
	}
}

// TestFaultyReply checks that nothing of an answer arrives if one thing in it is wrong.
func TestFaultyReply(t *testing.T) {
	for content, code := range map[string]int{
		`<Message>one</Message><Say>two</Say>`:          12200,
		repeat(`<Message>a</Message>`, 11):              14109,
		`<Message>one</Message><Redirect>/a</Redirect>`: 0,
	} {
		phone := newLine(t).verbs("/sms", content).twilio().Phone(learner)
		wantCode(t, phone.Text(t.Context(), "GO"), code, "")
		if got := inbox(phone); len(got) != 0 {
			t.Errorf("%s: received %v", content, got)
		}
	}
}
