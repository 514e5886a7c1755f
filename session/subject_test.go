package session

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestCourseProgress: in a course the status is that of the furthest part, finished needs every part, and a later part that is
// offered does not undo that the course has begun.
func TestCourseProgress(t *testing.T) {
	t.Parallel()
	s := New(Config{Zone: time.UTC})
	day := func(n int) time.Time { return time.Date(2026, 12, n, 9, 0, 0, 0, time.UTC) }
	mark := func(name string, n int) dialogue.Milestone { return dialogue.Milestone{Name: name, At: day(n)} }
	course := Subject{Course: "course", Lessons: []string{"one", "two", "three"}}
	past := func(lesson string, from int) dialogue.PastLesson {
		return dialogue.PastLesson{Lesson: lesson, Milestones: []dialogue.Milestone{mark("started", from), mark("finished", from), mark("reflected", from+1)}}
	}
	invited := func(lesson string, made, texted int) dialogue.Invitation {
		inv := dialogue.Invitation{Cohort: "c", Course: "course", Lesson: lesson, Made: day(made)}
		if texted > 0 {
			inv.Texted = day(texted)
		}
		return inv
	}
	for _, tt := range []struct {
		name   string
		lesson string
		place  func(*dialogue.Place)
		want   Status
		since  int // the day
		part   int
		parts  [3]Status
	}{
		{"not texted", "one", func(p *dialogue.Place) {
			p.Status, p.Invitations = dialogue.Invited, []dialogue.Invitation{invited("one", 1, 0)}
		}, StatusInvited, 1, 1, [3]Status{StatusInvited, StatusInvited, StatusInvited}},
		{"texted", "one", func(p *dialogue.Place) {
			p.Status, p.Invitations = dialogue.Invited, []dialogue.Invitation{invited("one", 1, 2)}
		}, StatusTexted, 2, 1, [3]Status{StatusTexted, StatusInvited, StatusInvited}},
		{"in part 1", "one", func(p *dialogue.Place) {
			p.Status, p.Invitations, p.Milestones = dialogue.Started, []dialogue.Invitation{invited("one", 1, 2)}, []dialogue.Milestone{mark("started", 3)}
		}, StatusStarted, 3, 1, [3]Status{StatusStarted, StatusInvited, StatusInvited}},
		{"between parts", "one", func(p *dialogue.Place) {
			p.Status, p.Invitations = dialogue.Ended, []dialogue.Invitation{invited("one", 1, 2)}
			p.Milestones = []dialogue.Milestone{mark("started", 3), mark("finished", 3), mark("reflected", 4)}
		}, StatusStarted, 4, 1, [3]Status{StatusReflected, StatusInvited, StatusInvited}},
		{"wants no more parts", "one", func(p *dialogue.Place) {
			p.Status, p.Invitations = dialogue.Ended, []dialogue.Invitation{invited("one", 1, 2)}
			p.Invitations[0].NoMore = true
			p.Milestones = []dialogue.Milestone{mark("started", 3), mark("finished", 3)}
		}, StatusStarted, 3, 1, [3]Status{StatusFinished, StatusInvited, StatusInvited}},
		{"opted out between parts", "one", func(p *dialogue.Place) {
			p.Status, p.OptedOut, p.LastSeen, p.Invitations = dialogue.Ended, true, day(5), []dialogue.Invitation{invited("one", 1, 2)}
			p.Milestones = []dialogue.Milestone{mark("started", 3), mark("finished", 3)}
		}, StatusOptedOut, 5, 1, [3]Status{StatusFinished, StatusOptedOut, StatusOptedOut}},
		{"part 2 offered", "two", func(p *dialogue.Place) {
			p.Status, p.Past, p.Invitations = dialogue.Invited, []dialogue.PastLesson{past("one", 3)}, []dialogue.Invitation{invited("two", 1, 7)}
		}, StatusStarted, 7, 2, [3]Status{StatusReflected, StatusTexted, StatusInvited}},
		{"the offer of part 2 waits", "two", func(p *dialogue.Place) {
			p.Status, p.Past, p.Invitations = dialogue.Invited, []dialogue.PastLesson{past("one", 3)}, []dialogue.Invitation{invited("two", 1, 0)}
		}, StatusStarted, 4, 2, [3]Status{StatusReflected, StatusInvited, StatusInvited}},
		{"paused in part 2", "two", func(p *dialogue.Place) {
			p.Status, p.LastSeen, p.Past = dialogue.Paused, day(8), []dialogue.PastLesson{past("one", 3)}
			p.Invitations, p.Milestones = []dialogue.Invitation{invited("two", 1, 7)}, []dialogue.Milestone{mark("started", 7)}
		}, StatusPaused, 8, 2, [3]Status{StatusReflected, StatusPaused, StatusInvited}},
		{"all finished", "three", func(p *dialogue.Place) {
			p.Status, p.Past = dialogue.Ended, []dialogue.PastLesson{past("one", 3), past("two", 7)}
			p.Invitations, p.Milestones = []dialogue.Invitation{invited("three", 1, 12)}, []dialogue.Milestone{mark("started", 12), mark("finished", 13)}
		}, StatusFinished, 13, 3, [3]Status{StatusReflected, StatusReflected, StatusFinished}},
		{"all reflected", "three", func(p *dialogue.Place) {
			p.Status, p.Past = dialogue.Ended, []dialogue.PastLesson{past("one", 3), past("two", 7)}
			p.Milestones = past("three", 12).Milestones
		}, StatusReflected, 13, 3, [3]Status{StatusReflected, StatusReflected, StatusReflected}},
		{"part 1 done before the invitation", "two", func(p *dialogue.Place) {
			p.Status, p.Past, p.Invitations = dialogue.Invited, []dialogue.PastLesson{past("one", 3)}, []dialogue.Invitation{invited("two", 20, 0)}
		}, StatusInvited, 20, 2, [3]Status{StatusReflected, StatusInvited, StatusInvited}},
	} {
		at := &placeHalf{Number: "+64215550101", Lesson: tt.lesson}
		tt.place(&at.Place)
		got := s.courseProgress(at, course)
		if got.Status != tt.want || !got.Since.Equal(day(tt.since)) || got.Part != tt.part {
			t.Errorf("%s: %s since %s in part %d, want %s since day %d in part %d", tt.name, got.Status, got.Since, got.Part, tt.want, tt.since, tt.part)
		}
		for i, part := range got.Parts {
			if part.Status != tt.parts[i] || part.Lesson != course.Lessons[i] {
				t.Errorf("%s: part %d is %s, want %s", tt.name, i+1, part.Status, tt.parts[i])
			}
		}
	}
	if got := s.courseProgress(&placeHalf{}, course); got.Status != StatusInvited || !got.Since.IsZero() || len(got.Parts) != 3 {
		t.Errorf("somebody without a record: %+v", got)
	}
}
