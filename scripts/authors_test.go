package scripts

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
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

// TestAuthorsPageHasASoundTranslation checks the translation of that lesson on the page for authors.
func TestAuthorsPageHasASoundTranslation(t *testing.T) {
	page := authorsPage(t)
	_, lesson, _ := strings.Cut(page, "```yaml\n")
	lesson, _, _ = strings.Cut(lesson, "```")
	_, translation, _ := strings.Cut(page, "## The lesson in another language")
	_, translation, _ = strings.Cut(translation, "```\n")
	translation, _, found := strings.Cut(translation, "```")
	read, faults := load(fstest.MapFS{"small.yaml": {Data: []byte(lesson)}, "small.mi.yaml": {Data: []byte(translation)}}, "", "")
	if !found || len(faults) > 0 || !slices.Equal(read.lessons[0].Script.Languages(), []string{"en-NZ", "mi"}) {
		t.Fatal(found, faults)
	}
	for _, key := range format.Keys[format.Translation]() {
		if !strings.Contains(page, "`"+key+"`") {
			t.Errorf("lessons/README.md does not say what %q of a translation is", key)
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
