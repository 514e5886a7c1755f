package session_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/sessiontest"
)

// with is the line after a restart, with other lessons.
func (l line) with(lessons session.Lessons, log *bytes.Buffer) line {
	c := config(l.t, l.client)
	c.Lessons, c.Log = lessons, slog.New(slog.NewTextHandler(log, nil))
	return open(l.t, c)
}

func TestALearnerStaysOnTheirVersion(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.says("SM1", "GO", "Version v1 asks 0.")
		var log bytes.Buffer
		edited := l.with(questions("v2", 20), &log)
		edited.says("SM2", "words", "Version v1 asks 1.")
		edited.says("SM3", "words", "Version v1 asks 2.") // now from this process's memory

		other := edited
		other.number = number(t, "+64215550199")
		other.person = other.Store.Person(other.number)
		other.says("SM1", "GO", "Version v2 asks 0.")
		if log.Len() > 0 {
			t.Errorf("it logs %s", &log)
		}
	})
}

// A newer program may hash the same file to another version. A learner stays on the stored one.
func TestALearnerKeepsTheStoredHash(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.says("SM1", "GO", "Version v1 asks 0.")
		rehashed := questions("v1", 20)
		rehashed["tiny"].Version = "w1"
		var log bytes.Buffer
		later := l.with(rehashed, &log)
		later.says("SM2", "words", "Version v1 asks 1.")
		if seen := must(later.Inspect(t.Context(), later.person)); seen.Version != "v1" {
			t.Errorf("they are on version %q, want v1", seen.Version)
		}
		later.number = number(t, "+64215550199")
		later.person = later.Store.Person(later.number)
		later.says("SM1", "GO", "Version v1 asks 0.")
		if seen := must(later.Inspect(t.Context(), later.person)); seen.Version != "w1" {
			t.Errorf("a new learner is on version %q, want w1", seen.Version)
		}
		if log.Len() > 0 {
			t.Errorf("it logs %s", &log)
		}
	})
}

func TestAnOldVersionIsFetchedOnce(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		l := open(t, config(t, client))
		l.take(l.text("SM1", "GO"))
		edited := l.with(questions("v2", 20), new(bytes.Buffer))
		trips := new(sessiontest.RoundTrips)
		client.AddHook(trips)
		for i, want := range []int{3, 2, 2} {
			edited.take(l.text("T"+string(rune('0'+i)), "words"))
			if got := trips.Count(); got != want {
				t.Errorf("turn %d took %d round trips, want %d", i, got, want)
			}
		}
	})
}

func TestAnOldVersionHasTheSettingsOfNow(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		old := questions("v0", 2)
		old["tiny"].Steps[1].Needs = []string{"contact"}
		old["tiny"].Values = map[string]string{"contact": "somebody else"}
		before := l.with(old, new(bytes.Buffer))
		before.take(l.text("SM1", "GO"))
		if kept := must(l.client.Get(t.Context(), "coachline:lesson:tiny:v0").Result()); strings.Contains(kept, "somebody else") {
			t.Errorf("a version is kept with its settings: %s", kept)
		}
		l.says("SM2", "words", "Version v0 asks 1.")
	})
}

func TestLostVersionGoesOnWithTheCurrentOne(t *testing.T) {
	for name, lose := range map[string]func(l line){
		"gone": func(l line) { must(l.client.Del(t.Context(), "coachline:lesson:tiny:v1").Result()) },
		"unlike": func(l line) {
			must(l.client.Set(t.Context(), "coachline:lesson:tiny:v1", `{"Steps": "none"}`, 0).Result())
		},
		"not JSON": func(l line) { must(l.client.Set(t.Context(), "coachline:lesson:tiny:v1", "secret", 0).Result()) },
	} {
		t.Run(name, func(t *testing.T) { loseVersion(t, lose) })
	}
}

func loseVersion(t *testing.T, lose func(l line)) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		l.take(l.text("SM2", "words"))
		lose(l)
		var log bytes.Buffer
		edited := l.with(questions("v2", 20), &log)
		edited.says("SM3", "words", "Version v2 asks 2.")
		edited.says("SM4", "more words", "Version v2 asks 3.")
		if got := strings.Count(log.String(), "level=WARN"); got != 1 {
			t.Errorf("it warns %d times: %s", got, &log)
		}
		for _, id := range []string{"lesson=tiny", "lost=v1", "current=v2"} {
			if !strings.Contains(log.String(), id) {
				t.Errorf("the log does not say %s: %s", id, &log)
			}
		}
	})
}

func TestLessonThatIsGoneIsAnError(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		other := questions("v2", 20)
		other["other"] = other["tiny"]
		delete(other, "tiny")
		other["other"].Lesson = "other"
		gone := l.with(other, new(bytes.Buffer))
		gone.says("SM2", "words", "Version v1 asks 1.") // its last version is still in Redis
		must(l.client.Del(t.Context(), "coachline:lesson:tiny:v1").Result())
		l.with(other, new(bytes.Buffer)).refuses("SM3")
	})
}

func TestPublishStoresLessonsOnce(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		l := open(t, config(t, client))
		trips := new(sessiontest.RoundTrips)
		client.AddHook(trips)
		if err := l.Publish(t.Context()); err != nil || trips.Count() != 0 {
			t.Errorf("the second time it takes round trips: %v", err)
		}
		// a lesson that nobody published is so by the first turn that begins it
		c := config(t, client)
		c.Lessons = questions("v2", 1)
		store := session.New(c)
		if _, err := store.Take(t.Context(), l.person, l.text("SM1", "GO")); err != nil {
			t.Fatal(err)
		}
		kept := must(client.Get(t.Context(), "coachline:lesson:tiny:v2").Result())
		if !strings.Contains(kept, "Version v2 asks 0.") {
			t.Errorf("what is kept of the lesson: %s", kept)
		}
	})
}
