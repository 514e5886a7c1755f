package simulator

import (
	"net/url"
	"strconv"
	"strings"
)

// Gather is what the line is listening for. Absent attributes have Twilio's defaults; twilio.com/docs/voice/twiml/gather
type Gather struct {
	Action        string // absolute; the document's own URL when there is no action attribute
	Method        string // GET or POST
	Keys, Speech  bool   // what input says
	Timeout       int    // seconds
	SpeechTimeout string // seconds, or auto
	NumDigits     int    // 0: no limit
	FinishOnKey   string // empty: no key finishes
	Hints         []string
	Language      string
	SpeechModel   string

	ActionOnEmptyResult bool
	BargeIn             bool
	ProfanityFilter     bool
}

// newGather reads a checked <Gather> of the document at base.
func newGather(n *node, base *url.URL) *Gather {
	input, timeout := n.value("input", "dtmf"), n.value("timeout", "5")
	return &Gather{
		Action:        resolve(base, n.value("action", "")).String(),
		Method:        n.value("method", "POST"),
		Keys:          strings.Contains(input, "dtmf"),
		Speech:        strings.Contains(input, "speech"),
		Timeout:       number(timeout),
		SpeechTimeout: n.value("speechTimeout", timeout),
		NumDigits:     number(n.value("numDigits", "0")),
		FinishOnKey:   n.value("finishOnKey", "#"),
		Hints:         splitHints(n.value("hints", "")),
		Language:      n.value("language", "en-US"),
		SpeechModel:   n.value("speechModel", "default"),

		ActionOnEmptyResult: n.value("actionOnEmptyResult", "false") == "true",
		BargeIn:             n.value("bargeIn", "true") == "true",
		ProfanityFilter:     n.value("profanityFilter", "true") == "true",
	}
}

// collect returns the digits that are taken of keys, pressed one after the other and then left alone for the
// timeout. None are taken when the finishing key comes first.
func (g *Gather) collect(keys string) string {
	for i := range len(keys) {
		if keys[i:i+1] == g.FinishOnKey {
			return keys[:i]
		}
		if i+1 == g.NumDigits {
			return keys[:i+1]
		}
	}
	return keys
}

// nothing is what is posted to the action when there was no input.
func (g *Gather) nothing(empty bool) url.Values {
	form := url.Values{}
	if empty && g.Keys {
		form.Set("Digits", "")
	}
	if empty && g.Speech {
		form.Set("SpeechResult", "")
	}
	return form
}

// resolve returns the URL that ref is in the document at base; the checks have parsed ref already.
func resolve(base *url.URL, ref string) *url.URL {
	u, err := base.Parse(strings.TrimSpace(ref))
	if err != nil {
		return base
	}
	return u
}

func splitHints(list string) []string {
	var found []string
	for hint := range strings.SplitSeq(list, ",") {
		if hint = strings.TrimSpace(hint); hint != "" {
			found = append(found, hint)
		}
	}
	return found
}

// number is a checked integer.
func number(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}
