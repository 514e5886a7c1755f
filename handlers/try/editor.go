package try

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gorilla/mux"

	"coachline/handlers/assets"
	"coachline/scripts"
	"coachline/scripts/folder"
	"coachline/scripts/lint"
)

// maxForm bounds the form of a file: of a file at its largest, escaped.
const maxForm = 4 * folder.MaxFile

// editor is what the page shows of the folder's files, and of the one that is open.
type editor struct {
	Me     int // the place of the person whose phone is beside it
	Names  []string
	File   folder.File // without a name: none is open
	Found  scripts.Faults
	Did    string       // "Saved.", or what else was done
	Stale  string       // why the file is not served as it is; "" if it is
	Notice string       // what did not work
	Theirs *folder.File // what somebody else wrote meanwhile

	Differs []difference // from Theirs
	Lessons []string     // that may be translated
}

// mayEdit reports whether a request may read and write files: they are the author's own, so only a browser on this machine may. The
// name that it asked for counts, too, as any site may have its name lead here.
func (p *Page) mayEdit(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if p.config.Files == nil || err != nil || !from.Addr().Unmap().IsLoopback() {
		return false
	}
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// editor is the files of the folder, and the one that a request names. It is nil where none may be edited.
func (p *Page) editor(r *http.Request, me int) (*editor, error) {
	if !p.mayEdit(r) {
		return nil, nil
	}
	names, err := p.config.Files.Names()
	if err != nil {
		return nil, err
	}
	e := &editor{Me: me, Names: names, Lessons: p.translatable(names), Did: did[r.URL.Query().Get("did")]}
	name := r.URL.Query().Get("file")
	if name == "" {
		return e, nil
	}
	e.File, err = p.config.Files.Read(name)
	if err != nil {
		e.File = folder.File{}
		e.Notice = inWords(err)
		return e, nil
	}
	e.Found = p.config.Check(e.File.Name, e.File.Text)
	e.Stale = p.stale(e.File.Name, e.Found)
	return e, nil
}

// did says what was done to a file, by the last part of its path.
var did = map[string]string{
	"save": "Saved.", "undo": "Taken back, and saved.", "redo": "Done again, and saved.", "drop": "Taken as it is on disk.",
	"try": "Saved, and on the phone.",
}

// translatable are the lessons that have a file among these.
func (p *Page) translatable(names []string) (lessons []string) {
	for _, script := range p.config.Lessons.All() {
		if slices.Contains(names, script.Lesson+".yaml") {
			lessons = append(lessons, script.Lesson)
		}
	}
	return lessons
}

// stale says why a file is not served as it is on disk.
func (p *Page) stale(name string, found scripts.Faults) string {
	if !slices.Contains(p.config.Lessons.Stale(), name) {
		return ""
	}
	if slices.ContainsFunc(found, func(f scripts.Fault) bool { return f.Severity == lint.Error }) {
		return "It is not served yet, as check finds a fault in it; phones have its last good version, if there is one."
	}
	for _, f := range p.config.Lessons.Faults() {
		if f.File != name {
			return "It is not served yet, as it needs " + f.File + ", which has a fault."
		}
	}
	return "It is not served yet."
}

// edit does something to a file. With JavaScript what was typed is checked and saved without the page being drawn again.
func (p *Page) edit(w http.ResponseWriter, r *http.Request, who Person) error {
	if !p.mayEdit(r) {
		return ErrNothing
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); errors.As(err, new(*http.MaxBytesError)) {
		return &Refused{folder.ErrTooLarge}
	} else if err != nil {
		return ErrMalformed
	}
	files, name, text := p.config.Files, r.PostForm.Get("file"), r.PostForm.Get("text")
	var file folder.File
	var err error
	switch mux.Vars(r)["do"] {
	case "check":
		return assets.Render(w, pages, http.StatusOK, "found-in-file", editor{Found: p.config.Check(name, text)})
	case "save", "try":
		file, err = files.Save(name, text, cmp.Or(r.PostForm.Get("over"), r.PostForm.Get("version")))
	case "undo":
		file, err = files.Undo(name, text)
	case "redo":
		file, err = files.Redo(name, text)
	case "drop":
		file, err = files.Drop(name, text)
	case "new":
		file, err = files.New(r.PostForm.Get("name"))
	case "translate":
		file, err = files.Translate(r.PostForm.Get("lesson"), strings.TrimSpace(r.PostForm.Get("language")))
	}
	if err != nil {
		return p.unsaved(w, r, who, err)
	}
	return p.edited(w, r, who, file)
}

// edited shows a file after something was done to it. To try it, somebody begins its lesson, unless the line does not serve it as it is.
func (p *Page) edited(w http.ResponseWriter, r *http.Request, who Person, file folder.File) error {
	do, at := mux.Vars(r)["do"], "#editor"
	if scripted(r) {
		e := editor{Me: p.index(who), File: file, Found: p.config.Check(file.Name, file.Text), Did: did[do]}
		e.Stale = p.stale(file.Name, e.Found)
		return assets.Render(w, pages, http.StatusOK, "saved", e)
	}
	if do == "try" {
		if p.stale(file.Name, nil) != "" {
			do = "save" // the page says why it is not on the phone
		} else if err := p.begin(context.WithoutCancel(r.Context()), who, p.lessonIn(file.Name, who)); err != nil {
			return p.unsaved(w, r, who, err)
		} else {
			at = "" // to see the phone
		}
	}
	to := url.Values{"phone": {strconv.Itoa(p.index(who))}, "file": {file.Name}, "did": {do}}
	http.Redirect(w, r, "/try/?"+to.Encode()+at, http.StatusSeeOther)
	return nil
}

// unsaved says why a file is as it was. What was typed stays in the editor.
func (p *Page) unsaved(w http.ResponseWriter, r *http.Request, who Person, cause error) error {
	name, text := r.PostForm.Get("file"), r.PostForm.Get("text")
	e := &editor{Me: p.index(who), Notice: inWords(cause), File: folder.File{Name: name, Text: text, Version: r.PostForm.Get("version"), Undo: true}}
	status := http.StatusUnprocessableEntity
	if changed := new(folder.Changed); errors.As(cause, &changed) {
		e.Theirs, status = &changed.Now, http.StatusConflict
		e.Differs = differences(text, changed.Now.Text)
	}
	if scripted(r) {
		return assets.Render(w, pages, status, "unsaved", e)
	}
	v, err := p.view(r.Context(), who)
	if err != nil {
		return err
	}
	if e.Names, err = p.config.Files.Names(); err != nil {
		return err
	}
	e.Lessons = p.translatable(e.Names)
	if name != "" {
		e.Found = p.config.Check(name, text)
	}
	v.Editor = e
	return assets.Render(w, pages, status, "page", v)
}

// inWords says why a file could not be read or written.
func inWords(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "There is no such file in the folder."
	}
	if path := new(fs.PathError); errors.As(err, &path) {
		err = path.Err // without the path
	}
	return (&Refused{err}).Error()
}
