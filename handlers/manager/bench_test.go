package manager_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"coachline/handlers/linetest"
	"coachline/session/sessiontest"
)

// BenchmarkCohortPage is the page of a cohort of 5,000 people who were all texted, on a real redis-server, as it is, sorted and
// searched: the whole time until it is there. With -short it has 50 people.
func BenchmarkCohortPage(b *testing.B) {
	m := manageOn(b, sessiontest.Redis(b))
	v := m.logIn(b, moana)
	path := v.NewCohort("Everybody", linetest.Lesson)
	lots, size := 5, 1000
	if testing.Short() {
		size = 10
	}
	for lot := range lots {
		v.Invite(path, people(lot*size, size))
	}
	awaitTexted(v, path, lots*size)
	for name, form := range map[string][]string{"all": nil, "sorted": {"sort", "since"}, "searched": {"sort", "state", "q", "number 4"}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if status, page := v.Post(path, form...); status != http.StatusOK || !strings.Contains(page, "Person Number") {
					b.Fatal(status)
				}
			}
		})
	}
}

// BenchmarkCohorts is the list of 20 cohorts of 250 people each, or with -short of 10, with their funnels.
func BenchmarkCohorts(b *testing.B) {
	m := manageOn(b, sessiontest.Redis(b))
	v := m.logIn(b, moana)
	cohorts, size := 20, 250
	if testing.Short() {
		size = 10
	}
	for i := range cohorts {
		path := v.NewCohort(fmt.Sprintf("Ward %d", i), linetest.Lesson)
		v.Invite(path, people(i*size, size))
	}
	for b.Loop() {
		if status, page := v.Get("/manage/"); status != http.StatusOK || len(bars(page)) != cohorts+1 {
			b.Fatal(status, len(bars(page)))
		}
	}
}

// people is a list of so many people, from one on.
func people(from, size int) string {
	var list strings.Builder
	for i := range size {
		fmt.Fprintf(&list, "Person Number\t021 5%06d\n", from+i)
	}
	return list.String()
}

// awaitTexted waits until so many people of a cohort were texted.
func awaitTexted(v *linetest.Visitor, path string, size int) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(second(v.Get(path)), fmt.Sprintf(">texted %d<", size)) {
		<-tick.C
	}
}
