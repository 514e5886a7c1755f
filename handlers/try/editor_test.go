package try_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coachline/handlers/browsertest"
	"coachline/handlers/linetest"
	"coachline/scripts"
)

// small is a lesson that an author is at work on.
const small = `lesson: small
title: A small lesson
language: en-NZ
voice: Polly.Aria-Neural
budget: {segments: 6, minutes: 2}

steps:
  - id: welcome
    say: Kia ora {name}. This lesson has one question.
  - id: bye
    say: That is all. Ka kite!
    milestone: finished
`

// desk is a page with the file of a small lesson, and where that is.
func desk(t *testing.T) (base, file string) {
	t.Helper()
	dir := t.TempDir()
	file = filepath.Join(dir, "small.yaml")
	if err := os.WriteFile(file, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	return editing(t, linetest.Lessons(), linetest.Lesson, dir), file
}

func content(t *testing.T, file string) string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// TestFileIsWrittenBesideThePhone: faults show while it is typed, lead to their lines, and what is saved is on disk.
func TestFileIsWrittenBesideThePhone(t *testing.T) {
	t.Parallel()
	base, file := desk(t)
	w := browsertest.Open(t, base)
	w.Go("/try/")
	w.Press("small.yaml")
	w.Want("#found", "Check finds no fault")
	w.Await(`document.querySelector(".paper.numbered")`)
	typed := func(from, to string) {
		t.Helper()
		browsertest.Evaluate[bool](w, `(t => { t.value = t.value.replace(`+browsertest.Quoted(from)+`, `+browsertest.Quoted(to)+`); return t.dispatchEvent(new Event("input", {bubbles: true})) })(document.querySelector("#text"))`)
	}
	typed("milestone: finished", "milestone: finish")
	w.Want("#saved", "Not saved yet.")
	w.Want("#found", `you mean "finished"?`)
	w.Await(`document.querySelector("#rows > .error")?.textContent.includes("milestone: finish")`)
	w.Press("line 12")
	w.Await(`(t => document.activeElement === t && t.value.slice(t.selectionStart, t.selectionEnd) === "finish")(document.querySelector("#text"))`)
	if content(t, file) != small {
		t.Error("what is checked is saved")
	}
	browsertest.Evaluate[bool](w, `document.dispatchEvent(new KeyboardEvent("keydown", {key: "s", ctrlKey: true, cancelable: true}))`)
	w.Want("#saved", "Saved.") // a file with faults, too: its author goes on later
	if !strings.Contains(content(t, file), "milestone: finish\n") {
		t.Error("it is not saved")
	}
	if err := os.WriteFile(file, []byte(small+"# theirs\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	typed("That is all.", "That was all.")
	w.Press("Save")
	w.Want("#conflict", "was changed on disk meanwhile")
	w.Want("#conflict", "line 11 you wrote") // where they differ
	w.Looks("conflict")
	w.Press("Save mine over it")
	w.Want("#saved", "Saved.")
	w.Press("Undo")
	w.Await(`document.querySelector("#text")?.value.includes("# theirs")`)
	if !strings.HasSuffix(content(t, file), "# theirs\n") {
		t.Error("undo does not bring theirs back")
	}
}

// TestEditorWorksByPlainForms does all of it without JavaScript.
func TestEditorWorksByPlainForms(t *testing.T) {
	t.Parallel()
	base, file := desk(t)
	_, page := get(t, base+"/try/?phone=2&file=small.yaml")
	version := func() string {
		_, rest, _ := strings.Cut(page, `name="version" value="`)
		v, _, _ := strings.Cut(rest, `"`)
		return v
	}
	form := func(do, text string, more ...string) (int, string) {
		t.Helper()
		values := url.Values{"file": {"small.yaml"}, "text": {text}, "version": {version()}}
		for i := 0; i+1 < len(more); i += 2 {
			values.Set(more[i], more[i+1])
		}
		var status int
		status, page = post(t, base+"/try/2/file/"+do, values)
		return status, page
	}
	edited := strings.ReplaceAll(strings.Replace(small, "That is all.", "That was all.", 1), "\n", "\r\n") // as browsers send it
	if _, page := form("save", edited); !strings.Contains(page, "Saved.") || content(t, file) != strings.ReplaceAll(edited, "\r", "") {
		t.Fatalf("save: %s", content(t, file))
	}
	if _, page := form("undo", edited); content(t, file) != small || !strings.Contains(page, "Taken back, and saved.") || !strings.Contains(page, `id="undo" disabled`) {
		t.Errorf("undo: %s\n%s", content(t, file), page)
	}
	if _, page := form("redo", small); !strings.Contains(page, "Done again, and saved.") || !strings.Contains(page, `id="redo" disabled`) || !strings.Contains(content(t, file), "That was all.") {
		t.Errorf("redo: %s", content(t, file))
	}
	if status, page := form("save", "mine", "version", "another"); status != http.StatusConflict || !strings.Contains(page, "changed on disk meanwhile") || !strings.Contains(page, ">\nmine</textarea>") {
		t.Errorf("over another version: %d\n%s", status, page)
	}
	_, page = get(t, base+"/try/?phone=2&file=small.yaml")
	if status, page := form("save", strings.Repeat("a", 1<<18)+"bc"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "is larger than") {
		t.Errorf("too large: %d", status)
	}
	if status, page := form("new", "", "name", "next-one"); status != http.StatusOK || !strings.Contains(page, "lesson: next-one") {
		t.Errorf("new: %d\n%s", status, page)
	}
	if status, page := form("new", "", "name", "next-one"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "choose another name") {
		t.Errorf("new over a file: %d\n%s", status, page)
	}
	if status, page := form("translate", "", "lesson", "small", "language", "mi"); status != http.StatusOK || !strings.Contains(page, "language: mi") {
		t.Errorf("a translation: %d\n%s", status, page)
	}
	if status, page := form("translate", "", "lesson", "small", "language", "te reo"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "is no tag of a language") {
		t.Errorf("a translation into no language: %d\n%s", status, page)
	}
	if status, page := get(t, base+"/try/?file=..%2Fsmall.yaml"); status != http.StatusOK || strings.Contains(page, "That was all.") {
		t.Errorf("out of the folder: %d", status)
	}
}

// TestLessonIsTriedFromItsFile: what stands in the editor is saved, and the phone begins that lesson. It may be changed for another
// one, and to begin again keeps to it.
func TestLessonIsTriedFromItsFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("another.yaml", strings.NewReplacer("lesson: small", "lesson: another", "This lesson has one question.", "This is another one.").Replace(small))
	write("small.yaml", small)
	write("phrases.yaml", content(t, "../../scripts/lessons/phrases.yaml"))
	catalog, err := scripts.Open(os.DirFS(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	base := editing(t, catalog, "another", dir)
	do := func(path string, form url.Values, shows string) {
		t.Helper()
		if _, page := post(t, base+path, form); !strings.Contains(page, shows) {
			t.Fatalf("%s does not show %q:\n%s", path, shows, page)
		}
	}
	_, page := get(t, base+"/try/?file=small.yaml")
	_, version, _ := strings.Cut(page, `name="version" value="`)
	version, _, _ = strings.Cut(version, `"`)
	do("/try/1/file/try", url.Values{"file": {"small.yaml"}, "text": {small + "# more\n"}, "version": {version}}, "Saved, and on the phone.")
	if got := content(t, filepath.Join(dir, "small.yaml")); got != small+"# more\n" {
		t.Errorf("saved is %q", got)
	}
	do("/try/1/text", url.Values{"body": {"GO"}}, "This lesson has one question.")
	do("/try/1/restart", url.Values{"lesson": {"another"}}, "No texts yet")
	do("/try/1/text", url.Values{"body": {"GO"}}, "This is another one.")
	do("/try/1/restart", url.Values{"lesson": {"small"}}, `value="small" selected`)
	do("/try/1/restart", nil, `value="small" selected`)
	do("/try/1/text", url.Values{"body": {"GO"}}, "This lesson has one question.")
	do("/try/2/restart", url.Values{"lesson": {"nothing"}}, "is not served")
}

// TestFilesAreForTheirAuthorOnly: no other name that leads here, no other site, and no folder that is built in.
func TestFilesAreForTheirAuthorOnly(t *testing.T) {
	t.Parallel()
	base, file := desk(t)
	for name, header := range map[string][2]string{"another host": {"Host", "coachline.example"}, "another site": {"Sec-Fetch-Site", "cross-site"}} {
		request, err := http.NewRequest(http.MethodPost, base+"/try/1/file/undo", strings.NewReader("file=small.yaml&text=x"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if request.Header.Set(header[0], header[1]); header[0] == "Host" {
			request.Host = header[1]
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode < 400 || content(t, file) != small {
			t.Errorf("%s: %s", name, response.Status)
		}
	}
	if _, page := get(t, start(t)+"/try/"); strings.Contains(page, `id="editor"`) {
		t.Error("the lessons that are built in can be edited")
	}
}
