package manager_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"coachline/handlers/linetest"
)

// TestUnknownPageLeadsToTheCohorts opens what is no page, and sends what no form of ours sends: each is answered by a page that leads on.
func TestUnknownPageLeadsToTheCohorts(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := linetest.Visit(t, m.URL)
	for _, answer := range []struct {
		status int
		page   func() (int, string)
	}{
		{http.StatusNotFound, func() (int, string) { return v.Get("/manage/nothing") }},
		{http.StatusMethodNotAllowed, func() (int, string) { return v.Get("/manage/logout") }},
		{http.StatusMethodNotAllowed, func() (int, string) { return v.Post("/manage/") }},
	} {
		if status, page := answer.page(); status != answer.status || !strings.Contains(page, `<a href="/manage/">Back to the cohorts</a>`) {
			t.Errorf("%d, want %d:\n%s", status, answer.status, page)
		}
	}
	if _, page := v.Get("/manage/login/code"); !strings.Contains(page, "<h1>Log in</h1>") {
		t.Errorf("one who has asked for no code is asked for one:\n%s", page)
	}
}

// TestManagerReachesOnlyTheirOwnCohorts: a manager reaches nothing of another's, by whatever they forge.
func TestManagerReachesOnlyTheirOwnCohorts(t *testing.T) {
	t.Parallel()
	m := manage(t)
	hers, his := m.logIn(t, moana), m.logIn(t, rewi)
	path := hers.NewCohort("Ward 4", linetest.Lesson)
	hers.Invite(path, "Mere 021 555 0101")
	person := regexp.MustCompile(path + `/people/([A-Za-z0-9_-]{22})/`).FindStringSubmatch(second(hers.Get(path)))
	if person == nil {
		t.Fatal("there is nobody in the cohort")
	}
	forged := "/manage/cohorts/" + strings.Repeat("A", 22)
	for _, suffix := range []string{"", "/people.csv", "/invite", "/log", "/sharing"} {
		status, page := his.Get(path + suffix)
		missing, nothing := his.Get(forged + suffix)
		if status != http.StatusNotFound || status != missing || page != nothing {
			t.Errorf("GET %s: %d, and %d of one that is not there:\n%s", suffix, status, missing, page)
		}
	}
	for _, suffix := range []string{"/invite/preview", "/invite", "/people/" + person[1] + "/nudge", "/people/" + person[1] + "/withdraw", "/people/" + person[1] + "/correct", "/sharing", "/sharing/me/end", "/sharing/" + person[1] + "/end", "/take-over"} {
		form := []string{"list", "Tane 021 555 0102", "batch", "b", "consent", "on", "number", "021 555 0103", "name", "Tane", "may", "see"}
		status, page := his.Post(path+suffix, form...)
		missing, nothing := his.Post(forged+suffix, form...)
		if status != http.StatusNotFound || status != missing || page != nothing {
			t.Errorf("POST %s: %d, and %d of one that is not there:\n%s", suffix, status, missing, page)
		}
	}
	if _, page := hers.Get(path); !strings.Contains(page, "21 555 0101") {
		t.Errorf("what another did changed the cohort:\n%s", page)
	}
	if status, _ := his.Get("/manage/managers"); status != http.StatusNotFound {
		t.Errorf("one who may not add managers sees them: %d", status)
	}
}

func TestFormOfAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	request, err := http.NewRequest(http.MethodPost, m.URL+"/manage/cohorts", strings.NewReader("name=x&lesson=peer-coaching-1"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", "https://evil.example")
	if status, page := v.Do(request); status != http.StatusForbidden || !strings.Contains(page, "another site") {
		t.Errorf("a form of another site: %d\n%s", status, page)
	}
}

// TestNamesAreOnlyText: what people type to do harm is neither markup on a page nor a formula in a spreadsheet.
func TestNamesAreOnlyText(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort(`<script>alert(1)</script>`, linetest.Lesson)
	v.Invite(path, "=cmd|calc\t021 555 0101\n@SUM(A1)\t021 555 0102\nMere <b>\t021 555 0103\nMere\t021 555 0104")
	_, page := v.Get(path)
	if strings.Contains(page, "<script>alert") || strings.Contains(page, "<b>") {
		t.Errorf("a name is taken for a page:\n%s", page)
	}
	_, list := v.Get(path + "/people.csv")
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

// TestOnlySomeMayAddManagers adds one who can log in, and says what is wrong with one who could not be texted or named.
func TestOnlySomeMayAddManagers(t *testing.T) {
	t.Parallel()
	m := manage(t)
	const sina = "+64215550903"
	m.AddManager(t, "Moana Smith", moana, true)
	v := m.logIn(t, moana)
	for want, typed := range map[string][2]string{
		"cannot be texted":     {"Sina", "09 300 1234"},
		"web address":          {"Sina www.example.nz", sina},
		"numbers of that":      {"Sina", "+61 412 345 678"},
		"The name is missing":  {"", sina},
		"is a manager already": {"Sina", rewiSays},
	} {
		status, page := v.Post("/manage/managers", "name", typed[0], "number", typed[1], "may", "on")
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, want) || !strings.Contains(linetest.Unescaped(page), `value="`+typed[1]+`"`) {
			t.Errorf("%q: %d, want %q, and what was typed:\n%s", typed, status, want, page)
		}
	}
	if _, page := v.Post("/manage/managers", "name", "Sina", "number", sina); !strings.Contains(page, "They may log in now") {
		t.Errorf("one more manager:\n%s", page)
	}
	if status, _ := m.logIn(t, sina).Get("/manage/managers"); status != http.StatusNotFound {
		t.Errorf("one who may not add managers sees them: %d", status)
	}
}
