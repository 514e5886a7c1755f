package scripts

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"coachline/scripts/nlu"
)

// phrasesFile holds the phrases and reprompts that all lessons of a folder share.
const phrasesFile = "phrases.yaml"

// lexicons is the name of a folder of lexicons, one folder for each language.
const lexicons = "lexicon"

// CheckFiles checks lesson files, folders of them, and lexicons, which are folders within one called lexicon. Without paths
// it checks the embedded lessons and lexicons. A file has the phrases of its folder, or else the embedded ones.
//
// Every lesson that can be read has a report. Phrases have one if they have warnings or are checked alone. The error is a
// Faults with every error. Values and footer are as for Check.
func CheckFiles(paths []string, footer string, values map[string]string) ([]Report, error) {
	c := fileCheck{footer: footer, values: values}
	if len(paths) == 0 {
		c.embedded()
	}
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			c.faults = append(c.faults, Fault{File: p, Message: "there is no such file or folder"})
		case err != nil:
			c.faults = append(c.faults, Fault{File: p, Message: fmt.Sprintf("cannot be read: %v", err)})
		case info.IsDir() && filepath.Base(filepath.Dir(filepath.Clean(p))) == lexicons:
			c.lexicon(os.DirFS(filepath.Dir(filepath.Clean(p))), filepath.Base(p), filepath.ToSlash(p))
		case info.IsDir():
			c.lessons(os.DirFS(p), filepath.ToSlash(p), "")
		default:
			dir := filepath.Dir(p)
			c.lessons(os.DirFS(dir), filepath.ToSlash(dir), filepath.Base(p))
		}
	}
	return c.reports, c.faults.err()
}

// fileCheck is one run of CheckFiles.
type fileCheck struct {
	footer  string
	values  map[string]string
	reports []Report
	faults  Faults
}

// embedded checks what comes with the program. The lexicons come first, since lessons need them.
func (c *fileCheck) embedded() {
	for _, language := range nlu.Languages() {
		c.lexicon(nlu.Embedded(), language, path.Join("lexicon", language))
	}
	if len(c.faults) == 0 {
		languages := c.reports
		c.reports = nil
		c.lessons(Embedded(), "lessons", "")
		c.reports = append(c.reports, languages...)
	}
}

// lessons checks the lessons and phrases of a folder, or the file called only.
func (c *fileCheck) lessons(fsys fs.FS, prefix, only string) {
	lessons, phrases, faults := load(fsys, prefix, only)
	c.faults = append(append(c.faults, faults...), ambiguous(lessons)...)
	for _, l := range lessons {
		r := Check(l, c.footer, c.values)
		c.faults = append(c.faults, r.Errors...)
		c.reports = append(c.reports, r)
	}
	if phrases == nil {
		return
	}
	r := Report{Lesson: phrasesFile, Title: "what any lesson may say", File: phrases.file}
	r.Errors, r.Warnings = phrases.check(lessons, c.footer)
	c.faults = append(c.faults, r.Errors...)
	isReported := slices.ContainsFunc(c.reports, func(other Report) bool { return other.File == r.File })
	if !isReported && (len(r.Warnings) > 0 || only == phrasesFile) {
		c.reports = append(c.reports, r)
	}
}

// lexicon checks the lexicon in a folder of fsys. Faults name it as file.
func (c *fileCheck) lexicon(fsys fs.FS, folder, file string) {
	lexicon, faults := nlu.Load(fsys, folder)
	if len(faults) == 0 {
		faults = lexicon.CheckZones(func(zone string) bool {
			_, err := time.LoadLocation(zone)
			return err == nil
		})
	}
	for _, f := range faults {
		c.faults = append(c.faults, Fault{path.Join(file, path.Base(f.File)), f.Line, f.Column, f.Message})
	}
	if len(faults) == 0 {
		c.reports = append(c.reports, Report{Lesson: "lexicon " + folder, Title: lexicon.String(), File: file})
	}
}

// load parses the phrases and lessons of a folder, or of it the file called only. Faults name files with prefix before
// them. Phrases with faults are nil.
func load(fsys fs.FS, prefix, only string) (lessons []*Lesson, phrases *Phrases, faults Faults) {
	phrases, faults = loadPhrases(fsys, prefix)
	if only == phrasesFile {
		return nil, phrases, faults
	}
	names, _ := fs.Glob(fsys, "*.y*ml") // a constant pattern is well formed
	names = slices.DeleteFunc(names, func(name string) bool {
		return name == phrasesFile || strings.HasPrefix(name, ".") || only != "" && name != only
	})
	if len(names) == 0 {
		faults.at(pos{file: cmp.Or(path.Join(prefix, only), ".")}, "no lesson here; expected a file such as peer-coaching-1.yaml")
	}
	for _, name := range names {
		l, err := loadLesson(fsys, prefix, name, phrases)
		faults.add(err)
		if l != nil {
			lessons = append(lessons, l)
		}
	}
	if faults == nil || only != "" {
		faults = append(faults, linkEarlier(lessons, fsys, only)...)
	}
	return lessons, phrases, faults
}

// loadLesson parses one file. Without phrases, whose faults are reported already, it finds only the lesson's own faults.
func loadLesson(fsys fs.FS, prefix, name string, phrases *Phrases) (*Lesson, error) {
	file := path.Join(prefix, name)
	if path.Ext(name) != ".yaml" {
		return nil, Faults{{file, 1, 1, "the name of a lesson's file ends with .yaml"}}
	}
	if !lessonName.MatchString(strings.TrimSuffix(name, ".yaml")) {
		return nil, Faults{{file, 1, 1, "the name of a lesson's file is small letters, digits and hyphens; " +
			"take it out of the folder, or rename it"}}
	}
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, Faults{{file, 1, 1, fmt.Sprintf("cannot be read: %v", err)}}
	}
	if phrases == nil {
		_, err := Parse(file, src, emptyPhrases())
		return nil, err
	}
	return Parse(file, src, phrases)
}

// loadPhrases reads a folder's phrases.yaml, or else the embedded one.
func loadPhrases(fsys fs.FS, prefix string) (phrases *Phrases, faults Faults) {
	src, err := fs.ReadFile(fsys, phrasesFile)
	if err != nil {
		prefix = "lessons"
		src, err = fs.ReadFile(Embedded(), phrasesFile)
	}
	if err != nil {
		return nil, Faults{{path.Join(prefix, phrasesFile), 1, 1, fmt.Sprintf("cannot be read: %v", err)}}
	}
	phrases, err = ParsePhrases(path.Join(prefix, phrasesFile), src)
	faults.add(err)
	return phrases, faults
}
