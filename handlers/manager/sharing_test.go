package manager_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"coachline/handlers/linetest"
	"coachline/session/e164"
)

// share shares a cohort by a number, and returns the page.
func share(t *testing.T, v *linetest.Visitor, path, number, may string) string {
	t.Helper()
	status, page := v.Post(path+"/sharing", "name", "Rewi", "number", number, "may", may, "sure", "yes")
	if status != http.StatusOK {
		t.Fatalf("sharing leads to %d:\n%s", status, page)
	}
	return page
}

// endOf matches where a share ends.
var endOf = regexp.MustCompile(`/manage/cohorts/[\w-]{22}/sharing/[\w-]{22}/end`)

// TestSharedCohort: another manager may see, then invite, then nothing any more; and all of it is in the log.
func TestSharedCohort(t *testing.T) {
	t.Parallel()
	m := manage(t)
	hers, his := m.logIn(t, moana), m.logIn(t, rewi)
	path := hers.NewCohort("Ward 4", linetest.Lesson)
	hers.Invite(path, "Mere 021 555 0101")
	person := hers.Person(path)
	page := share(t, hers, path, rewiSays, "see")
	if _, list := his.Get("/manage/"); !strings.Contains(list, "Ward 4") || !strings.Contains(list, "Moana Smith’s") {
		t.Errorf("a shared cohort is not in the list, or not as whose it is:\n%s", list)
	}
	status, seen := his.Get(path)
	if status != http.StatusOK || !strings.Contains(seen, "Mere") || strings.Contains(seen, "/withdraw") || strings.Contains(seen, "Invite people") {
		t.Errorf("one who may see is shown %d:\n%s", status, seen)
	}
	for _, post := range []string{person + "/withdraw", path + "/invite/preview", path + "/sharing"} {
		if status, page := his.Post(post, "list", "Tane 021 555 0102", "may", "see"); status != http.StatusForbidden || !strings.Contains(page, "Not done") {
			t.Errorf("one who may only see does %s: %d\n%s", post, status, page)
		}
	}
	phone := m.Handset(t, rewi)
	phone.Text("INVITE 021 555 0104 Hone to Ward 4")
	phone.AwaitText("Not invited: Ward 4 is Moana Smith's")
	phone.Text("PROGRESS Ward 4")
	phone.AwaitText("Ward 4: 1 invited")
	share(t, hers, path, rewiSays, "invite")
	his.Invite(path, "Tane 021 555 0102\nAna 021 555 0103")
	his.Get(path + "/people.csv")
	end := endOf.FindString(page)
	if _, page := hers.Post(end); !strings.Contains(page, "no access any more") {
		t.Errorf("an access is not taken away:\n%s", page)
	}
	if status, _ := his.Get(path); status != http.StatusNotFound {
		t.Errorf("one whose access was taken away sees %d", status)
	}
	_, log := hers.Get(path + "/log")
	log = linetest.Unescaped(log)
	for _, said := range []string{
		"Moana Smith made the cohort.", "Moana Smith invited 1 person.", "Moana Smith shared the cohort with Rewi.", "Rewi invited 2 people.",
		"Rewi saved a list of 3 people.", "Moana Smith took away the access of Rewi.",
	} {
		if !strings.Contains(log, said) {
			t.Errorf("the log does not say %q:\n%s", said, log)
		}
	}
	for _, learner := range []string{"Mere", "Tane", "0101", "0102"} {
		if strings.Contains(log, learner) {
			t.Errorf("the log names a learner: %s", learner)
		}
	}
}

// TestSharingDoesNotTellWhoIsAManager: with a manager's number and with any other the answer is the same.
func TestSharingDoesNotTellWhoIsAManager(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	var pages []string
	for name, number := range map[string]string{"Ward 4": rewiSays, "Ward 5": "021 555 0999"} {
		path := v.NewCohort(name, linetest.Lesson)
		for _, may := range []string{"see", "own"} {
			page := share(t, v, path, number, may)
			tidy := strings.NewReplacer(name, "Ward", number, "number", strings.TrimPrefix(path, "/manage/cohorts/"), "id")
			page = endOf.ReplaceAllString(page, "end")
			pages = append(pages, regexp.MustCompile(`sharing/[\w-]{22}/end`).ReplaceAllString(tidy.Replace(page), "end"))
		}
	}
	if pages[0] != pages[2] || pages[1] != pages[3] {
		t.Errorf("a manager's number is answered\n%s\nand another\n%s", pages[0], pages[2])
	}
	if strings.Contains(pages[0], "<select") {
		t.Error("one who may not add managers is told who they are")
	}
}

// TestHandOver asks first, and leaves the cohort where it is until the other takes it.
func TestHandOver(t *testing.T) {
	t.Parallel()
	m := manage(t)
	m.AddManager(t, "Moana Smith", moana, true)
	hers, his := m.logIn(t, moana), m.logIn(t, rewi)
	path := hers.NewCohort("Ward 4", linetest.Lesson)
	_, form := hers.Get(path + "/sharing")
	chosen := regexp.MustCompile(`<option value="([\w-]{22})">Rewi</option>`).FindStringSubmatch(form)
	if chosen == nil {
		t.Fatalf("one who may add managers cannot choose one:\n%s", form)
	}
	if _, page := hers.Post(path+"/sharing", "manager", chosen[1], "may", "own"); !strings.Contains(page, "Hand over Ward 4?") {
		t.Errorf("handing over asks nothing:\n%s", page)
	}
	if status, _ := his.Get(path); status != http.StatusNotFound {
		t.Errorf("it is handed over unconfirmed: %d", status)
	}
	hers.Post(path+"/sharing", "manager", chosen[1], "may", "own", "sure", "yes")
	if _, page := his.Get("/manage/"); !strings.Contains(page, "hands it over to you") {
		t.Errorf("the list does not say so:\n%s", page)
	}
	if _, page := his.Post(path + "/take-over"); !strings.Contains(page, "The cohort is yours now") {
		t.Errorf("taking over:\n%s", page)
	}
	if status, _ := hers.Get(path); status != http.StatusNotFound {
		t.Errorf("the owner before sees %d", status)
	}
	if status, _ := his.Post(path+"/sharing", "name", "", "number", "12", "may", "see"); status != http.StatusUnprocessableEntity {
		t.Errorf("sharing with nobody: %d", status)
	}
}

// TestOneRemovedInTheMiddle: of two managers of one cohort one is removed; their next request sees nothing, and what they did stays.
func TestOneRemovedInTheMiddle(t *testing.T) {
	t.Parallel()
	m := manage(t)
	hers, his := m.logIn(t, moana), m.logIn(t, rewi)
	path := hers.NewCohort("Ward 4", linetest.Lesson)
	share(t, hers, path, rewiSays, "invite")
	his.Invite(path, "Tane 021 555 0102")
	number, _ := e164.FromWire(rewi)
	if err := m.Roster.RemoveManager(t.Context(), m.Store.Person(number), m.clock.Now()); err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{path, path + "/people.csv", path + "/log", path + "/sharing", "/manage/number"} {
		if _, page := his.Get(where); !strings.Contains(page, "<h1>Log in</h1>") {
			t.Errorf("one who was removed is shown %s:\n%s", where, page)
		}
	}
	if _, page := hers.Get(path); !strings.Contains(page, "Tane") {
		t.Errorf("what was under way is not whole:\n%s", page)
	}
}

// TestMoveNumber: with codes from both phones a manager has another number, and the old one opens nothing.
func TestMoveNumber(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v, elsewhere := m.logIn(t, moana), m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	const new, newSays = "+64215550908", "021 555 0908"
	codes := func(says string, phones ...string) (form []string) {
		had := map[string]int{}
		for _, phone := range phones {
			had[phone] = len(m.Handset(t, phone).Inbox())
		}
		status, page := v.Post("/manage/number", "number", says)
		if status != http.StatusOK {
			t.Fatalf("asking for codes: %d\n%s", status, page)
		}
		form = []string{"number", says}
		for _, hidden := range regexp.MustCompile(`name="(old-request|new-request)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			form = append(form, hidden[1], hidden[2])
		}
		for i, phone := range phones {
			m.Handset(t, phone).AwaitTexts(had[phone] + 1)
			texts := m.Handset(t, phone).Inbox()
			form = append(form, []string{"old-code", "new-code"}[i], linetest.Code.FindString(texts[len(texts)-1].Body))
		}
		return form
	}
	wrong := codes(newSays, moana, new)
	wrong[len(wrong)-1] = "000000"
	if status, page := v.Post("/manage/number/move", wrong...); status != http.StatusUnprocessableEntity || !strings.Contains(page, "not both right") {
		t.Errorf("with one wrong code: %d\n%s", status, page)
	}
	if status, page := v.Post("/manage/number/move", codes(rewiSays, moana, rewi)...); status != http.StatusUnprocessableEntity || !strings.Contains(page, "manager&#39;s already") {
		t.Errorf("with another manager's number: %d\n%s", status, page)
	}
	if _, page := v.Post("/manage/number/move", codes(newSays, moana, new)...); !strings.Contains(page, "Your number is the new one") || !strings.Contains(page, "Ward 4") {
		t.Errorf("with both codes:\n%s", page)
	}
	if _, page := elsewhere.Get(path); !strings.Contains(page, "<h1>Log in</h1>") {
		t.Errorf("a login of the old number opens a cohort:\n%s", page)
	}
	if status, _ := m.logIn(t, new).Get(path); status != http.StatusOK {
		t.Errorf("the new number opens no cohort: %d", status)
	}
}
