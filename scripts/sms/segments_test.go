package sms

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// testdata/segments.json is what Twilio's npm package sms-segments-calculator 1.3.0 says of each text, with Smart
// Encoding off. Its issue 66 compares 16 texts, among them CRLF and decomposed letters, with what Twilio billed.
func TestCountAgreesWithTwiliosCalculator(t *testing.T) {
	ours := map[string]int{ // segments where we differ, on purpose; see Count
		"empty":                              0,
		"ZWJ family across 67, no room left": 2,
	}
	file, err := os.ReadFile("testdata/segments.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name, Text, Encoding string
		Units, Segments      int
	}
	if err := json.Unmarshal(file, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			size := Count(v.Text)
			if size.Encoding.String() != v.Encoding || size.Units != v.Units {
				t.Errorf("got %v, %d units; want %s, %d", size.Encoding, size.Units, v.Encoding, v.Units)
			}
			want, differ := ours[v.Name]
			if !differ {
				want = v.Segments
			}
			if size.Segments != want {
				t.Errorf("%d segments, want %d", size.Segments, want)
			}
			if differ && want == v.Segments {
				t.Error("the calculator agrees by now")
			}
		})
	}
}

func TestForeign(t *testing.T) {
	tests := []struct {
		name, in string
		want     []rune
	}{
		{"empty", "", nil},
		{"plain", "Kia ora [1] {2} €3\r\n", nil},
		{"macrons, each once, in order", "Tēnā koe, Māori mā, tēnā", []rune("ēā")},
		{"quotes and dash", "“it’s” – it’s", []rune("“’”–")},
		{"backtick, tab, small cedilla", "`\tç`", []rune("`\tç")},
		{"ZWJ emoji", "👩\u200d👧", []rune("👩\u200d👧")},
		{"not UTF-8", "a\xffb", []rune{'\ufffd'}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Foreign(tt.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAlphabet(t *testing.T) {
	count := map[int]int{}
	for r := range rune(0x110000) {
		count[GSM7.width(r)]++
	}
	// 128 codes of the basic table less the escape; ^ { } \ [ ~ ] | with the euro sign and the form feed.
	if count[1] != 127 || count[2] != 10 {
		t.Errorf("%d basic and %d extension characters, want 127 and 10", count[1], count[2])
	}
}

func TestCountDoesNotAllocate(t *testing.T) {
	text := strings.Repeat("Kia ora {name}, Māori 👋\r\n", 20)
	if got := testing.AllocsPerRun(100, func() { Count(text) }); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

// slowCount cuts code units into segments, as a carrier does.
func slowCount(text string) Size {
	size := Size{Encoding: GSM7}
	var chars []int
	for _, r := range text {
		chars = append(chars, GSM7.width(r))
	}
	if Foreign(text) != nil {
		size.Encoding = UCS2
		chars = chars[:0]
		for _, r := range text {
			chars = append(chars, len(utf16.Encode([]rune{r})))
		}
	}
	single, part := 160, 153
	if size.Encoding == UCS2 {
		single, part = 70, 67
	}
	for _, n := range chars {
		size.Units += n
	}
	if size.Units <= single {
		part = single
	}
	for len(chars) > 0 {
		used, n := 0, 0
		for n < len(chars) && used+chars[n] <= part {
			used += chars[n]
			n++
		}
		chars = chars[n:]
		size.Segments++
	}
	return size
}

func FuzzCount(f *testing.F) {
	for _, s := range []string{
		"", "Kia ora", "Māori", "👋🏽", "a\xff", strings.Repeat("a", 152) + "€", "\r\n`\t",
		strings.Repeat("ā", 66) + "👋",
	} {
		f.Add(s, 1)
		f.Add(s, 30)
	}
	f.Fuzz(func(t *testing.T, s string, times int) {
		text := strings.Repeat(s, min(max(times, 0), 200))
		if diff := cmp.Diff(slowCount(text), Count(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	})
}

func BenchmarkCount(b *testing.B) {
	for name, text := range map[string]string{
		"GSM7": "Kia ora. Yesterday you chose somebody to practise with. What has stayed with you? A sentence, or SKIP. " +
			"Reply to this SMS will be charged.",
		"UCS2": "Kia ora. Yesterday you chose somebody to practise with. What has stayed with you? A sentence, or SKIP. " +
			"He mihi mahana nā mātou.",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Count(text)
			}
		})
	}
}
