package scripts

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

// folder is a folder of files.
func folder(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, content := range files {
		m[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return m
}

// faultsOf are the faults of an error, one in each line.
func faultsOf(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

func TestEmbeddedLessonsAreServed(t *testing.T) {
	c, err := Open(Embedded(), map[string]string{"article_url": "https://example.org/a", "contact": "", "colour": "red"})
	if err != nil {
		t.Fatal(err)
	}
	s, ok := c.Current("peer-coaching-1")
	if !ok {
		t.Fatalf("no peer-coaching-1 among %v", c.Lessons())
	}
	want := map[string]string{"article_url": "https://example.org/a"}
	if !maps.Equal(s.Values, want) || !maps.Equal(c.Values(), want) {
		t.Errorf("values %v of the script, %v of all; want %v", s.Values, c.Values(), want)
	}
	if all := c.All(); len(all) != len(c.Lessons()) || all[0].Lesson != c.Lessons()[0] {
		t.Errorf("%d scripts for %v", len(all), c.Lessons())
	}
	if _, ok := c.Current("peer-coaching-0"); ok {
		t.Error("there is a peer-coaching-0")
	}
}

// TestBuiltInLessonsAreProved is the proof that BuiltIn leaves to it.
func TestBuiltInLessonsAreProved(t *testing.T) {
	t.Parallel()
	proved, err := Open(Embedded(), nil)
	if err != nil {
		t.Fatal(err)
	}
	served, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range proved.All() {
		if other, ok := served.Current(script.Lesson); !ok || other.Version != script.Version {
			t.Errorf("%s is proved, and another version or none is served", script.Lesson)
		}
	}
	if got, want := len(served.All()), len(proved.All()); got != want {
		t.Errorf("%d lessons are served, and %d are proved", got, want)
	}
}

// other is good under another name, somePhrases a phrases.yaml with one phrase, and quiet is other without reprompts of its own.
var (
	other       = strings.Replace(good, "lesson: good", "lesson: other", 1)
	somePhrases = "phrases: {resume: Here we were.}\n"
	quiet       = strings.Replace(other, "reprompts:\n  no-input: [Take your time., I am still here.]\n  no-match: [Once more?, \"In other words, or SKIP?\"]\n", "", 1)
)

// folders are folders of lessons, each with the faults that Open finds.
var folders = []struct {
	name  string
	files map[string]string
	want  []string
}{
	{"with the embedded phrases", map[string]string{"good.yaml": good, "other.yaml": other, "README.md": "", ".#good.yaml": "x"}, nil},
	{"nothing", map[string]string{"phrases.yaml": somePhrases}, []string{
		".:1:1: no lesson here; expected a file such as peer-coaching-1.yaml",
	}},
	{"its own phrases lack some", map[string]string{"good.yaml": strings.Replace(good, "steps:\n", "phrases: {}\nsteps:\n", 1), "phrases.yaml": somePhrases}, nil},
	{"phrases that say nothing yet", map[string]string{"other.yaml": quiet, "phrases.yaml": "# to come\n"}, nil},
	{"phrases without a word", map[string]string{"other.yaml": quiet, "phrases.yaml": "phrases:\nreprompts:\n"}, nil},
	{"one reprompt of two", map[string]string{"other.yaml": quiet, "phrases.yaml": "reprompts:\n  no-input:\n  no-match: [Pardon?, Again?]\n"}, nil},
	{"faults in all files", map[string]string{
		"good.yaml": strings.Replace(good, "goto: thanks", "goto: thank", 1), "other.yaml": good, "phrases.yaml": "phrase: {}\n", "more.yml": good,
	}, []string{
		`good.yaml:49:11: goto: there is no step "thank"; did you mean "thanks"?`,
		`more.yml:1:1: the name of a lesson's file ends with .yaml; rename it`,
		`other.yaml:1:9: lesson "good" in the file "other.yaml"; write "lesson: other" here, or rename the file`,
		`phrases.yaml:1:1: unknown key "phrase"; did you mean "phrases"?`,
	}},
	{"files that others leave", map[string]string{"good.yaml": good, "~$good.yaml": "\x00", "good (copy).yaml": good}, []string{
		"good (copy).yaml:1:1: the name of a lesson's file is small letters, digits and hyphens; take it out of the folder, or rename it",
		"~$good.yaml:1:1: the name of a lesson's file is small letters, digits and hyphens; take it out of the folder, or rename it",
	}},
	{"a slip in the phrases", map[string]string{"good.yaml": good, "other.yaml": other, "phrases.yaml": commonPhrases("resume: At {stepp}.")}, []string{
		`phrases.yaml:2:11: nothing here is called {stepp}; did you mean "step"?`,
	}},
	{"phrases that cannot be said", map[string]string{"good.yaml": good, "other.yaml": other, "phrases.yaml": commonPhrases(
		"resume: Reply YES", "care: Say yes.", "help: {text: "+letters(307)+", phone: Help.}", "call: {phone: Call., text: \""+letters(293)+" {lesson}\"}",
	)}, []string{
		`phrases.yaml:2:11: asks for YES, a word that carriers act on; use a number, GO, NEXT or a word of the lesson`,
		`phrases.yaml:3:9: asks for YES, a word that carriers act on; use a number, GO, NEXT or a word of the lesson`,
		`phrases.yaml:4:16: 3 segments by text, 307 characters in GSM-7 with the longest values filled in; expected 2 segments at most`,
		`phrases.yaml:5:30: 3 segments by text, 307 characters in GSM-7 with the longest values filled in; expected 2 segments at most`,
	}},
	{"an error of check", map[string]string{"good.yaml": strings.Replace(good, "segments: 30", "segments: 3", 1), "other.yaml": other}, []string{
		`good.yaml:5:9: the longest way by text costs 10 segments; the budget is 3`,
	}},
	{"a step with the name of another's setting", map[string]string{
		"good.yaml": good, "other.yaml": strings.NewReplacer("- id: thanks", "- id: contact", "goto: thanks", "goto: contact", "link, contact", "link", "lesson: good", "lesson: other").Replace(good),
	}, []string{
		`other.yaml:50:9: a step cannot be called "contact"; that is a setting of lesson "good"`,
	}},
}

func TestMissingPhrasesAreTheEmbeddedOnes(t *testing.T) {
	embedded, err := Open(Embedded(), nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Open(folder(map[string]string{"good.yaml": good, "phrases.yaml": somePhrases}), nil)
	if err != nil {
		t.Fatal(err)
	}
	part, _ := embedded.Current("peer-coaching-1")
	s, _ := c.Current("good")
	if got := s.Phrases[dialogue.PhraseResume].Text; got != "Here we were." {
		t.Errorf("its own phrase is %q", got)
	}
	if got, want := s.Phrases[dialogue.PhraseCare].Text, part.Phrases[dialogue.PhraseCare].Text; got != want || want == "" {
		t.Errorf("a phrase that its file lacks is %q, want %q", got, want)
	}
}

func TestOpenFindsFaultsOfAllFiles(t *testing.T) {
	for _, tt := range folders {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(folder(tt.files), nil)
			got := faultsOf(err)
			if len(got) > 10 {
				got = got[:1]
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCheckFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return file
	}
	whole := write("good.yaml", good)
	bad := write("bad.yaml", strings.Replace(good, "lesson: good", "lesson: worse", 1))
	missing := filepath.Join(dir, "none.yaml")

	reports, err := CheckFiles([]string{whole}, "", nil)
	if err != nil || len(reports) != 1 || reports[0].Lesson != "good" || reports[0].File != whole {
		t.Errorf("one file: %+v, %v", reports, err)
	}
	reports, err = CheckFiles([]string{dir, missing}, "", nil)
	want := []string{
		bad + `:1:9: lesson "worse" in the file "bad.yaml"; write "lesson: bad" here, or rename the file`,
		missing + ": there is no such file or folder; check its name, and where you are",
	}
	if diff := cmp.Diff(want, faultsOf(err)); diff != "" || len(reports) != 1 {
		t.Errorf("%d reports, %s", len(reports), diff)
	}
	reports, err = CheckFiles(nil, "", nil)
	if err != nil || len(reports) == 0 || reports[0].File != "lessons/peer-coaching-1.yaml" {
		t.Errorf("%d embedded, %v", len(reports), err)
	}
}

// commonPhrases is a phrases.yaml with the given phrases and all others.
func commonPhrases(given ...string) string {
	src := "phrases:\n"
	for _, line := range given {
		src += "  " + line + "\n"
	}
	for _, name := range dialogue.PhraseNames() {
		if !slices.ContainsFunc(given, func(line string) bool { return strings.HasPrefix(line, name+":") }) {
			src += "  " + name + ": This is said.\n"
		}
	}
	return src
}

func TestCheckPhrases(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "phrases.yaml")
	for name, content := range map[string]string{
		"phrases.yaml": commonPhrases("call: It’s on."), "good.yaml": good, "other.yaml": strings.Replace(good, "lesson: good", "lesson: other", 1),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, paths := range [][]string{{file}, {dir}, {dir, file, filepath.Join(dir, "good.yaml")}} {
		reports, err := CheckFiles(paths, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, r := range reports {
			for _, w := range r.Warnings {
				if w.File == file && w.Line == 2 && w.Column == 9 && strings.Contains(w.Message, "write '") {
					told++
				}
			}
		}
		if told != 1 {
			t.Errorf("%v: told %d times, want once: %+v", paths, told, reports)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(Embedded(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
