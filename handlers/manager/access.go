package manager

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"

	"coachline/handlers/manager/sheet"
	"coachline/session/roster"
)

// user is the manager who asks.
type user struct {
	roster.Manager
}

// What a form may be at most, in bytes: a list is longer in a URL's alphabet, and a browser writes something around it. Of
// somebody who is not logged in, a form that is kept for them is as long as a list usually is.
const (
	maxForm     = 64 << 10
	maxListForm = 4*sheet.MaxBytes + maxForm
	maxKept     = 256 << 10
)

// handler answers a request. Where it returns an error it has not answered.
type handler = func(http.ResponseWriter, *http.Request) error

// open is a page that needs no login.
func (p *Pages) open(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		if err := read(w, r, maxForm); err != nil {
			return err
		}
		return next(w, r)
	}
}

// closed is a page for a manager who is logged in; others are shown where to log in.
func (p *Pages) closed(next func(http.ResponseWriter, *http.Request, user) error) handler {
	return p.known(maxForm, next)
}

// lists is a closed page that takes a list.
func (p *Pages) lists(next func(http.ResponseWriter, *http.Request, user) error) handler {
	return p.known(maxListForm, next)
}

// known is a closed page that takes forms of so many bytes.
func (p *Pages) known(most int64, next func(http.ResponseWriter, *http.Request, user) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		who, err := p.user(r.Context())
		switch {
		case errors.Is(err, errStale):
			return p.loggedOut(w, r)
		case err != nil:
			return err
		}
		if err := read(w, r, most); err != nil {
			return err
		}
		return next(w, r, who)
	}
}

// read reads a form of so many bytes, into memory.
func read(w http.ResponseWriter, r *http.Request, most int64) error {
	r.Body = http.MaxBytesReader(w, r.Body, most)
	err := r.ParseForm() // whose error the next one would hide
	if err == nil {
		err = r.ParseMultipartForm(most)
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return ErrTooLarge
	case err != nil && !errors.Is(err, http.ErrNotMultipart):
		return refused("The form did not arrive whole: please go back, and send it again.")
	}
	return nil
}

// errStale is a login that does not count, or no longer.
var errStale = errors.New("not logged in")

// user is who is logged in. A manager who was removed is nobody at once.
func (p *Pages) user(ctx context.Context) (user, error) {
	person, err := p.config.Browsers.Person(ctx)
	if err != nil {
		return user{}, err
	}
	manager, err := p.config.Roster.Manager(ctx, person)
	if errors.Is(err, roster.ErrNoManager) {
		return user{}, errStale
	}
	return user{manager}, err
}

// again leads to the login, and says there that nothing was done where something was to be.
func (p *Pages) again(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodPost {
		return p.toLogin(w, r, "/manage/login?ended")
	}
	return p.toLogin(w, r, "/manage/login")
}

// toLogin leads to the login; a page that refreshes a part of itself is led there whole.
func (p *Pages) toLogin(w http.ResponseWriter, r *http.Request, to string) error {
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusUnauthorized)
		return nil
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// sentAgain is a form that came when nobody was logged in any more.
type sentAgain struct {
	To     string
	Fields []field
}

type field struct{ Name, Value string }

// loggedOut keeps what was typed while a login ended: the form can be sent again, once there is a new one. What has nothing
// to lose is led to the login.
func (p *Pages) loggedOut(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("HX-Request") != "" { // a page that looks again or searches
		return p.toLogin(w, r, "/manage/login")
	}
	if err := read(w, r, maxKept); err != nil || len(r.PostForm) == 0 {
		return p.again(w, r)
	}
	form := sentAgain{To: r.URL.Path}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		for _, value := range r.PostForm[name] {
			form.Fields = append(form.Fields, field{name, value})
		}
	}
	return p.render(w, r, http.StatusUnauthorized, "stale", page{Title: "You are logged out", Data: form})
}
