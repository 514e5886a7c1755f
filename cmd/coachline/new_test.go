package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNewLessonIsWrittenOnce: into the folder that is named, made where it is not there, and never over a file.
func TestNewLessonIsWrittenOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mine")
	out, errs, code := command(nil, "script", "--new", "my-lesson", "--lessons", dir)
	if code != exitDone || !strings.Contains(out, "coachline try --lessons "+dir+" --lesson my-lesson") {
		t.Fatalf("exit %d: %s%s", code, out, errs)
	}
	if out, errs, code := command(nil, "check", dir); code != exitDone || strings.Contains(out, "warning") {
		t.Errorf("check: exit %d: %s%s", code, out, errs)
	}
	file := filepath.Join(dir, "my-lesson.yaml")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := command(nil, "script", "--new", "my-lesson", "--lessons", dir); code != exitRefused || !strings.Contains(errs, "choose another name") {
		t.Errorf("a second one: exit %d: %s", code, errs)
	}
	if content, err := os.ReadFile(file); err != nil || string(content) != "mine" {
		t.Errorf("it is written over: %q, %v", content, err)
	}
	if _, errs, code := command(nil, "script", "--new", "My Lesson", "--lessons", dir); code != exitRefused || !strings.Contains(errs, "small letters") {
		t.Errorf("a name with capitals: exit %d: %s", code, errs)
	}
}
