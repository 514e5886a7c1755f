// Package privacy is the page /privacy: what the line holds of people, why, who sees it, for how long, and what they can do about
// it. Its address stands in invitations and in the reply to HELP.
//
// The rule it keeps: the page says what is so. It is made from the operator's settings, and says no figure that they decide
// otherwise. It is the same for everybody and needs no login, and it knows no record.
package privacy

import (
	"embed"
	"html/template"
	"net/http"

	"github.com/gorilla/mux"

	"coachline/handlers/assets"
)

// Path is where the page is.
const Path = "/privacy"

// Config is what the page says of the line.
type Config struct {
	Organisation  string // who runs it
	Contact       string // who answers questions about personal data; empty: nobody is named
	Texts         string // the number that texts come from, as people write it; empty: not known
	Calls         string // the number that calls come from, as people write it; empty: the line rings nobody
	RetentionDays int    // how long answers are kept after a lesson; 0 is until the learner erases them
	NewZealand    bool   // people have the rights of New Zealand's Privacy Act
}

//go:embed templates static
var embedded embed.FS

var static = assets.NewFolder(embedded, "static")

var templates = template.Must(assets.Templates(Path, static).ParseFS(embedded, "templates/*.html"))

// Page is the page.
type Page struct{ config Config }

// New makes the page.
func New(c Config) *Page { return &Page{c} }

// Handler is the page and its style sheets. serve makes an answer of an error that the page returns.
func (p *Page) Handler(serve func(func(http.ResponseWriter, *http.Request) error) http.Handler) http.Handler {
	r := mux.NewRouter()
	r.Handle(Path, serve(p.show)).Methods(http.MethodGet, http.MethodHead)
	assets.Serve(r, Path, static)
	return assets.Guard(r)
}

func (p *Page) show(w http.ResponseWriter, _ *http.Request) error {
	return assets.Render(w, templates, http.StatusOK, "privacy", p.config)
}

// ErrorPage answers in plain words. The page reads nothing that could fail.
func (p *Page) ErrorPage(w http.ResponseWriter, _ *http.Request, _ error, status int, _, words string) error {
	http.Error(w, words, status)
	return nil
}

// One reports whether texts and calls have the same number.
func (c Config) One() bool { return c.Texts == c.Calls }
