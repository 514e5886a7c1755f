package learner

import (
	"embed"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"coachline/handlers/assets"
	"coachline/session/e164"
)

//go:embed templates static
var embedded embed.FS

var static = assets.NewFolder(embedded, "static")

var templates = template.Must(assets.Templates("/me", static).ParseFS(embedded, "templates/*.html"))

// page is what every page has; Data is its own.
type page struct {
	Title  string
	Notice string // what was done
	Wrong  string // what was not, and what to do
	Field  string // the ID of the field that Wrong is about; "" is none
	Number string // that people text, for a sentence; may be empty
	Data   any
}

// At is what is wrong with a field, or "".
func (v page) At(field string) string {
	if v.Field != field {
		return ""
	}
	return v.Wrong
}

// Mark is what the element of a field says of what is wrong with it.
func (v page) Mark(field string) template.HTMLAttr {
	return assets.Mark(field, v.At(field) != "")
}

// notices are what was done, by the name that an address has for it.
var notices = map[string]string{
	"name":       "Your name is corrected.",
	"answer":     "The name is corrected.",
	"hour":       "The next text comes at the new hour.",
	"erased":     "The answer is erased. Copies on their way to your phone are gone within an hour.",
	"erased-all": "All your answers are erased. Copies on their way to your phone are gone within an hour.",
	"forgotten":  "All of your data is erased. The line leaves your number alone until you text START.",
	"code":       "Your completion code is made: it stands beside the part.",
	"left":       "Your record is closed in this browser.",
}

// done leads to the record and says there what was done.
func (p *Pages) done(w http.ResponseWriter, r *http.Request, what string) error {
	http.Redirect(w, r, "/me/?"+url.Values{"done": {what}}.Encode(), http.StatusSeeOther)
	return nil
}

// render answers with a page, whole or not at all.
func (p *Pages) render(w http.ResponseWriter, status int, name string, v page) error {
	return assets.Render(w, templates, status, name, v)
}

// number is the line's own, as people write it.
func (p *Pages) number() string {
	if n, ok := e164.FromWire(p.config.Number); ok {
		return strings.ReplaceAll(n.Written(p.config.Region), " ", "\u00a0")
	}
	return p.config.Number
}
