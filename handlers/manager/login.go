package manager

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/handlers/origin"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/login"
	"coachline/session/roster"
)

// countLogins counts the codes that were asked for and typed, of managers and of others: by what came of it.
func countLogins(registry prometheus.Registerer) *prometheus.CounterVec {
	logins := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "coachline_logins_total", Help: "Codes for the managers' pages: asked for, typed right, typed wrong, and too many asked for.",
	}, []string{"outcome"})
	for _, outcome := range []string{"asked", "right", "wrong", "limited"} {
		logins.WithLabelValues(outcome)
	}
	if registry != nil {
		registry.MustRegister(logins)
	}
	return logins
}

// textTimeout is how long a code may take to be handed over.
const textTimeout = 20 * time.Second

func (p *Pages) showLogin(w http.ResponseWriter, r *http.Request) error {
	wrong := ""
	if r.Form.Has("ended") {
		wrong = "Your login had ended, so nothing was done. Log in, and do it again."
	}
	return p.askNumber(w, r, http.StatusOK, wrong, "")
}

// askingNumber is what the form that asks for a number shows.
type askingNumber struct {
	Typed   string // what is no number
	Awaited bool   // a code is
}

func (p *Pages) askNumber(w http.ResponseWriter, r *http.Request, status int, wrong, typed string) error {
	awaited, _ := p.config.Browsers.Awaited(r)
	v := page{Title: "Log in", Wrong: wrong, Data: askingNumber{typed, !awaited.IsZero()}}
	if status != http.StatusOK {
		v.Field = "number"
	}
	return p.render(w, r, status, "login", v)
}

// What is said of a login that is not one. Nothing of it depends on whose the number is.
const (
	sayManyCodes = "Too many codes were asked for with this number, or from here. Wait an hour, or use a browser in which you have logged in before."
	sayWrongCode = "This code is wrong, or too old. Use the newest text: its code is good for ten minutes and five tries."
)

// askCode texts a code to a manager's number. Whether it is one, nothing tells: not the page, and not how long it takes.
func (p *Pages) askCode(w http.ResponseWriter, r *http.Request) error {
	again := func(status int, wrong string) error { return p.askNumber(w, r, status, wrong, "") }
	typed := r.PostFormValue("number")
	number, err := e164.Parse(typed, p.config.Region)
	if err != nil {
		return shown(refused(sentence(err.Error())), func(status int, wrong string) error { return p.askNumber(w, r, status, wrong, typed) })
	}
	ctx := r.Context()
	person := p.config.Roster.Person(number)
	_, err = p.config.Roster.Manager(ctx, person)
	known := err == nil
	if err != nil && !errors.Is(err, roster.ErrNoManager) {
		return err
	}
	awaited, held := p.config.Browsers.Awaited(r)
	if awaited != person {
		held = ""
	}
	made, err := p.config.Codes.Request(ctx, person, held, login.Origin{Address: origin.Address(r), Browser: p.config.Browsers.Token(w, r)})
	switch {
	case errors.Is(err, login.ErrLimited):
		p.logins.WithLabelValues("limited").Inc()
		return shown(&Refused{says: sayManyCodes, cause: err}, again)
	case err != nil:
		return err
	case known && made.Code != "":
		p.text(ctx, person, number, made.Code)
	}
	p.logins.WithLabelValues("asked").Inc()
	p.config.Browsers.Await(w, person, made.ID)
	http.Redirect(w, r, "/manage/login/code", http.StatusSeeOther)
	return nil
}

// text sends a code while the page is answered already. It goes out also to a manager who has opted out as a learner: they have
// just asked for it, and it is no text of a lesson.
func (p *Pages) text(ctx context.Context, person session.Person, to e164.Number, code string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), textTimeout)
	p.texting.Go(func() {
		defer cancel()
		if err := p.config.Text(ctx, to, code+" is your Coachline code, for ten minutes. Nobody of ours will ask you for it."); err != nil {
			p.config.Log.ErrorContext(ctx, "cannot text a code", slog.String("person", person.String()), slog.String("error", err.Error()))
		}
	})
}

func (p *Pages) showCode(w http.ResponseWriter, r *http.Request) error {
	if person, _ := p.config.Browsers.Awaited(r); person.IsZero() {
		return p.again(w, r)
	}
	return p.takesCode(w, r, http.StatusOK, "")
}

func (p *Pages) takesCode(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	return p.render(w, r, status, "code", page{Title: "Enter the code", Wrong: wrong, Field: "code"})
}

// takeCode logs a manager in. A wrong code, one that is too old and a number that is no manager's are told alike.
func (p *Pages) takeCode(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	again := func(status int, wrong string) error { return p.takesCode(w, r, status, wrong) }
	person, request := p.config.Browsers.Awaited(r)
	if person.IsZero() {
		return p.again(w, r)
	}
	err := p.config.Codes.Check(ctx, person, request, p.config.Browsers.Token(w, r), r.PostFormValue("code"))
	if err == nil {
		_, err = p.config.Roster.Manager(ctx, person)
	}
	switch {
	case errors.Is(err, login.ErrWrong), errors.Is(err, roster.ErrNoManager):
		p.logins.WithLabelValues("wrong").Inc()
		return shown(refused(sayWrongCode), again)
	case err != nil:
		return err
	}
	if err := p.config.Browsers.LogIn(ctx, w, person); err != nil {
		return err
	}
	p.logins.WithLabelValues("right").Inc()
	http.Redirect(w, r, "/manage/", http.StatusSeeOther)
	return nil
}

func (p *Pages) logOut(w http.ResponseWriter, r *http.Request, _ user) error {
	if err := p.config.Browsers.LogOut(r.Context()); err != nil {
		return err
	}
	return p.toLogin(w, r, "/manage/login")
}

// logOutEverywhere ends all logins of the manager, on all their devices.
func (p *Pages) logOutEverywhere(w http.ResponseWriter, r *http.Request, _ user) error {
	if err := p.config.Browsers.LogOutEverywhere(r.Context()); err != nil {
		return err
	}
	return p.toLogin(w, r, "/manage/login")
}
