package twiml

import (
	"bytes"
	"strings"

	"coachline/scripts/dialogue"
)

// Sound is how calls sound beside their words. The zero Sound has no recordings, and voices that say words as they are written.
type Sound struct {
	Audio   string                  // the URL below which recordings are, without a slash at its end
	Plays   func(audio string) bool // whether a recording is there; nil is that none is
	Lexicon func() *Lexicon         // the pronunciations at this time; nil is that there are none
}

type play struct{ url string }

func (v play) write(b *bytes.Buffer) {
	b.WriteString("<Play>")
	escape(b, v.url)
	b.WriteString("</Play>")
}

// takesMarkup reports whether a voice reads all SSML that we write. Twilio's basic voices, man and woman, read it out, and generative and
// Chirp3-HD voices know only some of it: twilio.com/docs/voice/twiml/say/text-speech
func takesMarkup(voice string) bool {
	if name, ok := strings.CutPrefix(voice, "Polly."); ok { // Polly.Aria-Neural
		_, engine, named := strings.Cut(name, "-")
		return !named || engine == "Neural"
	}
	if !strings.HasPrefix(voice, "Google.") { // Google.en-AU-Neural2-A
		return false
	}
	return strings.Contains(voice, "-Standard-") || strings.Contains(voice, "-Wavenet-") || strings.Contains(voice, "-Neural2-")
}

// speech is what a call says. A recording that is not there, and one that is asked for slowly, is read by the voice.
func (s Sound) speech(out dialogue.Output) []verb {
	verbs := make([]verb, 0, len(out.Lines)+1)
	var lexicon *Lexicon
	if s.Lexicon != nil {
		lexicon = s.Lexicon()
	}
	playing := false
	for _, line := range out.Lines {
		if playing = playing && line.Recorded; playing {
			continue
		}
		if line.Audio != "" && !out.Slow && s.Plays != nil && s.Plays(line.Audio) {
			playing = true
			verbs = append(verbs, play{s.Audio + "/" + line.Audio})
			continue
		}
		if line.Pause > 0 {
			verbs = append(verbs, pause{line.Pause})
		}
		if line.Text == "" {
			continue
		}
		v := say{language: out.Language, voice: out.Voice, text: line.Text}
		if line.Voice != "" { // it has a language of its own; with another one a Say fails: twilio.com/docs/voice/twiml/say
			v.language, v.voice = "", line.Voice
		}
		if takesMarkup(v.voice) {
			v.slow, v.lexicon, v.ipa = out.Slow, lexicon, strings.HasPrefix(out.Language, "en-")
		}
		verbs = append(verbs, v)
	}
	return verbs
}
