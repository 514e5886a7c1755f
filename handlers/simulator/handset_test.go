package simulator_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"coachline/handlers/simulator"
)

func conversation(t *testing.T) *line {
	t.Helper()
	return newLine(t).
		verbs("/sms", `<Message>What energy are you bringing?</Message>`, ``).
		verbs("/voice", `<Gather input="dtmf speech" action="/answer"><Say>What energy?</Say></Gather>`).
		verbs("/answer", `<Say>Thank you.</Say>`)
}

func TestHandset(t *testing.T) {
	h := conversation(t).twilio().Handset(t, learner)
	h.Text("GO")
	h.WantText("What energy", "bringing")
	h.WantTexts(1)
	h.Text("1")
	h.WantNoText()
	h.Call()
	h.WantSpoken("energy")
	if g := h.WantListening(); !g.Speech {
		t.Errorf("got %v", g)
	}
	h.Say("busy", 0.9)
	h.WantSpoken("Thank", "you")
	h.WantCallOver()
	h.CallWithheld()
	h.HangUp()
	h.Call()
	h.Silent()
	h.WantCallOver()
	h.Call()
	h.Press("1")
	h.Call()
	h.SayPlain("calm")
	h.Send(simulator.Message{Body: "again"})
	if got := h.Redeliver(); got.Status != 200 {
		t.Errorf("got %v", got)
	}
}

// fakeT notes failures, and goes on.
type fakeT struct {
	ctx      context.Context
	failures []string
}

func (f *fakeT) Helper() {}

func (f *fakeT) Context() context.Context { return f.ctx }

func (f *fakeT) Fatalf(format string, args ...any) {
	f.failures = append(f.failures, fmt.Sprintf(format, args...))
}

func TestHandsetFails(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(h *simulator.Handset)
		want string
	}{
		"text":      {func(h *simulator.Handset) { h.WantText("Goodbye") }, `lack "Goodbye"`},
		"no text":   {func(h *simulator.Handset) { h.WantNoText() }, "1 texts came, want 0"},
		"texts":     {func(h *simulator.Handset) { h.WantTexts(2) }, "1 texts came, want 2"},
		"spoken":    {func(h *simulator.Handset) { h.WantSpoken("a") }, "nothing was said"},
		"listening": {func(h *simulator.Handset) { h.WantListening() }, "not listening"},
		"over":      {func(h *simulator.Handset) { h.Call(); h.WantCallOver() }, "not over"},
		"error":     {func(h *simulator.Handset) { h.Press("1") }, "no call is on"},
	} {
		fake := &fakeT{ctx: t.Context()}
		h := conversation(t).twilio().Handset(fake, learner)
		h.Text("GO")
		c.do(h)
		whole := strings.Join(fake.failures, "\n")
		if !strings.Contains(whole, c.want) || !strings.Contains(whole, "> text: GO\n< text: What energy are you bringing?") {
			t.Errorf("%s: got %q, want %q and the conversation", name, whole, c.want)
		}
	}
}

func TestConversation(t *testing.T) {
	h := conversation(t).twilio().Handset(t, learner)
	h.Text("GO")
	h.Call()
	h.Press("1")
	if err := h.Phone.Press(t.Context(), "2"); err == nil {
		t.Error("pressed a key after the call")
	}
	want := `> text: GO
< text: What energy are you bringing?
> calls
< says: What energy?
> presses 1
< says: Thank you.
< the call is over: completed
> presses 2
! no call is on`
	if got := h.Conversation(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestManyPhones: many phones, and many hands on one, at the same time.
func TestManyPhones(t *testing.T) {
	l := conversation(t)
	twilio := l.twilio()
	var everybody sync.WaitGroup
	for i := range 40 {
		everybody.Go(func() {
			phone := twilio.Phone(fmt.Sprintf("+6421100%04d", i/4))
			phone.Call(t.Context()) // one of four gets through
			phone.Text(t.Context(), "GO")
			phone.Latest()
			phone.Conversation()
			phone.Listening()
			phone.HangUp(t.Context())
		})
	}
	everybody.Wait()
	if n := len(l.got("/sms")); n != 40 {
		t.Errorf("%d texts, want 40", n)
	}
	for i := range 10 {
		if twilio.Phone(fmt.Sprintf("+6421100%04d", i)).InCall() {
			t.Error("a call is still on")
		}
	}
}
