package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"coachline/handlers/twilio"
	"coachline/session"
	"coachline/session/e164"
)

// role is a number of the line, and what it is for.
type role struct {
	check        string // begins the checks of it: a setting, or a masked number
	digits       string
	texts, calls bool
	set          string // the command that mends its webhooks
}

// roles are the numbers that the settings name. One that texts and calls is there once.
func (c config) roles() (roles []role) {
	if c.From != "" {
		roles = append(roles, role{check: "TWILIO_FROM", digits: c.From, texts: true, calls: c.From == c.VoiceFrom, set: `coachline number set "$TWILIO_FROM"`})
	}
	if c.VoiceFrom != "" && c.VoiceFrom != c.From {
		roles = append(roles, role{check: "TWILIO_VOICE_FROM", digits: c.VoiceFrom, calls: true, set: `coachline number set "$TWILIO_VOICE_FROM"`})
	}
	return roles
}

// examineSenders looks at what texts and calls come from, and where Twilio asks when somebody answers.
func examineSenders(ctx context.Context, c config, client *twilio.Client) (found []session.Finding) {
	roles := c.roles()
	var service *twilio.Service
	if c.Service != "" {
		s, err := client.Service(ctx, c.Service)
		if err != nil {
			return append(found, serviceUnknown(err))
		}
		service, found = &s, serviceFindings(c, s)
		for _, sender := range s.Senders {
			if !slices.ContainsFunc(roles, func(r role) bool { return r.digits == sender.Number }) {
				roles = append(roles, senderRole(sender))
			}
		}
	}
	each := make([][]session.Finding, len(roles))
	var asking sync.WaitGroup
	for i, r := range roles {
		asking.Go(func() { each[i] = r.examine(ctx, c, client, service) })
	}
	asking.Wait()
	return append(found, slices.Concat(each...)...)
}

// senderRole is a sender of the line's Messaging Service, whose number the settings do not have.
func senderRole(s twilio.Sender) role {
	shown := s.Number
	if n, ok := e164.FromWire(s.Number); ok {
		shown = n.Masked()
	}
	return role{check: "sender " + shown, digits: s.Number, texts: true, set: "coachline number set NUMBER, with the sender's number"}
}

// examine looks at one number. service is the line's own, nil if it has none.
func (r role) examine(ctx context.Context, c config, client *twilio.Client, service *twilio.Service) []session.Finding {
	n, err := client.Number(ctx, r.digits)
	switch {
	case twilio.Missing(err):
		return []session.Finding{failing(r.check, "this account has no such number", "Set a number of the account in TWILIO_ACCOUNT_SID: coachline number show lists them.")}
	case err != nil:
		return []session.Finding{unasked(r.check, err)}
	}
	found := []session.Finding{r.able(c, n)}
	if found[0].State == session.Fail {
		return found
	}
	webhooks := n.Webhooks
	switch in, is, err := r.serviceWith(ctx, client, n, service); {
	case err != nil:
		found = append(found, unasked(r.check+": Messaging Service", err))
	case is && !in.OnNumbers: // its own webhooks are not asked
		webhooks = slices.DeleteFunc(webhooks, func(w twilio.Webhook) bool { return w.Event == twilio.TextComes || w.Event == twilio.TextFallback })
		if service == nil || in.SID != service.SID {
			found = append(found, judgeService(r.check+": Messaging Service", in))
		}
	}
	for _, o := range n.Overrides {
		found = append(found, failing(r.check+": "+o.What, "it takes the "+map[bool]string{true: "texts", false: "calls"}[o.Texts]+" of this number, whatever its webhooks say",
			r.set+" --replace ends that."))
	}
	for _, w := range webhooks {
		found = append(found, r.judge(w))
	}
	if r.texts {
		found = append(found, r.keywords(c))
	}
	if n.Texts && r.texts && strings.Contains(n.Kind, "toll") {
		found = append(found, tollFree(ctx, client, r, n))
	}
	return found
}

// able judges whether a number can do what it is for.
func (r role) able(c config, n twilio.Number) session.Finding {
	kind := n.Kind
	if kind == "" {
		kind = "a number"
	}
	switch {
	case r.texts && !n.Texts:
		return failing(r.check, "this number ("+kind+") cannot text", "Set one that can, or a Messaging Service: https://www.twilio.com/docs/api/errors/21606.")
	case r.calls && !n.Calls && c.CallsPerDay > 0:
		return failing(r.check, "this number ("+kind+") cannot call", "Set TWILIO_VOICE_FROM to one that can, or COACHLINE_CALLS_PER_DAY=0.")
	}
	var can []string
	if n.Texts {
		can = append(can, "texts")
	}
	if n.Calls {
		can = append(can, "calls")
	}
	return pass(r.check, "%s of this account, for %s", kind, strings.Join(can, " and "))
}

// serviceWith is the Messaging Service that a number is a sender of: the line's own where that has it.
func (r role) serviceWith(ctx context.Context, client *twilio.Client, n twilio.Number, own *twilio.Service) (twilio.Service, bool, error) {
	if own != nil && slices.ContainsFunc(own.Senders, func(s twilio.Sender) bool { return s.SID == n.SID }) {
		return *own, true, nil
	}
	if !n.Texts {
		return twilio.Service{}, false, nil
	}
	return client.ServiceWith(ctx, n)
}

// judge says whether Twilio asks the line about an event of a number.
func (r role) judge(w twilio.Webhook) session.Finding {
	check := r.check + ": " + string(w.Event)
	what, right := whyWrong(w)
	switch {
	case right:
		return pass(check, "%s", what)
	case w.Want == "", w.Right():
		return warning(check, what, "Run "+r.set+".")
	}
	set := r.set
	if !w.Unset() && !strings.HasPrefix(w.Want, "https://"+w.Host()) && !strings.HasPrefix(w.Want, "http://"+w.Host()) {
		set += " --replace, which takes it from " + w.Host()
	}
	return failing(check, what, "Run "+set+": it should be "+w.Want+", by POST.")
}

// keywords says who answers STOP, START and HELP.
func (r role) keywords(c config) session.Finding {
	check := r.check + ": STOP and HELP"
	who, why := twilio.WhoAnswers(c.OptOut, r.digits)
	byKind, kind := twilio.WhoAnswers("auto", r.digits)
	const page = "https://help.twilio.com/articles/223134027"
	switch {
	case who == byKind && c.Service != "":
		return pass(check, "%s; whether the service has Advanced Opt-Out shows with the first such text", why)
	case who == byKind:
		return pass(check, "%s", why)
	case who == twilio.Line:
		return warning(check, "the line answers, as COACHLINE_OPT_OUT says, but "+kind+": people get two answers", "Set COACHLINE_OPT_OUT=auto: "+page+".")
	case c.Service != "":
		return pass(check, "Twilio answers, as COACHLINE_OPT_OUT says; that takes Advanced Opt-Out in the Messaging Service")
	}
	return failing(check, "nobody answers: COACHLINE_OPT_OUT says that Twilio does, but "+kind, "Set COACHLINE_OPT_OUT=auto: "+page+".")
}

// whyWrong says what a webhook is, and whether that is as the line wants it.
func whyWrong(w twilio.Webhook) (what string, right bool) {
	is, want := strings.TrimSuffix(bare(w.URL), "/"), bare(w.Want)
	switch {
	case w.Want == "" && w.Unset():
		return "there is none", true
	case w.Want == "":
		return "when the line does not answer, " + w.Host() + " is asked in its place, and the text never reaches the line", false
	case w.Unset():
		return "Twilio asks nobody", false
	case w.Right() && w.Retried():
		return "it is the line's", true
	case w.Right():
		return "Twilio does not try again after a fault of the line: what comes during a restart is lost", false
	case is == want && bare(w.URL) == want:
		return "it is asked by " + w.Method + ", and the line takes POST only", false
	case is == want:
		return "it ends with a slash, and the line has no such path", false
	}
	return "Twilio asks " + shownURL(w.URL), false
}

// bare is a URL without what stands after its #, which Twilio keeps for itself.
func bare(u string) string {
	u, _, _ = strings.Cut(u, "#")
	return u
}

// shownURL is a URL that may be another's: without a password and without what may be a secret in its query.
func shownURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "something that is no URL"
	}
	u.User = nil
	if u.RawQuery != "" {
		u.RawQuery = "..."
	}
	return u.String()
}

func serviceUnknown(err error) session.Finding {
	const check = "Messaging Service"
	if twilio.Missing(err) {
		return failing(check, "this account has none with this TWILIO_MESSAGING_SERVICE_SID",
			"Copy its SID, which begins with MG, from https://console.twilio.com/us1/develop/sms/services.")
	}
	return unasked(check, err)
}

// serviceFindings judge the line's Messaging Service.
func serviceFindings(c config, s twilio.Service) []session.Finding {
	const check = "Messaging Service"
	if len(s.Senders) == 0 {
		return []session.Finding{failing(check, "it has no number to send from",
			"Add a sender to its pool: https://console.twilio.com/us1/develop/sms/services, https://www.twilio.com/docs/api/errors/21703.")}
	}
	found := []session.Finding{pass(check, "it texts from %d numbers", len(s.Senders)), judgeService(check+": "+string(twilio.TextComes), s)}
	if !s.OnNumbers {
		if what, right := whyWrong(s.Fallback); !right {
			found = append(found, warning(check+": fallback", what, "Remove its fallback URL under Integration: https://console.twilio.com/us1/develop/sms/services."))
		}
	}
	if len(s.Senders) > 1 && !s.Sticky {
		found = append(found, warning(check+": sticky sender", "it is off: a learner gets texts from changing numbers",
			"Switch it on under Properties: https://www.twilio.com/docs/messaging/services#sticky-sender."))
	}
	american := slices.ContainsFunc(s.Senders, func(s twilio.Sender) bool { return strings.HasPrefix(s.Number, "+1") })
	if american && !s.Campaign && slices.Contains(c.InvitesTo, "US") {
		found = append(found, failing(check+": US registration", "no A2P campaign is registered: texts to the United States are blocked",
			"Register a brand and a campaign: https://www.twilio.com/docs/api/errors/30034."))
	}
	return found
}

// judgeService says whether a Messaging Service hands the texts that come in to the line.
func judgeService(check string, s twilio.Service) session.Finding {
	fix := fmt.Sprintf("Open %s in https://console.twilio.com/us1/develop/sms/services and under Integration choose Send a webhook, by POST: %s. Or choose to defer to the sender's webhook.",
		s.SID, s.Inbound.Want)
	what, right := whyWrong(s.Inbound)
	switch {
	case s.OnNumbers:
		return pass(check, "it leaves each text to the number's own webhook")
	case right:
		return pass(check, "%s", what)
	case s.Inbound.URL == "":
		return failing(check, "it drops each text that comes in, without a trace", fix)
	case s.Inbound.Right():
		return warning(check, what, fix)
	}
	return failing(check, "it takes the number's texts: "+what, fix)
}

// tollFree judges whether a toll-free number may text.
func tollFree(ctx context.Context, client *twilio.Client, r role, n twilio.Number) session.Finding {
	check := r.check + ": toll-free verification"
	approved, err := client.TollFreeApproved(ctx, n)
	switch {
	case err != nil:
		return unasked(check, err)
	case !approved:
		return failing(check, "it is not verified: its texts are blocked", "Have it verified: https://www.twilio.com/docs/api/errors/30032.")
	}
	return pass(check, "it is verified")
}
