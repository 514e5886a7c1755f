package session_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
	"coachline/session/sessiontest"
)

// TestEachLessonIsTextedOnce: whatever three cohorts do, in any order, each lesson's invitation is texted once, and again as often as
// allowed. Nothing is texted once all are withdrawn.
func TestEachLessonIsTextedOnce(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	lessons := map[string]string{"a": "tiny", "b": "tiny", "c": "second"}
	rapid.Check(t, func(rt *rapid.T) {
		client.FlushAll(t.Context())
		l, managers := byInvitation(t, client)
		at, invited, texts, nudges := noon, map[string]bool{}, map[string]int{}, map[string]int{}
		send := func() {
			for d := l.wake(at); d != nil; d = l.wake(at) {
				if len(invited) == 0 {
					rt.Fatalf("it texts %q, and all invitations were withdrawn", d.Body)
				}
				texts[d.Body]++
				l.settle(d, at, accepted(fmt.Sprint("SM", at.UnixNano())))
			}
		}
		pass := func(by time.Duration) {
			for end := at.Add(by); at.Before(end); {
				at = at.Add(min(12*time.Hour, end.Sub(at)))
				send()
			}
		}
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			cohort := rapid.SampledFrom(slices.Sorted(maps.Keys(lessons))).Draw(rt, "cohort")
			switch rapid.SampledFrom([]string{"invite", "invite", "withdraw", "nudge"}).Draw(rt, "does") {
			case "invite":
				inv := dialogue.Invitation{Cohort: cohort, Lesson: lessons[cohort], By: "Aroha", Again: true}
				must(managers.Invite(t.Context(), l.number, inv, at))
				invited[cohort] = true
			case "withdraw":
				if err := managers.Withdraw(t.Context(), l.person, cohort, at); err != nil {
					rt.Fatal(err)
				}
				delete(invited, cohort)
			case "nudge":
				if must(managers.Nudge(t.Context(), l.person, cohort, at)) == "" {
					nudges[lessons[cohort]]++
				}
			}
			pass(rapid.SampledFrom([]time.Duration{time.Second, 25 * time.Hour, 100 * time.Hour}).Draw(rt, "later"))
		}
		pass(4 * 24 * time.Hour)
		for _, lesson := range []string{"tiny", "second"} {
			first, again := texts["invite to "+lesson+" by Aroha"], texts["invite_again to "+lesson+" by Aroha"]
			if first > 1 || again > 1+nudges[lesson] {
				rt.Errorf("%s: %d invitations, and %d once more with %d nudges", lesson, first, again, nudges[lesson])
			}
		}
	})
}
