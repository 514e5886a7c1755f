// Package twiml reads the answers of a line as Twilio does, and more strictly: what Twilio would warn about, guess or
// skip is a Fault here.
//
// It knows the verbs and attributes that the line writes. Any other one is a Fault that says "not supported here".
// Verbs and attributes: twilio.com/docs/voice/twiml, twilio.com/docs/messaging/twiml.
package twiml

import (
	"strconv"
	"strings"
)

// maxMessages is how many Messages Twilio sends for one text; twilio.com/docs/api/errors/14109
const maxMessages = 10

// Verb is a Say, a Play, a Pause, a *Gather, a Hangup or a Reject.
type Verb any

// Say speaks words.
type Say struct {
	Words           string // with white space folded, as an ear has them
	Voice, Language string
	Slow            bool // with SSML that slows the voice
}

// Play plays a recording.
type Play struct{ URL string }

// Pause is a silence of the line.
type Pause struct{ Seconds int }

// Hangup ends the call.
type Hangup struct{}

// Reject refuses a call that is not answered yet; twilio.com/docs/voice/twiml/reject
type Reject struct{}

// Gather listens. Absent attributes have Twilio's defaults; twilio.com/docs/voice/twiml/gather
type Gather struct {
	Action          string // an absolute URL
	Keys, Speech    bool   // what input names
	Timeout         int    // in seconds
	SpeechTimeout   string // in seconds, or auto
	NumDigits       int    // 0 if there is no limit
	FinishOnKey     string // empty if no key finishes
	Hints           []string
	Language        string
	ProfanityFilter bool

	ActionOnEmptyResult bool
	Prompts             []Verb // each a Say, a Play or a Pause
}

// Call returns the verbs of the answer to a call. The error is a *Fault.
func Call(contentType string, body []byte) ([]Verb, error) {
	response, err := read(contentType, body, "Say", "Play", "Pause", "Gather", "Hangup", "Reject")
	if err != nil {
		return nil, err
	}
	return verbsOf(response), nil
}

// Messages returns the bodies of the answer to a text. The error is a *Fault.
func Messages(contentType string, body []byte) ([]string, error) {
	response, err := read(contentType, body, "Message")
	if err != nil {
		return nil, err
	}
	if n := len(response.children); n > maxMessages {
		return nil, Faultf(codeTooManyMessages, "%d Messages for one text: want at most %d", n, maxMessages)
	}
	var bodies []string
	for _, message := range response.children {
		bodies = append(bodies, message.text)
	}
	return bodies, nil
}

func verbsOf(parent *element) []Verb {
	var verbs []Verb
	for _, e := range parent.children {
		switch e.name {
		case "Say":
			words := strings.Join(strings.Fields(e.said), " ")
			slow := len(e.children) > 0 && strings.HasSuffix(e.children[0].attribute("rate", ""), "slow")
			verbs = append(verbs, Say{Words: words, Voice: e.attribute("voice", ""), Language: e.attribute("language", ""), Slow: slow})
		case "Play":
			verbs = append(verbs, Play{strings.TrimSpace(e.text)})
		case "Pause":
			verbs = append(verbs, Pause{Seconds: e.number("length", 1)})
		case "Hangup":
			verbs = append(verbs, Hangup{})
		case "Reject":
			verbs = append(verbs, Reject{})
		case "Gather":
			verbs = append(verbs, newGather(e))
		}
	}
	return verbs
}

func newGather(e *element) *Gather {
	input, timeout := e.attribute("input", "dtmf"), e.number("timeout", 5)
	g := &Gather{
		Action:          e.attribute("action", ""),
		Keys:            strings.Contains(input, "dtmf"),
		Speech:          strings.Contains(input, "speech"),
		Timeout:         timeout,
		SpeechTimeout:   e.attribute("speechTimeout", strconv.Itoa(timeout)),
		NumDigits:       e.number("numDigits", 0),
		FinishOnKey:     e.attribute("finishOnKey", "#"),
		Language:        e.attribute("language", "en-US"),
		ProfanityFilter: e.attribute("profanityFilter", "true") == "true",

		ActionOnEmptyResult: e.attribute("actionOnEmptyResult", "false") == "true",
		Prompts:             verbsOf(e),
	}
	for hint := range strings.SplitSeq(e.attribute("hints", ""), ",") {
		if hint = strings.TrimSpace(hint); hint != "" {
			g.Hints = append(g.Hints, hint)
		}
	}
	return g
}

// Collect returns the digits that Twilio takes when somebody presses these keys and then waits for the timeout. It
// takes none if the finishing key comes first.
func (g *Gather) Collect(keys string) string {
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
