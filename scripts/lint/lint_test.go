package lint_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts"
)

var update = flag.Bool("update", false, "rewrite the expected findings as they are now")

// TestEachRuleHasAnExample compares what each rule finds in its example with the file beside it. -update rewrites those.
func TestEachRuleHasAnExample(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no examples", err)
	}
	for _, file := range files {
		rule := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(rule, func(t *testing.T) {
			reports, err := scripts.CheckFiles([]string{file}, "", nil)
			var found scripts.Faults
			errors.As(err, &found)
			for _, r := range reports {
				found = append(found, r.Warnings...)
			}
			var got strings.Builder
			for _, f := range found {
				if f.Rule == rule {
					got.WriteString(f.Shown() + "\n")
				}
				if f.Rule == rule && f.Cure == "" {
					t.Errorf("no cure: %v", f)
				}
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestLessonsBuiltInHaveNoFindings: no rule has a false alarm there.
func TestLessonsBuiltInHaveNoFindings(t *testing.T) {
	reports, err := scripts.CheckFiles([]string{"../lessons"}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		for _, w := range r.Warnings {
			t.Error(w)
		}
	}
}
