package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

const kept30Days = 30 * 24 * time.Hour

// TestAnswersAreErasedAfterRetention: answers stay for thirty days after the learner's last turn in the lesson, or its end.
func TestAnswersAreErasedAfterRetention(t *testing.T) {
	l := newLearner(t)
	l.text("GO")
	l.due(dialogue.TimerForget, time.Time{}) // nothing is held
	l.text("1")
	l.due(dialogue.TimerForget, l.now.Add(kept30Days))
	l.pass(time.Hour)
	l.call()
	l.due(dialogue.TimerForget, l.now.Add(kept30Days))
	last := l.now
	l.pass(time.Minute)
	l.hangUp()
	l.wake()
	l.due(dialogue.TimerForget, last.Add(kept30Days)) // what the line does is no word of theirs
	l.reach("hour")
	l.text("7.30pm")
	l.now = l.st.Place.NextWake()
	next := l.now // which speaks of the answers
	l.wake()
	l.due(dialogue.TimerForget, next.Add(kept30Days))
	l.text("no")
	if l.st.Place.Status != dialogue.Ended {
		t.Fatalf("is %q", l.st.Place.Status)
	}
	end := l.now.Add(kept30Days)
	l.pass(time.Hour)
	l.text("thanks")
	l.call()
	l.due(dialogue.TimerForget, end)
	l.now = end
	l.wake()
	l.texts()
	if len(l.st.Answers) > 0 || !l.st.Place.NextWake().IsZero() {
		t.Errorf("holds %v, due %v", l.st.Answers, l.st.Place.Timers)
	}
}

// TestRetentionAppliesInTheMiddleOfALesson : the answers of a learner who never comes back are erased, and an
// unconfirmed name too. Their place stays.
func TestRetentionAppliesInTheMiddleOfALesson(t *testing.T) {
	l := newLearner(t)
	l.reach("name")
	l.text("Ana Bea Cee")
	l.says("confirm")
	l.text("STOP")
	l.now = l.st.Place.NextWake()
	l.wake()
	l.texts()
	if len(l.st.Answers) > 0 || l.st.Place.Phase != dialogue.Asking || l.st.Place.Step != "name" {
		t.Errorf("holds %v at %+v", l.st.Answers, l.st.Place)
	}
	l.text("START")
	l.says("phrase welcome_back", "prompt name")
}

// TestRetentionBeginsWhenAWakeUpEndsTheLesson: a wake-up may end a lesson, and the retention begins then.
func TestRetentionBeginsWhenAWakeUpEndsTheLesson(t *testing.T) {
	l := newLearner(t)
	l.script.Steps = l.script.Steps[:len(l.script.Steps)-1]
	l.reach("hour")
	l.text("7.30pm")
	l.now = l.st.Place.NextWake()
	l.wake()
	if l.st.Place.Status != dialogue.Ended {
		t.Fatalf("is %q", l.st.Place.Status)
	}
	l.due(dialogue.TimerForget, l.now.Add(kept30Days))
}

// TestWithoutRetentionAnswersStay: without a retention no answer is erased. One that is set later applies from the next turn.
func TestWithoutRetentionAnswersStay(t *testing.T) {
	l := newLearner(t)
	l.rules.Retention = 0
	l.text("GO")
	l.text("1")
	l.due(dialogue.TimerForget, time.Time{})
	l.rules.Retention = time.Hour
	l.text("HELP")
	l.due(dialogue.TimerForget, l.now.Add(time.Hour))

	withheld := newLearner(t)
	withheld.st.Place.Withheld = true
	withheld.call()
	withheld.silent()
	withheld.press("1")
	withheld.due(dialogue.TimerForget, time.Time{})
}
