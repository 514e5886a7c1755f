package manager

import (
	"fmt"
	"math"
	"strings"

	"coachline/session"
	"coachline/session/roster"
)

// subjects are what a cohort can be made for, as the form lists them.
type subjects struct{ Courses, Lessons []subject }

// subject is a course or a lesson in the form.
type subject struct {
	Value, Title string
	On           bool
}

// asCourse begins the value of a course in the form. No lesson has a colon in its name.
const asCourse = "course:"

// valueOf is what the form has for a subject.
func valueOf(s session.Subject) string {
	if s.Course != "" {
		return asCourse + s.Course
	}
	return s.Lessons[0]
}

// subjectOf is the subject of a value of the form, if it is served.
func (p *Pages) subjectOf(value string) (session.Subject, bool) {
	if name, is := strings.CutPrefix(value, asCourse); is {
		course, ok := p.config.Lessons.Course(name)
		if !ok {
			return session.Subject{}, false
		}
		return session.Subject{Course: name, Lessons: course.Lessons}, true
	}
	_, ok := p.config.Lessons.Current(value)
	return session.OneLesson(value), ok
}

// subjects are all that are served; value is the one that is chosen.
func (p *Pages) subjects(value string) (all subjects) {
	shown := func(s session.Subject) subject { return subject{valueOf(s), p.title(s), valueOf(s) == value} }
	for _, c := range p.config.Lessons.Courses() {
		all.Courses = append(all.Courses, shown(session.Subject{Course: c.Name, Lessons: c.Lessons}))
	}
	for _, script := range p.config.Lessons.All() {
		all.Lessons = append(all.Lessons, shown(session.OneLesson(script.Lesson)))
	}
	return all
}

// usual is what a new cohort gets unless another is chosen: the course that begins with the line's own lesson, or that lesson.
func (c Config) usual() session.Subject {
	for _, course := range c.Lessons.Courses() {
		if course.Lessons[0] == c.Lesson {
			return session.Subject{Course: course.Name, Lessons: course.Lessons}
		}
	}
	return session.OneLesson(c.Lesson)
}

// title is that of a course, with how many parts it has, or of a lesson; its name if it is not served any more.
func (p *Pages) title(s session.Subject) string {
	if s.Course == "" {
		if script, ok := p.config.Lessons.Current(s.Lessons[0]); ok {
			return script.Title
		}
		return s.Lessons[0]
	}
	title := s.Course
	if course, ok := p.config.Lessons.Course(s.Course); ok {
		title = course.Title
	}
	return fmt.Sprintf("%s: %d parts", title, len(s.Lessons))
}

// minutes is how long a lesson, or the longest part of a course, takes at most.
func (p *Pages) minutes(s session.Subject) (most int) {
	for _, lesson := range s.Lessons {
		if script, ok := p.config.Lessons.Current(lesson); ok {
			most = max(most, int(math.Ceil(script.Budget.Minutes)))
		}
	}
	return most
}

// segments is how many segments a lesson, or all parts of a course, take at most by text.
func (p *Pages) segments(s session.Subject) (all int) {
	for _, lesson := range s.Lessons {
		if script, ok := p.config.Lessons.Current(lesson); ok {
			all += script.Budget.Segments
		}
	}
	return all
}

// parts is how many parts the course of a cohort has, or 0 for a lesson.
func parts(c roster.Cohort) int {
	if c.Subject.Course == "" {
		return 0
	}
	return len(c.Subject.Lessons)
}
