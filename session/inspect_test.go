package session_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// TestInspectOpensNoAnswer: Inspect shows where a learner is and when they are next due, and the answers only sealed.
func TestInspectOpensNoAnswer(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		if _, err := l.Inspect(t.Context(), l.person); !errors.Is(err, session.ErrNobody) {
			t.Errorf("of nobody: %v", err)
		}
		l.take(l.text("SM1", "GO"))
		l.take(l.text("SM2", "a kereru in the rain"))
		seen := must(l.Inspect(t.Context(), l.person))
		if seen.Place.Status != dialogue.Started || seen.Place.Step != "q01" || seen.Lesson != "tiny" || seen.Version != "v1" {
			t.Errorf("seen at %s of %s %s", seen.Place.Step, seen.Lesson, seen.Version)
		}
		if remind := noon.Add(4 * time.Hour); !seen.Wake.Equal(remind) {
			t.Errorf("due at %s, want %s", seen.Wake, remind)
		}
		if len(seen.Answers) == 0 || bytes.Contains(fmt.Appendf(nil, "%+v %s", seen, seen.Answers), []byte("kereru")) {
			t.Errorf("%d bytes of answers are seen: %s", len(seen.Answers), seen.Answers)
		}
	})
}

// TestRemovedLearnerBeginsAnew: a removed learner begins like anybody, even after an opt-out.
func TestRemovedLearnerBeginsAnew(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		l.take(l.text("SM2", "STOP"))
		for range 2 {
			if err := l.Remove(t.Context(), l.person); err != nil {
				t.Fatal(err)
			}
		}
		if due := must(l.Due(t.Context(), noon.AddDate(1, 0, 0), 10)); len(due) != 0 {
			t.Errorf("%d are still due", len(due))
		}
		l.says("SM3", "GO", "Version v1 asks 0.")
	})
}
