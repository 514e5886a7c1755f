package visit_test

import (
	"encoding/base64"
	"errors"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/sessiontest"
	"coachline/session/visit"
)

// each runs a test on every kind of Redis that is there.
func each(t *testing.T, test func(*testing.T, redis.UniversalClient, *visit.Visits)) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		keys, err := session.ParseKeys(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))))
		if err != nil {
			t.Fatal(err)
		}
		test(t, client, visit.New(visit.Config{Redis: client, Keyring: keys, Public: &url.URL{Scheme: "https", Host: "line.example"}}))
	})
}

var (
	mere, _ = session.ParsePerson(strings.Repeat("m", 22))
	here    = netip.MustParseAddr("192.0.2.1")
)

// tokenOf is the token of a new link.
func tokenOf(t *testing.T, v *visit.Visits, life time.Duration) string {
	t.Helper()
	link, err := v.Link(t.Context(), mere, life)
	if err != nil || !strings.HasPrefix(link, "https://line.example/me/") {
		t.Fatalf("link %q: %v", link, err)
	}
	return path.Base(link)
}

// TestALinkOpensInOneBrowser: looking uses nothing up, the first browser opens it as often as it likes, and no other does.
func TestALinkOpensInOneBrowser(t *testing.T) {
	each(t, func(t *testing.T, client redis.UniversalClient, v *visit.Visits) {
		ctx := t.Context()
		token := tokenOf(t, v, time.Hour)
		for range 3 {
			if err := v.Look(ctx, token, here); err != nil {
				t.Fatalf("look: %v", err)
			}
		}
		mine, another := visit.NewSecret(), visit.NewSecret()
		var pass visit.Pass
		for range 2 {
			p, got, err := v.Open(ctx, token, mine, here)
			if err != nil || p != mere {
				t.Fatalf("open: %v, %v", p, err)
			}
			pass = got
		}
		if _, _, err := v.Open(ctx, token, another, here); !errors.Is(err, visit.ErrSpent) {
			t.Errorf("another browser: %v", err)
		}
		if err := v.Look(ctx, token, here); !errors.Is(err, visit.ErrSpent) {
			t.Errorf("look: %v", err)
		}
		if p, err := v.Whose(ctx, pass); err != nil || p != mere || !pass.Of(token) {
			t.Errorf("whose: %v, %v", p, err)
		}
		link, _, _ := strings.Cut(string(pass), ".")
		for _, forged := range []visit.Pass{"", "x", pass + "x", visit.Pass(link + "." + another), visit.Pass(link + ".")} {
			if _, err := v.Whose(ctx, forged); !errors.Is(err, visit.ErrClosed) {
				t.Errorf("forged pass: %v", err)
			}
		}
		if dump := sessiontest.Dump(t, client); strings.Contains(dump, token) || strings.Contains(dump, mine) || strings.Contains(dump, mere.String()) || !strings.Contains(dump, link) {
			t.Errorf("Redis holds\n%s", dump)
		}
		if err := errors.Join(v.Close(ctx, pass), v.Close(ctx, pass)); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Whose(ctx, pass); !errors.Is(err, visit.ErrClosed) {
			t.Errorf("closed: %v", err)
		}
		if _, _, err := v.Open(ctx, token, mine, here); !errors.Is(err, visit.ErrSpent) {
			t.Errorf("opened again after that: %v", err)
		}
	})
}

// TestALinkExpires, and a record that is open stays so for an hour, however long its link was good for.
func TestALinkExpires(t *testing.T) {
	each(t, func(t *testing.T, client redis.UniversalClient, v *visit.Visits) {
		ctx := t.Context()
		left := func(token string) time.Duration {
			keys := client.Keys(ctx, "coachline:visit:link:*").Val()
			if len(keys) != 1 {
				t.Fatalf("links %q", keys)
			}
			return client.PTTL(ctx, keys[0]).Val()
		}
		token := tokenOf(t, v, 24*time.Hour)
		if got := left(token); got > 24*time.Hour || got < 23*time.Hour {
			t.Errorf("it is good for %s", got)
		}
		if _, _, err := v.Open(ctx, token, visit.NewSecret(), here); err != nil {
			t.Fatal(err)
		}
		if got := left(token); got > visit.OpenFor || got < visit.OpenFor/2 {
			t.Errorf("it is open for %s", got)
		}
	})
}

// TestGuessingIsLimited by address, and nobody elsewhere is turned away for it.
func TestGuessingIsLimited(t *testing.T) {
	each(t, func(t *testing.T, client redis.UniversalClient, v *visit.Visits) {
		ctx := t.Context()
		token := tokenOf(t, v, time.Hour)
		var err error
		tries := 0
		for ; tries < 200 && !errors.Is(err, visit.ErrLimited); tries++ {
			switch wrong := strings.Repeat("w", 22); tries % 3 {
			case 0:
				err = v.Look(ctx, wrong, here)
			case 1:
				_, _, err = v.Open(ctx, wrong, visit.NewSecret(), here)
			default:
				_, _, err = v.Check(ctx, "0000-0000-0000", here)
			}
		}
		if tries < 50 || tries > 150 {
			t.Errorf("%d tries are free", tries)
		}
		if _, _, err := v.Open(ctx, token, visit.NewSecret(), here); !errors.Is(err, visit.ErrLimited) {
			t.Errorf("the right one from there: %v", err)
		}
		for _, elsewhere := range []string{"192.0.2.2", "2001:db8::1"} {
			if err := v.Look(ctx, token, netip.MustParseAddr(elsewhere)); err != nil {
				t.Errorf("from %s: %v", elsewhere, err)
			}
		}
		if dump := sessiontest.Dump(t, client); strings.Contains(dump, here.String()) {
			t.Errorf("Redis holds\n%s", dump)
		}
	})
}

// TestACompletionCode is the same each time, is read as people type it, and leads to nobody.
func TestACompletionCode(t *testing.T) {
	each(t, func(t *testing.T, client redis.UniversalClient, v *visit.Visits) {
		ctx := t.Context()
		want := visit.Certificate{Title: "Peer coaching, part 1", Finished: "2026-11-24", Minutes: 7}
		if code, err := v.Code(ctx, mere, "one", want.Finished); code != "" || err != nil {
			t.Fatalf("before it is made: %q, %v", code, err)
		}
		code, err := v.Certify(ctx, mere, "one", want)
		again, err2 := v.Certify(ctx, mere, "one", want)
		found, err3 := v.Code(ctx, mere, "one", want.Finished)
		if err := errors.Join(err, err2, err3); err != nil || len(code) != 14 || again != code || found != code {
			t.Fatalf("codes %q, %q, %q: %v", code, again, found, err)
		}
		typed := strings.ToLower(strings.NewReplacer("-", " – ", "0", "o", "1", "l").Replace(code))
		for _, s := range []string{code, typed, strings.ReplaceAll(code, "-", "")} {
			if got, as, err := v.Check(ctx, s, here); err != nil || got != want || as != code {
				t.Errorf("%q: %v, %v", s, got, err)
			}
		}
		for _, s := range []string{"", "x", code + "0", strings.Repeat("Z", 12), "../../etc", "ÄÄÄÄÄÄ"} {
			if _, _, err := v.Check(ctx, s, here); !errors.Is(err, visit.ErrNoCode) {
				t.Errorf("%q: %v", s, err)
			}
		}
		other, _ := session.ParsePerson(strings.Repeat("n", 22))
		if theirs, err := v.Certify(ctx, other, "one", want); err != nil || theirs == code {
			t.Errorf("another learner's: %q, %v", theirs, err)
		}
		dump := sessiontest.Dump(t, client)
		if strings.Contains(dump, mere.String()) || strings.Contains(dump, strings.ReplaceAll(code, "-", "")) || !strings.Contains(dump, want.Title) {
			t.Errorf("Redis holds\n%s", dump)
		}
	})
}

// TestKeysForManagersOpenNoLink: what a manager's code is given cannot tell whose record a link opens.
func TestKeysForManagersOpenNoLink(t *testing.T) {
	keys, err := session.ParseKeys(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("k", 32))))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := keys.SealLink(mere, "link")
	if err != nil {
		t.Fatal(err)
	}
	if p, err := keys.OpenLink(string(sealed), "link"); err != nil || p != mere {
		t.Errorf("open: %v, %v", p, err)
	}
	if _, err := keys.OpenLink(string(sealed), "another"); err == nil {
		t.Error("it opens under another name")
	}
	if _, err := keys.WithoutAnswers().OpenLink(string(sealed), "link"); !errors.Is(err, session.ErrWithoutAnswers) {
		t.Errorf("a manager's keys: %v", err)
	}
	if keys.WithoutAnswers().VisitKey() != [32]byte{} || keys.VisitKey() == [32]byte{} {
		t.Error("a manager's keys make codes")
	}
}
