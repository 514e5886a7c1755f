package session_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// own is the learner's own record.
func (l line) own() session.Own {
	l.t.Helper()
	own, err := l.Own(l.t.Context(), l.person, noon)
	if err != nil {
		l.t.Fatal(err)
	}
	return own
}

// said is what the record says of a part.
func said(part session.OwnPart) (all []string) {
	for _, a := range part.Answers {
		all = append(all, a.Question+" "+a.Said)
	}
	return all
}

// twoLessons are lessons of one question each.
func twoLessons() shelf {
	lessons := shelf{}
	for _, name := range []string{"one", "two"} {
		script := questions("v1", 1)["tiny"]
		script.Lesson, script.Title, script.Steps = name, "Lesson "+name, script.Steps[:1]
		script.Steps[0].Prompt.Text, script.Steps[0].Milestone = "What of "+name+"?", dialogue.MilestoneFinished
		lessons[name] = script
	}
	return lessons
}

// TestOwnRecordHasPastLessons: their questions, answers and dates, as well as those of the lesson that goes on. One erased answer
// leaves the others, and all erased leave nothing to erase later.
func TestOwnRecordHasPastLessons(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		c := config(t, l.client)
		c.Lessons, c.Lesson, c.Rules = twoLessons(), "one", dialogue.Rules{Retention: 30 * 24 * time.Hour}
		l = open(t, c)
		ctx := t.Context()
		l.says("SM1", "GO", "What of one?")
		l.says("SM2", "the first words", "You said the first words.")
		inv := dialogue.Invitation{Cohort: "c", Lesson: "two", By: "Moana"}
		if _, err := l.Invite(ctx, l.number, inv, noon.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		l.says("SM3", "GO", "What of two?")
		l.says("SM4", "the second words", "You said the second words.")
		own := l.own()
		if len(own.Parts) != 2 || !slices.Equal(said(own.Parts[0]), []string{"What of one? the first words"}) ||
			!slices.Equal(said(own.Parts[1]), []string{"What of two? the second words"}) || own.Parts[0].Title != "Lesson one" ||
			own.Parts[0].Finished.IsZero() || own.Parts[0].Erased.IsZero() || own.ErasedFrom.IsZero() || len(own.Invitations) != 1 {
			t.Fatalf("own record: %+v", own)
		}
		if err := l.EraseAnswer(ctx, l.person, "one", "q00", noon); err != nil {
			t.Fatal(err)
		}
		if err := l.EraseAnswer(ctx, l.person, "one", "q00", noon); !errors.Is(err, session.ErrNoAnswer) {
			t.Errorf("again: %v", err)
		}
		if own := l.own(); len(said(own.Parts[0])) > 0 || !own.Parts[0].Erased.IsZero() || len(said(own.Parts[1])) != 1 || own.ErasedFrom.IsZero() {
			t.Errorf("one erased: %+v", own)
		}
		for range 2 {
			if err := l.EraseAnswers(ctx, l.person, noon); err != nil {
				t.Fatal(err)
			}
		}
		if own := l.own(); len(said(own.Parts[1])) > 0 || !own.ErasedFrom.IsZero() || own.Parts[1].Finished.IsZero() {
			t.Errorf("all erased: %+v", own)
		}
		if seen := must(l.Inspect(ctx, l.person)); len(seen.Answers) > 0 || !seen.Wake.IsZero() {
			t.Errorf("left: %d bytes, due %v", len(seen.Answers), seen.Wake)
		}
	})
}

// TestErasureTakesBackWhatWaits: a text that waits to be sent and quotes an answer that is erased is not sent, and its question is
// asked again without the answer.
func TestErasureTakesBackWhatWaits(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		c := config(t, l.client)
		lessons := questions("v1", 2)
		lessons["tiny"].Steps[1].Prompt.Text = "What of {q00} now?"
		lessons["tiny"].Phrases[dialogue.PhraseHungUp], lessons["tiny"].Phrases[dialogue.PhraseResume] = dialogue.Prompt{}, dialogue.Prompt{}
		c.Lessons = lessons
		l = open(t, c)
		ctx := t.Context()
		l.says("SM1", "GO", "Version v1 asks 0.")
		l.says("SM2", "many a zeugma", "What of many a zeugma now?")
		call := dialogue.Input{Kind: dialogue.Connect, Channel: dialogue.Phone, Call: "CA1", At: noon}
		if _, err := l.Take(ctx, l.person, session.Turn{ID: "CA1", Number: l.number, Input: call}); err != nil {
			t.Fatal(err)
		}
		call.Kind = dialogue.HangUp
		if _, err := l.Take(ctx, l.person, session.Turn{ID: "CA1/end", Number: l.number, Input: call}); err != nil {
			t.Fatal(err)
		}
		held := must(l.Inspect(ctx, l.person))
		d, err := l.Wake(ctx, l.person, held.Wake)
		if err != nil || d == nil || !strings.Contains(d.Body, "zeugma") {
			t.Fatalf("the text after the call: %v, %v", d, err)
		}
		if err := l.Settle(ctx, d, session.Result{At: held.Wake, Outcome: session.Deferred, RetryAfter: time.Hour}); err != nil {
			t.Fatal(err)
		}
		if err := l.EraseAnswer(ctx, l.person, "tiny", "q00", held.Wake); err != nil {
			t.Fatal(err)
		}
		held = must(l.Inspect(ctx, l.person))
		if len(held.Drafts) > 0 {
			t.Errorf("drafts are left: %v", held.Entries)
		}
		d, err = l.Wake(ctx, l.person, held.Wake)
		if err != nil || d == nil || strings.Contains(d.Body, "zeugma") || !strings.Contains(d.Body, "What of now?") {
			t.Errorf("asked again: %v, %v", d, err)
		}
	})
}

// TestNobodysOwnRecord: whoever has none, was erased, or got the number from somebody else has nothing to read or change.
func TestNobodysOwnRecord(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		ctx := t.Context()
		nothing := func(when string) {
			t.Helper()
			if own, err := l.Own(ctx, l.person, noon); !errors.Is(err, session.ErrNobody) {
				t.Errorf("%s: %+v, %v", when, own, err)
			}
			if err := l.CorrectName(ctx, l.person, "Ana", noon); !errors.Is(err, session.ErrNobody) {
				t.Errorf("%s: %v", when, err)
			}
		}
		nothing("nobody")
		l.says("SM1", "GO", "Version v1 asks 0.")
		l.own()
		if err := l.Erase(ctx, l.person); err != nil {
			t.Fatal(err)
		}
		nothing("erased")
	})
}
