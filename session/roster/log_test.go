package roster_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
	"coachline/session/sessiontest"
)

// logged is what the log of the ward's cohort says, the first act first.
func (w *ward) logged() (said []string) {
	w.t.Helper()
	for _, e := range must(w.Log(w.t.Context(), w.manager, w.cohort.ID)) {
		said = append([]string{strings.TrimSpace(fmt.Sprintf("%s %s %d %s", e.By, e.Act, e.Count, e.With))}, said...)
	}
	return said
}

func (w *ward) wantLog(want ...string) {
	w.t.Helper()
	if got := w.logged(); strings.Join(got, "; ") != strings.Join(want, "; ") {
		w.t.Errorf("the log says\n%q, want\n%q", got, want)
	}
}

// TestLogSaysWhatWasDone once, however often it was asked for, and names no learner.
func TestLogSaysWhatWasDone(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, id := t.Context(), w.cohort.ID
		for range 2 {
			w.add("b", invites(100, 700)...)
			w.move()
		}
		for range 2 {
			w.does(w.Withdraw(ctx, w.manager, id, w.Person(number(100)), noon.Add(time.Hour)))
			w.does(w.Correct(ctx, w.manager, id, w.Person(number(101)), invites(701, 702)[0], noon))
			w.move()
		}
		must(w.AddManager(ctx, number(0), "Aroha Rewi", false, noon))
		w.does(w.Note(ctx, w.manager, id, roster.ActExported, 598, noon))
		w.wantLog("Aroha Ngata made 0", "Aroha Ngata invited 600", "Aroha Ngata withdrew 1", "Aroha Ngata corrected 1", "Aroha Rewi exported 598")
		if dump := sessiontest.Dump(t, w.client); strings.Contains(dump, "withdrew") || strings.Contains(dump, "Aroha") {
			t.Error("Redis holds what was done, unsealed")
		}
	})
}

// TestLogOfNudges has those that were sent.
func TestLogOfNudges(t *testing.T) {
	w := open(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
	w.add("b", invites(10, 11)...)
	w.move()
	p := w.Person(number(10))
	d := must(w.learners.Wake(t.Context(), p, noon))
	w.does(w.learners.Settle(t.Context(), d, session.Result{Outcome: session.Accepted, SID: "SM1", Status: "delivered", At: noon}))
	later := noon.Add(48 * time.Hour)
	for i, want := range []bool{true, false} { // the second one comes too soon
		if refusal := must(w.Nudge(t.Context(), w.manager, w.cohort.ID, p, later)); (refusal == dialogue.Refusal("")) != want {
			t.Errorf("nudge %d is answered %q", i, refusal)
		}
	}
	w.wantLog("Aroha Ngata made 0", "Aroha Ngata invited 1", "Aroha Ngata nudged 1")
}

// TestLogIsBounded keeps the last 500.
func TestLogIsBounded(t *testing.T) {
	w := open(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
	for n := range 510 {
		w.does(w.Note(t.Context(), w.manager, w.cohort.ID, roster.ActExported, n, noon))
	}
	if all := must(w.Log(t.Context(), w.manager, w.cohort.ID)); len(all) != 500 || all[0].Count != 509 {
		t.Errorf("%d entries are kept, the last %+v", len(all), all[0])
	}
}

// TestLogOfAnInterruptedAct says nothing of what was not done.
func TestLogOfAnInterruptedAct(t *testing.T) {
	w := open(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
	half := roster.New(roster.Config{Store: &broken{w.store, "write invitations", 1}, Log: slog.New(slog.DiscardHandler)})
	if _, err := half.Invite(t.Context(), w.manager, w.cohort.ID, invites(100, 700), batch("b"), noon); !errors.Is(err, session.ErrUnavailable) {
		t.Fatal(err)
	}
	w.wantLog("Aroha Ngata made 0", "Aroha Ngata invited 250")
	w.add("b", invites(100, 700)...)
	w.wantLog("Aroha Ngata made 0", "Aroha Ngata invited 600")
}

// TestLogIsNotPushedOut: many who join one by one, or a list that is saved again and again, are one entry, so they do not hide who
// did what before.
func TestLogIsNotPushedOut(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.add("b", invites(10, 20)...)
		w.does(w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 1000}))
		for n := range 10 {
			w.joins(100+n, fmt.Sprint("SM", n), "WARD4", roster.JoinedNow)
		}
		for range 10 {
			w.does(w.Note(t.Context(), w.manager, w.cohort.ID, roster.ActExported, 20, noon))
		}
		w.wantLog("Aroha Ngata made 0", "Aroha Ngata invited 10", "Aroha Ngata poster on 0 WARD4", "joined 10", "Aroha Ngata exported 20")
		if n := must(w.client.LLen(t.Context(), w.key("log")).Result()); n != 5 {
			t.Errorf("the log has %d entries, want 5", n)
		}
	})
}
