// Package scripts reads lessons, which educators write in YAML, and proves that each can be served.
//
// Parse reads a file and finds every fault of its form, with line and column. Check proves that a lesson ends, that
// every step can be reached, and what each text, each turn and the longest way cost. It explores the lesson with the
// engine itself, package dialogue. Catalog serves the proved lessons of a folder and no others.
//
// The rule it keeps: an author gets all faults of a file at once, in words that help somebody who does not program.
// It does not know learners, Redis or Twilio. Of carriers it knows what a text costs and which words they act on.
package scripts

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"sync"

	"coachline/scripts/dialogue"
	"coachline/scripts/recording"
	"coachline/scripts/twiml"
)

//go:embed lessons/*.yaml lessons/*.schema.json
var embedded embed.FS

// Embedded is the folder of the lessons that come with the program.
func Embedded() fs.FS {
	lessons, err := fs.Sub(embedded, "lessons")
	if err != nil {
		panic(err) // the name is a constant
	}
	return lessons
}

// Catalog is the lessons that are served. It does not change, and any number of goroutines may use it.
type Catalog struct {
	scripts map[string]*dialogue.Script
	courses map[string]*dialogue.Course
	values  map[string]string
	lexicon *twiml.Lexicon
	sounds  map[string]recording.File // by dialogue.Prompt.Audio
}

// Open reads and proves all lessons and courses of a folder. Values are the operator's values for the lessons' settings.
// If any lesson has an error, Open returns a Faults with the faults of all files. A folder without phrases.yaml has the
// embedded phrases.
func Open(fsys fs.FS, values map[string]string) (*Catalog, error) {
	read, faults := load(fsys, "", "")
	proofs := make([]Faults, len(read.lessons))
	var proving sync.WaitGroup // all at once: a server waits for it
	for i, l := range read.lessons {
		proving.Go(func() {
			proofs[i] = newChecker(l, "", values, read).prove()
			for _, t := range l.translations {
				proofs[i] = append(proofs[i], t.checker(l, "", values, read).prove()...)
			}
		})
	}
	proving.Wait()
	faults = append(faults, slices.Concat(proofs...)...)
	if read.phrases != nil {
		wrong, _ := read.phrases.check(read, "")
		faults = append(faults, wrong...)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return newCatalog(read, values), nil
}

// BuiltIn is the lessons and courses that come with the program, without values for their settings. They are proved by a test and
// not here, since a proof takes most of the time in which a server starts.
var BuiltIn = sync.OnceValues(func() (*Catalog, error) {
	read, faults := load(Embedded(), "", "")
	if err := faults.err(); err != nil {
		return nil, err
	}
	return newCatalog(read, nil), nil
})

func newCatalog(read folderFiles, values map[string]string) *Catalog {
	c := &Catalog{scripts: map[string]*dialogue.Script{}, courses: map[string]*dialogue.Course{}, values: map[string]string{}, sounds: map[string]recording.File{}}
	c.lexicon = twiml.NewLexicon(read.says.all)
	c.keep(read.phrases.recordings)
	for _, l := range read.lessons {
		c.add(l.Script, values)
		c.keep(l.recordings)
	}
	for _, course := range read.courses {
		c.courses[course.Name] = course.Course
	}
	return c
}

// add sets only the script's own settings: one of its steps may have the name of another lesson's setting.
func (c *Catalog) add(s *dialogue.Script, values map[string]string) {
	own := map[string]string{}
	for _, name := range s.Settings {
		if v := values[name]; v != "" {
			own[name], c.values[name] = v, v
		}
	}
	c.scripts[s.Lesson] = s.With(own)
}

// keep keeps the recordings that prompts play.
func (c *Catalog) keep(r *recordings) {
	if r == nil {
		return
	}
	for _, f := range r.files {
		if f.played {
			c.sounds[f.audio] = recording.File{Data: f.data, ContentType: recording.ContentType(f.audio)}
		}
	}
}

// Take adds a lesson or a course of another catalog, with its recordings, unless there is one of this name. It is for a catalog that
// nobody uses yet.
func (c *Catalog) Take(other *Catalog, name string) {
	if course, ok := other.courses[name]; ok && c.courses[name] == nil {
		c.courses[name] = course
	}
	s, ok := other.scripts[name]
	if !ok || c.scripts[name] != nil {
		return
	}
	c.scripts[name] = s
	maps.Copy(c.values, s.Values)
	for _, of := range append([]*dialogue.Script{s}, s.Translations...) {
		for audio := range of.Recordings {
			c.sounds[audio] = other.sounds[audio]
		}
	}
}

// Recording is a sound file that a prompt of a current lesson plays, by dialogue.Prompt.Audio, or false if there is none. Callers
// must not change it.
func (c *Catalog) Recording(audio string) (recording.File, bool) {
	r, ok := c.sounds[audio]
	return r, ok
}

// Lexicon is how voices say the words of the lessons.
func (c *Catalog) Lexicon() *twiml.Lexicon { return c.lexicon }

// Current is the script of a lesson, or false if there is no such lesson. Callers must not change it.
func (c *Catalog) Current(lesson string) (*dialogue.Script, bool) {
	s, ok := c.scripts[lesson]
	return s, ok
}

// Course is a course, or false if there is no such course. Callers must not change it.
func (c *Catalog) Course(name string) (*dialogue.Course, bool) {
	course, ok := c.courses[name]
	return course, ok
}

// Courses are all courses, in the order of their names.
func (c *Catalog) Courses() []*dialogue.Course {
	all := make([]*dialogue.Course, 0, len(c.courses))
	for _, name := range slices.Sorted(maps.Keys(c.courses)) {
		all = append(all, c.courses[name])
	}
	return all
}

// Values are the values of all settings that some lesson has, for scripts that are not current. Callers must not change
// them.
func (c *Catalog) Values() map[string]string { return c.values }

// Lessons are the names of the lessons, in order.
func (c *Catalog) Lessons() []string { return slices.Sorted(maps.Keys(c.scripts)) }

// All is every lesson's script, in the order of their names.
func (c *Catalog) All() []*dialogue.Script {
	all := make([]*dialogue.Script, 0, len(c.scripts))
	for _, name := range c.Lessons() {
		all = append(all, c.scripts[name])
	}
	return all
}

// ambiguous finds answers with the name of another lesson's setting. All lessons share Values, so the setting would be
// said in place of the answer.
func ambiguous(lessons []*Lesson) (faults Faults) {
	for _, l := range lessons {
		for _, other := range lessons {
			for i, step := range l.Script.Steps {
				if slices.Contains(other.Script.Settings, step.ID) {
					faults.at(l.places[i].of("id"), "a step cannot be called %q; that is a setting of lesson %q",
						step.ID, other.Script.Lesson)
				}
			}
			for i, e := range l.Script.Earlier {
				if slices.Contains(other.Script.Settings, e.Name) {
					faults.at(l.earlierAt[i].pos, "an earlier answer cannot be called %q; that is a setting of lesson %q", e.Name, other.Script.Lesson)
				}
			}
		}
	}
	return faults
}

// UnknownLesson is the error of a name that no lesson has. It says what may be meant.
func UnknownLesson(name string, known []*dialogue.Script) error {
	var names []string
	for _, s := range known {
		names = append(names, s.Lesson)
	}
	return fmt.Errorf("there is no lesson %q%s", name, suggest(name, names))
}
