package twilio

import (
	"cmp"
	"strings"
	"sync/atomic"

	"coachline/scripts/dialogue"
)

// Answerer is who answers STOP, START and HELP.
type Answerer string

// The two who may answer. A second answer fails with 21610, which carriers hold against a sender.
const (
	Line   Answerer = "line"
	Twilio Answerer = "twilio"
)

// WhoAnswers says who answers STOP, START and HELP in a text to this number, short code or WhatsApp address, and why, for an
// operator. setting is COACHLINE_OPT_OUT. In a Messaging Service with Advanced Opt-Out Twilio answers whatever the number is,
// and says so with each text: see keywords.
//
// help.twilio.com/articles/223134027 and 223181748 for long and short codes, 360058144374 for toll-free numbers.
func WhoAnswers(setting, to string) (who Answerer, why string) {
	switch {
	case setting == string(Line), setting == string(Twilio):
		return Answerer(setting), "COACHLINE_OPT_OUT is " + setting
	case to == "":
		return Line, "the kind of number is not known"
	case strings.HasPrefix(to, whatsapp):
		return Line, "Twilio leaves these words to the line on WhatsApp"
	case !strings.HasPrefix(to, "+") && len(to) <= longestShortCode:
		return Line, "Twilio leaves these words to the line on a standalone short code"
	case tollFree(to):
		return Twilio, "the network and Twilio answer these words on a toll-free number"
	}
	return Twilio, "Twilio answers these words on a long code"
}

const (
	whatsapp         = "whatsapp:" // begins an address: twilio.com/docs/whatsapp/api
	longestShortCode = 6           // digits
)

// tollFree reports whether this is a toll-free number of North America, the only ones that Twilio has for texts.
func tollFree(to string) bool {
	for _, prefix := range [...]string{"+1800", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888"} {
		if strings.HasPrefix(to, prefix) {
			return true
		}
	}
	return false
}

// defaultKeywords are what Twilio answers by default: whole messages, in any case of letters. twilio.com/docs/messaging/tutorials/advanced-opt-out
var defaultKeywords = map[string]dialogue.Word{
	"STOP": dialogue.WordStop, "STOPALL": dialogue.WordStop, "UNSUBSCRIBE": dialogue.WordStop, "CANCEL": dialogue.WordStop,
	"END": dialogue.WordStop, "QUIT": dialogue.WordStop, "OPTOUT": dialogue.WordStop, "REVOKE": dialogue.WordStop,
	"START": dialogue.WordStart, "UNSTOP": dialogue.WordStart, optInOnly: dialogue.WordStart,
	"HELP": dialogue.WordHelp, "INFO": dialogue.WordHelp,
}

// optInOnly is the keyword that Twilio answers only where it blocks texts to the sender. To anybody else it is a yes.
const optInOnly = "YES"

// optOutTypes are the values of OptOutType: Advanced Opt-Out has answered already, and only tells.
var optOutTypes = map[string]dialogue.Word{
	"STOP": dialogue.WordStop, "START": dialogue.WordStart, "HELP": dialogue.WordHelp,
}

// keywords finds the texts that Twilio has answered.
type keywords struct {
	setting string // COACHLINE_OPT_OUT
	from    string // what texts come from, for a text that does not say where it went

	// advanced is whether OptOutType has shown that the Messaging Service has Advanced Opt-Out, since this process began. Twilio
	// then says of each text whether it has answered it, and its keywords are not those by default.
	advanced atomic.Bool
}

// answered returns CarrierNotice if Twilio has answered a text, and the command as which it has, and otherwise Answer. Where Twilio
// answers only those that it blocks, the command comes with Answer.
func (k *keywords) answered(f form) (dialogue.InputKind, dialogue.Word) {
	if word := optOutTypes[f.value("OptOutType")]; word != "" {
		k.advanced.Store(true)
		return dialogue.CarrierNotice, word
	}
	said := strings.ToUpper(strings.TrimSpace(f.value("Body")))
	word := defaultKeywords[said]
	if word == "" {
		return dialogue.Answer, ""
	}
	to, inService := cmp.Or(f.value("To"), k.from), f.value("MessagingServiceSid") != ""
	if _, fixed := optOutTypes[said]; fixed && inService { // Advanced Opt-Out keeps these words, and would have told
		k.advanced.Store(false)
	}
	switch who, _ := WhoAnswers(k.setting, to); {
	case who == Line, inService && k.advanced.Load():
		return dialogue.Answer, ""
	case said == optInOnly && tollFree(to): // the network lifts its block by START and UNSTOP only
		return dialogue.Answer, ""
	case said == optInOnly:
		return dialogue.Answer, word
	}
	return dialogue.CarrierNotice, word
}
