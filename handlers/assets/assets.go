// Package assets is what every page of the line is drawn with: Pico (picocss.com, MIT licence), htmx 4 and its extension
// for server-sent events (htmx.org, 0BSD licence), as their makers released them, and what the line's own pages share.
//
// The rule it keeps: a page asks nobody but the line for anything, and says so in its Content-Security-Policy. It knows
// no page.
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

// Shared is what all pages are drawn with.
var Shared = NewFolder(embedded, "files")

// Folder is files of the program that browsers may keep for good: the address of each has the hash of its content.
type Folder struct {
	files    fs.FS
	versions map[string]string // by name
}

// NewFolder is a folder of what is embedded, which must be there.
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

// Path is where a page finds a file below the prefix at which the folder is served; it changes with the file.
func (f *Folder) Path(name string) string { return name + "?v=" + f.versions[name] }

// ServeHTTP serves the files, to be kept for good where they were asked for as they are now.
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

// Serve serves what the pages below a prefix, such as "/manage", are drawn with: what they share, and their own.
func Serve(r *mux.Router, prefix string, own *Folder) {
	for below, folder := range map[string]*Folder{prefix + "/assets/": Shared, prefix + "/static/": own} {
		r.PathPrefix(below).Handler(http.StripPrefix(below, folder)).Methods(http.MethodGet)
	}
}

// Funcs are how the templates of those pages name a file: {{asset "pico.min.css"}}, and {{static "own.css"}}.
func Funcs(prefix string, own *Folder) template.FuncMap {
	return template.FuncMap{
		"asset":  func(name string) string { return prefix + "/assets/" + Shared.Path(name) },
		"static": func(name string) string { return prefix + "/static/" + own.Path(name) },
	}
}

// Guard sets what a page of the line may do: ask the line itself and nobody else, be framed by nobody, and tell nobody
// where it was left from.
func Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
