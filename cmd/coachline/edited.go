package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/recording"
	"coachline/scripts/twiml"
)

// edited is the lessons of a folder that somebody is working on: the latest version of each that can be served is, and what is wrong
// with a later one is told. Any number of goroutines may use it.
type edited struct {
	folder string // empty: the lessons built in, which do not change
	lesson string // that must not go missing
	footer string // of every text: check counts it
	values map[string]string

	reading sync.Mutex // one reads the folder at once

	mu       sync.Mutex // guards what follows
	good     *scripts.Catalog
	right    scripts.Right
	warnings scripts.Faults
	seen     string // the folder's content as it was read last
}

// newEdited begins with what can be served of the folder. Good has the lesson, and is served where the folder has none.
func newEdited(folder, lesson, footer string, values map[string]string, good *scripts.Catalog) *edited {
	e := &edited{folder: folder, lesson: lesson, footer: footer, values: values, good: good}
	e.reload()
	return e
}

func (e *edited) lessons() *scripts.Catalog {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.good
}

// All is every lesson's latest version that can be served.
func (e *edited) All() []*dialogue.Script { return e.lessons().All() }

// Current is the latest version of a lesson that can be served.
func (e *edited) Current(lesson string) (*dialogue.Script, bool) { return e.lessons().Current(lesson) }

// Course is a course of them.
func (e *edited) Course(name string) (*dialogue.Course, bool) { return e.lessons().Course(name) }

// Courses are all courses of them.
func (e *edited) Courses() []*dialogue.Course { return e.lessons().Courses() }

// Inspect checks a lesson or a course as the folder has it now.
func (e *edited) Inspect(lesson string) (scripts.Report, error) {
	return scripts.Inspect(folderOf(e.folder), lesson, e.footer, e.values)
}

// CheckDraft checks a text as a file of the folder.
func (e *edited) CheckDraft(file, text string) scripts.Faults {
	return scripts.CheckDraft(folderOf(e.folder), file, text, e.footer, e.values)
}

// Recording is a sound file that one of them plays.
func (e *edited) Recording(audio string) (recording.File, bool) { return e.lessons().Recording(audio) }

// Lexicon is how voices say their words.
func (e *edited) Lexicon() *twiml.Lexicon { return e.lessons().Lexicon() }

// Values are the lessons' settings.
func (e *edited) Values() map[string]string { return e.lessons().Values() }

// Faults are what keeps the folder as it is now from being served.
func (e *edited) Faults() scripts.Faults {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.right.Faults
}

// Stale are the files that are not served as they are now.
func (e *edited) Stale() []string {
	e.reload()
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.right.Stale
}

// Warnings are what check says of the folder as it is now, beside the faults.
func (e *edited) Warnings() scripts.Faults {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.warnings
}

// check has the warnings of the folder, by the names that its files have there.
func (e *edited) check() (all scripts.Faults) {
	if e.folder == "" {
		return nil
	}
	reports, _ := scripts.CheckFiles([]string{e.folder}, e.footer, e.values) // the error is the faults, which reload has
	for _, r := range reports {
		for _, w := range r.Warnings {
			w.File = filepath.Base(w.File)
			all = append(all, w)
		}
	}
	return all
}

// watch takes up what is saved until ctx ends, and tells of it. It looks at the few small files themselves: editors save
// in too many ways to be told of by the system.
func (e *edited) watch(ctx context.Context, changed func()) {
	tick := time.NewTicker(300 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if e.reload() {
				changed()
			}
		case <-ctx.Done():
			return
		}
	}
}

// reload reads the folder if it is not as it was, and reports whether it did.
func (e *edited) reload() bool {
	e.reading.Lock()
	defer e.reading.Unlock()
	now := contentOf(e.folder)
	if now == e.seen {
		return false
	}
	right, warnings := scripts.OpenRight(os.DirFS(e.folder), e.right, e.values), e.check()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.seen, e.warnings = now, warnings
	if right.Catalog != nil {
		if _, ok := right.Catalog.Current(e.lesson); !ok {
			right.Faults = append(right.Faults, e.gone()...)
			right.Catalog.Take(e.good, e.lesson)
		}
		e.good = right.Catalog
	}
	e.right = right
	return true
}

// gone is the fault of a folder without the lesson that is tried, if it had that.
func (e *edited) gone() scripts.Faults {
	if e.right.Catalog == nil {
		return nil
	}
	return scripts.Faults{{File: e.lesson + ".yaml", Message: "is gone, and it is the lesson that is tried"}}
}

// contentOf stands for what the lesson files of a folder say, and for the recordings in the folders beside them, which are too large to
// be read each time.
func contentOf(folder string) string {
	if folder == "" {
		return ""
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*.y*ml")) // the patterns are well formed, or else nothing is found
	sum := sha256.New()
	for _, file := range files {
		content, err := os.ReadFile(file)
		fmt.Fprintf(sum, "%s %d %v\n%s", file, len(content), err, content)
	}
	beside, _ := filepath.Glob(filepath.Join(folder, "*.*"))
	within, _ := filepath.Glob(filepath.Join(folder, "*", "*.*"))
	for _, file := range slices.Concat(beside, within) {
		if info, err := os.Stat(file); err == nil {
			fmt.Fprintf(sum, "%s %d %v\n", file, info.Size(), info.ModTime())
		}
	}
	return string(sum.Sum(nil))
}
