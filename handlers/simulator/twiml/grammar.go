package twiml

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// rule says what an element may hold.
type rule struct {
	attributes map[string]values
	verbs      []string
	text       func(*element) error // checks the text; nil if there may be none
}

// rules are those of the verbs that the line writes.
var rules = map[string]rule{
	"Say":    {attributes: map[string]values{"voice": something, "language": language}, verbs: []string{"prosody", "phoneme", "sub"}, text: checkSay},
	"Play":   {text: checkPlay},
	"Pause":  {attributes: map[string]values{"length": positive}},
	"Hangup": {},
	"Reject": {},
	"Gather": {attributes: map[string]values{
		"action": absoluteURL, "input": oneOf("dtmf", "speech", "dtmf speech"), "timeout": positive,
		"speechTimeout": positiveOrAuto, "numDigits": positive, "finishOnKey": keyOrNone, "hints": hints,
		"language": language, "actionOnEmptyResult": boolean, "profanityFilter": boolean,
	}, verbs: []string{"Say", "Play", "Pause"}},
	"Message": {text: checkMessage},

	// SSML, within a Say: twilio.com/docs/voice/twiml/say/text-speech#ssml. Of the alphabets of phoneme the line writes one, of what
	// prosody changes it writes the rate. Neural voices take these, and no emphasis and no pitch: a Say with those is not spoken;
	// docs.aws.amazon.com/polly/latest/dg/supportedtags.html
	"prosody": {attributes: map[string]values{"rate": oneOf("x-slow", "slow", "medium", "fast", "x-fast")}, verbs: []string{"phoneme", "sub"}, text: anyText},
	"phoneme": {attributes: map[string]values{"alphabet": oneOf("ipa"), "ph": phonetic}, text: checkMarkup("alphabet", "ph")},
	"sub":     {attributes: map[string]values{"alias": something}, text: checkMarkup("alias")},
}

// check returns the first fault of e, or nil.
func (r rule) check(e *element) error {
	for _, a := range e.attributes {
		name := qualified(a.Name)
		want, known := r.attributes[name]
		switch {
		case !known:
			return Faultf(0, "<%s %s> is not supported here%s", e.name, name, hint(name, r.attributes))
		case !want.ok(a.Value):
			return Faultf(codeSchema, "<%s %s=%q>: want %s", e.name, name, a.Value, want.text)
		}
	}
	for _, child := range e.children {
		of, known := rules[child.name]
		switch {
		case !known:
			return Faultf(0, "<%s> is not supported here%s", child.name, hint(child.name, rules))
		case !slices.Contains(r.verbs, child.name):
			return Faultf(codeSchema, "<%s> may not stand in this <%s>", child.name, e.name)
		}
		if err := of.check(child); err != nil {
			return err
		}
	}
	if e.name == "Gather" && e.attribute("action", "") == "" {
		return Faultf(0, "<Gather> without an action is not supported here")
	}
	if r.text != nil {
		return r.text(e)
	}
	if strings.TrimSpace(e.text) != "" {
		return Faultf(codeSchema, "text in <%s>", e.name)
	}
	return nil
}

// hint names what may have been meant: TwiML is case-sensitive.
func hint[V any](name string, known map[string]V) string {
	for k := range known {
		if strings.EqualFold(k, name) {
			return "; did you mean " + k + "?"
		}
	}
	return ""
}

// checkSay: the length of what one Say may hold; twilio.com/docs/voice/twiml/say, twilio.com/docs/api/errors/13521. The
// counts are of bytes: Twilio's are of "single-byte UTF-8 characters".
func checkSay(e *element) error {
	limit := 4096
	if strings.HasPrefix(e.attribute("voice", ""), "Polly.") {
		limit = 3000
	}
	encoded := len(url.QueryEscape(e.said))
	switch {
	case strings.TrimSpace(e.said) == "":
		return Faultf(codeSchema, "<Say> without a word")
	case len(e.children) > 0 && !takesMarkup(e.attribute("voice", "")):
		return Faultf(codeSchema, "<%s> in a <Say> whose voice reads no SSML: want a voice of Polly or Google", e.children[0].name)
	case len(e.said) > limit:
		return Faultf(codeSayTooLong, "<Say> of %d characters: want at most %d for this voice", len(e.said), limit)
	case encoded > 4500:
		return Faultf(codeSayTooLong, "<Say> of %d characters once URL-encoded: want at most 4500", encoded)
	}
	return nil
}

// takesMarkup reports whether a voice reads SSML: twilio.com/docs/voice/twiml/say
func takesMarkup(voice string) bool {
	return strings.HasPrefix(voice, "Polly.") || strings.HasPrefix(voice, "Google.")
}

// anyText is no fault, whatever the text is.
func anyText(*element) error { return nil }

// checkMarkup: an element of SSML has these attributes, and words that it is about.
func checkMarkup(needed ...string) func(*element) error {
	return func(e *element) error {
		for _, name := range needed {
			if e.attribute(name, "") == "" {
				return Faultf(codeSchema, "<%s> without %s", e.name, name)
			}
		}
		if strings.TrimSpace(e.text) == "" {
			return Faultf(codeSchema, "<%s> without a word", e.name)
		}
		return nil
	}
}

// checkPlay: a recording is fetched from its URL; twilio.com/docs/voice/twiml/play
func checkPlay(e *element) error {
	if !isAbsoluteURL(strings.TrimSpace(e.text)) {
		return Faultf(codeSchema, "<Play>%s: want %s", e.text, absoluteURL.text)
	}
	return nil
}

// checkMessage: the length of what Twilio sends; twilio.com/docs/api/errors/21617
func checkMessage(e *element) error {
	length := utf8.RuneCountInString(e.text)
	switch {
	case strings.TrimSpace(e.text) == "":
		return Faultf(codeSchema, "<Message> without a body")
	case length > 1600:
		return Faultf(codeBodyTooLong, "<Message> of %d characters: want at most 1600", length)
	}
	return nil
}

// values are what an attribute may be, and the words for it.
type values struct {
	text string
	ok   func(string) bool
}

// The kinds of values in Twilio's tables of attributes.
var (
	something = values{"a value", func(v string) bool { return strings.TrimSpace(v) != "" }}
	boolean   = oneOf("true", "false")
	language  = matching("a language such as en-NZ", `[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*`)
	positive  = matching("a positive integer", `[1-9][0-9]{0,8}`)

	phonetic = matching("letters of the International Phonetic Alphabet", "[bdðfgɡhjklmnŋprɹsʃtθvwzʒəɚæaɑeɛɜɝiɪoɔɒuʊʌɐɾxʔˈˌː.\u0329\u0361 ]+")

	positiveOrAuto = matching("a positive integer or auto", `[1-9][0-9]{0,8}|auto`)
	keyOrNone      = matching("one of 0-9 # *, or nothing", `[0-9#*]?`)
	absoluteURL    = values{"an absolute http or https URL", isAbsoluteURL}
	hints          = values{"up to 500 hints of up to 100 characters", areHints}
)

func oneOf(allowed ...string) values {
	return values{"one of " + strings.Join(allowed, ", "), func(v string) bool { return slices.Contains(allowed, v) }}
}

func matching(text, pattern string) values {
	return values{text, regexp.MustCompile(`^(` + pattern + `)$`).MatchString}
}

func isAbsoluteURL(v string) bool {
	u, err := url.Parse(v)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// areHints: twilio.com/docs/voice/twiml/gather#hints
func areHints(v string) bool {
	entries := strings.Split(v, ",")
	return len(entries) <= 500 && !slices.ContainsFunc(entries, func(entry string) bool {
		return utf8.RuneCountInString(strings.TrimSpace(entry)) > 100
	})
}
