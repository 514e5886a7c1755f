package twilio

import (
	"testing"

	"coachline/scripts/dialogue"
)

// TestWhoAnswersGoesByTheSender: each kind of sender, with each setting; and a reason for an operator.
func TestWhoAnswersGoesByTheSender(t *testing.T) {
	for to, want := range map[string]Answerer{
		"4224": Line, "12345": Line, "654321": Line, "": Line, "whatsapp:+6498890000": Line,
		"+6498890000": Twilio, "+12065550100": Twilio, "+18005550100": Twilio, "+18885550100": Twilio, "rcs:coachline_agent": Twilio,
	} {
		for _, setting := range []string{"auto", ""} {
			if who, why := WhoAnswers(setting, to); who != want || why == "" {
				t.Errorf("%q %q: %s, %s; want %s", setting, to, who, why, want)
			}
		}
		for _, setting := range []Answerer{Line, Twilio} {
			if who, _ := WhoAnswers(string(setting), to); who != setting {
				t.Errorf("%s %q: %s", setting, to, who)
			}
		}
	}
}

// TestWhatTwilioHasAnswered reads whole forms: what the number, the service and OptOutType say, one text after the other.
func TestWhatTwilioHasAnswered(t *testing.T) {
	const (
		long, short, free = "To=%2B6498890000", "To=4224", "To=%2B18005550100"
		service           = "&MessagingServiceSid=MG1"
	)
	type text struct {
		form string
		word dialogue.Word
		done bool
	}
	for name, c := range map[string]struct {
		setting, from string
		texts         []text
	}{
		"a long code": {"auto", "", []text{
			{long + "&Body=STOP", "stop", true},
			{long + "&Body=%20revoke%0A", "stop", true},
			{long + "&Body=Unstop", "start", true},
			{long + "&Body=info", "help", true},
			{long + "&Body=Yes", "start", false}, // only to somebody it blocks
			{long + "&Body=STOP+PLEASE", "", false},
			{long + "&Body=", "", false},
		}},
		"a short code":             {"auto", "", []text{{short + "&Body=STOP", "", false}, {short + "&Body=YES", "", false}}},
		"a number for calls, too":  {"auto", "4224", []text{{long + "&Body=STOP", "stop", true}}},
		"no To":                    {"auto", "+6498890000", []text{{"Body=STOP", "stop", true}}},
		"WhatsApp":                 {"auto", "", []text{{"To=whatsapp%3A%2B6498890000&Body=STOP", "", false}}},
		"the line, by the setting": {"line", "", []text{{long + "&Body=STOP", "", false}, {long + "&Body=STOP&OptOutType=STOP", "stop", true}}},
		"Twilio, by the setting":   {"twilio", "", []text{{short + "&Body=STOP", "stop", true}}},
		"a toll-free number": {"auto", "", []text{
			{free + "&Body=STOP", "stop", true},
			{free + "&Body=START", "start", true},
			{free + "&Body=HELP", "help", true},
			{free + "&Body=YES", "", false}, // the network does not take it
		}},
		"a service that shows Advanced Opt-Out": {"auto", "", []text{
			{long + service + "&Body=END", "stop", true}, // nothing is known yet
			{long + service + "&Body=Whakamutu&OptOutType=STOP", "stop", true},
			{long + service + "&Body=END", "", false},   // which is no keyword there
			{long + "&Body=END", "stop", true},          // to a number outside of it
			{short + service + "&Body=INFO", "", false}, //
			{long + service + "&Body=STOP", "stop", true},
			{long + service + "&Body=END", "stop", true}, // it was switched off: STOP came without OptOutType
			{long + service + "&Body=HELP&OptOutType=NONE", "help", true},
		}},
	} {
		k := keywords{setting: c.setting, from: c.from}
		for _, text := range c.texts {
			f, err := parseForm(text.form)
			if err != nil {
				t.Fatal(err)
			}
			if kind, word := k.answered(f); word != text.word || kind == dialogue.CarrierNotice != text.done {
				t.Errorf("%s: %s is %q, a %s; want %q, answered %v", name, text.form, word, kind, text.word, text.done)
			}
		}
	}
}
