package handlers

import (
	"net/http"
	"path"
	"strings"

	"coachline/handlers/twilio"
)

// webhooks are the paths of the webhooks that an operator types into Twilio's console.
var webhooks = []string{"/twilio/sms", twilio.VoicePath, twilio.CallStatusPath}

// slip reports whether a request that leads nowhere may be a webhook that was set up with a slip. The rest of what comes from the internet,
// such as GET /robots.txt, is nobody's slip.
func slip(r *http.Request) bool {
	return r.Method == http.MethodPost || r.Header.Get("X-Twilio-Signature") != "" || strings.Contains(strings.ToLower(r.URL.Path), "/twilio")
}

// nearestWebhook says what is wrong with the path of a webhook, and quotes no path: it comes from outside.
func nearestWebhook(asked string) string {
	const all = "want /twilio/sms, /twilio/voice or /twilio/status/call"
	clean := path.Clean("/" + strings.TrimSpace(asked))
	for _, webhook := range webhooks {
		switch {
		case clean == webhook:
			return "the path has a slash too many; want " + webhook
		case strings.EqualFold(clean, webhook):
			return "the path has capital letters; want " + webhook
		case strings.HasSuffix(strings.ToLower(clean), webhook):
			return "something stands before /twilio; want " + webhook + " on a host of the line's own"
		case strings.EqualFold(clean, strings.TrimPrefix(webhook, "/twilio")):
			return "/twilio is missing at the front; want " + webhook
		}
	}
	if !strings.Contains(strings.ToLower(clean), "/twilio") {
		return "this path is no webhook of the line; where Twilio has it, " + all
	}
	return "no webhook has this path; " + all
}
