package manager_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"coachline/handlers/linetest"
	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// awaitWithdrawn waits until a learner's record says that they are no longer invited.
func (m *house) awaitWithdrawn(t testing.TB, number string) {
	t.Helper()
	n, _ := e164.FromWire(number)
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for range 300 {
		held, err := m.Store.Export(t.Context(), m.Store.Person(n))
		if err == nil && held.Status == dialogue.Uninvited {
			return
		}
		<-tick.C
	}
	t.Fatal("the invitation stands")
}

// TestNudgeCorrectAndWithdraw nudges, corrects and withdraws, and is told when that is not to be.
func TestNudgeCorrectAndWithdraw(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	v.Invite(path, "Mere Kahu 021 555 0101")
	phone := m.Handset(t, "+64215550101")
	phone.AwaitText("Kia ora Mere.")
	v.Await(path, ">texted<")
	if _, page := v.Post(v.Person(path) + "/nudge"); !strings.Contains(page, "texted within the last day") {
		t.Errorf("a nudge at once:\n%s", page)
	}
	m.clock.Set(24, "10:00")
	if _, page := v.Post(v.Person(path) + "/nudge"); !strings.Contains(page, "They are texted once more") {
		t.Errorf("a nudge on the next day:\n%s", page)
	}
	phone.AwaitText("keeps a place for you")
	if _, page := v.Post(v.Person(path)+"/correct", "number", "12"); !strings.Contains(page, "This is not a phone number") {
		t.Errorf("a number that is none:\n%s", page)
	}
	if _, page := v.Post(v.Person(path)+"/correct", "number", "09 555 0101"); !strings.Contains(page, "cannot be texted") {
		t.Errorf("a landline:\n%s", page)
	}
	if _, page := v.Post(v.Person(path)+"/correct", "number", "021 555 0102", "name", "Mere Kahu"); !strings.Contains(page, "The right number is invited") {
		t.Errorf("a right number:\n%s", page)
	}
	other := m.Handset(t, "+64215550102")
	other.AwaitText("Kia ora Mere.")
	if page := v.Await(path, "021 555 0102"); strings.Contains(page, "021 555 0101") {
		t.Errorf("the wrong number is still there:\n%s", page)
	}
	phone.Text("GO")
	phone.WantText("This line is by invitation.")
	v.Post(v.Person(path) + "/withdraw")
	v.Await(path, "Nobody is invited yet")
	m.awaitWithdrawn(t, "+64215550102")
	other.Text("GO")
	other.WantText("This line is by invitation.")
	v.Invite(path, "021 555 0102") // once more, and without a name
	v.Await(path, ">texted<")
	other.Text("GO")
	other.WantText("Kia ora. Welcome to peer coaching")
	if _, page := v.Post(v.Person(path)+"/correct", "number", "021 555 0103", "name", "Mere"); !strings.Contains(page, "They have begun by the number that is here") {
		t.Errorf("a number that was right:\n%s", page)
	}
	if _, page := v.Post(v.Person(path)+"/correct", "number", "021 555 0102", "name", "Mere"); !strings.Contains(page, "The name stands as you have written it") {
		t.Errorf("a name:\n%s", page)
	}
	v.Invite(path, "Tane 021 555 0104\nSina 021 555 0105")
	tane := regexp.MustCompile(`value="([A-Za-z0-9_-]{22})" aria-label="Tane 021 555 0104"`).FindStringSubmatch(v.Await(path, "Tane"))
	if _, page := v.Post(path+"/people/"+tane[1]+"/correct", "number", "021 555 0105", "name", "Tane"); !strings.Contains(page, "as somebody else’s") ||
		!strings.Contains(page, "Tane") || !strings.Contains(page, `class="learners"`) {
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
