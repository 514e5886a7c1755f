package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

// asksForRecord is a text of MYWORDS, and returns how long the link opens; 0 is that there is none.
func (l *learner) asksForRecord() (life time.Duration) {
	l.t.Helper()
	l.take(dialogue.Input{
		Kind: dialogue.Answer, Channel: dialogue.Text, Words: "MYWORDS",
		Link: func(d time.Duration) string { life = d; return "https://line.example/me/token" },
	})
	return life
}

// TestRecordIsForThoseWhoBegan: MYWORDS brings a link that opens for an hour to whoever has begun, and to nobody else.
func TestRecordIsForThoseWhoBegan(t *testing.T) {
	l := newLearner(t)
	l.script.Phrases[dialogue.PhraseRecord] = dialogue.Prompt{Text: "at {record_link}"}
	for _, status := range []dialogue.Status{dialogue.New, dialogue.Invited} {
		l.st.Place.Status = status
		if life := l.asksForRecord(); life != 0 {
			t.Errorf("%q: a link", status)
		}
		l.says("phrase record_none")
	}
	l = newLearner(t)
	l.script.Phrases[dialogue.PhraseRecord] = dialogue.Prompt{Text: "at {record_link}"}
	l.st.Place.Status = dialogue.Uninvited
	if life := l.asksForRecord(); life != 0 {
		t.Error("uninvited: a link")
	}
	l.says("phrase uninvited")
	l.st.Place.Status = dialogue.New
	l.text("GO")
	step := l.st.Place.Step
	if life := l.asksForRecord(); life != time.Hour {
		t.Errorf("the link opens for %s", life)
	}
	l.says("at https://line.example/me/token")
	if l.st.Place.Step != step {
		t.Error("the open question did not wait")
	}
	l.text("STOP")
	if life := l.asksForRecord(); life != time.Hour {
		t.Error("one who opted out gets no link, and no notice either")
	}
	l.text("START")
	l.text("wrong number")
	if life := l.asksForRecord(); life != 0 {
		t.Error("a stranger gets a link")
	}
}

// noticed wakes the learner whenever the line wants to, up to a time, and returns when notices came, and their texts.
func (l *learner) noticed(until time.Time) (at []time.Time, said []string) {
	l.t.Helper()
	for next := l.st.Place.NextWake(); !next.IsZero() && !next.After(until); next = l.st.Place.NextWake() {
		if next.After(l.now) {
			l.now = next.In(l.now.Location())
		} else {
			l.now = l.now.Add(time.Second)
		}
		l.take(dialogue.Input{Kind: dialogue.Wake, Link: func(d time.Duration) string { return d.String() }})
		for _, m := range l.out.Texts {
			if text := m.Lines[0].Text; len(text) > 7 && text[:7] == "notice " && !m.IfSilent {
				at, said = append(at, l.now), append(said, text)
			}
		}
	}
	return at, said
}

// finished is a learner at the end of the lesson, which erases after 30 days.
func finished(t *testing.T) *learner {
	t.Helper()
	l := newLearner(t)
	l.script.Phrases[dialogue.PhraseNotice] = dialogue.Prompt{Text: "notice of {erased_on}, {record_link}"}
	l.text("GO")
	l.text("1")
	l.reach("hour")
	l.text("7.30pm")
	l.now = l.st.Place.NextWake()
	l.wake()
	l.text("no")
	if l.st.Place.Status != dialogue.Ended {
		t.Fatalf("the lesson is %q", l.st.Place.Status)
	}
	return l
}

// TestNoticeComesOnceBeforeErasure: a week before their answers are erased the learner is told so, once, within texting hours.
func TestNoticeComesOnceBeforeErasure(t *testing.T) {
	l := finished(t)
	end := l.now
	at, said := l.noticed(end.AddDate(1, 0, 0))
	if len(at) != 1 || said[0] != "notice of 24 December, 24h0m0s" || !at[0].Equal(end.AddDate(0, 0, 23)) {
		t.Errorf("notices %q at %v", said, at)
	}
	if len(l.st.Answers.Said()) > 0 {
		t.Errorf("still held: %v", l.st.Answers)
	}
}

// TestNoticeWaitsForTextingHours: so it does, and the erasure does not wait for it.
func TestNoticeWaitsForTextingHours(t *testing.T) {
	l := finished(t)
	l.rules.Hours = dialogue.Hours{From: 21 * 60, To: 22 * 60}
	at, _ := l.noticed(l.now.AddDate(1, 0, 0))
	if len(at) != 1 || at[0].Hour() != 21 {
		t.Errorf("notices at %v", at)
	}
}

// TestNoNotice is for those who want or need none.
func TestNoNotice(t *testing.T) {
	for name, given := range map[string]func(*learner){
		"opted out":   func(l *learner) { l.text("STOP") },
		"a stranger":  func(l *learner) { l.text("wrong number") },
		"in distress": func(l *learner) { l.text("I want to die") },
		"unreachable": func(l *learner) { l.st.Place.Unreachable = true },
		"no answers": func(l *learner) {
			for id := range l.st.Answers.Said() {
				delete(l.st.Answers, id)
			}
		},
		"has read it": func(l *learner) { l.st.Place.RecordRead = l.now.AddDate(0, 0, 20) },
	} {
		t.Run(name, func(t *testing.T) {
			l := finished(t)
			given(l)
			if at, said := l.noticed(l.now.AddDate(1, 0, 0)); len(at) > 0 {
				t.Errorf("notices %q at %v", said, at)
			}
			if len(l.st.Answers.Said()) > 0 {
				t.Errorf("still held: %v", l.st.Answers)
			}
		})
	}
}

// TestOneNoticeForSeveralErasures: the parts of a course are erased days apart, and one notice is for all of them. What is
// erased much later has a notice of its own.
func TestOneNoticeForSeveralErasures(t *testing.T) {
	l := finished(t)
	end := l.now
	for lesson, days := range map[string]int{"two": 35, "three": 40, "four": 65} {
		l.st.Place.Timers = append(l.st.Place.Timers, dialogue.Timer{Name: dialogue.TimerForget + "/" + lesson, At: end.AddDate(0, 0, days)})
		l.st.Answers[lesson+"/hope"] = "to listen"
	}
	at, said := l.noticed(end.AddDate(1, 0, 0))
	if len(at) != 2 || !at[0].Equal(end.AddDate(0, 0, 23)) || !at[1].Equal(end.AddDate(0, 0, 58)) {
		t.Errorf("notices %q at %v", said, at)
	}
}

// TestShortRetentionHasANotice: half of it is left then.
func TestShortRetentionHasANotice(t *testing.T) {
	l := newLearner(t)
	l.script.Phrases[dialogue.PhraseNotice] = dialogue.Prompt{Text: "notice of {erased_on}, {record_link}"}
	l.rules.Retention = 4 * 24 * time.Hour
	l.text("GO")
	l.text("1")
	l.text("PAUSE")
	began := l.now
	if at, said := l.noticed(began.AddDate(1, 0, 0)); len(at) != 1 || !at[0].Equal(began.AddDate(0, 0, 2)) {
		t.Errorf("notices %q at %v", said, at)
	}
}
