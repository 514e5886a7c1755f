// Package lessons_test holds the lessons to what they promise: their transcripts, and that the channel makes no
// difference.
package lessons_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/transcript"
)

var update = flag.Bool("update", false, "rewrite the transcripts as they are now")

// settings are what a transcript's note "; with settings" sets.
var settings = map[string]string{"article_url": "https://example.org/peer-coaching", "contact": "Ask 04 555 0100."}

// kindsFolder has a lesson with a question of each kind that those of this folder do not have.
const kindsFolder = "testdata/kinds"

// catalog is the lessons of this folder, and kindsCatalog those of kindsFolder.
var (
	catalog      = sync.OnceValues(func() (*scripts.Catalog, error) { return scripts.Open(os.DirFS("."), nil) })
	kindsCatalog = sync.OnceValues(func() (*scripts.Catalog, error) { return scripts.Open(os.DirFS(kindsFolder), nil) })
)

func load(t *testing.T, lesson string, values map[string]string) *dialogue.Script {
	t.Helper()
	catalog, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	parsed, ok := catalog.Current(lesson)
	if !ok {
		if catalog, err = kindsCatalog(); err != nil {
			t.Fatal(err)
		}
		parsed, ok = catalog.Current(lesson)
	}
	if !ok {
		t.Fatalf("there is no lesson %q", lesson)
	}
	script := *parsed
	script.Values = values
	return &script
}

// begin begins a conversation about a lesson or a course.
func begin(t *testing.T, in transcript.Circumstances, name string) *transcript.Conversation {
	t.Helper()
	catalog, err := catalog()
	if err != nil {
		t.Fatal(err)
	}
	course, ok := catalog.Course(name)
	if !ok {
		return in.Begin(load(t, name, nil))
	}
	var parts []*dialogue.Script
	for _, lesson := range course.Lessons {
		parts = append(parts, load(t, lesson, nil))
	}
	return in.BeginCourse(course, parts)
}

// monday is when the transcripts begin.
func monday(t *testing.T) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 11, 23, 10, 0, 0, 0, zone)
}

// TestTranscripts plays the conversations that lie beside the lessons: peer-coaching-1.by-text.txt, or of a course peer-coaching.by-text.txt. What
// coachline chat --save writes may lie there too.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no transcripts", err)
	}
	of, _ := filepath.Glob(kindsFolder + "/*.txt") // the pattern is well formed
	files = append(files, of...)
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			written, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name, _, _ := strings.Cut(filepath.Base(file), ".")
			usual := transcript.Circumstances{Begins: monday(t), Name: "Aroha"}
			if strings.Contains(string(written), "; with settings\n") {
				usual.Values = settings
			}
			c, err := usual.In(string(written))
			if err != nil {
				t.Fatal(err)
			}
			played, err := begin(t, c, name).Play(string(written))
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(file, []byte(played), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(written), played); diff != "" {
				t.Errorf("the line says something else by now; if that is meant, run with -update (-written +played):\n%s", diff)
			}
		})
	}
}
