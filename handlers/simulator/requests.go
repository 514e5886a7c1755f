package simulator

import (
	"maps"
	"net/url"
	"slices"
	"strings"
)

// check holds the parameters of an operation against Twilio's description: all of them, then each on its own.
func (t *Twilio) check(operation string, form url.Values) error {
	known, sent := operations[operation], slices.Sorted(maps.Keys(form))
	for _, name := range sent {
		if _, ok := known[name]; !ok {
			hint := respelled(name, slices.Collect(maps.Keys(known)))
			return faultf(codeParameter, "%s has no parameter %q%s", operation, name, hint)
		}
	}
	if err := t.checkTogether(operation, form); err != nil {
		return err
	}
	for _, name := range sent {
		if err := known[name].checkValues(name, form[name]); err != nil {
			return err
		}
	}
	return nil
}

func (t *Twilio) checkTogether(operation string, form url.Values) error {
	switch operation {
	case "POST Messages":
		return t.checkMessageRequest(form)
	case "POST Calls":
		return t.checkCallRequest(form)
	}
	return nil
}

func (p parameter) checkValues(name string, values []string) error {
	if len(values) > 1 && !p.list {
		return faultf(codeParameter, "%s is there %d times", name, len(values))
	}
	for _, v := range values {
		switch {
		case p.cannot && v != "false":
			return faultf(0, "%s is not supported by the simulator", name)
		case p.ok(v):
		case p.code == 0:
			return faultf(codeParameter, "%s=%.80q: want %s", name, v, p.want)
		default:
			return faultf(p.code, "%s (%s=%.80q: want %s)", wording(p.code, v), name, v, p.want)
		}
	}
	return nil
}

// checkMessageRequest: what a text cannot do without, and whether the sender is ours.
func (t *Twilio) checkMessageRequest(form url.Values) error {
	to, from, service := form.Get("To"), form.Get("From"), form.Get("MessagingServiceSid")
	number := t.config.Number
	if strings.HasPrefix(to, whatsapp) {
		number = whatsapp + number
	}
	switch {
	case to == "":
		return malformed(codeNoTo, "")
	case from == "" && service == "":
		return malformed(codeNoSender, "")
	case strings.TrimSpace(form.Get("Body")) == "" && !form.Has("MediaUrl"):
		return malformed(codeNoBody, "")
	case service != "" && service != t.config.Service:
		return malformed(codeService, service)
	case from != "" && strings.HasPrefix(from, whatsapp) != strings.HasPrefix(to, whatsapp):
		return malformed(codeChannels, from+", "+to)
	case from != "" && from != number:
		return malformed(codeSender, from)
	}
	return nil
}

// checkCallRequest: what a call cannot do without, whether the caller is ours, and that there is one document to ask
// for. Twilio goes by the Url when there is a Twiml too.
func (t *Twilio) checkCallRequest(form url.Values) error {
	to, from := form.Get("To"), form.Get("From")
	switch {
	case to == "":
		return malformed(codeNoCallTo, "")
	case from == "":
		return malformed(codeNoCallFrom, "")
	case from != t.config.VoiceNumber:
		return malformed(codeCallerID, from)
	case !form.Has("Url") && !form.Has("Twiml"):
		return malformed(codeCallURL, "")
	case form.Has("Url") && form.Has("Twiml"):
		return faultf(codeParameter, "Url and Twiml: want one of them")
	}
	return nil
}
