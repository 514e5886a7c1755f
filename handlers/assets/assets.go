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
	"io/fs"
	"net/http"
)

//go:embed files
var embedded embed.FS

var files = func() fs.FS {
	sub, err := fs.Sub(embedded, "files")
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}()

// versions are the contents' hashes by file.
var versions = Versions(files)

// Versions are the hashes of all files of a folder, by name, for Path's like: a file that may be kept for good has the
// hash of its content in its address.
func Versions(folder fs.FS) map[string]string {
	found := map[string]string{}
	names, err := fs.Glob(folder, "*")
	if err != nil {
		panic(err) // a constant pattern is well formed
	}
	for _, name := range names {
		content, err := fs.ReadFile(folder, name)
		if err != nil {
			panic(err) // it is part of the program
		}
		sum := sha256.Sum256(content)
		found[name] = hex.EncodeToString(sum[:6])
	}
	return found
}

// Path is where a page finds a file below the prefix at which it has Handler; it changes with the file.
func Path(name string) string { return name + "?v=" + versions[name] }

// Handler serves the files, to be kept for good: their addresses change with them.
func Handler() http.Handler { return Forever(files) }

// Forever serves a folder whose addresses change with the content of its files.
func Forever(folder fs.FS) http.Handler {
	server := http.FileServerFS(folder)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		server.ServeHTTP(w, r)
	})
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
