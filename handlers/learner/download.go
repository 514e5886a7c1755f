package learner

import (
	"bytes"
	"html/template"
	"net/http"
	text "text/template"

	"coachline/session"
)

// What a learner downloads: a page that stands alone, and plain text for a portfolio that takes nothing else. They are no pages of
// ours: the style is in the file, which is opened from a disk.
var (
	filePage = template.Must(template.New("file.html").ParseFS(embedded, "templates/file/file.html"))
	fileText = text.Must(text.New("file.txt").ParseFS(embedded, "templates/file/file.txt"))
)

func (p *Pages) downloadPage(w http.ResponseWriter, r *http.Request, who session.Person) error {
	own, err := p.record(r, who)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := filePage.Execute(&b, own); err != nil {
		return err
	}
	return attach(w, "coachline-record.html", "text/html; charset=utf-8", &b)
}

func (p *Pages) downloadText(w http.ResponseWriter, r *http.Request, who session.Person) error {
	own, err := p.record(r, who)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := fileText.Execute(&b, own); err != nil {
		return err
	}
	return attach(w, "coachline-record.txt", "text/plain; charset=utf-8", &b)
}

// attach answers with a file to keep.
func attach(w http.ResponseWriter, name, kind string, b *bytes.Buffer) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = b.WriteTo(w)
	return nil
}
