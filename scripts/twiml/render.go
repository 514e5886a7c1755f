// Package twiml renders what the line says as TwiML, Twilio's markup: a call's turn, the answer to a text, an apology.
//
// The rule it keeps: the same output gives the same bytes, so that a turn that Twilio delivers twice is answered twice
// alike. It knows nothing of lessons or learners. Verbs and attributes: twilio.com/docs/voice/twiml.
package twiml

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"

	"coachline/scripts/dialogue"
)

// ContentType is what Twilio reads TwiML as. Text that is sent as anything else may be read aloud to the caller.
const ContentType = "text/xml; charset=utf-8"

type response struct {
	XMLName  xml.Name `xml:"Response"`
	Gather   *gather
	Verbs    []any
	Messages []string `xml:"Message"`
}

type say struct {
	XMLName  xml.Name `xml:"Say"`
	Language string   `xml:"language,attr,omitempty"`
	Voice    string   `xml:"voice,attr,omitempty"`
	Text     string   `xml:",chardata"`
}

type pause struct {
	XMLName xml.Name `xml:"Pause"`
	Length  int      `xml:"length,attr"` // seconds
}

type hangUp struct {
	XMLName xml.Name `xml:"Hangup"`
}

// gather listens. ActionOnEmptyResult makes silence a turn like any other; an empty FinishOnKey lets # and * through
// as keys.
type gather struct {
	XMLName             xml.Name `xml:"Gather"`
	Action              string   `xml:"action,attr"`
	Input               string   `xml:"input,attr"`
	Timeout             int      `xml:"timeout,attr"` // seconds
	NumDigits           int      `xml:"numDigits,attr"`
	FinishOnKey         string   `xml:"finishOnKey,attr"`
	ActionOnEmptyResult bool     `xml:"actionOnEmptyResult,attr"`
	SpeechTimeout       int      `xml:"speechTimeout,attr,omitempty"` // seconds
	Language            string   `xml:"language,attr,omitempty"`
	Hints               string   `xml:"hints,attr,omitempty"`
	ProfanityFilter     *bool    `xml:"profanityFilter,attr,omitempty"`
	Prompt              []any
}

// How long a silence ends what is said, in seconds. An integer: "auto" is refused with some models (warning 13335).
const (
	shortSpeech = 2
	longSpeech  = 4
)

// Turn renders what a call hears, and what it listens for: base is the URL, without a slash at its end, below which
// the answer is asked for at /<step>/<prompt>. Without anything to listen for the call ends.
func Turn(out dialogue.Output, base string) []byte {
	verbs := speech(out.Lines, out.Language, out.Voice)
	if out.Listen == nil {
		return render(&response{Verbs: append(verbs, hangUp{})})
	}
	return render(&response{Gather: listen(out, base, verbs)})
}

func listen(out dialogue.Output, base string, prompt []any) *gather {
	l := out.Listen
	g := &gather{
		Action: base + "/" + l.Step + "/" + strconv.Itoa(l.Prompt), Input: "dtmf", Timeout: l.Seconds,
		NumDigits: l.Keys, ActionOnEmptyResult: true, Prompt: prompt,
	}
	if l.Speech {
		g.Input, g.Language, g.Hints, g.SpeechTimeout = "dtmf speech", out.Language, strings.Join(l.Hints, ","), shortSpeech
		g.ProfanityFilter = new(bool) // an answer is kept as it was said
		if l.Long {
			g.SpeechTimeout = longSpeech
		}
	}
	return g
}

// Apology is spoken when a turn could not be taken, and ends the call.
func Apology(words, language, voice string) []byte {
	return render(&response{Verbs: []any{say{Text: words, Language: language, Voice: voice}, hangUp{}}})
}

// Messages renders the answer to a text; without bodies, an answer that sends nothing.
func Messages(bodies []string) []byte {
	return render(&response{Messages: bodies})
}

func speech(lines []dialogue.Line, language, voice string) []any {
	verbs := make([]any, 0, len(lines)+1)
	for _, line := range lines {
		if line.Pause > 0 {
			verbs = append(verbs, pause{Length: line.Pause})
		}
		if line.Text != "" {
			verbs = append(verbs, say{Text: line.Text, Language: language, Voice: voice})
		}
	}
	return verbs
}

func render(r *response) []byte {
	var b bytes.Buffer
	b.Grow(1024)
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(r); err != nil {
		panic("twiml: " + err.Error()) // these structs and a bytes.Buffer cannot fail
	}
	return b.Bytes()
}
