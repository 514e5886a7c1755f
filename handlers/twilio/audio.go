package twilio

import (
	"bytes"
	"errors"
	"net/http"
	"time"
)

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
