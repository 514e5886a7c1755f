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

// TestQuestionOfTheWalkThroughFitsTheTemplate puts the question of the walk-through where the page says, into a new lesson.
func TestQuestionOfTheWalkThroughFitsTheTemplate(t *testing.T) {
	_, question, _ := strings.Cut(authorsPage(t), "     - id: doubt\n")
	question, _, found := strings.Cut(question, "   ```")
	lesson, err := NewLesson("my-lesson", false)
	const note = "  # Own words. Nobody"
	if !found || err != nil || strings.Count(lesson, note) != 1 {
		t.Fatal("the page has no such question, or the template no such note:", err)
	}
	for _, changed := range []string{`title: "My lesson"`, "Ka kite!", "milestone: finished", "- id: plan"} {
		if !strings.Contains(lesson, changed) {
			t.Errorf("the page changes %q, which the template does not have", changed)
		}
	}
	question = strings.ReplaceAll("     - id: doubt\n"+question, "\n   ", "\n")[3:]
	for _, f := range CheckDraft(folder(map[string]string{"my-lesson.yaml": lesson}), "my-lesson.yaml", strings.Replace(lesson, note, question+note, 1), "", nil) {
		t.Error(f)
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
