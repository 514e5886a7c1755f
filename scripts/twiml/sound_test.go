package twiml

import (
	"strings"
	"testing"

	"coachline/scripts/dialogue"
)

// recorded is a prompt of three lines that has a recording, and the words after it.
var recorded = dialogue.Output{
	Lines: append(dialogue.Prompt{
		Phone: []dialogue.Line{{Text: "In."}, {Pause: 8}, {Text: "Out."}}, Audio: "3f0a.mp3",
	}.Spoken(), dialogue.Line{Text: "Kia ora."}),
	Language: "en-NZ", Voice: "Polly.Aria-Neural", Listen: &dialogue.Listen{Step: "breath", Prompt: 3, Keys: 1, Seconds: 1},
}

func prompts(t *testing.T, out dialogue.Output, sound Sound) string {
	t.Helper()
	_, after, ok := strings.Cut(string(Call(out, "https://line.example.org/twilio/voice", sound)), `actionOnEmptyResult="true">`)
	if !ok {
		t.Fatal("there is no Gather")
	}
	within, _, _ := strings.Cut(after, "</Gather>")
	return strings.ReplaceAll(within, ` language="en-NZ" voice="Polly.Aria-Neural"`, "")
}

func TestRecordingPlaysWithinTheGatherWhereItIsServed(t *testing.T) {
	const read = `<Say>In.</Say><Pause length="8"/><Say>Out.</Say><Say>Kia ora.</Say>`
	here := func(audio string) bool { return audio == "3f0a.mp3" }
	slowly := recorded
	slowly.Slow = true
	for _, c := range []struct {
		name  string
		out   dialogue.Output
		plays func(string) bool
		want  string
	}{
		{"served", recorded, here, `<Play>https://line.example.org/twilio/audio/3f0a.mp3</Play><Say>Kia ora.</Say>`},
		{"not served", recorded, func(string) bool { return false }, read},
		{"no recordings at all", recorded, nil, read},
		{"slowly", slowly, here, strings.NewReplacer("<Say>", `<Say><prosody rate="slow">`, "</Say>", "</prosody></Say>").Replace(read)},
	} {
		if got := prompts(t, c.out, Sound{Audio: "https://line.example.org/twilio/audio", Plays: c.plays}); got != c.want {
			t.Errorf("%s: got %s", c.name, got)
		}
	}
}

func TestLexiconSaysWholeWords(t *testing.T) {
	lexicon := NewLexicon([]Pronunciation{
		{Word: "Ka", Say: "kah"}, {Word: "ka kite", IPA: "kɑː ˈkiːtɛ"}, {Word: "āe", Say: `"eye" & eh`}, {Word: "Ka", Say: "never"},
	})
	const phoneme, sub = `<phoneme alphabet="ipa" ph="kɑː ˈkiːtɛ">`, `<sub alias="kah">`
	for text, want := range map[string]string{
		"Ka kite!":            phoneme + "Ka kite</phoneme>!",
		"So: KA KITE ano.":    "So: " + phoneme + "KA KITE</phoneme> ano.",
		"Ka pai, ka kite.":    sub + "Ka</sub> pai, " + phoneme + "ka kite</phoneme>.",
		"Kaka kites, Waka ka": "Kaka kites, Waka " + sub + "ka</sub>",
		"kā ka1 1ka":          "kā ka1 1ka",
		"Āe, pāe & ka<":       `<sub alias="&#34;eye&#34; &amp; eh">Āe</sub>, pāe &amp; ` + sub + "ka</sub>&lt;",
		"":                    "",
	} {
		out := dialogue.Output{Lines: []dialogue.Line{{Text: text}}, Language: "en-NZ", Voice: "Polly.Aria-Neural", Listen: &dialogue.Listen{Step: "a", Keys: 1, Seconds: 1}}
		if want != "" {
			want = "<Say>" + want + "</Say>"
		}
		if got := prompts(t, out, Sound{Lexicon: func() *Lexicon { return lexicon }}); got != want {
			t.Errorf("%q:\n got %s\nwant %s", text, got, want)
		}
	}
}

// TestBasicVoiceGetsNoMarkup: Twilio's own voices read markup out.
func TestBasicVoiceGetsNoMarkup(t *testing.T) {
	lexicon := NewLexicon([]Pronunciation{{Word: "Ka kite", Say: "kah kee-teh"}})
	out := dialogue.Output{Lines: []dialogue.Line{{Text: "Ka kite."}}, Language: "en-NZ", Voice: "woman", Slow: true}
	if got := string(Call(out, "", Sound{Lexicon: func() *Lexicon { return lexicon }})); !strings.Contains(got, ">Ka kite.</Say>") {
		t.Error(got)
	}
}

func BenchmarkLexicon(b *testing.B) {
	lexicon := NewLexicon([]Pronunciation{{Word: "Kia ora", IPA: "a"}, {Word: "Ka kite", IPA: "b"}, {Word: "Ka pai", IPA: "c"}})
	out := dialogue.Output{
		Lines: []dialogue.Line{{Text: "What brings you to this learning, and what do you hope to get from it? Keep it to yourself, and press 1."}}, Voice: "Polly.Aria-Neural",
	}
	b.ReportAllocs()
	for b.Loop() {
		Call(out, "https://line.example.org/twilio/voice", Sound{Lexicon: func() *Lexicon { return lexicon }})
	}
}

// TestMarkupGoesToVoicesThatReadIt: other engines fail at it or leave it out, and IPA has the sounds of English.
func TestMarkupGoesToVoicesThatReadIt(t *testing.T) {
	lexicon := NewLexicon([]Pronunciation{{Word: "Ka kite", IPA: "kɑː"}, {Word: "pai", Say: "pie"}})
	for _, c := range []struct {
		voice, language string
		sub, ipa        bool
	}{
		{"Polly.Aria-Neural", "en-NZ", true, true},
		{"Polly.Aria-Neural", "mi", true, false},
		{"Polly.Nicole", "en-AU", true, true},
		{"Google.en-AU-Neural2-A", "en-AU", true, true},
		{"Polly.Joanna-Generative", "en-US", false, false},
		{"Google.en-AU-Chirp3-HD-Aoede", "en-AU", false, false},
	} {
		out := dialogue.Output{Lines: []dialogue.Line{{Text: "Ka kite, pai."}}, Language: c.language, Voice: c.voice}
		got := string(Call(out, "", Sound{Lexicon: func() *Lexicon { return lexicon }}))
		if strings.Contains(got, "<sub") != c.sub || strings.Contains(got, "<phoneme") != c.ipa {
			t.Errorf("%s in %s: %s", c.voice, c.language, got)
		}
	}
}
