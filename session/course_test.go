package session_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/sessiontest"
)

// courses is lessons with courses.
type courses struct {
	shelf
	named map[string]*dialogue.Course
}

func (c courses) Course(name string) (*dialogue.Course, bool) {
	course, ok := c.named[name]
	return course, ok
}

// threeParts is a course of three lessons at a version, and another lesson.
func threeParts(version string) courses {
	c := courses{shelf{}, map[string]*dialogue.Course{
		"all": {Name: "all", Title: "all", Lessons: []string{"part-1", "part-2", "part-3"}, After: 3, At: "09:00"},
	}}
	for _, name := range []string{"part-1", "part-2", "part-3", "other"} {
		lesson := *questions(version, 1)["tiny"]
		lesson.Lesson, lesson.Title, lesson.Steps[0].Prompt.Text = name, name, name+" "+version+" asks"
		lesson.Phrases = map[string]dialogue.Prompt{
			dialogue.PhraseInvite:      {Text: "invite to {lesson}"},
			dialogue.PhraseInviteAgain: {Text: "invite again to {lesson}"},
			dialogue.PhrasePartNext:    {Text: "{next_part} comes {when}"},
			dialogue.PhrasePart:        {Text: "offer {lesson}"},
			dialogue.PhraseNoMore:      {Text: "no more"},
			dialogue.PhraseEnded:       {Text: "ended"},
			dialogue.PhraseGoodbye:     {Text: "goodbye"},
		}
		c.shelf[name] = &lesson
	}
	return c
}

// courseConfig is the config of a line by invitation with these lessons.
func courseConfig(t *testing.T, client redis.UniversalClient, lessons session.Lessons) session.Config {
	c := config(t, client)
	c.Open, c.Lesson, c.Lessons = false, "other", lessons
	c.EraseFromCohort = func(context.Context, string, session.Person) error { return nil }
	return c
}

// eachOnCourse runs with a learner who was invited to a course and texted.
func eachOnCourse(t *testing.T, suite func(t *testing.T, l line)) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		l := open(t, courseConfig(t, client, threeParts("v1")))
		l.inviteToCourse("a", noon)
		if d := l.send(noon, accepted("SM1")); d.Body != "invite to part-1" {
			t.Fatalf("it texts %q", d.Body)
		}
		suite(t, l)
	})
}

func (l line) inviteToCourse(cohort string, at time.Time) {
	l.t.Helper()
	inv := dialogue.Invitation{Cohort: cohort, Lesson: "part-1", Course: "all", By: "Aroha"}
	if _, err := l.Invite(l.t.Context(), l.number, inv, at); err != nil {
		l.t.Fatal(err)
	}
}

func (l line) textAt(at time.Time, words string) dialogue.Output {
	l.t.Helper()
	turn := l.text(fmt.Sprint("SM", at.UnixNano()), words)
	turn.Input.At = at
	return l.take(turn)
}

// finishPart takes the learner from GO to the end of a part on the next day, and returns that time.
func (l line) finishPart(at time.Time) time.Time {
	l.t.Helper()
	l.textAt(at, "GO")
	l.textAt(at.Add(time.Minute), "my words")
	at = dialogue.OnClock(at.In(auckland), 1, 9, 0)
	l.send(at, accepted("SMnext"))
	l.textAt(at.Add(time.Minute), "that stayed")
	return at.Add(time.Minute)
}

func (l line) on(want string, status dialogue.Status) {
	l.t.Helper()
	seen := must(l.Inspect(l.t.Context(), l.person))
	if got := seen.Lesson + " " + seen.Version; got != want || seen.Place.Status != status {
		l.t.Errorf("the learner is on %s, %q, want %s, %q", got, seen.Place.Status, want, status)
	}
}

// TestNextPartIsOfferedAndBegun: the offer moves the learner to the next part, archives what they said, and is committed like
// any turn, with two round trips.
func TestNextPartIsOfferedAndBegun(t *testing.T) {
	eachOnCourse(t, func(t *testing.T, l line) {
		end := l.finishPart(noon)
		due := dialogue.OnClock(end.In(auckland), 3, 9, 0)
		if d := l.wake(due.Add(-time.Second)); d != nil {
			t.Fatalf("early it sends %q", d.Body)
		}
		trips := new(sessiontest.RoundTrips)
		l.client.AddHook(trips)
		d := l.send(due, accepted("SM2"))
		if d.Body != "offer part-2" {
			t.Errorf("it texts %q", d.Body)
		}
		if got := trips.Count(); got != 4 { // to wake and to settle
			t.Errorf("the offer takes %d round trips, want 4", got)
		}
		l.on("part-2 v1", dialogue.Invited)
		if got := l.held().Answers; got["part-1/q00"] != "my words" || got["part-1/stayed"] != "that stayed" {
			t.Errorf("of part 1 it holds %v", got)
		}
		if got := last(l.textAt(due.Add(time.Hour), "GO")); got != "part-2 v1 asks" {
			t.Errorf("it says %q", got)
		}
		l.on("part-2 v1", dialogue.Started)
	})
}

// TestOfferIsMadeOnce: an offer whose commit was written and whose answer was lost, and which twenty workers take, is one text.
func TestOfferIsMadeOnce(t *testing.T) {
	eachOnCourse(t, func(t *testing.T, l line) {
		due := dialogue.OnClock(l.finishPart(noon).In(auckland), 3, 9, 0)
		l.client.AddHook(&thief{name: "evalsha", left: 2})
		var sent atomic.Int64
		var workers sync.WaitGroup
		for range 20 {
			workers.Go(func() {
				if d, err := l.Wake(t.Context(), l.person, due); err != nil {
					t.Error(err)
				} else if d != nil && !d.Look {
					sent.Add(1)
				}
			})
		}
		workers.Wait()
		if sent.Load() != 1 {
			t.Errorf("%d workers send the offer", sent.Load())
		}
	})
}

// TestNextTwiceIsOneTurn: NEXT whose answer was lost begins the part once, and gets the same reply when Twilio tries again.
func TestNextTwiceIsOneTurn(t *testing.T) {
	eachOnCourse(t, func(t *testing.T, l line) {
		end := l.finishPart(noon)
		l.client.AddHook(&thief{name: "evalsha", left: 1})
		first := l.textAt(end.Add(time.Hour), "NEXT")
		again := l.textAt(end.Add(time.Hour), "NEXT")
		if bytesOf(t, first) != bytesOf(t, again) || last(first) != "part-2 v1 asks" {
			t.Errorf("it says %q, and again %q", last(first), last(again))
		}
		if len(l.held().PastLessons) != 1 {
			t.Errorf("past lessons: %+v", l.held().PastLessons)
		}
	})
}

// TestPartsNotBegunAreTheNewest: a part that was offered is begun at its newest version, and one that was begun stays.
func TestPartsNotBegunAreTheNewest(t *testing.T) {
	eachOnCourse(t, func(t *testing.T, l line) {
		due := dialogue.OnClock(l.finishPart(noon).In(auckland), 3, 9, 0)
		l.send(due, accepted("SM2"))
		edited := open(t, courseConfig(t, l.client, threeParts("v2")))
		if got := last(edited.textAt(due.Add(time.Hour), "GO")); got != "part-2 v2 asks" {
			t.Errorf("it begins with %q", got)
		}
		again := open(t, courseConfig(t, l.client, threeParts("v3")))
		again.textAt(due.Add(2*time.Hour), "AGAIN")
		again.on("part-2 v2", dialogue.Started)
	})
}

// TestCourseThatIsGone: a learner whose course is not served any more goes on with the part that they are in. The log says so once,
// and the next part is offered when the course is served again.
func TestCourseThatIsGone(t *testing.T) {
	eachOnCourse(t, func(t *testing.T, l line) {
		end := l.finishPart(noon)
		without := threeParts("v1")
		without.named = nil
		var log bytes.Buffer
		c := courseConfig(t, l.client, without)
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
		gone := open(t, c)
		for day := range 3 {
			if d := gone.wake(dialogue.OnClock(end.In(auckland), 3+day, 9, 0)); d != nil {
				t.Fatalf("it sends %q", d.Body)
			}
		}
		if got := strings.Count(log.String(), "course=all"); got != 1 {
			t.Errorf("it warns %d times: %s", got, &log)
		}
		if d := l.wake(dialogue.OnClock(end.In(auckland), 6, 9, 0)); d == nil || d.Body != "offer part-2" {
			t.Errorf("served again, it sends %+v", d)
		}
	})
}

// TestWithdrawnPartIsNotBegun: a learner who was offered a part and is withdrawn is at the end of the one before.
func TestWithdrawnPartIsNotBegun(t *testing.T) {
	eachOnCourse(t, func(t *testing.T, l line) {
		due := dialogue.OnClock(l.finishPart(noon).In(auckland), 3, 9, 0)
		l.send(due, accepted("SM2"))
		if err := l.Withdraw(t.Context(), l.person, "a", due.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		l.on("part-1 v1", dialogue.Ended)
		if got := last(l.textAt(due.Add(2*time.Hour), "GO")); got != "ended" {
			t.Errorf("to GO it says %q", got)
		}
	})
}

// TestNoPartOfACourseThatWasTakenBack: while the record does not know yet that a cohort has withdrawn its invitation to a course, no
// part is offered.
func TestNoPartOfACourseThatWasTakenBack(t *testing.T) {
	eachOnCourse(t, func(t *testing.T, l line) {
		due := dialogue.OnClock(l.finishPart(noon).In(auckland), 3, 9, 0)
		c := courseConfig(t, l.client, threeParts("v1"))
		c.TakenBack = func(_ context.Context, cohort string, _ session.Person) (bool, error) { return cohort == "a", nil }
		if d := open(t, c).wake(due); d != nil {
			t.Errorf("it sends %q", d.Body)
		}
		l.on("part-1 v1", dialogue.Ended)
	})
}

// TestInvitationToAFinishedCourseSendsNothing: somebody who has finished all parts is not texted again.
func TestInvitationToAFinishedCourseSendsNothing(t *testing.T) {
	eachOnCourse(t, func(t *testing.T, l line) {
		end := noon
		for range 3 {
			end = l.finishPart(end.Add(time.Hour))
		}
		l.on("part-3 v1", dialogue.Ended)
		l.inviteToCourse("b", end.Add(time.Hour))
		if d := l.wake(end.Add(2 * time.Hour)); d != nil {
			t.Errorf("it sends %q", d.Body)
		}
		l.on("part-3 v1", dialogue.Ended)
	})
}

// TestNextPartIsOfferedOnceOrItIsKnownWhyNot: whatever a learner and their managers do, and whichever answers are lost, each part
// is offered at most once, and once more for each time that the learner chose, or that a manager invited them to the course again
// after all had withdrawn. In the end the next part was offered, or the
// record says why not.
func TestNextPartIsOfferedOnceOrItIsKnownWhyNot(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	lost := &thief{name: "evalsha"}
	client.AddHook(lost)
	lessons := threeParts("v1")
	rapid.Check(t, func(rt *rapid.T) {
		lost.left = 0
		client.FlushAll(t.Context())
		l := open(t, courseConfig(t, client, lessons))
		at, texts, chosen, begun := noon, map[string]int{}, 0, 0
		send := func() {
			lost.left = rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(rt, "lost")
			for d := l.wake(at); d != nil; d = l.wake(at) {
				texts[d.Body]++
				l.settle(d, at, accepted(fmt.Sprint("SM", at.UnixNano())))
			}
			lost.left = 0
		}
		pass := func(by time.Duration) {
			end := at.Add(by)
			for wakes := 0; ; wakes++ {
				due := must(l.Inspect(t.Context(), l.person)).Wake
				if due.IsZero() || due.After(end) {
					break
				}
				if wakes > 100 {
					rt.Fatalf("something is due again and again at %v", due)
				}
				if due.After(at) {
					at = due
				}
				send()
				at = at.Add(time.Second)
			}
			at = end
		}
		invite := func(inv dialogue.Invitation) {
			seen, _ := l.Inspect(t.Context(), l.person) // nothing is held before the first one
			on := slices.ContainsFunc(seen.Place.Invitations, func(i dialogue.Invitation) bool { return i.Course == inv.Course })
			if must(l.Invite(t.Context(), l.number, inv, at)).Refusal == "" && inv.Course != "" && !on {
				begun++
			}
		}
		invite(dialogue.Invitation{Cohort: "a", Lesson: "part-1", Course: "all", By: "Aroha"})
		pass(time.Minute)
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"learn", "learn", "text", "text", "text", "call", "invite", "withdraw", "nudge"}).Draw(rt, "does") {
			case "text":
				words := rapid.SampledFrom([]string{
					"GO", "GO", "NEXT", "my own words", "my own words", "SKIP", "PAUSE", "STOP", "START", "wrong number",
					"in two weeks", "no more parts", "I want to kill myself", "thanks",
				}).Draw(rt, "words")
				if words == "in two weeks" {
					chosen++
				}
				lost.left = rapid.IntRange(0, 1).Draw(rt, "lost")
				out := l.textAt(at, words)
				if again := l.textAt(at, words); bytesOf(t, out) != bytesOf(t, again) {
					rt.Fatal("the same turn twice gets two replies")
				}
			case "learn": // from GO to the end of a part, on the next day
				for _, words := range []string{"GO", "my own words", "", "my own words"} {
					if words == "" {
						pass(25 * time.Hour)
					} else {
						l.textAt(at, words)
						at = at.Add(time.Second)
					}
				}
			case "call":
				for _, kind := range []dialogue.InputKind{dialogue.Connect, dialogue.HangUp} {
					turn := l.text(fmt.Sprint("CA", at.UnixNano(), kind), "")
					turn.Input = dialogue.Input{Kind: kind, At: at, Channel: dialogue.Phone, Call: "CA"}
					l.take(turn)
				}
			case "invite":
				inv := dialogue.Invitation{Cohort: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "cohort"), By: "Aroha"}
				inv.Lesson, inv.Course = "part-1", "all"
				switch inv.Cohort {
				case "c":
					inv.Lesson, inv.Course = "other", ""
				case "d":
					inv.Lesson, inv.Course = "part-2", ""
				}
				invite(inv)
			case "withdraw":
				cohort := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(rt, "cohort")
				if err := l.Withdraw(t.Context(), l.person, cohort, at); err != nil {
					rt.Fatal(err)
				}
			case "nudge":
				must(l.Nudge(t.Context(), l.person, "a", at))
			}
			pass(rapid.SampledFrom([]time.Duration{time.Second, 2 * time.Hour, 25 * time.Hour, 80 * time.Hour}).Draw(rt, "later"))
		}
		pass(20 * 24 * time.Hour)
		for body, n := range texts {
			if strings.HasPrefix(body, "offer") && n > begun+chosen {
				rt.Errorf("%q is texted %d times; the learner chose %d times, and began the course %d times", body, n, chosen, begun)
			}
			if strings.HasPrefix(body, "invite to") && n > 1 {
				rt.Errorf("%q is texted %d times", body, n)
			}
		}
		seen := must(l.Inspect(t.Context(), l.person))
		p := &seen.Place
		course := lessons.named["all"]
		wants := false
		for _, inv := range p.Invitations {
			wants = wants || inv.Course == "all" && !inv.NoMore
		}
		next := p.NextPart(course, seen.Lesson)
		switch {
		case !wants, p.OptedOut, p.Stranger, p.Phase == dialogue.Caring, next == len(course.Lessons):
		case p.Status == dialogue.Started, p.Status == dialogue.Paused, p.Status == dialogue.Waiting: // in the middle of a lesson
		case p.Status == dialogue.Invited: // to a part, or to another lesson that they have not begun
			if told := texts["offer "+seen.Lesson] + texts["invite to "+seen.Lesson]; told == 0 {
				rt.Errorf("is invited to %s and was not told: %v", seen.Lesson, texts)
			}
		default:
			rt.Errorf("part %d was not offered, and is %q at %s: %v, %+v", next+1, p.Status, seen.Lesson, texts, p.Timers)
		}
	})
}
