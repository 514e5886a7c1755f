package manager

import (
	"embed"
	"html/template"
	"net/http"
	"strings"

	"coachline/handlers/assets"
)

//go:embed templates static
var embedded embed.FS

var static = assets.NewFolder(embedded, "static")

var templates = template.Must(assets.Templates("/manage", static).ParseFS(embedded, "templates/*.html"))

// page is what every page has; Data is its own.
type page struct {
	Title  string
	User   *user  // who is logged in
	Notice string // what was done
	Wrong  string // what was not, and what to do
	Field  string // the ID of the field that Wrong is about; "" is none, or several
	Data   any
}

// At is what is wrong with a field, to be said beside it; "" where it is not that.
func (v page) At(field string) string {
	if v.Field != field {
		return ""
	}
	return v.Wrong
}

// Mark is what the element of a field says of what is wrong with it, which has the field's ID with "-wrong" behind, and of
// hints by their IDs.
func (v page) Mark(field string, hints ...string) template.HTMLAttr {
	return assets.Mark(field, v.At(field) != "", hints...)
}

// render answers with a page, which says what was done before.
func (p *Pages) render(w http.ResponseWriter, r *http.Request, status int, name string, v page) error {
	if v.Notice == "" {
		v.Notice = p.config.Browsers.PopString(r.Context(), keyNotice)
	}
	return p.write(w, status, name, v)
}

// write answers with a page or a part of one, whole or not at all.
func (p *Pages) write(w http.ResponseWriter, status int, name string, v page) error {
	return assets.Render(w, templates, status, name, v)
}

// keyNotice is what a browser's session holds to be said on the next page. It has no number and no learner's name: what is
// held there is not sealed.
const keyNotice = "notice"

// done leads to a page and says there what was done.
func (p *Pages) done(w http.ResponseWriter, r *http.Request, to, notice string) error {
	p.config.Browsers.Put(r.Context(), keyNotice, notice)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// sentence is an error of a reader as a page says it.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + strings.TrimSuffix(words[1:], ".") + "."
}
