package scripts

import (
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
)

// Right is what can be served of a folder in which somebody is writing.
type Right struct {
	Catalog *Catalog // nil: nothing can be
	Faults  Faults   // of the folder as it is
	Stale   []string // files that are not served as they are, sorted

	texts map[string]string // the last good version of each file
}

// OpenRight opens the files of a folder that are right. In place of one with faults it takes the last good version, which before has, or
// leaves it out. Values are as for Open.
func OpenRight(fsys fs.FS, before Right, values map[string]string) (r Right) {
	r.texts = map[string]string{}
	names, _ := fs.Glob(fsys, "*.y*ml") // a constant pattern is well formed
	for _, name := range names {
		if src, err := fs.ReadFile(fsys, name); err == nil && !strings.HasPrefix(name, ".") {
			r.texts[name] = string(src)
		}
	}
	stale := map[string]bool{}
	for {
		var err error
		r.Catalog, err = Open(taken{fsys, r.texts}, values)
		var faults Faults
		if !errors.As(err, &faults) {
			break
		}
		if r.Faults == nil {
			r.Faults = faults
		}
		if !r.replace(faults, before, stale) {
			break // the folder has no lesson
		}
	}
	r.Stale = slices.Sorted(maps.Keys(stale))
	for _, name := range r.Stale {
		text, good := before.texts[name]
		if _, served := r.texts[name]; !served && good { // its recordings have the fault, or another file that it needs
			r.texts[name] = text
			if r.Catalog == nil {
				r.Catalog, r.texts = before.Catalog, before.texts
				break
			}
			r.Catalog.Take(before.Catalog, strings.TrimSuffix(name, ".yaml"))
		}
	}
	return r
}

// replace takes other versions of files with faults. It reports whether there was one to replace.
func (r *Right) replace(faults Faults, before Right, stale map[string]bool) (replaced bool) {
	files := map[string]bool{}
	for _, f := range faults {
		file := f.File
		if folder, _, within := strings.Cut(file, "/"); within { // a recording
			file = folder + ".yaml"
		}
		files[file] = true
	}
	for file := range files {
		text, there := r.texts[file]
		if !there {
			continue
		}
		good, ok := before.texts[file]
		if ok && good != text {
			r.texts[file] = good
		} else {
			delete(r.texts, file)
		}
		stale[file], replaced = true, true
	}
	return replaced
}

// taken is a folder with these texts, and no other lessons.
type taken struct {
	fs.FS
	texts map[string]string
}

// ReadFile reads a file.
func (t taken) ReadFile(name string) ([]byte, error) {
	if isText, _ := path.Match("*.y*ml", name); !isText {
		return fs.ReadFile(t.FS, name)
	}
	text, ok := t.texts[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return []byte(text), nil
}

// ReadDir reads a folder.
func (t taken) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(t.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		isText, _ := path.Match("*.y*ml", e.Name())
		_, ok := t.texts[e.Name()]
		return name == "." && isText && !ok
	}), err
}
