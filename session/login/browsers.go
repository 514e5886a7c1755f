package login

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"coachline/session"
)

// How long a browser is known: since its last request, and since its login.
const (
	IdleTimeout = 30 * time.Minute
	Lifetime    = 12 * time.Hour
)

// Names of the cookie. A browser takes one that begins with __Host- only over https, from the host itself, for all paths.
const (
	cookie      = "__Host-coachline"
	cookiePlain = "coachline"
)

// What is known of a browser. Pages may Put more there, but no number and no name.
const (
	fieldPerson     = "person"
	fieldGeneration = "generation"
	fieldAwaited    = "expected"
	fieldRequest    = "ask"
)

// Browsers know whose a browser is. The methods are for requests that came through LoadAndSave, and panic elsewhere.
// Any number of goroutines may use them.
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
	name := cookiePlain
	if https {
		name = cookie
	}
	m := &scs.SessionManager{ // scs.New would leave a goroutine behind that cleans up a store in memory
		IdleTimeout: IdleTimeout, Lifetime: Lifetime,
		Store: logins, HashTokenInStore: true, Codec: scs.GobCodec{},
		Cookie: scs.SessionCookie{Name: name, Path: "/", Secure: https, HttpOnly: true, SameSite: http.SameSiteLaxMode},
	}
	return &Browsers{m, logins}
}

// Await remembers the person that this browser requested a code for, and the ID of the request, so that the page that takes the
// code needs no number.
func (b *Browsers) Await(ctx context.Context, p session.Person, request string) {
	b.Put(ctx, fieldAwaited, p.String())
	b.Put(ctx, fieldRequest, request)
}

// Awaited is the person that this browser last requested a code for, and the ID of the request. It is nobody after a login.
func (b *Browsers) Awaited(ctx context.Context) (session.Person, string) {
	p, _ := session.ParsePerson(b.GetString(ctx, fieldAwaited))
	return p, b.GetString(ctx, fieldRequest)
}

// LogIn makes the browser a person's. The token is new, so whoever planted the old one gains nothing. Call it after Codes.Check. Errors wrap session.ErrUnavailable.
func (b *Browsers) LogIn(ctx context.Context, p session.Person) error {
	generation, err := b.logins.Generation(ctx, p)
	if err != nil {
		return err
	}
	if err := b.RenewToken(ctx); err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	b.Remove(ctx, fieldAwaited)
	b.Remove(ctx, fieldRequest)
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
