package nlu

import (
	"strings"
	"testing"
)

// sentence is 160 characters that a clinician may write.
const sentence = "Kia ora, thanks for the text. I would like to get better at listening before I jump in with advice, since my team tells me that I fix things too fast, sorry"

// BenchmarkRead reads a text of 160 characters as own words, which is the most work.
func BenchmarkRead(b *testing.B) {
	l := For("en")
	asked := Asked{Kind: OwnWords, Known: "Mere"}
	b.ReportAllocs()
	for b.Loop() {
		l.Read(sentence, asked)
	}
}

// BenchmarkReadLong reads the longest text that Twilio passes on.
func BenchmarkReadLong(b *testing.B) {
	l := For("en")
	said := strings.Repeat(sentence+" ", 11)[:1600]
	b.ReportAllocs()
	for b.Loop() {
		l.Read(said, Asked{Kind: OwnWords})
	}
}

// BenchmarkLoad loads a lexicon.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, faults := Load(Embedded(), "en"); len(faults) > 0 {
			b.Fatal(faults)
		}
	}
}

// BenchmarkReadShort reads what most learners write.
func BenchmarkReadShort(b *testing.B) {
	l := For("en")
	choices := []Option{{Key: "1", Words: []string{"calm"}}, {Key: "2", Words: []string{"busy"}}, {Key: "3", Words: []string{"tired"}}}
	for _, c := range []struct {
		said  string
		asked Asked
	}{
		{"3", Asked{Kind: Choice, Choices: choices, Open: true}},
		{"tired", Asked{Kind: Choice, Choices: choices}},
		{"NEXT", Asked{Kind: Continue}},
		{"Mere", Asked{Kind: Name}},
		{"7.30pm", Asked{Kind: Hour}},
		{"to listen better, and to talk less", Asked{Kind: OwnWords}},
	} {
		b.Run(c.said, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				l.Read(c.said, c.asked)
			}
		})
	}
}
