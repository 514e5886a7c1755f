package dialogue_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// invited is somebody whose invitation has been texted.
func invited(t *testing.T) *learner {
	t.Helper()
	l := uninvited(t)
	l.summon("a", again)
	l.sends(time.Hour, inviteText)
	return l
}

// TestRobotReachesNothing: an out-of-office that answers everything for three days, in words that the line knows or not, gets
// three texts at most, and begins nothing.
func TestRobotReachesNothing(t *testing.T) {
	for _, reply := range []string{
		"I am currently out of the office with limited access to messages. I will reply on my return.",
		"Thank you for your message. This phone is not monitored.",
		"Nie ma mnie w biurze, wracam 12. grudnia.",
		"No estoy disponible ahora mismo",
	} {
		l := uninvited(t)
		l.summon("a", again)
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

// TestSameTextAgain: the third time the same text is no answer, also in the middle of the lesson, and other numbers in it make
// it no other text. What a learner repeats as a command or a choice counts.
func TestSameTextAgain(t *testing.T) {
	l := meet(t)
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
	l = meet(t)
	l.reach("choice")
	for _, answer := range []string{"1", "1", "my words", "NEXT"} {
		step := l.st.Place.Step
		l.text("who are you?")
		l.says("phrase asked_who", "prompt "+step)
		l.text(answer)
	}
}

// TestNothingOfTheTextIsKept: the same text is known again by a hash among the answers, which no count and no export shows.
func TestNothingOfTheTextIsKept(t *testing.T) {
	l := meet(t)
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

// TestStranger: whoever has the number now hears who we are, and nothing comes any more; a word that begins shows that it was
// the learner.
func TestStranger(t *testing.T) {
	l := invited(t)
	l.text("you have the wrong person")
	l.says("phrase stranger")
	for range 24 * 5 {
		l.pass(time.Hour)
		l.wake()
		l.texts()
	}
	if got := l.refuses(t); got != dialogue.RefusedUnreachable {
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

// TestOpenLine: who may begin without an invitation begins by a greeting or a word that says so, and by nothing else.
func TestOpenLine(t *testing.T) {
	for words, begins := range map[string]bool{
		"Kia ora": true, "yes please": true, "START": true, "hang on": false, "skip": false, "lol what": false, "Nie ma mnie w biurze": false,
	} {
		l := meet(t)
		l.text(words)
		if began := l.st.Place.Status == dialogue.Started; began != begins {
			t.Errorf("%q: begins %v", words, began)
		}
		if !begins {
			l.says("phrase invited")
		}
	}
}

// TestUnreadable: a picture is no answer and no miss, however often.
func TestUnreadable(t *testing.T) {
	l := meet(t)
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

// TestQuestions are answered in a text, by phone in a sentence, and what was asked is said again.
func TestQuestions(t *testing.T) {
	for words, phrase := range map[string]string{
		"is this a bot?": "asked_bot", "who reads this": "asked_privacy", "what does it cost?": "asked_cost", "how long does it take": "asked_length",
		"who is this": "asked_who", "can I talk to a real person": "asked_person", "how did you get my number?": "asked_number",
		"can I do this in te reo?": "asked_language", "does this count for my CPD hours?": "asked_other",
	} {
		l := meet(t)
		l.reach("closed")
		l.text(words)
		l.says("phrase "+phrase, "prompt closed")
		if l.st.Place.Step != "closed" || l.st.Place.NoMatches != 0 {
			t.Errorf("%q: at %q", words, l.st.Place.Step)
		}
		l = meet(t)
		l.call()
		l.silent()
		l.speak(words)
		l.says("phrase "+phrase, "prompt choice")
	}
}

// TestBack goes to the question before and asks it anew; not over a wait, but from the wait to its hour.
func TestBack(t *testing.T) {
	l := meet(t)
	l.reach("text")
	l.text("back")
	l.says("prompt closed")
	l.text("go back please")
	l.says("prompt choice")
	if l.st.Answers["choice"] != "" {
		t.Errorf("it still holds %v", l.st.Answers)
	}
	l.text("back")
	l.says("phrase no_back", "prompt choice")
	l = meet(t)
	l.reach("name")
	l.text("start over")
	l.says("prompt choice")
	l = waiting(t)
	l.text("back")
	l.says("prompt hour")
	l.text("9pm")
	at := on(t, auckland, "2026-11-24 21:00")
	l.due(dialogue.TimerWait, at)
	l.sends(33*time.Hour, "prompt after")
	l.text("back")
	l.says("phrase no_back", "prompt after")
}

// TestPutRight: another name at any time, by text at once, by phone said back.
func TestPutRight(t *testing.T) {
	l := meet(t)
	l.reach("more")
	l.text("not Mere, Tane")
	l.says("phrase renamed", "prompt more")
	l.text("wrong name")
	l.says("phrase name_which", "prompt more")
	l.text("change the name to Hemi")
	if got := l.st.Answers["name"]; got != "Hemi" {
		t.Errorf("it holds %q", got)
	}
	l.text("no")
	l.text("7.30pm")
	l.text("her name is Mereana")
	l.says("phrase renamed")
	if got := l.st.Answers["name"]; got != "Mereana" || l.st.Place.Status != dialogue.Waiting {
		t.Errorf("it holds %q, and is %q", got, l.st.Place.Status)
	}
	l.texts() // and the wait goes on
	l.due(dialogue.TimerWait, on(t, auckland, "2026-11-24 19:30"))
	l = meet(t)
	l.reach("text")
	l.text("I meant to learn to listen") // nothing has a name yet
	if got := l.st.Answers["text"]; got != "I meant to learn to listen" {
		t.Errorf("it holds %q", got)
	}
}

// TestPutRightByPhone: the right name is said back, another one asked for, and the lesson goes on where it was, also days later.
func TestPutRightByPhone(t *testing.T) {
	l := waiting(t)
	l.sends(33*time.Hour, "prompt after")
	l.call()
	l.speak("no, her name is Tane")
	l.says("confirm")
	l.press("2")
	l.says("unclear 1", "prompt name")
	l.speak("Hemi")
	l.press("1")
	l.says("prompt after")
	if got := l.st.Answers["name"]; got != "Hemi" || l.st.Place.Status != dialogue.Started {
		t.Errorf("it holds %q, and is %q", got, l.st.Place.Status)
	}
	l.speak("her name is Tane")
	l.speak("go back")
	l.says("prompt after")
}

// TestHourPutRight: another hour for the next day's text, and the one that has passed today is tomorrow's.
func TestHourPutRight(t *testing.T) {
	l := waiting(t)
	l.text("change my time to 8pm")
	l.says("phrase waiting")
	l.due(dialogue.TimerWait, on(t, auckland, "2026-11-24 20:00"))
	l.pass(24 * time.Hour)
	l.text("make it 9am please")
	l.due(dialogue.TimerWait, on(t, auckland, "2026-11-25 09:00"))
}

// TestRestsOn: a wish to rest is no wish to go on, neither from one who rests nor just after a call.
func TestRestsOn(t *testing.T) {
	for _, words := range []string{"not now", "no thanks", "hang on", "PAUSE"} {
		l := meet(t)
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
		l := meet(t)
		l.call()
		l.silent()
		l.hangUp()
		l.text(words)
		l.says(want...)
	}
}

// TestEarly: what is written before its question is asked is kept with its answer, also where that is skipped.
func TestEarly(t *testing.T) {
	l := waiting(t)
	l.script.Steps = append(l.script.Steps, dialogue.Step{
		ID: "reflect", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate, Prompt: dialogue.Prompt{Text: "prompt reflect"},
	})
	l.text("ok")
	l.says("phrase waiting")
	l.text("I asked her and she talked for ten minutes")
	l.says("phrase early")
	l.text("and I said nothing at all")
	l.sends(33*time.Hour, "prompt after")
	l.text("no")
	l.says("prompt reflect")
	l.text("SKIP")
	if got, want := l.st.Answers["reflect"], "I asked her and she talked for ten minutes\nand I said nothing at all"; got != want {
		t.Errorf("it holds %q, want %q", got, want)
	}
}

// TestEarlyIsBounded: a flood of texts before the question is not kept without end.
func TestEarlyIsBounded(t *testing.T) {
	l := waiting(t)
	l.script.Steps = append(l.script.Steps, dialogue.Step{ID: "reflect", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate})
	for i := range 500 {
		l.text(strings.Repeat("a different long story ", 30) + strconv.Itoa(i))
	}
	if got := len(l.st.Answers["reflect"]); got > 5000 {
		t.Errorf("it keeps %d bytes", got)
	}
}

// TestLateAnswers: an answer that comes after a call broke off, or on a call, goes to the question that was asked there.
func TestLateAnswers(t *testing.T) {
	l := meet(t)
	l.call()
	l.silent()
	l.press("1")
	l.hangUp()
	l.text("beta")
	l.says("prompt text")
	l = meet(t)
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

// TestByVoice: what is said on a call is what it is.
func TestByVoice(t *testing.T) {
	for words, want := range map[string][]string{
		"hang on": {"phrase holding"}, "[noise]": {"unclear 1", "prompt text"}, "goodbye": {"phrase by_text"},
		"please leave your message after the tone": {"phrase by_text"}, "what was the question": {"prompt text"},
		"press one": {"prompt go"}, "can you text me": {"phrase by_text"}, "unsubscribe me": {"phrase help"}, "go back": {"prompt closed"},
	} {
		l := meet(t)
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
	l := meet(t)
	l.reach("hour")
	l.text("7.30pm")
	return l
}
