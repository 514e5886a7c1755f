// Package twiml renders TwiML, Twilio's markup: a turn of a call, the answer to a text, an apology.
//
// The rule it keeps: the same output gives the same bytes, so that a turn that Twilio delivers twice gets the same
// answer twice. It does not know lessons or learners. Verbs and attributes: twilio.com/docs/voice/twiml.
package twiml

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"unicode/utf8"

	"coachline/scripts/dialogue"
)

// ContentType is the content type of TwiML. Twilio may read an answer of another type aloud to the caller.
const ContentType = "text/xml; charset=utf-8"

// verb is a TwiML verb of a call that writes itself. In the benchmarks here that took 1.5 to 3 us a document, and encoding/xml 5 to
// 10 us. encoding/xml still does the escaping.
type verb interface{ write(*bytes.Buffer) }

type say struct {
	language, voice, text string

	slow    bool
	lexicon *Lexicon // nil: the voice says words as they are written
	ipa     bool     // the voice knows the sounds of the lexicon, which are those of English
}

func (v say) write(b *bytes.Buffer) {
	b.WriteString("<Say")
	attr(b, "language", v.language)
	attr(b, "voice", v.voice)
	b.WriteByte('>')
	if v.slow {
		b.WriteString(`<prosody rate="slow">`)
	}
	v.lexicon.write(b, v.text, v.ipa)
	if v.slow {
		b.WriteString("</prosody>")
	}
	b.WriteString("</Say>")
}

type pause struct{ seconds int }

func (v pause) write(b *bytes.Buffer) {
	b.WriteString("<Pause")
	attr(b, "length", strconv.Itoa(v.seconds))
	b.WriteString("/>")
}

type hangUp struct{}

func (hangUp) write(b *bytes.Buffer) { b.WriteString("<Hangup/>") }

// gather listens. With actionOnEmptyResult, no input is a turn like any other. With an empty finishOnKey, # and * arrive as
// keys. Without the profanity filter, an answer arrives as it was said.
type gather struct {
	action   string
	listen   *dialogue.Listen
	language string
	prompt   []verb
}

func (v gather) write(b *bytes.Buffer) {
	l := v.listen
	b.WriteString("<Gather")
	attr(b, "action", v.action)
	if l.Speech {
		attr(b, "input", "dtmf speech")
	} else {
		attr(b, "input", "dtmf")
	}
	attr(b, "timeout", strconv.Itoa(l.Seconds))
	attr(b, "numDigits", strconv.Itoa(l.Keys))
	b.WriteString(` finishOnKey="" actionOnEmptyResult="true"`)
	if l.Speech {
		speechTimeout := shortSpeech
		if l.Long {
			speechTimeout = longSpeech
		}
		attr(b, "speechTimeout", strconv.Itoa(speechTimeout))
		attr(b, "language", v.language)
		attr(b, "hints", strings.Join(l.Hints, ","))
		attr(b, "profanityFilter", "false")
	}
	b.WriteByte('>')
	for _, p := range v.prompt {
		p.write(b)
	}
	b.WriteString("</Gather>")
}

// The seconds of silence that end an answer. Some speech models refuse "auto" (warning 13335).
const (
	shortSpeech = 2
	longSpeech  = 4
)

// Call renders one turn of a call. The answer goes to base/<step>/<prompt>; base is a URL without a slash at its end. A turn
// that does not listen ends the call.
func Call(out dialogue.Output, base string, sound Sound) []byte {
	verbs := sound.speech(out)
	l := out.Listen
	if l == nil {
		return render(append(verbs, hangUp{}))
	}
	action := base + "/" + l.Step + "/" + strconv.Itoa(l.Prompt)
	return render([]verb{gather{action: action, listen: l, language: out.Language, prompt: verbs}})
}

// Apology renders words that say sorry for a failed turn, and ends the call.
func Apology(words, language, voice string) []byte {
	return render([]verb{say{language: language, voice: voice, text: words}, hangUp{}})
}

// Reject refuses a call before it is answered, which costs nobody anything: twilio.com/docs/voice/twiml/reject
func Reject() []byte { return []byte(xml.Header + "<Response><Reject/></Response>") }

// Messages renders the answer to a text. Without bodies it sends nothing.
func Messages(bodies []string) []byte {
	b := bytes.NewBuffer(make([]byte, 0, 1024))
	b.WriteString(xml.Header + "<Response>")
	for _, body := range bodies {
		b.WriteString("<Message>")
		escape(b, body)
		b.WriteString("</Message>")
	}
	b.WriteString("</Response>")
	return b.Bytes()
}

// render writes the document of a call.
func render(verbs []verb) []byte {
	b := bytes.NewBuffer(make([]byte, 0, 1024))
	b.WriteString(xml.Header + "<Response>")
	for _, v := range verbs {
		v.write(b)
	}
	b.WriteString("</Response>")
	return b.Bytes()
}

// attr writes an attribute, unless its value is empty.
func attr(b *bytes.Buffer, name, value string) {
	if value == "" {
		return
	}
	b.WriteByte(' ')
	b.WriteString(name)
	b.WriteString(`="`)
	if strings.ContainsAny(value, "\"\n") {
		_ = xml.EscapeText(b, []byte(value)) // a Buffer cannot fail
	} else {
		escape(b, value)
	}
	b.WriteByte('"')
}

// escape writes text as XML character data. What XML cannot hold becomes U+FFFD.
func escape(b *bytes.Buffer, text string) {
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ' && c != '\n', c >= utf8.RuneSelf, c == '&', c == '<', c == '>':
			_ = xml.EscapeText(b, []byte(text)) // a Buffer cannot fail
			return
		}
	}
	b.WriteString(text) // like nearly all text, it is XML as it is
}
