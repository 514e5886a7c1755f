package manager_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"coachline/handlers/browsertest"
	"coachline/handlers/linetest"
)

// putUp makes a poster for a cohort.
func putUp(t *testing.T, v *linetest.Visitor, path, word, most string) string {
	t.Helper()
	status, page := v.Post(path+"/poster", "word", word, "most", most, "on", "on")
	if status != http.StatusOK || !strings.Contains(page, `class="poster"`) {
		t.Fatalf("the poster is answered with %d:\n%s", status, page)
	}
	return page
}

// TestPosterBringsPeopleIn follows somebody from the poster into the lesson: they hear who invites them, nothing begins before GO,
// and their manager sees that they came by themselves.
func TestPosterBringsPeopleIn(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	if _, page := v.Get(path + "/poster"); !strings.Contains(page, `value="WARD4"`) || strings.Contains(page, `class="poster"`) {
		t.Errorf("before there is a poster the page is\n%s", page)
	}
	page := putUp(t, v, path, "ward 4", "2")
	for _, words := range []string{"WARD4", "09 889 0000", "Moana Smith invites you", "STOP", "costs", "private", "<path d=\"M4 4h1"} {
		if !strings.Contains(page, words) {
			t.Errorf("the poster does not say %q:\n%s", words, page)
		}
	}
	m.clock.Set(23, "23:30") // they write first, so the night is no reason to be silent
	for i, words := range []string{"Ward 4", "text WARD4"} {
		phone := m.Handset(t, fmt.Sprintf("+6421555010%d", i))
		phone.Text(words)
		phone.WantText("Moana Smith invites you to")
		if n := len(phone.Inbox()); n != 1 {
			t.Errorf("joining is answered with %d texts", n)
		}
		phone.Text("GO")
		phone.WantText("Your answers are yours")
	}
	late := m.Handset(t, "+64215550109")
	late.Text("WARD4")
	late.WantText("Please ask Moana Smith")
	_, page = v.Get(path)
	if strings.Count(page, "They texted the word themselves") != 2 || strings.Contains(page, "555 0109") {
		t.Errorf("the cohort's page is\n%s", page)
	}
	if _, list := v.Get(path + "/people.csv"); strings.Count(list, "themselves") != 2 {
		t.Errorf("the list is\n%s", list)
	}
	if _, page := v.Get(path + "/poster"); !strings.Contains(page, "2 joined by the word: as many as may") {
		t.Errorf("the poster's page is\n%s", page)
	}
}

// TestPosterIsOneSheet makes a poster in a browser, with the longest names that there may be, and prints it.
func TestPosterIsOneSheet(t *testing.T) {
	t.Parallel()
	m := manage(t)
	w := browsertest.Open(t, m.URL)
	linetest.LogIn(w, m.Handset(t, moana), moanaSays)
	w.Fill("[name=name]", "Te Whare Tapa Whā, acute and community mental health nights")
	w.Press("Make the cohort")
	w.Want("h1", "Invite people")
	path := strings.TrimSuffix(browsertest.Evaluate[string](w, "location.pathname"), "/invite")
	w.Go(path + "/poster")
	w.Looks("no-poster")
	w.Press("Make the poster")
	w.Want(".poster-word", "TEWHAREWHA")
	w.Looks("poster")
	if height, sheet := w.Sheet("poster"); height > sheet {
		t.Errorf("the poster is %d pixels high, and a sheet has %d", height, sheet)
	}
}

// TestWordThatIsOffTellsNothing answers a word that is off, one that nobody has, and any other text of somebody uninvited alike.
func TestWordThatIsOffTellsNothing(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	putUp(t, v, path, "WARD4", "9")
	_, page := v.Post(path+"/poster", "word", "WARD4", "most", "9")
	if strings.Contains(page, `class="poster"`) || !strings.Contains(page, "The word is off") {
		t.Errorf("with the word off the page is\n%s", page)
	}
	said := map[string]bool{}
	for i, words := range []string{"WARD4", "WARD5", "Flowers"} {
		phone := m.Handset(t, fmt.Sprintf("+6421555011%d", i))
		phone.Text(words)
		for _, text := range phone.Inbox() {
			said[text.Body] = true
		}
	}
	if len(said) != 1 {
		t.Errorf("they are told %v", said)
	}
	if _, page := v.Get(path); !strings.Contains(page, "obody is invited yet") {
		t.Errorf("somebody is in the cohort:\n%s", page)
	}
}

// TestKeywordInALessonIsAnAnswer keeps what a learner writes to an open question as theirs, though it is a cohort's keyword.
func TestKeywordInALessonIsAnAnswer(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path, other := v.NewCohort("Ward 4", linetest.Lesson), v.NewCohort("Nights", linetest.Lesson)
	putUp(t, v, path, "WARD4", "9")
	putUp(t, v, other, "PATIENCE", "9")
	phone := m.Handset(t, "+64215550120")
	for _, words := range []string{"WARD4", "GO", "tired", "patience"} {
		phone.Text(words)
	}
	if _, page := v.Get(other); !strings.Contains(page, "obody is invited yet") {
		t.Errorf("an answer has joined a cohort:\n%s", page)
	}
}

// TestOptedOutIsToldOfSTART lets nobody in who has opted out: they are told how to come back.
func TestOptedOutIsToldOfSTART(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	putUp(t, v, v.NewCohort("Ward 4", linetest.Lesson), "WARD4", "9")
	phone := m.Handset(t, "+64215550130")
	phone.Text("please stop texting me")
	phone.Text("WARD4")
	phone.WantText("reply START first")
	phone.Text("START")
	phone.Text("WARD4")
	phone.WantText("Moana Smith invites you")
}

// TestKeywordsThatMeanSomethingAreRefused keeps words from posters that the line, the carriers, or people use for something else.
func TestKeywordsThatMeanSomethingAreRefused(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	for _, word := range []string{
		"STOP", "stop all", "START", "HELP", "CANCEL", "INFO", "AGAIN", "SKIP", "PAUSE", "BACK", "CALL", "MYDATA", "FORGET ME", "MYWORDS",
		"INVITE", "INVTE", "PROGRES", "PROGRESS", "calm", "tired", "today", "later", "READY", "THANKS", "Kia ora", "HELLO", "MERE", "Sarah",
		"7.30pm", "GO", "", "1234", "wrong number", "UNSUBSCRIBE", "morning",
	} {
		status, page := v.Post(path+"/poster", "word", word, "most", "9", "on", "on")
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, "There is a problem") || strings.Contains(page, `class="poster"`) {
			t.Errorf("%q is answered with %d", word, status)
		}
	}
	for _, most := range []string{"", "0", "-1", "1001", "many"} {
		if status, _ := v.Post(path+"/poster", "word", "WARD4", "most", most, "on", "on"); status != http.StatusUnprocessableEntity {
			t.Errorf("a cap of %q is answered with %d", most, status)
		}
	}
	for _, word := range []string{"WARD4", "NIGHTS", "icu2", "Renal nights", "Whānau9", "COACH24"} {
		putUp(t, v, path, word, "9")
	}
	rewis := m.logIn(t, rewi)
	his := rewis.NewCohort("Ward 4", linetest.Lesson)
	if status, page := rewis.Post(his+"/poster", "word", "COACH24", "most", "9", "on", "on"); status != http.StatusUnprocessableEntity || !strings.Contains(page, "Another cohort") {
		t.Errorf("a word of another cohort is answered with %d:\n%s", status, page)
	}
	for _, other := range []string{path + "/poster", "/manage/cohorts/AAAAAAAAAAAAAAAAAAAAAA/poster"} {
		if status, _ := rewis.Get(other); status != http.StatusNotFound {
			t.Errorf("another's poster is answered with %d", status)
		}
		if status, _ := rewis.Post(other, "word", "MINE", "most", "9"); status != http.StatusNotFound {
			t.Errorf("changing another's poster is answered with %d", status)
		}
	}
}

// TestJoiningKeepsToTheCountries: a word brings nobody in whose number could not stand in a list. What goes to such numbers can be
// dear.
func TestJoiningKeepsToTheCountries(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	putUp(t, v, path, "WARD4", "9")
	for _, number := range []string{"+447911123456", "+8816123456789"} {
		phone := m.Handset(t, number)
		phone.Text("WARD4")
		phone.WantNoText()
	}
	if _, page := v.Get(path); !strings.Contains(page, "obody is invited yet") {
		t.Errorf("somebody is in the cohort:\n%s", page)
	}
}
