// Package report is the page that shows where the learners of a lesson stop.
//
// The rule it keeps: it shows what package funnel gives, and nothing else, so what is hidden stays hidden. It is for whoever runs the
// line, and no route of `serve` leads to it: a command writes it as a file of its own, which may be given to the lesson's author, and
// the page on which the line is tried has it for the learners there.
package report

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"

	"coachline/scripts/outline"
	"coachline/session/funnel"
)

// Page is a report as a page.
type Page struct {
	Report funnel.Report
	At     time.Time // when it was made
	Styles []string  // URLs of the style sheets; if there are none, they are in the page
	Icon   string    // the URL of its icon; empty: it has none
	Back   string    // the URL of the page that leads here; empty: none does
}

// Files has the style sheets, in the folder static.
//
//go:embed static
var Files embed.FS

//go:embed templates
var templates embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"style": func(name string) template.CSS {
		files := outline.Files
		if name == "report.css" {
			files = Files
		}
		src, err := files.ReadFile("static/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		return template.CSS(src)
	},
	"n": func(n *int) template.HTML {
		if n == nil {
			return `<span title="hidden">·</span>`
		}
		return template.HTML(fmt.Sprint(*n))
	},
	"time":    func(r *funnel.Range) string { return r.String() },
	"picture": picture,
	"note":    func(v funnel.Version, s funnel.Step) outline.Note { return noteOf(s, v.Most()) },
	"percent": func(part float64) string { return fmt.Sprintf("%.0f%%", 100*part) },
}).ParseFS(templates, "templates/*.html"))

// Render writes the page.
func (p Page) Render(w io.Writer) error { return pages.ExecuteTemplate(w, "page", p) }

// Date is when the report was made.
func (p Page) Date() string { return p.At.Format("2 January 2006, 15:04") }

// picture is the paths of a version, with how many reached each step and how many stopped there.
func picture(v funnel.Version) (template.HTML, error) {
	if v.Script == nil {
		return "", nil
	}
	notes := map[string]outline.Note{}
	for _, s := range v.Steps {
		notes[s.Step] = noteOf(s, v.Most())
	}
	return outline.Draw(v.Script, notes).HTML()
}

// noteOf is what stands beside a step.
func noteOf(s funnel.Step, most int) outline.Note {
	if s.Reached.All == nil {
		return outline.Note{Text: "hidden"}
	}
	said := []string{fmt.Sprintf("%d reached", *s.Reached.All)}
	stopped := 0
	for _, n := range []*int{s.Left.All, s.OptedOut.All} {
		if n != nil {
			stopped += *n
		}
	}
	if stopped > 0 {
		said = append(said, fmt.Sprintf("%d stopped", stopped))
	}
	return outline.Note{Text: strings.Join(said, ", "), Weight: float64(*s.Reached.All) / float64(most)}
}
