package main

import (
	"os"
	"path/filepath"
	"testing"

	"coachline/scripts"
	"coachline/session/sessiontest"
)

// twoLessons is a folder with part 1 and the same once more by another name.
func twoLessons(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, scripts.Embedded()); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(folder, "peer-coaching-1.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{"peer-coaching.yaml", "peer-coaching-3.yaml"} { // they need the real part 2
		if err := os.Remove(filepath.Join(folder, other)); err != nil {
			t.Fatal(err)
		}
	}
	second := filepath.Join(folder, "peer-coaching-2.yaml")
	if err := os.WriteFile(second, content, 0o600); err != nil {
		t.Fatal(err)
	}
	edit(t, second, "lesson: peer-coaching-1\ntitle: Peer coaching, part 1\n", "lesson: peer-coaching-2\ntitle: Setting up the talk\n")
	return folder
}

// TestSecondLesson invites one who has finished the first lesson to another, with another cohort: they begin it at its
// beginning, and what the first cohort shows stays as it was.
func TestSecondLesson(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr(), "COACHLINE_LESSONS="+twoLessons(t))
	v := m.logIn(t)
	first := v.NewCohort("Part 1", "peer-coaching-1")
	v.Invite(first, "Mere 021 555 0101")
	phone := m.Handset(t, "+64215550101")
	phone.AwaitText("invites you to Peer coaching, part 1")
	for _, words := range []string{"GO", "2", "to listen", "NEXT", "next", "2", "Piripi", "1", "7.30pm"} {
		phone.Text(words)
	}
	m.at(t, 24, "19:30")
	phone.AwaitText("what stays with you?")
	phone.Text("the pause")
	phone.Text("1")
	v.Await(first, ">reflected<")

	second := v.NewCohort("Part 2", "peer-coaching-2")
	m.at(t, 25, "10:00")
	v.Invite(second, "Mere 021 555 0101")
	phone.AwaitText("invites you to Setting up the talk")
	v.Await(second, ">texted<")
	phone.Text("GO")
	phone.WantText("What energy and focus")
	v.Await(second, ">under way<")
	v.Await(first, ">reflected<")
}
