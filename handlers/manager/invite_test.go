package manager_test

import (
	"net/http"
	"strings"
	"testing"

	"coachline/handlers/linetest"
	"coachline/handlers/manager/sheet"
)

// TestInvitationWaitsForItsHour invites for a day and an hour: nobody is texted before, and in the texting hours only.
func TestInvitationWaitsForItsHour(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	if _, page := v.Post(path+"/invite/preview", "list", "Mere 021 555 0101", "at", "2026-11-20T09:00"); !strings.Contains(page, "This date has passed") {
		t.Errorf("a day that has passed:\n%s", page)
	}
	if _, page := v.Post(path+"/invite/preview", "list", "Mere 021 555 0101", "at", "2026-11-24T03:00"); !strings.Contains(page, "from Tuesday 24 November 08:00 on") {
		t.Errorf("an hour of the night:\n%s", page)
	}
	_, page := v.Post(path+"/invite/preview", "list", "Mere 021 555 0101", "at", "2026-11-24T15:00", "again", "on")
	if !strings.Contains(page, "They go out from Tuesday 24 November 15:00 on") {
		t.Errorf("the preview does not say when:\n%s", page)
	}
	if _, page := v.Post(path+"/invite", "list", "Mere 021 555 0101", "batch", "a", "consent", "on", "at", "9999-01-01T00:00"); !strings.Contains(page, "more than a year") {
		t.Errorf("a day that was changed on the way:\n%s", page)
	}
	for _, words := range []string{"keeps a place for you", "At most 1 text more, 2 segments: about US$0.20"} {
		if !strings.Contains(page, words) {
			t.Errorf("the preview does not say %q of the second text:\n%s", words, page)
		}
	}
	v.Post(path+"/invite", "list", "Mere 021 555 0101", "batch", "b", "consent", "on", "at", "2026-11-24T15:00", "again", "on")
	v.Await(path, "from 24 Nov 15:00")
	phone := m.Handset(t, "+64215550101")
	m.clock.Set(24, "14:59")
	v.Await(path, "from 24 Nov 15:00")
	if n := len(phone.Inbox()); n != 0 {
		t.Fatalf("%d texts came before their time", n)
	}
	m.clock.Set(24, "15:00")
	phone.AwaitText("Kia ora Mere. Moana Smith invites you")
	m.clock.Set(27, "15:00")
	phone.AwaitText("keeps a place for you") // once more, after three days
	if n := len(phone.Inbox()); n != 2 {
		t.Errorf("%d texts, want 2", n)
	}
}

// TestUndeliveredInvitationSaysWhatToDo says of texts that did not arrive what to do.
func TestUndeliveredInvitationSaysWhatToDo(t *testing.T) {
	t.Parallel()
	m := manage(t)
	m.Unwelcome = true
	m.Handset(t, "+64215550101").Landline()
	m.Handset(t, "+64215550102").Block()
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	v.Invite(path, "Mere 021 555 0101\nTane 021 555 0102")
	v.Await(path, "<strong>Not a mobile number.</strong> Ask for a mobile, and correct it.")
	v.Await(path, "They are left alone until they text START")
	page := v.Await(path, "not reached 1")
	if !strings.Contains(page, "wants no texts 1") || !strings.Contains(page, "to do 1") {
		t.Errorf("one who has opted out at Twilio:\n%s", page)
	}
	if _, page := v.Post(path+"/invite/preview", "list", "Mere 021 555 0101\nTane 021 555 0102\nSina 021 555 0103"); !strings.Contains(page, "2 already in this cohort") {
		t.Errorf("the next list:\n%s", page)
	}
	other := v.NewCohort("Ward 5", linetest.Lesson)
	_, page = v.Post(other+"/invite/preview", "list", "Mere 021 555 0101\nTane 021 555 0102\nSina 021 555 0103")
	for _, words := range []string{"Texts have not reached this number", "Wants no texts", "1 text, 2 segments", "1 to be texted, 2 without a text", "Invite 3"} {
		if !strings.Contains(page, words) {
			t.Errorf("another cohort's list does not say %q:\n%s", words, page)
		}
	}
}

// TestRefusedListComesBackAsItWasTyped: what cannot be looked over comes back with its day and its tick, and what is too large is refused.
func TestRefusedListComesBackAsItWasTyped(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	for want, list := range map[string]string{
		"The list is empty":             "",
		"This list is larger than 5 MB": strings.Repeat("\n", sheet.MaxBytes+1),
		"This is not a list of names":   "%PDF-1.4",
	} {
		status, page := v.Post(path+"/invite/preview", "list", list, "at", "2026-11-24T15:00", "again", "on")
		if status != http.StatusUnprocessableEntity || !strings.Contains(page, want) {
			t.Errorf("%d, want %q", status, want)
		}
		if !strings.Contains(page, `name="at" value="2026-11-24T15:00"`) || !strings.Contains(page, `name="again" checked`) {
			t.Errorf("%q loses the day or the tick", want)
		}
	}
	stranger := linetest.Visit(t, m.URL)
	for _, form := range []struct {
		by   *linetest.Visitor
		path string
		size int
	}{{stranger, "/manage/login", 70 << 10}, {v, path + "/people/x/correct", 70 << 10}, {v, path + "/invite/preview", 4*sheet.MaxBytes + 70<<10}} {
		status, page := form.by.Post(form.path, "number", strings.Repeat("1", form.size))
		if status != http.StatusRequestEntityTooLarge || !strings.Contains(page, "This is larger than") {
			t.Errorf("%d bytes to %s are answered with %d:\n%s", form.size, form.path, status, page)
		}
	}
}

// TestPreviewSaysWhoseNumbers says which columns are read, whom they leave out, and above the button what to check.
func TestPreviewSaysWhoseNumbers(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	_, page := v.Post(path+"/invite/preview", "list", "Employee name,Mobile,Emergency contact mobile,Consent\n"+
		"Mere Kahu,021 555 0101,021 555 0201,Yes\nTe,021 555 0102,,Yes\nTane,,021 555 0203,Yes\nAna,021 555 0104,,No")
	for _, words := range []string{
		"Numbers from “Mobile”; names from “Employee name”; who is left out from “Consent”; not read: “Emergency contact mobile”.",
		"2 to be texted", "There is no mobile number here", "The column “Consent” says that they are not to be texted",
		`<strong>1 to check:</strong> <a href="#line-3">greeted as Te</a>`,
	} {
		if !strings.Contains(page, words) {
			t.Errorf("the preview does not say %q:\n%s", words, page)
		}
	}
	if strings.Contains(page[strings.Index(page, "Line by line"):], "555 02") || strings.Contains(page, `name="let" value="" `) {
		t.Errorf("the preview has somebody else's number:\n%s", page)
	}
	if _, page := v.Post(path+"/invite/preview", "list", "Name,Next of kin,Phone\nMere,Ana,021 555 0201"); !strings.Contains(page, "It is not clear which column") {
		t.Errorf("where it is not sure:\n%s", page)
	}
}
