package manager_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"coachline/handlers/linetest"
)

// wants checks what a page says, and what it does not.
func wants(t *testing.T, page string, words []string, not ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("the page does not say %q:\n%s", w, page)
		}
	}
	for _, w := range not {
		if strings.Contains(page, w) {
			t.Errorf("the page says %q:\n%s", w, page)
		}
	}
}

const twoPhones = "Staff,Line manager,Mobile,Next of kin mobile\nMere Kahu,Ana Lee,021 555 0101,021 555 0201\nTane Ngata,Ana Lee,021 555 0102,"

// TestUnsureListAsksForItsColumns : where it is not clear whose numbers a list has, the manager says so; nothing is
// chosen before, and the choice is read the next time, until it is forgotten.
func TestUnsureListAsksForItsColumns(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	_, page := v.Post(path+"/invite/preview", "list", twoPhones, "sentence", "See you on Monday.")
	wants(t, page, []string{
		"It is not clear which column", `aria-label="What Mobile is"><option value="" selected>not read`, "021 555 0101 · 021 555 0102",
		"About somebody else: not read", "Use these columns", twoPhones[:30], "See you on Monday.",
	}, "Invite 2", `aria-label="What Next of kin mobile is"`)

	headings := []string{"list", twoPhones, "heading", "Staff", "heading", "Line manager", "heading", "Mobile", "heading", "Next of kin mobile"}
	_, page = v.Post(path+"/invite/preview", append(headings, "use", "name", "use", "", "use", "", "use", "mobile")...)
	wants(t, page, []string{"It is not clear which column"}, "Invite ", "2 to be texted") // somebody else's cannot be chosen
	_, page = v.Post(path+"/invite/preview", append(headings, "use", "name", "use", "", "use", "mobile", "use", "")...)
	wants(t, page, []string{"2 to be texted", "Numbers from “Mobile”; names from “Staff”; not read: “Line manager”, “Next of kin mobile”", "As you chose", "Invite 2"})

	_, page = v.Post(path+"/invite/preview", "list", strings.Replace(twoPhones, "Tane", "Hemi", 1))
	wants(t, page, []string{"2 to be texted", "As you chose", `"greeted">Hemi<`})
	other := m.logIn(t, rewi)
	_, page = other.Post(other.NewCohort("Ward 5", linetest.Lesson)+"/invite/preview", "list", twoPhones)
	wants(t, page, []string{"It is not clear which column"})
	_, page = v.Post(path+"/invite/preview", "list", twoPhones, "forget", "on")
	wants(t, page, []string{"It is not clear which column"}, "As you chose")
	_, page = v.Post(path+"/invite/preview", "list", twoPhones)
	wants(t, page, []string{"It is not clear which column"})
}

// TestColumnsWithoutHeadingsCanBeChosen : also a list without headings, with two numbers on each line.
func TestColumnsWithoutHeadingsCanBeChosen(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	list := "Mere Kahu,021 555 0101,021 555 0201\nTane Ngata,021 555 0102,021 555 0202"
	_, page := v.Post(path+"/invite/preview", "list", list)
	wants(t, page, []string{"2 with a fault", "Say what the columns are", `aria-label="What Column 3 is"`})
	_, page = v.Post(path+"/invite/preview", "list", list, "heading", "", "heading", "", "heading", "", "use", "name", "use", "mobile", "use", "")
	wants(t, page, []string{"2 to be texted", "021 555 0101", `"greeted">Tane<`}, "As you chose")
}

var letID = regexp.MustCompile(`name="let" value="([0-9a-f]+)" form="list" aria-label="Let line 3 in"`)

// TestDeclinedLineIsLetInByHandOnly : people who do not want texts, says the list, are left out; let in by hand, it
// takes a tick of its own, and a number with a fault stays out.
func TestDeclinedLineIsLetInByHandOnly(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	list := "Name,Mobile,Consent\nMere,021 555 0101,Yes\nTane,021 555 0102,No\nSina,09 300 1234,No"
	_, page := v.Post(path+"/invite/preview", "list", list)
	wants(t, page, []string{"1 to be texted", "1 with a fault", "1 left out by the list", "The column “Consent” says", "Invite 1"}, "after-all", "Let line 4 in")
	id := letID.FindStringSubmatch(page)
	if id == nil {
		t.Fatalf("line 3 cannot be let in:\n%s", page)
	}
	_, page = v.Post(path+"/invite/preview", "list", list, "let", id[1])
	wants(t, page, []string{"2 to be texted", `name="let-in" value="3"`, `name="after-all" required`, "The 1 that I let in agreed after all", "Invite 2"})
	carried := "Name\tGreeted as\tMobile\nMere\tMere\t(+64) 21 555 0101\nTane\tTane\t(+64) 21 555 0102\n"
	if _, page := v.Post(path+"/invite", "list", carried, "batch", "a", "consent", "on", "let-in", "3"); !strings.Contains(page, "agree after all") {
		t.Errorf("without its own tick:\n%s", page)
	}
	if _, page := v.Post(path+"/invite", "list", carried, "batch", "a", "consent", "on", "let-in", "3", "after-all", "on"); !strings.Contains(page, "2 added to the cohort") {
		t.Errorf("with both ticks:\n%s", page)
	}

	columns := []string{"heading", "Name", "heading", "Mobile", "heading", "Consent", "use", "name", "use", "mobile", "use", ""}
	other := strings.NewReplacer("0101", "0103", "0102", "0104").Replace(list)
	_, page = v.Post(path+"/invite/preview", append(columns, "list", other)...)
	wants(t, page, []string{"2 to be texted", `name="passed" value="Consent"`, "“Consent” leaves nobody out", `name="after-all" required`}, "As you chose")
	_, page = v.Post(path+"/invite/preview", "list", other)
	wants(t, page, []string{"1 to be texted", "1 left out by the list"}) // that counted once
}

// TestOwnSentence : it ends the text of the preview, which says what it costs, and the text that arrives; what cannot stand in a
// text is refused, and nothing that was typed is lost.
func TestOwnSentence(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	for typed, want := range map[string]string{
		strings.Repeat("x ", 31): "has 61 characters: 60 at most",
		"See ward4.nz/coach":     "There is a link",
		"Done.We go on":          "There is a link",
		"STOP if you hate it":    "has STOP in capitals",
		"Please reply stop":      "asks for an answer",
		"Text me \"yes\" today":  "asks for an answer",
		"Kia ora {name}":         "characters that cannot stand",
		"12345":                  "characters that cannot stand",
	} {
		status, page := v.Post(path+"/invite/preview", "list", "Mere 021 555 0101", "sentence", typed)
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, want) || !strings.Contains(page, "Mere 021 555 0101") {
			t.Errorf("%q is answered with %d, want %q:\n%s", typed, status, want, page)
		}
	}
	_, page := v.Post(path+"/invite/preview", "list", "Mere 021 555 0101", "sentence", " We stop at noon,\r\nand begin at 8.30 on Monday, āe? ", "again", "on")
	wants(t, page, []string{
		"Moana Smith: We stop at noon, and begin at 8.30 on Monday, āe?</p>", "Your own sentence makes this text", "Your own sentence has ā",
		`name="sentence" value="We stop at noon, and begin at 8.30 on Monday, āe?"`, "1 text, 5 segments",
	})
	v.Post(path+"/invite", "list", "Mere 021 555 0101", "batch", "b", "consent", "on", "sentence", "See you on Monday.")
	m.Handset(t, "+64215550101").AwaitText("Moana Smith: See you on Monday.")
}
