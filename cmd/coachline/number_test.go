package main

import (
	"bytes"
	"strings"
	"testing"

	"coachline/handlers/simulator"
)

// office is a line whose account is looked at; the line itself does not serve.
func office(t *testing.T, plant func(*clinic)) (*clinic, func(args ...string) (code int, said string)) {
	t.Helper()
	c := newClinic("127.0.0.1:1", &clock{at: monday})
	c.env = settings("redis://127.0.0.1:1", "COACHLINE_PUBLIC_URL=https://"+doctorHost, "TWILIO_AUTH_TOKEN="+doctorToken,
		"TWILIO_FROM="+textsFrom, "TWILIO_VOICE_FROM="+callsFrom)
	plant(c)
	w := c.open(t)
	return c, func(args ...string) (int, string) {
		var out bytes.Buffer
		w.out, w.errs = &out, &out
		code := run(w, append([]string{"number"}, args...))
		return code, out.String()
	}
}

// asSold is a number as Twilio sells it.
func asSold(n *simulator.Number) {
	*n = simulator.Number{
		Number: n.Number, Type: "mobile", SMS: simulator.Hook{URL: "https://demo.twilio.com/welcome/sms/reply"},
		Voice: simulator.Hook{URL: "https://demo.twilio.com/welcome/voice/"},
	}
}

// TestNumberSetOnce sets a new number up, and the second time changes nothing.
func TestNumberSetOnce(t *testing.T) {
	t.Parallel()
	c, number := office(t, texting(asSold))
	code, said := number("set", textsFrom, "--dry-run")
	if code != exitDone || !strings.Contains(said, "dry run") || !strings.Contains(said, "becomes POST https://"+doctorHost+"/twilio/sms#rc=3&rp=ct,rt,5xx") {
		t.Errorf("a dry run ended with %d:\n%s", code, said)
	}
	if _, shown := number("show", textsFrom); !strings.Contains(shown, "demo.twilio.com/welcome/sms") {
		t.Errorf("a dry run changed the number:\n%s", shown)
	}
	code, said = number("set", textsFrom)
	for _, event := range []string{"a message comes in", "a call comes in", "call status changes", "Changed."} {
		if code != exitDone || !strings.Contains(said, event) {
			t.Errorf("set ended with %d and did not say %q:\n%s", code, event, said)
		}
	}
	if code, said = number("set", textsFrom); code != exitDone || !strings.Contains(said, "Nothing to change") || strings.Contains(said, "becomes") {
		t.Errorf("the second set ended with %d:\n%s", code, said)
	}
	if _, shown := number("show"); strings.Contains(shown, "<-") || strings.Count(shown, "+64") != 2 {
		t.Errorf("show:\n%s", shown)
	}
	for _, fault := range c.api.Faults() {
		t.Errorf("Twilio would refuse: %v", fault)
	}
}

// TestNumberSetTakesNothingAway refuses a number that something else uses, unless it is told to take it over.
func TestNumberSetTakesNothingAway(t *testing.T) {
	t.Parallel()
	for name, use := range map[string]func(*simulator.Number){
		"another host": func(n *simulator.Number) { n.SMS.URL = "https://crm.example.com/in" },
		"a TwiML app":  func(n *simulator.Number) { n.SMSApp = "AP00000000000000000000000000000001" },
		"a SIP trunk":  func(n *simulator.Number) { n.Trunk = "TK00000000000000000000000000000001" },
		"a fallback":   func(n *simulator.Number) { n.Fallback.URL = "https://crm.example.com/in" },
	} {
		t.Run(name, func(t *testing.T) {
			_, number := office(t, texting(use))
			if code, said := number("set", textsFrom); code != exitRefused || !strings.Contains(said, "--replace") || strings.Contains(said, "becomes") {
				t.Errorf("set ended with %d:\n%s", code, said)
			}
			if code, said := number("set", textsFrom, "--replace"); code != exitDone || !strings.Contains(said, "Changed.") {
				t.Errorf("set --replace ended with %d:\n%s", code, said)
			}
			if code, said := number("set", textsFrom); code != exitDone || !strings.Contains(said, "Nothing to change") {
				t.Errorf("the next set ended with %d:\n%s", code, said)
			}
		})
	}
}

// TestNumberSetRefuses says what to do where it cannot help.
func TestNumberSetRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		plant  func(*clinic)
		number string
		code   int
		words  string
	}{
		{"another account's", func(*clinic) {}, "+64211119999", exitRefused, "number show lists"},
		{"no number", func(*clinic) {}, "hello", exitUsage, "no number"},
		{"a wrong token", func(c *clinic) { c.token = second }, textsFrom, exitRefused, "TWILIO_AUTH_TOKEN"},
		{"a service takes the texts", func(c *clinic) {
			texting(asSold)(c)
			s := rightService()
			s.Inbound.URL = ""
			c.account.Services = []simulator.Service{s}
		}, textsFrom, exitRefused, "Send a webhook"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, number := office(t, c.plant)
			if code, said := number("set", c.number); code != c.code || !strings.Contains(said, c.words) || strings.Contains(said, doctorToken) || strings.Contains(said, "Changed.") {
				t.Errorf("ended with %d, want %d and %q:\n%s", code, c.code, c.words, said)
			}
		})
	}
}

// TestNumberAsPeopleWriteIt finds a number that is written without +, and a short code.
func TestNumberAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	_, number := office(t, func(c *clinic) {
		c.account.Numbers = []simulator.Number{rightNumber(textsFrom), {Number: "4224"}}
	})
	if code, said := number("show", "021 111 0001"); code != exitDone || !strings.Contains(said, textsFrom) {
		t.Errorf("ended with %d:\n%s", code, said)
	}
	if code, said := number("set", "4224"); code != exitDone || !strings.Contains(said, "Changed.") || strings.Contains(said, "call") {
		t.Errorf("ended with %d:\n%s", code, said)
	}
}
