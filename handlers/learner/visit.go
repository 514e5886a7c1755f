package learner

import (
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"coachline/handlers/origin"
	"coachline/session"
	"coachline/session/visit"
)

// handler answers a request. Where it returns an error it has not answered.
type handler = func(http.ResponseWriter, *http.Request) error

// maxForm is what a form may be at most, in bytes.
const maxForm = 16 << 10

// form is a page that takes a form.
func (p *Pages) form(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		err := r.ParseForm()
		switch {
		case errors.As(err, new(*http.MaxBytesError)):
			return ErrTooLarge
		case err != nil:
			return refused("The form did not arrive whole: please go back, and send it again.", "")
		}
		return next(w, r)
	}
}

// mine is a page for the learner whose record is open in this browser.
func (p *Pages) mine(next func(http.ResponseWriter, *http.Request, session.Person) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := p.config.Visits.Whose(r.Context(), p.pass(r))
		if err != nil {
			return err
		}
		return next(w, r, who)
	}
}

// cookiePass is the name of the cookie of a pass. A browser takes one that begins with __Host- only over https, from the host
// itself, so no other site can plant it.
const cookiePass = "coachline-me"

func (p *Pages) cookieName() string {
	if p.config.HTTPS {
		return "__Host-" + cookiePass
	}
	return cookiePass
}

// pass is the one of this browser, or "".
func (p *Pages) pass(r *http.Request) visit.Pass {
	c, err := r.Cookie(p.cookieName())
	if err != nil {
		return ""
	}
	return visit.Pass(c.Value)
}

// setPass gives the browser a pass, or takes it away if it is "". The cookie is SameSite=Lax: a link from an app for texts
// finds it, and every POST is checked by http.CrossOriginProtection.
func (p *Pages) setPass(w http.ResponseWriter, v visit.Pass) {
	age := int(visit.OpenFor.Seconds())
	if v == "" {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: p.cookieName(), Value: string(v), MaxAge: age, Path: "/", Secure: p.config.HTTPS, HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	})
}

// showLink is what a link leads to: a page with one button, which opens the record. The browser that has opened it already is led
// on.
func (p *Pages) showLink(w http.ResponseWriter, r *http.Request) error {
	token := mux.Vars(r)["token"]
	if v := p.pass(r); v.Of(token) {
		if _, err := p.config.Visits.Whose(r.Context(), v); err == nil {
			http.Redirect(w, r, "/me/", http.StatusSeeOther)
			return nil
		}
	}
	if err := p.config.Visits.Look(r.Context(), token, origin.Address(r)); err != nil {
		return err
	}
	return p.render(w, http.StatusOK, "link", page{Title: "Your own record", Data: visit.NewSecret()})
}

// open opens a link in this browser. The form brings the browser's secret, so that sending it twice does no harm.
func (p *Pages) open(w http.ResponseWriter, r *http.Request) error {
	who, visit, err := p.config.Visits.Open(r.Context(), mux.Vars(r)["token"], r.PostFormValue("browser"), origin.Address(r))
	if err != nil {
		return err
	}
	p.setPass(w, visit)
	if err := p.config.Store.NoteRead(r.Context(), who, p.config.Clock()); err != nil && !errors.Is(err, session.ErrNobody) {
		return err
	}
	http.Redirect(w, r, "/me/", http.StatusSeeOther)
	return nil
}

// leave closes the record in this browser.
func (p *Pages) leave(w http.ResponseWriter, r *http.Request) error {
	if err := p.config.Visits.Close(r.Context(), p.pass(r)); err != nil {
		return err
	}
	p.setPass(w, "")
	return p.done(w, r, "left")
}
