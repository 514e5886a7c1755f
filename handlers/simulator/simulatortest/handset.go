// Package simulatortest is the tests' phone: what fails on it fails the test.
//
// It is for tests only, and in no binary.
package simulatortest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"coachline/handlers/simulator"
	"coachline/handlers/simulator/twiml"
)

// patience is how long a test waits for what the line begins.
const patience = 90 * time.Second

// T is the part of *testing.T that a Handset needs.
type T interface {
	Helper()
	Fatalf(format string, args ...any)
	Context() context.Context
}

// Handset is a phone in the hands of a test. What fails on it fails the test and prints the conversation so far. The
// latest texts and words are those that came since the last input.
type Handset struct {
	*simulator.Phone
	tb T
}

// New returns p in the hands of tb.
func New(tb T, p *simulator.Phone) *Handset { return &Handset{Phone: p, tb: tb} }

// Text is Phone.Text.
func (h *Handset) Text(body string) {
	h.tb.Helper()
	h.must(h.Phone.Text(h.tb.Context(), body))
}

// Send is Phone.Send.
func (h *Handset) Send(m simulator.Message) {
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

// PickUp answers the call that rings, as a person.
func (h *Handset) PickUp() {
	h.tb.Helper()
	h.must(h.Phone.PickUp(h.tb.Context(), "human"))
}

// PickUpUnknown answers it so that machine detection cannot tell who it is.
func (h *Handset) PickUpUnknown() {
	h.tb.Helper()
	h.must(h.Phone.PickUp(h.tb.Context(), "unknown"))
}

// Machine is Phone.Machine.
func (h *Handset) Machine() {
	h.tb.Helper()
	h.must(h.Phone.Machine(h.tb.Context()))
}

// Busy has the call that rings find the phone busy.
func (h *Handset) Busy() {
	h.tb.Helper()
	h.must(h.Leave(h.tb.Context(), "busy"))
}

// Ignore lets the phone ring until the line gives up.
func (h *Handset) Ignore() {
	h.tb.Helper()
	h.must(h.Leave(h.tb.Context(), "no-answer"))
}

// FailCall has the call that rings fail, as one to a number that does not exist.
func (h *Handset) FailCall() {
	h.tb.Helper()
	h.must(h.Leave(h.tb.Context(), "failed"))
}

// Block puts the phone on Twilio's own list of people who opted out; twilio.com/docs/api/errors/21610
func (h *Handset) Block() { h.Bar(simulator.Bar{Code: 21610}) }

// BlockLater is Block as Advanced Opt-Out does it: a text is accepted, and its callback says failed, 21610.
func (h *Handset) BlockLater() { h.Bar(simulator.Bar{Code: 21610, Later: true}) }

// Landline makes the phone one that cannot have texts; twilio.com/docs/api/errors/21614
func (h *Handset) Landline() { h.Bar(simulator.Bar{Code: 21614}) }

// AwaitRing fails unless the phone rings before long.
func (h *Handset) AwaitRing() {
	h.tb.Helper()
	if !h.await(h.Ringing) {
		h.fail("the phone did not ring")
	}
}

// AwaitTexts fails unless there are n texts in all before long.
func (h *Handset) AwaitTexts(n int) {
	h.tb.Helper()
	if !h.await(func() bool { return len(h.Inbox()) >= n }) {
		h.fail("%d texts came in all, want %d", len(h.Inbox()), n)
	}
}

// AwaitText fails unless one of the latest texts contains sub before long, and returns the first that does.
func (h *Handset) AwaitText(sub string) (found SMS) {
	h.tb.Helper()
	came := h.await(func() bool {
		for _, found = range texts(h.latest()) {
			if strings.Contains(found.Body, sub) {
				return true
			}
		}
		return false
	})
	if !came {
		h.fail("no text came with %q", sub)
	}
	return found
}

func (h *Handset) await(ready func() bool) bool {
	ctx, cancel := context.WithTimeout(h.tb.Context(), patience)
	defer cancel()
	return h.Await(ctx, ready) == nil
}

// WantText fails unless the latest texts, read one after the other, contain each of these.
func (h *Handset) WantText(subs ...string) {
	h.tb.Helper()
	var all []string
	for _, text := range texts(h.latest()) {
		all = append(all, text.Body)
	}
	if len(all) == 0 {
		h.fail("no text came")
	}
	h.contains("the latest texts", strings.Join(all, "\n"), subs)
}

// WantTexts fails unless n texts are the latest.
func (h *Handset) WantTexts(n int) {
	h.tb.Helper()
	if got := len(texts(h.latest())); got != n {
		h.fail("%d texts came, want %d", got, n)
	}
}

// WantNoText fails if a text came.
func (h *Handset) WantNoText() {
	h.tb.Helper()
	h.WantTexts(0)
}

// WantSpoken fails unless the latest words heard contain each of these. With none it fails unless anything was said.
func (h *Handset) WantSpoken(subs ...string) {
	h.tb.Helper()
	said := words(h.latest())
	if len(said) == 0 {
		h.fail("nothing was said")
	}
	h.contains("what was said", strings.Join(said, " "), subs)
}

// WantListening fails unless the line is listening, and returns for what.
func (h *Handset) WantListening() *twiml.Gather {
	h.tb.Helper()
	g := h.Listening()
	if g == nil {
		h.fail("the line is not listening")
		return &twiml.Gather{} // for a T that goes on
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
