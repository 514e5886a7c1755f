// Package folder keeps the files of an author's lessons: it lists, reads and writes those of one folder, and takes writing back.
//
// The rule it keeps: nothing that an author wrote is lost. A file is written whole or not at all, and not over what somebody else
// wrote meanwhile; what was there before can be had again. No path leaves the folder. It does not know what lessons say.
package folder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"coachline/scripts"
)

// MaxFile bounds a file, in bytes. A long lesson has 20,000.
const MaxFile = 1 << 18

// Errors beside a *Changed and those of the file system.
var (
	ErrName       = errors.New("a lesson's file has a plain name that ends with .yaml")
	ErrTooLarge   = fmt.Errorf("the file is larger than %d bytes; make two lessons of it", MaxFile)
	ErrNoText     = errors.New("the file is not UTF-8 text; save it with the encoding UTF-8")
	ErrNothing    = errors.New("there is nothing to take back")
	ErrNothingNew = errors.New("there is nothing to do again; what was typed since is kept")
)

// Changed is the error of a save over what somebody else wrote meanwhile.
type Changed struct{ Now File }

// Error says what happened.
func (*Changed) Error() string { return "the file was changed on disk meanwhile" }

// File is a file as it is on disk.
type File struct {
	Name    string
	Text    string // its lines end with \n, whatever they end with on disk
	Version string // changes with the content
	Undo    bool   // there is something to take back
	Redo    bool   // there is something to do again
}

// Folder is the files of a folder. Any number of goroutines may use it.
type Folder struct {
	root *os.Root

	mu        sync.Mutex // guards the files, too: one is saved at once
	histories map[string]*history
}

// Open opens a folder.
func Open(path string) (*Folder, error) {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &Folder{root: root, histories: map[string]*history{}}, nil
}

// Close lets the folder go.
func (f *Folder) Close() error { return f.root.Close() }

// Names are the names of the files, sorted.
func (f *Folder) Names() ([]string, error) {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return nil, err
	}
	var names []string
	for _, entry := range entries {
		if entry.Type().IsRegular() && isPlain(entry.Name()) {
			names = append(names, entry.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// isPlain reports whether a name is that of a file of the folder itself.
func isPlain(name string) bool {
	return filepath.Ext(name) == ".yaml" && !strings.HasPrefix(name, ".") && !strings.ContainsAny(name, `/\:`) && filepath.IsLocal(name)
}

// Read reads a file.
func (f *Folder) Read(name string) (File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	d, err := f.read(name)
	if err != nil {
		return File{}, err
	}
	return f.file(name, d), nil
}

// New writes a new lesson from the template, and never over an existing file.
func (f *Folder) New(lesson string) (File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	text, err := scripts.NewLesson(lesson, f.has(scripts.LessonSchema))
	if err != nil {
		return File{}, err
	}
	return f.create(lesson+".yaml", text)
}

// Translate writes a file for the words of a lesson in another language, and never over an existing file.
func (f *Folder) Translate(lesson, language string) (File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	d, err := f.read(lesson + ".yaml")
	if err != nil {
		return File{}, err
	}
	text, err := scripts.NewTranslation(lesson, d.text, language, f.has("phrases."+language+".yaml"))
	if err != nil {
		return File{}, err
	}
	return f.create(lesson+"."+language+".yaml", text)
}

func (f *Folder) has(name string) bool {
	_, err := f.root.Lstat(name)
	return err == nil
}

// create writes a file that is not there yet. An empty one takes the name first, so that two who write at once do not both have it.
func (f *Folder) create(name, text string) (File, error) {
	taken, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return File{}, fmt.Errorf("there is a file %s already; choose another name", name)
	} else if err != nil {
		return File{}, err
	}
	d, err := f.read(name)
	if err = errors.Join(taken.Close(), err); err == nil {
		err = f.write(name, d, text)
	}
	if err != nil {
		_ = f.root.Remove(name) // the first error is the one to tell
		return File{}, err
	}
	return f.reread(name)
}

// Save writes a text over the version that its author began with. The error is a *Changed if the file is another one by now.
func (f *Folder) Save(name, text, over string) (File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	d, err := f.read(name)
	if err != nil {
		return File{}, err
	}
	now := f.file(name, d)
	if now.Version != over {
		return File{}, &Changed{now}
	}
	text = lines(text)
	if err := f.write(name, d, text); err != nil {
		return File{}, err
	}
	f.histories[name].add(text)
	return f.reread(name)
}

// Undo writes what the file was before. Text is what stands in the author's editor: if it is not saved, that is what is taken back,
// and Redo has it again.
func (f *Folder) Undo(name, text string) (File, error) {
	return f.move(name, func(h *history) (string, error) {
		if text = lines(text); text != h.now() {
			h.add(text)
		}
		return h.back()
	})
}

// Redo writes what Undo took back. It does nothing if the author has typed since: text is what stands in their editor.
func (f *Folder) Redo(name, text string) (File, error) {
	return f.move(name, func(h *history) (string, error) {
		if lines(text) != h.now() {
			return "", ErrNothingNew
		}
		return h.forward()
	})
}

// Drop leaves the file as it is on disk. Undo has the author's text again.
func (f *Folder) Drop(name, text string) (File, error) {
	return f.move(name, func(h *history) (string, error) {
		onDisk := h.now()
		h.add(lines(text))
		h.add(onDisk)
		return onDisk, nil
	})
}

// move writes the version that is chosen from a file's history.
func (f *Folder) move(name string, choose func(*history) (string, error)) (File, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	d, err := f.read(name)
	if err != nil {
		return File{}, err
	}
	f.file(name, d)
	text, err := choose(f.histories[name])
	if err != nil {
		return File{}, err
	}
	if err := f.write(name, d, text); err != nil {
		return File{}, err
	}
	return f.reread(name)
}

func (f *Folder) reread(name string) (File, error) {
	d, err := f.read(name)
	if err != nil {
		return File{}, err
	}
	return f.file(name, d), nil
}

// file is a file as it was read. What somebody else wrote goes into its history, too.
func (f *Folder) file(name string, d onDisk) File {
	h := f.histories[name]
	if h == nil {
		h = &history{}
		f.histories[name] = h
	}
	if len(h.texts) == 0 || h.now() != d.text {
		h.add(d.text)
	}
	return File{Name: name, Text: d.text, Version: d.version, Undo: h.at > 0, Redo: h.at < len(h.texts)-1}
}

// versionOf changes with the content.
func versionOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:8])
}

// lines is a text as it is kept: its lines end with \n, the last one, too.
func lines(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if text != "" && !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	return text
}

// valid finds a text that cannot be a lesson's file.
func valid(content string) error {
	switch {
	case len(content) > MaxFile:
		return ErrTooLarge
	case !utf8.ValidString(content):
		return ErrNoText
	}
	return nil
}
