// Package scripts is what the line says: the lessons, as an educator writes them in YAML, and the proof that each can
// be served. What the line understands is below it, in nlu.
//
// Parse reads a file and finds everything that is wrong in its form, with line and column. Check proves what it found
// sound: the lesson ends, every step can be reached, and what each text, each turn and the longest way cost is known and
// bounded; it walks the lesson with the engine itself, package dialogue, so that it cannot disagree with what is said.
// Catalog serves the lessons of a folder that are proved, and no others.
//
// The rule it keeps: a file has all its faults told at once, in words that help somebody who does not program. It does
// not know learners, Redis or Twilio; of carriers it knows what a text costs and which words they take for themselves.
package scripts

import (
	"embed"
	"io/fs"
	"maps"
	"slices"

	"coachline/scripts/dialogue"
)

//go:embed lessons/*.yaml
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
	values  map[string]string
}

// Open reads and proves all lessons of a folder. Values are what the operator set the lessons' settings to. A lesson with
// an error is not served, and so nothing is opened: the error is a Faults with those of all files. Without a phrases.yaml
// the folder's lessons have the embedded phrases.
func Open(fsys fs.FS, values map[string]string) (*Catalog, error) {
	lessons, phrases, faults := load(fsys, "", "")
	for _, l := range lessons {
		faults = append(faults, newChecker(l, "", values).prove()...)
	}
	faults = append(faults, ambiguous(lessons)...)
	if phrases != nil {
		wrong, _ := phrases.check(lessons, "")
		faults = append(faults, wrong...)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	c := &Catalog{scripts: map[string]*dialogue.Script{}, values: map[string]string{}}
	for _, l := range lessons {
		c.add(l.Script, values)
	}
	return c, nil
}

// add gives a script its own settings only: a step of it may have the name of another setting.
func (c *Catalog) add(s *dialogue.Script, values map[string]string) {
	s.Values = map[string]string{}
	for _, name := range s.Settings {
		if v := values[name]; v != "" {
			s.Values[name], c.values[name] = v, v
		}
	}
	c.scripts[s.Lesson] = s
}

// Current is the script of a lesson as the folder has it now; nobody may change it. False where there is no such lesson.
func (c *Catalog) Current(lesson string) (*dialogue.Script, bool) {
	s, ok := c.scripts[lesson]
	return s, ok
}

// Values are the settings that are set and that some lesson has; nobody may change them. They are for the Values of a
// script that is not the current one.
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

// ambiguous finds a step that has the name of another lesson's setting: Values are common to all lessons, and the
// setting would be said where the answer is meant.
func ambiguous(lessons []*Lesson) (faults Faults) {
	for _, l := range lessons {
		for _, other := range lessons {
			for i, step := range l.Script.Steps {
				if slices.Contains(other.Script.Settings, step.ID) {
					faults.at(l.places[i].of("id"), "a step cannot be called %q; that is a setting of lesson %q",
						step.ID, other.Script.Lesson)
				}
			}
		}
	}
	return faults
}
