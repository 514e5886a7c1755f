package session

import (
	"slices"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"coachline/session/e164"
)

// A record from before the index gets in it by a sweep, and what an expired record has left in the index goes.
func TestSweep(t *testing.T) {
	m := miniredis.RunT(t)
	client := must(Dial("redis://" + m.Addr()))
	t.Cleanup(func() { _ = client.Close() })
	s := New(Config{Redis: client, Keyring: ringOf(t, 'a'), Zone: time.UTC})
	if err := s.recordIndexKey(t.Context()); err != nil {
		t.Fatal(err)
	}
	n, _ := e164.FromWire("+64215550123")
	p := s.Person(n)
	r := midLesson()
	r.Outbox.add(EntryText, time.Unix(1793660400, 0)).Code = 20003
	found := must(s.keyring.seal(r, p))
	k := keysOf(p, "")
	m.HSet(k.person, fieldVersion, found.version, fieldPlace, found.place)
	if _, err := m.ZAdd(k.wake, 1793660400000, p.id); err != nil {
		t.Fatal(err)
	}
	index := outboxIndex[EntryWaiting][shardOf[p.id[0]]]
	want := func(when string, members ...string) {
		t.Helper()
		if got := client.ZRange(t.Context(), index, 0, -1).Val(); !slices.Equal(got, members) {
			t.Errorf("%s the index has %v, want %v", when, got, members)
		}
	}
	sweep := func() {
		t.Helper()
		if err := s.SweepOutbox(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	want("at first")
	sweep()
	want("once swept", p.id+"/1")
	if got := m.HGet(k.person, fieldVersion); got != "2" {
		t.Errorf("the record was committed up to version %s", got)
	}

	m.Del(k.person)
	sweep()
	want("within a day", p.id+"/1")
	m.FastForward(sweepEvery)
	sweep()
	want("a day later")
}
