package scripts

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"coachline/scripts/dialogue"
)

// TestAuthorsPageIsComplete finds each key and each kind of a step on the page for authors.
func TestAuthorsPageIsComplete(t *testing.T) {
	page := authorsPage(t)
	names := slices.Clone(stepKeys)
	for _, k := range dialogue.StepKinds {
		names = append(names, string(k))
	}
	for _, name := range names {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("lessons/README.md does not say what %q is", name)
		}
	}
}

// TestAuthorsPageHasASoundLesson checks the whole lesson on the page for authors.
func TestAuthorsPageHasASoundLesson(t *testing.T) {
	_, lesson, _ := strings.Cut(authorsPage(t), "```yaml\n")
	lesson, _, found := strings.Cut(lesson, "```")
	if !found {
		t.Fatal("lessons/README.md has no lesson")
	}
	file := filepath.Join(t.TempDir(), "small.yaml")
	if err := os.WriteFile(file, []byte(lesson), 0o600); err != nil {
		t.Fatal(err)
	}
	reports, err := CheckFiles([]string{file}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		if len(r.Warnings) > 0 {
			t.Errorf("%s: %v", r.Lesson, r.Warnings)
		}
	}
}

func authorsPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("lessons/README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
