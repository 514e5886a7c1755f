package try

import (
	"embed"
	"html/template"

	"coachline/handlers/assets"
	"coachline/scripts/outline"
)

//go:embed templates static
var embedded embed.FS

// static is what the page is drawn with beside what all pages are.
var static = assets.NewFolder(embedded, "static")

// keypad are the keys of a phone and their letters; ITU-T E.161.
var keypad = [...]struct{ Key, Letters string }{
	{"1", ""},
	{"2", "ABC"},
	{"3", "DEF"},
	{"4", "GHI"},
	{"5", "JKL"},
	{"6", "MNO"},
	{"7", "PQRS"},
	{"8", "TUV"},
	{"9", "WXYZ"},
	{"*", "again"},
	{"0", "help"},
	{"#", "skip"},
}

// button is something that is done by pressing a button.
type button struct {
	Me                int
	Act, Label, Class string
}

var pages = template.Must(outline.AddTo(assets.Templates("/try", static).Funcs(template.FuncMap{
	"outlined": func(name string) string { return "/try/script/static/" + styles.Path(name) },
	"keypad":   func() any { return keypad },
	"button":   func(me int, act, label, class string) button { return button{me, act, label, class} },
})).ParseFS(embedded, "templates/*.html"))
