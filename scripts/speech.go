package scripts

import (
	"time"
	"unicode/utf8"

	"coachline/scripts/dialogue"
)

// charactersPerSecond is how fast the line speaks, spaces included. It is an estimate on the slow side, about 155 words a
// minute: prompts are short and full of stops. Amazon publishes no speed for Polly's voices
// (docs.aws.amazon.com/polly/latest/dg/voice-speed-vip.html), but one measured paragraph: Joanna says 345 characters in
// 19 seconds, 18 a second (AWS News Blog, "Amazon Polly Update - Time-Driven Prosody and Asynchronous Synthesis", 2018).
const charactersPerSecond = 15

// maxSpeech is how long the line may speak before the caller can answer.
const maxSpeech = 20 * time.Second

// How long an ordinary caller takes. These are generous assumptions.
const (
	handover    = time.Second      // from the end of an answer to the first sound of the next prompt
	silence     = time.Second      // after a prompt that asks nothing, until the line goes on
	pressing    = 3 * time.Second  // to choose and press a key
	shortSpeech = 4 * time.Second  // to say a name or a time
	longSpeech  = 12 * time.Second // to say a sentence or two, and the recogniser's wait for its end
)

// speechTime is how long the line takes to say lines with their pauses. A recording takes its own time.
func speechTime(lines []dialogue.Line, recorded map[string]dialogue.Recording) time.Duration {
	var d time.Duration
	playing := false
	for _, l := range lines {
		if playing = playing && l.Recorded; playing {
			continue
		}
		if r, ok := recorded[l.Audio]; ok {
			d, playing = d+r.Length, true
			continue
		}
		d += time.Duration(l.Pause) * time.Second
		d += time.Duration(utf8.RuneCountInString(l.Text)) * time.Second / charactersPerSecond
	}
	return d
}

// answerTime is how long an ordinary caller takes for this answer to a step.
func answerTime(step *dialogue.Step, in dialogue.Input) time.Duration {
	switch {
	case in.Kind == dialogue.NoInput:
		return silence
	case in.Keys != "":
		return pressing
	}
	return kinds[step.Kind].speaking
}
