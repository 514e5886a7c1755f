package manager_test

import (
	"fmt"
	"strings"
	"testing"

	"coachline/handlers/browsertest"
	"coachline/handlers/linetest"
)

// TestPeopleFitTheScreen: 26 people, some with failed texts, are one line each on a desk and two on a phone, where all of the
// page is at most a third of the 4,271 pixels that it once was.
func TestPeopleFitTheScreen(t *testing.T) {
	t.Parallel()
	m := manage(t)
	m.Unwelcome = true
	m.Handset(t, "+64215550123").Landline()
	v := m.logIn(t, moana)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	var list strings.Builder
	for i := range 26 {
		fmt.Fprintf(&list, "%s %s 021 555 01%02d\n", []string{"Mere", "Tāne", "Sina", "Hemi", "Aroha", "Wiremu"}[i%6], []string{"Kahu", "Leota", "Ngata", "Williams"}[i%4], i)
	}
	v.Invite(path, list.String())
	v.Await(path, ">texted 25<")
	for i := range 6 {
		phone := m.Handset(t, fmt.Sprintf("+6421555010%d", i))
		phone.Text("GO")
		phone.WantText("What energy")
	}
	m.Handset(t, "+64215550109").Text("STOP")
	v.Await(path, "wants no texts 1")
	m.clock.Set(24, "10:00") // nothing is under way any more
	w := browsertest.Open(t, m.URL)
	linetest.LogIn(w, m.Handset(t, moana), moanaSays)
	w.Go(path)
	w.Want("table", "Not a mobile")
	w.Looks("26")
	if tall := browsertest.Evaluate[int](w, "Math.max(...[...document.querySelectorAll('.learners tbody tr')].map(r => r.offsetHeight))"); tall > 45 {
		t.Errorf("a row is %d pixels tall on a desk", tall)
	}
	w.Size(360, 740)
	if height := browsertest.Evaluate[int](w, "document.documentElement.scrollHeight"); height > 4271/3 {
		t.Errorf("the page is %d pixels tall on a phone", height)
	}
}
