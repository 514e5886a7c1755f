package simulator

import (
	"net/url"
	"slices"
	"strings"
)

// codeOptedOut is why a text to somebody who has opted out is refused; twilio.com/docs/api/errors/21610
const codeOptedOut = 21610

// optOutReplies are the replies that Twilio sends on its own, by OptOutType; help.twilio.com/articles/223134027
var optOutReplies = map[string]string{
	"STOP":  "You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.",
	"START": "You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
	"HELP":  "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}

// optOutKeywords are the whole messages that Twilio takes for commands, in any case of letters, by OptOutType.
var optOutKeywords = map[string][]string{
	"STOP":  {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"},
	"START": {"START", "UNSTOP", "YES"},
	"HELP":  {"HELP", "INFO"},
}

// intercept does what Twilio does with a text before the line hears of it. With Advanced Opt-Out, and by default on a long code,
// it answers the keywords, blocks and unblocks; a standalone short code and WhatsApp are left to the line. A text that says
// already what Twilio made of it has no effect here. It returns what the webhook has besides.
func (p *Phone) intercept(from string, m Message) url.Values {
	kind := ""
	for word, all := range optOutKeywords {
		if slices.Contains(all, strings.ToUpper(strings.TrimSpace(m.Body))) {
			kind = word
		}
	}
	advanced := p.line.config.AdvancedOptOut
	long := strings.HasPrefix(p.line.config.Number, "+") && !strings.HasPrefix(from, whatsapp)
	blocked := p.bar().Code == codeOptedOut
	switch {
	case kind == "", m.Params.Has("OptOutType"), !advanced && !long:
		return nil
	case strings.EqualFold(strings.TrimSpace(m.Body), "YES") && !blocked, kind == "HELP" && blocked:
		return nil
	case kind == "STOP" && p.bar().Code == 0:
		p.Bar(Bar{Code: codeOptedOut, Later: advanced})
	case kind == "START" && blocked:
		p.Bar(Bar{})
	}
	p.note(Event{Kind: Received, Text: optOutReplies[kind]})
	if !advanced {
		return nil
	}
	return url.Values{"OptOutType": {kind}}
}
