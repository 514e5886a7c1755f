package main

import (
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

// awaitPage looks at a page until it shows something.
func (v *visitor) awaitPage(path, words string) string {
	v.t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(shown); ; {
		_, page := v.get(path)
		if strings.Contains(page, words) {
			return page
		}
		select {
		case <-tick.C:
		case <-late:
			v.t.Fatalf("%s does not show %q:\n%s", path, words, page)
		}
	}
}

// person is where what is done about the one person of a cohort goes.
func (v *visitor) person(path string) string {
	v.t.Helper()
	_, page := v.get(path)
	found := personPath.FindString(page)
	if found == "" {
		v.t.Fatalf("there is nobody:\n%s", page)
	}
	return strings.TrimSuffix(found, "/")
}

// awaitHeld waits until what is held of a learner has something in it.
func (m *house) awaitHeld(t testing.TB, number, words string) {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(shown); ; {
		held, _, _ := command(m.env, "export", number)
		if strings.Contains(held, words) {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("what is held lacks %s: %s", words, held)
		}
	}
}

// TestChosenHour invites for a day and an hour: nobody is texted before, and in the texting hours only.
func TestChosenHour(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	v := m.logIn(t, moana)
	path := v.cohort("Ward 4")
	if _, page := v.post(path+"/invite/preview", "list", "Mere 021 555 0101", "at", "2026-11-20T09:00"); !strings.Contains(page, "This date has passed") {
		t.Errorf("a day that has passed:\n%s", page)
	}
	if _, page := v.post(path+"/invite/preview", "list", "Mere 021 555 0101", "at", "2026-11-24T03:00"); !strings.Contains(page, "from Tuesday 24 November 08:00 on") {
		t.Errorf("an hour of the night:\n%s", page)
	}
	_, page := v.post(path+"/invite/preview", "list", "Mere 021 555 0101", "at", "2026-11-24T15:00", "again", "on")
	if !strings.Contains(page, "They go out from Tuesday 24 November 15:00 on") {
		t.Errorf("the preview does not say when:\n%s", page)
	}
	if _, page := v.post(path+"/invite", "list", "Mere 021 555 0101", "batch", "a", "consent", "on", "at", "9999-01-01T00:00"); !strings.Contains(page, "more than a year") {
		t.Errorf("a day that was changed on the way:\n%s", page)
	}
	for _, words := range []string{"keeps a place for you", "At most 1 text more, 2 segments: about US$0.20"} {
		if !strings.Contains(page, words) {
			t.Errorf("the preview does not say %q of the second text:\n%s", words, page)
		}
	}
	v.post(path+"/invite", "list", "Mere 021 555 0101", "batch", "b", "consent", "on", "at", "2026-11-24T15:00", "again", "on")
	v.awaitPage(path, "from 24 Nov 15:00")
	phone := m.Handset(t, "+64215550101")
	m.at(t, 24, "14:59")
	v.awaitPage(path, "from 24 Nov 15:00")
	if n := len(phone.Inbox()); n != 0 {
		t.Fatalf("%d texts came before their time", n)
	}
	m.at(t, 24, "15:00")
	phone.AwaitText("Kia ora Mere. Moana Smith invites you")
	m.at(t, 27, "15:00")
	phone.AwaitText("keeps a place for you") // once more, after three days
	if n := len(phone.Inbox()); n != 2 {
		t.Errorf("%d texts, want 2", n)
	}
}

// TestChangePeople nudges, corrects and withdraws, and is told when that is not to be.
func TestChangePeople(t *testing.T) {
	t.Parallel()
	m := manage(t, sessiontest.Redis(t))
	v := m.logIn(t, moana)
	path := v.cohort("Ward 4")
	v.invite(path, "Mere Kahu 021 555 0101")
	phone := m.Handset(t, "+64215550101")
	phone.AwaitText("Kia ora Mere.")
	v.awaitPage(path, ">texted<")
	if _, page := v.post(v.person(path) + "/nudge"); !strings.Contains(page, "texted within the last day") {
		t.Errorf("a nudge at once:\n%s", page)
	}
	m.at(t, 24, "10:00")
	if _, page := v.post(v.person(path) + "/nudge"); !strings.Contains(page, "They are texted once more") {
		t.Errorf("a nudge on the next day:\n%s", page)
	}
	phone.AwaitText("keeps a place for you")
	if _, page := v.post(v.person(path)+"/correct", "number", "12"); !strings.Contains(page, "This is not a phone number") {
		t.Errorf("a number that is none:\n%s", page)
	}
	if _, page := v.post(v.person(path)+"/correct", "number", "09 555 0101"); !strings.Contains(page, "cannot be texted") {
		t.Errorf("a landline:\n%s", page)
	}
	if _, page := v.post(v.person(path)+"/correct", "number", "021 555 0102", "name", "Mere Kahu"); !strings.Contains(page, "The right number is invited") {
		t.Errorf("a right number:\n%s", page)
	}
	other := m.Handset(t, "+64215550102")
	other.AwaitText("Kia ora Mere.")
	if page := v.awaitPage(path, "021 555 0102"); strings.Contains(page, "021 555 0101") {
		t.Errorf("the wrong number is still there:\n%s", page)
	}
	phone.Text("GO")
	phone.WantText("This line is by invitation.")
	v.post(v.person(path) + "/withdraw")
	v.awaitPage(path, "Nobody is invited yet")
	m.awaitHeld(t, "+64215550102", `"uninvited"`)
	other.Text("GO")
	other.WantText("This line is by invitation.")
	v.invite(path, "021 555 0102") // once more, and without a name
	v.awaitPage(path, ">texted<")
	other.Text("GO")
	other.WantText("Kia ora. Welcome to peer coaching")
	if _, page := v.post(v.person(path)+"/correct", "number", "021 555 0103", "name", "Mere"); !strings.Contains(page, "They have begun by the number that is here") {
		t.Errorf("a number that was right:\n%s", page)
	}
	if _, page := v.post(v.person(path)+"/correct", "number", "021 555 0102", "name", "Mere"); !strings.Contains(page, "The name stands as you have written it") {
		t.Errorf("a name:\n%s", page)
	}
	v.invite(path, "Tane 021 555 0104\nSina 021 555 0105")
	tane := regexp.MustCompile(`id="person-([^"]*)"><th scope="row">Tane`).FindStringSubmatch(v.awaitPage(path, "Tane"))
	if _, page := v.post(path+"/people/"+tane[1]+"/correct", "number", "021 555 0105", "name", "Tane"); !strings.Contains(page, "as somebody else’s") ||
		!strings.Contains(page, "Tane") || !strings.Contains(page, `aria-label="People"`) {
		t.Errorf("another's number:\n%s", page)
	}
	invitations := 0
	for _, text := range other.Inbox() {
		invitations += strings.Count(text.Body, "invites you")
	}
	if invitations != 1 {
		t.Errorf("%d invitations came; withdrawing and inviting anew texts nobody again", invitations)
	}
}

// TestFailedInvitations says of texts that did not arrive what to do.
func TestFailedInvitations(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	m.unwelcome = true
	m.Handset(t, "+64215550101").Landline()
	m.Handset(t, "+64215550102").Block()
	v := m.logIn(t, moana)
	path := v.cohort("Ward 4")
	v.invite(path, "Mere 021 555 0101\nTane 021 555 0102")
	v.awaitPage(path, "This is not a mobile number: correct it.")
	v.awaitPage(path, "They are left alone until they text START")
	page := v.awaitPage(path, "1 not reached")
	if !strings.Contains(page, "1 wants no texts") {
		t.Errorf("one who has opted out at Twilio:\n%s", page)
	}
	if _, page := v.post(path+"/invite/preview", "list", "Mere 021 555 0101\nTane 021 555 0102\nSina 021 555 0103"); !strings.Contains(page, "2 already in this cohort") {
		t.Errorf("the next list:\n%s", page)
	}
	other := v.cohort("Ward 5")
	_, page = v.post(other+"/invite/preview", "list", "Mere 021 555 0101\nTane 021 555 0102\nSina 021 555 0103")
	for _, words := range []string{"Texts have not reached this number", "Wants no texts", "1 text, 2 segments", "1 to be texted, 2 without a text", "Invite 3"} {
		if !strings.Contains(page, words) {
			t.Errorf("another cohort's list does not say %q:\n%s", words, page)
		}
	}
}

// TestFailuresWithoutAReason: an earlier program stored a failure with its code only, and the page says what to do all the same.
func TestFailuresWithoutAReason(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	v := m.logIn(t, moana)
	path := v.cohort("Ward 4")
	v.invite(path, "Mere 021 555 0101")
	v.awaitPage(path, ">texted<")
	config, err := readConfig(m.env)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := openStore(world{}, config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer kept.close()
	number, _ := e164.FromWire("+64215550101")
	p := kept.store.Person(number)
	held, err := kept.store.Export(t.Context(), p)
	if err != nil || len(held.Sent) != 1 {
		t.Fatalf("%d texts are held: %v", len(held.Sent), err)
	}
	late := session.Delivery{SID: held.Sent[0].SID, Status: "undelivered", Rank: 9, Failed: true, Code: 30005}
	if err := kept.store.Report(t.Context(), p, held.Sent[0].ID, late); err != nil {
		t.Fatal(err)
	}
	v.awaitPage(path, "Nobody has this number: ask for the right one, and correct it.")
}

// TestAddManager adds one who can log in, and says what is wrong with one who could not be texted or named.
func TestAddManager(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	const sina = "+64215550903"
	if _, said, code := command(m.env, "manager", "add", "--name", "Moana Smith", "--phone", moana, "--may-add"); code != exitDone {
		t.Fatal(said)
	}
	v := m.logIn(t, moana)
	for want, typed := range map[string][2]string{
		"cannot be texted":     {"Sina", "09 300 1234"},
		"web address":          {"Sina www.example.nz", sina},
		"numbers of that":      {"Sina", "+61 412 345 678"},
		"The name is missing":  {"", sina},
		"is a manager already": {"Sina", rewiSays},
	} {
		status, page := v.post("/manage/managers", "name", typed[0], "number", typed[1], "may", "on")
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, want) || !strings.Contains(unescaped(page), `value="`+typed[1]+`"`) {
			t.Errorf("%q: %d, want %q, and what was typed:\n%s", typed, status, want, page)
		}
	}
	if _, page := v.post("/manage/managers", "name", "Sina", "number", sina); !strings.Contains(page, "They may log in now") {
		t.Errorf("one more manager:\n%s", page)
	}
	if status, _ := m.logIn(t, sina).get("/manage/managers"); status != http.StatusNotFound {
		t.Errorf("one who may not add managers sees them: %d", status)
	}
}

// TestNothingTypedIsLost: what cannot be looked over comes back with its day and its tick, and what is too large is refused.
func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	v := m.logIn(t, moana)
	path := v.cohort("Ward 4")
	for want, list := range map[string]string{
		"The list is empty":             "",
		"This list is larger than 1 MB": strings.Repeat("\n", 1<<20+1),
		"This is not a list of names":   "%PDF-1.4",
	} {
		status, page := v.post(path+"/invite/preview", "list", list, "at", "2026-11-24T15:00", "again", "on")
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, want) {
			t.Errorf("%d, want %q", status, want)
		}
		if !strings.Contains(page, `name="at" value="2026-11-24T15:00"`) || !strings.Contains(page, `name="again" checked`) {
			t.Errorf("%q loses the day or the tick", want)
		}
	}
	stranger := visit(t, m.base)
	for _, form := range []struct {
		by   *visitor
		path string
		size int
	}{{stranger, "/manage/login", 70 << 10}, {v, path + "/people/x/correct", 70 << 10}, {v, path + "/invite/preview", 5 << 20}} {
		status, page := form.by.post(form.path, "number", strings.Repeat("1", form.size))
		if status != http.StatusRequestEntityTooLarge || !strings.Contains(page, "This is larger than") {
			t.Errorf("%d bytes to %s are answered with %d:\n%s", form.size, form.path, status, page)
		}
	}
}

// TestLongNames looks at pages with the longest names there may be.
func TestLongNames(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	m.add(t, "Whakatane-Whakatohea Ngatiawa-Tuhoe-Kahu", rewi)
	w := browse(t, m.base)
	w.logIn(m, rewi, rewiSays)
	w.fill("[name=name]", strings.Repeat("Te Whatu Ora ", 4)+"Ward12345")
	w.press("Make it")
	w.want("h1", "Invite people")
	w.fill("[name=list]", "Aroha-Mereana-Te "+strings.Repeat("Whakawhanaunga", 1)+" 021 555 0101\n"+strings.Repeat("x", 300)+"\n022")
	w.press("Look it over")
	w.want(".sum", "1 to be texted")
	w.looks("preview")
	w.click("[name=consent]")
	w.press("Invite 1")
	m.Handset(t, "+64215550101").AwaitText("Kia ora Aroha")
	w.want(".filters", "texted 1")
	w.looks("cohort")
	w.open("/manage/")
	w.looks("cohorts")
}
