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

// BenchmarkCohortPage is the page of a cohort of 5,000 people who were all texted, on a real redis-server: the whole time
// until it is there.
func BenchmarkCohortPage(b *testing.B) {
	m := manageOn(b, sessiontest.Redis(b))
	v := m.logIn(b, moana)
	path := v.NewCohort("Everybody", linetest.Lesson)
	const lots, size = 5, 1000
	for lot := range lots {
		var list strings.Builder
		for i := range size {
			fmt.Fprintf(&list, "Person Number\t021 5%06d\n", lot*size+i)
		}
		v.Invite(path, list.String())
	}
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(second(v.Get(path)), fmt.Sprintf(">texted %d<", lots*size)) {
		<-tick.C
	}
	for b.Loop() {
		if status, _ := v.Get(path); status != http.StatusOK {
			b.Fatal(status)
		}
	}
}
