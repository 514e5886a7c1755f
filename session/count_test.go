package session_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/sessiontest"
)

// countOf is one count of the lesson of the tests, which has one version.
func (l line) countOf(step string, event dialogue.Event) int {
	l.t.Helper()
	versions := must(l.Counts(l.t.Context(), "tiny"))
	if len(versions) != 1 || !versions[0].Current || versions[0].Since != "2026-11-02" {
		l.t.Fatalf("counts of %+v", versions)
	}
	return versions[0].N[session.CountField(step, event, dialogue.Text)]
}

// TestTurnCountsOnce: a turn that comes again counts nothing, nor does one that stores nothing.
func TestTurnCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		for range 3 {
			l.take(l.text("SM2", "to listen better"))
		}
		if reached, answered := l.countOf("q00", dialogue.EventReached), l.countOf("q00", dialogue.EventAnswered); reached != 1 || answered != 1 {
			t.Errorf("%d reached and %d answered", reached, answered)
		}
	})
}

// TestCountsExpire: the counts of a version are kept for some time after the last one, and what reports have shown for longer. All keys
// of a shard lie in one slot.
func TestCountsExpire(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		if done, err := l.Release(t.Context(), "tiny", "v1", "", map[string]int{"q00|reached|": 12}); !done || err != nil {
			t.Fatal(done, err)
		}
		shard, _, _ := strings.Cut(l.only("*:person:*"), "person:")
		year := 365 * 24 * time.Hour
		for key, least := range map[string]time.Duration{shard + "counts:tiny:v1": year, shard + "counted:tiny": year, "coachline:released:tiny:v1": 2 * year} {
			if life := must(l.client.TTL(t.Context(), key).Result()); life < least || life > 3*year {
				t.Errorf("%s is kept for %v", key, life)
			}
		}
	})
}

// TestRehearsalCountsNothing: nobody in a rehearsal is a learner.
func TestRehearsalCountsNothing(t *testing.T) {
	c := config(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
	c.Rules.Rehearsal = time.Minute
	l := open(t, c)
	l.take(l.text("SM1", "GO"))
	l.take(l.text("SM2", "to listen better"))
	if versions := must(l.Counts(t.Context(), "tiny")); len(versions) != 0 {
		t.Errorf("it counts %+v", versions)
	}
}

// TestCommitSetsEachExpiryOnce: of the record, the counts, and the versions that were counted. The turn answers a step and reaches another.
func TestCommitSetsEachExpiryOnce(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		calls := func() (n int) {
			stats, err := l.client.InfoMap(t.Context(), "commandstats").Result()
			if err != nil || len(stats["Commandstats"]) == 0 {
				t.Skip("this Redis does not count its commands")
			}
			_, _ = fmt.Sscanf(stats["Commandstats"]["cmdstat_expire"], "calls=%d", &n)
			return n
		}
		l.take(l.text("SM1", "GO"))
		before := calls()
		l.take(l.text("SM2", "to listen better"))
		if n := calls() - before; n < 2 || n > 3 {
			t.Errorf("one commit sets %d expiries", n)
		}
	})
}

// TestOneReportIsFirst: what a report shows is recorded only if no other one came since it looked.
func TestOneReportIsFirst(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		ctx := t.Context()
		shown, revision, err := l.Released(ctx, "tiny", "v1")
		if err != nil || len(shown) != 0 {
			t.Fatal(shown, err)
		}
		first := must(l.Release(ctx, "tiny", "v1", revision, map[string]int{"a": 5}))
		second := must(l.Release(ctx, "tiny", "v1", revision, map[string]int{"a": 6}))
		if shown, _, err = l.Released(ctx, "tiny", "v1"); !first || second || shown["a"] != 5 || err != nil {
			t.Errorf("first %v, second %v, shown %v, %v", first, second, shown, err)
		}
	})
}

// TestReadingCountsTakesTwoRoundTrips, however many learners there are.
func TestReadingCountsTakesTwoRoundTrips(t *testing.T) {
	l := open(t, config(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())))
	l.take(l.text("SM1", "GO"))
	trips := new(sessiontest.RoundTrips)
	l.client.AddHook(trips)
	l.countOf("q00", dialogue.EventReached)
	if got := trips.Count(); got != 2 {
		t.Errorf("it takes %d", got)
	}
}
