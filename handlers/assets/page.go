package assets

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"
)

// Render answers with a page or a part of one, whole or not at all.
func Render(w http.ResponseWriter, templates *template.Template, status int, name string, data any) error {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
	return nil
}

// Mark returns the attributes of a form's field: whether it is wrong, and the IDs of the words about it. What is wrong with it
// stands in the element with the field's ID and "-wrong".
func Mark(field string, wrong bool, hints ...string) template.HTMLAttr {
	var invalid string
	if wrong {
		invalid, hints = `aria-invalid="true" `, append([]string{field + "-wrong"}, hints...)
	}
	if len(hints) == 0 {
		return ""
	}
	return template.HTMLAttr(invalid + `aria-describedby="` + strings.Join(hints, " ") + `"`)
}
