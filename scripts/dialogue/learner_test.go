package dialogue_test

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

// learner takes a lesson, and checks what the line says.
type learner struct {
	t       *testing.T
	script  *dialogue.Script
	st      dialogue.State
	now     time.Time
	rules   dialogue.Rules
	out     dialogue.Output // of the last turn
	listen  *dialogue.Listen
	refusal dialogue.Refusal // of the last invitation
	course  *course          // nil if they are on none
	counted func([]dialogue.Count)
}

// byDay are usual rules.
var byDay = dialogue.Rules{Hours: dialogue.Hours{From: 8 * 60, To: 20 * 60}, Retention: 30 * 24 * time.Hour, Calls: 2}

// newLearner is a learner at noon of a day on which no clock changes.
func newLearner(t *testing.T) *learner {
	t.Helper()
	return newLearnerAt(t, "Pacific/Auckland", "2026-11-23 12:00")
}

func newLearnerAt(t *testing.T, zone, clock string) *learner {
	t.Helper()
	return &learner{t: t, script: everything(), now: on(t, zone, clock), rules: byDay}
}

// on parses a time on the clock of a zone.
func on(t *testing.T, zone, clock string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", clock, loc)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (l *learner) take(in dialogue.Input) {
	in.At, in.Rules = l.now, l.rules
	if l.course != nil {
		in.Parts = l.course.parts(l)
	}
	l.st, l.out = dialogue.Advance(l.script, l.st, in)
	if l.counted != nil {
		l.counted(l.out.Counts)
	}
	if l.out.TakenUp != nil {
		l.script = l.out.TakenUp
	}
}

func (l *learner) text(words string) {
	l.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: words})
}

func (l *learner) call() {
	l.take(dialogue.Input{Kind: dialogue.Connect, Channel: dialogue.Phone, Call: "call"})
	l.listen = l.out.Listen
}

func (l *learner) onPhone(in dialogue.Input) {
	l.t.Helper()
	if l.listen == nil {
		l.t.Fatal("there is no call")
	}
	in.Channel, in.Call, in.Step, in.Prompt = dialogue.Phone, "call", l.listen.Step, l.listen.Prompt
	l.take(in)
	l.listen = l.out.Listen
}

func (l *learner) press(keys string) { l.onPhone(dialogue.Input{Kind: dialogue.Answer, Keys: keys}) }
func (l *learner) silent()           { l.onPhone(dialogue.Input{Kind: dialogue.NoInput}) }

func (l *learner) speak(words string) {
	l.onPhone(dialogue.Input{Kind: dialogue.Answer, Words: words, Spoken: true})
}

func (l *learner) hangUp() { l.onPhone(dialogue.Input{Kind: dialogue.HangUp}); l.listen = nil }
func (l *learner) wake()   { l.take(dialogue.Input{Kind: dialogue.Wake}) }

// missed is the input for a call of ours that reached nobody, or on the phone a machine.
func (l *learner) missed(channel dialogue.Channel) {
	l.take(dialogue.Input{Kind: dialogue.Missed, Channel: channel, Call: "ours"})
}

func (l *learner) pass(d time.Duration) { l.now = l.now.Add(d) }

// answers are one answer by text for each step.
var answers = map[string]string{
	"choice": "1", "closed": "1", "text": "my words", "go": "NEXT", "name": "Mere", "more": "no", "hour": "7.30pm", "after": "no",
}

// reach answers by text until this step is open.
func (l *learner) reach(step string) {
	l.t.Helper()
	l.text("GO")
	for range 20 {
		if l.st.Place.Step == step {
			return
		}
		l.text(answers[l.st.Place.Step])
	}
	l.t.Fatalf("at %q, and never at %q", l.st.Place.Step, step)
}

// says checks the lines of the last reply.
func (l *learner) says(want ...string) {
	l.t.Helper()
	if diff := cmp.Diff(want, lines(l.out.Lines)); diff != "" {
		l.t.Errorf("answer (-want +got):\n%s", diff)
	}
}

// texts checks the messages of the last turn, each with its lines joined.
func (l *learner) texts(want ...string) {
	l.t.Helper()
	var got []string
	for _, m := range l.out.Texts {
		got = append(got, strings.Join(lines(m.Lines), " / "))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		l.t.Errorf("texts (-want +got):\n%s", diff)
	}
}

func lines(said []dialogue.Line) (texts []string) {
	for _, l := range said {
		if l.Text != "" {
			texts = append(texts, l.Text)
		}
	}
	return texts
}

// due checks when a timer is due; the zero time means that it is not set.
func (l *learner) due(name string, want time.Time) {
	l.t.Helper()
	if at, _ := find(l.st.Place.Timers, name); !at.Equal(want) {
		l.t.Errorf("%s is due at %v, want %v", name, at, want)
	}
}
