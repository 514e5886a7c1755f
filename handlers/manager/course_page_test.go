package manager_test

import (
	"fmt"
	"strings"
	"testing"

	"coachline/handlers/linetest"
	"coachline/session/sessiontest"
)

// TestCourseOnThePages invites two people to a course. One finishes a part and begins the next.
func TestCourseOnThePages(t *testing.T) {
	t.Parallel()
	m := manageServing(t, "redis://"+sessiontest.Miniredis(t).Addr(), linetest.ShortCourse(t))
	v := m.logIn(t, moana)
	_, page := v.Get("/manage/")
	if i, j := strings.Index(page, `<option value="course:short" selected>Short course: 3 parts`), strings.Index(page, `<option value="short-1">Short, part 1`); i < 0 || j < i {
		t.Errorf("the form does not offer the course first:\n%s", page)
	}
	path := v.NewCohort("Ward 4", "course:short")
	_, page = v.Post(path+"/invite/preview", "list", "Mere 021 555 0101")
	if !strings.Contains(page, "gets 3 parts, and at most 18 segments: about US$1.80.") {
		t.Errorf("what the whole course costs is missing:\n%s", page)
	}
	v.Invite(path, "Mere 021 555 0101\nTane 021 555 0102")
	v.Await(path, ">texted 2<")
	mere := m.Handset(t, "+64215550101")
	mere.Text("GO")
	mere.WantText("Part 1. How are you")
	v.Await(path, ">part 1: under way<")
	mere.Text("well")
	mere.WantText("Thank you")
	page = v.Await(path, ">part 1: done<")
	if got := bars(page); fmt.Sprint(got) != "[2 1 1 0 0 0]" {
		t.Errorf("after part 1 the funnel counts %v", got)
	}
	mere.Text("NEXT")
	mere.WantText("Part 2. How are you")
	page = v.Await(path, ">part 2: under way<")
	for _, want := range []string{"<dt>Part 1</dt><dd>began 23 Nov", ", done 23 Nov", "<dt>Part 3</dt><dd>not begun</dd>", "part 2: under way 1<", "texted 1<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not have %q:\n%s", want, page)
		}
	}
	if _, list := v.Get(path + "?state=part-1"); !strings.Contains(list, "Mere") || strings.Contains(list, "Tane") {
		t.Error("the filter of part 1 has not just who has done it")
	}
	if _, list := v.Get(path + "/people.csv"); !strings.Contains(list, "part 1,part 1 since,part 2") || !strings.Contains(list, ",started,") {
		t.Errorf("the list has no column for each part:\n%s", list)
	}
	if _, paper := v.Get(path + "/print"); !strings.Contains(paper, "part 2: under way") {
		t.Error("the printed list does not say the part")
	}
	m.Handset(t, moana).Text("PROGRESS")
	m.Handset(t, moana).WantText("Ward 4: 2 invited, 1 began, 1 part 1 done, 0 part 2 done, 0 finished, 0 reflected.")
}
