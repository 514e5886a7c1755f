package linetest

import (
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"coachline/handlers/browsertest"
	"coachline/handlers/simulator/simulatortest"
)

// Visitor is a browser without JavaScript that visits the managers' pages.
type Visitor struct {
	From string // its address, as a proxy says it; empty: this machine's

	tb     testing.TB
	base   string
	client *http.Client
}

// Visit opens a browser on a server.
func Visit(tb testing.TB, base string) *Visitor {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return &Visitor{tb: tb, base: base, client: &http.Client{Jar: jar}}
}

// Get returns a page and its status.
func (v *Visitor) Get(path string) (int, string) {
	v.tb.Helper()
	request, err := http.NewRequestWithContext(v.tb.Context(), http.MethodGet, v.base+path, nil)
	if err != nil {
		v.tb.Fatal(err)
	}
	return v.Do(request)
}

// Post sends a form of names and values; a name may come more than once.
func (v *Visitor) Post(path string, pairs ...string) (int, string) {
	v.tb.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	request, err := http.NewRequestWithContext(v.tb.Context(), http.MethodPost, v.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.tb.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if v.From != "" {
		request.Header.Set("X-Forwarded-For", v.From)
	}
	return v.Do(request)
}

// Do sends a request, with the cookies of the visitor.
func (v *Visitor) Do(request *http.Request) (int, string) {
	v.tb.Helper()
	response, err := v.client.Do(request)
	if err != nil {
		v.tb.Fatal(err)
	}
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		v.tb.Fatal(err)
	}
	return response.StatusCode, string(page)
}

// Await looks at a page until it shows something, and returns it.
func (v *Visitor) Await(path, words string) string {
	v.tb.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(patience); ; {
		_, page := v.Get(path)
		if strings.Contains(page, words) {
			return page
		}
		select {
		case <-tick.C:
		case <-late:
			v.tb.Fatalf("%s does not show %q:\n%s", path, words, page)
		}
	}
}

// patience is how long a test waits for what is to be shown.
const patience = 40 * time.Second

// LogIn logs a manager in, with the code that comes to their phone.
func (v *Visitor) LogIn(phone *simulatortest.Handset) {
	v.tb.Helper()
	sent := len(phone.Inbox()) + 1
	v.Post("/manage/login", "number", phone.Number())
	status, page := v.Post("/manage/login/code", "code", codeOn(phone, sent))
	if status != http.StatusOK || !strings.Contains(page, "<h1>Cohorts</h1>") {
		v.tb.Fatalf("the login leads to %d:\n%s", status, page)
	}
}

// LogIn logs a manager in, who types their number as it is written.
func LogIn(w *browsertest.Window, phone *simulatortest.Handset, written string) {
	sent := len(phone.Inbox()) + 1
	w.Go("/manage/")
	w.Want("h1", "Log in")
	w.Fill("[name=number]", written)
	w.Press("Text me a code")
	w.Want("h1", "Enter the code")
	w.Fill("[name=code]", codeOn(phone, sent))
	w.Press("Log in")
	w.Want("h1", "Cohorts")
}

// Code finds the code of a login in a text.
var Code = regexp.MustCompile(`\b[0-9]{6}\b`)

// codeOn waits for a code that comes to a phone.
func codeOn(phone *simulatortest.Handset, sent int) string {
	phone.AwaitTexts(sent)
	texts := phone.Inbox()
	return Code.FindString(texts[len(texts)-1].Body)
}

// cohortPath and personPath are where cohorts and their people are.
var (
	cohortPath = regexp.MustCompile(`/manage/cohorts/[A-Za-z0-9_-]{22}`)
	personPath = regexp.MustCompile(cohortPath.String() + `/people/[A-Za-z0-9_-]{22}/`)
)

// NewCohort makes a cohort of a lesson and returns its path.
func (v *Visitor) NewCohort(name, lesson string) string {
	v.tb.Helper()
	status, page := v.Post("/manage/cohorts", "name", name, "lesson", lesson)
	path := cohortPath.FindString(page)
	if status != http.StatusOK || path == "" {
		v.tb.Fatalf("a new cohort leads to %d:\n%s", status, page)
	}
	return path
}

// Invite invites people with a cohort, and returns the page after that.
func (v *Visitor) Invite(path, list string) string {
	v.tb.Helper()
	_, page := v.Post(path+"/invite/preview", "list", list)
	hidden := regexp.MustCompile(`name="(list|batch)" value="([^"]*)"`).FindAllStringSubmatch(page, -1)
	if len(hidden) != 2 {
		v.tb.Fatalf("the preview cannot be confirmed:\n%s", page)
	}
	status, page := v.Post(path+"/invite", "list", Unescaped(hidden[0][2]), "batch", hidden[1][2], "consent", "on")
	if status != http.StatusOK {
		v.tb.Fatalf("inviting leads to %d:\n%s", status, page)
	}
	return page
}

// Person returns the path below which something is done about the first person of a cohort.
func (v *Visitor) Person(path string) string {
	v.tb.Helper()
	_, page := v.Get(path)
	found := personPath.FindString(page)
	if found == "" {
		v.tb.Fatalf("there is nobody:\n%s", page)
	}
	return strings.TrimSuffix(found, "/")
}

// Unescaped is text of a page.
func Unescaped(s string) string { return html.UnescapeString(s) }
