package dialogue_test

import (
	"testing"

	"coachline/scripts/dialogue"
)

// TestQuestionsAboutTheCourse: how many parts there are is told in the middle of a part, too, and is no answer to its question.
// Between parts the learner hears when the next one comes.
func TestQuestionsAboutTheCourse(t *testing.T) {
	l := onCourse(t)
	for _, s := range l.course.scripts {
		s.Phrases[dialogue.PhraseAskedCourse] = dialogue.Prompt{Text: "{course_title} has {parts_all} parts"}
	}
	l.text("GO")
	l.text("how many parts are there")
	l.says("All of it has 3 parts", "part-1 hope")
	l.text("my hope")
	l.text("2")
	l.text("when is part 2?")
	l.says("All of it has 3 parts", "phrase waiting")
	l.untilDue(dialogue.OnClock(l.now, 1, 12, 30))
	l.text("that stayed")
	l.text("when is part 2?")
	l.says("Part 2 comes Friday at 12.30pm")
	if got := l.st.Answers["hope"]; got != "my hope" {
		t.Errorf("the hope is %q", got)
	}
}

// TestNextTakesNoMorePartsBack: also before the part has ended.
func TestNextTakesNoMorePartsBack(t *testing.T) {
	l := onCourse(t)
	l.text("GO")
	l.text("my hope")
	l.text("2")
	l.text("no more parts")
	l.says("phrase no_more")
	l.text("actually next")
	l.says("phrase more_parts")
	l.text("next")
	l.says("phrase waiting")
	l.untilDue(dialogue.OnClock(l.now, 1, 12, 30))
	l.text("that stayed")
	l.says("thanks", "Part 2 comes Friday at 12.30pm")
}
