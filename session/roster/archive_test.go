package roster_test

import (
	"errors"
	"testing"
	"time"

	"coachline/session"
	"coachline/session/roster"
)

// TestRenamedCohort has its new name in the list, and the log has the old one. Another's name is not taken.
func TestRenamedCohort(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		must(w.NewCohort(t.Context(), w.manager, "Ward 5", session.OneLesson("tiny"), noon))
		for name, want := range map[string]error{"": roster.ErrNameMissing, "ward 5": roster.ErrNameTaken, "Ward 6": nil, "ward 6": nil} {
			if err := w.Rename(t.Context(), w.manager, w.cohort.ID, name, noon); !errors.Is(err, want) {
				t.Errorf("%q: %v, want %v", name, err, want)
			}
		}
		if c := must(w.Cohort(t.Context(), w.manager, w.cohort.ID)); c.Name != "Ward 6" && c.Name != "ward 6" {
			t.Errorf("is called %q", c.Name)
		}
		if e := must(w.Log(t.Context(), w.manager, w.cohort.ID))[0]; e.Act != roster.ActRenamed || e.By != "Aroha Ngata" {
			t.Errorf("the log says %+v", e)
		}
	})
}

// TestArchivedCohort is not in the list, can be seen, invites nobody, keeps its name, and comes back.
func TestArchivedCohort(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.does(w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 2}))
		w.add("b1", invites(1, 2)...)
		for range 2 {
			if err := w.Archive(t.Context(), w.manager, w.cohort.ID, noon); err != nil {
				t.Fatal(err)
			}
		}
		if all := must(w.Cohorts(t.Context(), w.manager)); len(all) != 0 {
			t.Errorf("the list has %+v", all)
		}
		if archived, _, err := w.PastCohorts(t.Context(), w.manager); err != nil || len(archived) != 1 {
			t.Errorf("archived are %+v, %v", archived, err)
		}
		if n := len(w.people()); n != 1 {
			t.Errorf("%d people", n)
		}
		if _, err := w.Invite(t.Context(), w.manager, w.cohort.ID, invites(2, 3), batch("b2"), noon); !errors.Is(err, roster.ErrArchived) {
			t.Errorf("an invitation: %v", err)
		}
		w.joins(2, "SM1", "WARD4", "")
		if _, err := w.NewCohort(t.Context(), w.manager, "ward 4", session.OneLesson("tiny"), noon); !errors.Is(err, roster.ErrNameTaken) {
			t.Errorf("its name: %v", err)
		}
		if err := w.Restore(t.Context(), w.manager, w.cohort.ID, noon); err != nil {
			t.Fatal(err)
		}
		w.add("b2", invites(2, 3)...)
		if all := must(w.Cohorts(t.Context(), w.manager)); len(all) != 1 {
			t.Errorf("the list has %+v", all)
		}
	})
}

// TestDeletedCohort: nobody more is texted, who has begun goes on, and nothing is left of the people. The log stays, with the reason.
func TestDeletedCohort(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.add("b1", invites(1, 2)...)
		w.move()
		w.texts()
		started := session.Turn{ID: "SM1", Number: number(1)}
		started.Input.Kind, started.Input.Words, started.Input.Channel, started.Input.At = "answer", "GO", "text", noon
		must(w.learners.Take(t.Context(), w.Person(number(1)), started))
		w.inviteBy(later("b2"), invites(2, 5)...)
		w.does(w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 2}))
		w.joins(6, "SM2", "WARD4", roster.JoinedNow)
		w.move()
		if err := w.Delete(t.Context(), w.manager, w.cohort.ID, " ", noon); !errors.Is(err, roster.ErrReasonMissing) {
			t.Errorf("without a reason: %v", err)
		}
		for range 2 { // the second time as after an answer that was lost
			w.does(w.Delete(t.Context(), w.manager, w.cohort.ID, "Made by mistake", noon))
		}
		if _, err := w.Cohort(t.Context(), w.manager, w.cohort.ID); !errors.Is(err, roster.ErrNoCohort) {
			t.Errorf("the cohort: %v", err)
		}
		w.now = noon.Add(time.Hour)
		if n := w.texts(); n != 0 {
			t.Errorf("%d are texted", n)
		}
		w.move()
		for _, key := range []string{w.key("invitations"), w.key("pending"), w.key("takenback"), w.key("batches"), w.key("keyword"), w.key("joined"), w.dueKey(), "coachline:{roster}:keywords"} {
			if n := must(w.client.Exists(t.Context(), key).Result()); n != 0 {
				t.Errorf("%s is left", key)
			}
		}
		w.joins(7, "SM3", "WARD4", "")
		if st := must(w.store.ProgressOf(t.Context(), []session.Person{w.Person(number(1))}, session.OneLesson("tiny"))); st[0].Status != session.StatusStarted {
			t.Errorf("who has begun is %q", st[0].Status)
		}
		if e := must(w.Log(t.Context(), w.manager, w.cohort.ID))[0]; e.Act != roster.ActDeleted || e.With != "Made by mistake" {
			t.Errorf("the log says %+v", e)
		}
		if _, deleted, err := w.PastCohorts(t.Context(), w.manager); err != nil || len(deleted) != 1 || deleted[0].Reason != "Made by mistake" {
			t.Errorf("deleted are %+v, %v", deleted, err)
		}
		w.cohort = must(w.NewCohort(t.Context(), w.manager, "Ward 4", session.OneLesson("tiny"), noon))
		w.does(w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 2}))
	})
}

// TestNudgeMany counts who is texted once more and why others are not, with one entry in the log.
func TestNudgeMany(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.add("b1", invites(1, 4)...)
		w.move()
		w.texts()
		w.now = noon.Add(24 * time.Hour)
		w.inviteBy(later("b2"), invites(4, 5)...)
		w.move()
		var people []session.Person
		for n := 1; n < 6; n++ {
			people = append(people, w.Person(number(n)))
		}
		for _, want := range []map[string]int{{"": 3, "early": 1, "stranger": 1}, {"soon": 3, "early": 1, "stranger": 1}} {
			got, err := w.NudgeMany(t.Context(), w.manager, w.cohort.ID, people, w.now)
			if err != nil || len(got) != len(want) {
				t.Fatalf("%v, %v; want %v", got, err, want)
			}
			for refusal, n := range got {
				if want[string(refusal)] != n {
					t.Errorf("%q %d times, want %d", refusal, n, want[string(refusal)])
				}
			}
		}
		if e := must(w.Log(t.Context(), w.manager, w.cohort.ID))[0]; e.Act != roster.ActNudged || e.Count != 3 {
			t.Errorf("the log says %+v", e)
		}
		w.now = w.now.Add(48 * time.Hour)
		w.inviteBy(later("b3"), invites(5, 6)...)
		w.move()
		must(w.Cancel(t.Context(), w.manager, w.cohort.ID, people, w.now))
		got := must(w.NudgeMany(t.Context(), w.manager, w.cohort.ID, people, w.now)) // before a worker has taken that to the records
		if got[""] != 3 || got["stranger"] != 2 || len(got) != 2 {
			t.Errorf("after cancelling: %v", got)
		}
	})
}
