package simulator

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// patience is how long a test waits for what the line does by itself.
const patience = 30 * time.Second

// T is the part of *testing.T that a Handset needs.
type T interface {
	Helper()
	Fatalf(format string, args ...any)
	Context() context.Context
}

// Handset is a phone as a test holds it: what fails, fails the test and prints the conversation so far. What looks
// only at "the latest" looks at what came since the last input.
type Handset struct {
	*Phone
	tb T
}

// NewHandset returns p in the hands of tb.
func NewHandset(tb T, p *Phone) *Handset { return &Handset{Phone: p, tb: tb} }

// Text is Phone.Text.
func (h *Handset) Text(body string) {
	h.tb.Helper()
	h.must(h.Phone.Text(h.tb.Context(), body))
}

// Send is Phone.Send.
func (h *Handset) Send(m Message) {
	h.tb.Helper()
	h.must(h.Phone.Send(h.tb.Context(), m))
}

// Call is Phone.Call.
func (h *Handset) Call() {
	h.tb.Helper()
	h.must(h.Phone.Call(h.tb.Context()))
}

// CallWithheld is Phone.CallWithheld.
func (h *Handset) CallWithheld() {
	h.tb.Helper()
	h.must(h.Phone.CallWithheld(h.tb.Context()))
}

// Press is Phone.Press.
func (h *Handset) Press(keys string) {
	h.tb.Helper()
	h.must(h.Phone.Press(h.tb.Context(), keys))
}

// Say is Phone.Say.
func (h *Handset) Say(words string, confidence float64) {
	h.tb.Helper()
	h.must(h.Phone.Say(h.tb.Context(), words, confidence))
}

// SayPlain is Phone.SayPlain.
func (h *Handset) SayPlain(words string) {
	h.tb.Helper()
	h.must(h.Phone.SayPlain(h.tb.Context(), words))
}

// Silent is Phone.Silent.
func (h *Handset) Silent() {
	h.tb.Helper()
	h.must(h.Phone.Silent(h.tb.Context()))
}

// HangUp is Phone.HangUp.
func (h *Handset) HangUp() {
	h.tb.Helper()
	h.must(h.Phone.HangUp(h.tb.Context()))
}

// PickUp is Phone.PickUp.
func (h *Handset) PickUp() {
	h.tb.Helper()
	h.must(h.Phone.PickUp(h.tb.Context()))
}

// PickUpUnknown is Phone.PickUpUnknown.
func (h *Handset) PickUpUnknown() {
	h.tb.Helper()
	h.must(h.Phone.PickUpUnknown(h.tb.Context()))
}

// Machine is Phone.Machine.
func (h *Handset) Machine() {
	h.tb.Helper()
	h.must(h.Phone.Machine(h.tb.Context()))
}

// Busy is Phone.Busy.
func (h *Handset) Busy() {
	h.tb.Helper()
	h.must(h.Phone.Busy(h.tb.Context()))
}

// Ignore is Phone.Ignore.
func (h *Handset) Ignore() {
	h.tb.Helper()
	h.must(h.Phone.Ignore(h.tb.Context()))
}

// FailCall is Phone.FailCall.
func (h *Handset) FailCall() {
	h.tb.Helper()
	h.must(h.Phone.FailCall(h.tb.Context()))
}

// Redeliver is Phone.Redeliver.
func (h *Handset) Redeliver() Answer {
	h.tb.Helper()
	answer, err := h.Phone.Redeliver(h.tb.Context())
	h.must(err)
	return answer
}

// AwaitRing fails unless the phone rings before long.
func (h *Handset) AwaitRing() {
	h.tb.Helper()
	ctx, cancel := context.WithTimeout(h.tb.Context(), patience)
	defer cancel()
	if h.Phone.AwaitRing(ctx) != nil {
		h.fail("the phone did not ring")
	}
}

// AwaitTexts fails unless there are n texts in all before long.
func (h *Handset) AwaitTexts(n int) {
	h.tb.Helper()
	ctx, cancel := context.WithTimeout(h.tb.Context(), patience)
	defer cancel()
	if h.Phone.AwaitTexts(ctx, n) != nil {
		h.fail("%d texts came in all, want %d", len(h.Inbox()), n)
	}
}

// AwaitText fails unless one of the latest texts contains sub before long, and returns the first that does.
func (h *Handset) AwaitText(sub string) SMS {
	h.tb.Helper()
	ctx, cancel := context.WithTimeout(h.tb.Context(), patience)
	defer cancel()
	text, err := h.awaitText(ctx, true, func(text SMS) bool { return strings.Contains(text.Body, sub) })
	if err != nil {
		h.fail("no text came with %q", sub)
	}
	return text
}

// WantText fails unless the latest texts, read one after the other, contain each of these.
func (h *Handset) WantText(subs ...string) {
	h.tb.Helper()
	texts, _ := h.Latest()
	if len(texts) == 0 {
		h.fail("no text came")
	}
	var all []string
	for _, text := range texts {
		all = append(all, text.Body)
	}
	h.contains("the latest texts", strings.Join(all, "\n"), subs)
}

// WantTexts fails unless n texts are the latest.
func (h *Handset) WantTexts(n int) {
	h.tb.Helper()
	if texts, _ := h.Latest(); len(texts) != n {
		h.fail("%d texts came, want %d", len(texts), n)
	}
}

// WantNoText fails if a text came.
func (h *Handset) WantNoText() {
	h.tb.Helper()
	h.WantTexts(0)
}

// WantSpoken fails unless the latest words heard contain each of these. With none: unless anything was said.
func (h *Handset) WantSpoken(subs ...string) {
	h.tb.Helper()
	_, heard := h.Latest()
	var said []string
	for _, u := range heard {
		if u.Kind == Said {
			said = append(said, u.Text)
		}
	}
	if len(said) == 0 {
		h.fail("nothing was said")
	}
	h.contains("what was said", strings.Join(said, " "), subs)
}

// WantListening fails unless the line is listening, and returns for what.
func (h *Handset) WantListening() *Gather {
	h.tb.Helper()
	g := h.Listening()
	if g == nil {
		h.fail("the line is not listening")
		return &Gather{} // for a T that goes on
	}
	return g
}

// WantCallOver fails while a call is on.
func (h *Handset) WantCallOver() {
	h.tb.Helper()
	if h.InCall() {
		h.fail("the call is not over")
	}
}

func (h *Handset) contains(what, text string, subs []string) {
	h.tb.Helper()
	for _, sub := range subs {
		if !strings.Contains(text, sub) {
			h.fail("%s lack %q", what, sub)
		}
	}
}

func (h *Handset) must(err error) {
	h.tb.Helper()
	if err != nil {
		h.fail("%v", err)
	}
}

func (h *Handset) fail(format string, args ...any) {
	h.tb.Helper()
	h.tb.Fatalf("%s; the conversation so far:\n%s", fmt.Sprintf(format, args...), h.Conversation())
}
