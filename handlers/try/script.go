package try

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/gorilla/mux"

	"coachline/handlers/assets"
	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
	"coachline/scripts/outline"
	"coachline/session"
)

// lesson is the script in its words, and where in it the person is.
type lesson struct {
	Title    string
	Name     string
	Folder   string
	Outline  *outline.Lesson // nil: the lesson is gone
	Now      *outline.Step   // where the person is; nil: not in it
	Changed  bool            // since the person began
	Faults   scripts.Faults
	Warnings scripts.Faults

	Languages []language // of a lesson that has several
}

// language is a language of a lesson, and the word that changes to it.
type language struct {
	Tag, Word string
	Now       bool // the person has the lesson in it
}

// languagesOf are the languages of a lesson with translations.
func languagesOf(script *dialogue.Script, chosen string) (all []language) {
	for _, s := range append([]*dialogue.Script{script}, script.Translations...) {
		names := slices.Concat(nlu.For(script.In(chosen).Language).NamesOf(s.Language), s.Called)
		if len(script.Translations) > 0 && len(names) > 0 {
			all = append(all, language{s.Language, names[0], script.In(chosen) == s})
		}
	}
	return all
}

// styles are the style sheets of the script and of the picture of its paths.
var styles = assets.NewFolder(outline.Files, "static")

// lesson is the lesson that somebody is on whose record was seen, or else the one that is tried.
func (p *Page) lesson(seen session.Inspection) lesson {
	l := lesson{Folder: p.config.Folder, Faults: p.config.Lessons.Faults(), Warnings: p.config.Lessons.Warnings()}
	script, ok := p.config.Lessons.Current(cmp.Or(seen.Lesson, p.config.Lesson))
	if !ok {
		return l
	}
	l.Title, l.Name = script.Title, script.Lesson
	l.Languages = languagesOf(script, seen.Place.Language)
	l.Changed = seen.Version != "" && seen.Version != script.Version
	here := seen.Place.Step
	if seen.Place.Status == dialogue.Ended {
		here = ""
	}
	l.Outline = p.outline(script.In(seen.Place.Language)).At(here)
	for i := range l.Outline.Steps {
		if l.Outline.Steps[i].Here {
			l.Now = &l.Outline.Steps[i]
		}
	}
	return l
}

// outline is a script as people read it. Pages are drawn every second, and it changes when somebody saves a file.
func (p *Page) outline(script *dialogue.Script) *outline.Lesson {
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.outlines[script.Lesson]
	if known == nil || known.Script != script {
		known = outline.Of(script, p.config.Footer, script.Values)
		p.outlines[script.Lesson] = known
	}
	return known
}

// script answers with a lesson or a course as the folder has it now, to read, to print and to sign.
func (p *Page) script(w http.ResponseWriter, r *http.Request) error {
	name := mux.Vars(r)["lesson"]
	report, err := p.config.Lessons.Inspect(name)
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return nil
	}
	page := outline.PageOf(report, p.config.Footer, p.config.Lessons.Values(), p.now(), "")
	w.Header().Set("Cache-Control", "no-store")
	if mux.Vars(r)["sheet"] != "" {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		return page.RenderFoot(w)
	}
	page.Icon = "/try/assets/" + assets.Shared.Path("icon.svg")
	for _, sheet := range outline.Sheets {
		page.Styles = append(page.Styles, "/try/script/static/"+styles.Path(sheet))
	}
	page.Styles = append(page.Styles, "/try/script/"+name+"/foot.css")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	return page.Render(w)
}
