package try

import (
	"net/http"

	"github.com/gorilla/mux"

	"coachline/handlers/assets"
	"coachline/handlers/report"
	"coachline/session/funnel"
)

// reportStyles is the style sheet of a report; the others are those of the script.
var reportStyles = assets.NewFolder(report.Files, "static")

// report answers with where the learners of the page stop. They are nobody, so nothing is hidden.
func (p *Page) report(w http.ResponseWriter, r *http.Request) error {
	lesson := mux.Vars(r)["lesson"]
	if _, known := p.config.Lessons.Current(lesson); !known {
		return ErrNothing
	}
	found, err := funnel.Exact(r.Context(), p.config.Store, lesson)
	if err != nil {
		return err
	}
	page := report.Page{Report: found, At: p.now(), Back: "/try/", Icon: "/try/assets/" + assets.Shared.Path("icon.svg"), Styles: []string{
		"/try/script/static/" + styles.Path("own.css"), "/try/script/static/" + styles.Path("picture.css"), "/try/report/static/" + reportStyles.Path("report.css"),
	}}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return page.Render(w)
}
