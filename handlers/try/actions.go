package try

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
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
	"answer":  onPhone((*simulator.Phone).PickUp),
	"ignore":  onPhone((*simulator.Phone).Ignore),
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
	"restart": func(p *Page, ctx context.Context, who Person, _ url.Values) error { return p.restart(ctx, who) },
	"time":    pass,
}

func onPhone(do func(*simulator.Phone, context.Context) error) act {
	return func(p *Page, ctx context.Context, who Person, _ url.Values) error { return do(p.phone(who), ctx) }
}

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

// Handler is everything below /try/.
func (p *Page) Handler() http.Handler {
	r := mux.NewRouter()
	r.Handle("/try/", p.answer(p.show)).Methods(http.MethodGet)
	r.Handle("/try/{who:[1-9]}/live", p.answer(p.live)).Methods(http.MethodGet)
	r.Handle("/try/{who:[1-9]}/{act}", p.answer(p.do)).Methods(http.MethodPost)
	r.Handle("/try/{who:[1-9]}/{act}", p.answer(p.back)).Methods(http.MethodGet) // a page that was loaded again
	assets.Serve(r, "/try", static)
	return http.NewCrossOriginProtection().Handler(assets.Guard(r))
}

// answer finds who is meant, and says it when something went wrong.
func (p *Page) answer(next func(http.ResponseWriter, *http.Request, Person) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		named := mux.Vars(r)["who"]
		if named == "" {
			named = r.URL.Query().Get("phone")
		}
		if named == "" {
			named = "1"
		}
		i, err := strconv.Atoi(named)
		if err != nil || i < 1 || i > len(p.config.People) {
			http.Error(w, "There is no such phone.", http.StatusNotFound)
			return
		}
		if err := next(w, r, p.config.People[i-1]); err != nil && !p.stopping() && r.Context().Err() == nil {
			slog.ErrorContext(r.Context(), "the page cannot be shown", slog.String("error", err.Error()))
			http.Error(w, "Something went wrong; the terminal says more.", http.StatusInternalServerError)
		}
	})
}

// show draws the whole page.
func (p *Page) show(w http.ResponseWriter, r *http.Request, who Person) error {
	return p.draw(w, r, who, http.StatusOK, "page", "")
}

// draw answers with a template, whole or not at all.
func (p *Page) draw(w http.ResponseWriter, r *http.Request, who Person, status int, name, notice string) error {
	v, err := p.view(r.Context(), who)
	if err != nil {
		return err
	}
	v.Notice = notice
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = b.WriteTo(w)
	return nil
}

// do does what was asked for. With JavaScript the page hears of it by its stream; without, it is drawn again.
func (p *Page) do(w http.ResponseWriter, r *http.Request, who Person) error {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "This is no form of the page.", http.StatusBadRequest)
		return nil
	}
	what, known := acts[mux.Vars(r)["act"]]
	if !known {
		http.NotFound(w, r)
		return nil
	}
	// A journey takes its time.
	if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); err != nil {
		return err
	}
	// A person who closes the page has still sent what they sent.
	err := what(p, context.WithoutCancel(r.Context()), who, r.PostForm)
	live := r.Header.Get("HX-Request") != ""
	switch {
	case err != nil && live:
		return p.draw(w, r, who, http.StatusConflict, "noticed", sentence(err))
	case err != nil:
		return p.draw(w, r, who, http.StatusConflict, "page", sentence(err))
	case live:
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

// sentence is an error as the page says it.
func sentence(err error) string {
	switch {
	case errors.Is(err, simulator.ErrNoInput):
		return "Nothing was pressed or said."
	case errors.Is(err, simulator.ErrNoCall):
		return "There is no call just now."
	}
	words := err.Error()
	return strings.ToUpper(words[:1]) + words[1:] + "."
}
