package main

import (
	"fmt"
	"strings"
	"testing"

	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
	"coachline/session/sessiontest"
)

const testService = "MG00000000000000000000000000000001"

// senderKinds are the kinds of sender, and whether Twilio answers the keywords there.
var senderKinds = map[string]struct {
	settings []string
	twilio   func(*simulator.Config)
	answers  bool
}{
	"a short code": {[]string{"TWILIO_FROM=4224"}, func(c *simulator.Config) { c.Number = "4224" }, false},
	"a long code":  {nil, func(*simulator.Config) {}, true},
	"a service of long codes": {
		[]string{"TWILIO_FROM=", "TWILIO_MESSAGING_SERVICE_SID=" + testService}, func(c *simulator.Config) { c.Service = testService }, true,
	},
	"a service of short codes": {
		[]string{"TWILIO_FROM=", "TWILIO_MESSAGING_SERVICE_SID=" + testService},
		func(c *simulator.Config) { c.Service, c.Number = testService, "4224" }, false,
	},
	"Advanced Opt-Out on a short code": {
		[]string{"TWILIO_FROM=", "TWILIO_MESSAGING_SERVICE_SID=" + testService},
		func(c *simulator.Config) { c.Service, c.Number, c.AdvancedOptOut = testService, "4224", true }, true,
	},
}

// TestOneAnswersSTOP: on every kind of sender whoever stops hears of it once, from Twilio or from the line, and so does whoever
// comes back. The record says so either way, and Twilio refuses nothing that the line says.
func TestOneAnswersSTOP(t *testing.T) {
	t.Parallel()
	for name, kind := range senderKinds {
		t.Run(name, func(t *testing.T) {
			env := settings("redis://"+sessiontest.Miniredis(t).Addr(), kind.settings...)
			l := serve(t, env, 0, kind.twilio)
			n := 0
			begun := func() (*simulatortest.Handset, string) {
				n++
				number := fmt.Sprintf("+642155500%02d", n)
				phone := l.Handset(t, number)
				phone.Text("hello")
				return phone, number
			}
			once := func(phone *simulatortest.Handset, number, words string, twilio, out bool) {
				t.Helper()
				phone.Text(words)
				phone.WantTexts(1)
				texts := phone.Inbox()
				if by := isTwilios(texts[len(texts)-1].Body); by != twilio {
					t.Errorf("%s: %q was answered by Twilio: %v", name, words, by)
				}
				if held := exported(t, env, number); held.OptedOut != out || held.Blocked != (out && twilio) {
					t.Errorf("%s: after %q opted out %v, at the carrier %v", name, words, held.OptedOut, held.Blocked)
				}
				if failed(phone) > 0 {
					t.Errorf("%s: Twilio refused a reply to %q", name, words)
				}
			}
			back := []string{"START", "unstop", "YES"}
			for i, word := range []string{"STOP", "stopall", "Unsubscribe", "CANCEL", " END ", "quit", "OPTOUT", "Revoke"} {
				phone, number := begun()
				once(phone, number, word, kind.answers, true)
				phone.Text("2")
				phone.WantNoText()
				once(phone, number, back[i%3], kind.answers, false)
				phone.Text("2")
				phone.WantText("five quiet minutes")
			}
			for _, words := range []string{"Stop.", "please stop texting me", "STOP PLEASE"} {
				phone, number := begun()
				once(phone, number, words, false, true)
				once(phone, number, "please start again", false, false)
			}
		})
	}
}

// TestHELPWhereTwilioAnswers: the line adds nothing, the question stays open, and other words for help are answered.
func TestHELPWhereTwilioAnswers(t *testing.T) {
	t.Parallel()
	for name, kind := range senderKinds {
		t.Run(name, func(t *testing.T) {
			l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr(), kind.settings...), 0, kind.twilio)
			phone := l.Handset(t, mobile)
			phone.Text("hello")
			for _, word := range []string{"HELP", "info"} {
				phone.Text(word)
				phone.WantTexts(1)
				texts := phone.Inbox()
				if got := isTwilios(texts[len(texts)-1].Body); got != kind.answers {
					t.Errorf("%s: Twilio answers %s: %v", name, word, got)
				}
			}
			for _, words := range []string{"MENU", "help me"} {
				phone.Text(words)
				phone.WantText("SKIP")
			}
			phone.Text("2")
			phone.WantText("five quiet minutes")
		})
	}
}

// TestYESIsAnAnswer: to somebody who has not opted out a YES is what it says, also where Twilio takes it for an opt-in.
func TestYESIsAnAnswer(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	phone := l.Handset(t, mobile)
	phone.Text("YES")
	phone.WantText("Welcome to peer coaching")
	phone.Text("please stop texting me") // Twilio knows nothing of it
	phone.Text("YES")
	phone.WantText("What energy")
}

// TestWishForTextsIsHeard: whoever has opted out at Twilio gets no answer to other texts. A clear wish for texts is heard, in
// whatever words. If Twilio does block, the next text that it refuses is an opt-out again, and START ends it on both sides.
func TestWishForTextsIsHeard(t *testing.T) {
	t.Parallel()
	env := settings("redis://" + sessiontest.Miniredis(t).Addr())
	l := serve(t, env, 0)
	phone := l.Handset(t, mobile)
	want := func(after string, out, blocked bool) {
		t.Helper()
		if held := exported(t, env, mobile); held.OptedOut != out || held.Blocked != blocked {
			t.Errorf("after %s the record says opted out %v, at the carrier %v", after, held.OptedOut, held.Blocked)
		}
	}
	untilTomorrow(phone, "7.30pm")
	phone.Text("STOP")
	for _, words := range []string{"MYWORDS", "hello", "2"} {
		phone.Text(words)
		phone.WantNoText()
		want(words, true, true)
	}
	if n := failed(phone); n > 0 {
		t.Errorf("%d replies were refused", n)
	}
	phone.Text("please start again")
	want("a wish for texts", false, true)
	l.at(t, 24, "19:30")
	l.until(t, func() bool { return exported(t, env, mobile).OptedOut })
	phone.Text("Unstop")
	want("UNSTOP", false, false)
	phone.Text("again")
	phone.WantText("what stays with you?")
}

// isTwilios reports whether a text is one that Twilio sends and not the line.
func isTwilios(body string) bool {
	return strings.Contains(body, "subscribe") && !strings.Contains(body, "texts will come from us")
}

// failed is how many texts to a phone Twilio has refused.
func failed(phone *simulatortest.Handset) (n int) {
	for _, e := range phone.Events() {
		if e.Kind == simulator.Missed {
			n++
		}
	}
	return n
}
