package login_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/login"
	"coachline/session/sessiontest"
)

// site is pages with a login, as the managers' are: /in?p=..., /out, /everywhere, /expect?p=..., and / says who it is.
type site struct {
	*login.Browsers
	t        *testing.T
	client   redis.UniversalClient
	handler  http.Handler
	failures int
}

func newSite(t *testing.T, client redis.UniversalClient, https bool) *site {
	t.Helper()
	s := &site{t: t, client: client}
	s.Browsers = login.NewBrowsers(login.NewLogins(client), https)
	s.ErrorFunc = func(w http.ResponseWriter, _ *http.Request, _ error) {
		s.failures++
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	pages := http.NewServeMux()
	type writer = http.ResponseWriter
	for path, page := range map[string]func(context.Context, writer, session.Person) error{
		"/in":         s.LogIn,
		"/out":        func(ctx context.Context, _ writer, _ session.Person) error { return s.LogOut(ctx) },
		"/everywhere": func(ctx context.Context, _ writer, _ session.Person) error { return s.LogOutEverywhere(ctx) },
		"/expect":     func(_ context.Context, w writer, p session.Person) error { s.Await(w, p, "ask"); return nil },
	} {
		pages.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			p, _ := session.ParsePerson(r.FormValue("p"))
			if err := page(r.Context(), w, p); err != nil {
				t.Error(err)
			}
		})
	}
	pages.HandleFunc("/expected", func(w http.ResponseWriter, r *http.Request) {
		p, ask := s.Awaited(r)
		_, _ = io.WriteString(w, p.String()+ask)
	})
	pages.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p, err := s.Person(r.Context())
		if err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, p.String())
	})
	s.handler = s.LoadAndSave(pages)
	return s
}

// browser keeps the cookie of a login, and that of a code.
type browser struct {
	site *site
	*http.Cookie
	awaits *http.Cookie
}

// visit is a page's text, and takes the cookie that comes with it.
func (b *browser) visit(path string) string {
	b.site.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "https://example.nz"+path, nil)
	for _, c := range []*http.Cookie{b.Cookie, b.awaits} {
		if c != nil {
			r.AddCookie(c)
		}
	}
	w := httptest.NewRecorder()
	b.site.handler.ServeHTTP(w, r)
	b.take(w.Result().Cookies())
	return w.Body.String()
}

func (b *browser) take(cookies []*http.Cookie) {
	for _, c := range cookies {
		kept := &b.Cookie
		if strings.HasSuffix(c.Name, "-code") {
			kept = &b.awaits
		}
		if *kept = c; c.MaxAge < 0 {
			*kept = nil
		}
	}
}

// knows wants the browser to be a person's, or nobody's.
func (b *browser) knows(p session.Person) {
	b.site.t.Helper()
	if got := b.visit("/"); got != p.String() {
		b.site.t.Errorf("the browser is %q's, want %q", got, p)
	}
}

var nobody session.Person

func eachSite(t *testing.T, suite func(t *testing.T, s *site)) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) { suite(t, newSite(t, client, true)) })
}

func TestCookie(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	for _, tt := range []struct {
		https bool
		want  string
	}{
		{true, "__Host-coachline=TOKEN; Path=/; HttpOnly; Secure; SameSite=Lax"},
		{false, "coachline=TOKEN; Path=/; HttpOnly; SameSite=Lax"},
	} {
		b := browser{site: newSite(t, client, tt.https)}
		if b.visit("/"); b.Cookie != nil {
			t.Errorf("a visitor is given %s", b.Raw)
		}
		b.visit("/in?p=" + person(t, number).String())
		if got := strings.Replace(b.Raw, b.Value, "TOKEN", 1); got != tt.want || len(b.Value) < 43 {
			t.Errorf("the cookie is %s, want %s", got, tt.want)
		}
	}
}

func TestLogInAndOut(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		me, them := person(t, number), other(t, 1)
		mine, theirs := browser{site: s}, browser{site: s}
		mine.visit("/in?p=" + me.String())
		theirs.visit("/in?p=" + them.String())
		mine.knows(me)
		theirs.knows(them)

		thief := mine
		mine.visit("/out")
		if mine.Cookie != nil {
			t.Error("the cookie stays after the logout")
		}
		mine.knows(nobody)
		thief.knows(nobody)
		theirs.knows(them)
		mine.visit("/out")
	})
}

// One who planted a token in somebody's browser has nothing of it once they log in.
func TestAPlantedToken(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		me := person(t, number)
		thief := browser{site: s}
		thief.visit("/in?p=" + other(t, 1).String())
		thief.visit("/expect?p=" + me.String())
		if got := thief.visit("/expected"); got != me.String()+"ask" {
			t.Fatalf("a code is expected for %q", got)
		}
		victim := thief
		victim.visit("/in?p=" + me.String())
		if victim.Value == thief.Value {
			t.Error("the token stays the same at the login")
		}
		victim.knows(me)
		thief.knows(nobody)
		if got := victim.visit("/expected"); got != "" {
			t.Errorf("after the login a code is expected for %q", got)
		}
		made := browser{site: s, Cookie: &http.Cookie{Name: "__Host-coachline", Value: "of-my-own-making"}}
		made.knows(nobody)
	})
}

func TestLogOutEverywhere(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		me, them := person(t, number), other(t, 1)
		home, ward, theirs := browser{site: s}, browser{site: s}, browser{site: s}
		home.visit("/in?p=" + me.String())
		ward.visit("/in?p=" + me.String())
		theirs.visit("/in?p=" + them.String())
		ward.visit("/everywhere")
		for _, b := range []*browser{&ward, &home} {
			b.knows(nobody)
		}
		theirs.knows(them)
		home.visit("/in?p=" + me.String())
		home.knows(me)
		anybody := browser{site: s}
		anybody.visit("/everywhere")
		home.knows(me)
	})
}

// A request that was under way when its browser was logged out does not bring the session back.
func TestLoggedOutMeanwhile(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		me := person(t, number)
		b := browser{site: s}
		b.visit("/in?p=" + me.String())
		slow := s.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			other := b
			other.visit("/out")
			if _, err := io.WriteString(w, "a page"); err != nil {
				t.Error(err)
			}
		}))
		r, w := httptest.NewRequest(http.MethodGet, "https://example.nz/", nil), httptest.NewRecorder()
		r.AddCookie(b.Cookie)
		slow.ServeHTTP(w, r)
		b.take(w.Result().Cookies())
		b.knows(nobody)
	})
}

// A session is kept for half an hour after the last request. Redis's own time is not moved: it is seen by what it has left.
func TestSessionsExpire(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		me := person(t, number)
		b := browser{site: s}
		b.visit("/in?p=" + me.String())
		key := only(t, s.client, "coachline:login:session:*")
		if left := s.client.PTTL(t.Context(), key).Val(); left <= login.IdleTimeout-time.Minute || left > login.IdleTimeout {
			t.Errorf("it is kept for %s", left)
		}
		if err := s.client.PExpire(t.Context(), key, time.Minute).Err(); err != nil {
			t.Fatal(err)
		}
		b.knows(me)
		if left := s.client.PTTL(t.Context(), key).Val(); left <= login.IdleTimeout-time.Minute {
			t.Errorf("after another request it is kept for %s", left)
		}
		b.visit("/out")
		if left := s.client.PTTL(t.Context(), key).Val(); left <= 0 || left > 10*time.Minute {
			t.Errorf("after the logout its mark is kept for %s", left)
		}
	})
	m := sessiontest.Miniredis(t)
	s := newSite(t, sessiontest.Dial(t, "redis://"+m.Addr()), true)
	b := browser{site: s}
	b.visit("/in?p=" + person(t, number).String())
	stale := b
	m.FastForward(login.IdleTimeout)
	stale.knows(nobody)
	b.visit("/out")
}

// The end of a session's life does not move, however often it is used.
func TestLifetime(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	s := newSite(t, client, true)
	s.Lifetime = 5 * time.Minute // of sessions that begin from now on
	b := browser{site: s}
	b.visit("/in?p=" + person(t, number).String())
	s.Lifetime = login.Lifetime
	b.knows(person(t, number))
	if left := client.PTTL(t.Context(), only(t, client, "coachline:login:session:*")).Val(); left > 5*time.Minute {
		t.Errorf("it is kept for %s", left)
	}
	past := login.NewLogins(client)
	if err := past.CommitCtx(t.Context(), "token", []byte("x"), time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, found, err := past.Find("token"); found || err != nil {
		t.Errorf("one whose time is over is found: %t, %v", found, err)
	}
}

// The store as scs's older interface has it, with sessions that come, change and go.
func TestStore(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		s := login.NewLogins(client)
		find := func(want string) {
			t.Helper()
			b, found, err := s.Find("token")
			if string(b) != want || found != (want != "") || err != nil {
				t.Errorf("found %q, %t, %v; want %q", b, found, err, want)
			}
		}
		try := func(err error) {
			t.Helper()
			if err != nil {
				t.Error(err)
			}
		}
		find("")
		try(s.Delete("token"))
		try(s.Commit("token", []byte("one"), time.Now().Add(time.Hour)))
		find("one")
		try(s.Commit("token", []byte("two"), time.Now().Add(time.Hour)))
		find("two")
		try(s.Delete("token"))
		find("")
		try(s.Delete("token"))
		try(s.Commit("token", []byte("three"), time.Now().Add(time.Hour)))
		find("")
	})
}

// Whoever has the whole of Redis cannot become anybody, and sees no number.
func TestADumpOfSessions(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		b := browser{site: s}
		b.visit("/in?p=" + person(t, number).String())
		dump := sessiontest.Dump(t, s.client)
		for _, secret := range []string{b.Value, number[1:], "5550123"} {
			if strings.Contains(dump, secret) {
				t.Errorf("Redis holds %q", secret)
			}
		}
		if !strings.Contains(dump, person(t, number).String()) {
			t.Error("the dump does not hold the session at all")
		}
	})
}

func TestRedisIsAwayFromAPage(t *testing.T) {
	m := sessiontest.Miniredis(t)
	s := newSite(t, sessiontest.Dial(t, "redis://"+m.Addr()), true)
	b := browser{site: s}
	b.visit("/in?p=" + person(t, number).String())
	m.SetError("LOADING soon")
	if got := b.visit("/"); got != "" || s.failures != 1 {
		t.Errorf("it says %q after %d failures", got, s.failures)
	}
	m.SetError("")
	b.knows(person(t, number))
}

func only(t *testing.T, client redis.UniversalClient, pattern string) string {
	t.Helper()
	keys, err := client.Keys(t.Context(), pattern).Result()
	if err != nil || len(keys) != 1 {
		t.Fatalf("%v are like %s, %v", keys, pattern, err)
	}
	return keys[0]
}
