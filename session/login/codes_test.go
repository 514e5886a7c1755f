package login_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/login"
	"coachline/session/sessiontest"
)

func TestACodeCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		d.checks("123456", login.ErrWrong) // never asked
		code := d.ask()
		them := d
		them.person = other(t, 1)
		them.checks(code, login.ErrWrong)
		d.checks(not(code), login.ErrWrong)
		d.checks(" "+code[:3]+"-"+code[3:]+"\n", nil)
		d.checks(code, login.ErrWrong)
	})
}

// Whoever presses the button twice has one code, and one text; later it is another, and each browser's is its own.
func TestAskedTwice(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		code, id := d.ask(), *d.asked
		elsewhere := d
		elsewhere.asked = new(string)
		other := elsewhere.ask() // another browser, at the same address
		d.pass(time.Minute - time.Millisecond)
		if again, err := d.Request(t.Context(), d.person, id, d.from); err != nil || again.Code != "" || again.ID != id {
			t.Errorf("asked twice within a minute: %+v, %v", again, err)
		}
		for range 6 {
			elsewhere.checks(not(other), login.ErrWrong)
		}
		d.checks(code, nil)
		for _, held := range []string{id, "", "made-up"} { // used, none, and forged
			again, err := d.Request(t.Context(), d.person, held, address("203.0.113.9"))
			if err != nil || again.Code == "" || again.ID == held {
				t.Errorf("asked with %q: %+v, %v", held, again, err)
			}
		}
	})
}

// A stranger who asks for a manager's codes and tries wrong ones spoils none of theirs.
func TestAStranger(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		stranger := d
		stranger.asked, stranger.from = new(string), address("203.0.113.8")
		for range 3 {
			stranger.ask()
			code := d.ask()
			for range 6 {
				stranger.checks(not(code), login.ErrWrong)
				stranger.checks(code, login.ErrWrong) // it was texted to another, for another ask
			}
			d.pass(2 * time.Minute)
			d.checks(code, nil)
		}
	})
}

func TestACodeGetsOld(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		code := d.ask()
		d.pass(login.CodeLife - time.Millisecond)
		d.checks(not(code), login.ErrWrong)
		d.pass(time.Millisecond)
		d.checks(code, login.ErrWrong)
		code = d.ask()
		d.pass(login.CodeLife - time.Millisecond)
		d.checks(code, nil)
	})
}

func TestFiveTriesSpendACode(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		code := d.ask()
		for range 5 {
			d.checks(not(code), login.ErrWrong)
		}
		d.checks(code, login.ErrWrong)
		code = d.ask()
		for range 4 {
			d.checks(not(code), login.ErrWrong)
		}
		d.checks(code, nil)
	})
}

// A hundred codes asked for, from everywhere: eight texts in any hour, sixteen in any day.
func TestAHundredCodes(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		var at []time.Time
		for i := range 100 {
			d.from.Address = netip.AddrFrom4([4]byte{198, 51, 100, byte(i)})
			asked, err := d.Request(t.Context(), d.person, "", d.from)
			if err == nil {
				at = append(at, *d.at)
			} else if !errors.Is(err, login.ErrLimited) || asked.Code != "" {
				t.Fatal(err)
			}
			d.pass(7 * time.Minute)
		}
		within := func(window time.Duration) (most int) {
			for i := range at {
				n := 0
				for _, later := range at[i:] {
					if later.Sub(at[i]) < window {
						n++
					}
				}
				most = max(most, n)
			}
			return most
		}
		if hour, day := within(time.Hour), within(24*time.Hour); hour != 8 || day != 16 || len(at) != 16 {
			t.Errorf("%d texts in an hour, %d in a day, %d in all", hour, day, len(at))
		}
		d.pass(13 * time.Hour)
		d.asks(nil)
	})
}

// One address asks for one person four times an hour and eight a day, and leaves the others the rest.
func TestAnAddressAndAPerson(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		elsewhere := d
		elsewhere.from = address("203.0.113.8")
		for range 2 {
			for range 4 {
				d.ask()
				d.pass(2 * time.Minute)
			}
			d.asks(login.ErrLimited)
			elsewhere.asks(nil)
			d.pass(time.Hour)
		}
		d.asks(login.ErrLimited)
		elsewhere.asks(nil)
		d.pass(22 * time.Hour)
		d.asks(nil)
	})
}

// One address asks for everybody.
func TestAnAddress(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		one := d
		for i := range 20 {
			one.person = other(t, i)
			one.asks(nil)
		}
		d.asks(login.ErrLimited)
		elsewhere := d
		elsewhere.from = address("203.0.113.8")
		elsewhere.asks(nil)
		d.pass(time.Hour)
		d.asks(nil)
	})
}

// A network of IPv6 is one address, and IPv4 is itself inside IPv6.
func TestAddressesThatAreOne(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		for _, pair := range [][2]string{
			{"2001:db8::%d", "2001:db8:0:0:ffff::%d"},
			{"192.0.2.1", "::ffff:192.0.2.1"},
		} {
			for i := range 21 {
				d.person, d.from.Address = other(t, i), netip.MustParseAddr(strings.Replace(pair[i%2], "%d", fmt.Sprint(i+1), 1))
				want := error(nil)
				if i == 20 {
					want = login.ErrLimited
				}
				d.asks(want)
			}
			d.pass(2 * time.Hour)
		}
		d.from.Address = netip.Addr{}
		d.asks(nil)
	})
}

// Twenty at once with the right code: one is let in. Fifteen who ask: as many as may.
func TestTwentyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		code := d.ask()
		if in := atOnce(20, func() error { return d.Check(t.Context(), d.person, *d.asked, "", code) }); in != 1 {
			t.Errorf("%d were let in", in)
		}
		if asked := atOnce(15, func() error { _, err := d.Request(t.Context(), d.person, "", d.from); return err }); asked != 3 {
			t.Errorf("%d more codes were sent in the hour, want 3", asked)
		}
		wrong := atOnce(30, func() error { return d.Check(t.Context(), d.person, *d.asked, "", not(code)+"0") })
		if wrong != 0 {
			t.Errorf("%d wrong ones were let in", wrong)
		}
	})
}

// atOnce is how many of n calls at the same time succeed.
func atOnce(n int, call func() error) int {
	var wait sync.WaitGroup
	var succeed atomic.Int32
	for range n {
		wait.Go(func() {
			if call() == nil {
				succeed.Add(1)
			}
		})
	}
	wait.Wait()
	return int(succeed.Load())
}

// Codes are spread over all million.
func TestCodesAreSpread(t *testing.T) {
	d := newDesk(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
	seen, first := make(map[string]bool), make(map[byte]int)
	for i := range 500 {
		d.person, d.from.Address = other(t, i), netip.AddrFrom4([4]byte{198, 51, byte(i / 10), 1})
		code := d.ask()
		seen[code], first[code[0]] = true, first[code[0]]+1
	}
	if len(seen) < 490 || len(first) != 10 {
		t.Errorf("%d different codes of 500, which begin with %d different digits", len(seen), len(first))
	}
}

// Whoever has the whole of Redis has no number, no code and no address, and the right and the wrong person look alike.
func TestADumpTellsNothing(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		code := d.ask()
		d.checks(not(code), login.ErrWrong)
		dump := sessiontest.Dump(t, d.client)
		raw := d.from.Address.As4()
		for _, secret := range []string{number, number[1:], "0215550123", "5550123", code, d.from.Address.String(), string(raw[:])} {
			for form, s := range map[string]string{
				"as it is":  secret,
				"in base64": base64.RawStdEncoding.EncodeToString([]byte(secret)),
				"in hex":    hex.EncodeToString([]byte(secret)),
			} {
				if strings.Contains(dump, s) {
					t.Errorf("Redis holds %q %s:\n%s", secret, form, dump)
				}
			}
		}
		if strings.Count(dump, d.person.String()) != 3 || strings.Count(dump, "login:") != 4 {
			t.Errorf("the dump does not hold what was done:\n%s", dump)
		}
		errs := fmt.Sprint(login.ErrLimited, login.ErrWrong)
		if strings.Contains(errs, code) || strings.Contains(errs, d.person.String()) {
			t.Errorf("an error says %s", errs)
		}
	})
}

// Everything is swept up in the end, and each key within its time.
func TestKeysExpire(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		d.checks(not(d.ask()), login.ErrWrong)
		keys, err := d.client.Keys(t.Context(), "*login:*").Result()
		if err != nil || len(keys) != 4 {
			t.Fatalf("%v, %v", keys, err)
		}
		for _, key := range keys {
			most := time.Hour
			switch key[strings.LastIndex(key, ":")+1:] {
			case "code":
				most = login.CodeLife
			default:
				if strings.Contains(key, "}:login:asked") {
					most = 24 * time.Hour
				}
			}
			left, err := d.client.PTTL(t.Context(), key).Result()
			if err != nil || left <= most-time.Minute || left > most {
				t.Errorf("%s is kept for %s, %v; want %s", key, left, err, most)
			}
		}
	})
	m := sessiontest.Miniredis(t)
	d := newDesk(t, sessiontest.Dial(t, "redis://"+m.Addr()))
	d.checks(not(d.ask()), login.ErrWrong)
	m.FastForward(24 * time.Hour)
	if dump := sessiontest.Dump(t, d.client); dump != "" {
		t.Errorf("after a day there is\n%s", dump)
	}
}

// A real cluster refuses a script with keys of several slots.
func TestOnACluster(t *testing.T) {
	d := newDesk(t, sessiontest.Dial(t, sessiontest.Cluster(t)))
	for i := range 10 {
		d.person = other(t, i)
		code := d.ask()
		d.checks(not(code), login.ErrWrong)
		d.checks(code, nil)
	}
	s := login.NewLogins(d.client)
	if err := s.EndAll(t.Context(), d.person); err != nil {
		t.Error(err)
	}
}

// Somebody with their hands in Redis moves a code that was sent to them to somebody else.
func TestAMovedCode(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		mine := d.ask()
		them := d
		them.person, them.asked = other(t, 1), new(string)
		them.ask()
		key := func(of desk) string { return only(t, d.client, "*"+of.person.String()+"*:code") }
		mac := d.client.HGet(t.Context(), key(d), *d.asked+":mac").Val()
		if err := d.client.HSet(t.Context(), key(them), *them.asked+":mac", mac).Err(); err != nil || mac == "" {
			t.Fatalf("%q, %v", mac, err)
		}
		them.checks(mine, login.ErrWrong)
		d.checks(mine, nil)
	})
}

// Other replicas with the same key take the code; one with another key does not.
func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, d desk) {
		code := d.ask()
		stranger := d
		stranger.Codes = login.NewCodes(login.Config{Redis: d.client, Key: [32]byte{9}, Now: func() time.Time { return *d.at }})
		stranger.checks(code, login.ErrWrong)
		replica := newDesk(t, d.client)
		*replica.asked = *d.asked
		replica.checks(code, nil)
	})
}

func TestRedisIsAway(t *testing.T) {
	m := sessiontest.Miniredis(t)
	d := newDesk(t, sessiontest.Dial(t, "redis://"+m.Addr()))
	m.SetError("LOADING soon")
	d.asks(session.ErrUnavailable)
	d.checks("123456", session.ErrUnavailable)
	s := login.NewLogins(d.client)
	_, _, found := s.FindCtx(t.Context(), "token")
	_, current := s.Generation(t.Context(), d.person)
	for what, err := range map[string]error{
		"find": found, "current": current, "everywhere": s.EndAll(t.Context(), d.person),
		"keep": s.CommitCtx(t.Context(), "token", []byte("x"), time.Now().Add(time.Hour)), "end": s.DeleteCtx(t.Context(), "token"),
	} {
		if !errors.Is(err, session.ErrUnavailable) || errors.Is(err, redis.Nil) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
