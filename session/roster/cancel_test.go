package roster_test

import (
	"errors"
	"testing"
	"time"

	"coachline/session"
	"coachline/session/roster"
)

// later is a batch whose first text comes in five minutes.
func later(id string) roster.Batch {
	b := batch(id)
	b.Grace = 5 * time.Minute
	return b
}

func (w *ward) inviteBy(b roster.Batch, all ...roster.Invitee) []roster.Outcome {
	w.t.Helper()
	outcomes, err := w.Invite(w.t.Context(), w.manager, w.cohort.ID, all, b, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	return outcomes
}

// newest is the newest batch of the cohort.
func (w *ward) newest() roster.BatchRecord {
	w.t.Helper()
	all := must(w.Batches(w.t.Context(), w.manager, w.cohort.ID))
	if len(all) == 0 {
		w.t.Fatal("there is no batch")
	}
	return all[0]
}

func (w *ward) cancelBatch(want roster.Cancelled) {
	w.t.Helper()
	got, err := w.CancelBatch(w.t.Context(), w.manager, w.cohort.ID, w.newest().ID, w.now)
	if err != nil || got != want {
		w.t.Errorf("cancelled %+v, %v; want %+v", got, err, want)
	}
}

// texts lets everybody who is due be texted, and returns how many were.
func (w *ward) texts() (n int) {
	w.t.Helper()
	for _, p := range must(w.learners.Due(w.t.Context(), w.now, 10_000)) {
		d, err := w.learners.Wake(w.t.Context(), p, w.now)
		if err != nil {
			w.t.Fatal(err)
		}
		if d == nil {
			continue
		}
		n++
		if err := w.learners.Settle(w.t.Context(), d, session.Result{At: w.now, Outcome: session.Accepted, SID: "SM" + p.String(), Status: "queued"}); err != nil {
			w.t.Fatal(err)
		}
	}
	return n
}

// TestGraceBeforeTheFirstText: a batch with a grace texts nobody before it is over, and the same form again is the same batch.
func TestGraceBeforeTheFirstText(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.inviteBy(later("b1"), invites(1, 4)...)
		w.now = noon.Add(time.Minute)
		for _, outcome := range w.inviteBy(later("b1"), invites(1, 4)...) {
			if outcome != roster.Invited {
				t.Errorf("the same form again: %q", outcome)
			}
		}
		w.move()
		if all := must(w.Batches(t.Context(), w.manager, w.cohort.ID)); len(all) != 1 || all[0].Size != 3 || !all[0].At.Equal(noon.Add(5*time.Minute)) {
			t.Errorf("the batches are %+v", all)
		}
		if w.now = noon.Add(5*time.Minute - time.Second); w.texts() != 0 {
			t.Error("somebody is texted within the grace")
		}
		if w.now = noon.Add(5 * time.Minute); w.texts() != 3 {
			t.Error("nobody is texted after the grace")
		}
	})
}

// TestCancelledBatchTextsNobody: from the write on, nobody of the batch is texted: not those whose record knows of the invitation
// and not of the cancelling, nor those whose record knows neither. Nobody more is invited by it.
func TestCancelledBatchTextsNobody(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.inviteBy(later("b1"), invites(1, 201)...)
		step := roster.NewWorker(w.Roster, func() time.Time { return w.now }, nil)
		if worked, err := step.Step(t.Context()); !worked || err != nil { // half of them come to their records
			t.Fatal(worked, err)
		}
		w.cancelBatch(roster.Cancelled{Untexted: 200})
		if rows := w.people(); len(rows) != 0 {
			t.Errorf("%d people are shown", len(rows))
		}
		w.now = noon.Add(6 * time.Minute) // the records do not know yet
		if n := w.texts(); n != 0 {
			t.Errorf("%d are texted", n)
		}
		w.move()
		w.now = noon.Add(24 * time.Hour)
		if n := w.texts(); n != 0 {
			t.Errorf("%d are texted a day later", n)
		}
		for _, key := range []string{"invitations", "pending", "takenback"} {
			if n := must(w.client.Exists(t.Context(), w.key(key)).Result()); n != 0 {
				t.Errorf("%s is left", key)
			}
		}
		if b := w.newest(); b.CancelledBy != "Aroha Ngata" || !b.Cancelled.Equal(noon) || b.Size != 200 {
			t.Errorf("the batch is %+v", b)
		}
		if _, err := w.Invite(t.Context(), w.manager, w.cohort.ID, invites(1, 201), later("b1"), w.now); !errors.Is(err, roster.ErrCancelled) {
			t.Errorf("the same form after that: %v", err)
		}
		w.cancelBatch(roster.Cancelled{})
		w.inviteBy(batch("b2"), invites(1, 201)...)
		if w.move(); w.texts() != 200 {
			t.Error("invited again, they are not texted")
		}
	})
}

// TestCancelLeavesWhatHasGone: who was texted, or has begun, stays in the cohort, and gets no second text.
func TestCancelLeavesWhatHasGone(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		b := batch("b1")
		b.Again = true
		w.inviteBy(b, invites(1, 3)...)
		w.move()
		if n := w.texts(); n != 2 {
			t.Fatalf("%d are texted", n)
		}
		w.inviteBy(b, invites(3, 5)...) // the rest of the same form
		w.cancelBatch(roster.Cancelled{Untexted: 2, Gone: 2})
		for range 2 {
			if rows := w.people(); len(rows) != 2 || rows[0].Status != session.StatusTexted {
				t.Errorf("the people are %+v", rows)
			}
			w.move()
		}
		w.now = noon.Add(4 * 24 * time.Hour)
		if n := w.texts(); n != 0 {
			t.Errorf("%d second texts", n)
		}
	})
}

// TestCancelSome cancels the invitations of some people, of whatever batch.
func TestCancelSome(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.inviteBy(later("b1"), invites(1, 3)...)
		w.inviteBy(later("b2"), invites(3, 5)...)
		w.move()
		some := []session.Person{w.Person(number(2)), w.Person(number(3)), w.Person(number(99))}
		for _, want := range []roster.Cancelled{{Untexted: 2}, {}} {
			if got, err := w.Cancel(t.Context(), w.manager, w.cohort.ID, some, w.now); err != nil || got != want {
				t.Errorf("cancelled %+v, %v; want %+v", got, err, want)
			}
		}
		w.now = noon.Add(time.Hour)
		if n := w.texts(); n != 2 {
			t.Errorf("%d are texted, want the other two", n)
		}
		w.move()
		if rows := w.people(); len(rows) != 2 {
			t.Errorf("%d people are left", len(rows))
		}
	})
}

// TestInvitedAgainWhileCancelled: an invitation that replaces a cancelled one keeps its own time, even if the record still has the
// earlier one.
func TestInvitedAgainWhileCancelled(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.inviteBy(later("b1"), invites(1, 2)...)
		w.move()
		w.cancelBatch(roster.Cancelled{Untexted: 1})
		tomorrow := batch("b2")
		tomorrow.At = noon.Add(24 * time.Hour)
		w.inviteBy(tomorrow, invites(1, 2)...)
		w.now = noon.Add(time.Hour)
		if n := w.texts(); n != 0 {
			t.Error("the earlier hour counts")
		}
		w.move()
		if n := w.texts(); n != 0 {
			t.Error("the earlier hour counts in the record")
		}
		w.now = noon.Add(25 * time.Hour)
		if n := w.texts(); n != 1 {
			t.Errorf("%d are texted on the next day", n)
		}
	})
}
