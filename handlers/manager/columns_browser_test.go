package manager_test

import (
	"testing"

	"coachline/handlers/browsertest"
	"coachline/handlers/linetest"
)

// TestEmergencyContactsAreNeverTextedByTheirColumn takes, in a browser, the list by which emergency contacts were texted: they are
// shown and not read, their column cannot be chosen, and only the people themselves are texted.
func TestEmergencyContactsAreNeverTextedByTheirColumn(t *testing.T) {
	t.Parallel()
	m := manage(t)
	w := browsertest.Open(t, m.URL)
	linetest.LogIn(w, m.Handset(t, moana), moanaSays)
	w.Fill("[name=name]", "Ward 4")
	w.Press("Make the cohort")
	w.Fill("[name=list]", "Employee name,Personal phone,Emergency contact mobile,Consent to text\n"+
		"Mere Kahu,021 555 0101,021 555 0201,Yes\nTe,021 555 0102,021 555 0202,Yes\nTane Ngata,,021 555 0203,Yes\nAna Lee,021 555 0104,021 555 0204,No\n")
	w.Fill("[name=sentence]", "We begin on Monday.")
	w.Click("[name=start][value=now]")
	w.Press("Look it over")
	w.Want(".sum", "2 to be texted")
	w.Want("#columns", "Numbers from “Personal phone”")
	w.Want("#columns", "not read: “Emergency contact mobile”")
	w.Want("#check", "1 to check: greeted as Te")
	w.Want(".sample", "Moana Smith: We begin on Monday.")
	w.Click("#columns summary")
	w.Want("#columns", "About somebody else: not read")
	if n := browsertest.Evaluate[int](w, "document.querySelectorAll('#columns select').length"); n != 3 {
		t.Errorf("%d columns can be chosen, want 3", n)
	}
	w.Looks("columns")
	w.Click("[name=let]")
	w.Press("They agreed after all: let in the ticked")
	w.Want(".sum", "3 to be texted")
	w.Looks("let-in")
	w.Click("[name=after-all]")
	w.Click("[name=consent]")
	w.Press("Invite 3")
	w.Want(".notice", "3 added to the cohort.")
	m.Handset(t, "+64215550101").AwaitText("Moana Smith: We begin on Monday.")
	for _, contact := range []string{"+64215550201", "+64215550202", "+64215550203", "+64215550204"} {
		if n := len(m.Handset(t, contact).Inbox()); n != 0 {
			t.Errorf("%s got %d texts", contact, n)
		}
	}
}

// TestUnsureListIsMappedInABrowser says which of two columns has the people's own mobiles.
func TestUnsureListIsMappedInABrowser(t *testing.T) {
	t.Parallel()
	m := manage(t)
	w := browsertest.Open(t, m.URL)
	linetest.LogIn(w, m.Handset(t, moana), moanaSays)
	w.Fill("[name=name]", "Ward 4")
	w.Press("Make the cohort")
	w.Fill("[name=list]", twoPhones)
	w.Click("[name=start][value=now]")
	w.Press("Look it over")
	w.Want(".wrong", "It is not clear which column")
	w.Looks("unsure")
	browsertest.Evaluate[string](w, `document.querySelector('[aria-label="What Mobile is"]').value = "mobile"`)
	w.Press("Use these columns")
	w.Want("#columns", "Numbers from “Mobile”")
	w.Want("#columns", "As you chose")
	w.Await(`document.readyState === "complete"`) // else the press may come before the form is whole
	w.Press("Forget it")
	w.Want(".wrong", "It is not clear which column")
}
