package simulator

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// check is what the value of an attribute has to be, and the words for it.
type check struct {
	want string
	ok   func(string) bool
}

// The kinds of values in Twilio's tables of attributes.
var (
	positive  = check{"a positive integer", regexp.MustCompile(`^[1-9][0-9]{0,8}$`).MatchString}
	boolean   = oneOf("true", "false")
	method    = oneOf("GET", "POST")
	key       = check{"one of 0-9 # *, or nothing", regexp.MustCompile(`^[0-9#*]?$`).MatchString}
	tones     = check{"digits, # * w or W", regexp.MustCompile(`^[0-9#*wW]+$`).MatchString}
	language  = check{"a language such as en-NZ", regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`).MatchString}
	something = check{"a value", func(v string) bool { return strings.TrimSpace(v) != "" }}
	link      = check{"a URL", isURL}
	hints     = check{"up to 500 hints of up to 100 characters", areHints}
	inputs    = oneOf("dtmf", "speech", "dtmf speech")
	quiet     = check{"a positive integer or auto", func(v string) bool { return v == "auto" || positive.ok(v) }}
	length    = check{"a time such as 500ms or 2s", regexp.MustCompile(`^[0-9]+(\.[0-9]+)?(ms|s)$`).MatchString}
	rate      = check{
		"x-slow, slow, medium, fast, x-fast or a percentage",
		regexp.MustCompile(`^(x-slow|slow|medium|fast|x-fast|[0-9]+%)$`).MatchString,
	}
	volume = check{
		"default, silent, x-soft to x-loud, or decibels",
		regexp.MustCompile(`^(default|silent|x-soft|soft|medium|loud|x-loud|[+-][0-9]+(\.[0-9]+)?dB)$`).MatchString,
	}
	pitch = check{
		"default, x-low to x-high, or a percentage",
		regexp.MustCompile(`^(default|x-low|low|medium|high|x-high|[+-][0-9]+(\.[0-9]+)?%)$`).MatchString,
	}
	// loops leaves out 0, which has no end before the call has: nothing that follows would be heard.
	loops = check{"an integer from 1 to 1000", regexp.MustCompile(`^([1-9][0-9]{0,2}|1000)$`).MatchString}
	model = oneOf("default", "numbers_and_commands", "phone_call", "experimental_conversations",
		"experimental_utterances", "googlev2_long", "googlev2_short", "googlev2_telephony",
		"googlev2_telephony_short", "deepgram_nova-2", "deepgram_nova-3")
)

func oneOf(values ...string) check {
	return check{strings.Join(values, ", "), func(v string) bool { return slices.Contains(values, v) }}
}

func isURL(v string) bool {
	v = strings.TrimSpace(v)
	_, err := url.Parse(v)
	return v != "" && err == nil
}

// areHints is Twilio's limit on hints; twilio.com/docs/voice/twiml/gather#hints
func areHints(v string) bool {
	entries := strings.Split(v, ",")
	return len(entries) <= 500 && !slices.ContainsFunc(entries, func(entry string) bool {
		return utf8.RuneCountInString(strings.TrimSpace(entry)) > 100
	})
}
