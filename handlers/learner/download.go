package learner

import (
	"bytes"
	"html/template"
	"io"
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
	return p.download(w, r, who, filePage, "coachline-record.html", "text/html; charset=utf-8")
}

func (p *Pages) downloadText(w http.ResponseWriter, r *http.Request, who session.Person) error {
	return p.download(w, r, who, fileText, "coachline-record.txt", "text/plain; charset=utf-8")
}

// download answers with the record as a file to keep.
func (p *Pages) download(w http.ResponseWriter, r *http.Request, who session.Person, file interface{ Execute(io.Writer, any) error }, name, mediaType string) error {
	own, err := p.record(r, who)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := file.Execute(&b, own); err != nil {
		return err
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, _ = b.WriteTo(w)
	return nil
}
