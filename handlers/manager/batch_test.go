package manager_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"coachline/handlers/linetest"
)

// inviteLater invites a list with five minutes' grace, and returns the cohort's page.
func inviteLater(t *testing.T, v *linetest.Visitor, path, list string) string {
	t.Helper()
	_, page := v.Post(path+"/invite/preview", "list", list, "start", "grace")
	if !strings.Contains(page, "5 minutes after you press Invite") || !strings.Contains(page, `name="start" value="grace"`) {
		t.Fatalf("the preview does not say when:\n%s", page)
	}
	_, page = v.Post(path+"/invite", "list", list, "batch", "b", "start", "grace", "consent", "on")
	return page
}

var batchPath = regexp.MustCompile(`/manage/cohorts/[\w-]{22}/batches/[\w-]{22}`)

// TestBatchIsCancelledInTheGrace: the bar says how long, one click cancels, nobody is texted, and the log says who.
func TestBatchIsCancelledInTheGrace(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	page := inviteLater(t, v, path, "Mere 021 555 0101\nTane 021 555 0102")
	for _, words := range []string{"The first text goes at", "in 5 minutes", "Cancel what has not gone"} {
		if !strings.Contains(page, words) {
			t.Errorf("after inviting the page does not say %q:\n%s", words, page)
		}
	}
	batch := batchPath.FindString(page)
	if _, page := v.Get(batch); !strings.Contains(page, "Moana Smith") || !strings.Contains(page, "<dt>To be texted</dt><dd>2</dd>") {
		t.Errorf("the list's page:\n%s", page)
	}
	if _, page := v.Post(batch + "/cancel"); !strings.Contains(page, "2 cancelled: nobody was texted, and nobody will be.") || !strings.Contains(page, "Moana Smith cancelled it") {
		t.Errorf("cancelled:\n%s", page)
	}
	if _, page := v.Post(path+"/invite", "list", "Mere 021 555 0101", "batch", "b", "start", "grace", "consent", "on"); !strings.Contains(page, "This list was cancelled") {
		t.Errorf("the same form again:\n%s", page)
	}
	if _, page := v.Get(path + "/log"); !strings.Contains(page, "Moana Smith cancelled the invitations of 2 people.") {
		t.Errorf("the log:\n%s", page)
	}
	v.Await(path, "Nobody is invited yet")
	v.Invite(path, "Sina 021 555 0103")
	m.clock.Set(23, "11:00")
	m.Handset(t, "+64215550103").AwaitText("Kia ora Sina.")
	for _, number := range []string{"+64215550101", "+64215550102"} {
		if n := len(m.Handset(t, number).Inbox()); n != 0 {
			t.Errorf("%d texts came", n)
		}
	}
	if status, _ := v.Get(path + "/batches/" + strings.Repeat("A", 22)); status != http.StatusNotFound {
		t.Errorf("a list that is not there: %d", status)
	}
}

// TestManyAtOnce: an act is done for the people who are ticked, or for all that the filter and the search show. The page says for how
// many, and why not for the others.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	v.Invite(path, "Mere 021 555 0101\nTane 021 555 0102")
	m.Handset(t, "+64215550101").AwaitText("Kia ora Mere.")
	m.Handset(t, "+64215550102").AwaitText("Kia ora Tane.")
	inviteLater(t, v, path, "Sina 021 555 0103\nHemi 021 555 0104")
	for _, step := range []struct {
		form []string
		want string
	}{
		{[]string{"act", "nudge"}, "Nobody is chosen"},
		{[]string{"act", "dance", "all", "on"}, "Choose what is to be done"},
		{[]string{"act", "nudge", "all", "on"}, "0 to be texted once more"},
		{[]string{"act", "cancel", "all", "on", "state", "nonsense"}, "Nobody is chosen"},
		{[]string{"act", "cancel", "all", "on", "state", "texted", "q", "sina"}, "Nobody is chosen"},
		{[]string{"act", "cancel", "all", "on", "q", "SĪNA"}, "1 cancelled: nobody was texted"},
		{[]string{"act", "cancel", "all", "on", "state", "invited", "q", "555 01"}, "1 cancelled: nobody was texted"},
		{[]string{"act", "cancel", "all", "on"}, "There was nothing left to cancel."},
		{[]string{"act", "withdraw", "all", "on", "state", "texted"}, "2 not invited here any more"},
	} {
		if _, page := v.Post(path+"/people", step.form...); !strings.Contains(page, step.want) {
			t.Errorf("%v does not say %q:\n%s", step.form, step.want, page)
		}
	}
	v.Await(path, "Nobody is invited yet")
}

// TestCohortIsRenamedArchivedAndDeleted by its owner, on its page of settings.
func TestCohortIsRenamedArchivedAndDeleted(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	v.NewCohort("Ward 5", linetest.Lesson)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	inviteLater(t, v, path, "Mere 021 555 0101")
	for _, step := range []struct {
		form []string
		want string
	}{
		{[]string{"act", "rename", "name", "ward 5"}, "There is a cohort of this name already"},
		{[]string{"act", "rename", "name", "Ward 6"}, "<h1>Ward 6</h1>"},
		{[]string{"act", "archive"}, "The cohort is archived"},
		{[]string{"act", "restore"}, "The cohort is back in the list"},
		{[]string{"act", "delete", "reason", ""}, "The reason is missing"},
		{[]string{"act", "delete", "reason", "Made by mistake"}, "The cohort is deleted"},
	} {
		if _, page := v.Post(path+"/settings", step.form...); !strings.Contains(page, step.want) {
			t.Errorf("%v does not say %q:\n%s", step.form, step.want, page)
		}
	}
	if status, _ := v.Get(path); status != http.StatusNotFound {
		t.Errorf("the deleted cohort: %d", status)
	}
	if _, page := v.Get("/manage/archived"); !strings.Contains(page, "Made by mistake") {
		t.Errorf("the archive:\n%s", page)
	}
	if _, page := v.Get(path + "/log"); !strings.Contains(page, "Moana Smith deleted the cohort: Made by mistake.") {
		t.Errorf("the log:\n%s", page)
	}
}
