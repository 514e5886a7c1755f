package twilio

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"coachline/scripts/recording"
	"coachline/scripts/twiml"
)

// oneSound has one recording.
type oneSound struct{}

func (oneSound) Recording(audio string) (recording.File, bool) {
	return recording.File{Data: []byte("0123456789"), ContentType: "audio/mpeg"}, audio == "3f0a.mp3"
}

func (oneSound) Lexicon() *twiml.Lexicon { return nil }

func TestRecordingIsServedAsTwilioFetchesIt(t *testing.T) {
	h := New(Config{Public: mustURL(t, "https://line.example.org"), Tokens: []string{"12345"}, Sounds: oneSound{}})
	for _, c := range []struct {
		name, method, header, value string
		status                      int
		body                        string
	}{
		{"GET", http.MethodGet, "", "", 200, "0123456789"},
		{"HEAD", http.MethodHead, "", "", 200, ""},
		{"a range", http.MethodGet, "Range", "bytes=2-4", 206, "234"},
		{"a range beyond", http.MethodGet, "Range", "bytes=20-", 416, "invalid range: failed to overlap\n"},
		{"known already", http.MethodGet, "If-None-Match", `"3f0a.mp3"`, 304, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, w := httptest.NewRequestWithContext(t.Context(), c.method, "/twilio/audio/3f0a.mp3", nil), httptest.NewRecorder()
			if c.header != "" {
				r.Header.Set(c.header, c.value)
			}
			if err := h.Audio(w, r, "3f0a.mp3"); err != nil {
				t.Fatal(err)
			}
			if w.Code != c.status || w.Body.String() != c.body {
				t.Errorf("answered %d %q", w.Code, w.Body)
			}
			if got := w.Header(); c.status == 200 && (got.Get("Content-Type") != "audio/mpeg" || got.Get("Content-Length") != "10" ||
				!strings.Contains(got.Get("Cache-Control"), "immutable")) {
				t.Errorf("headers %v", got)
			}
		})
	}
	for _, h := range []*Webhooks{h, New(Config{Public: mustURL(t, "https://line.example.org"), Tokens: []string{"12345"}})} {
		if err := h.Audio(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil), "00.mp3"); !errors.Is(err, ErrNoRecording) {
			t.Errorf("a recording that no lesson plays: %v", err)
		}
	}
}

// TestHeard tells silence, keys, and speech with and without a confidence apart.
func TestHeard(t *testing.T) {
	for body, want := range map[string]string{
		"":                              "no-input",
		"Digits=&SpeechResult=":         "no-input",
		"SpeechResult=+":                "no-input",
		"Digits=1":                      "keys 1",
		"Digits=%23":                    "keys #",
		"SpeechResult=tired":            "speech tired, no confidence",
		"SpeechResult=tired&Confidence": "speech tired, no confidence",
		"SpeechResult=a&Confidence=0.0": "speech a, no confidence",
		"SpeechResult=a&Confidence=NaN": "speech a, no confidence",
		"SpeechResult=a&Confidence=0.7": "speech a, confidence",
	} {
		f, err := parseForm(body)
		if err != nil {
			t.Fatal(err)
		}
		in := collected(f)
		got := string(in.Kind)
		switch {
		case in.Keys != "":
			got = "keys " + in.Keys
		case in.Spoken && in.Confidence == nil:
			got = "speech " + in.Words + ", no confidence"
		case in.Spoken:
			got = "speech " + in.Words + ", confidence"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", body, got, want)
		}
	}
}
