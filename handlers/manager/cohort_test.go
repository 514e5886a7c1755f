package manager_test

import (
	"fmt"
	"strings"
	"testing"

	"coachline/handlers/browsertest"
	"coachline/handlers/linetest"
	"coachline/handlers/simulator/simulatortest"
)

// TestFunnelFollowsTenPeople invites ten people in a browser, takes them to the end of the lesson and to the reflection of the next day,
// and looks at their manager's page at each stage.
func TestFunnelFollowsTenPeople(t *testing.T) {
	t.Parallel()
	m := manage(t)
	w := browsertest.Open(t, m.URL)
	linetest.LogIn(w, m.Handset(t, moana), moanaSays)
	w.Looks("no-cohorts")
	w.Fill("[name=name]", "Ward 4, nights")
	browsertest.Evaluate[bool](w, `(s => { s.value = "`+linetest.Lesson+`"; return s.value !== "" })(document.querySelector("#lesson"))`)
	w.Press("Make the cohort")
	w.Want("h1", "Invite people")
	w.Looks("invite")
	var list strings.Builder
	for i := range 10 {
		fmt.Fprintf(&list, "%s 021 555 01%02d\n", []string{"Mere", "Tāne", "Sina", "Hemi", "Aroha"}[i%5], i)
	}
	list.WriteString("Landline 09 887 0123\nMere again 021 555 0100\nnobody\n")
	w.Fill("[name=list]", list.String())
	w.Click("[name=start][value=now]")
	w.Press("Look it over")
	w.Want(".sum", "10 to be texted")
	w.Want(".sum", "3 with a fault")
	w.Want(".sample", "Kia ora Mere. Moana Smith invites you to Peer coaching, part 1")
	w.Looks("preview")
	w.Click("[name=consent]")
	w.Press("Invite 10")
	w.Want(".notice", "10 added to the cohort.")
	w.Await("!document.querySelector('progress')")
	phones := make([]*simulatortest.Handset, 10)
	for i := range phones {
		phones[i] = m.Handset(t, fmt.Sprintf("+64215550%d", 100+i))
		phones[i].AwaitText("invites you to Peer coaching, part 1")
	}
	path := browsertest.Evaluate[string](w, "location.pathname")
	w.Revisit(path, funnel("10 0 0 0"))
	w.Looks("invited")
	for _, phone := range phones[:8] {
		phone.Text("GO")
		phone.WantText("What energy")
	}
	w.Want("table", "under way") // the page refreshes, more than once
	phones[8].Text("STOP")
	w.Want("table", "wants no texts")
	w.Revisit(path, funnel("10 8 0 0"))
	w.Want("table", "wants no texts")
	w.Looks("began")
	w.Click("td details.menu summary")
	w.Click("td details.menu details summary")
	w.Looks("change")
	for _, phone := range phones[:6] {
		for _, words := range []string{"2", "to listen", "NEXT", "next", "2", "Piripi", "1", "7.30pm"} {
			phone.Text(words)
		}
		phone.WantText("at 7.30pm, then")
	}
	w.Revisit(path, funnel("10 8 6 0"))
	m.clock.Set(24, "19:30")
	w.Await(`!document.querySelector("#again")`) // a day later nothing is under way
	for _, phone := range phones[:5] {
		phone.AwaitText("what stays with you?")
		phone.Text("the pause")
		phone.Text("1")
	}
	w.Revisit(path, funnel("10 8 6 5"))
	w.Looks("reflected")
	w.Click(".funnel li:last-child a")
	w.Await(`document.querySelectorAll("table.learners tbody tr").length === 5`)
}

// funnel is the expression that the bars of a cohort's funnel say these numbers.
func funnel(numbers string) string {
	return `[...document.querySelectorAll(".funnel strong")].map(e => e.textContent.trim()).join(" ") === ` + browsertest.Quoted(numbers)
}

// TestLongNamesFitThePage looks at pages with the longest names there may be.
func TestLongNamesFitThePage(t *testing.T) {
	t.Parallel()
	m := manage(t)
	m.AddManager(t, "Whakatane-Whakatohea Ngatiawa-Tuhoe-Kahu", rewi, false)
	w := browsertest.Open(t, m.URL)
	linetest.LogIn(w, m.Handset(t, rewi), rewiSays)
	w.Fill("[name=name]", strings.Repeat("Te Whatu Ora ", 4)+"Ward12345")
	w.Press("Make the cohort")
	w.Want("h1", "Invite people")
	w.Fill("[name=list]", "Aroha-Mereana-Te "+strings.Repeat("Whakawhanaunga", 1)+" 021 555 0101\n"+strings.Repeat("x", 300)+"\n022")
	w.Click("[name=start][value=now]")
	w.Press("Look it over")
	w.Want(".sum", "1 to be texted")
	w.Looks("preview")
	w.Click("[name=consent]")
	w.Press("Invite 1")
	m.Handset(t, "+64215550101").AwaitText("Kia ora Aroha")
	w.Want(".filters", "texted 1")
	w.Looks("cohort")
	w.Go("/manage/")
	w.Looks("cohorts")
}
