package login_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"coachline/session"
	"coachline/session/e164"
	"coachline/session/login"
	"coachline/session/sessiontest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const number = "+64215550123"

// desk is the codes of a test, with a clock that stands still until it is moved.
type desk struct {
	*login.Codes
	t      *testing.T
	client redis.UniversalClient
	at     *time.Time
	person session.Person
	from   login.Origin
	asked  *string // the ID of the last ask
}

func newDesk(t *testing.T, client redis.UniversalClient) desk {
	t.Helper()
	at := time.Date(2026, 11, 2, 23, 0, 0, 0, time.UTC)
	config := login.Config{Redis: client, Key: [32]byte{1, 2, 3}, Now: func() time.Time { return at }}
	return desk{login.NewCodes(config), t, client, &at, person(t, number), address("203.0.113.7"), new(string)}
}

// address is an origin without a token.
func address(from string) login.Origin { return login.Origin{Address: netip.MustParseAddr(from)} }

// in is the desk in a browser of its own.
func (d desk) in(token string) desk {
	d.from.Browser, d.asked = token, new(string)
	return d
}

// each runs a test on both kinds of Redis.
func each(t *testing.T, suite func(t *testing.T, d desk)) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) { suite(t, newDesk(t, client)) })
}

func person(t testing.TB, number string) session.Person {
	t.Helper()
	ring, err := session.ParseKeys("YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE=")
	if err != nil {
		t.Fatal(err)
	}
	n, ok := e164.FromWire(number)
	if !ok {
		t.Fatalf("%q is no number", number)
	}
	return session.New(session.Config{Keyring: ring}).Person(n)
}

// other is somebody else, and another one for each n.
func other(t testing.TB, n int) session.Person {
	t.Helper()
	return person(t, fmt.Sprintf("+6427%07d", n))
}

func (d desk) pass(by time.Duration) { *d.at = d.at.Add(by) }

// ask asks for a code that there must be, and that is to be texted.
func (d desk) ask() string {
	d.t.Helper()
	asked, err := d.Request(d.t.Context(), d.person, "", d.from)
	if err != nil {
		d.t.Fatal(err)
	}
	if len(asked.Code) != 6 || strings.Trim(asked.Code, "0123456789") != "" || asked.ID == "" {
		d.t.Fatalf("the code is %q, of %q", asked.Code, asked.ID)
	}
	*d.asked = asked.ID
	return asked.Code
}

// asks wants an error of asking.
func (d desk) asks(want error) {
	d.t.Helper()
	if asked, err := d.Request(d.t.Context(), d.person, "", d.from); !errors.Is(err, want) || want != nil && asked != (login.CodeRequest{}) {
		d.t.Errorf("asking gives %q, %v; want %v", asked, err, want)
	}
}

// checks wants an error of a code of the last ask.
func (d desk) checks(code string, want error) {
	d.t.Helper()
	if err := d.Check(d.t.Context(), d.person, *d.asked, d.from.Browser, code); !errors.Is(err, want) {
		d.t.Errorf("the code gives %v, want %v", err, want)
	}
}

// not is a code that is not this one.
func not(code string) string {
	if code[5] == '9' {
		return code[:5] + "0"
	}
	return code[:5] + string(code[5]+1)
}
