package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"coachline/session"
	"coachline/session/sessiontest"
)

// TestAPersonIsAskedFor: the contact's phone gets the wish once, with the number and no more, and the log has neither number.
func TestAPersonIsAskedFor(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr(), "COACHLINE_CONTACT_NUMBER=021 555 0999"), 0)
	phone, contact := l.Handset(t, "+64215550123"), l.Handset(t, "+64215550999")
	for _, turn := range [][2]string{
		{"GO", "What energy"},
		{"can I talk to somebody?", "Shall we pass your number to Te Awa Health"},
		{"no", "What energy"},
		{"can I talk to somebody?", "Shall we pass your number"},
		{"yes", "Passed on to Te Awa Health"},
		{"can I talk to somebody?", "already"},
		{"1", "What brings you"},
	} {
		phone.Text(turn[0])
		phone.WantText(turn[1])
	}
	contact.AwaitText("+64215550123")
	l.clock.pass(time.Hour)
	if got := contact.Inbox(); len(got) != 1 || strings.Contains(got[0].Body, "energy") {
		t.Errorf("the contact has %v", got)
	}
	for _, digits := range []string{"215550123", "215550999"} {
		if strings.Contains(l.log.String(), digits) {
			t.Errorf("the log has %s", digits)
		}
	}
}

// TestWithoutAContactNobodyIsPassedOn: the line answers as it always did.
func TestWithoutAContactNobodyIsPassedOn(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	phone := l.Handset(t, "+64215550123")
	phone.Text("GO")
	phone.Text("can I talk to somebody?")
	phone.WantText("Whoever invited you can put you on to a person")
}

// TestContactNumber: a start refuses what is no number or the line's own, and doctor warns of a landline.
func TestContactNumber(t *testing.T) {
	t.Parallel()
	for v, want := range map[string]string{"021 555 0999": "", "+64215550999": "", "nobody": "not a phone number", number: "the line's own"} {
		c, err := readConfig(settings("redis://127.0.0.1:6379", "COACHLINE_CONTACT_NUMBER="+v))
		switch {
		case want == "" && (err != nil || c.Contact.E164() != "+64215550999"):
			t.Errorf("%s: %v", v, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), "COACHLINE_CONTACT_NUMBER: ") || !strings.Contains(err.Error(), want)):
			t.Errorf("%s: %v", v, err)
		}
	}
	for v, warns := range map[string]bool{"09 555 0999": true, "021 555 0999": false} {
		c, faults := readSettings(settings("redis://127.0.0.1:6379", "COACHLINE_CONTACT_NUMBER="+v))
		found := slices.ContainsFunc(examineSettings(c, faults), func(f session.Finding) bool {
			return f.Check == "COACHLINE_CONTACT_NUMBER" && f.State == session.Warn
		})
		if found != warns {
			t.Errorf("%s: warned is %v; faults %v", v, found, faults)
		}
	}
}
