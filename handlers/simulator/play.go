package simulator

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"

	"coachline/handlers/simulator/twiml"
)

// codePlayType is Twilio's number for a recording that is none by its content type; twilio.com/docs/api/errors/13420
const codePlayType = 13420

// audioTypes are those of the content types that Play knows which a line serves; twilio.com/docs/voice/twiml/play
var audioTypes = []string{"audio/mpeg", "audio/wav"}

// Caption is what a recording has, for people who read it.
type Caption struct {
	File  string // its author's name for it
	Words string
}

// play fetches a recording and hears it. Twilio fetches it with a GET of its own, without what it posts otherwise. One that cannot be
// had is a fault of the line, and silence.
func (p *Phone) play(ctx context.Context, v twiml.Play) {
	if err := p.line.fetch(ctx, v.URL); err != nil {
		if ctx.Err() == nil {
			p.line.blame(fmt.Errorf("play: %w", err))
		}
		return
	}
	audio := path.Base(v.URL)
	caption := p.line.config.Caption(audio)
	p.note(Event{Kind: Hears, Text: caption.Words, Audio: v.URL, File: caption.File})
}

// fetch gets a recording. The error is a *twiml.Fault, or that of ctx.
func (t *Twilio) fetch(ctx context.Context, target string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return twiml.Faultf(codeRetrieval, "the URL of a recording is malformed")
	}
	req.Header.Set("User-Agent", "TwilioProxy/1.1")
	res, err := t.client.Do(req)
	if err != nil {
		return unanswered(ctx, err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, 40<<20)); err != nil {
		return unanswered(ctx, err)
	}
	kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch {
	case res.StatusCode != http.StatusOK:
		return twiml.Faultf(codeRetrieval, "the request for a recording was answered %d", res.StatusCode)
	case !slices.Contains(audioTypes, kind):
		return twiml.Faultf(codePlayType, "the content type of a recording is %q: want one of %v", kind, audioTypes)
	}
	return nil
}
