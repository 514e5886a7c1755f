package scripts

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"coachline/scripts/format"
	"coachline/scripts/lint"
	"coachline/scripts/nlu"
)

// Translation is what a file such as peer-coaching-1.mi.yaml has of a lesson.
type Translation struct {
	Language string
	File     string
	Steps    int   // how many steps have all their words in it
	Missing  []Gap // what it lacks, and the line says as the lesson has it

	at     pos     // where the file begins
	lesson *Lesson // in the language
}

// Gap is words that a translation lacks.
type Gap struct {
	Step  string // its ID, or "" for the title and what may be said at any step
	Field string // the key in the lesson's file, such as "ask" or "replies 2"
}

// Translations are the translations of a lesson, in the order of their languages.
func (l *Lesson) Translations() []*Translation { return l.translations }

// translated is the name of a file with a translation of a lesson or of phrases.yaml: the name, and the language.
var translated = regexp.MustCompile(`^([^.]+)\.([^.]+)\.yaml$`)

// maxLanguages is how many languages a lesson may have. On the phone 9 is for texts.
const maxLanguages = 8

// translationFile is such a file.
type translationFile struct {
	pos          // its beginning
	of, language string
	lines        []string
	root         *value // nil if it cannot be read
}

// translate reads the translations of a folder's lessons and adds them to these.
func (read *folderFiles) translate(fsys fs.FS, prefix string, names []string) (faults Faults) {
	common, files := map[string]*value{}, []translationFile(nil)
	for _, name := range names {
		f, wrong := readTranslation(fsys, prefix, name)
		faults = append(faults, wrong...)
		switch {
		case f.root == nil:
		case f.of+".yaml" == phrasesFile:
			p := &parser{file: f.file}
			p.fields(f.root, format.Keys[format.Phrases]()...)
			faults = append(faults, p.faults...)
			common[f.language] = f.root
		default:
			files = append(files, f)
		}
	}
	for _, f := range files {
		l := find(read.lessons, f.of)
		switch {
		case l == nil && read.has(f.of): // its own faults, or a course
			if slices.ContainsFunc(read.courses, func(c *course) bool { return c.Name == f.of }) {
				faults.at(f.pos, "%q is a course, which has no translation; translate its lessons", f.of)
			}
		case l == nil:
			faults.at(f.pos, "there is no lesson %q in this folder%s", f.of, similar(f.of, read.lessons))
		case strings.EqualFold(f.language, l.Script.Language), strings.HasPrefix(l.Script.Language, f.language+"-"):
			faults.at(f.pos, "%q is in %s already; name the file after the language that it translates into", f.of, l.Script.Language)
		case len(l.translations)+1 >= maxLanguages:
			faults.at(f.pos, "a lesson has %d languages at most, since a key chooses each; take this one out of the folder", maxLanguages)
		default:
			faults = append(faults, l.addTranslation(f, common[f.language])...)
		}
	}
	linkTranslations(read.lessons)
	return faults
}

// readTranslation reads the file of a translation as YAML.
func readTranslation(fsys fs.FS, prefix, name string) (translationFile, Faults) {
	parts := translated.FindStringSubmatch(name)
	f := translationFile{pos: pos{path.Join(prefix, name), 1, 1}, of: parts[1], language: parts[2]}
	var faults Faults
	if !language.MatchString(f.language) {
		faults.at(f.pos, "%q in the name of the file is no language tag; write such as %s.mi.yaml or %s.zh-Hans.yaml", f.language, f.of, f.of)
		return f, faults
	}
	src, err := readFile(fsys, name)
	if err != nil {
		faults.at(f.pos, notRead, err)
		return f, faults
	}
	f.lines = strings.Split(string(src), "\n")
	if f.root, faults = decode(f.file, src); f.root != nil {
		withoutGaps(f.root)
	}
	return f, faults
}

// addTranslation reads a translation and adds it to the lesson, unless it has faults. Common is the phrases of the language, or nil.
func (l *Lesson) addTranslation(file translationFile, common *value) Faults {
	t := newTranslator(l, file, common)
	t.top()
	for i := range t.script.Steps {
		t.step(i)
	}
	t.reprompts()
	t.phrases()
	t.lesson.passages = t.passages
	for _, s := range t.passages {
		t.checkFills(s)
	}
	t.checkKeys()
	t.checkNeeds()
	if len(t.faults) > 0 {
		return t.faults
	}
	for _, step := range t.script.Steps {
		if !slices.ContainsFunc(t.result.Missing, func(gap Gap) bool { return gap.Step == step.ID }) {
			t.result.Steps++
		}
	}
	l.translations = append(l.translations, t.result)
	l.Script.Translations = append(l.Script.Translations, t.script)
	maps.Copy(l.Script.Phrases, l.ofLanguages)
	return nil
}

// linkTranslations gives translations the words that choices of earlier lessons have in their language, and lessons with
// translations their version.
func linkTranslations(lessons []*Lesson) {
	for _, l := range lessons {
		for _, s := range l.Script.Translations {
			for i := range s.Earlier {
				e := &s.Earlier[i]
				source := find(lessons, e.Lesson)
				if source == nil || source.Script.Index(e.Step) < 0 {
					continue
				}
				e.Choices = source.Script.In(s.Language).Steps[source.Script.Index(e.Step)].Choices
			}
		}
		if l.translations != nil {
			l.Script.Version = version(l.Script)
		}
	}
}

// warnings says what a translation lacks: each field of a step that has some of its words, each step that has none, and a count.
func (t *Translation) warnings() (warnings Faults) {
	s := t.lesson.Script
	if len(s.Called) == 0 && len(nlu.For(s.Language).NamesOf(s.Language)) == 0 {
		warnings.at(t.at, "no lexicon knows what people call %q, so that nobody can change to it by a word; write such as called: [te reo, Maori]", t.Language)
	}
	if len(t.Missing) > 0 {
		warnings.at(t.at, "%d of %d steps have all their words in %s", t.Steps, len(s.Steps), t.Language)
	}
	common := map[string][]string{}
	for i, gap := range t.Missing {
		key, within, _ := strings.Cut(gap.Field, " ")
		index := s.Index(gap.Step)
		switch {
		case gap.Step == "":
			common[key] = append(common[key], within)
		case t.lesson.places[index].file == t.File:
			warnings.at(t.lesson.places[index].pos, "step %q: %q has no words in %s; the line says those of the lesson", gap.Step, gap.Field, t.Language)
		case i == 0 || t.Missing[i-1].Step != gap.Step: // nothing of the step
			warnings.at(t.at, "step %q has no words in %s; the line says those of the lesson", gap.Step, t.Language)
		}
	}
	for key, names := range common {
		within := ""
		if names[0] != "" {
			within = fmt.Sprintf(": %d of them, %s", len(names), strings.Join(names, ", "))
		}
		warnings.at(t.at, "%q has no words in %s%s; the line says those of the lesson", key, t.Language, within)
	}
	for i := range warnings {
		warnings[i].Severity, warnings[i].Rule = lint.Warning, "translation"
	}
	return warnings
}

// checker makes a checker of a translation of a lesson. It proves what a learner gets who chooses the language: the words of the
// translation, and those of the lesson in its gaps.
func (t *Translation) checker(l *Lesson, footer string, values map[string]string, within folderFiles) *checker {
	c := newChecker(t.lesson, footer, values, within)
	c.whole, c.language = l.Script, t.Language
	return c
}

// field names a key within another one.
func field(key, within string) string { return strings.TrimSpace(fmt.Sprintf("%s %s", key, within)) }
