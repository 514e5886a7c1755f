package manager_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"coachline/handlers/linetest"
)

// bars are what the funnels of a page count, a funnel in a line.
func bars(page string) (all []string) {
	for _, funnel := range strings.Split(page, `<ol class="funnel"`)[1:] {
		var counts []string
		for _, found := range regexp.MustCompile(`<strong>(\d+)</strong>`).FindAllStringSubmatch(funnel, -1) {
			counts = append(counts, found[1])
		}
		all = append(all, strings.Join(counts, " "))
	}
	return all
}

// TestListHasAFunnelForEachCohortAndOneForAll: the newest cohort stands first, below all of them together. An empty one has no funnel.
func TestListHasAFunnelForEachCohortAndOneForAll(t *testing.T) {
	t.Parallel()
	m := manage(t)
	v := m.logIn(t, moana)
	four := v.NewCohort("Ward 4", linetest.Lesson)
	v.Invite(four, "Mere 021 555 0101\nTane 021 555 0102\nSina 021 555 0103")
	v.Await(four, ">texted 3<")
	if got := bars(second(v.Get("/manage/"))); fmt.Sprint(got) != "[3 0 0 0]" {
		t.Errorf("the list of one cohort counts %v", got)
	}
	five := v.NewCohort("Ward 5", linetest.Lesson)
	phone := m.Handset(t, "+64215550101")
	phone.Text("GO")
	phone.WantText("What energy")
	v.Invite(five, "Hemi 021 555 0104")
	v.Await(five, ">texted 1<")
	v.NewCohort("Ward 6", linetest.Lesson)
	m.Handset(t, "+64215550101").Text("GO")
	if got := bars(second(v.Get("/manage/"))); fmt.Sprintf("%q", got) != `["4 1 0 0" "1 0 0 0" "3 1 0 0"]` {
		t.Errorf("the list of three cohorts counts %q", got)
	}
	if got := bars(second(m.logIn(t, rewi).Get("/manage/"))); got != nil {
		t.Errorf("another manager's list counts %q", got)
	}
}
