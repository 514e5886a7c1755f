package session

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
)

// Answers are encoded as package cbor encodes them.
func TestAnswersAreCBOR(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return string(rapid.SliceOfN(rapid.Byte(), 0, 30).Draw(t, "bytes")) + strings.Repeat("x", rapid.SampledFrom(
			[]int{0, 23, 24, 255, 256, 65535, 65536}).Draw(t, "more"))
	})
	rapid.Check(t, func(t *rapid.T) {
		answers := dialogue.Answers(rapid.MapOfN(text, text, 0, 30).Draw(t, "answers"))
		ours := appendAnswers(nil, answers)
		var read dialogue.Answers
		if err := decoding.Unmarshal(ours, &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(answers, read); diff != "" {
			t.Fatal(diff)
		}
		back, err := readAnswers(ours)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(answers, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Nothing makes the reader panic or take the memory of a lying length.
func FuzzReadAnswers(f *testing.F) {
	f.Add(appendAnswers(nil, dialogue.Answers{"energy": "busy"}))
	f.Add([]byte{0xba, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0xa1, 0x61, 'a', 0x7b})
	f.Fuzz(func(t *testing.T, b []byte) {
		answers, err := readAnswers(b)
		if err != nil {
			return
		}
		var read dialogue.Answers
		if err := decoding.Unmarshal(b, &read); err != nil {
			t.Fatalf("package cbor does not read %x: %v", b, err)
		}
		if diff := cmp.Diff(answers, read); diff != "" {
			t.Fatal(diff)
		}
	})
}
