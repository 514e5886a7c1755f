package scripts

import (
	"slices"
	"strings"
	"testing"
)

// TestOneFaultKeepsNoOtherFileFromBeingServed: what is right is taken up, and of what is not the last good version stays.
func TestOneFaultKeepsNoOtherFileFromBeingServed(t *testing.T) {
	t.Parallel()
	files := map[string]string{"good.yaml": good, "other.yaml": other}
	r := OpenRight(folder(files), Right{}, nil)
	if r.Catalog == nil || len(r.Faults) > 0 || len(r.Stale) > 0 {
		t.Fatalf("without a fault: %+v", r)
	}
	was, _ := r.Catalog.Current("good")
	files["good.yaml"] = strings.Replace(good, "goto: thanks", "goto: thank", 1)
	files["other.yaml"] = strings.Replace(other, "title: ", "title: New, ", 1)
	files["never.yaml"] = "lesson: never\n"
	for range 2 { // the second time, too
		r = OpenRight(folder(files), r, nil)
		if !slices.Equal(r.Stale, []string{"good.yaml", "never.yaml"}) || len(r.Faults) == 0 {
			t.Errorf("stale: %v, faults: %v", r.Stale, r.Faults)
		}
		if now, ok := r.Catalog.Current("good"); !ok || now.Version != was.Version {
			t.Error("the last good version of a lesson with a fault is not served")
		}
		if now, _ := r.Catalog.Current("other"); !strings.HasPrefix(now.Title, "New, ") {
			t.Errorf("the lesson that is right is served as %q", now.Title)
		}
		if _, ok := r.Catalog.Current("never"); ok {
			t.Error("a lesson that never was right is served")
		}
	}
	if r := OpenRight(folder(map[string]string{"never.yaml": "lesson: never\n"}), Right{}, nil); r.Catalog != nil || len(r.Faults) == 0 {
		t.Errorf("a folder without a right lesson: %+v", r)
	}
}
