package roster_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"coachline/session"
	"coachline/session/roster"
	"coachline/session/sessiontest"
)

// colleague adds another manager, with the number 1.
func (w *ward) colleague() roster.Manager {
	w.t.Helper()
	return must(w.AddManager(w.t.Context(), number(1), "Hemi Rewi", false, noon))
}

func (w *ward) share(n int, may roster.Access, offer bool) {
	w.t.Helper()
	w.does(w.Share(w.t.Context(), w.manager, w.cohort.ID, number(n), fmt.Sprint("Colleague ", n), may, offer, noon))
}

// allowed is what somebody may do with the ward's cohort, by trying it.
func (w *ward) allowed(who session.Person) string {
	w.t.Helper()
	ctx, id := w.t.Context(), w.cohort.ID
	_, sees := w.Learners(ctx, who, id)
	_, invites := w.Preview(ctx, who, id, []session.Person{w.Person(number(99))})
	owns := w.Share(ctx, who, id, number(9), "Sina", roster.MaySee, false, noon)
	if owns == nil {
		w.does(w.Unshare(ctx, who, id, w.Person(number(9)).String(), noon))
	}
	all, err := w.Cohorts(ctx, who)
	listed := err == nil && slices.ContainsFunc(all, func(c roster.Cohort) bool { return c.ID == id })
	if listed != (sees == nil) {
		w.t.Errorf("listed %t, and seen with %v", listed, sees)
	}
	switch {
	case owns == nil && invites == nil && sees == nil:
		return "owns"
	case errors.Is(owns, roster.ErrNotOwner) && invites == nil && sees == nil:
		return "invites"
	case errors.Is(owns, roster.ErrNotOwner) && errors.Is(invites, roster.ErrSeeOnly) && sees == nil:
		return "sees"
	case errors.Is(owns, roster.ErrNoCohort) && errors.Is(invites, roster.ErrNoCohort) && errors.Is(sees, roster.ErrNoCohort):
		return "nothing"
	}
	return fmt.Sprint(owns, invites, sees)
}

func (w *ward) wantAllowed(who session.Person, want string) {
	w.t.Helper()
	if got := w.allowed(who); got != want {
		w.t.Errorf("they may %q, want %q", got, want)
	}
}

// TestShare: somebody else may do what was given to them, until it is taken away.
func TestShare(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, id := t.Context(), w.cohort.ID
		hemi := w.colleague()
		w.wantAllowed(hemi.Person, "nothing")
		for range 2 {
			w.share(1, roster.MaySee, false)
		}
		w.wantAllowed(hemi.Person, "sees")
		c := must(w.Cohort(ctx, hemi.Person, id))
		if c.OwnedBy != "Aroha Ngata" || c.Access != roster.MaySee || c.Offered {
			t.Errorf("it is seen as %+v", c)
		}
		for name, err := range map[string]error{
			"withdraw": w.Withdraw(ctx, hemi.Person, id, w.Person(number(10)), noon), "correct": w.Correct(ctx, hemi.Person, id, w.Person(number(10)), invites(11, 12)[0], noon),
			"take over": w.TakeOver(ctx, hemi.Person, id, noon),
		} {
			if !errors.Is(err, roster.ErrSeeOnly) && !errors.Is(err, roster.ErrNotOffered) {
				t.Errorf("one who only sees may %s: %v", name, err)
			}
		}
		w.share(1, roster.MayInvite, false)
		w.wantAllowed(hemi.Person, "invites")
		must(w.Invite(ctx, hemi.Person, id, invites(10, 13), batch("h"), noon))
		w.does(w.Unshare(ctx, w.manager, id, hemi.ID, noon))
		w.does(w.Unshare(ctx, w.manager, id, hemi.ID, noon))
		w.wantAllowed(hemi.Person, "nothing")
		w.wantAllowed(w.manager, "owns")
		if rows := w.people(); len(rows) != 3 {
			t.Errorf("what a colleague has done is gone: %+v", rows)
		}
		if got := strings.Join(w.logged(), "; "); !strings.Contains(got, "Aroha Ngata shared 0 Colleague 1; Aroha Ngata shared 0 Colleague 1; Hemi Rewi invited 3; Aroha Ngata unshared 0 Colleague 1") {
			t.Errorf("the log says %q", got)
		}
	})
}

// TestShareWithNoManager looks the same, and counts once they are one.
func TestShareWithNoManager(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.share(1, roster.MayInvite, false)
		w.wantAllowed(w.Person(number(1)), "nothing")
		w.wantAllowed(w.colleague().Person, "invites")
	})
}

// TestLeave: one may give up what another has shared, and nobody else's.
func TestLeave(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, id, hemi := t.Context(), w.cohort.ID, w.colleague()
		w.share(1, roster.MayInvite, false)
		w.share(2, roster.MaySee, false)
		if err := w.Unshare(ctx, hemi.Person, id, w.Person(number(2)).String(), noon); !errors.Is(err, roster.ErrNotOwner) {
			t.Errorf("a manager who shares the cohort takes another's access away: %v", err)
		}
		w.does(w.Unshare(ctx, hemi.Person, id, hemi.ID, noon))
		w.wantAllowed(hemi.Person, "nothing")
	})
}

// TestTakeOver: only the manager who was offered a cohort takes it over. Then the former owner sees nothing.
func TestTakeOver(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, id, hemi := t.Context(), w.cohort.ID, w.colleague()
		must(w.NewCohort(ctx, hemi.Person, "ward 4", session.OneLesson("tiny"), noon))
		w.add("b", invites(10, 11)...)
		w.share(2, roster.MayInvite, true)
		w.share(1, roster.MayInvite, true)
		w.does(w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 2}))
		if c := must(w.Cohort(ctx, w.manager, id)); c.Shares[0].Offered || !c.Shares[1].Offered {
			t.Errorf("two may take it over: %+v", c.Shares)
		}
		w.does(w.TakeOver(ctx, hemi.Person, id, noon))
		w.does(w.TakeOver(ctx, hemi.Person, id, noon))
		w.wantAllowed(w.manager, "nothing")
		w.manager = hemi.Person
		w.wantAllowed(w.manager, "owns")
		if c := must(w.Cohort(ctx, hemi.Person, id)); c.Name != "Ward 4 (2)" || len(w.people()) != 1 {
			t.Errorf("it is %+v", c)
		}
		if got := must(w.Join(ctx, number(11), []string{"WARD4"}, "SM1", noon)); got.By != "Hemi Rewi" {
			t.Errorf("who joins hears of %q", got.By)
		}
		w.move()
		if w.due() != 1 {
			t.Errorf("%d of those who were invited before are texted", w.due())
		}
	})
}

// TestRemovedInTheMiddle: two managers work on a cohort at once, and one is removed. What was under way is whole, and the next
// request of the one who was removed sees nothing.
func TestRemovedInTheMiddle(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, id, hemi := t.Context(), w.cohort.ID, w.colleague()
		w.share(1, roster.MayInvite, false)
		var all sync.WaitGroup
		var hers, his []roster.Outcome
		var refused error
		all.Go(func() { hers = w.add("hers", invites(100, 700)...) })
		all.Go(func() { his, refused = w.Invite(ctx, hemi.Person, id, invites(1000, 1600), batch("his"), noon) })
		all.Go(w.move)
		w.does(w.RemoveManager(ctx, hemi.Person, noon))
		w.wantAllowed(hemi.Person, "nothing")
		all.Wait()
		if len(hers) != 600 || len(his) != 600 && !(len(his) == 0 && errors.Is(refused, roster.ErrNoCohort)) {
			t.Errorf("%d and %d of 600 are invited: %v", len(hers), len(his), refused)
		}
		w.move()
		if rows := w.people(); len(rows) != 600+len(his) || w.due() != len(rows) {
			t.Errorf("%d are in the list, %d to be texted", len(rows), w.due())
		}
		must(w.AddManager(ctx, number(1), "Hemi", false, noon))
		w.wantAllowed(hemi.Person, "nothing")
	})
}

// TestHandOver: the operator gives the cohorts of one who was removed to another, who finds them whole.
func TestHandOver(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, hemi := t.Context(), w.colleague()
		w.add("b", invites(10, 12)...)
		w.does(w.RemoveManager(ctx, w.manager, noon.Add(time.Hour)))
		w.does(w.RemoveManager(ctx, w.manager, noon.Add(time.Hour)))
		gone := must(w.Formers(ctx))
		if len(gone) != 1 || gone[0].Name != "Aroha Ngata" || gone[0].Number != number(0) || !gone[0].Removed.Equal(noon.Add(time.Hour)) {
			t.Fatalf("without a manager are the cohorts of %+v", gone)
		}
		left := must(w.Owned(ctx, gone[0]))
		if len(left) != 1 || left[0].ID != w.cohort.ID {
			t.Fatalf("left are %+v", left)
		}
		for range 2 {
			w.does(w.HandOver(ctx, gone[0], w.cohort.ID, hemi.Person, noon))
		}
		w.manager = hemi.Person
		w.wantAllowed(hemi.Person, "owns")
		if len(w.people()) != 2 || len(must(w.Owned(ctx, gone[0]))) != 0 {
			t.Errorf("it has %+v", w.people())
		}
		must(w.AddManager(ctx, number(0), "Aroha", false, noon))
		if all := must(w.Cohorts(ctx, w.Person(number(0)))); len(all) != 0 || len(must(w.Formers(ctx))) != 0 {
			t.Errorf("one who is added again has what was handed over: %+v", all)
		}
	})
}

// TestMoveManager: with another number a manager has all that they had; whoever gets the old number has nothing of it.
func TestMoveManager(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, hemi := t.Context(), w.colleague()
		theirs := must(w.NewCohort(ctx, hemi.Person, "Theirs", session.OneLesson("tiny"), noon))
		w.does(w.Share(ctx, hemi.Person, theirs.ID, number(0), "Aroha", roster.MaySee, false, noon))
		also := must(w.NewCohort(ctx, hemi.Person, "Also", session.OneLesson("tiny"), noon))
		w.does(w.Share(ctx, hemi.Person, also.ID, number(5), "Aroha, new", roster.MayInvite, false, noon))
		if _, err := w.MoveManager(ctx, w.manager, number(1)); !errors.Is(err, roster.ErrIsManager) {
			t.Errorf("two managers have one number: %v", err)
		}
		moved := must(w.MoveManager(ctx, w.manager, number(5)))
		if _, err := w.MoveManager(ctx, w.manager, number(5)); !errors.Is(err, roster.ErrNoManager) {
			t.Errorf("the old number is a manager's: %v", err)
		}
		w.wantAllowed(w.manager, "nothing")
		old := must(w.AddManager(ctx, number(0), "Sina", false, noon))
		if all := must(w.Cohorts(ctx, old.Person)); len(all) != 0 || old.ID == moved.ID {
			t.Errorf("who has the old number sees %+v", all)
		}
		w.manager = moved.Person
		w.wantAllowed(w.manager, "owns")
		var names []string
		for _, c := range must(w.Cohorts(ctx, moved.Person)) {
			names = append(names, fmt.Sprint(c.Name, " ", c.Access))
		}
		if fmt.Sprint(names) != "[Ward 4 3 Also 2 Theirs 1]" {
			t.Errorf("they have %q", names)
		}
		w.does(w.Unshare(ctx, hemi.Person, theirs.ID, moved.ID, noon))
		w.does(w.RemoveManager(ctx, moved.Person, noon))
		if again := must(w.AddManager(ctx, number(5), "Aroha", false, noon)); again.ID != moved.ID {
			t.Error("one who is added again is another")
		}
		w.wantAllowed(w.manager, "owns")
	})
}

// TestAccessOnCluster shares, hands over and moves where a script may only touch keys of one slot.
func TestAccessOnCluster(t *testing.T) {
	w := open(t, sessiontest.Dial(t, sessiontest.Cluster(t)))
	hemi := w.colleague()
	w.share(1, roster.MayInvite, true)
	moved := must(w.MoveManager(t.Context(), hemi.Person, number(5)))
	w.does(w.TakeOver(t.Context(), moved.Person, w.cohort.ID, noon))
	w.does(w.RemoveManager(t.Context(), moved.Person, noon))
	w.does(w.HandOver(t.Context(), must(w.Formers(t.Context()))[0], w.cohort.ID, w.manager, noon))
	w.wantAllowed(w.manager, "owns")
}

// TestOwnersKeepTheirCohort: an owner cannot take away their own access, and so leave a cohort in nobody's list.
func TestOwnersKeepTheirCohort(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		if err := w.Unshare(t.Context(), w.manager, w.cohort.ID, w.cohort.Owner, noon); !errors.Is(err, roster.ErrOwnCohort) {
			t.Errorf("an owner takes their own access away: %v", err)
		}
		w.wantAllowed(w.manager, "owns")
	})
}

// TestAnOfferEndsWithItsOwner: when the operator hands a cohort on, nobody can take it from the new owner by what the one before
// has offered.
func TestAnOfferEndsWithItsOwner(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		hemi := w.colleague()
		sina := must(w.AddManager(t.Context(), number(2), "Sina Lee", false, noon))
		w.share(2, roster.MayInvite, true)
		w.does(w.HandOver(t.Context(), must(w.Manager(t.Context(), w.manager)), w.cohort.ID, hemi.Person, noon))
		if err := w.TakeOver(t.Context(), sina.Person, w.cohort.ID, noon); !errors.Is(err, roster.ErrNotOffered) {
			t.Errorf("it is taken over from one who has not offered it: %v", err)
		}
		w.wantAllowed(hemi.Person, "owns")
		w.wantAllowed(sina.Person, "invites")
	})
}

// TestMovingKeepsTheMoreAccess: one who moves to a number with which more of a cohort is shared than with theirs has the more.
func TestMovingKeepsTheMoreAccess(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		hemi := w.colleague()
		w.share(1, roster.MaySee, false)
		w.share(5, roster.MayInvite, true)
		moved := must(w.MoveManager(t.Context(), hemi.Person, number(5)))
		w.wantAllowed(moved.Person, "invites")
		c := must(w.Cohort(t.Context(), w.manager, w.cohort.ID))
		if len(c.Shares) != 1 || !c.Shares[0].Offered {
			t.Errorf("it is shared as %+v", c.Shares)
		}
		w.does(w.TakeOver(t.Context(), moved.Person, w.cohort.ID, noon))
	})
}
