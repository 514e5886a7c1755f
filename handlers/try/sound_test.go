package try_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"coachline/scripts"
)

// soundLesson has a recording of its question.
const soundLesson = `lesson: sound
title: A lesson with sound
language: en-NZ
voice: Polly.Aria-Neural
budget: {segments: 9, minutes: 3}
steps:
  - id: mood
    ask: How are you? 1 well, 2 so-so.
    phone: How are you? [pause 1] For well, press 1. For so-so, press 2.
    choices: {1: well, 2: so-so}
    keep: private
  - id: bye
    say: That is all. Ka kite.
    milestone: finished
`

// recording is a second of silence.
func recording() []byte {
	b := bytes.NewBufferString("RIFF")
	for _, v := range []any{
		uint32(8036), []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(8000), uint32(8000), uint16(1), uint16(8), []byte("data"), uint32(8000),
	} {
		_ = binary.Write(b, binary.LittleEndian, v) // a Buffer takes all
	}
	return append(b.Bytes(), bytes.Repeat([]byte{0x80}, 8000)...)
}

// TestCallPlaysRecordings is a call of which the first prompt is recorded: its words stand beside it, a browser can fetch what is
// played, and star twice has the voice read it slowly.
func TestCallPlaysRecordings(t *testing.T) {
	t.Parallel()
	catalog, err := scripts.Open(fstest.MapFS{
		"sound.yaml": {Data: []byte(soundLesson)}, "sound/mood.wav": {Data: recording()},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	base := serving(t, catalog, "sound")
	_, page := post(t, base+"/try/1/call", url.Values{})
	audio := regexp.MustCompile(`data-audio="(/twilio/audio/[0-9a-f]{32}\.wav)"[^>]*><i>mood.wav</i> How are you\? \[pause 1\] For well`).FindStringSubmatch(page)
	if audio == nil {
		t.Fatalf("no recording with its words:\n%s", page)
	}
	response, err := http.Get(base + audio[1])
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if data, err := io.ReadAll(response.Body); err != nil || !bytes.Equal(data, recording()) || response.Header.Get("Content-Type") != "audio/wav" {
		t.Errorf("%s is answered with %s, %d bytes: %v", audio[1], response.Status, len(data), err)
	}
	_, page = post(t, base+"/try/1/press", url.Values{"key": {"*"}})
	if strings.Count(page, "<i>mood.wav</i>") != 2 || strings.Contains(page, "<i>slowly</i>") {
		t.Errorf("star does not play it again:\n%s", page)
	}
	_, page = post(t, base+"/try/1/press", url.Values{"key": {"*"}})
	if !strings.Contains(page, "<i>slowly</i> How are you?") || strings.Count(page, "<i>mood.wav</i>") != 2 {
		t.Errorf("star again does not read it slowly:\n%s", page)
	}
	_, page = post(t, base+"/try/1/press", url.Values{"key": {"1"}})
	if !strings.Contains(page, "That is all. Ka kite.") || !strings.Contains(page, `ph=&#34;kɑː ˈkiːtɛ&#34;`) {
		t.Errorf("the voice does not say the end, with its pronunciation:\n%s", page)
	}
}
