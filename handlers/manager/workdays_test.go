package manager_test

import (
	"strings"
	"testing"

	"coachline/handlers/linetest"
	"coachline/scripts/holidays"
	"coachline/session/sessiontest"
)

// TestPagesSayFromWhichWorkingDay invites on a Saturday, on a line that keeps to working days: every page says Monday, and nobody is
// texted before.
func TestPagesSayFromWhichWorkingDay(t *testing.T) {
	t.Parallel()
	works, _ := holidays.WorkingDay("NZ")
	m := manageWith(t, linetest.Config{Redis: "redis://" + sessiontest.Miniredis(t).Addr(), WorkingDay: works})
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	m.clock.Set(28, "11:00")
	const list = "Mere 021 555 0101"
	for start, want := range map[string]string{
		"now":   "They go out from Monday 30 November 08:00 on, within texting hours and on working days, on each learner’s clock.",
		"grace": "They go out from Monday 30 November 08:00 on, within texting hours and on working days, on each learner’s clock. Until then you can cancel them all.",
	} {
		if _, page := v.Post(path+"/invite/preview", "list", list, "start", start); !strings.Contains(page, want) {
			t.Errorf("%s: the preview does not say %q:\n%s", start, want, page)
		}
	}
	if _, page := v.Post(path+"/invite/preview", "list", list, "start", "at", "at", "2026-11-29T15:00"); !strings.Contains(page, "from Monday 30 November 08:00 on") {
		t.Errorf("for a Sunday:\n%s", page)
	}
	_, page := v.Post(path+"/invite", "list", list, "batch", "b", "start", "grace", "consent", "on")
	if !strings.Contains(page, "The first text goes at 08:00 on Monday 30 November") {
		t.Errorf("after inviting:\n%s", page)
	}
	batch := batchPath.FindString(page)
	v.Await(path, "from 30 Nov 08:00")
	if _, page := v.Get(batch); !strings.Contains(page, "from 30 Nov 08:00 on") || !strings.Contains(page, "The first text goes at 08:00 on Monday 30 November") {
		t.Errorf("the list's page:\n%s", page)
	}
	m.clock.Set(29, "12:00")
	v.Await(path, "from 30 Nov 08:00")
	phone := m.Handset(t, "+64215550101")
	if n := len(phone.Inbox()); n != 0 {
		t.Fatalf("%d texts came on a Sunday", n)
	}
	m.clock.Set(30, "08:00")
	phone.AwaitText("Kia ora Mere. Moana Smith invites you")
}
