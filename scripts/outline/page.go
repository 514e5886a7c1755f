package outline

import (
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"

	"coachline/scripts"
)

// Page is a lesson, or a course with all its lessons, as a page to read and to sign.
type Page struct {
	Name, Title string
	Date, By    string // when, and by whom, it was prepared; By may be empty
	Parts       []Part
	Course      *scripts.CourseCost // nil of a lesson
	Styles      []string            // URLs of the style sheets; if there are none, they are in the page
	Icon        string              // the URL of one, or ""
	Errors      scripts.Faults      // which keep it from being served
	Warnings    scripts.Faults
	Fills       []Fill
}

// Part is a lesson of a page, with what check says of it, or a translation of the lesson before it.
type Part struct {
	*Lesson
	Report      *scripts.Report // nil of a translation
	Of          string          // the title of the lesson that this is a translation of, or ""
	SamePhrases string          // the part before that has the same phrases, or ""
}

// PageOf is the page of a lesson or a course, by its report. Footer and values are those of the report.
func PageOf(r scripts.Report, footer string, values map[string]string, at time.Time, by string) *Page {
	p := &Page{Name: r.Lesson, Title: r.Title, Date: at.Format("2 January 2006"), By: by, Course: r.Course, Warnings: r.Warnings, Errors: r.Errors}
	reports := []scripts.Report{r}
	if r.Course != nil {
		reports = r.Course.Parts
	}
	for _, r := range reports {
		p.add(Part{Lesson: Of(r.Script, footer, values), Report: &r})
		for _, translation := range r.Script.Translations {
			l := Of(translation, footer, values)
			l.ID += "-" + translation.Language
			p.add(Part{Lesson: l, Of: r.Title})
		}
		if p.Course != nil {
			p.Warnings = append(p.Warnings, r.Warnings...)
		}
	}
	return p
}

// add adds a part. Phrases that are those of a part before are not printed again.
func (p *Page) add(part Part) {
	for _, before := range p.Parts {
		if part.SamePhrases == "" && before.SamePhrases == "" && reflect.DeepEqual(before.Script.Phrases, part.Script.Phrases) {
			part.SamePhrases, part.Groups = before.Script.Title, nil
		}
	}
	for _, fill := range part.Fills {
		if !slices.Contains(p.Fills, fill) {
			p.Fills = append(p.Fills, fill)
		}
	}
	p.Parts = append(p.Parts, part)
}

// Render writes the page.
func (p *Page) Render(w io.Writer) error { return pages.ExecuteTemplate(w, "page", p) }

// RenderFoot writes the style sheet of the printed pages' foot, for a page with Styles.
func (p *Page) RenderFoot(w io.Writer) error { return pages.ExecuteTemplate(w, "foot", p) }

// Foot is what stands at the foot of each printed page.
func (p *Page) Foot() string {
	var versions []string
	for _, part := range p.Parts {
		if part.Script.Version != "" { // a translation is a part of the lesson's
			versions = append(versions, part.Script.Version)
		}
	}
	return fmt.Sprintf("%s, version %s, %s", p.Name, strings.Join(versions, " "), p.Date)
}

// CourseSegments is the cost of a course by text, in words.
func (p *Page) CourseSegments() string {
	segments, wide := p.Course.Segments()
	return fmt.Sprintf("%d segments at most, with the offers of the parts; %d where names have macrons", segments, wide)
}

// Questions is how many steps ask something.
func (l *Lesson) Questions() (n int) {
	for i := range l.Script.Steps {
		if asksSomething(l.Script.Steps[i].Kind) {
			n++
		}
	}
	return n
}

// Milestones says what managers see of a learner: "finished, after step 16".
func (l *Lesson) Milestones() string {
	var seen []string
	for _, step := range l.Steps {
		if step.Milestone != "" {
			seen = append(seen, fmt.Sprintf("%s, after step %d", step.Milestone, step.N))
		}
	}
	return strings.Join(seen, "; ")
}
