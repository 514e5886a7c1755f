package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"coachline/scripts"
)

// TestSchemaPrintsOneForEachKindOfFile has each that the command's help names.
func TestSchemaPrintsOneForEachKindOfFile(t *testing.T) {
	t.Parallel()
	if all := scripts.Schemas(); !slices.Equal(all, []string{"course", "lesson", "lexicon", "phrases", "translation"}) {
		t.Errorf("there are schemas of %v; name them in the command's help, in the test and on the authors' page", all)
	}
	for _, args := range [][]string{{"schema"}, {"schema", "lesson"}, {"schema", "course"}, {"schema", "phrases"}, {"schema", "lexicon"}, {"schema", "translation"}} {
		var schema struct {
			Properties map[string]any
		}
		out, errs, code := command(nil, args...)
		if err := json.Unmarshal([]byte(out), &schema); err != nil || code != exitDone || len(schema.Properties) < 2 {
			t.Errorf("%v: exit %d, %v, %s", args, code, err, errs)
		}
	}
	if _, errs, code := command(nil, "schema", "lessn"); code != exitUsage || !strings.Contains(errs, `did you mean "lesson"?`) {
		t.Errorf("of another kind: exit %d, %s", code, errs)
	}
}
