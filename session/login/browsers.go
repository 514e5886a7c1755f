package login

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"coachline/session"
)

// How long a browser is known: since its last request, and since its login.
const (
	IdleTimeout = 30 * time.Minute
	Lifetime    = 12 * time.Hour
)

// Names of the cookies. A browser takes one that begins with __Host- only over https, from the host itself, for all paths, so
// no other site can plant it.
const (
	hostOnly      = "__Host-"
	cookieLogin   = "coachline"
	cookieToken   = "coachline-browser"
	cookieAwaited = "coachline-code"
)

// What is known of a login. Pages may Put more there, but no number and no name.
const (
	fieldPerson     = "person"
	fieldGeneration = "generation"
)

// Browsers know whose a browser is. The methods are for requests that came through LoadAndSave, and panic elsewhere.
// Any number of goroutines may use them. Redis keeps something of a browser only once somebody has logged in there: asking for
// codes, however often, leaves nothing but cookies.
type Browsers struct {
	*scs.SessionManager
	logins *Logins
}

// NewBrowsers makes Browsers. If https is false, as on http://127.0.0.1, the cookie has no __Host- and no Secure, which a browser
// would refuse there. The caller sets ErrorFunc, which gets the errors of LoadAndSave.
//
// The cookie is SameSite=Lax: a manager who follows a link in a mail is logged in, a GET changes nothing, and every POST is
// checked by http.CrossOriginProtection. It ends with the browser, since the computers of a ward are shared. No two Browsers
// may serve one request: they would mix up their cookies.
func NewBrowsers(logins *Logins, https bool) *Browsers {
	name := cookieLogin
	if https {
		name = hostOnly + name
	}
	m := &scs.SessionManager{ // scs.New would leave a goroutine behind that cleans up a store in memory
		IdleTimeout: IdleTimeout, Lifetime: Lifetime,
		Store: logins, HashTokenInStore: true, Codec: scs.GobCodec{},
		Cookie: scs.SessionCookie{Name: name, Path: "/", Secure: https, HttpOnly: true, SameSite: http.SameSiteLaxMode},
	}
	return &Browsers{m, logins}
}

// Token is what tells this browser from others, at most browserLife after it last got it here. It opens nothing, and is the
// same whoever logs in.
func (b *Browsers) Token(w http.ResponseWriter, r *http.Request) string {
	token := b.cookie(r, cookieToken)
	if len(token) != len(rand.Text()) {
		token = rand.Text()
	}
	b.setCookie(w, cookieToken, token, browserLife)
	return token
}

// Await has this browser remember the person that it requested a code for, and the ID of the request, so that the page that
// takes the code needs no number. The browser keeps both: without the code they are worth nothing.
func (b *Browsers) Await(w http.ResponseWriter, p session.Person, request string) {
	b.setCookie(w, cookieAwaited, p.String()+"."+request, IdleTimeout)
}

// Awaited is the person that this browser last requested a code for, and the ID of the request. It is nobody after a login.
func (b *Browsers) Awaited(r *http.Request) (session.Person, string) {
	person, request, _ := strings.Cut(b.cookie(r, cookieAwaited), ".")
	p, ok := session.ParsePerson(person)
	if !ok {
		return session.Person{}, ""
	}
	return p, request
}

// cookie is the value of one of our cookies, or "".
func (b *Browsers) cookie(r *http.Request, name string) string {
	if b.Cookie.Secure {
		name = hostOnly + name
	}
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie gives the browser a cookie, or takes it away if life is 0.
func (b *Browsers) setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	if b.Cookie.Secure {
		name = hostOnly + name
	}
	age := int(life / time.Second)
	if age == 0 {
		age = -1
	}
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, MaxAge: age, Path: "/", Secure: b.Cookie.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// LogIn makes the browser a person's. The token of the login is new, so whoever planted the old one gains nothing. Call it after
// Codes.Check. Errors wrap session.ErrUnavailable.
func (b *Browsers) LogIn(ctx context.Context, w http.ResponseWriter, p session.Person) error {
	generation, err := b.logins.Generation(ctx, p)
	if err != nil {
		return err
	}
	if err := b.RenewToken(ctx); err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	b.setCookie(w, cookieAwaited, "", 0)
	b.Put(ctx, fieldPerson, p.String())
	b.Put(ctx, fieldGeneration, generation)
	return nil
}

// Person is whose the browser is. It is nobody if nobody is logged in, or if they were logged out everywhere since. The caller
// checks at each request that they are still a manager. Errors wrap session.ErrUnavailable.
func (b *Browsers) Person(ctx context.Context) (session.Person, error) {
	p, ok := session.ParsePerson(b.GetString(ctx, fieldPerson))
	if !ok {
		return session.Person{}, nil
	}
	generation, err := b.logins.Generation(ctx, p)
	if err != nil {
		return session.Person{}, err
	}
	if generation != b.GetInt64(ctx, fieldGeneration) {
		return session.Person{}, b.LogOut(ctx)
	}
	return p, nil
}

// LogOut ends this browser's login. Calling it again has no effect. Errors wrap session.ErrUnavailable.
func (b *Browsers) LogOut(ctx context.Context) error {
	if err := b.Destroy(ctx); err != nil {
		return fmt.Errorf("log out: %w", err)
	}
	return nil
}

// LogOutEverywhere ends all logins of the person who is logged in here, in every browser. Errors wrap
// session.ErrUnavailable.
func (b *Browsers) LogOutEverywhere(ctx context.Context) error {
	p, err := b.Person(ctx)
	if err != nil {
		return err
	}
	if !p.IsZero() {
		if err := b.logins.EndAll(ctx, p); err != nil {
			return err
		}
	}
	return b.LogOut(ctx)
}

// EndAll ends all logins of a person, in every browser. A login after that counts. Errors wrap session.ErrUnavailable.
func (b *Browsers) EndAll(ctx context.Context, p session.Person) error {
	return b.logins.EndAll(ctx, p)
}
