package dialogue_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

// bilingual is everything() with some words in te reo Māori.
func bilingual() *dialogue.Script {
	s := everything()
	s.Language = "en-NZ"
	s.Phrases[dialogue.PhraseLanguage] = dialogue.Prompt{Text: "English: {language_key}.", Phone: []dialogue.Line{{Text: "For English, press {language_key}."}}}
	s.Phrases[dialogue.PhraseLanguageWord] = dialogue.Prompt{Text: "For English, text ENGLISH."}
	other := *everything()
	other.Language, other.Voice = "mi", "Polly.Other-Neural"
	other.Phrases = maps.Clone(other.Phrases)
	other.Phrases[dialogue.PhraseLanguage] = dialogue.Prompt{Text: "Te reo: {language_key}.", Phone: []dialogue.Line{{Text: "Mo te reo, {language_key}."}}}
	other.Phrases[dialogue.PhraseLanguageWord] = dialogue.Prompt{Text: "TE REO."}
	for i := range other.Steps {
		step := &other.Steps[i]
		step.Prompt = dialogue.Prompt{Text: "mi " + step.ID}
	}
	s.Translations = []*dialogue.Script{&other}
	return s
}

func bilingualLearner(t *testing.T) *learner {
	l := newLearner(t)
	l.script = bilingual()
	return l
}

func TestLanguageIsAskedOnceAndRemembered(t *testing.T) {
	l := bilingualLearner(t)
	l.text("GO")
	l.says("English: 1. Te reo: 2.")
	l.text("blue")
	l.says("English: 1. Te reo: 2.")
	l.text("2")
	l.says("mi say", "mi choice")
	if got := l.st.Place.Language; got != "mi" {
		t.Errorf("remembered: %q", got)
	}
	l.st.Place.LessonPlace, l.st.Place.StepPlace = dialogue.LessonPlace{}, dialogue.StepPlace{} // the next lesson
	l.text("GO")
	l.says("mi say", "mi choice")
	l.script = everything() // which has one language, and says nothing of it
	l.st.Place.LessonPlace, l.st.Place.StepPlace = dialogue.LessonPlace{}, dialogue.StepPlace{}
	l.text("GO")
	l.says("Hello.", "prompt choice")
}

// TestNobodyIsHeldUpByTheLanguage shows that whoever does not choose gets the lesson in the language in which it was written.
func TestNobodyIsHeldUpByTheLanguage(t *testing.T) {
	for name, act := range map[string]func(l *learner){
		"SKIP":              func(l *learner) { l.text("GO"); l.text("SKIP") },
		"three other words": func(l *learner) { l.text("GO"); l.text("blue"); l.text("green"); l.text("grey") },
		"silence on the phone": func(l *learner) {
			l.call()
			for range 3 {
				l.silent()
			}
		},
		"hash": func(l *learner) { l.call(); l.press("#") },
	} {
		l := bilingualLearner(t)
		act(l)
		if p := &l.st.Place; p.Language != "en-NZ" || p.Phase != dialogue.Asking || p.Step == "" {
			t.Errorf("%s: language %q, phase %q at %q", name, p.Language, p.Phase, p.Step)
		}
	}
}

func TestLanguageChangesInTheSameTurn(t *testing.T) {
	l := bilingualLearner(t)
	l.reachIn("1", "choice")
	l.text("te reo please")
	l.says("mi choice")
	l.text("2")
	l.text("can we do this in english?")
	l.says("prompt closed")
	l.text("can I do this in another language?")
	l.says("For English, text ENGLISH. TE REO.", "prompt closed")
	l.call()
	l.speak("te reo")
	l.says("mi closed")
	if l.out.Voice != "Polly.Other-Neural" || l.out.Language != "mi" {
		t.Errorf("spoken in %s by %s", l.out.Language, l.out.Voice)
	}
}

func TestLanguageIsChosenOnThePhone(t *testing.T) {
	l := bilingualLearner(t)
	l.call()
	l.says("For English, press 1.", "Mo te reo, 2.")
	if voices := [2]string{l.out.Lines[0].Voice, l.out.Lines[1].Voice}; voices != [2]string{"", "Polly.Other-Neural"} {
		t.Errorf("asked by the voices %q", voices)
	}
	l.press("2")
	l.says("mi say")
	l = bilingualLearner(t)
	l.call()
	l.press("9") // the question goes on by text
	l.texts("phrase by_text / English: 1. Te reo: 2.")
	l.text("te reo")
	l.says("mi say", "mi choice")
}

// TestInvitationSaysHowToChangeTheLanguage shows the way in, which also begins the lesson.
func TestInvitationSaysHowToChangeTheLanguage(t *testing.T) {
	l := bilingualLearner(t)
	l.st.Place.Invite(dialogue.Invitation{Cohort: "ward", Lesson: l.script.Lesson, By: "Mere"}, l.script.Lesson, l.now, l.rules)
	l.wake()
	if got := lines(l.out.Texts[0].Lines); len(got) != 1 || got[0] == "" {
		t.Fatalf("invitation: %q", got)
	}
	l.text("te reo")
	l.says("mi say", "mi choice")
}

// reachIn is reach, with this key for the language.
func (l *learner) reachIn(key, step string) {
	l.t.Helper()
	l.text("GO")
	l.text(key)
	for range 20 {
		if l.st.Place.Step == step {
			return
		}
		l.text(answers[l.st.Place.Step])
	}
	l.t.Fatalf("at %q, and never at %q", l.st.Place.Step, step)
}

// TestOptOutAtTheQuestionForTheLanguage shows that it is as at any step: the help menu asks on a call, and by text it counts at once.
func TestOptOutAtTheQuestionForTheLanguage(t *testing.T) {
	for _, words := range []string{"stop texting me", "please stop", "unsubscribe"} {
		l := bilingualLearner(t)
		l.call()
		l.speak(words)
		if p := &l.st.Place; p.Phase != dialogue.Helping || p.OptedOut || len(l.out.Texts) > 0 {
			t.Fatalf("%q: phase %q, opted out %v, texted %v", words, p.Phase, p.OptedOut, l.out.Texts)
		}
		l.press("1")
		l.says("For English, press 1.", "Mo te reo, 2.")
		l.speak(words)
		l.press("2")
		if !l.st.Place.OptedOut || l.out.Listen != nil {
			t.Errorf("%q, then 2: opted out %v, listens %v", words, l.st.Place.OptedOut, l.out.Listen)
		}
		l = bilingualLearner(t)
		l.text("GO")
		if l.text(words); !l.st.Place.OptedOut {
			t.Errorf("%q by text does not opt out", words)
		}
	}
}

// TestCommandsAtTheQuestionForTheLanguage shows that help, repeats and questions are no misses.
func TestCommandsAtTheQuestionForTheLanguage(t *testing.T) {
	asked := []string{"For English, press 1.", "Mo te reo, 2."}
	l := bilingualLearner(t)
	l.call()
	l.press("*")
	l.says(asked...)
	l.press("*")
	if l.says(asked...); !l.out.Slow {
		t.Error("the second repeat in a row is not slow")
	}
	l.speak("what is this")
	l.says(append([]string{"phrase asked_who"}, asked...)...)
	l.press("0")
	if p := &l.st.Place; p.Phase != dialogue.Helping || p.NoMatches > 0 {
		t.Errorf("0: phase %q after %d misses", p.Phase, p.NoMatches)
	}
	l.silent()
	l.says(asked...)
	l.press("0")
	l.press("9") // the question goes on by text
	l.texts("phrase by_text / English: 1. Te reo: 2.")
	l.text("2")
	l.says("mi say", "mi choice")
}

// TestOwnRecordIsInTheLearnersLanguage shows that a page says choices and yes as a prompt does, and own words in full.
func TestOwnRecordIsInTheLearnersLanguage(t *testing.T) {
	l := bilingualLearner(t)
	mi := l.script.Translations[0]
	choices := slices.Clone(mi.Steps[mi.Index("closed")].Choices)
	choices[0].Said = "tahi"
	mi.Steps[mi.Index("closed")].Choices = choices
	mi.Wording = map[string]string{"yes": "ae"}
	own := strings.Repeat("in my own words ", 10)
	l.st.Place.Language, l.st.Answers = "mi", dialogue.Answers{"choice": own, "closed": "alpha", "after": "yes"}
	said := map[string]string{}
	for _, r := range dialogue.Recall(l.script, l.st, l.now) {
		said[r.Step] = r.Said
	}
	if diff := cmp.Diff(map[string]string{"choice": own, "closed": "tahi", "after": "ae"}, said); diff != "" {
		t.Error(diff)
	}
}

// TestLanguageIsAskedAgainAfterCare shows that who asks for the lesson after words of distress chooses the language first.
func TestLanguageIsAskedAgainAfterCare(t *testing.T) {
	for key, want := range map[string][]string{"1": {"For English, press 1.", "Mo te reo, 2."}, "#": {"Hello."}} {
		l := bilingualLearner(t)
		l.call()
		l.speak("I want to kill myself")
		l.press(key)
		l.says(want...)
	}
	l := bilingualLearner(t)
	l.text("GO")
	l.text("I want to kill myself")
	l.text("GO")
	l.says("phrase resume", "English: 1. Te reo: 2.")
	l.text("te reo")
	l.says("mi say", "mi choice")
}

// TestLanguageIsAskedAgainAfterAMove shows it for a record that goes to another number while the help menu is open.
func TestLanguageIsAskedAgainAfterAMove(t *testing.T) {
	l := bilingualLearner(t)
	l.call()
	l.press("0")
	l.st.Place = l.st.Place.MovedTo(dialogue.Place{})
	l.take(dialogue.Input{Kind: dialogue.Moved, Channel: dialogue.Text})
	l.says("phrase moved", "English: 1. Te reo: 2.")
}

// TestLanguageTextedDuringACallCounts shows that the call goes on in it, and that a key is no answer to a step that was not asked yet.
func TestLanguageTextedDuringACallCounts(t *testing.T) {
	for _, words := range []string{"2", "te reo", "te reo please"} {
		l := bilingualLearner(t)
		l.script.Steps = l.script.Steps[1:] // the first step is a question
		l.script.Translations[0].Steps = l.script.Translations[0].Steps[1:]
		l.call()
		l.text(words)
		l.says("phrase noted")
		l.press("1") // to what the line asked before the text came
		if l.says("mi choice"); l.st.Answers["choice"] != "" {
			t.Errorf("%q: kept %q", words, l.st.Answers["choice"])
		}
		l = bilingualLearner(t)
		l.call()
		l.hangUp()
		l.text(words)
		l.says("mi say", "mi choice")
	}
}
