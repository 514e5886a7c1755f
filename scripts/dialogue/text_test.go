package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// invited is a learner whose invitation was texted.
func invited(t *testing.T) *learner {
	t.Helper()
	l := uninvited(t)
	l.invite("a", again)
	l.sends(time.Hour, inviteText)
	return l
}

// TestRobotBeginsNothing: an out-of-office reply to every text, for three days, gets three texts at most and begins nothing.
func TestRobotBeginsNothing(t *testing.T) {
	for _, reply := range []string{
		"I am currently out of the office with limited access to messages. I will reply on my return.",
		"Thank you for your message. This phone is not monitored.",
		"Nie ma mnie w biurze, wracam 12. grudnia.",
		"No estoy disponible ahora mismo",
	} {
		l := uninvited(t)
		l.invite("a", again)
		texts := 0
		answers := func() {
			for l.out.Lines != nil || l.out.Texts != nil { // it answers what it gets, in the same second
				if texts++; texts > 20 {
					t.Fatalf("%q is answered for ever", reply)
				}
				l.text(reply)
			}
		}
		for range 3 * 24 {
			l.wake()
			answers()
			l.text(reply) // and of its own accord
			answers()
			l.pass(time.Hour)
		}
		if texts > 3 || len(l.st.Place.Milestones) > 0 || l.st.Place.Status != dialogue.Invited {
			t.Errorf("%q gets %d texts, and is %s with %v", reply, texts, l.st.Place.Status, l.st.Place.Milestones)
		}
	}
}

// TestThirdIdenticalTextIsIgnored: a text that comes the third time is ignored, even if its numbers differ. Commands and
// choices may be repeated.
func TestThirdIdenticalTextIsIgnored(t *testing.T) {
	l := newLearner(t)
	l.reach("text")
	l.text("Weg bis 12. Mai")
	l.says("prompt go")
	l.text("Weg bis 12. Mai")
	l.says("unclear 1")
	l.text("Weg bis 13. Mai")
	l.says()
	if l.st.Place.Step != "go" {
		t.Errorf("at %q", l.st.Place.Step)
	}
	for range 4 {
		l.text("AGAIN")
		l.says("prompt go")
	}
	l = newLearner(t)
	l.reach("choice")
	for _, answer := range []string{"1", "1", "my words", "NEXT"} {
		step := l.st.Place.Step
		l.text("who are you?")
		l.says("phrase asked_who", "prompt "+step)
		l.text(answer)
	}
}

// TestLastTextIsKeptOnlyAsAHash: the line keeps a hash of the last text, which no count or export shows.
func TestLastTextIsKeptOnlyAsAHash(t *testing.T) {
	l := newLearner(t)
	l.reach("go")
	l.text("a planted secret")
	for id, kept := range l.st.Answers.Said() {
		if id[0] == '.' || kept == "a planted secret" {
			t.Errorf("it keeps %q: %q", id, kept)
		}
	}
	l.text("MYDATA")
	l.says("phrase data")
}

// TestStrangerGetsNothingOfTheLesson: a stranger hears who we are, and the line begins nothing more. GO shows that it was
// the learner.
func TestStrangerGetsNothingOfTheLesson(t *testing.T) {
	l := invited(t)
	l.text("you have the wrong person")
	l.says("phrase stranger")
	for range 24 * 5 {
		l.pass(time.Hour)
		l.wake()
		l.texts()
	}
	if got := l.nudgeRefusal(t); got != dialogue.RefusedUnreachable {
		t.Errorf("a nudge is refused as %q", got)
	}
	l.text("ok then")
	l.says("phrase stranger")
	l.text("GO")
	l.says("Hello Mere.", "prompt choice")
	l.text("wrong number")
	l.says("phrase stranger")
	if l.st.Place.Step != "choice" || len(l.st.Answers.Said()) != 0 {
		t.Errorf("at %q with %v", l.st.Place.Step, l.st.Answers)
	}
}

// TestOpenLineBeginsOnlyAtARequest: without an invitation, only a greeting or a request begins the lesson.
func TestOpenLineBeginsOnlyAtARequest(t *testing.T) {
	for words, begins := range map[string]bool{
		"Kia ora": true, "yes please": true, "START": true, "hang on": false, "skip": false, "lol what": false, "Nie ma mnie w biurze": false,
	} {
		l := newLearner(t)
		l.text(words)
		if began := l.st.Place.Status == dialogue.Started; began != begins {
			t.Errorf("%q: begins %v", words, began)
		}
		if !begins {
			l.says("phrase invited")
		}
	}
}

// TestPictureIsNoMiss: a picture is neither an answer nor a miss.
func TestPictureIsNoMiss(t *testing.T) {
	l := newLearner(t)
	picture := dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Unreadable: true}
	l.take(picture)
	l.says("phrase unreadable", "phrase invited")
	l.reach("closed")
	for range 4 {
		l.take(picture)
		l.says("phrase unreadable")
	}
	if l.st.Place.NoMatches != 0 || l.st.Place.Step != "closed" {
		t.Errorf("%d misses at %q", l.st.Place.NoMatches, l.st.Place.Step)
	}
}

// TestQuestionIsAnsweredAndThePromptRepeated : on both channels a question is answered, and the prompt said again.
func TestQuestionIsAnsweredAndThePromptRepeated(t *testing.T) {
	for words, phrase := range map[string]string{
		"is this a bot?": "asked_bot", "who reads this": "asked_privacy", "what does it cost?": "asked_cost", "how long does it take": "asked_length",
		"who is this": "asked_who", "can I talk to a real person": "asked_person", "how did you get my number?": "asked_number_own",
		"can I do this in te reo?": "asked_language", "does this count for my CPD hours?": "asked_other",
	} {
		l := newLearner(t)
		l.reach("closed")
		l.text(words)
		l.says("phrase "+phrase, "prompt closed")
		if l.st.Place.Step != "closed" || l.st.Place.NoMatches != 0 {
			t.Errorf("%q: at %q", words, l.st.Place.Step)
		}
		l = newLearner(t)
		l.call()
		l.silent()
		l.speak(words)
		l.says("phrase "+phrase, "prompt choice")
	}
}

// TestQuestionToSomebodyElseIsAnAnswer: where a step asks for words to somebody else, a question in them is not about the line.
func TestQuestionToSomebodyElseIsAnAnswer(t *testing.T) {
	const words = "Can I coach you for ten minutes?"
	l := newLearner(t)
	l.reach("text")
	l.text(words)
	l.says("phrase asked_length", "prompt text")
	l.script.Steps[l.script.Index("text")].ToOthers = true
	l.text(words)
	l.says("prompt go")
	if got := l.st.Answers["text"]; got != words {
		t.Errorf("kept %q", got)
	}
}

// TestPausedLessonKeepsResting: a wish to rest does not go on with the lesson, neither in a pause nor just after a call.
func TestPausedLessonKeepsResting(t *testing.T) {
	for _, words := range []string{"not now", "no thanks", "hang on", "PAUSE"} {
		l := newLearner(t)
		l.reach("text")
		l.text("PAUSE")
		l.text(words)
		l.says("phrase paused")
		l.text("ok go on")
		l.says("phrase resume", "prompt text")
	}
	for words, want := range map[string][]string{
		"PAUSE": {"phrase paused"}, "not now": {"phrase paused"}, "SKIP": {"prompt closed"}, "back": {"phrase no_back", "prompt choice"},
		"hang on": {"phrase resume", "prompt choice"},
	} {
		l := newLearner(t)
		l.call()
		l.silent()
		l.hangUp()
		l.text(words)
		l.says(want...)
	}
}

// TestLateAnswerGoesToItsQuestion: a text after or during a call answers the question that the call asked.
func TestLateAnswerGoesToItsQuestion(t *testing.T) {
	l := newLearner(t)
	l.call()
	l.silent()
	l.press("1")
	l.hangUp()
	l.text("beta")
	l.says("prompt text")
	l = newLearner(t)
	l.call()
	l.silent()
	l.text("2")
	l.says("phrase noted")
	if l.st.Answers["choice"] != "beta" {
		t.Errorf("it holds %v", l.st.Answers)
	}
	l.silent()
	l.says("prompt closed")
}

// TestSpokenCommandIsNoAnswer: on a call, a command or noise is not kept as an answer.
func TestSpokenCommandIsNoAnswer(t *testing.T) {
	for words, want := range map[string][]string{
		"hang on": {"phrase holding"}, "[noise]": {"unclear 1", "prompt text"}, "goodbye": {"phrase by_text"},
		"please leave your message after the tone": {"phrase by_text"}, "what was the question": {"prompt text"},
		"press one": {"prompt go"}, "can you text me": {"phrase by_text"}, "unsubscribe me": {"phrase help"}, "go back": {"prompt closed"},
	} {
		l := newLearner(t)
		l.reach("text")
		l.call()
		l.speak(words)
		l.says(want...)
		if l.st.Answers["text"] != "" {
			t.Errorf("%q is kept as %q", words, l.st.Answers["text"])
		}
	}
}

func waiting(t *testing.T) *learner {
	t.Helper()
	l := newLearner(t)
	l.reach("hour")
	l.text("7.30pm")
	return l
}
