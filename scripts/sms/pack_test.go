package sms

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

func lines(texts ...string) []dialogue.Line {
	var ls []dialogue.Line
	for _, text := range texts {
		ls = append(ls, dialogue.Line{Text: text})
	}
	return ls
}

func TestPack(t *testing.T) {
	long := strings.Repeat("x", 200)
	for _, c := range []struct {
		name   string
		lines  []dialogue.Line
		footer string
		want   []string
	}{
		{"nothing", nil, "", nil},
		{"a silence alone", []dialogue.Line{{Pause: 8}}, "", nil},
		{"two that fit together", lines("Good.", "What next?"), "", []string{"Good.\n\nWhat next?"}},
		{"two that do not", lines(long, long), "", []string{long, long}},
		{"the question stays last", lines(long, "Good.", long), "", []string{long + "\n\nGood.", long}},
		{"a footer below each", lines(long, long), "Costs.", []string{long + "\nCosts.", long + "\nCosts."}},
		{"the fourth joins the third", lines(long, long, long, long), "", []string{long, long, long + "\n\n" + long}},
		{"joining would cost a segment", lines(strings.Repeat("x", 160), strings.Repeat("y", 150)), "", []string{
			strings.Repeat("x", 160), strings.Repeat("y", 150),
		}},
		{"a name outside GSM-7 halves the room", lines("Hēmi: good.", strings.Repeat("y", 130)), "", []string{
			"Hēmi: good.", strings.Repeat("y", 130),
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Pack(c.lines, c.footer)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestPackKeepsBounds: even extreme lines stay within MaxBody and MaxMessages.
func TestPackKeepsBounds(t *testing.T) {
	bodies := Pack(lines(strings.Repeat("ē", 3000), strings.Repeat("y", 900), "z", strings.Repeat("w", 900)), "Costs.")
	if len(bodies) > MaxMessages {
		t.Errorf("%d messages", len(bodies))
	}
	for _, body := range bodies {
		if n := utf8.RuneCountInString(body); n > MaxBody {
			t.Errorf("%d characters", n)
		}
		if !strings.HasSuffix(body, "\nCosts.") {
			t.Errorf("without its footer: %q", body[max(0, len(body)-20):])
		}
	}
	if !strings.HasSuffix(strings.TrimSuffix(bodies[0], "\nCosts."), "...") {
		t.Error("what was cut does not say so")
	}
}
