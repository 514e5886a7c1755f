package twilio

import (
	"strconv"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// caller is the learner's number in a call, whoever rang whom; none when it is withheld.
func caller(f form) (e164.Number, bool) {
	if placed(f) {
		return e164.FromWire(f.value("To"))
	}
	return e164.FromWire(f.value("From"))
}

// placed reports whether the line rang the learner.
func placed(f form) bool { return strings.HasPrefix(f.value("Direction"), "outbound") }

// collected makes an input of what a Gather collected. Absent and empty parameters are alike: both are silence.
// twilio.com/docs/voice/twiml/gather
func collected(f form) dialogue.Input {
	keys, words := f.value("Digits"), f.value("SpeechResult")
	switch {
	case keys != "":
		return dialogue.Input{Kind: dialogue.Answer, Keys: keys}
	case strings.TrimSpace(words) != "":
		return dialogue.Input{Kind: dialogue.Answer, Words: words, Spoken: true, Confidence: confidence(f)}
	default:
		return dialogue.Input{Kind: dialogue.NoInput}
	}
}

// confidence is the recogniser's; "your code shouldn't expect confidence as a required field", says Twilio. 0 is none
// as well: so Google's recogniser, which Twilio uses, says that it has measured none
// (cloud.google.com/speech-to-text/docs/reference/rest/v1/speech/recognize#SpeechRecognitionAlternative).
func confidence(f form) *float64 {
	c, err := strconv.ParseFloat(f.value("Confidence"), 64)
	if err != nil || !(c > 0 && c <= 1) {
		return nil
	}
	return &c
}

// turnOf names a turn within its call.
func turnOf(step string, prompt int) string { return step + "/" + strconv.Itoa(prompt) }
