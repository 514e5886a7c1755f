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
	"sync"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/lint"
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
			c.faults = append(c.faults, Fault{File: p, Severity: lint.Error, Rule: "file", Message: "there is no such file or folder", Cure: "check its name, and where you are"})
		case err != nil:
			c.faults = append(c.faults, Fault{File: p, Severity: lint.Error, Rule: "file", Message: fmt.Sprintf("cannot be read: %v", err), Cure: "check its name"})
		case info.IsDir() && filepath.Base(filepath.Dir(filepath.Clean(p))) == lexicons:
			c.lexicon(os.DirFS(filepath.Dir(filepath.Clean(p))), filepath.Base(p), filepath.ToSlash(p))
		case info.IsDir():
			c.lessons(os.DirFS(p), filepath.ToSlash(p), "")
		default:
			dir := filepath.Dir(p)
			c.lessons(os.DirFS(dir), filepath.ToSlash(dir), filepath.Base(p))
		}
	}
	c.faults.mark("form")
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

// lessons checks the lessons, courses and phrases of a folder, or the file called only. The others of its folder are read in any
// case, as one file may use another.
func (c *fileCheck) lessons(fsys fs.FS, prefix, only string) {
	read, faults := load(fsys, prefix, only)
	asked := func(file string) bool { return only == "" || file == path.Join(prefix, only) }
	costs := map[string]Report{}
	for _, l := range read.lessons {
		if !asked(l.File) && !read.isPart(l, asked) {
			continue
		}
		r := newChecker(l, c.footer, c.values, read).report()
		costs[l.Script.Lesson] = r
		faults = append(faults, r.Errors...)
		if asked(l.File) {
			c.reports = append(c.reports, r)
		}
	}
	faults = append(faults, c.translations(read, asked)...)
	for _, course := range read.courses {
		if asked(course.file) {
			c.reports = append(c.reports, course.report(read.lessons, costs, c.footer))
		}
	}
	if read.phrases != nil {
		faults = append(faults, c.phrases(read, only == phrasesFile)...)
		c.pronunciations(read, asked(read.says.file))
	}
	show(fsys, prefix, faults)
	c.faults = append(c.faults, faults...)
	for i := range c.reports {
		show(fsys, prefix, c.reports[i].Errors)
		show(fsys, prefix, c.reports[i].Warnings)
	}
}

// show gives faults the lines of the folder's files at which they stand.
func show(fsys fs.FS, prefix string, faults Faults) {
	lines := map[string][]string{}
	for i := range faults {
		f := &faults[i]
		name, within := strings.CutPrefix(f.File, path.Join(prefix, "x")[:len(path.Join(prefix, "x"))-1])
		if !within || f.Source != "" {
			continue
		}
		if lines[name] == nil {
			src, _ := readFile(fsys, name) // without it nothing is shown
			lines[name] = strings.Split(string(src), "\n")
		}
		if f.Line >= 1 && f.Line <= len(lines[name]) {
			f.show(strings.TrimRight(lines[name][f.Line-1], "\r"))
		}
	}
}

// translations checks the translations of a folder's lessons: those that are asked about, and those of lessons that are.
func (c *fileCheck) translations(read folderFiles, asked func(file string) bool) (faults Faults) {
	for _, l := range read.lessons {
		for _, t := range l.translations {
			if !asked(t.File) && !asked(l.File) {
				continue
			}
			r := t.checker(l, c.footer, c.values, read).report()
			r.Lesson, r.Translation = t.File, t
			r.Warnings = slices.DeleteFunc(r.Warnings, func(f Fault) bool { return f.File == l.File || f.File == read.phrases.file }) // told of the lesson
			r.Warnings = append(t.warnings(), r.Warnings...).sorted()
			faults = append(faults, r.Errors...)
			c.reports = append(c.reports, r)
		}
	}
	return faults
}

// phrases checks the phrases of a folder.
func (c *fileCheck) phrases(read folderFiles, asked bool) Faults {
	r := Report{Lesson: phrasesFile, Title: "what any lesson may say", File: read.phrases.file}
	r.Errors, r.Warnings = read.phrases.check(read, c.footer)
	isReported := slices.ContainsFunc(c.reports, func(other Report) bool { return other.File == r.File })
	if !isReported && (len(r.Warnings) > 0 || asked) {
		c.reports = append(c.reports, r)
	}
	return r.Errors
}

// pronunciations reports words of the folder's own pronunciations that no lesson says.
func (c *fileCheck) pronunciations(read folderFiles, asked bool) {
	hints := read.says.unsaid(read)
	if asked && read.says.file != "" && (len(hints) > 0 || len(read.lessons) == 0) {
		c.reports = append(c.reports, Report{Lesson: pronunciationFile, Title: "how voices say words", File: read.says.file, Warnings: hints})
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
		c.faults.at(pos{path.Join(file, path.Base(f.File)), f.Line, f.Column}, "%s", f.Message)
	}
	if len(faults) == 0 {
		c.reports = append(c.reports, Report{Lesson: "lexicon " + folder, Title: lexicon.String(), File: file})
	}
}

// folderFiles are the files of a folder that can be read.
type folderFiles struct {
	lessons []*Lesson
	courses []*course
	phrases *Phrases // nil if they have faults
	says    pronunciations
	names   []string // of all files of lessons and courses, also those with faults
}

// has reports whether there is a file for a lesson, readable or not.
func (f folderFiles) has(lesson string) bool { return slices.Contains(f.names, lesson+".yaml") }

// isPart reports whether a lesson is in a course whose file is asked about.
func (f folderFiles) isPart(l *Lesson, asked func(file string) bool) bool {
	return slices.ContainsFunc(f.courses, func(c *course) bool {
		return asked(c.file) && slices.Contains(c.Lessons, l.Script.Lesson)
	})
}

// load reads the phrases, lessons and courses of a folder. Faults name files with prefix before them; where only is a file of the
// folder, they are those of that file and of the phrases.
func load(fsys fs.FS, prefix, only string) (read folderFiles, faults Faults) {
	read.phrases, faults = loadPhrases(fsys, prefix)
	says, wrong := loadPronunciations(fsys, prefix)
	read.says, faults = says, append(faults, wrong...)
	names, _ := fs.Glob(fsys, "*.y*ml") // a constant pattern is well formed
	names = slices.DeleteFunc(names, func(name string) bool {
		return name == phrasesFile || name == pronunciationFile || strings.HasPrefix(name, ".")
	})
	isTranslation := func(name string) bool { return translated.MatchString(name) }
	translations := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !isTranslation(name) })
	names = slices.DeleteFunc(names, isTranslation)
	read.names = names
	if len(names) == 0 || only != "" && only != phrasesFile && only != pronunciationFile && !slices.Contains(names, only) && !slices.Contains(translations, only) {
		faults.at(pos{file: cmp.Or(path.Join(prefix, only), ".")}, "no lesson here; expected a file such as peer-coaching-1.yaml")
	}
	for _, name := range names {
		if only == phrasesFile { // they may be checked beside lessons that are not finished
			break
		}
		l, c, wrong := loadFile(fsys, prefix, name, read.phrases)
		if only == "" || only == name {
			faults = append(faults, wrong...)
		}
		if l != nil {
			read.lessons = append(read.lessons, l)
		}
		if c != nil {
			read.courses = append(read.courses, c)
		}
	}
	wrong = linkEarlier(read, only != "")
	if read.phrases != nil && only != phrasesFile {
		wrong = append(wrong, read.translate(fsys, prefix, translations)...)
	}
	for _, c := range read.courses {
		wrong = append(wrong, c.check(read)...)
	}
	wrong = append(wrong, ambiguous(read.lessons)...)
	for _, f := range wrong {
		if only == "" || f.File == path.Join(prefix, only) {
			faults = append(faults, f)
		}
	}
	return read, faults
}

// loadFile parses one file, which is a lesson or a course. Without phrases, whose faults are reported already, it finds only the
// lesson's own faults.
func loadFile(fsys fs.FS, prefix, name string, phrases *Phrases) (*Lesson, *course, Faults) {
	file := path.Join(prefix, name)
	if path.Ext(name) != ".yaml" {
		return nil, nil, Faults{faultAt(pos{file, 1, 1}, "the name of a lesson's file ends with .yaml; rename it")}
	}
	if !lessonName.MatchString(strings.TrimSuffix(name, ".yaml")) {
		return nil, nil, Faults{faultAt(pos{file, 1, 1}, "the name of a lesson's file is small letters, digits and hyphens; "+
			"take it out of the folder, or rename it")}
	}
	src, err := readFile(fsys, name)
	if err != nil {
		return nil, nil, Faults{faultAt(pos{file, 1, 1}, fmt.Sprintf(notRead, err))}
	}
	if root, faults := decode(file, src); isCourse(root) {
		c, faults := parseCourse(file, root, faults)
		return nil, c, faults
	}
	served := phrases
	if served == nil {
		served = emptyPhrases()
	}
	var faults Faults
	l, err := parse(file, src, served, openRecordings(fsys, prefix, strings.TrimSuffix(name, ".yaml")))
	faults.add(err)
	if phrases == nil {
		l = nil
	}
	return l, nil, faults
}

// notRead is the message about a file that cannot be read.
const notRead = "cannot be read: %v; check its name, and that it is a file of text"

// readFile reads a file. To open what is no file, such as a pipe, could take for ever.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	if info, err := fs.Stat(fsys, name); err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("it is no file")
	}
	return fs.ReadFile(fsys, name)
}

// loadPhrases reads a folder's phrases.yaml. What it does not say, or all if there is no such file, is taken from the embedded one.
// The recordings in the folder called phrases are of either.
func loadPhrases(fsys fs.FS, prefix string) (phrases *Phrases, faults Faults) {
	common, err := embeddedPhrases()
	faults.add(err)
	recordings := openRecordings(fsys, prefix, strings.TrimSuffix(phrasesFile, ".yaml"))
	src, err := readFile(fsys, phrasesFile)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(recordings.files) == 0:
		return common, faults
	case errors.Is(err, fs.ErrNotExist):
		phrases = &Phrases{prompts: map[string]dialogue.Prompt{}, recordings: recordings}
	case err != nil:
		return nil, Faults{faultAt(pos{path.Join(prefix, phrasesFile), 1, 1}, fmt.Sprintf(notRead, err))}
	default:
		phrases, err = parsePhrases(path.Join(prefix, phrasesFile), src, recordings)
		faults.add(err)
	}
	if rest := recordings.unused(); rest != nil && phrases != nil {
		common, err = parsePhrases(path.Join("lessons", phrasesFile), embeddedPhrasesFile(), rest)
		faults.add(err)
		recordings.warnings = append(recordings.warnings, rest.warnings...)
	}
	if phrases != nil && common != nil {
		phrases.fillFrom(common)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return phrases, nil
}

// embeddedPhrases are the phrases that come with the program.
var embeddedPhrases = sync.OnceValues(func() (*Phrases, error) {
	return ParsePhrases(path.Join("lessons", phrasesFile), embeddedPhrasesFile())
})

func embeddedPhrasesFile() []byte {
	src, err := fs.ReadFile(Embedded(), phrasesFile)
	if err != nil {
		panic(err) // it is embedded
	}
	return src
}
