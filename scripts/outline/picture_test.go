package outline_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"coachline/scripts/dialogue"
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

// TestLabelsOfJumpsDoNotOverlap: two ways that leave one step have their words one below the other, clear of the arc between them.
func TestLabelsOfJumpsDoNotOverlap(t *testing.T) {
	t.Parallel()
	script := ofFile(t, lesson).Parts[0].Script
	branching := *script
	branching.Steps = slices.Clone(script.Steps)
	i := slices.IndexFunc(branching.Steps, func(s dialogue.Step) bool { return len(s.Jumps) > 0 })
	last := len(branching.Steps) - 1
	branching.Steps[i].Jumps = map[string]string{"1": branching.Steps[last-1].ID, "3": branching.Steps[last].ID}
	const letters = 11 // pixels, as picture.css has them
	arcs := outline.Draw(&branching, nil).Arcs
	if len(arcs) < 2 {
		t.Fatal(arcs)
	}
	for n, a := range arcs {
		for _, b := range arcs[n+1:] {
			if a.Label != "" && b.Label != "" && max(a.Y-b.Y, b.Y-a.Y) < letters+3 {
				t.Errorf("%q at %d, %q at %d", a.Label, a.Y, b.Label, b.Y)
			}
		}
	}
}
