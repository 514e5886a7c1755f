package dialogue_test

import (
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// TestMyDataSaysWhatIsStored: MYDATA says how many answers are stored, and for how long.
func TestMyDataSaysWhatIsStored(t *testing.T) {
	l := newLearner(t)
	l.script.Phrases[dialogue.PhraseData] = dialogue.Prompt{Text: "{answers}, kept {kept}"}
	asks := func(want string) {
		t.Helper()
		l.text("MYDATA")
		l.says(want)
	}
	asks("no answers, kept until 30 days after your last word here; we text you before")
	l.text("GO")
	l.text("1")
	asks("1 answer, kept until 30 days after your last word here; we text you before")
	l.rules.Retention = 0
	asks("1 answer, kept until you erase them")
	l.rules.Retention = 36 * time.Hour
	asks("1 answer, kept until 2 days after your last word here; we text you before")
	l.rules.Retention = 90 * time.Minute
	asks("1 answer, kept until 1 day after your last word here; we text you before")
	l.rules = byDay
	l.reach("hour")
	asks("3 answers, kept until 30 days after your last word here; we text you before")
	l.text("7.30pm")
	l.now = l.st.Place.NextWake()
	l.wake()
	l.text("no")
	asks("4 answers, kept until 24 December; we text you before")
	l.now = on(t, auckland, "2027-01-01 12:00")
	asks("4 answers, kept until 24 December 2026") // the line was down on that day
	l.wake()
	asks("no answers, kept until 30 days after your last word here; we text you before")
}

// TestForgetMeErasesOnceConfirmed: FORGET ME erases when it is repeated within a day.
func TestForgetMeErasesOnceConfirmed(t *testing.T) {
	l := newLearner(t)
	forget := func(phrase string) {
		t.Helper()
		l.text("Forget me")
		l.says("phrase " + phrase)
		if l.out.Erase != (phrase == "forgotten") {
			t.Errorf("%s: erases %v", phrase, l.out.Erase)
		}
	}
	l.text("GO")
	forget("forget")
	l.text("1")
	forget("forget") // another text came between
	l.pass(24*time.Hour + time.Second)
	forget("forget")
	l.pass(24 * time.Hour)
	forget("forgotten")
}

// TestMyDataAnswersAnybody: MYDATA gets a reply in every status, however many replies there were on that day.
func TestMyDataAnswersAnybody(t *testing.T) {
	for name, with := range map[string]func(*learner){
		"is not invited": func(l *learner) { l.st.Place.Status = dialogue.Uninvited; l.text("hello"); l.text("hello") },
		"waits":          func(l *learner) { l.reach("hour"); l.text("7.30pm") },
		"has finished":   func(l *learner) { l.st.Place.Status = dialogue.Ended },
		"has been told enough": func(l *learner) {
			l.st.Place.Status = dialogue.Ended
			for range 9 {
				l.text("hello")
			}
			l.says()
		},
		"has not begun": func(*learner) {},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLearner(t)
			with(l)
			l.text("my data")
			l.says("phrase data")
			l.text("FORGET ME")
			l.says("phrase forget")
			l.text("forget me")
			l.says("phrase forgotten")
			if !l.out.Erase {
				t.Error("erases nothing")
			}
		})
	}
}

// TestOptedOutGetNoReplyToMyData: a learner who has opted out gets no text. FORGET ME is done without a reply.
func TestOptedOutGetNoReplyToMyData(t *testing.T) {
	l := newLearner(t)
	l.text("GO")
	l.text("STOP")
	l.text("MYDATA")
	l.says()
	l.text("FORGET ME")
	l.says()
	if !l.out.Erase {
		t.Error("erases nothing")
	}
}

// TestMyDataRepliesAreLimited: a robot that asks for ever does not get replies for ever.
func TestMyDataRepliesAreLimited(t *testing.T) {
	l := newLearner(t)
	answered := 0
	for range 100 {
		l.text("MYDATA")
		answered += len(l.out.Lines)
	}
	if answered > 20 {
		t.Errorf("answered %d times in a day", answered)
	}
	l.pass(24 * time.Hour)
	l.text("MYDATA")
	if got := strings.Join(lines(l.out.Lines), ""); got != "phrase data" {
		t.Errorf("the next day: %q", got)
	}
}
