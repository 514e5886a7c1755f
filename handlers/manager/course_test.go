package manager

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
)

// inCourse is somebody in a course of three parts, by the status of each part. They are in the last one that they have come to.
func inCourse(t *testing.T, whole session.Status, here int, each ...session.Status) roster.Learner {
	t.Helper()
	row := learner(t, string(whole), "021 555 0101", whole)
	row.Part = here
	for i, s := range each {
		part := session.Part{Lesson: "part", Number: i + 1, Status: s}
		if s == session.StatusStarted || s == session.StatusPaused || part.Finished() {
			part.Reached = []dialogue.Milestone{{Name: dialogue.MilestoneStarted, At: time.Date(2026, 12, i+1, 9, 0, 0, 0, time.UTC)}}
		}
		row.Parts, row.Reached = append(row.Parts, part), append(row.Reached, part.Reached...)
	}
	return row
}

// TestCourseIsOneStory: the funnel, the filters and the chips of a course have the same words and numbers. Finished is all of it, and
// nobody is in two filters.
func TestCourseIsOneStory(t *testing.T) {
	t.Parallel()
	const (
		invited, texted, started, paused = session.StatusInvited, session.StatusTexted, session.StatusStarted, session.StatusPaused
		finished, reflected, stop        = session.StatusFinished, session.StatusReflected, session.StatusOptedOut
	)
	rows := []roster.Learner{
		inCourse(t, invited, 1, invited, invited, invited),
		inCourse(t, texted, 1, texted, invited, invited),
		inCourse(t, started, 1, started, invited, invited),
		inCourse(t, started, 1, finished, invited, invited),
		inCourse(t, started, 1, reflected, invited, invited),
		inCourse(t, started, 2, reflected, texted, invited),
		inCourse(t, paused, 2, reflected, paused, invited),
		inCourse(t, stop, 2, finished, stop, stop),
		inCourse(t, started, 2, reflected, reflected, invited),
		inCourse(t, finished, 3, reflected, reflected, finished),
		inCourse(t, reflected, 3, reflected, reflected, reflected),
		{Progress: session.Progress{Status: stop, Erased: true}},
	}
	v := view{Parts: 3}
	want := []string{"invited 12", "began 9", "part 1 done 8", "part 2 done 3", "finished 2", "reflected 1"}
	for i, s := range draw(roster.Summarize(rows), v).Stages {
		v.State = s.Value
		if got := fmt.Sprint(s.Label, " ", s.Count); got != want[i] || len(v.pick(rows, "NZ")) != s.Count {
			t.Errorf("the funnel says %q, want %q, and the filter has %d", got, want[i], len(v.pick(rows, "NZ")))
		}
	}
	chips := map[string]int{}
	for i := range rows {
		chips[standingOf(&rows[i]).label]++
	}
	shown := 0
	for _, f := range (view{Parts: 3}).filters(rows) {
		if f.Value == toDo.key {
			continue
		}
		if f.Count != chips[f.Label] {
			t.Errorf("the filter %q says %d and %d rows have the chip", f.Label, f.Count, chips[f.Label])
		}
		shown += f.Count
	}
	if done := chips["finished"] + chips["reflected"]; shown+done != len(rows) {
		t.Errorf("%d in filters and %d finished of %d: %v", shown, done, len(rows), chips)
	}
	if got := roster.Summarize(rows).String(); got != "12 invited, 9 began, 8 part 1 done, 3 part 2 done, 2 finished, 1 reflected" {
		t.Error(got)
	}
	slices.SortStableFunc(rows, func(a, b roster.Learner) int { return orderOf("state").before(&a, &b) })
	var order []string
	for i := range rows {
		order = append(order, standingOf(&rows[i]).label)
	}
	if got := strings.Join(slices.Compact(order), ", "); got != "wants no texts, to be texted, texted, part 2: paused, part 1: under way, part 1: done, part 2: texted, part 2: done, finished, reflected" {
		t.Error(got)
	}
}
