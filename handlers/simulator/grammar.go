package simulator

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// verb is what TwiML says of an element: its attributes, those it must have, what may stand in it, whether it holds
// text, and what else has to be true of it.
type verb struct {
	attrs    map[string]check
	required []string
	children []string
	text     bool
	rule     func(*node) error
}

// What may stand in what. The rest of spoken follows the helper libraries' voice responses.
var (
	callVerbs    = []string{"Say", "Play", "Pause", "Gather", "Redirect", "Hangup", "Reject"}
	messageVerbs = []string{"Message", "Redirect"}
	prompts      = []string{"Say", "Play", "Pause"}
	spoken       = []string{"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}
	inline       = []string{"break", "emphasis", "lang", "phoneme", "prosody", "say-as", "sub", "w"}
	inParagraph  = []string{"break", "emphasis", "lang", "phoneme", "prosody", "s", "say-as", "sub", "w"}
	inWord       = []string{"break", "emphasis", "phoneme", "prosody", "say-as", "sub"}

	// unsupported is TwiML that the simulator has no machine for.
	unsupported = []string{
		"Dial", "Record", "Enqueue", "Leave", "Queue", "Connect", "Start", "Stop", "Refer", "Pay",
		"Prompt", "Sms", "Echo",
	}
)

// verbs is TwiML; twilio.com/docs/voice/twiml, twilio.com/docs/messaging/twiml, .../voice/twiml/say/text-speech#ssml
var verbs = map[string]verb{
	"Say":      {attrs: attrs{"voice": something, "language": language, "loop": loops}, children: spoken, text: true, rule: checkSay},
	"Play":     {attrs: attrs{"loop": loops, "digits": tones}, text: true, rule: checkPlay},
	"Pause":    {attrs: attrs{"length": positive}},
	"Redirect": {attrs: attrs{"method": method}, text: true, rule: checkRedirect},
	"Hangup":   {},
	"Reject":   {attrs: attrs{"reason": oneOf("rejected", "busy")}},
	"Gather": {attrs: attrs{
		"action": link, "method": method, "input": inputs, "timeout": positive, "speechTimeout": quiet,
		"maxSpeechTime": positive, "numDigits": positive, "finishOnKey": key, "hints": hints, "language": language,
		"speechModel": model, "actionOnEmptyResult": boolean, "profanityFilter": boolean, "bargeIn": boolean,
		"debug": boolean, "enhanced": boolean, "partialResultCallback": link, "partialResultCallbackMethod": method,
	}, children: prompts, rule: checkGather},

	"Message": {attrs: attrs{
		"to": something, "from": something, "action": link, "method": method, "statusCallback": link,
	}, children: []string{"Body", "Media"}, text: true, rule: checkMessage},
	"Body":  {text: true},
	"Media": {text: true, rule: checkMedia},

	"break": {attrs: attrs{"strength": oneOf("none", "x-weak", "weak", "medium", "strong", "x-strong"), "time": length}},
	"emphasis": {
		attrs:    attrs{"level": oneOf("strong", "moderate", "reduced")},
		children: inline, text: true,
	},
	"lang": {attrs: attrs{"xml:lang": language}, required: []string{"xml:lang"}, children: spoken, text: true},
	"p":    {children: inParagraph, text: true},
	"s":    {children: inline, text: true},
	"phoneme": {
		attrs:    attrs{"alphabet": oneOf("ipa", "x-sampa"), "ph": something},
		required: []string{"ph"}, text: true,
	},
	"prosody": {attrs: attrs{"volume": volume, "rate": rate, "pitch": pitch}, children: spoken, text: true},
	"say-as": {
		attrs:    attrs{"interpret-as": something, "format": something, "role": something},
		required: []string{"interpret-as"}, text: true,
	},
	"sub": {attrs: attrs{"alias": something}, required: []string{"alias"}, text: true},
	"w":   {attrs: attrs{"role": something}, required: []string{"role"}, children: inWord, text: true},
}

type attrs = map[string]check

// checkResponse holds the whole document against TwiML.
func checkResponse(root *node, p product) error {
	allowed := verb{children: callVerbs}
	if p == messaging {
		allowed.children = messageVerbs
	}
	return checkNode(root, allowed)
}

func checkNode(n *node, v verb) error {
	if err := checkAttributes(n, v); err != nil {
		return err
	}
	for _, child := range n.children {
		if err := checkChild(n, v, child); err != nil {
			return err
		}
	}
	if v.rule != nil {
		return v.rule(n)
	}
	return nil
}

func checkChild(n *node, v verb, child *node) error {
	switch {
	case child.name == "" && (v.text || strings.TrimSpace(child.text) == ""):
		return nil
	case child.name == "":
		return faultf(codeSchema, "text in <%s>", n.name)
	case slices.Contains(v.children, child.name):
		return checkNode(child, verbs[child.name])
	case slices.Contains(unsupported, child.name):
		return faultf(0, "<%s> is not supported by the simulator", child.name)
	}
	if _, known := verbs[child.name]; known {
		return faultf(codeSchema, "<%s> may not stand in this <%s>", child.name, n.name)
	}
	return faultf(codeSchema, "TwiML has no <%s>%s", child.name, respelled(child.name, v.children))
}

func checkAttributes(n *node, v verb) error {
	for _, a := range n.attrs {
		want, known := v.attrs[a.name]
		if !known {
			return faultf(codeSchema, "<%s> has no attribute %q%s", n.name, a.name, respelled(a.name, names(v.attrs)))
		}
		if !want.ok(a.value) {
			return faultf(codeSchema, "<%s %s=%q>: want %s", n.name, a.name, a.value, want.want)
		}
	}
	for _, name := range v.required {
		if _, ok := n.attr(name); !ok {
			return faultf(codeSchema, "<%s> needs the attribute %q", n.name, name)
		}
	}
	return nil
}

// checkGather: a named model wants its speechTimeout in seconds; twilio.com/docs/api/errors/13335
func checkGather(n *node) error {
	name, named := n.attr("speechModel")
	if named && n.value("speechTimeout", "") == "auto" {
		return faultf(codeSpeechTimeout, "<Gather speechModel=%q> with speechTimeout=\"auto\": want an integer", name)
	}
	return nil
}

// checkSay: the length of what one Say may hold; twilio.com/docs/voice/twiml/say, twilio.com/docs/api/errors/13521.
// The counts are of bytes: Twilio's are of "single-byte UTF-8 characters".
func checkSay(n *node) error {
	text, voice := n.content(), n.value("voice", "")
	limit := 4096
	switch {
	case strings.HasPrefix(voice, "Polly."):
		limit = 3000
	case strings.HasPrefix(voice, "Google."):
		limit = 5000
	case (voice == "man" || voice == "woman") && len(n.elements()) > 0:
		return faultf(codeSchema, "<Say voice=%q> with SSML, which the basic voices cannot speak", voice)
	}
	switch {
	case strings.TrimSpace(text) == "":
		return faultf(codeSchema, "<Say> without a word")
	case len(text) > limit:
		return faultf(codeSayTooLong, "<Say> of %d characters: at most %d for this voice", len(text), limit)
	case len(url.QueryEscape(text)) > 4500:
		return faultf(codeSayTooLong, "<Say> of %d characters once URL-encoded: at most 4500", len(url.QueryEscape(text)))
	}
	return nil
}

func checkPlay(n *node) error {
	if _, digits := n.attr("digits"); !digits && !isURL(n.content()) {
		return faultf(codeInvalidURL, "<Play> without a URL or digits")
	}
	return nil
}

func checkRedirect(n *node) error {
	if !isURL(n.content()) {
		return faultf(codeInvalidURL, "<Redirect> without a URL")
	}
	return nil
}

func checkMedia(n *node) error {
	if !isURL(n.content()) {
		return faultf(codeInvalidURL, "<Media> without a URL")
	}
	return nil
}

// checkMessage: a Message holds text, or one Body and Media, and no more text than Twilio sends;
// twilio.com/docs/api/errors/21617
func checkMessage(n *node) error {
	body, media := messageBody(n), 0
	for _, child := range n.elements() {
		if child.name == "Media" {
			media++
		}
	}
	bodies := len(n.elements()) - media
	switch length := utf8.RuneCountInString(body); {
	case bodies > 1, bodies == 1 && strings.TrimSpace(ownText(n)) != "":
		return faultf(codeSchema, "<Message> with more than one body")
	case strings.TrimSpace(body) == "" && media == 0:
		return faultf(codeSchema, "<Message> without a body or media")
	case length > 1600:
		return faultf(codeBodyTooLong, "<Message> of %d characters: at most 1600", length)
	}
	return nil
}

func names(attributes attrs) []string {
	var list []string
	for name := range attributes {
		list = append(list, name)
	}
	return list
}

// respelled is a hint at the name that was meant: TwiML is case-sensitive.
func respelled(name string, known []string) string {
	plain := func(s string) string { return strings.ToLower(strings.NewReplacer("-", "", ":", "").Replace(s)) }
	for _, k := range known {
		if plain(k) == plain(name) {
			return "; did you mean " + k + "?"
		}
	}
	return ""
}
