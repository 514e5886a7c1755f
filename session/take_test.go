package session_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/sessiontest"
)

func TestNewPersonBeginsTheLesson(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.says("SM1", "GO", "Version v1 asks 0.")
		l.says("SM2", "the morning", "Version v1 asks 1.")
		if got := l.version(); got != 2 {
			t.Errorf("two turns made version %d", got)
		}
		if ttl := l.client.TTL(t.Context(), l.only("*:person:*")).Val(); ttl != -1 {
			t.Errorf("a learner's record lives %v, want for good", ttl)
		}
	})
}

func TestReplayIsByteEqual(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		first := bytesOf(t, l.take(l.text("SM2", "my own \xff words")))
		l.take(l.text("SM3", "more"))
		if again := bytesOf(t, l.take(l.text("SM2", "quite another input"))); again != first {
			t.Errorf("the second time it says\n%s, first it said\n%s", again, first)
		}
		if got := l.version(); got != 3 {
			t.Errorf("three turns and a replay made version %d", got)
		}
		if ttl := l.client.TTL(t.Context(), l.only("*:SM2")).Val(); ttl <= 0 || ttl > time.Hour {
			t.Errorf("a reply is kept for %v, want an hour", ttl)
		}
	})
}

func TestReplayOfAPhoneTurn(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		turn := l.text("CA1/0", "")
		turn.Input.Kind, turn.Input.Channel, turn.Input.Call = dialogue.Connect, dialogue.Phone, "CA1"
		first := l.take(turn)
		if first.Listen == nil || first.Language != "en-NZ" {
			t.Fatalf("a call hears %+v", first)
		}
		if again := l.take(turn); bytesOf(t, again) != bytesOf(t, first) {
			t.Errorf("again: %+v, first: %+v", again, first)
		}
	})
}

func TestATurnIsTwoRoundTrips(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		l := open(t, config(t, client))
		trips := new(sessiontest.RoundTrips)
		client.AddHook(trips)
		l.take(l.text("SM1", "GO"))
		for _, turn := range []struct {
			id   string
			want int
		}{{"SM2", 2}, {"SM2", 1}, {"SM3", 2}, {"SM1", 1}} {
			trips.Count()
			l.take(l.text(turn.id, "words"))
			if got := trips.Count(); got != turn.want {
				t.Errorf("%s took %d round trips, want %d", turn.id, got, turn.want)
			}
		}
	})
}

func TestUninvitedMayNotBegin(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		c := config(t, client)
		c.Open = false
		l := open(t, c)
		l.says("SM1", "GO", "Nobody invited you.")
		if ttl := client.TTL(t.Context(), l.only("*:person:*")).Val(); ttl <= 23*time.Hour || ttl > 24*time.Hour {
			t.Errorf("a stranger's record lives %v, want a day", ttl)
		}
		l.says("SM2", "GO", "") // two robots do not talk for ever

		c.Open = true
		l = open(t, c)
		l.says("SM3", "GO", "Version v1 asks 0.")
		if ttl := client.TTL(t.Context(), l.only("*:person:*")).Val(); ttl != -1 {
			t.Errorf("a learner's record lives %v, want for good", ttl)
		}
	})
}

func TestAnOptOutStays(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		c := config(t, client)
		c.Open = false
		l := open(t, c)
		l.says("SM1", "STOP", "You will hear nothing more.")
		if ttl := client.TTL(t.Context(), l.only("*:person:*")).Val(); ttl != -1 {
			t.Errorf("a stranger's opt-out lives %v, want for good", ttl)
		}
		c.Open = true
		open(t, c).says("SM2", "hello", "")
	})
}

func TestWithheldCallerIsKeptForACall(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.person = l.Caller("CA1")
		turn := session.Turn{ID: "CA1/0", Withheld: true, Input: dialogue.Input{
			Kind: dialogue.Connect, At: noon, Channel: dialogue.Phone, Call: "CA1",
		}}
		if out := l.take(turn); out.Lines[0].Text != "Your place cannot be kept." {
			t.Errorf("a caller without a number hears %+v", out.Lines)
		}
		if ttl := l.client.TTL(t.Context(), l.only("*:person:*")).Val(); ttl <= time.Hour || ttl > 2*time.Hour {
			t.Errorf("the record lives %v, want two hours", ttl)
		}
		if l.person == l.Caller("CA2") || l.person == l.Store.Person(l.number) {
			t.Error("two callers are one person")
		}
	})
}

func TestHangUpOfNobodyStoresNothing(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		for _, kind := range []dialogue.InputKind{dialogue.HangUp, dialogue.Wake} {
			turn := session.Turn{ID: "T1", Input: dialogue.Input{Kind: kind, At: noon}}
			if out := l.take(turn); len(out.Lines) > 0 {
				t.Errorf("%s says %+v", kind, out.Lines)
			}
		}
		if dump := sessiontest.Dump(t, l.client); strings.Contains(dump, "person") || strings.Contains(dump, "turn") {
			t.Errorf("Redis holds\n%s", dump)
		}
	})
}

func TestScheduleHoldsTheNextWakeUp(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		at := func() float64 { return l.client.ZScore(t.Context(), l.only("*{s*}:wake"), l.person.String()).Val() }
		l.take(l.text("SM1", "GO"))
		if want := float64(noon.Add(4 * time.Hour).UnixMilli()); at() != want {
			t.Errorf("after a text the learner is due at %.0f, want %.0f", at(), want)
		}
		l.send(noon.Add(5*time.Hour), accepted("SM100"))
		if want := float64(noon.Add(29 * time.Hour).UnixMilli()); at() != want {
			t.Errorf("after a reminder the learner is due at %.0f, want %.0f", at(), want)
		}
		for i := range 20 {
			l.take(l.text("A"+string(rune('a'+i)), "word "+string(rune('a'+i))))
		}
		// noon is 12:00 in Auckland on 3 November, so the next day's 09:00 is 20:00 UTC on the same day
		if want := float64(time.Date(2026, 11, 3, 20, 0, 0, 0, time.UTC).UnixMilli()); at() != want {
			t.Errorf("in the night the learner is due at %.0f, want %.0f", at(), want)
		}
		l.take(l.text("SM9", "STOP"))
		if due := l.client.Keys(t.Context(), "*wake").Val(); len(due) != 0 {
			t.Errorf("one who has stopped is due: %v", due)
		}
	})
}

func TestTakeRefusesAWrongTurn(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		other := l.Store.Person(number(t, "+64215550199"))
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		withheld := l.text("SM1", "GO")
		withheld.Withheld = true
		for name, take := range map[string]func() error{
			"withheld after all": func() error { _, err := l.Take(t.Context(), l.Caller("CA1"), withheld); return err },
			"nobody":             func() error { _, err := l.Take(t.Context(), session.Person{}, l.text("SM1", "GO")); return err },
			"no ID":              func() error { _, err := l.Take(t.Context(), l.person, l.text("", "GO")); return err },
			"another number":     func() error { _, err := l.Take(t.Context(), other, l.text("SM1", "GO")); return err },
			"cancelled":          func() error { _, err := l.Take(cancelled, l.person, l.text("SM1", "GO")); return err },
		} {
			err := take()
			if err == nil || errors.Is(err, session.ErrUnavailable) {
				t.Errorf("%s: %v, want an error of ours", name, err)
			} else if strings.Contains(err.Error(), "5550") {
				t.Errorf("%s: the error shows a number: %v", name, err)
			}
		}
		if dump := sessiontest.Dump(t, l.client); strings.Contains(dump, "person") {
			t.Errorf("Redis holds\n%s", dump)
		}
	})
}
