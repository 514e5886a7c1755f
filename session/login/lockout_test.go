package login_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session/login"
	"coachline/session/sessiontest"
)

// exhaust has strangers at forty addresses, each in browsers of their own, ask for as many codes as they get.
func (d desk) exhaust() (texts int) {
	d.t.Helper()
	for i := range 40 {
		for n := range 4 {
			from := login.Origin{Address: netip.AddrFrom4([4]byte{198, 51, 100, byte(i)}), Browser: fmt.Sprint("stranger", i, n)}
			switch asked, err := d.Request(d.t.Context(), d.person, "", from); {
			case err == nil && asked.Code != "":
				texts++
			case !errors.Is(err, login.ErrLimited):
				d.t.Fatal(err)
			}
		}
	}
	return texts
}

// A manager whose number strangers know logs in by their own browser whatever the strangers do, also from an address at which
// everybody has asked for codes. The strangers cause eight texts an hour.
func TestStrangersDoNotLockAManagerOutOfTheirBrowser(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		own := d.in("own")
		own.checks(own.ask(), nil)
		d.pass(24 * time.Hour)
		for range 4 {
			if texts := d.exhaust(); texts > 8 {
				t.Errorf("strangers have caused %d texts in an hour", texts)
			}
			for i := range 25 {
				colleague := d.in("")
				colleague.person = other(t, i)
				_, _ = colleague.Request(t.Context(), colleague.person, "", d.from)
			}
			d.in("new").asks(login.ErrLimited)
			own.checks(own.ask(), nil)
			d.pass(time.Hour)
		}
	})
}

// Whoever sits at a manager's browser can have a bounded number of codes texted, and leaves another browser's allowance alone.
func TestAKnownBrowserIsBounded(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		ward, home := d.in("ward"), d.in("home")
		for _, b := range []desk{ward, home} {
			b.checks(b.ask(), nil)
		}
		d.pass(24 * time.Hour)
		texts := 0
		for range 24 * 10 {
			if _, err := ward.Request(t.Context(), d.person, "", ward.from); err == nil {
				texts++
			}
			d.pass(6 * time.Minute)
		}
		if texts != 24 {
			t.Errorf("one browser had %d codes texted in a day, want 24", texts)
		}
		home.checks(home.ask(), nil)
	})
}

// A token is worth nothing before a right code was typed with it, for anybody else, or half a year later.
func TestATokenCountsOnlyAfterARightCode(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		own, guesser := d.in("own"), d.in("guesser")
		code := own.ask()
		guesser.checks(not(guesser.ask()), login.ErrWrong)
		own.checks(code, nil)
		them := own
		them.person = other(t, 1)
		them.exhaust()
		d.exhaust()
		guesser.asks(login.ErrLimited)
		them.asks(login.ErrLimited)
		own.asks(nil)
		d.pass(181 * 24 * time.Hour)
		d.exhaust()
		own.asks(login.ErrLimited)
	})
}

// The browsers that were used last are known: six of them, whoever comes.
func TestSixBrowsersAreKnown(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		for i := range 8 {
			b := d.in(fmt.Sprint("browser", i))
			b.checks(b.ask(), nil)
			d.pass(24 * time.Hour)
		}
		d.exhaust()
		for i := range 8 {
			want := login.ErrLimited
			if i >= 2 {
				want = nil
			}
			d.in(fmt.Sprint("browser", i)).asks(want)
		}
	})
}

// Asking for codes leaves no session in Redis, however often it is done.
func TestAskingForCodesMakesNoSession(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	s := newSite(t, client, true)
	for range 50 {
		b := browser{site: s}
		b.visit("/expect?p=" + person(t, number).String())
		if got := b.visit("/expected"); got != person(t, number).String()+"ask" {
			t.Fatalf("a code is expected for %q", got)
		}
	}
	if dump := sessiontest.Dump(t, client); dump != "" {
		t.Errorf("Redis holds\n%s", dump)
	}
}

// Redis has no token of a browser, only its hash.
func TestADumpHasNoToken(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		d := newDesk(t, client).in("the-token-of-a-browser")
		d.checks(d.ask(), nil)
		d.ask()
		if dump := sessiontest.Dump(t, client); strings.Contains(dump, "the-token") || strings.Count(dump, ":browsers") != 1 {
			t.Errorf("Redis holds\n%s", dump)
		}
	})
}
