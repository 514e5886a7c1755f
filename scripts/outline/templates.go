package outline

import (
	"embed"
	"html/template"
)

// Files has the style sheets, in the folder static: picture.css is for a picture, script.css for a script, and own.css has the
// colours that both need, which a page of the line has already.
//
//go:embed static
var Files embed.FS

// Sheets are the style sheets of a page on its own, in their order.
var Sheets = []string{"own.css", "script.css", "picture.css", "paper.css"}

//go:embed templates
var templates embed.FS

var pages = template.Must(AddTo(template.New("")).ParseFS(templates, "templates/page.html"))

// AddTo adds the templates of a script to others: "steps" draws the steps of a *Lesson.
func AddTo(others *template.Template) *template.Template {
	return template.Must(others.Funcs(funcs).ParseFS(templates, "templates/script.html", "templates/picture.html"))
}

var funcs = template.FuncMap{
	"add": func(numbers ...int) (sum int) {
		for _, n := range numbers {
			sum += n
		}
		return sum
	},
	"runs":   runs,
	"hour":   atHour,
	"sheets": func() []string { return Sheets },
	"style": func(name string) template.CSS {
		src, err := Files.ReadFile("static/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		return template.CSS(src)
	},
}
