package try

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"coachline/handlers/assets"
	"coachline/handlers/simulator"
)

// act is something that can be done on the page.
type act func(p *Page, ctx context.Context, who Person, form url.Values) error

// acts are all of them, by the last part of their path.
var acts = map[string]act{
	"text":    text,
	"call":    onPhone((*simulator.Phone).Call),
	"answer":  onPhone(pickUp),
	"ignore":  onPhone(ignore),
	"machine": onPhone((*simulator.Phone).Machine),
	"silent":  silent,
	"hangup":  onPhone((*simulator.Phone).HangUp),
	"press": func(p *Page, ctx context.Context, who Person, form url.Values) error {
		return p.phone(who).Press(ctx, form.Get("keys")+form.Get("key"))
	},
	"say": say,
	"faults": func(p *Page, _ context.Context, who Person, form url.Values) error {
		p.setFaults(who, read(form))
		return nil
	},
	"restart": func(p *Page, ctx context.Context, who Person, form url.Values) error {
		return p.begin(ctx, who, form.Get("lesson"))
	},
	"time": pass,
}

func onPhone(do func(*simulator.Phone, context.Context) error) act {
	return func(p *Page, ctx context.Context, who Person, _ url.Values) error { return do(p.phone(who), ctx) }
}

func pickUp(phone *simulator.Phone, ctx context.Context) error { return phone.PickUp(ctx, "human") }

func ignore(phone *simulator.Phone, ctx context.Context) error { return phone.Leave(ctx, "no-answer") }

// text sends a text, which has something in it.
func text(p *Page, ctx context.Context, who Person, form url.Values) error {
	body := strings.TrimSpace(form.Get("body"))
	if body == "" {
		return errors.New("a text needs some words")
	}
	return p.phone(who).Text(ctx, body)
}

// silent keeps silent, once after each prompt: several pages may look at one call, and each counts the seconds.
func silent(p *Page, ctx context.Context, who Person, form url.Values) error {
	phone := p.phone(who)
	if after := form.Get("after"); after != "" && after != strconv.Itoa(callOf(phone, phone.Events()).N) {
		return nil
	}
	return phone.Silent(ctx)
}

// say has the recogniser understand words with a confidence, or without one.
func say(p *Page, ctx context.Context, who Person, form url.Values) error {
	confidence, err := strconv.ParseFloat(form.Get("confidence"), 64)
	if err != nil || confidence < 0 || confidence > 1 {
		return p.phone(who).SayPlain(ctx, form.Get("words"))
	}
	return p.phone(who).Say(ctx, form.Get("words"), confidence)
}

// pass moves the clock.
func pass(p *Page, ctx context.Context, who Person, form url.Values) error {
	switch form.Get("to") {
	case "hour":
		return p.passUntil(ctx, who, func(now time.Time) time.Time { return now.Add(time.Hour) })
	case "tomorrow":
		return p.passUntil(ctx, who, func(now time.Time) time.Time { return Morning(now.AddDate(0, 0, 1)) })
	}
	return p.passUntilText(ctx, who)
}

// Handler is everything below /try/. serve makes an answer of an error that the page returns.
func (p *Page) Handler(serve func(func(http.ResponseWriter, *http.Request) error) http.Handler) http.Handler {
	r := mux.NewRouter()
	r.Handle("/try/", serve(p.as(p.show))).Methods(http.MethodGet)
	r.Handle("/try/{who:[1-9]}/live", serve(p.as(p.live))).Methods(http.MethodGet)
	r.Handle("/try/{who:[1-9]}/file/{do:check|save|undo|redo|drop|try|new|translate}", serve(p.as(p.edit))).Methods(http.MethodPost)
	r.Handle("/try/{who:[1-9]}/file/{do}", serve(p.as(p.back))).Methods(http.MethodGet) // a page that was loaded again
	r.Handle("/try/{who:[1-9]}/{act}", serve(p.as(p.do))).Methods(http.MethodPost)
	r.Handle("/try/{who:[1-9]}/{act}", serve(p.as(p.back))).Methods(http.MethodGet) // a page that was loaded again
	r.PathPrefix("/try/script/static/").Handler(http.StripPrefix("/try/script/static/", styles)).Methods(http.MethodGet)
	r.Handle("/try/script/{lesson}", serve(p.script)).Methods(http.MethodGet)
	r.Handle("/try/script/{lesson}/{sheet:foot.css}", serve(p.script)).Methods(http.MethodGet)
	r.PathPrefix("/try/report/static/").Handler(http.StripPrefix("/try/report/static/", reportStyles)).Methods(http.MethodGet)
	r.Handle("/try/report/{lesson}", serve(p.report)).Methods(http.MethodGet)
	assets.Serve(r, "/try", static)
	return http.NewCrossOriginProtection().Handler(assets.Guard(r))
}

// as finds who is meant.
func (p *Page) as(next func(http.ResponseWriter, *http.Request, Person) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, ok := p.who(r)
		if !ok {
			return ErrNothing
		}
		if err := next(w, r, who); err != nil && !p.stopping() && r.Context().Err() == nil {
			return err
		}
		return nil
	}
}

// who is the person of a request, who may not be there.
func (p *Page) who(r *http.Request) (Person, bool) {
	named := cmp.Or(mux.Vars(r)["who"], r.URL.Query().Get("phone"), "1")
	i, err := strconv.Atoi(named)
	if err != nil || i < 1 || i > len(p.config.People) {
		return Person{}, false
	}
	return p.config.People[i-1], true
}

// show draws the whole page.
func (p *Page) show(w http.ResponseWriter, r *http.Request, who Person) error {
	return p.draw(w, r, who, http.StatusOK, "page", "")
}

// draw answers with a template, whole or not at all.
func (p *Page) draw(w http.ResponseWriter, r *http.Request, who Person, status int, name, notice string) error {
	var files *editor
	if name == "page" {
		var err error
		if files, err = p.editor(r, p.index(who)); err != nil { // before the rest, as it has lessons taken up
			return err
		}
	}
	v, err := p.view(r.Context(), who)
	if err != nil {
		return err
	}
	v.Notice, v.Editor = notice, files
	w.Header().Set("Cache-Control", "no-store")
	return assets.Render(w, pages, status, name, v)
}

// do does what was asked for. With JavaScript the page hears of it by its stream; without, it is drawn again.
func (p *Page) do(w http.ResponseWriter, r *http.Request, who Person) error {
	if r.ParseForm() != nil {
		return ErrMalformed
	}
	what, known := acts[mux.Vars(r)["act"]]
	if !known {
		return ErrNothing
	}
	// A journey takes its time.
	if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); err != nil {
		return err
	}
	ctx := context.WithoutCancel(r.Context()) // a person who closes the page has still sent what they sent
	if err := p.enrol(ctx, who); err != nil {
		return err
	}
	if err := what(p, ctx, who, r.PostForm); err != nil {
		return &Refused{err}
	}
	if scripted(r) {
		return p.draw(w, r, who, http.StatusOK, "noticed", "")
	}
	return p.back(w, r, who)
}

// back leads to somebody's page.
func (p *Page) back(w http.ResponseWriter, r *http.Request, who Person) error {
	http.Redirect(w, r, "/try/?phone="+strconv.Itoa(p.index(who)), http.StatusSeeOther)
	return nil
}

func (p *Page) index(who Person) int {
	for i, other := range p.config.People {
		if other == who {
			return i + 1
		}
	}
	return 1
}
