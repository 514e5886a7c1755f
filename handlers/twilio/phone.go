package twilio

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/twiml"
	"coachline/session"
	"coachline/session/e164"
)

// VoicePath is the path of the call webhook; a call's turns are below it, at VoicePath/<step>/<prompt>.
const VoicePath = "/twilio/voice"

// Voice answers a call as it begins: POST /twilio/voice. twilio.com/docs/voice/twiml
func (h *Webhooks) Voice(w http.ResponseWriter, r *http.Request) error {
	f, err := h.receive(w, r, byPhone)
	if err != nil {
		return err
	}
	in := dialogue.Input{Kind: dialogue.Connect, Placed: placed(f)}
	if machine(f) {
		in.Kind = dialogue.Missed
	}
	return h.speak(w, r, f, "connect", in)
}

// CallTurn answers a caller's keys, speech or silence: POST /twilio/voice/<step>/<prompt>, the action URL of a Gather.
func (h *Webhooks) CallTurn(w http.ResponseWriter, r *http.Request, step string, prompt int) error {
	f, err := h.receive(w, r, byPhone)
	if err != nil {
		return err
	}
	in := collected(f)
	in.Step, in.Prompt = step, prompt
	return h.speak(w, r, f, turnOf(step, prompt), in)
}

// speak takes a turn of a call and answers with what is said next.
func (h *Webhooks) speak(w http.ResponseWriter, r *http.Request, f form, turn string, in dialogue.Input) error {
	out, err := h.takeCall(r.Context(), f, turn, in)
	switch {
	case errors.Is(err, session.ErrNotServed):
		return reply(w, twiml.Reject())
	case err != nil:
		return err
	}
	return reply(w, twiml.Call(out, h.endpoint.base+VoicePath, h.sound))
}

// takeCall takes a turn of a call, by the learner's record or, where the number is withheld, by the call's own.
func (h *Webhooks) takeCall(ctx context.Context, f form, turn string, in dialogue.Input) (dialogue.Output, error) {
	in.Channel, in.Call, in.At = dialogue.Phone, f.value("CallSid"), h.config.Clock()
	if !isSID(in.Call) {
		return dialogue.Output{}, ErrMalformed
	}
	number, _ := caller(f)
	person := h.config.Store.Person(number)
	if number.IsZero() {
		person = h.config.Store.Caller(in.Call)
	}
	out, err := h.config.Store.Take(ctx, person, session.Turn{ID: in.Call + "/" + turn, Number: number, Withheld: number.IsZero(), Input: in})
	if err == nil {
		h.metrics.turn(byPhone, out.Class)
	}
	return out, err
}

// machine reports whether a machine has answered a call of ours. Where Twilio cannot tell, it is taken for a person.
// twilio.com/docs/voice/answering-machine-detection#answeredby
func machine(f form) bool {
	switch f.value("AnsweredBy") {
	case "machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other", "fax":
		return true
	}
	return false
}

// caller is the learner's number in a call, whichever side rang; none when it is withheld.
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

// AudioPath is where recordings are, each below it by the hash of its content: AudioPath/<hash>.mp3.
const AudioPath = "/twilio/audio"

// ErrNoRecording is the answer to a request for a recording that no lesson plays.
var ErrNoRecording = errors.New("no such recording")

// Audio answers with a recording: GET /twilio/audio/<hash>.mp3. It asks for no signature, since browsers on the page where the line is
// tried play it, too, and it has nothing but what any caller hears. Twilio keeps what it fetched as long as the answer allows, and a
// name never stands for other content: twilio.com/docs/voice/twiml/play
func (h *Webhooks) Audio(w http.ResponseWriter, r *http.Request, audio string) error {
	if h.config.Sounds == nil {
		return ErrNoRecording
	}
	f, ok := h.config.Sounds.Recording(audio)
	if !ok {
		return ErrNoRecording
	}
	header := w.Header()
	header.Set("Content-Type", f.ContentType)
	header.Set("Cache-Control", "public, max-age=31536000, immutable")
	header.Set("ETag", `"`+audio+`"`)
	header.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.Data))
	return nil
}

// plays reports whether a recording can be fetched. A learner may be on a version of a lesson whose recordings are gone.
func (h *Webhooks) plays(audio string) bool {
	_, ok := h.config.Sounds.Recording(audio)
	return ok
}
