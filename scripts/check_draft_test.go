package scripts

import (
	"testing"

	"coachline/scripts/lint"
)

// TestDraftIsCheckedWithinItsFolder: what is typed counts, and not what is on disk; the other files count as they are.
func TestDraftIsCheckedWithinItsFolder(t *testing.T) {
	files := bothLessons(t)
	if found := CheckDraft(folder(files), "before.yaml", files["before.yaml"], "", nil); len(found) > 0 && found[0].Severity == lint.Error {
		t.Errorf("as it is on disk: %v", found)
	}
	found := CheckDraft(folder(files), "before.yaml", "lesson: before\nsteps: [\n", "", nil)
	if len(found) == 0 || found[0].File != "before.yaml" || found[0].Line == 0 {
		t.Errorf("with a fault: %v", found)
	}
	files["before.yaml"] = "nonsense"
	if found := CheckDraft(folder(files), "after.yaml", "lesson: after\n", "", nil); len(found) == 0 || found[0].File != "after.yaml" {
		t.Errorf("beside a faulty file: %v", found)
	}
}
