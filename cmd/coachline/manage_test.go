package main

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"coachline/handlers/simulator/simulatortest"
	"coachline/session/sessiontest"
)

// Two managers, of whom the first may add others.
const (
	moana     = "+64215550901"
	moanaSays = "021 555 0901"
	rewi      = "+64215550902"
	rewiSays  = "021 555 0902"
)

// house is a line with managers, and where its pages are.
type house struct {
	*line
	env  []string
	base string
}

// manage starts a line with two managers.
func manage(t testing.TB, redisURL string, more ...string) *house {
	t.Helper()
	env := settings(redisURL, append([]string{"COACHLINE_OPEN=false"}, more...)...)
	m := &house{line: serve(t, env, 0), env: env}
	m.base = "http://" + m.addr
	m.add(t, "Moana Smith", moana)
	m.add(t, "Rewi", rewi)
	return m
}

// add makes somebody a manager, by the command line.
func (m *house) add(t testing.TB, name, number string) {
	t.Helper()
	if _, said, code := command(m.env, "manager", "add", "--name", name, "--phone", number); code != exitDone {
		t.Fatalf("manager add ended with %d: %s", code, said)
	}
}

// visitor is a browser without JavaScript.
type visitor struct {
	t      testing.TB
	base   string
	client *http.Client
	from   string // its address, as a proxy tells it; empty: this machine's
}

func visit(t testing.TB, base string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, base: base, client: &http.Client{Jar: jar}}
}

func (v *visitor) get(path string) (int, string) {
	v.t.Helper()
	response, err := v.client.Get(v.base + path)
	if err != nil {
		v.t.Fatal(err)
	}
	return response.StatusCode, pageOf(v.t, response)
}

func (v *visitor) post(path string, pairs ...string) (int, string) {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	request, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if v.from != "" {
		request.Header.Set("X-Forwarded-For", v.from)
	}
	response, err := v.client.Do(request)
	if err != nil {
		v.t.Fatal(err)
	}
	return response.StatusCode, pageOf(v.t, response)
}

var sixDigits = regexp.MustCompile(`\b[0-9]{6}\b`)

// codeOn waits for the code that comes to a phone.
func codeOn(t testing.TB, phone *simulatortest.Handset, sent int) string {
	t.Helper()
	phone.AwaitTexts(sent)
	texts := phone.Inbox()
	return sixDigits.FindString(texts[len(texts)-1].Body)
}

// logIn logs a manager in, with the code that comes to their phone.
func (m *house) logIn(t testing.TB, number string) *visitor {
	t.Helper()
	v := visit(t, m.base)
	v.logInHere(m, number)
	return v
}

// logInHere does so in a browser that was here before.
func (v *visitor) logInHere(m *house, number string) {
	v.t.Helper()
	phone := m.Handset(v.t, number)
	sent := len(phone.Inbox()) + 1
	v.post("/manage/login", "number", number)
	if status, page := v.post("/manage/login/code", "code", codeOn(v.t, phone, sent)); status != http.StatusOK || !strings.Contains(page, "<h1>Cohorts</h1>") {
		v.t.Fatalf("the login leads to %d:\n%s", status, page)
	}
}

// logIn does so in a browser.
func (w *window) logIn(m *house, number, written string) {
	w.t.Helper()
	phone := m.Handset(w.t, number)
	sent := len(phone.Inbox()) + 1
	w.open("/manage/")
	w.want("h1", "Log in")
	w.fill("[name=number]", written)
	w.press("Text me a code")
	w.want("h1", "Enter the code")
	w.fill("[name=code]", codeOn(w.t, phone, sent))
	w.press("Log in")
	w.want("h1", "Cohorts")
}

// cohortPath and personPath are where cohorts and their people are.
var (
	cohortPath = regexp.MustCompile(`/manage/cohorts/[A-Za-z0-9_-]{22}`)
	personPath = regexp.MustCompile(cohortPath.String() + `/people/[A-Za-z0-9_-]{22}/`)
)

// cohort makes a cohort and returns its path.
func (v *visitor) cohort(name string) string {
	v.t.Helper()
	status, page := v.post("/manage/cohorts", "name", name, "lesson", "peer-coaching-1")
	path := cohortPath.FindString(page)
	if status != http.StatusOK || path == "" {
		v.t.Fatalf("a new cohort leads to %d:\n%s", status, page)
	}
	return path
}

// invite invites people with a cohort, and returns the page after that.
func (v *visitor) invite(path, list string) string {
	v.t.Helper()
	_, page := v.post(path+"/invite/preview", "list", list)
	hidden := regexp.MustCompile(`name="(list|batch)" value="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(hidden) != 2 {
		v.t.Fatalf("the preview cannot be confirmed:\n%s", page)
	}
	status, page := v.post(path+"/invite", "list", unescaped(hidden[0][2]), "batch", hidden[1][2], "consent", "on")
	if status != http.StatusOK {
		v.t.Fatalf("inviting leads to %d:\n%s", status, page)
	}
	return page
}

func unescaped(s string) string {
	return strings.NewReplacer("&#43;", "+", "&#39;", "'", "&#34;", `"`, "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// TestLoginTellsNothing asks for codes with a manager's number and with another, and tries wrong ones: both are answered
// alike, and nobody is texted more than a few times. The manager, who is elsewhere, logs in all the same.
func TestLoginTellsNothing(t *testing.T) {
	t.Parallel()
	m := manage(t, sessiontest.Redis(t))
	const nobody = "+64215550999"
	pages := map[string][]string{}
	for number, from := range map[string]string{moana: "203.0.113.1", nobody: "203.0.113.2"} {
		for i := range 50 {
			v := visit(t, m.base)
			v.from = from
			status, page := v.post("/manage/login", "number", number)
			pages[number] = append(pages[number], fmt.Sprint(status, page))
			for range 2 {
				status, page = v.post("/manage/login/code", "code", fmt.Sprintf("%06d", i))
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
	stranger := visit(t, m.base)
	stranger.from = "203.0.113.3"
	stranger.post("/manage/login", "number", moana)
	if status, _ := stranger.post("/manage/login/code", "code", sixDigits.FindString(texts[len(texts)-1].Body)); status != http.StatusUnprocessableEntity {
		t.Errorf("a code that another browser asked for is answered with %d", status)
	}
	m.logIn(t, moana)
}

// TestNoPage opens what is no page, and sends what no form of ours sends: each is answered by a page that leads on.
func TestNoPage(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	v := visit(t, m.base)
	for _, answer := range []struct {
		status int
		page   func() (int, string)
	}{
		{http.StatusNotFound, func() (int, string) { return v.get("/manage/nothing") }},
		{http.StatusMethodNotAllowed, func() (int, string) { return v.get("/manage/logout") }},
		{http.StatusMethodNotAllowed, func() (int, string) { return v.post("/manage/") }},
	} {
		if status, page := answer.page(); status != answer.status || !strings.Contains(page, `<a href="/manage/">To the cohorts</a>`) {
			t.Errorf("%d, want %d:\n%s", status, answer.status, page)
		}
	}
	if _, page := v.get("/manage/login/code"); !strings.Contains(page, "<h1>Log in</h1>") {
		t.Errorf("one who has asked for no code is asked for one:\n%s", page)
	}
}

// TestManagersApart: a manager reaches nothing of another's, by whatever they forge.
func TestManagersApart(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	hers, his := m.logIn(t, moana), m.logIn(t, rewi)
	path := hers.cohort("Ward 4")
	hers.invite(path, "Mere 021 555 0101")
	person := regexp.MustCompile(path + `/people/([A-Za-z0-9_-]{22})/`).FindStringSubmatch(second(hers.get(path)))
	if person == nil {
		t.Fatal("there is nobody in the cohort")
	}
	forged := "/manage/cohorts/" + strings.Repeat("A", 22)
	for _, suffix := range []string{"", "/people.csv", "/invite"} {
		status, page := his.get(path + suffix)
		missing, nothing := his.get(forged + suffix)
		if status != http.StatusNotFound || status != missing || page != nothing {
			t.Errorf("GET %s: %d, and %d of one that is not there:\n%s", suffix, status, missing, page)
		}
	}
	for _, suffix := range []string{"/invite/preview", "/invite", "/people/" + person[1] + "/nudge", "/people/" + person[1] + "/withdraw", "/people/" + person[1] + "/correct"} {
		form := []string{"list", "Tane 021 555 0102", "batch", "b", "consent", "on", "number", "021 555 0103"}
		status, page := his.post(path+suffix, form...)
		missing, nothing := his.post(forged+suffix, form...)
		if status != http.StatusNotFound || status != missing || page != nothing {
			t.Errorf("POST %s: %d, and %d of one that is not there:\n%s", suffix, status, missing, page)
		}
	}
	if _, page := hers.get(path); !strings.Contains(page, "21 555 0101") {
		t.Errorf("what another did changed the cohort:\n%s", page)
	}
	if status, _ := his.get("/manage/managers"); status != http.StatusNotFound {
		t.Errorf("one who may not add managers sees them: %d", status)
	}
}

func second(_ int, page string) string { return page }

// TestStaleLogins ends logins in each of the ways in which they end.
func TestStaleLogins(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	loggedIn := func(v *visitor) bool { return strings.Contains(second(v.get("/manage/")), "<h1>Cohorts</h1>") }
	one, other, his := m.logIn(t, moana), m.logIn(t, moana), m.logIn(t, rewi)
	if page := second(one.post("/manage/logout")); strings.Contains(page, "had ended") {
		t.Errorf("logging out says\n%s", page)
	}
	if loggedIn(one) || !loggedIn(other) {
		t.Error("logging out ends another login than one's own")
	}
	other.post("/manage/logout/everywhere")
	if loggedIn(other) || !loggedIn(his) {
		t.Error("logging out everywhere ends not just all of one's own")
	}
	if _, said, code := command(m.env, "manager", "remove", rewi); code != exitDone {
		t.Fatal(said)
	}
	if loggedIn(his) {
		t.Error("a manager who was removed is logged in")
	}
	if loggedIn(visit(t, m.base)) {
		t.Error("a stranger is logged in")
	}
}

// TestLoggedOutWhileTyping keeps a list that was typed while the login ended: it is sent again after a new one.
func TestLoggedOutWhileTyping(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	v := m.logIn(t, moana)
	path := v.cohort("Ward 4")
	v.post("/manage/logout")
	status, page := v.post(path+"/invite/preview", "list", "Mere \"M\" Kahu 021 555 0101\nTāne 021 555 0102", "again", "on")
	if status != http.StatusUnauthorized || !strings.Contains(page, `<form method="post" action="`+path+`/invite/preview">`) {
		t.Fatalf("after the login has ended: %d\n%s", status, page)
	}
	var kept []string
	for _, f := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(page, -1) {
		kept = append(kept, f[1], unescaped(f[2]))
	}
	v.logInHere(m, moana)
	if status, page := v.post(path+"/invite/preview", kept...); status != http.StatusOK || !strings.Contains(page, "2 to be texted") ||
		!strings.Contains(page, `name="again" value="on"`) {
		t.Errorf("sent again: %d\n%s", status, page)
	}
	stranger := visit(t, m.base)
	if page := second(stranger.post(path + "/invite/preview")); !strings.Contains(page, "<h1>Log in</h1>") || !strings.Contains(page, "nothing was done") {
		t.Errorf("with nothing typed it leads to\n%s", page)
	}
	if page := second(stranger.post(path+"/invite/preview", "list", strings.Repeat("1", 300<<10))); len(page) > 4<<10 || !strings.Contains(page, "<h1>Log in</h1>") {
		t.Errorf("a stranger's 300 kB are answered with %d", len(page))
	}
}

// TestForeignForms are forms of other sites, and what people type to do harm.
func TestForeignForms(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	v := m.logIn(t, moana)
	request, err := http.NewRequest(http.MethodPost, m.base+"/manage/cohorts", strings.NewReader("name=x&lesson=peer-coaching-1"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", "https://evil.example")
	response, err := v.client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if page := pageOf(t, response); response.StatusCode != http.StatusForbidden || !strings.Contains(page, "another site") {
		t.Errorf("a form of another site: %s\n%s", response.Status, page)
	}
	path := v.cohort(`<script>alert(1)</script>`)
	v.invite(path, "=cmd|calc\t021 555 0101\n@SUM(A1)\t021 555 0102\nMere <b>\t021 555 0103\nMere\t021 555 0104")
	_, page := v.get(path)
	if strings.Contains(page, "<script>alert") || strings.Contains(page, "<b>") {
		t.Errorf("a name is taken for a page:\n%s", page)
	}
	_, list := v.get(path + "/people.csv")
	for _, line := range strings.Split(list, "\r\n") {
		for _, cell := range strings.Split(strings.TrimPrefix(line, "\ufeff"), ",") {
			if cell = strings.Trim(cell, `"`); cell != "" && strings.ContainsRune("=+-@\t", rune(cell[0])) {
				t.Errorf("a spreadsheet would calculate %q", cell)
			}
		}
	}
	if !strings.Contains(list, "Mere,") {
		t.Errorf("the list has nobody:\n%s", list)
	}
}
