package scripts

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
)

// course is a course file, and where its parts stand.
type course struct {
	*dialogue.Course
	file      string
	lessonsAt []pos // of each lesson's name
	hourAt    pos   // of the hour of the offers
}

var (
	paceDays = regexp.MustCompile(`^([1-9][0-9]?) days?$`)
	anyHour  = regexp.MustCompile(`^\{[a-z][a-z0-9_]*\}$`)
)

// isCourse reports whether a file is a course and not a lesson.
func isCourse(root *value) bool {
	return root != nil && root.kind == aMapping && root.has("course") && !root.has("lesson")
}

// parseCourse reads a course file. Whether its lessons fit is checked once they are read.
func parseCourse(file string, root *value, faults Faults) (*course, Faults) {
	p := &parser{file: file, faults: faults}
	c := &course{Course: &dialogue.Course{}, file: file}
	f := p.fields(root, format.Keys[format.Course]()...)
	c.Name = f.word("course", lessonName, "small letters, digits and hyphens")
	if want := strings.TrimSuffix(path.Base(file), ".yaml"); c.Name != "" && c.Name != want {
		p.faults.at(f.at("course"), `course %q in the file %q; write "course: %s" here, or rename the file`, c.Name, path.Base(file), want)
	}
	c.Title = f.title()
	for _, item := range p.list(f.need("lessons")) {
		name := p.word(item, lessonName, "the name of a lesson: small letters, digits and hyphens")
		switch {
		case name == "":
		case slices.Contains(c.Lessons, name):
			p.faults.at(item.pos, "lesson %q stands here twice; a learner takes each lesson of a course once", name)
		default:
			c.Lessons = append(c.Lessons, name)
			c.lessonsAt = append(c.lessonsAt, item.pos)
		}
	}
	if v := f.get("lessons"); v != nil && v.kind == aList && len(v.items) < 2 {
		p.faults.at(v.pos, "expected two lessons or more; one lesson needs no course")
	}
	if v := f.need("pace"); v != nil {
		p.pace(v, c)
	}
	if p.faults != nil {
		return nil, p.faults
	}
	return c, nil
}

// pace reads how long after a lesson the next one is offered, and at what time of day.
func (p *parser) pace(v *value, c *course) {
	f := p.fields(v, format.Keys[format.Pace]()...)
	if after := f.text("after"); after != "" {
		m := paceDays.FindStringSubmatch(after)
		if m != nil {
			c.After, _ = strconv.Atoi(m[1])
		}
		if c.After < 1 || c.After > dialogue.MaxWait {
			p.faults.at(f.at("after"), `after: %q; expected 1 to %d days, such as "3 days"`, after, dialogue.MaxWait)
		}
	}
	c.At, c.hourAt = f.text("at"), f.at("at")
	if c.At != "" && !clock.MatchString(c.At) && !anyHour.MatchString(c.At) {
		p.faults.at(c.hourAt, `at: %q is not a time of day such as "09:00", nor a step of kind hour such as "{hour}"; write one of them`, c.At)
	}
}

// check checks a course against the lessons of its folder. One that could not be read has faults of its own.
func (c *course) check(read folderFiles) (faults Faults) {
	for i, name := range c.Lessons {
		l := find(read.lessons, name)
		if l == nil {
			isCourse := slices.ContainsFunc(read.courses, func(other *course) bool { return other.Name == name })
			switch {
			case isCourse:
				faults.at(c.lessonsAt[i], "%q is a course; a course has lessons", name)
			case !read.has(name):
				faults.at(c.lessonsAt[i], "there is no lesson %q in this folder%s", name, cmp.Or(similar(name, read.lessons), "; put its file here, or take this out"))
			}
			continue
		}
		if hour := inBraces(c.At); hour != "" && i < len(c.Lessons)-1 && !asksForHour(l.Script, hour) {
			faults.at(c.hourAt, "at: lesson %q has no step %q of kind hour whose answer is kept; ask for the hour there, or write a time of day such as \"09:00\"",
				name, hour)
		}
		for _, e := range l.Script.Earlier {
			if at := slices.Index(c.Lessons, e.Lesson); at > i {
				faults.at(c.lessonsAt[i], "lesson %q uses an answer of lesson %q, which comes later here; put %q first", name, e.Lesson, e.Lesson)
				break
			}
		}
	}
	return faults
}

func asksForHour(s *dialogue.Script, id string) bool {
	i := s.Index(id)
	return i >= 0 && s.Steps[i].Kind == dialogue.Hour && s.Steps[i].Keep != dialogue.KeepNever
}

// part is what comes after a lesson in a course, as the engine sees it: its Script is nil after the last lesson. It reports false
// if the lesson is not in the course, or the next one cannot be read.
func (c *course) part(lesson string, lessons []*Lesson) (dialogue.Part, bool) {
	i := slices.Index(c.Lessons, lesson)
	if i < 0 {
		return dialogue.Part{}, false
	}
	if i == len(c.Lessons)-1 {
		return dialogue.Part{Course: c.Course}, true
	}
	next := find(lessons, c.Lessons[i+1])
	if next == nil {
		return dialogue.Part{}, false
	}
	return dialogue.Part{Course: c.Course, Script: next.Script}, true
}
