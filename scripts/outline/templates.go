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

//go:embed templates
var templates embed.FS

var pages = template.Must(template.New("").Funcs(Funcs).ParseFS(templates, "templates/*.html"))

// Funcs are the functions of the templates.
var Funcs = template.FuncMap{
	"add": func(numbers ...int) (sum int) {
		for _, n := range numbers {
			sum += n
		}
		return sum
	},
	"runs": runs,
	"hour": atHour,
	"style": func(name string) template.CSS {
		src, err := Files.ReadFile("static/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		return template.CSS(src)
	},
}
