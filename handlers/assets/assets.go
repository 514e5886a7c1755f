// Package assets has what all pages share: how they begin, and their style sheets and scripts. These are Pico (picocss.com,
// MIT licence), htmx 4 and its extension for server-sent events (htmx.org, 0BSD licence), as released, and the line's own.
//
// The rule it keeps: a page loads nothing from elsewhere, and its Content-Security-Policy says so. It does not know the
// pages.
package assets

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"

	"github.com/gorilla/mux"
)

//go:embed files
var embedded embed.FS

// Shared holds the files that all pages use.
var Shared = NewFolder(embedded, "files")

// Folder holds embedded files. Browsers may keep them for good, since each URL has the hash of the content.
type Folder struct {
	files    fs.FS
	versions map[string]string // by name
}

// NewFolder makes a folder of embedded files. It panics if they are not there.
func NewFolder(embedded fs.FS, name string) *Folder {
	files, err := fs.Sub(embedded, name)
	if err != nil {
		panic(err) // the name is a constant
	}
	names, err := fs.Glob(files, "*")
	if err != nil {
		panic(err) // a constant pattern is well formed
	}
	f := &Folder{files, map[string]string{}}
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err) // it is part of the program
		}
		sum := sha256.Sum256(content)
		f.versions[name] = hex.EncodeToString(sum[:6])
	}
	return f
}

// Path is the URL of a file, relative to the folder. It changes with the content.
func (f *Folder) Path(name string) string { return name + "?v=" + f.versions[name] }

// ServeHTTP serves the files. Browsers may keep a file for good if they asked for its current version.
func (f *Folder) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	version, known := f.versions[r.URL.Path]
	if !known {
		http.NotFound(w, r)
		return
	}
	if r.FormValue("v") == version {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.FileServerFS(f.files).ServeHTTP(w, r)
}

// Serve serves the shared files and a page's own below a prefix, such as "/manage".
func Serve(r *mux.Router, prefix string, own *Folder) {
	for below, folder := range map[string]*Folder{prefix + "/assets/": Shared, prefix + "/static/": own} {
		r.PathPrefix(below).Handler(http.StripPrefix(below, folder)).Methods(http.MethodGet)
	}
}

//go:embed head.html drawings.html
var templates embed.FS

// Templates returns what the templates of pages below a prefix start from. {{template "begin"}} begins a page, up to the
// middle of its head. {{template "drawing-group"}} is a picture for a page that is still empty.
// {{asset "pico.min.css"}} is the URL of a shared file, {{static "own.css"}} that of a page's own.
func Templates(prefix string, own *Folder) *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"asset":  func(name string) string { return prefix + "/assets/" + Shared.Path(name) },
		"static": func(name string) string { return prefix + "/static/" + own.Path(name) },
	}).ParseFS(templates, "*.html"))
}

// Guard sets security headers: a page loads and posts only to the line, cannot be framed, and sends no referrer.
func Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
