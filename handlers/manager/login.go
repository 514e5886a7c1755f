package manager

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"coachline/session"
	"coachline/session/e164"
	"coachline/session/login"
	"coachline/session/roster"
	"coachline/session/roster/sheet"
)

// textTimeout is how long a code may take to be handed over.
const textTimeout = 20 * time.Second

// user is the manager who asks.
type user struct {
	roster.Manager
}

// What a form may be at most, in bytes: a list is longer in a URL's alphabet, and a browser writes something around it.
const (
	maxForm     = 64 << 10
	maxListForm = 4*sheet.MaxBytes + maxForm
)

// open serves a page that needs no login.
func (p *Pages) open(next func(http.ResponseWriter, *http.Request) error) http.Handler {
	return p.page(maxForm, next)
}

// closed serves a page to a manager who is logged in; others are shown where to log in.
func (p *Pages) closed(next func(http.ResponseWriter, *http.Request, user) error) http.Handler {
	return p.page(maxForm, p.known(next))
}

// lists serves a page that takes a list, likewise.
func (p *Pages) lists(next func(http.ResponseWriter, *http.Request, user) error) http.Handler {
	return p.page(maxListForm, p.known(next))
}

// page serves a page that takes forms of so many bytes; they are read, into memory, before it is.
func (p *Pages) page(most int64, next func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		r.Body = http.MaxBytesReader(w, r.Body, most)
		var tooLarge *http.MaxBytesError
		err := r.ParseForm() // whose error the next one would hide
		if err == nil {
			err = r.ParseMultipartForm(most)
		}
		switch {
		case errors.As(err, &tooLarge):
			err = errTooLarge
		case err != nil && !errors.Is(err, http.ErrNotMultipart):
			err = refused("The form did not arrive whole: please go back, and send it again.")
		default:
			err = next(w, r)
		}
		if err != nil {
			p.fail(w, r, err)
		}
	})
}

// known is a page for a manager who is logged in.
func (p *Pages) known(next func(http.ResponseWriter, *http.Request, user) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, err := p.user(r.Context())
		if errors.Is(err, errStale) {
			return p.loggedOut(w, r)
		}
		if err != nil {
			return err
		}
		return next(w, r, who)
	}
}

// errStale is a login that does not count, or no longer.
var errStale = errors.New("not logged in")

// user is who is logged in. A manager who was removed is nobody at once.
func (p *Pages) user(ctx context.Context) (user, error) {
	person, err := p.Browsers.Person(ctx)
	if err != nil {
		return user{}, err
	}
	manager, err := p.Roster.Manager(ctx, person)
	if errors.Is(err, roster.ErrNoManager) {
		return user{}, errStale
	}
	return user{manager}, err
}

// again leads to the login; a page that refreshes a part of itself is led there whole.
func (p *Pages) again(w http.ResponseWriter, r *http.Request) error {
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", "/manage/login")
		w.WriteHeader(http.StatusUnauthorized)
		return nil
	}
	http.Redirect(w, r, "/manage/login", http.StatusSeeOther)
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
	if len(r.PostForm) == 0 {
		return p.again(w, r)
	}
	form := sentAgain{To: r.URL.Path}
	for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
		form.Fields = append(form.Fields, field{name, r.PostForm.Get(name)})
	}
	return p.render(w, r, http.StatusUnauthorized, "stale", page{Title: "You are logged out", Data: form})
}

func (p *Pages) showLogin(w http.ResponseWriter, r *http.Request) error {
	return p.askNumber(w, r, http.StatusOK, "")
}

func (p *Pages) askNumber(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	expected, _ := p.Browsers.Expected(r.Context())
	return p.render(w, r, status, "login", page{Title: "Log in", Wrong: wrong, Data: !expected.IsZero()})
}

// What is said of a login that is not one. Nothing of it depends on whose the number is.
const (
	sayManyCodes = "Too many codes were asked for with this number, or from here. Wait an hour, then ask again."
	sayManyTries = "Too many codes were tried from here. Wait an hour, then try again."
	sayWrongCode = "This code is not right, or no longer. Of several texts the last one counts, for ten minutes and five tries: after that ask for another."
)

// askCode texts a code to a manager's number. Whether it is one, nothing tells: not the page, and not how long it takes.
func (p *Pages) askCode(w http.ResponseWriter, r *http.Request) error {
	number, err := e164.Parse(r.PostFormValue("number"), p.Region)
	if err != nil {
		return p.askNumber(w, r, http.StatusUnprocessableEntity, sentence(err.Error()))
	}
	ctx := r.Context()
	person := p.Roster.Person(number)
	_, err = p.Roster.Manager(ctx, person)
	known := err == nil
	if err != nil && !errors.Is(err, roster.ErrNoManager) {
		return err
	}
	asked, err := p.Codes.Ask(ctx, person, address(r))
	switch {
	case errors.Is(err, login.ErrLimited):
		return p.askNumber(w, r, http.StatusTooManyRequests, sayManyCodes)
	case err != nil:
		return err
	case known && asked.Code != "":
		p.text(ctx, person, number, asked.Code)
	}
	p.Browsers.Expect(ctx, person, asked.ID)
	http.Redirect(w, r, "/manage/login/code", http.StatusSeeOther)
	return nil
}

// text sends a code while the page is answered already.
func (p *Pages) text(ctx context.Context, person session.Person, to e164.Number, code string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), textTimeout)
	p.texting.Go(func() {
		defer cancel()
		if err := p.Text(ctx, to, code+" is your Coachline code, for ten minutes. Nobody of ours will ask you for it."); err != nil {
			p.Log.ErrorContext(ctx, "cannot text a code", slog.String("person", person.String()), slog.String("error", err.Error()))
		}
	})
}

func (p *Pages) showCode(w http.ResponseWriter, r *http.Request) error {
	if person, _ := p.Browsers.Expected(r.Context()); person.IsZero() {
		return p.again(w, r)
	}
	return p.takesCode(w, r, http.StatusOK, "")
}

func (p *Pages) takesCode(w http.ResponseWriter, r *http.Request, status int, wrong string) error {
	return p.render(w, r, status, "code", page{Title: "Enter the code", Wrong: wrong})
}

// takeCode logs a manager in. A wrong code, one that is too old and a number that is no manager's are told alike.
func (p *Pages) takeCode(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	person, ask := p.Browsers.Expected(ctx)
	if person.IsZero() {
		return p.again(w, r)
	}
	err := p.Codes.Check(ctx, person, ask, address(r), r.PostFormValue("code"))
	if err == nil {
		_, err = p.Roster.Manager(ctx, person)
	}
	switch {
	case errors.Is(err, login.ErrLimited):
		return p.takesCode(w, r, http.StatusTooManyRequests, sayManyTries)
	case errors.Is(err, login.ErrWrong), errors.Is(err, roster.ErrNoManager):
		return p.takesCode(w, r, http.StatusUnprocessableEntity, sayWrongCode)
	case err != nil:
		return err
	}
	if err := p.Browsers.LogIn(ctx, person); err != nil {
		return err
	}
	http.Redirect(w, r, "/manage/", http.StatusSeeOther)
	return nil
}

func (p *Pages) logOut(w http.ResponseWriter, r *http.Request, _ user) error {
	if err := p.Browsers.LogOut(r.Context()); err != nil {
		return err
	}
	return p.again(w, r)
}

// logOutEverywhere ends all logins of the manager, on all their devices.
func (p *Pages) logOutEverywhere(w http.ResponseWriter, r *http.Request, _ user) error {
	if err := p.Browsers.LogOutEverywhere(r.Context()); err != nil {
		return err
	}
	return p.again(w, r)
}

// address is where a request comes from. Behind a proxy on this machine or its network, it is what that proxy says last.
func address(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	here, told := from.Addr().Unmap(), r.Header.Values("X-Forwarded-For")
	if len(told) == 0 || !here.IsPrivate() && !here.IsLoopback() {
		return here
	}
	all := strings.Split(told[len(told)-1], ",")
	last := strings.TrimSpace(all[len(all)-1])
	if addr, err := netip.ParseAddr(last); err == nil {
		return addr
	}
	if addr, err := netip.ParseAddrPort(last); err == nil { // as some proxies write it
		return addr.Addr()
	}
	return here
}
