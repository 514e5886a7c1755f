package roster_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
	"coachline/session/sessiontest"
)

func TestManagers(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx := t.Context()
		must(w.AddManager(ctx, number(0), "Aroha Rewi", true, noon.Add(time.Hour)))
		must(w.AddManager(ctx, number(1), "  Hemi\n{name} ", false, noon))
		all := must(w.Managers(ctx))
		if len(all) != 2 || all[0].Name != "Aroha Rewi" || !all[0].MayAddManagers || !all[0].Added.Equal(noon) || all[1].Name != "Hemi name" {
			t.Errorf("managers are %+v", all)
		}
		if err := w.RemoveManager(ctx, w.manager, noon); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Cohort(ctx, w.manager, w.cohort.ID); !errors.Is(err, roster.ErrNoCohort) {
			t.Errorf("who was removed opens a cohort: %v", err)
		}
		if _, err := w.NewCohort(ctx, w.manager, "Another", session.OneLesson("tiny"), noon); !errors.Is(err, roster.ErrNoManager) {
			t.Errorf("who was removed makes a cohort: %v", err)
		}
		must(w.AddManager(ctx, number(0), "Aroha", false, noon))
		if all := must(w.Cohorts(ctx, w.manager)); len(all) != 1 || all[0].ID != w.cohort.ID {
			t.Errorf("who is added again has %+v", all)
		}
	})
}

func TestCohortNames(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		if c, err := w.NewCohort(t.Context(), w.manager, " ward  4", session.OneLesson("tiny"), noon); !errors.Is(err, roster.ErrNameTaken) || c.ID != w.cohort.ID {
			t.Errorf("a name twice: %+v, %v", c, err)
		}
		var same sync.WaitGroup
		for range 10 {
			same.Go(func() {
				if _, err := w.NewCohort(t.Context(), w.manager, "Ward 5", session.OneLesson("tiny"), noon); err != nil && !errors.Is(err, roster.ErrNameTaken) {
					t.Error(err)
				}
			})
		}
		same.Wait()
		if all := must(w.Cohorts(t.Context(), w.manager)); len(all) != 2 || all[0].Name != "Ward 5" {
			t.Errorf("ten at once made %+v", all)
		}
	})
}

// TestAnothersCohort: whatever is asked of another manager's cohort is answered as of one that does not exist.
func TestAnothersCohort(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx := t.Context()
		other := must(w.AddManager(ctx, number(1), "Hemi", true, noon)).Person
		w.add("b", invites(10, 11)...)
		p := w.Person(number(10))
		for _, id := range []string{w.cohort.ID, "AAAAAAAAAAAAAAAAAAAAAA", "", "version", "../x"} {
			_, open := w.Cohort(ctx, other, id)
			_, add := w.Invite(ctx, other, id, invites(11, 12), batch("c"), noon)
			_, people := w.Learners(ctx, other, id)
			_, nudge := w.Nudge(ctx, other, id, p, noon)
			_, prospects := w.Preview(ctx, other, id, []session.Person{p})
			for name, err := range map[string]error{
				"open": open, "add": add, "people": people, "nudge": nudge, "prospects": prospects,
				"withdraw": w.Withdraw(ctx, other, id, p, noon), "correct": w.Correct(ctx, other, id, p, invites(12, 13)[0], noon),
			} {
				if err == nil || err.Error() != roster.ErrNoCohort.Error() {
					t.Errorf("%s of %q: %v", name, id, err)
				}
			}
		}
		if rows := w.people(); len(rows) != 1 || rows[0].Name != "Mere0010" {
			t.Errorf("the cohort has %+v", rows)
		}
	})
}

func TestAdd(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		twice := append(invites(10, 13), invites(10, 11)...)
		want := []roster.Outcome{roster.Invited, roster.Invited, roster.Invited, roster.Already}
		for range 2 { // the same batch is answered alike, before it was moved and after
			if got := w.add("b", twice...); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("adds %v, want %v", got, want)
			}
			w.move()
		}
		if got := w.add("c", invites(12, 14)...); got[0] != roster.Already || got[1] != roster.Invited {
			t.Errorf("another batch adds %v", got)
		}
		w.move()
		if rows := w.people(); len(rows) != 4 || rows[0].Number != number(10) || rows[0].Status != session.StatusInvited || !rows[0].Since.Equal(noon) {
			t.Errorf("the cohort has %+v", rows)
		}
		if n := w.due(); n != 4 {
			t.Errorf("%d people are due", n)
		}
		if n := w.pending(); n != 0 {
			t.Errorf("%d invites are pending", n)
		}
		if _, err := w.Invite(t.Context(), w.manager, w.cohort.ID, invites(20, 21), roster.Batch{ID: "d"}, noon); !errors.Is(err, roster.ErrConsent) {
			t.Errorf("without consent: %v", err)
		}
	})
}

// TestOneBatchTwentyTimesAtOnce makes each invite once, while two movers work.
func TestOneBatchTwentyTimesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { w.add("b", invites(100, 400)...) })
		}
		for range 2 {
			all.Go(w.move)
		}
		all.Wait()
		w.move()
		if rows := w.people(); len(rows) != 300 {
			t.Errorf("the cohort has %d people", len(rows))
		}
		if n := w.due(); n != 300 {
			t.Errorf("%d people are due", n)
		}
		held := must(w.learners.Export(t.Context(), w.Person(number(100))))
		if len(held.Invited) != 1 || held.Invited[0].By != "Aroha Ngata" || held.Name != "Mere0100" {
			t.Errorf("holds %+v", held)
		}
	})
}

// TestWorkerKilled between the invitation and noting that: another repeats it when the lease is over, and nothing changes.
func TestWorkerKilled(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.add("b", invites(10, 11)...)
		dies := roster.New(roster.Config{Store: &broken{w.store, "note what was taken", 0}, Log: slog.New(slog.DiscardHandler)})
		if _, err := roster.NewWorker(dies, func() time.Time { return w.now }, nil).Step(t.Context()); !errors.Is(err, session.ErrUnavailable) {
			t.Fatalf("the worker ends with %v", err)
		}
		before := must(w.learners.Export(t.Context(), w.Person(number(10))))
		w.now = noon.Add(29 * time.Second)
		if w.move(); w.pending() != 1 {
			t.Error("another has taken the cohort within the lease")
		}
		w.now = noon.Add(30 * time.Second)
		w.move()
		after := must(w.learners.Export(t.Context(), w.Person(number(10))))
		if fmt.Sprint(before) != fmt.Sprint(after) {
			t.Errorf("a repeat has made %+v of %+v", after, before)
		}
		if n := w.pending(); n != 0 {
			t.Errorf("%d invitations are pending", n)
		}
	})
}

// TestNothingLeftToDo: a cohort is due while something is pending in it, and only then.
func TestNothingLeftToDo(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		due := func() int64 { return must(w.client.ZCard(t.Context(), w.dueKey()).Result()) }
		w.add("b", invites(10, 11)...)
		if n := due(); n != 1 {
			t.Errorf("%d cohorts are due before, want 1", n)
		}
		w.move()
		if n := due(); n != 0 {
			t.Errorf("%d cohorts are due after, want none", n)
		}
	})
}

func TestWithdrawAndCorrect(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, id := t.Context(), w.cohort.ID
		w.add("b", invites(10, 12)...)
		w.move()
		for range 2 {
			if err := w.Withdraw(ctx, w.manager, id, w.Person(number(10)), noon); err != nil {
				t.Fatal(err)
			}
			if err := w.Correct(ctx, w.manager, id, w.Person(number(11)), invites(21, 22)[0], noon); err != nil {
				t.Fatal(err)
			}
			if rows := w.people(); len(rows) != 1 || rows[0].Number != number(21) || rows[0].Name != "Mere0021" {
				t.Errorf("the cohort has %+v", rows)
			}
			w.move()
		}
		if err := w.Correct(ctx, w.manager, id, w.Person(number(50)), invites(51, 52)[0], noon); !errors.Is(err, roster.ErrNotInvited) {
			t.Errorf("a correction of nobody: %v", err)
		}
		for n, want := range map[int]dialogue.Status{10: dialogue.Uninvited, 11: dialogue.Uninvited, 21: dialogue.Invited} {
			if held := must(w.learners.Export(ctx, w.Person(number(n)))); held.Status != want {
				t.Errorf("%d is %q, want %q", n, held.Status, want)
			}
		}
		if n := must(w.client.HLen(ctx, w.key("invitations")).Result()); n != 1 {
			t.Errorf("Redis keeps %d invites", n)
		}
		if got := w.add("c", invites(10, 11)...); got[0] != roster.Invited {
			t.Errorf("who was withdrawn is %q", got[0])
		}
	})
}

// TestCorrect: a name, in the texts to come too; and numbers that are right, or somebody else's, are left alone.
func TestCorrect(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, id := t.Context(), w.cohort.ID
		w.add("b", invites(10, 13)...)
		w.move()
		correct := func(n int, right roster.Invitee, want error) {
			t.Helper()
			if err := w.Correct(ctx, w.manager, id, w.Person(number(n)), right, noon); !errors.Is(err, want) {
				t.Errorf("correcting %d gives %v, want %v", n, err, want)
			}
			w.move()
		}
		correct(10, roster.Invitee{Number: number(10), Name: "Te Ao Kahu", First: "Te Ao"}, nil)
		correct(11, invites(12, 13)[0], roster.ErrNumberTaken)
		begins := dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: "GO", At: noon}
		must(w.learners.Take(ctx, w.Person(number(12)), session.Turn{ID: "SM1", Number: number(12), Input: begins}))
		correct(12, invites(22, 23)[0], roster.ErrBegun)
		correct(12, roster.Invitee{Number: number(12), Name: "Ana"}, nil)
		var names []string
		for _, row := range w.people() {
			names = append(names, row.Name+" "+row.Number.Written("NZ"))
		}
		want := []string{"Ana " + number(12).Written("NZ"), "Mere0011 " + number(11).Written("NZ"), "Te Ao Kahu " + number(10).Written("NZ")}
		if !slices.Equal(names, want) {
			t.Errorf("the cohort has %q, want %q", names, want)
		}
		if held := must(w.learners.Export(ctx, w.Person(number(10)))); held.Name != "Te Ao" {
			t.Errorf("texts call them %q", held.Name)
		}
	})
}

// TestOrder is that in which people look for a name, whatever its case and its macrons.
func TestOrder(t *testing.T) {
	w := open(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
	want := []string{"Āwhina", "Mere 2", "mēre 10", "Tāne", "Zoe"}
	for i, name := range []string{"Zoe", "mēre 10", "Tāne", "Mere 2", "Āwhina"} {
		w.add("b", roster.Invitee{Number: number(10 + i), Name: name})
	}
	var got []string
	for _, row := range w.people() {
		got = append(got, row.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("they are %q, want %q", got, want)
	}
}

// TestProspects says what inviting would do, and nothing of how far people are.
func TestProspects(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx := t.Context()
		other := must(w.NewCohort(ctx, w.manager, "Ward 5", session.OneLesson("tiny"), noon))
		must(w.Invite(ctx, w.manager, other.ID, invites(11, 14), batch("o"), noon))
		w.add("b", invites(10, 11)...)
		w.move()
		for _, n := range []int{12, 13} {
			d := must(w.learners.Wake(ctx, w.Person(number(n)), noon))
			accepted := session.Result{Outcome: session.Accepted, SID: fmt.Sprint("SM", n), Status: "queued", At: noon}
			if err := w.learners.Settle(ctx, d, accepted); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Withdraw(ctx, w.manager, other.ID, w.Person(number(13)), noon); err != nil {
			t.Fatal(err)
		}
		stop := dialogue.Input{Kind: dialogue.CarrierNotice, Channel: dialogue.Text, CarrierWord: dialogue.WordStop, At: noon}
		must(w.learners.Take(ctx, w.Person(number(14)), session.Turn{ID: "SM1", Number: number(14), Input: stop}))
		w.move()
		var people []session.Person
		for n := 10; n < 16; n++ {
			people = append(people, w.Person(number(n)))
		}
		got := must(w.Preview(ctx, w.manager, w.cohort.ID, people))
		want := []roster.Preview{roster.InCohort, roster.InvitedBefore, roster.InvitedBefore, roster.InvitedBefore, roster.OptedOut, roster.WillText}
		if !slices.Equal(got, want) {
			t.Errorf("they are %q, want %q", got, want)
		}
	})
}

// TestAnotherWish: under the ID of an earlier batch nobody is invited at that one's hour.
func TestAnotherWish(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.add("b", invites(10, 11)...)
		later := batch("b")
		later.At = noon.AddDate(0, 0, 7)
		for range 2 {
			got := must(w.Invite(t.Context(), w.manager, w.cohort.ID, invites(10, 12), later, noon))
			if got[0] != roster.Already || got[1] != roster.Invited {
				t.Errorf("they are %q", got)
			}
		}
		w.move()
		if n := w.due(); n != 1 {
			t.Errorf("%d are texted at once, want 1", n)
		}
	})
}

// TestAnotherListsWords: under the ID of an earlier batch nobody is invited with its sentence, or by its consent.
func TestAnotherListsWords(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.add("b", invites(10, 11)...)
		sentence, consent := batch("b"), batch("b")
		sentence.Sentence, consent.Consent.Words = "We begin on Monday.", "They know, though the list says No."
		w.inviteBy(sentence, invites(10, 12)...)
		w.inviteBy(consent, invites(10, 13)...)
		rows := w.people()
		if len(rows) != 3 || rows[0].Consent.Words != "They know." || rows[2].Consent.Words != consent.Consent.Words {
			t.Errorf("the cohort has %+v", rows)
		}
		if all := must(w.Batches(t.Context(), w.manager, w.cohort.ID)); len(all) != 3 {
			t.Errorf("the batches are %+v", all)
		}
		if keys := must(w.client.HKeys(t.Context(), w.key("batches")).Result()); strings.Contains(fmt.Sprint(keys), "Monday") {
			t.Errorf("Redis holds the sentence: %q", keys)
		}
	})
}

// TestTooManyCohorts: somebody who was invited by too many cohorts is not shown as still to be texted.
func TestTooManyCohorts(t *testing.T) {
	w := open(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
	for n := range 200 {
		inv := dialogue.Invitation{Cohort: fmt.Sprint(n), Lesson: "tiny", By: "Aroha"}
		must(w.learners.Invite(t.Context(), number(10), inv, noon))
	}
	w.add("b", invites(10, 12)...)
	w.move()
	if rows := w.people(); !rows[0].Refused || rows[0].Status != session.StatusUnreachable || rows[1].Refused {
		t.Errorf("the cohort has %+v", rows)
	}
}

// TestLessonGone: to a lesson that is not served nobody is invited.
func TestLessonGone(t *testing.T) {
	w := open(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
	old := must(w.NewCohort(t.Context(), w.manager, "Old", session.OneLesson("gone"), noon))
	if _, err := w.Invite(t.Context(), w.manager, old.ID, invites(10, 11), batch("b"), noon); !errors.Is(err, roster.ErrNoLesson) {
		t.Errorf("inviting gives %v", err)
	}
}

// TestErased: of one who was erased a cohort knows that there was somebody, and neither name nor number.
func TestErased(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, p := t.Context(), w.Person(number(10))
		w.add("b", invites(10, 12)...)
		w.move()
		if err := w.learners.Erase(ctx, p); err != nil {
			t.Fatal(err)
		}
		gone := func() {
			t.Helper()
			rows := w.people()
			if len(rows) != 2 || rows[0].Name != "" || !rows[0].Number.IsZero() || rows[0].Status != session.StatusOptedOut || !rows[0].Erased {
				t.Errorf("the cohort has %+v", rows)
			}
		}
		gone()
		must(w.learners.Wake(ctx, p, noon))
		gone()
		if kept := must(w.client.HGet(ctx, w.key("invitations"), p.String()).Result()); kept != "erased" {
			t.Error("the cohort keeps what was erased")
		}
		w.add("c", invites(10, 11)...) // again: they are left alone
		w.move()
		gone()
		if kept := must(w.client.HGet(ctx, w.key("invitations"), p.String()).Result()); kept != "erased" {
			t.Error("the cohort keeps the number of one who was erased")
		}
	})
}

func TestProgress(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.add("b", invites(10, 14)...)
		w.move()
		for n := 10; n < 12; n++ {
			for i, words := range []string{"GO", "well"}[:n-9] {
				in := dialogue.Input{Kind: dialogue.Answer, At: noon.Add(time.Duration(i) * time.Hour), Channel: dialogue.Text, Words: words}
				must(w.learners.Take(t.Context(), w.Person(number(n)), session.Turn{ID: fmt.Sprint("SM", n, i), Number: number(n), Input: in}))
			}
		}
		p := roster.Summarize(w.people())
		if p.Invited != 4 || p.Began != 2 || p.Finished != 1 || p.Hours[23] != 2 || p.Hours[0] != 1 || p.By[session.StatusInvited] != 2 {
			t.Errorf("progress is %+v", p)
		}
	})
}

// TestSealed: a thief of the database learns no name, no number and no word of consent.
func TestSealed(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.add("b", invites(10, 11)...)
		must(w.Reply(t.Context(), w.manager, "SM1", func() (string, error) { return "planted reply", nil }))
		w.move()
		dump := sessiontest.Dump(t, w.client)
		for _, planted := range []string{"Aroha", "Ward", "Mere", "21555", "They know", "planted", "tiny:x"} {
			if strings.Contains(dump, planted) {
				t.Errorf("Redis holds %q", planted)
			}
		}
	})
}

// TestCluster does everything on a Redis Cluster, where a script may only touch keys of one slot.
func TestCluster(t *testing.T) {
	w := open(t, sessiontest.Dial(t, sessiontest.Cluster(t)))
	w.add("b", invites(10, 30)...)
	w.move()
	if err := w.Correct(t.Context(), w.manager, w.cohort.ID, w.Person(number(11)), invites(31, 32)[0], noon); err != nil {
		t.Fatal(err)
	}
	if err := w.learners.Erase(t.Context(), w.Person(number(12))); err != nil {
		t.Fatal(err)
	}
	w.move()
	must(w.learners.Wake(t.Context(), w.Person(number(12)), noon))
	if rows := w.people(); len(rows) != 20 {
		t.Errorf("the cohort has %d people", len(rows))
	}
}

// BenchmarkPeople reads the progress of a cohort of 5,000.
func BenchmarkPeople(b *testing.B) {
	w := open(b, sessiontest.Dial(b, sessiontest.Redis(b)))
	w.add("b", invites(1000, 6000)...)
	began := time.Now()
	w.move()
	b.Logf("5,000 invites were moved in %v", time.Since(began))
	for n := 1000; n < 3000; n++ {
		in := dialogue.Input{Kind: dialogue.Answer, At: noon, Channel: dialogue.Text, Words: "GO"}
		must(w.learners.Take(b.Context(), w.Person(number(n)), session.Turn{ID: fmt.Sprint("SM", n), Number: number(n), Input: in}))
	}
	for b.Loop() {
		if rows := w.people(); len(rows) != 5000 || roster.Summarize(rows).Began != 2000 {
			b.Fatal("the progress is wrong")
		}
	}
}

// TestAnEmptyReplyIsNotKept: most strangers' texts are no keyword, and leave nothing of the roster's in Redis.
func TestAnEmptyReplyIsNotKept(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		w := open(t, client)
		before := sessiontest.Dump(t, client)
		if said, err := w.Reply(t.Context(), w.Person(number(7)), "SM1", func() (string, error) { return "", nil }); said != "" || err != nil {
			t.Errorf("the reply is %q, %v", said, err)
		}
		if sessiontest.Dump(t, client) != before {
			t.Error("Redis holds an empty reply")
		}
	})
}
