package roster_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
	"coachline/session/sessiontest"
)

// follows lets the list follow somebody from one number to another, twice.
func (w *ward) follows(from, to int) {
	w.t.Helper()
	for range 2 {
		w.does(w.Follow(w.t.Context(), w.cohort.ID, w.Person(number(from)), w.Person(number(to)), number(to), noon))
	}
}

// listed are the numbers in the list.
func (w *ward) listed() (all []string) {
	w.t.Helper()
	for _, row := range w.people() {
		all = append(all, row.Number.E164())
	}
	return all
}

// TestFollowKeepsWhatAManagerDid: the list shows the new number once, whatever the manager did with either number before, and the
// record has in the end what the list has.
func TestFollowKeepsWhatAManagerDid(t *testing.T) {
	for name, c := range map[string]struct {
		did  func(w *ward, old, new session.Person)
		want bool // in the list at the new number
	}{
		"nothing":              {did: func(w *ward, _, _ session.Person) { w.move() }, want: true},
		"invited, and no more": {did: func(*ward, session.Person, session.Person) {}, want: true},
		"withdrew": {did: func(w *ward, old, _ session.Person) {
			w.move()
			w.does(w.Withdraw(w.t.Context(), w.manager, w.cohort.ID, old, noon))
		}},
		"cancelled": {did: func(w *ward, old, _ session.Person) {
			w.move()
			must(w.Cancel(w.t.Context(), w.manager, w.cohort.ID, []session.Person{old}, noon))
		}},
		"withdrew, and invited the new number": {did: func(w *ward, old, _ session.Person) {
			w.move()
			w.does(w.Withdraw(w.t.Context(), w.manager, w.cohort.ID, old, noon))
			w.add("c", invites(20, 21)...)
		}, want: true},
		"invited the new number, too": {did: func(w *ward, _, _ session.Person) {
			w.add("c", invites(20, 21)...)
			w.move()
		}, want: true},
		"invited the new number, and withdrew that": {did: func(w *ward, _, new session.Person) {
			w.add("c", invites(20, 21)...)
			w.move()
			w.does(w.Withdraw(w.t.Context(), w.manager, w.cohort.ID, new, noon))
		}, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
			old, new := w.Person(number(10)), w.Person(number(20))
			w.add("b", invites(10, 11)...)
			c.did(w, old, new)
			w.follows(10, 20)
			w.now = w.now.Add(time.Hour)
			w.move()
			want := []string(nil)
			if c.want {
				want = []string{number(20).E164()}
			}
			if got := w.listed(); !slices.Equal(got, want) || w.pending() != 0 || w.client.SCard(t.Context(), w.key("takenback")).Val() != 0 {
				t.Errorf("listed are %q, %d pending", got, w.pending())
			}
			if kept := w.client.HKeys(t.Context(), w.key("invitations")).Val(); slices.Contains(kept, old.String()) {
				t.Error("the old number is in the list still")
			}
		})
	}
}

// TestAListThatFollowsInvitesNobodyAgain: what the record knows already is not taken there once more.
func TestAListThatFollowsInvitesNobodyAgain(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.add("b", invites(10, 11)...)
		w.move()
		w.follows(10, 20)
		if w.pending() != 0 {
			t.Error("the invitation is pending again")
		}
		log := must(w.Log(t.Context(), w.manager, w.cohort.ID))
		if moved := slices.DeleteFunc(log, func(e roster.LogEntry) bool { return e.Act != roster.ActMoved }); len(moved) != 1 || moved[0].Count != 1 || moved[0].With != "" {
			t.Errorf("the log says %+v", moved)
		}
	})
}

// TestMoveTakesCohortsAlong: an invited learner moves twice, the second time before any list has followed, on a cluster too. The
// list shows the last number, and nothing in Redis leads to the first ones for longer than a day.
func TestMoveTakesCohortsAlong(t *testing.T) {
	suite := func(t *testing.T, w *ward) {
		w.add("b", invites(10, 11)...)
		w.move()
		for n, to := range []int{20, 30} {
			from := []int{10, 20}[n]
			asked := w.text(fmt.Sprint("SM1", n), from, "MOVE")
			code := asked[len(asked)-8:]
			if got := w.text(fmt.Sprint("SM2", n), to, "MOVE "+code); got != "moved" {
				t.Fatalf("it says %q", got)
			}
		}
		w.wakeAll(noon.Add(time.Minute))
		if got := w.listed(); len(got) != 1 || got[0] != number(30).E164() {
			t.Errorf("listed are %q", got)
		}
		dump := sessiontest.Dump(t, w.client)
		for _, n := range []int{10, 20} {
			old := w.Person(number(n))
			for line := range strings.Lines(dump) {
				key, rest, _ := strings.Cut(line, " ")
				if strings.Contains(key, old.String()) {
					if left := w.client.TTL(t.Context(), key).Val(); left <= 0 || left > 24*time.Hour {
						t.Errorf("%s stays for %v", key, left)
					}
				} else if strings.Contains(rest, old.String()) || strings.Contains(line, number(n).E164()[1:]) {
					t.Errorf("Redis holds %q", line)
				}
			}
			if _, err := w.learners.Export(t.Context(), old); !errors.Is(err, session.ErrNobody) {
				t.Errorf("an export of an old number: %v", err)
			}
		}
	}
	each(t, suite)
	t.Run("cluster", func(t *testing.T) { suite(t, open(t, sessiontest.Dial(t, sessiontest.Cluster(t)))) })
}

// text is what a number's text is answered.
func (w *ward) text(id string, n int, words string) string {
	w.t.Helper()
	in := dialogue.Input{Kind: dialogue.Answer, At: noon, Channel: dialogue.Text, Words: words}
	out := must(w.learners.Take(w.t.Context(), w.Person(number(n)), session.Turn{ID: id, Number: number(n), Input: in}))
	return out.Lines[0].Text
}

// wakeAll takes what is due, and again what is due a minute later.
func (w *ward) wakeAll(at time.Time) {
	w.t.Helper()
	for range 4 {
		for _, p := range must(w.learners.Due(w.t.Context(), at, 100)) {
			must(w.learners.Wake(w.t.Context(), p, at))
		}
		at = at.Add(time.Minute)
	}
}

// TestCancelReachesOneWhoMoves: what a manager cancels while the list has not followed yet is not texted to the new number.
func TestCancelReachesOneWhoMoves(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.add("b", invites(10, 11)...)
		w.move()
		asked := w.text("SM1", 10, "MOVE")
		w.text("SM2", 20, "MOVE "+asked[len(asked)-8:])
		must(w.Cancel(t.Context(), w.manager, w.cohort.ID, []session.Person{w.Person(number(10))}, noon))
		if d := must(w.learners.Wake(t.Context(), w.Person(number(20)), noon.Add(time.Second))); d != nil {
			t.Errorf("it is texted: %s", d.Body)
		}
		w.wakeAll(noon.Add(time.Minute))
		w.now = w.now.Add(time.Hour)
		w.move()
		if got := w.listed(); len(got) != 0 {
			t.Errorf("listed are %q", got)
		}
	})
}
