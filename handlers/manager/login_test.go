package manager_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"coachline/handlers/linetest"
	"coachline/session/e164"
)

// TestLoginDoesNotTellWhoIsAManager asks for codes with a manager's number and with another, and tries wrong ones: both are answered
// alike, and nobody is texted more than a few times. The manager, who is elsewhere, logs in all the same.
func TestLoginDoesNotTellWhoIsAManager(t *testing.T) {
	t.Parallel()
	m := manage(t)
	const nobody = "+64215550999"
	pages := map[string][]string{}
	for number, from := range map[string]string{moana: "203.0.113.1", nobody: "203.0.113.2"} {
		for i := range 50 {
			v := linetest.Visit(t, m.URL)
			v.From = from
			status, page := v.Post("/manage/login", "number", number)
			pages[number] = append(pages[number], fmt.Sprint(status, page))
			for range 2 {
				status, page = v.Post("/manage/login/code", "code", fmt.Sprintf("%06d", i))
				pages[number] = append(pages[number], fmt.Sprint(status, page))
			}
		}
	}
	for i := range pages[moana] {
		if a, b := pages[moana][i], pages[nobody][i]; a != b {
			t.Fatalf("answer %d tells whose number is known:\n%s\n%s", i, a, b)
		}
	}
	if last := pages[moana][len(pages[moana])-3]; !strings.Contains(last, "Too many codes were asked for") {
		t.Errorf("asking for the fiftieth code is answered:\n%s", last)
	}
	if n := len(m.Handset(t, moana).Inbox()); n < 1 || n > 4 {
		t.Errorf("a manager was texted %d codes", n)
	}
	if n := len(m.Handset(t, nobody).Inbox()); n != 0 {
		t.Errorf("somebody who is no manager was texted %d codes", n)
	}
	texts := m.Handset(t, moana).Inbox()
	stranger := linetest.Visit(t, m.URL)
	stranger.From = "203.0.113.3"
	stranger.Post("/manage/login", "number", moana)
	if status, _ := stranger.Post("/manage/login/code", "code", linetest.Code.FindString(texts[len(texts)-1].Body)); status != http.StatusUnprocessableEntity {
		t.Errorf("a code that another browser asked for is answered with %d", status)
	}
	m.logIn(t, moana)
}

// TestStrangersLockNobodyOut has strangers at forty addresses ask for a manager's codes: the manager logs in by their own browser,
// and is texted a few times.
func TestStrangersLockNobodyOut(t *testing.T) {
	t.Parallel()
	m := manage(t)
	own := m.logIn(t, moana)
	own.Post("/manage/logout")
	for i := range 40 {
		stranger := linetest.Visit(t, m.URL)
		stranger.From = fmt.Sprintf("203.0.113.%d", i)
		stranger.Post("/manage/login", "number", moana)
		stranger.Post("/manage/login", "number", moana)
	}
	stranger := linetest.Visit(t, m.URL)
	if status, _ := stranger.Post("/manage/login", "number", moana); status != http.StatusTooManyRequests {
		t.Fatalf("nothing is tested: one more stranger is answered with %d", status)
	}
	own.LogIn(m.Handset(t, moana))
	if n := len(m.Handset(t, moana).Inbox()); n > 10 {
		t.Errorf("the manager was texted %d codes", n)
	}
}

// TestLoginEnds ends logins in each of the ways in which they end.
func TestLoginEnds(t *testing.T) {
	t.Parallel()
	m := manage(t)
	loggedIn := func(v *linetest.Visitor) bool { return strings.Contains(second(v.Get("/manage/")), "<h1>Cohorts</h1>") }
	one, other, his := m.logIn(t, moana), m.logIn(t, moana), m.logIn(t, rewi)
	if page := second(one.Post("/manage/logout")); strings.Contains(page, "had ended") {
		t.Errorf("logging out says\n%s", page)
	}
	if loggedIn(one) || !loggedIn(other) {
		t.Error("logging out ends another login than one's own")
	}
	other.Post("/manage/logout/everywhere")
	if loggedIn(other) || !loggedIn(his) {
		t.Error("logging out everywhere ends not just all of one's own")
	}
	number, _ := e164.FromWire(rewi)
	if err := m.Roster.RemoveManager(t.Context(), m.Store.Person(number), m.clock.Now()); err != nil {
		t.Fatal(err)
	}
	if loggedIn(his) {
		t.Error("a manager who was removed is logged in")
	}
	if loggedIn(linetest.Visit(t, m.URL)) {
		t.Error("a stranger is logged in")
	}
}

// TestListTypedWhileTheLoginEndsIsKept keeps a list that was typed while the login ended: it is sent again after a new one.
func TestListTypedWhileTheLoginEndsIsKept(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	v.Post("/manage/logout")
	status, page := v.Post(path+"/invite/preview", "list", "Mere \"M\" Kahu 021 555 0101\nTāne 021 555 0102", "again", "on")
	if status != http.StatusUnauthorized || !strings.Contains(page, `<form method="post" action="`+path+`/invite/preview">`) {
		t.Fatalf("after the login has ended: %d\n%s", status, page)
	}
	var kept []string
	for _, f := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(page, -1) {
		kept = append(kept, f[1], linetest.Unescaped(f[2]))
	}
	v.LogIn(m.Handset(t, moana))
	if status, page := v.Post(path+"/invite/preview", kept...); status != http.StatusOK || !strings.Contains(page, "2 to be texted") ||
		!strings.Contains(page, `name="again" value="on"`) {
		t.Errorf("sent again: %d\n%s", status, page)
	}
	stranger := linetest.Visit(t, m.URL)
	if page := second(stranger.Post(path + "/invite/preview")); !strings.Contains(page, "<h1>Log in</h1>") || !strings.Contains(page, "nothing was done") {
		t.Errorf("with nothing typed it leads to\n%s", page)
	}
	if page := second(stranger.Post(path+"/invite/preview", "list", strings.Repeat("1", 300<<10))); len(page) > 4<<10 || !strings.Contains(page, "<h1>Log in</h1>") {
		t.Errorf("a stranger's 300 kB are answered with %d", len(page))
	}
}
