package outline_test

import (
	"os"
	"strings"
	"testing"

	"coachline/scripts/outline"
)

// TestPicture is the picture of a lesson in all ways of going on. SVG=FILE keeps it, to look at.
func TestPicture(t *testing.T) {
	t.Parallel()
	p := outline.Draw(ofFile(t, lesson).Parts[0].Script, map[string]outline.Note{
		"more": {Text: "reached 812, stopped 30", Weight: 0.5}, "again": {Here: true},
	})
	svg, err := p.SVG()
	if err != nil {
		t.Fatal(err)
	}
	if file := os.Getenv("SVG"); file != "" {
		if err := os.WriteFile(file, svg, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{
		">energy</tspan>", "“tired”</text>", `<path class="repeat"`, `<path class="jump"`, "reached 812, stopped 30</text>", `class="box asks here"`,
		`width="85"`, "Step 5, monday: waits until the next Monday, at 09:30",
	} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("the picture has no %q", want)
		}
	}
}
