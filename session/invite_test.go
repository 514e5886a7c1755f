package session_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/sessiontest"
)

// invitedOnly is the config of a line that takes only those invited, with two lessons.
func invitedOnly(t *testing.T, client redis.UniversalClient) session.Config {
	c := config(t, client)
	c.Open = false
	lessons := questions("v1", 2)
	for _, phrase := range []string{dialogue.PhraseInvite, dialogue.PhraseInviteAgain} {
		lessons["tiny"].Phrases[phrase] = dialogue.Prompt{Text: phrase + " to {lesson} by {by}"}
	}
	lessons["tiny"].Title = "tiny"
	second := *lessons["tiny"]
	second.Lesson, second.Title, second.Version = "second", "second", "w1"
	lessons["second"] = &second
	c.Lessons = lessons
	return c
}

// byInvitation is a line that takes only those invited, and the same seen by managers.
func byInvitation(t *testing.T, client redis.UniversalClient) (l, managers line) {
	t.Helper()
	c := invitedOnly(t, client)
	l = open(t, c)
	c.Keyring = c.Keyring.WithoutAnswers()
	return l, open(t, c)
}

func eachInvited(t *testing.T, suite func(t *testing.T, l, managers line)) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		l, managers := byInvitation(t, client)
		suite(t, l, managers)
	})
}

func (l line) invite(cohort, lesson string, at time.Time) session.Progress {
	l.t.Helper()
	progress, err := l.Invite(l.t.Context(), l.number, dialogue.Invitation{Cohort: cohort, Lesson: lesson, By: "Aroha"}, at)
	if err != nil {
		l.t.Fatal(err)
	}
	return progress
}

func (l line) stands(lesson string, want session.Status) session.Progress {
	l.t.Helper()
	all, err := l.ProgressOf(l.t.Context(), []session.Person{l.person}, session.OneLesson(lesson))
	if err != nil {
		l.t.Fatal(err)
	}
	if all[0].Status != want {
		l.t.Errorf("with %s the learner is %q, want %q", lesson, all[0].Status, want)
	}
	return all[0]
}

func TestOneInviteTwentyTimesAtOnce(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { managers.invite("a", "tiny", noon) })
		}
		all.Wait()
		if held := l.held(); len(held.Invited) != 1 || held.Invited[0].By != "Aroha" || held.Status != dialogue.Invited {
			t.Errorf("holds %+v", held)
		}
		if d := l.send(noon, accepted("SM1")); d.Body != "invite to tiny by Aroha" {
			t.Errorf("texts %q", d.Body)
		}
		if d := l.wake(noon.Add(time.Hour)); d != nil {
			t.Errorf("a second text is sent: %q", d.Body)
		}
		l.stands("tiny", session.StatusTexted)
	})
}

// TestWithdrawalErasesTheAnswersOfOneWhoOptedOut: a learner finishes a lesson, is invited to another and writes STOP. Once
// that invitation is withdrawn, only the opt-out is kept.
func TestWithdrawalErasesTheAnswersOfOneWhoOptedOut(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		managers.invite("a", "tiny", noon)
		for i, words := range []string{"GO", "one", "two"} {
			l.take(l.text(fmt.Sprint("SM", i), words))
		}
		l.send(noon.Add(24*time.Hour), accepted("SMnext"))
		l.take(l.text("SM4", "three"))
		managers.invite("b", "second", noon.Add(25*time.Hour))
		l.take(l.text("SM5", "STOP"))
		if held := l.held(); len(held.Answers) == 0 || !held.OptedOut {
			t.Fatalf("nothing is tested: holds %+v", held)
		}
		for _, cohort := range []string{"a", "b"} {
			if err := managers.Withdraw(t.Context(), l.person, cohort, noon.Add(26*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if held := l.held(); held.Number != "" || len(held.Answers) > 0 || !held.OptedOut {
			t.Errorf("holds %+v", held)
		}
	})
}

// TestManagersOpenNoAnswer: a managers' process can invite, withdraw and nudge, and neither opens nor changes an answer.
func TestManagersOpenNoAnswer(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		managers.invite("a", "tiny", noon)
		l.take(l.text("SM1", "GO"))
		l.take(l.text("SM2", "the planted answer"))
		sealed := func() string {
			return must(l.client.HGet(t.Context(), l.only("*:person:*"), "answers").Result())
		}
		before := sealed()
		managers.invite("b", "tiny", noon.Add(time.Minute))
		managers.invite("c", "second", noon.Add(time.Minute))
		if refused, err := managers.Nudge(t.Context(), l.person, "a", noon.Add(24*time.Hour)); refused != "" || err != nil {
			t.Errorf("a nudge: %q, %v", refused, err)
		}
		if err := managers.Withdraw(t.Context(), l.person, "b", noon); err != nil {
			t.Error(err)
		}
		managers.stands("tiny", session.StatusStarted)
		if sealed() != before {
			t.Error("a manager's process has written answers")
		}
		_, take := managers.Take(t.Context(), l.person, l.text("SM3", "words"))
		_, fresh := managers.Take(t.Context(), managers.Person(number(t, "+64215550999")), session.Turn{
			ID: "SM4", Number: number(t, "+64215550999"), Input: l.text("", "hi").Input,
		})
		_, again := managers.Take(t.Context(), l.person, l.text("SM2", "words"))
		_, export := managers.Export(t.Context(), l.person)
		_, wake := managers.Wake(t.Context(), l.person, noon)
		for name, err := range map[string]error{
			"take": take, "take of a stranger": fresh, "the reply again": again, "export": export, "wake": wake,
			"erase": managers.Erase(t.Context(), l.person), "report": managers.Report(t.Context(), l.person, 1, session.Delivery{}),
		} {
			if !errors.Is(err, session.ErrWithoutAnswers) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if held := l.held(); held.Answers["q00"] != "the planted answer" {
			t.Errorf("holds %v", held.Answers)
		}
	})
}

// finishes takes the learner through a lesson to its end, and says the time.
func (l line) finishes(id string, at time.Time) time.Time {
	l.t.Helper()
	say := func(n int, words string) {
		turn := l.text(fmt.Sprint(id, n), words)
		turn.Input.At = at
		l.take(turn)
	}
	for n, words := range []string{"GO", "first of " + id, "second of " + id} {
		say(n, words)
	}
	at = at.Add(24 * time.Hour)
	for l.send(at, accepted(fmt.Sprint(id, "sent"))) == nil {
	}
	say(9, "stayed of "+id)
	return at
}

// TestInvitationWaitsForTheEndOfALesson: an invitation to another lesson waits for the end of the current one, and leaves
// that one's progress and answers alone.
func TestInvitationWaitsForTheEndOfALesson(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		managers.invite("a", "tiny", noon)
		l.send(noon, accepted("SM0"))
		l.take(l.text("SMa", "GO"))
		managers.invite("b", "second", noon)
		managers.stands("second", session.StatusInvited)
		if d := l.wake(noon); d != nil {
			t.Fatalf("in the middle of the lesson it texts %q", d.Body)
		}
		at := l.finishes("SMone", noon)
		held := l.held()
		if held.Lesson != "second" || held.Status != dialogue.Invited || len(held.PastLessons) != 1 || held.Answers["tiny/q00"] == "" {
			t.Errorf("after the first lesson: %+v", held)
		}
		managers.stands("tiny", session.StatusFinished)
		if d := l.wake(at); d != nil {
			t.Errorf("in the same breath it texts %q", d.Body)
		}
		if d := l.send(at.Add(time.Hour), accepted("SM1")); d.Body != "invite to second by Aroha" {
			t.Errorf("it texts %q", d.Body)
		}
		managers.stands("second", session.StatusTexted)
		at = l.finishes("SMtwo", at.Add(2*time.Hour))
		managers.stands("tiny", session.StatusFinished)
		managers.stands("second", session.StatusFinished)
		held = l.held()
		if held.Answers["tiny/q01"] != "second of SMone" && held.Answers["tiny/q01"] != "first of SMone" || held.Answers["q01"] != "second of SMtwo" {
			t.Errorf("holds %v", held.Answers)
		}
		managers.invite("c", "tiny", at)
		managers.invite("d", "second", at)
		if d := l.wake(at.Add(90 * time.Minute)); d != nil {
			t.Errorf("who has finished is texted %q", d.Body)
		}
	})
}

// TestNextLessonBeginsWithoutTheAnswersKey: a process that cannot open the answers can begin the next lesson.
func TestNextLessonBeginsWithoutTheAnswersKey(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		managers.invite("a", "tiny", noon)
		l.send(noon, accepted("SM0"))
		at := l.finishes("SMone", noon)
		managers.invite("b", "second", at.Add(2*time.Hour))
		l.send(at.Add(2*time.Hour), accepted("SM1"))
		if held := l.held(); held.Answers["tiny/q00"] != "first of SMone" || held.Answers["q00"] != "" {
			t.Errorf("holds %v", held.Answers)
		}
		if err := managers.Withdraw(t.Context(), l.person, "b", at.Add(3*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if held := l.held(); held.Lesson != "tiny" || held.Status != dialogue.Ended || len(held.PastLessons) != 0 || held.Answers["tiny/q00"] == "" {
			t.Errorf("after the second was withdrawn: %+v", held)
		}
		managers.stands("tiny", session.StatusFinished)
	})
}

// TestInvitingAgainDoesNotTextAgain: withdrawing and inviting again, at any time, sends each text once.
func TestInvitingAgainDoesNotTextAgain(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		at := noon
		var texts []string
		withdraw := func(cohort string) {
			t.Helper()
			if err := managers.Withdraw(t.Context(), l.person, cohort, at); err != nil {
				t.Fatal(err)
			}
		}
		invite := func(cohort, lesson string) {
			t.Helper()
			at = at.Add(time.Minute)
			inv := dialogue.Invitation{Cohort: cohort, Lesson: lesson, By: "Aroha", Again: true}
			if _, err := managers.Invite(t.Context(), l.number, inv, at); err != nil {
				t.Fatal(err)
			}
		}
		days := func(n int) {
			for range 24 * n {
				at = at.Add(time.Hour)
				if d := l.wake(at); d != nil {
					texts = append(texts, d.Body)
					l.settle(d, at, accepted(fmt.Sprint("SM", len(texts))))
				}
			}
		}
		invite("a", "tiny")
		sending := l.wake(at)
		withdraw("a") // while it is being sent
		texts = append(texts, sending.Body)
		l.settle(sending, at, accepted("SM0"))
		for range 3 {
			invite("a", "tiny")
			days(6)
			invite("b", "second")
			days(6)
			withdraw("a")
			invite("a", "tiny")
			days(6)
			withdraw("b")
			withdraw("a")
		}
		want := []string{"invite to tiny by Aroha", "invite to second by Aroha", "invite_again to second by Aroha"}
		if diff := cmp.Diff(want, texts); diff != "" {
			t.Error(diff)
		}
	})
}

// TestSilentInvitationDisplacesNone: an invitation that sends no text does not displace one whose text is still to come.
func TestSilentInvitationDisplacesNone(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		managers.invite("a", "tiny", noon)
		l.send(noon, accepted("SM0"))
		at := noon.Add(24 * time.Hour)
		inv := dialogue.Invitation{Cohort: "b", Lesson: "second", By: "Bea", At: at.Add(12 * time.Hour)}
		must(managers.Invite(t.Context(), l.number, inv, at))
		managers.invite("c", "tiny", at.Add(time.Hour))
		if d := l.send(inv.At, accepted("SM1")); d.Body != "invite to second by Bea" {
			t.Errorf("it texts %q", d.Body)
		}
	})
}

// TestInvitationHourCanChange: inviting again before the text goes out changes its hour.
func TestInvitationHourCanChange(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		inv := dialogue.Invitation{Cohort: "a", Lesson: "tiny", By: "Aroha", At: noon.Add(48 * time.Hour)}
		must(managers.Invite(t.Context(), l.number, inv, noon))
		inv.At = noon.Add(24 * time.Hour)
		must(managers.Invite(t.Context(), l.number, inv, noon))
		if d := l.wake(inv.At.Add(-time.Minute)); d != nil {
			t.Errorf("before its hour it texts %q", d.Body)
		}
		l.send(inv.At, accepted("SM0"))
	})
}

// TestTextedInvitationOutlivesOptOut: after a withdrawal, STOP and START do not lead to a second text.
func TestTextedInvitationOutlivesOptOut(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		managers.invite("a", "tiny", noon)
		l.send(noon, accepted("SM0"))
		if err := managers.Withdraw(t.Context(), l.person, "a", noon); err != nil {
			t.Fatal(err)
		}
		l.take(l.text("SM1", "STOP"))
		l.take(l.text("SM2", "START"))
		managers.invite("a", "tiny", noon.Add(time.Hour))
		if d := l.wake(noon.Add(2 * time.Hour)); d != nil {
			t.Errorf("it texts %q", d.Body)
		}
	})
}

// TestDroppedInvitationIsTextedLater: an invitation whose text waits when the learner moves to another lesson is texted after that.
func TestDroppedInvitationIsTextedLater(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		managers.invite("a", "tiny", noon)
		l.settle(l.wake(noon), noon, session.Result{Outcome: session.Deferred, RetryAfter: 10 * time.Minute})
		managers.invite("b", "second", noon.Add(time.Second))
		managers.stands("tiny", session.StatusInvited)
		at := noon.Add(time.Hour)
		if d := l.send(at, accepted("SM0")); d.Body != "invite to second by Aroha" {
			t.Errorf("it texts %q", d.Body)
		}
		managers.stands("tiny", session.StatusInvited)
		at = l.finishes("SMtwo", at).Add(2 * time.Hour)
		if d := l.send(at, accepted("SM1")); d.Body != "invite to tiny by Aroha" {
			t.Errorf("after the other lesson it texts %q", d.Body)
		}
	})
}

// TestWithdrawnLearnerExpires: the record of a withdrawn learner who never began is kept for a day.
func TestWithdrawnLearnerExpires(t *testing.T) {
	eachInvited(t, func(t *testing.T, l, managers line) {
		managers.invite("a", "tiny", noon)
		key := l.only("*:person:*")
		if life := must(l.client.TTL(t.Context(), key).Result()); life > 0 {
			t.Errorf("one who is invited is kept for %v", life)
		}
		if err := managers.Withdraw(t.Context(), l.person, "a", noon); err != nil {
			t.Fatal(err)
		}
		if life := must(l.client.TTL(t.Context(), key).Result()); life <= 0 || life > 24*time.Hour {
			t.Errorf("one who was withdrawn is kept for %v", life)
		}
		if d := l.wake(noon); d != nil {
			t.Errorf("it texts %q", d.Body)
		}
		l.says("SM1", "GO", "Nobody invited you.")
	})
}

// TestTakenBackInvitationIsNotTexted: a cohort takes an invitation back, and the record does not know yet. It is not texted, not
// even from the outbox; once the record knows, it is gone, or stays because it was texted.
func TestTakenBackInvitationIsNotTexted(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		back := true
		c := invitedOnly(t, client)
		c.TakenBack = func(_ context.Context, cohort string, _ session.Person) (bool, error) {
			return back && cohort == "a", nil
		}
		l := open(t, c)
		cancel := func(want bool) {
			t.Helper()
			if gone, err := l.Cancel(t.Context(), l.person, "a", noon); err != nil || gone != want {
				t.Errorf("cancelled is %t, %v; want %t", gone, err, want)
			}
		}
		l.invite("a", "tiny", noon)
		if d := l.wake(noon); d != nil {
			t.Errorf("it texts %q", d.Body)
		}
		back = false
		l.settle(l.wake(noon), noon, session.Result{Outcome: session.Deferred, RetryAfter: time.Minute})
		back = true
		if d := l.wake(noon.Add(time.Hour)); d != nil {
			t.Errorf("from the outbox it texts %q", d.Body)
		}
		cancel(true)
		cancel(true)
		back = false
		if d := l.wake(noon.Add(2 * time.Hour)); d != nil {
			t.Errorf("cancelled, it texts %q", d.Body)
		}
		l.says("SM1", "GO", "Nobody invited you.")
		l.invite("a", "tiny", noon.Add(3*time.Hour))
		l.send(noon.Add(3*time.Hour), accepted("SM2"))
		cancel(false)
		l.stands("tiny", session.StatusTexted)
	})
}

// TestProgressShowsAFailedInvitation: managers see the outcome of the invitation.
func TestProgressShowsAFailedInvitation(t *testing.T) {
	for want, result := range map[session.Status]session.Result{
		session.StatusUnreachable: {Outcome: session.Refused, Code: 21211, Reason: session.ReasonNotANumber},
		session.StatusOptedOut:    {Outcome: session.Refused, Code: 21610, Reason: session.ReasonOptedOut},
		session.StatusTexted:      accepted("SM1"),
		session.StatusUnknown:     {Outcome: session.Lost},
	} {
		t.Run(string(want), func(t *testing.T) {
			eachInvited(t, func(t *testing.T, l, managers line) {
				managers.invite("a", "tiny", noon)
				at := noon
				l.send(at, result)
				for n := 0; want == session.StatusUnknown && n < 40 && l.entry().State == session.EntrySending; n++ {
					at = at.Add(30 * time.Minute)
					if d := l.wake(at); d != nil {
						l.settle(d, at, session.Result{Outcome: session.Unsure})
					}
				}
				st := managers.stands("tiny", want)
				if want == session.StatusUnreachable && (st.Code != result.Code || st.Reason != result.Reason) {
					t.Errorf("the code is %d, the reason %q", st.Code, st.Reason)
				}
			})
		})
	}
}

// TestErasedLearnerLeavesTheirCohorts: an erased person is removed from their cohorts, however many tries it takes, and an
// invitation brings nothing back.
func TestErasedLearnerLeavesTheirCohorts(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		var left []string
		fails := true
		c := config(t, client)
		c.EraseFromCohort = func(_ context.Context, cohort string, _ session.Person) error {
			if fails {
				return errors.New("not now")
			}
			left = append(left, cohort)
			return nil
		}
		l := open(t, c)
		l.invite("a", "tiny", noon)
		l.invite("b", "tiny", noon)
		if err := l.Erase(t.Context(), l.person); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Wake(t.Context(), l.person, noon); err == nil {
			t.Error("the first try has succeeded")
		}
		fails = false
		if due := must(l.Due(t.Context(), time.Now().Add(time.Hour), 10)); len(due) != 1 {
			t.Errorf("%d people are due", len(due))
		}
		l.wake(noon)
		if got := strings.Join(left, " "); got != "a b" {
			t.Errorf("has left %q", got)
		}
		l.wake(noon)
		if len(left) != 2 {
			t.Errorf("has left %v", left)
		}
		if st := l.invite("c", "tiny", noon); st.Status != session.StatusOptedOut || !st.Erased {
			t.Errorf("an invitation of one who was erased: %+v", st)
		}
		if held := l.held(); held.Number != "" || len(held.Invited) > 0 {
			t.Errorf("holds %+v", held)
		}
	})
}
