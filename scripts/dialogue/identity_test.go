package dialogue_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
)

const twoMonths = 60 * 24 * time.Hour

// quoting is everything, with phrases that say what a stranger must not hear.
func quoting() *dialogue.Script {
	s := everything()
	for _, name := range []string{dialogue.PhraseResume, dialogue.PhraseWelcomeBack, dialogue.PhraseEnded, dialogue.PhraseWaiting, dialogue.PhraseRemind, dialogue.PhraseInvited} {
		s.Phrases[name] = dialogue.Prompt{Text: name + " {name} {text}"}
	}
	s.Phrases[dialogue.PhraseIsItYou] = dialogue.Prompt{Text: "still {name}?"}
	return s
}

// silentAt is a learner who was silent for two months at a step.
func silentAt(t *testing.T, step string) *learner {
	t.Helper()
	l := newLearner(t)
	l.script, l.st.Place.Name = quoting(), "Aroha"
	l.reach(step)
	l.silence(twoMonths)
	return l
}

// silence lets time pass with all that the line does meanwhile.
func (l *learner) silence(d time.Duration) {
	until := l.now.Add(d)
	for next := l.st.Place.NextWake(); !next.IsZero() && next.Before(until); next = l.st.Place.NextWake() {
		if l.now = l.now.Add(time.Second); next.After(l.now) {
			l.now = next.In(l.now.Location())
		}
		l.wake()
	}
	l.now = until
}

// TestAsksWhoseNumberItIs: the question goes first, and what was written goes on after a yes, as an answer to the open question.
func TestAsksWhoseNumberItIs(t *testing.T) {
	for _, yes := range []string{"1", "yes", "Yes still me", "still me", "that's me", "Aroha", "Aroha here", "it's aroha", "AE"} {
		l := silentAt(t, "text")
		l.text("my two words")
		l.says("still Aroha?")
		l.text(yes)
		if l.st.Answers["text"] != "my two words" || l.st.Place.Step != "go" {
			t.Errorf("after %q it is at %q, with %v", yes, l.st.Place.Step, l.st.Answers)
		}
		if len(l.st.Answers.Said()) != 1 {
			t.Errorf("it keeps more than the answers: %v", l.st.Answers)
		}
	}
	l := newLearner(t)
	l.reach("text")
	l.silence(twoMonths - time.Minute)
	l.text("my two words")
	l.says("prompt go")
}

// TestNoIsAStranger: the record is closed to that number, and nothing of it is said. GO asks again.
func TestNoIsAStranger(t *testing.T) {
	for _, no := range []string{"2", "no", "No this is Tom", "Tom", "not me", "she left", "yes this is Tom", "Aroha's phone is mine now", "wrong number", "you have the wrong person"} {
		l := newLearner(t)
		l.script, l.st.Place.Name, l.rules.Retention = quoting(), "Aroha", 90*24*time.Hour
		l.reach("text")
		l.silence(twoMonths)
		before := l.st.Answers["choice"]
		l.text("hello?")
		l.text(no)
		l.says("phrase stranger")
		if !l.st.Place.Stranger || l.st.Answers["choice"] != before || before == "" {
			t.Errorf("after %q: %+v", no, l.st)
		}
		l.text("what is this about")
		l.says("phrase stranger")
		if next := l.st.Place.NextWake(); next.IsZero() || next.After(l.now.AddDate(0, 0, 30)) {
			t.Errorf("after %q nothing erases the answers", no)
		}
		l.text("GO")
		l.says("still Aroha?")
		l.text("yes")
		if l.st.Place.Stranger || l.st.Place.Unsure {
			t.Errorf("after GO and yes: %+v", l.st.Place.PersonPlace)
		}
	}
}

func TestUnknownNameIsAskedInOtherWords(t *testing.T) {
	l := silentAt(t, "text")
	l.st.Place.Name = ""
	l.text("hello")
	l.says("phrase is_it_you_unnamed")
	l.text("Tom")
	l.says("phrase stranger")
}

// TestWhatIsNeverHeldUp: a stranger stops, asks for help, and is helped, without saying who they are. None of that makes them the
// learner.
func TestWhatIsNeverHeldUp(t *testing.T) {
	for said, want := range map[string]string{
		"STOP": "phrase stopped", "HELP": "phrase help phrase help_words phrase help_care", "MYDATA": "phrase data", "FORGET ME": "phrase forget", "I want to die": "phrase care",
	} {
		l := silentAt(t, "text")
		l.text(said)
		l.says(want)
		if !l.st.Place.Unsure {
			t.Errorf("%s shows that it is the learner", said)
		}
	}
	l := silentAt(t, "text")
	l.text("STOP")
	l.text("START")
	l.says("still Aroha?")
	l = silentAt(t, "text")
	l.text("who are you?")
	l.says("phrase asked_who", "still Aroha?")
	l = silentAt(t, "text")
	l.text("I want to die")
	l.text("GO")
	l.says("still Aroha?")
}

// TestOwnWordsWaitForTheAnswer: an address of the learner's words is for the learner, also after STOP.
func TestOwnWordsWaitForTheAnswer(t *testing.T) {
	for _, first := range []string{"", "STOP"} {
		l := silentAt(t, "text")
		if first != "" {
			l.text(first)
		}
		if life := l.asksForRecord(); life != 0 {
			t.Error("a stranger has the address")
		}
		l.says("still Aroha?")
		var made int
		l.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: "yes", Link: func(time.Duration) string { made++; return "link" }})
		if l.says("phrase record"); made != 1 {
			t.Errorf("%d addresses", made)
		}
	}
}

// TestAsksBeforeItTextsFirst: what is due waits for the answer, which it follows. Without one, nothing more is texted.
func TestAsksBeforeItTextsFirst(t *testing.T) {
	nudged := func() *learner {
		l := silentAt(t, "text")
		l.st.Place.Invitations = []dialogue.Invitation{{Cohort: "c", Lesson: l.script.Lesson, Texted: l.now.AddDate(0, -3, 0)}}
		if refusal := l.st.Place.Nudge("c", l.script.Lesson, l.now, l.rules); refusal != "" {
			t.Fatal(refusal)
		}
		l.wake()
		l.texts("still Aroha?")
		return l
	}
	l := nudged()
	l.wake()
	l.texts()
	if next := l.st.Place.NextWake(); !next.IsZero() {
		t.Errorf("something is still due at %v", next)
	}
	l.text("yes")
	l.says("welcome_back Aroha", "prompt text")
	l.wake()
	l.texts()
	l = nudged()
	l.text("no")
	l.wake()
	l.texts()
}

// TestAWaitOfMonthsGoesOnAfterTheAnswer: the next day's text was due long ago.
func TestAWaitOfMonthsGoesOnAfterTheAnswer(t *testing.T) {
	l := newLearner(t)
	l.script, l.st.Place.Name, l.rules.Retention = quoting(), "Aroha", 0
	l.reach("wait")
	for i := range l.st.Place.Timers {
		l.st.Place.Timers[i].At = l.now.AddDate(0, 3, 0)
	}
	l.silence(89 * 24 * time.Hour)
	for l.out = (dialogue.Output{}); len(l.out.Texts) == 0; l.wake() {
		l.now = l.st.Place.NextWake().In(l.now.Location())
	}
	l.texts("still Aroha?")
	l.text("yes")
	l.says("prompt after")
}

// TestCallerIsAsked: with keys and in words, and again after silence, a few times.
func TestCallerIsAsked(t *testing.T) {
	l := silentAt(t, "text")
	l.call()
	l.says("still Aroha?")
	l.press("1")
	l.says("welcome_back Aroha", "prompt text")

	l = silentAt(t, "text")
	l.call()
	l.press("0")
	l.says("phrase help")
	l.press("1")
	l.says("still Aroha?")
	l.speak("no this is Tom")
	l.says("phrase stranger", "phrase goodbye")
	if l.listen != nil || !l.st.Place.Stranger {
		t.Error("the call goes on with a stranger")
	}
	l.call()
	l.says("still Aroha?")
	for range 2 {
		l.silent()
		l.says("still Aroha?")
	}
	l.silent()
	l.says("phrase goodbye")
	l.pass(time.Hour)
	l.wake()
	l.texts()

	l = silentAt(t, "text")
	l.call()
	l.press("0")
	l.press("2")
	l.says("phrase stopped", "phrase goodbye")
}

// TestQuestionIsAskedAFewTimesADay: two machines do not talk to each other for ever.
func TestQuestionIsAskedAFewTimesADay(t *testing.T) {
	l, asked := silentAt(t, "text"), 0
	for _, said := range []string{"hm", "so what", "perhaps", "blue", "green", "red"} {
		l.text(said)
		asked += len(l.out.Lines)
	}
	if asked != 5 {
		t.Errorf("asked %d times", asked)
	}
	l.pass(24 * time.Hour)
	l.text("well")
	l.says("still Aroha?")
}

// TestStrangerHearsNothing takes random conversations with whoever has the number after two months. Up to a yes, nothing that they
// hear has a name, an answer, or a prompt of the lesson.
func TestStrangerHearsNothing(t *testing.T) {
	steps := []string{"choice", "text", "go", "name", "more", "hour", "wait", "after"}
	rapid.Check(t, func(t *rapid.T) {
		l := &learner{t: nil, script: quoting(), now: noon, rules: byDay}
		l.st.Place.Name = "Aroha"
		l.text("GO")
		step := rapid.SampledFrom(steps).Draw(t, "step")
		for turns := 0; l.st.Place.Step != step; turns++ {
			if turns > 50 {
				t.Fatalf("it stays at %q, and does not reach %q", l.st.Place.Step, step)
			}
			if l.st.Place.Status == dialogue.Waiting {
				l.now = l.st.Place.NextWake()
				l.wake()
				continue
			}
			words := answers[l.st.Place.Step]
			l.text(words)
		}
		l.rules.Retention = 0
		if rapid.Bool().Draw(t, "on phone") {
			l.call()
			l.pass(time.Minute)
			l.take(dialogue.Input{Kind: dialogue.HangUp, Channel: dialogue.Phone, Call: "call"})
		}
		l.pass(twoMonths)
		for range rapid.IntRange(1, 20).Draw(t, "turns") {
			l.pass(time.Duration(rapid.IntRange(1, 30*60*60).Draw(t, "seconds")) * time.Second)
			in := anything(t, l.st, l.now)
			if slices.Contains([]string{"1", "yes"}, in.Words) || strings.HasPrefix(in.Keys, "1") || in.Kind == dialogue.Missed {
				continue
			}
			l.take(in)
			if !l.st.Place.Unsure && in.Kind != dialogue.Wake {
				return // some other word was a yes
			}
			for _, line := range append(lines(l.out.Lines), l.textLines()...) {
				if line == "still Aroha?" {
					continue
				}
				for _, secret := range []string{"Aroha", "my words", "Mere", "prompt", "confirm", "alpha"} {
					if strings.Contains(line, secret) {
						t.Fatalf("to %+v it says %q", in, line)
					}
				}
			}
		}
	})
}

// textLines are the lines of all texts of the last turn.
func (l *learner) textLines() (all []string) {
	for _, m := range l.out.Texts {
		all = append(all, lines(m.Lines)...)
	}
	return all
}
