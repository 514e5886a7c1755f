package session

import (
	"slices"
	"time"

	"coachline/scripts/dialogue"
)

// Subject is what people are invited to: a course, or one lesson.
type Subject struct {
	Course  string   // its name; "" is one lesson
	Lessons []string // the parts of the course, in their order, or the one lesson
}

// OneLesson returns the Subject that is one lesson.
func OneLesson(name string) Subject { return Subject{Lessons: []string{name}} }

// Served returns a subject with the parts that it has now, and whether it is served. The parts of a course that is not
// served stay as they are.
func (s *Store) Served(subject Subject) (Subject, bool) {
	if subject.Course != "" {
		course, ok := s.lessons.Course(subject.Course)
		if ok {
			subject.Lessons = course.Lessons
		}
		return subject, ok
	}
	return subject, len(subject.Lessons) == 1 && s.Serves(subject.Lessons[0])
}

// Part is how far a learner is in one lesson of a course.
type Part struct {
	Lesson  string
	Number  int // from 1
	Status  Status
	Since   time.Time            // zero if it is not known
	Reached []dialogue.Milestone // of the lesson
}

// Finished reports whether the learner has finished the part. Who has reflected has finished.
func (p *Part) Finished() bool { return p.Status == StatusFinished || p.Status == StatusReflected }

// Here returns the part where the learner is: the furthest that they have come to. It is nil for one lesson.
func (p *Progress) Here() *Part {
	if p.Part == 0 {
		return nil
	}
	return &p.Parts[p.Part-1]
}

// Next returns the part with which an invitation begins: the first that the learner has not finished. It is nil for one
// lesson, and if they have finished all.
func (p *Progress) Next() *Part {
	if i := slices.IndexFunc(p.Parts, func(part Part) bool { return !part.Finished() }); i >= 0 {
		return &p.Parts[i]
	}
	return nil
}

// courseProgress computes the progress of a person in a course. Its status is that of the furthest part that they have come
// to, with two exceptions: finished and reflected need every part to be finished, and who has begun the course is not again
// invited or texted by the offer of a later part.
func (s *Store) courseProgress(at *placeHalf, course Subject) Progress {
	p := &at.Place
	here, made, invited := invitedToCourse(p, course)
	each, parts, begun := make([]Progress, len(course.Lessons)), make([]Part, len(course.Lessons)), false
	for i, lesson := range course.Lessons {
		each[i] = s.progress(at, lesson)
		parts[i] = Part{lesson, i + 1, each[i].Status, each[i].Since, each[i].Reached}
		if len(parts[i].Reached) > 0 || parts[i].Finished() || at.Lesson == lesson && p.Status != dialogue.New && p.Status != dialogue.Uninvited {
			here = max(here, i)
		}
		begun = begun || slices.ContainsFunc(parts[i].Reached, func(m dialogue.Milestone) bool { return !m.At.Before(made) })
	}
	whole := each[here]
	whole.Parts, whole.Part, whole.Reached = parts, here+1, nil
	for i := range each {
		whole.Reached = append(whole.Reached, each[i].Reached...)
		if each[i].Texted.After(whole.Texted) {
			whole.Texted = each[i].Texted
		}
	}
	next := whole.Next()
	switch {
	case next == nil:
		last := parts[len(parts)-1]
		whole.Status, whole.Since, whole.Part = last.Status, last.Since, last.Number
		return whole
	case !parts[here].Finished() && !(begun && (whole.Status == StatusInvited || whole.Status == StatusTexted)):
	case next.Status == StatusOptedOut, next.Status == StatusUnreachable:
		whole.Status, whole.Since = next.Status, next.Since
	default:
		if whole.Status == StatusInvited && here > 0 { // the offer waits to be texted: they have come to the end of the part before
			parts[here].Since, whole.Since = time.Time{}, parts[here-1].Since
		}
		whole.Status = StatusStarted
	}
	whole.TextedBefore = invited || each[next.Number-1].TextedBefore
	return whole
}

// invitedToCourse returns with which of its lessons the invitations to a course begin, counted from 0, when the first was
// made, and whether there is one.
func invitedToCourse(p *dialogue.Place, course Subject) (first int, made time.Time, invited bool) {
	for _, inv := range p.Invitations {
		if inv.Course != course.Course {
			continue
		}
		first = max(first, slices.Index(course.Lessons, inv.Lesson))
		if !invited || inv.Made.Before(made) {
			made = inv.Made
		}
		invited = true
	}
	return first, made, invited
}
