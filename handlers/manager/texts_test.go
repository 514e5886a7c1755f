package manager_test

import (
	"strings"
	"testing"

	"coachline/handlers/linetest"
	"coachline/session/sessiontest"
)

// TestManagersWordsAreNoAnswers: a manager who is in a lesson, at a question that takes any words, texts what managers text, right and
// mistyped. None of it becomes their answer; what is one stays one.
func TestManagersWordsAreNoAnswers(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	v.Invite(path, "Moana 021 555 0901")
	phone := m.Handset(t, moana)
	phone.AwaitText("invites you")
	phone.Text("GO")
	phone.WantText("What energy")
	for _, tt := range [][2]string{
		{"PROGRES ward 4", "Did you mean PROGRESS?"},
		{"progres ward 4", "Did you mean PROGRESS?"},
		{"Progress ward5", "You have no cohort of this name"},
		{"progress of ward 4", "Ward 4: 1 invited"},
		{"INVTE 021 555 0102 Mere", "Did you mean INVITE?"},
		{"INVITE:", "To invite somebody, text INVITE"},
		{"invite 021 555 0102", "021 555 0102 is invited"},
		{"MENU", "CANCEL INVITES takes back"},
	} {
		phone.Text(tt[0])
		phone.WantText(tt[1])
	}
	phone.Text("MENU")
	phone.WantText("SKIP") // of the lesson, too
	phone.Text("invited myself, tired")
	phone.WantText("What brings you to this")
}

// TestManagerCancelsByText cancels what has not gone of a manager's newest batch, and nothing of another's.
func TestManagerCancelsByText(t *testing.T) {
	t.Parallel()
	m := manageWith(t, linetest.Config{Redis: "redis://" + sessiontest.Miniredis(t).Addr(), Texts: "4224"}) // Twilio takes CANCEL for itself on a long code
	m.clock.Set(22, "23:00")                                                                                // at night nothing goes
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	v.Invite(path, "Mere 021 555 0101\nTane 021 555 0102")
	rewis := m.Handset(t, rewi)
	rewis.Text("CANCEL INVITES")
	rewis.WantText("nothing of yours to cancel")
	phone := m.Handset(t, moana)
	for _, words := range []string{"HELP", "CANCEL"} {
		phone.Text(words)
	}
	phone.WantText("Cancelled: 2 of Ward 4")
	phone.Text("cancel the invites")
	phone.WantText("nothing of yours to cancel")
	m.clock.Set(23, "10:00")
	if _, page := v.Get(path); strings.Contains(page, "still to be texted") {
		t.Errorf("after cancelling the page is\n%s", page)
	}
	phone.Text("CANCEL") // with nothing to cancel it is what it is for everybody
	texts := phone.Inbox()
	if last := texts[len(texts)-1].Body; !strings.Contains(last, "START") {
		t.Errorf("CANCEL with nothing to cancel is answered with %q", last)
	}
}

// TestManagersOfOneNameCancelTheirOwn: a namesake who shares the cohort texts CANCEL. The manager's own invitations stay, and
// a manager with another name by now cancels theirs.
func TestManagersOfOneNameCancelTheirOwn(t *testing.T) {
	t.Parallel()
	m := manage(t)
	m.clock.Set(22, "23:00") // at night nothing goes
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	v.Invite(path, "Mere 021 555 0101\nTane 021 555 0102")
	v.Post(path+"/sharing", "name", "Moana", "number", rewi, "may", "invite")
	m.AddManager(t, "Moana Smith", rewi, false)
	namesake := m.Handset(t, rewi)
	namesake.Text("CANCEL INVITES")
	namesake.WantText("nothing of yours to cancel")
	m.AddManager(t, "Moana Jones", moana, false)
	phone := m.Handset(t, moana)
	phone.Text("CANCEL INVITES")
	phone.WantText("Cancelled: 2 of Ward 4")
}
