package folder

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"coachline/scripts"
)

// open is a folder with one file.
func open(t *testing.T, content string) (*Folder, string) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "a.yaml")
	if err := os.WriteFile(path, []byte(content), 0o640); err != nil {
		t.Fatal(err)
	}
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f, path
}

func onPath(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestSaveKeepsLineEndsPermissionsAndAFinalNewline(t *testing.T) {
	f, path := open(t, "\ufeffone\r\ntwo\r\n")
	file, err := f.Read("a.yaml")
	if err != nil || file.Text != "one\ntwo\n" {
		t.Fatalf("%q, %v", file.Text, err)
	}
	if _, err := f.Save("a.yaml", "one\r\nthree", file.Version); err != nil {
		t.Fatal(err)
	}
	if got := onPath(t, path); got != "\ufeffone\r\nthree\r\n" {
		t.Errorf("saved %q", got)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("a save leaves %v", entries)
	}
}

func TestSaveRefusesWhatChangedMeanwhile(t *testing.T) {
	f, path := open(t, "one\n")
	file, _ := f.Read("a.yaml")
	if err := os.WriteFile(path, []byte("theirs\n"), 0o640); err != nil {
		t.Fatal(err)
	}
	_, err := f.Save("a.yaml", "mine\n", file.Version)
	changed := new(Changed)
	if !errors.As(err, &changed) || changed.Now.Text != "theirs\n" || onPath(t, path) != "theirs\n" {
		t.Fatalf("%v; on disk %q", err, onPath(t, path))
	}
	if _, err := f.Save("a.yaml", "mine\n", changed.Now.Version); err != nil || onPath(t, path) != "mine\n" {
		t.Fatalf("over what was seen: %v", err)
	}
	if back, err := f.Undo("a.yaml", "mine\n"); err != nil || back.Text != "theirs\n" {
		t.Errorf("undo has not what somebody else wrote: %q, %v", back.Text, err)
	}
}

func TestUndoGoesBackTwentySavesAndForward(t *testing.T) {
	f, path := open(t, "0\n")
	file, _ := f.Read("a.yaml")
	for i := 1; i <= 25; i++ {
		var err error
		if file, err = f.Save("a.yaml", fmt.Sprint(i), file.Version); err != nil {
			t.Fatal(err)
		}
	}
	for i := 24; i >= 0; i-- {
		var err error
		if file, err = f.Undo("a.yaml", file.Text); err != nil || onPath(t, path) != fmt.Sprintf("%d\n", i) {
			t.Fatalf("undo to %d: %q, %v", i, onPath(t, path), err)
		}
	}
	if _, err := f.Undo("a.yaml", file.Text); !errors.Is(err, ErrNothing) || file.Undo || !file.Redo {
		t.Errorf("before the first: %v", err)
	}
	if file, err := f.Redo("a.yaml", file.Text); err != nil || file.Text != "1\n" {
		t.Errorf("redo: %q, %v", file.Text, err)
	}
}

func TestWhatIsTypedIsNeverLost(t *testing.T) {
	f, _ := open(t, "one\n")
	file, err := f.Undo("a.yaml", "typed")
	if err != nil || file.Text != "one\n" || !file.Redo {
		t.Fatalf("undo of what is not saved: %+v, %v", file, err)
	}
	if file, err = f.Redo("a.yaml", file.Text); err != nil || file.Text != "typed\n" {
		t.Fatalf("redo: %+v, %v", file, err)
	}
	if file, err = f.Drop("a.yaml", "other"); err != nil || file.Text != "typed\n" {
		t.Fatalf("drop: %+v, %v", file, err)
	}
	if file, err = f.Undo("a.yaml", file.Text); err != nil || file.Text != "other\n" {
		t.Fatalf("undo of a drop: %+v, %v", file, err)
	}
	if _, err = f.Redo("a.yaml", "typed since"); !errors.Is(err, ErrNothingNew) {
		t.Errorf("redo after typing: %v", err)
	}
}

func TestNoPathLeavesTheFolder(t *testing.T) {
	f, path := open(t, "one\n")
	outside := filepath.Join(t.TempDir(), "b.yaml")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	if err := errors.Join(os.Symlink(outside, filepath.Join(dir, "link.yaml")), os.Mkdir(filepath.Join(dir, "d.yaml"), 0o700), os.WriteFile(filepath.Join(dir, "n.txt"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"link.yaml", "../" + filepath.Base(dir) + "/a.yaml", outside, "d.yaml", "n.txt", ".a.yaml", "", "a.yaml/", `..\a.yaml`, "x/a.yaml", "missing.yaml"} {
		_, readErr := f.Read(name)
		_, saveErr := f.Save(name, "mine", versionOf([]byte("secret")))
		if readErr == nil || saveErr == nil || onPath(t, outside) != "secret" {
			t.Errorf("%q: read %v, saved %v", name, readErr, saveErr)
		}
	}
	if names, err := f.Names(); err != nil || !slices.Equal(names, []string{"a.yaml"}) {
		t.Errorf("%v, %v", names, err)
	}
}

func TestTooLargeOrNoTextIsRefused(t *testing.T) {
	f, path := open(t, "one\n")
	file, _ := f.Read("a.yaml")
	if _, err := f.Save("a.yaml", strings.Repeat("a", MaxFile), file.Version); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if _, err := f.Save("a.yaml", "\xff", file.Version); !errors.Is(err, ErrNoText) || onPath(t, path) != "one\n" {
		t.Error(err)
	}
}

// TestNewLessonPassesCheck: what an author begins with is whole, and has no warning.
func TestNewLessonPassesCheck(t *testing.T) {
	f, path := open(t, "one\n")
	dir := filepath.Dir(path)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	file, err := f.New("no-2-true")
	if err != nil || file.Name != "no-2-true.yaml" {
		t.Fatal(file, err)
	}
	reports, err := scripts.CheckFiles([]string{dir}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		for _, w := range r.Warnings {
			t.Error(w)
		}
	}
	if _, err := f.New("no-2-true"); err == nil || errors.Is(err, fs.ErrExist) {
		t.Error("over an existing file:", err)
	}
	if strings.Contains(file.Text, scripts.LessonSchema) {
		t.Error("it names a schema that the folder has not")
	}
	if err := os.WriteFile(filepath.Join(dir, scripts.LessonSchema), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if file, err := f.New("three"); err != nil || !strings.Contains(file.Text, scripts.LessonSchema) {
		t.Errorf("with a schema: %v\n%s", err, file.Text)
	}
	if _, err := f.New("../x"); err == nil {
		t.Error("outside of the folder")
	}
}

// TestTranslationIsWrittenOnce: beside its lesson, and never over a file.
func TestTranslationIsWrittenOnce(t *testing.T) {
	f, path := open(t, "one\n")
	if _, err := f.New("small"); err != nil {
		t.Fatal(err)
	}
	file, err := f.Translate("small", "mi")
	if err != nil || file.Name != "small.mi.yaml" || file.Undo {
		t.Fatal(file, err)
	}
	if _, err := f.Translate("small", "mi"); err == nil || onPath(t, filepath.Join(filepath.Dir(path), "small.mi.yaml")) != file.Text {
		t.Error("over an existing file:", err)
	}
	for _, of := range []string{"large", "../small", "a"} {
		if _, err := f.Translate(of, "sm"); err == nil {
			t.Errorf("a translation of %q", of)
		}
	}
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 3 {
		t.Errorf("the folder has %v", entries)
	}
}
