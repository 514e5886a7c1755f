package simulator_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
)

func repeat(s string, n int) string { return strings.Repeat(s, n) }

func bodies(texts []simulator.SMS) []string {
	var all []string
	for _, text := range texts {
		all = append(all, text.Body)
	}
	return all
}

func TestReplies(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	l := newLine(t).verbs("/sms",
		`<Message>one &amp; only</Message><Message from="+6490"><Body>two</Body><Media>https://x/y.png</Media></Message>`,
		`<Message>three</Message>`)
	phone := l.twilio(func(c *simulator.Config) { c.Now = func() time.Time { return at } }).Phone(learner)
	must(t, phone.Text(t.Context(), "GO"))
	want := []simulator.SMS{
		{From: lineNo, Body: "one & only", At: at},
		{From: "+6490", Body: "two", Media: []string{"https://x/y.png"}, At: at},
	}
	if diff := cmp.Diff(want, phone.Inbox()); diff != "" {
		t.Error(diff)
	}
	must(t, phone.Text(t.Context(), "1"))
	latest, _ := phone.Latest()
	if diff := cmp.Diff([]string{"three"}, bodies(latest)); diff != "" {
		t.Error(diff)
	}
	if n := len(phone.Inbox()); n != 3 {
		t.Errorf("%d texts, want 3", n)
	}
}

func TestReplyToSomebodyElse(t *testing.T) {
	l := newLine(t).verbs("/sms", `<Message to="+64219999999">for the other</Message><Message to="`+learner+`">for me</Message>`)
	twilio := l.twilio()
	must(t, twilio.Phone(learner).Text(t.Context(), "GO"))
	if got := bodies(twilio.Phone("+64219999999").Inbox()); !cmp.Equal(got, []string{"for the other"}) {
		t.Errorf("the other got %q", got)
	}
	if got := bodies(twilio.Phone(learner).Inbox()); !cmp.Equal(got, []string{"for me"}) {
		t.Errorf("the texter got %q", got)
	}
}

func TestSendWithMore(t *testing.T) {
	l := newLine(t).verbs("/sms", "<Message>ok</Message>")
	phone := l.twilio().Phone(learner)
	m := simulator.Message{
		From: "whatsapp:" + learner, Body: "STOP", SID: "SM00000000000000000000000000000007",
		Params: url.Values{"OptOutType": {"STOP"}, "NumMedia": {"1"}},
	}
	must(t, phone.Send(t.Context(), m))
	must(t, phone.Send(t.Context(), m))
	got := l.got("/sms")
	for name, want := range map[string]string{
		"From": m.From, "To": "whatsapp:" + lineNo, "MessageSid": m.SID, "SmsSid": m.SID, "OptOutType": "STOP", "NumMedia": "1",
	} {
		if value := got[0].Form.Get(name); value != want {
			t.Errorf("%s=%q, want %q", name, value, want)
		}
	}
	if diff := cmp.Diff(got[0].Form, got[1].Form); diff != "" {
		t.Error(diff)
	}
	const token = "I-Twilio-Idempotency-Token"
	if got[0].Header.Get(token) == got[1].Header.Get(token) {
		t.Error("two requests share a token")
	}
	if n := len(phone.Inbox()); n != 2 {
		t.Errorf("%d texts, want 2", n)
	}
}

func TestMessageRedirect(t *testing.T) {
	l := newLine(t).
		verbs("/sms", `<Message>one</Message><Redirect>more/two?x=1</Redirect><Message>never</Message>`).
		verbs("/more/two", `<Message>two</Message><Redirect method="GET">three?y=2</Redirect>`).
		verbs("/more/three", `<Message>three</Message>`)
	phone := l.twilio().Phone(learner)
	must(t, phone.Text(t.Context(), "GO"))
	if diff := cmp.Diff([]string{"one", "two", "three"}, bodies(phone.Inbox())); diff != "" {
		t.Error(diff)
	}
	two, three := l.last(t, "/more/two"), l.last(t, "/more/three")
	if two.Form.Get("Body") != "GO" || three.Method != "GET" || three.Form.Get("Body") != "GO" || three.Form.Get("y") != "2" {
		t.Errorf("two %v, three %v", two, three)
	}
}

// TestFaultyReply: nothing of an answer is received when one thing in it is wrong.
func TestFaultyReply(t *testing.T) {
	for content, code := range map[string]int{
		`<Message>one</Message><Say>two</Say>`:           12200,
		repeat(`<Message>a</Message>`, 11):               14109,
		`<Redirect>/sms</Redirect>`:                      11215,
		`<Message>one</Message><Redirect>/no</Redirect>`: 11200,
	} {
		phone := newLine(t).verbs("/sms", content).twilio().Phone(learner)
		wantCode(t, phone.Text(t.Context(), "GO"), code, "")
		if got := phone.Inbox(); len(got) != 0 {
			t.Errorf("%s: received %v", content, got)
		}
	}
	phone := newLine(t).verbs("/sms", repeat(`<Message>a</Message>`, 10)).twilio().Phone(learner)
	must(t, phone.Text(t.Context(), "GO"))
}
