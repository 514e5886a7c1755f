package roster_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/roster"
)

// broken is a store with which doing something succeeds a few times, and then does not.
type broken struct {
	*session.PlaceStore
	doing  string
	writes int
}

func (b *broken) Retry(ctx context.Context, doing string, attempt func(context.Context, redis.UniversalClient) error) error {
	if doing == b.doing {
		if b.writes--; b.writes < 0 {
			return session.ErrUnavailable
		}
	}
	return b.PlaceStore.Retry(ctx, doing, attempt)
}

// TestInterrupted adds a long list in which only a part arrives, and adds it again: everybody is invited once.
func TestInterrupted(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		store := w.store
		half := roster.New(roster.Config{Store: &broken{store, "write invitations", 1}, Log: slog.New(slog.DiscardHandler)})
		some, err := half.Invite(t.Context(), w.manager, w.cohort.ID, invites(100, 700), batch("b"), noon)
		if !errors.Is(err, session.ErrUnavailable) || len(some) == 0 || len(some) == 600 {
			t.Fatalf("%d of 600 are invited: %v", len(some), err)
		}
		w.move()
		for i, outcome := range w.add("b", invites(100, 700)...) {
			if outcome != roster.Invited {
				t.Fatalf("%d is %q", i, outcome)
			}
		}
		w.move()
		if n := len(w.people()); n != 600 || w.due() != 600 {
			t.Errorf("%d are in the list, and %d to be texted", n, w.due())
		}
	})
}

// slow is a store that is told to invite or to withdraw, and does so later.
type slow struct {
	*session.PlaceStore
	asked, goOn chan struct{}
}

func (s slow) Invite(ctx context.Context, n e164.Number, inv dialogue.Invitation, at time.Time) (session.Progress, error) {
	s.asked <- struct{}{}
	<-s.goOn
	return s.PlaceStore.Invite(ctx, n, inv, at)
}

func (s slow) Withdraw(ctx context.Context, p session.Person, cohort string, at time.Time) error {
	s.asked <- struct{}{}
	<-s.goOn
	return s.PlaceStore.Withdraw(ctx, p, cohort, at)
}

// TestCrossing changes an invite that a mover has read and not yet taken to the record, while another mover takes the change
// there, or none does yet: in the end the record has what the list has.
func TestCrossing(t *testing.T) {
	for name, crossing := range map[string]struct {
		before, meanwhile func(w *ward, p session.Person) error
		name              string // in the end; empty: nobody is invited
	}{
		"a withdrawal": {
			meanwhile: func(w *ward, p session.Person) error {
				return w.Withdraw(w.t.Context(), w.manager, w.cohort.ID, p, noon)
			},
		},
		"another name": {
			meanwhile: func(w *ward, p session.Person) error {
				right := roster.Invitee{Number: number(10), Name: "Right"}
				return w.Correct(w.t.Context(), w.manager, w.cohort.ID, p, right, noon)
			},
			name: "Right",
		},
		"an invitation anew": {
			before: func(w *ward, p session.Person) error {
				w.move()
				return w.Withdraw(w.t.Context(), w.manager, w.cohort.ID, p, noon)
			},
			meanwhile: func(w *ward, _ session.Person) error { w.add("c", invites(10, 11)...); return nil },
			name:      "Mere0010",
		},
	} {
		for _, also := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, with another mover %t", name, also), func(t *testing.T) {
				each(t, func(t *testing.T, w *ward) {
					p := w.Person(number(10))
					w.add("b", invites(10, 11)...)
					if crossing.before != nil {
						w.does(crossing.before(w, p))
					}
					store := slow{w.store, make(chan struct{}), make(chan struct{})}
					mover := roster.NewWorker(roster.New(roster.Config{Store: store, Log: slog.New(slog.DiscardHandler)}), func() time.Time { return w.now }, nil)
					done := make(chan error, 1)
					go func() {
						_, err := mover.Step(t.Context())
						done <- err
					}()
					<-store.asked
					w.does(crossing.meanwhile(w, p))
					if also {
						w.now = w.now.Add(time.Minute) // the lease of the first one is over
						w.move()
					}
					close(store.goOn)
					go func() { // if it is asked again
						for range store.asked {
						}
					}()
					w.does(<-done)
					close(store.asked)
					w.now = w.now.Add(time.Hour)
					w.move()
					w.has(p, crossing.name)
				})
			})
		}
	}
}

func (w *ward) does(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// has wants somebody in the list and in their record by a name, or, without one, in neither, and nothing pending.
func (w *ward) has(p session.Person, name string) {
	w.t.Helper()
	seen, rows, kept := must(w.learners.Inspect(w.t.Context(), p)), w.people(), must(w.client.HLen(w.t.Context(), w.key("invitations")).Result())
	want := 1
	if name == "" {
		want = 0
	}
	if len(rows) != want || len(seen.Place.Invitations) != want || w.due() != want || int(kept) != want || w.pending() != 0 {
		w.t.Fatalf("%d in the list, %d to be texted, %d kept, %d pending, the record has %+v", len(rows), w.due(), kept, w.pending(), seen.Place.Invitations)
	}
	if want == 1 && (rows[0].Name != name || seen.Place.Name != name) {
		w.t.Errorf("is called %q in the list and %q in the record, want %q", rows[0].Name, seen.Place.Name, name)
	}
}

// overtaken is a store that lets another come first, once, when something is about to be done.
type overtaken struct {
	*session.PlaceStore
	doing string
	first func()
}

func (o *overtaken) Retry(ctx context.Context, doing string, attempt func(context.Context, redis.UniversalClient) error) error {
	if first := o.first; doing == o.doing && first != nil {
		o.first = nil
		first()
	}
	return o.PlaceStore.Retry(ctx, doing, attempt)
}

// TestAManagerMovesAsAnotherIsAdded: one who moves to a number that is just being added keeps their cohorts.
func TestAManagerMovesAsAnotherIsAdded(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx := t.Context()
		late := roster.New(roster.Config{Store: &overtaken{w.store, "write manager", func() {
			w.manager = must(w.MoveManager(ctx, w.manager, number(5))).Person
		}}, Log: slog.New(slog.DiscardHandler)})
		must(late.AddManager(ctx, number(5), "Sina Lee", false, noon))
		w.wantAllowed(w.manager, "owns")
	})
}

// TestAManagerMovesAsTheyAreRemoved: one who moves before they are removed is a manager still, and whoever has the old number next
// has nothing of theirs.
func TestAManagerMovesAsTheyAreRemoved(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, old := t.Context(), w.manager
		late := roster.New(roster.Config{Store: &overtaken{w.store, "write manager", func() {
			w.manager = must(w.MoveManager(ctx, old, number(5))).Person
		}}, Log: slog.New(slog.DiscardHandler)})
		if err := late.RemoveManager(ctx, old, noon); !errors.Is(err, roster.ErrNoManager) {
			t.Errorf("one who has moved is removed: %v", err)
		}
		w.wantAllowed(w.manager, "owns")
		w.wantAllowed(must(w.AddManager(ctx, number(0), "Sina Lee", false, noon)).Person, "nothing")
	})
}
