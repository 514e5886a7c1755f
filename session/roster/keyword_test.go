package roster_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
	"coachline/session/sessiontest"
)

// keyword gives the cohort of the ward a word.
func (w *ward) keyword(k roster.Keyword) error {
	w.t.Helper()
	return w.SetKeyword(w.t.Context(), w.manager, w.cohort.ID, k, w.now)
}

// joins lets somebody text a word, and wants an outcome, or no such keyword where that is empty.
func (w *ward) joins(n int, turn, word string, want roster.JoinOutcome) {
	w.t.Helper()
	got, err := w.Join(w.t.Context(), number(n), []string{word}, turn, w.now)
	switch {
	case want == "" && errors.Is(err, roster.ErrNoKeyword):
	case err != nil || got.Outcome != want:
		w.t.Errorf("texting %s gives %q, %v; want %q", word, got.Outcome, err, want)
	case want == roster.JoinedNow && (got.By != "Aroha Ngata" || got.Lesson != "tiny" || got.Cohort != "Ward 4"):
		w.t.Errorf("who joins hears of %+v", got)
	}
}

// takes lets a learner text something, and is what they are told.
func (w *ward) takes(n int, turn, words string) string {
	w.t.Helper()
	out, err := w.learners.Take(w.t.Context(), w.learners.Person(number(n)), session.Turn{
		ID: turn, Number: number(n), Input: dialogue.Input{Kind: dialogue.Answer, At: w.now, Channel: dialogue.Text, Words: words},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	said := ""
	for _, line := range out.Lines {
		said += line.Text
	}
	return said
}

// Somebody texts the word: they are in the cohort by their own consent, know of it, and begin with GO. No other text goes out,
// whether the worker comes before GO or after it, and however often the same text comes.
func TestJoinByKeyword(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		if err := w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 2}); err != nil {
			t.Fatal(err)
		}
		w.now = noon.Add(time.Hour)
		for range 3 {
			w.joins(1, "SM1", "WARD4", roster.JoinedNow)
		}
		w.joins(2, "SM2", "WARD4", roster.JoinedNow)
		if said := w.takes(1, "SM3", "GO"); said != "Well?" {
			t.Errorf("GO before the worker came is answered with %q", said)
		}
		w.move()
		if said := w.takes(2, "SM4", "GO"); said != "Well?" {
			t.Errorf("GO after the worker came is answered with %q", said)
		}
		w.joins(2, "SM5", "WARD4", roster.JoinedBefore)
		if n := w.due(); n != 0 {
			t.Errorf("%d people have something to be texted within an hour", n)
		}
		rows := w.people()
		if len(rows) != 2 {
			t.Fatalf("%d people are in the cohort", len(rows))
		}
		for _, row := range rows {
			want := roster.Consent{At: w.now, Words: roster.SelfConsent}
			if row.Consent.By != "" || !row.Consent.At.Equal(want.At) || row.Consent.Words != want.Words || row.Status != session.StatusStarted {
				t.Errorf("one who joined is shown as %+v", row)
			}
		}
	})
}

// As many join as may, each once; those who are in stay in.
func TestKeywordHasACap(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		set := func(most int) {
			if err := w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: most}); err != nil {
				t.Fatal(err)
			}
		}
		set(2)
		for i := range 2 {
			w.joins(i, fmt.Sprint("SM", i), "WARD4", roster.JoinedNow)
		}
		w.joins(7, "SM7", "WARD4", roster.JoinFull)
		w.joins(0, "SM8", "WARD4", roster.JoinedBefore)
		set(3)
		w.joins(7, "SM9", "WARD4", roster.JoinedNow)
		if k, err := w.Keyword(t.Context(), w.manager, w.cohort.ID); err != nil || k.Joined != 3 || !k.Valid || k.Most != 3 {
			t.Errorf("the keyword is %+v, %v", k, err)
		}
	})
}

// A word that is off, changed or unknown lets nobody in.
func TestKeywordIsSwitchedOffAndChanged(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		for _, k := range []roster.Keyword{
			{Word: "WARD4", On: true, Most: 9}, {Word: "WARD4", Most: 9}, {Word: "NIGHTS", On: true, Most: 9}, {Word: "WARD4", On: true, Most: 9},
		} {
			for range 2 {
				if err := w.keyword(k); err != nil {
					t.Fatal(err)
				}
			}
			for _, word := range []string{"WARD4", "NIGHTS", "WARD5"} {
				want := roster.JoinOutcome("")
				if k.On && k.Word == word {
					want = roster.JoinedNow
				}
				w.joins(1, "SM"+word, word, want)
				if want != "" {
					if err := w.Withdraw(t.Context(), w.manager, w.cohort.ID, w.Person(number(1)), w.now); err != nil {
						t.Fatal(err)
					}
					w.move()
				}
			}
		}
	})
}

// Two cohorts cannot have one word, and a word that was given up is free. A refused change leaves the word that there was.
func TestKeywordsAreUnique(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		other := must(w.NewCohort(t.Context(), w.manager, "Nights", session.OneLesson("tiny"), noon))
		set := func(id, word string, want error) {
			t.Helper()
			err := w.SetKeyword(t.Context(), w.manager, id, roster.Keyword{Word: word, On: true, Most: 9}, noon)
			if !errors.Is(err, want) || want == nil && err != nil {
				t.Errorf("%s gives %v, want %v", word, err, want)
			}
		}
		set(w.cohort.ID, "WARD4", nil)
		set(other.ID, "NIGHTS", nil)
		set(other.ID, "WARD4", roster.ErrWordTaken)
		if k := must(w.Keyword(t.Context(), w.manager, other.ID)); k.Word != "NIGHTS" || !k.Valid {
			t.Errorf("after a refusal the word is %+v", k)
		}
		w.joins(1, "SM1", "WARD4", roster.JoinedNow)
		set(w.cohort.ID, "DAYS", nil)
		set(other.ID, "WARD4", nil)
		for _, bad := range []string{"", "WAR", "4WARD", "WARD 4", "ward4", "ABCDEFGHIJKLM", "WĀRD4"} {
			set(other.ID, bad, roster.ErrWordForm)
		}
	})
}

// A change that died halfway leaves a word that another cohort can have, and the page knows of it.
func TestInterruptedKeywordIsNotLost(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		other := must(w.NewCohort(t.Context(), w.manager, "Nights", session.OneLesson("tiny"), noon))
		for _, k := range []string{"WARD4", "DAYS"} {
			if err := w.keyword(roster.Keyword{Word: k, On: true, Most: 9}); err != nil {
				t.Fatal(err)
			}
		}
		field := w.store.RosterIndex("DAYS")
		if err := w.client.HDel(t.Context(), "coachline:{roster}:keywords", field).Err(); err != nil { // not written any more
			t.Fatal(err)
		}
		if err := w.client.HSet(t.Context(), "coachline:{roster}:keywords", w.store.RosterIndex("WARD4"), w.cohort.ID).Err(); err != nil { // not removed any more
			t.Fatal(err)
		}
		if k := must(w.Keyword(t.Context(), w.manager, w.cohort.ID)); k.Valid {
			t.Errorf("a word that is not in the index is valid: %+v", k)
		}
		w.joins(1, "SM1", "WARD4", "")
		if err := w.SetKeyword(t.Context(), w.manager, other.ID, roster.Keyword{Word: "WARD4", On: true, Most: 9}, noon); err != nil {
			t.Errorf("a word that nobody has any more: %v", err)
		}
		if err := w.keyword(roster.Keyword{Word: "DAYS", On: true, Most: 9}); err != nil {
			t.Errorf("saving it again: %v", err)
		}
		w.joins(2, "SM2", "DAYS", roster.JoinedNow)
	})
}

// Who has opted out is not texted by way of a poster: not in the cohort, until START and the word again.
func TestOptedOutDoesNotJoin(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		if err := w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 9}); err != nil {
			t.Fatal(err)
		}
		w.takes(1, "SM1", "STOP")
		w.joins(1, "SM2", "WARD4", roster.JoinOptedOut)
		if n := len(w.people()); n != 0 {
			t.Errorf("%d people are in the cohort", n)
		}
		w.takes(1, "SM3", "START")
		w.joins(1, "SM4", "WARD4", roster.JoinedNow)
	})
}

// Who is invited by a list and has not been texted yet hears it by the reply, and not once more by a text.
func TestKeywordBeforeTheText(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		if err := w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 9}); err != nil {
			t.Fatal(err)
		}
		w.add("one", invites(1, 3)...)
		w.joins(1, "SM1", "WARD4", roster.JoinedNow)
		w.move()
		if n := w.due(); n != 1 {
			t.Errorf("%d people are to be texted, want the one who did not text", n)
		}
		w.joins(2, "SM2", "WARD4", roster.JoinedNow)
		if n := w.due(); n != 0 {
			t.Errorf("%d people are to be texted", n)
		}
		if row := w.people()[0]; row.Name != "Mere0001" || row.Consent.By != "Aroha Ngata" {
			t.Errorf("one who was invited is shown as %+v", row)
		}
	})
}

// Redis has no word of a poster.
func TestNoKeywordInRedis(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		if err := w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 9}); err != nil {
			t.Fatal(err)
		}
		w.joins(1, "SM1", "WARD4", roster.JoinedNow)
		if dump := sessiontest.Dump(t, w.client); strings.Contains(dump, "WARD4") || strings.Contains(dump, "5550001") {
			t.Errorf("Redis holds the word or a number:\n%s", dump)
		}
	})
}

// A manager who makes up the ID of the keyword's batch invites nobody by it: their consent would read as the people's own.
func TestNoManagerInvitesAsIfPeopleCameThemselves(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		w.does(w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 2}))
		w.joins(1, "SM1", "WARD4", roster.JoinedNow)
		forged := batch(fmt.Sprint("keyword:", w.now.Unix()))
		if _, err := w.Invite(t.Context(), w.manager, w.cohort.ID, invites(2, 3), forged, w.now); !errors.Is(err, roster.ErrConsent) {
			t.Errorf("inviting by the keyword's batch: %v", err)
		}
		if rows := w.people(); len(rows) != 1 {
			t.Errorf("in the cohort are %+v", rows)
		}
	})
}

// Who has joined is kept for as long as the cohort, so not with the carrier's name of their text, which leads to their number.
func TestJoiningKeepsNoMessageSID(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		w := open(t, client)
		w.does(w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 2}))
		w.joins(1, "SM0123456789", "WARD4", roster.JoinedNow)
		if strings.Contains(sessiontest.Dump(t, client), "SM0123456789") {
			t.Error("Redis holds the MessageSid")
		}
	})
}

// TestKeywordsOnCluster takes and changes a word, joins by it, cancels, renames and deletes where a script may only touch keys of one
// slot.
func TestKeywordsOnCluster(t *testing.T) {
	w := open(t, sessiontest.Dial(t, sessiontest.Cluster(t)))
	ctx, id := t.Context(), w.cohort.ID
	w.does(w.keyword(roster.Keyword{Word: "WARD4", On: true, Most: 1}))
	w.does(w.keyword(roster.Keyword{Word: "WARD5", On: true, Most: 1}))
	w.joins(1, "SM1", "WARD5", roster.JoinedNow)
	w.joins(2, "SM2", "WARD5", roster.JoinFull)
	w.add("b", invites(10, 12)...)
	if done := must(w.CancelBatch(ctx, w.manager, id, must(w.Batches(ctx, w.manager, id))[0].ID, w.now)); done.Untexted != 2 {
		t.Errorf("cancelling gives %+v", done)
	}
	w.does(w.Rename(ctx, w.manager, id, "Ward 5", w.now))
	w.does(w.Delete(ctx, w.manager, id, "Made by mistake", w.now))
	w.move()
	w.joins(3, "SM3", "WARD5", "")
}
