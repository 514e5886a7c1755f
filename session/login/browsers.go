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

// What a session holds. Pages may Put their own there, but no number and no name.
const (
	heldPerson     = "person"
	heldGeneration = "generation"
	heldExpected   = "expected"
	heldAsk        = "ask"
)

// Browsers know which browser is whose. The methods are for requests that came through LoadAndSave, and panic elsewhere.
// Any number of goroutines may use them.
type Browsers struct {
	*scs.SessionManager
	sessions *Sessions
}

// NewBrowsers makes Browsers. Where https is false, as on http://127.0.0.1, the cookie does without __Host- and Secure,
// which a browser would refuse there. What goes wrong beside a handler, in LoadAndSave, is
// given to ErrorFunc, which is to be set.
//
// The cookie is SameSite=Lax: a manager who follows a link in a mail is logged in, a GET changes nothing, and every POST is
// checked by http.CrossOriginProtection besides. It ends with the browser, as the computers of a ward are shared. No two
// Browsers may serve one request: they would take each other's session for their own.
func NewBrowsers(sessions *Sessions, https bool) *Browsers {
	name := cookiePlain
	if https {
		name = cookie
	}
	m := &scs.SessionManager{ // scs.New would leave a goroutine behind that sweeps a store in memory, for ever
		IdleTimeout: IdleTimeout, Lifetime: Lifetime,
		Store: sessions, HashTokenInStore: true, Codec: scs.GobCodec{},
		Cookie: scs.SessionCookie{Name: name, Path: "/", Secure: https, HttpOnly: true, SameSite: http.SameSiteLaxMode},
	}
	return &Browsers{m, sessions}
}

// Expect remembers for whom this browser asked for a code, and which ask it was, so that the page that takes it has no number
// in it.
func (b *Browsers) Expect(ctx context.Context, p session.Person, ask string) {
	b.Put(ctx, heldExpected, p.String())
	b.Put(ctx, heldAsk, ask)
}

// Expected is for whom this browser asked for a code last, and which ask it was; nobody after a login.
func (b *Browsers) Expected(ctx context.Context) (session.Person, string) {
	p, _ := session.ParsePerson(b.GetString(ctx, heldExpected))
	return p, b.GetString(ctx, heldAsk)
}

// LogIn makes the browser a person's, under a new token, so that one who had planted the old token has nothing of it. Call
// it after Codes.Check. Errors wrap session.ErrUnavailable.
func (b *Browsers) LogIn(ctx context.Context, p session.Person) error {
	generation, err := b.sessions.Current(ctx, p)
	if err != nil {
		return err
	}
	if err := b.RenewToken(ctx); err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	b.Remove(ctx, heldExpected)
	b.Remove(ctx, heldAsk)
	b.Put(ctx, heldPerson, p.String())
	b.Put(ctx, heldGeneration, generation)
	return nil
}

// Person is whose the browser is; nobody where nobody is logged in, or was before they were logged out everywhere. Whether
// they are a manager still, the caller looks up at each request. Errors wrap session.ErrUnavailable.
func (b *Browsers) Person(ctx context.Context) (session.Person, error) {
	p, ok := session.ParsePerson(b.GetString(ctx, heldPerson))
	if !ok {
		return session.Person{}, nil
	}
	generation, err := b.sessions.Current(ctx, p)
	if err != nil {
		return session.Person{}, err
	}
	if generation != b.GetInt64(ctx, heldGeneration) {
		return session.Person{}, b.LogOut(ctx)
	}
	return p, nil
}

// LogOut ends this browser's session; a repeat does nothing. Errors wrap session.ErrUnavailable.
func (b *Browsers) LogOut(ctx context.Context) error {
	if err := b.Destroy(ctx); err != nil {
		return fmt.Errorf("log out: %w", err)
	}
	return nil
}

// LogOutEverywhere ends the sessions of whoever is logged in here, in this browser and all others. Errors wrap
// session.ErrUnavailable.
func (b *Browsers) LogOutEverywhere(ctx context.Context) error {
	p, err := b.Person(ctx)
	if err != nil {
		return err
	}
	if !p.IsZero() {
		if err := b.sessions.Everywhere(ctx, p); err != nil {
			return err
		}
	}
	return b.LogOut(ctx)
}
