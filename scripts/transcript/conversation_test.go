package transcript

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

func tiny() *dialogue.Script {
	phrases := map[string]dialogue.Prompt{}
	for _, name := range dialogue.PhraseNames() {
		phrases[name] = dialogue.Prompt{Text: name}
	}
	return &dialogue.Script{Phrases: phrases, Steps: []dialogue.Step{
		{ID: "hello", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "Hello.", Phone: []dialogue.Line{{Text: "Hi."}, {Pause: 2}}}},
		{ID: "why", Kind: dialogue.FreeText, Prompt: dialogue.Prompt{Text: "Why?"}, NoMatch: []dialogue.Prompt{{Text: "What?"}}},
		{ID: "rest", Kind: dialogue.Wait, At: "09:00"},
		{ID: "bye", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "Bye."}},
	}}
}

func talk() *Conversation {
	return New(tiny(), "", time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC))
}

func TestPlay(t *testing.T) {
	got, err := talk().Play("; a note\n> [call]\nanything else is written anew\n> [silence]\n> [say mumble (0.1)]\n> [hang up]\n# in 30s\n> so\n# next day 09:00\n")
	if err != nil {
		t.Fatal(err)
	}
	want := `; a note

> [call]
< Hi.
< [pause 2]

> [silence]
< Why?

> [say mumble (0.1)]
< What?
< Why?

> [hang up]

# in 30s
< hung_up
  
  Why?

> so

# next day 09:00
< Bye.
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	again, err := talk().Play(got)
	if err != nil || again != got {
		t.Errorf("what was played plays otherwise: %v\n%s", err, cmp.Diff(got, again))
	}
}

// TestLineSpeaksUnasked shows what the line says of its own accord: during a call, when it calls, and as time passes, in the order
// in which it is due.
func TestLineSpeaksUnasked(t *testing.T) {
	got, err := talk().Play("> CALL\n> [missed]\n> [call]\n> [silence]\n> [machine]\n> [press 9]\n> [machine]\n# next day 14:00\n# in 24h\n> so\n# next day 12:00\n")
	if err != nil {
		t.Fatal(err)
	}
	want := `
> CALL
< calling
< [rings you]

> [missed]
< missed_new

> [call]
< Hi.
< [pause 2]

> [silence]
< Why?

> [machine]
< [hangs up]

> [press 9]
< by_text
< [hangs up]
< [text] by_text
  
  Why?

> [machine]
< voicemail
< [hangs up]
< [text] missed

# next day 14:00
< remind
  
  Why?
< remind_2
  
  Why?

# in 24h
< parked

> so
< resume
  
  Why?

# next day 12:00
< remind
  
  Why?
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestPlayCourse plays two parts of a course: the second one is announced, offered and begun, with the answers of the first.
func TestPlayCourse(t *testing.T) {
	first, second := tiny(), tiny()
	first.Lesson, first.Version, first.Steps[1].Keep = "one", "v1", dialogue.KeepPrivate
	second.Lesson, second.Version = "two", "v2"
	course := &dialogue.Course{Name: "both", Lessons: []string{"one", "two"}, After: 3, At: "09:00"}
	c := Circumstances{Begins: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}.BeginCourse(course, []*dialogue.Script{first, second})
	got, err := c.Play("# invited by Mere\n# in 1m\n> GO\n> so\n# next day 09:00\n# in 80h\n> GO\n> why not\n# next day 09:00\n")
	if err != nil {
		t.Fatal(err)
	}
	want := `
# invited by Mere

# in 1m
< invite invite_call invite_privacy

> GO
< Hello.
  
  Why?

> so

# next day 09:00
< Bye.
  
  part_next

# in 80h
< part invite_call

> GO
< Hello.
  
  Why?

> why not

# next day 09:00
< Bye.
  
  course_over
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if said := c.State().Answers["one/why"]; said != "so" {
		t.Errorf("of the first part %q is kept", said)
	}
}

// TestZoneChangeAndErasure goes on in another zone, and after an erasure.
func TestZoneChangeAndErasure(t *testing.T) {
	c := talk()
	for _, act := range []string{"> GO", "> because", "> ZONE Perth"} {
		if _, err := c.Act(act); err != nil {
			t.Fatal(err)
		}
	}
	if zone := c.Now.Location().String(); zone != "Australia/Perth" {
		t.Errorf("is in %s", zone)
	}
	if due := c.Due().Format(time.DateTime); due != "2026-11-24 09:00:00" {
		t.Errorf("due at %s", due)
	}
	for _, act := range []string{"> FORGET ME", "> FORGET ME"} {
		if _, err := c.Act(act); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(dialogue.State{Place: dialogue.Place{PersonPlace: dialogue.PersonPlace{Bounds: dialogue.Bounds{OptedOut: true}}}}, c.State()); diff != "" || !c.Due().IsZero() {
		t.Errorf("not erased: %s", diff)
	}
}

// TestDueIsWhenTheLineSpeaks: the notice counts, and a timer that only forgets answers does not.
func TestDueIsWhenTheLineSpeaks(t *testing.T) {
	c := talk()
	c.script.Steps = c.script.Steps[1:2]
	c.script.Steps[0].Keep = dialogue.KeepPrivate
	for _, act := range []string{"> GO", "> because"} {
		if _, err := c.Act(act); err != nil {
			t.Fatal(err)
		}
	}
	if next := c.state.Place.NextWake(); !next.Equal(c.Now.AddDate(0, 0, 23)) || !c.Due().Equal(next) {
		t.Errorf("due at %v, woken at %v", c.Due(), next)
	}
	c.state.Place.NoticeGiven = c.Now.AddDate(0, 0, 30)
	if _, err := c.Act("> thanks"); err != nil {
		t.Fatal(err)
	}
	if next := c.state.Place.NextWake(); !next.Equal(c.Now.AddDate(0, 0, 30)) || !c.Due().IsZero() {
		t.Errorf("due at %v, woken at %v", c.Due(), next)
	}
}

func TestActErrors(t *testing.T) {
	c := talk()
	for act, want := range map[string]string{
		"hello":            "begins with > or #",
		"# tomorrow":       `want "next day 08:00" or "in 4h"`,
		"# in a while":     "want a span such as 4h",
		"> [press 1]":      "there is no call",
		"> [dance]":        "there is no call",
		"> [call me back]": "there is no call",
	} {
		if _, err := c.Act(act); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", act, err, want)
		}
	}
	if _, err := c.Act("> [call]"); err != nil || !c.OnPhone() {
		t.Fatal(err)
	}
	if _, err := c.Act("> [press x]"); err == nil || !strings.Contains(err.Error(), "want [call], [press 1]") {
		t.Error(err)
	}
}
