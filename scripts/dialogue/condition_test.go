package dialogue_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
)

// branches is a script whose steps depend on answers, of this lesson and of one before.
func branches() *dialogue.Script {
	s := everything()
	options := s.Steps[2].Choices
	say := func(id, text string, when ...dialogue.Condition) dialogue.Step {
		return dialogue.Step{ID: id, Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: text}, When: when}
	}
	ask := func(id string, kind dialogue.StepKind, when ...dialogue.Condition) dialogue.Step {
		return dialogue.Step{ID: id, Kind: kind, Choices: options, Open: true, Keep: dialogue.KeepPrivate, Prompt: dialogue.Prompt{Text: "prompt " + id}, When: when}
	}
	s.Earlier = []dialogue.Earlier{
		{Name: "mate", Lesson: "one", Step: "partner", Missing: "somebody", Kind: dialogue.Name},
		{Name: "past", Lesson: "one", Step: "asked", Kind: dialogue.Choice, Choices: options},
	}
	s.Steps = []dialogue.Step{
		say("known", "You named {mate}.", dialogue.Condition{Step: "mate", Is: []string{dialogue.Answered}}),
		say("asked", "You asked.", dialogue.Condition{Step: "past", Is: []string{"1"}}),
		say("later", "You ask {mate} later.", dialogue.Condition{Step: "past", Is: []string{"2", dialogue.Skipped}}),
		ask("mood", dialogue.Choice),
		ask("why", dialogue.FreeText, dialogue.Condition{Step: "mood", Is: []string{"2"}}),
		say("quote", "You said: {why}.", dialogue.Condition{Step: "why", Is: []string{dialogue.Answered}}),
		say("none", "You said nothing.", dialogue.Condition{Step: "why", Is: []string{dialogue.Skipped}}),
		say("own", "Own words: {mood}.", dialogue.Condition{Step: "mood", Is: []string{dialogue.ReplyOther}}),
		ask("last", dialogue.FreeText),
	}
	return s
}

// conditional is everything with any conditions, also about later steps and about themselves, and with waits of
// any length up to that after which the line asks whether it is still them.
func conditional(t *rapid.T) *dialogue.Script {
	s := everything()
	s.Earlier = branches().Earlier
	names := []string{"mate", "past", "nothing"}
	for _, step := range s.Steps {
		names = append(names, step.ID)
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		if rapid.IntRange(0, 2).Draw(t, "has a condition") == 0 {
			is := rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", dialogue.ReplyOther, dialogue.Answered, dialogue.Skipped}), 1, 2).Draw(t, "is")
			step.When = append(step.When, dialogue.Condition{Step: rapid.SampledFrom(names).Draw(t, "about"), Is: is})
		}
		if step.Kind == dialogue.Wait {
			step.Until = rapid.SampledFrom([]string{"", "in 59 days", "monday", "for ever"}).Draw(t, "until")
		}
	}
	return s
}

// TestConditionsChooseSteps: a step is said only if its conditions hold, whichever way the answers came.
func TestConditionsChooseSteps(t *testing.T) {
	for _, c := range []struct {
		name    string
		earlier dialogue.Answers
		said    []string
		says    []string // to GO and to the last of said
	}{
		{"nothing before", nil, nil, []string{"You ask somebody later.", "prompt mood"}},
		{"asked before", dialogue.Answers{"one/partner": "Bea", "one/asked": "alpha"}, nil, []string{"You named Bea.", "You asked.", "prompt mood"}},
		{"not asked yet", dialogue.Answers{"one/partner": "Bea", "one/asked": "beta"}, nil, []string{"You named Bea.", "You ask Bea later.", "prompt mood"}},
		{"the first choice", nil, []string{"1"}, []string{"You said nothing.", "prompt last"}},
		{"the second choice", nil, []string{"2"}, []string{"prompt why"}},
		{"the second choice, and why", nil, []string{"2", "It was a long\n day."}, []string{"You said: It was a long day.", "prompt last"}},
		{"the second choice, skipped why", nil, []string{"2", "SKIP"}, []string{"You said nothing.", "prompt last"}},
		{"own words", nil, []string{"rather full of beans"}, []string{"You said nothing.", "Own words: rather full of beans.", "prompt last"}},
		{"another way after BACK", nil, []string{"2", "It was a long day", "BACK", "BACK", "1"}, []string{"You said nothing.", "prompt last"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLearner(t)
			l.script, l.st.Answers = branches(), c.earlier
			l.text("GO")
			for _, words := range c.said {
				l.text(words)
			}
			l.says(c.says...)
		})
	}
}

// TestEarlierAnswerTakesThePlaceOfAMissingOne: a name or an hour that was not asked for, or was skipped, is that of an earlier lesson,
// or of the one before that.
func TestEarlierAnswerTakesThePlaceOfAMissingOne(t *testing.T) {
	for _, c := range []struct {
		name    string
		earlier dialogue.Answers
		said    string
		says    string
		waits   string
	}{
		{"nothing before", nil, "SKIP", "With a peer at 9am.", "09:00"},
		{"a name and an hour", nil, "Ana", "With Ana at 9am.", "09:00"},
		{"the lesson before", dialogue.Answers{"two/peer": "Bea", "two/hour": "07:30", "one/partner": "Cat", "one/hour": "12:00"}, "SKIP", "With Bea at 7.30am.", "07:30"},
		{"the one before that", dialogue.Answers{"one/partner": "Cat", "one/hour": "12:00"}, "SKIP", "With Cat at noon.", "12:00"},
		{"a name of their own", dialogue.Answers{"two/peer": "Bea", "one/hour": "12:00"}, "Ana", "With Ana at noon.", "12:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLearner(t)
			l.script, l.st.Answers = branches(), c.earlier
			l.script.Earlier = []dialogue.Earlier{
				{Name: "partner", Lesson: "one", Step: "partner", Missing: "a peer", Kind: dialogue.Name},
				{Name: "peer", Lesson: "two", Step: "peer", Missing: "{partner}", Kind: dialogue.Name},
				{Name: "first", Lesson: "one", Step: "hour", Missing: "9am", Kind: dialogue.Hour},
				{Name: "usual", Lesson: "two", Step: "hour", Missing: "{first}", Kind: dialogue.Hour},
			}
			l.script.Steps = []dialogue.Step{
				{ID: "who", Kind: dialogue.Name, Missing: "{peer}", Keep: dialogue.KeepPrivate, Prompt: dialogue.Prompt{Text: "Who?"}, Forward: dialogue.Prompt{Text: "For {who}."}},
				{ID: "hour", Kind: dialogue.Hour, Missing: "{usual}", When: []dialogue.Condition{{Step: "who", Is: []string{"never"}}}},
				{ID: "both", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "With {who} at {hour}."}},
				{ID: "wait", Kind: dialogue.Wait, At: "{hour}"},
			}
			l.text("GO")
			l.text(c.said)
			l.says(c.says)
			l.due(dialogue.TimerWait, on(t, "Pacific/Auckland", "2026-11-24 "+c.waits))
		})
	}
}

// TestForwardIsForWhoeverIsNamed: the text to pass on is there for a name of this lesson, or of an earlier one in its place.
func TestForwardIsForWhoeverIsNamed(t *testing.T) {
	for earlier, want := range map[string]string{"Cat": "For Cat.", "": "phrase no_forward"} {
		l := newLearner(t)
		l.script, l.st.Answers = branches(), dialogue.Answers{"one/partner": earlier}
		l.script.Earlier = []dialogue.Earlier{{Name: "partner", Lesson: "one", Step: "partner", Missing: "a peer", Kind: dialogue.Name}}
		l.script.Steps = append(l.script.Steps[3:4:4], dialogue.Step{
			ID: "who", Kind: dialogue.Name, Missing: "{partner}", Keep: dialogue.KeepPrivate, Prompt: dialogue.Prompt{Text: "Who?"}, Forward: dialogue.Prompt{Text: "For {who}."},
		})
		l.text("GO")
		l.text("FORWARD")
		l.says(want)
	}
}

// TestQuestionsAreCountedByWay: a question that the answers exclude is not counted.
func TestQuestionsAreCountedByWay(t *testing.T) {
	l := newLearner(t)
	l.script = branches()
	l.script.Phrases[dialogue.PhraseResume] = dialogue.Prompt{Text: "{step} of {steps}"}
	count := func(want string) {
		t.Helper()
		at := *l
		at.call()
		if got := at.out.Lines[0].Text; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	l.text("GO")
	count("1 of 3")
	l.text("1")
	count("2 of 2")
}

func TestQuoteIsShortAndOnOneLine(t *testing.T) {
	long := strings.Repeat("m", 61)
	for said, want := range map[string]string{
		"Listen more.":                   "Listen more",
		"to  listen\n\nmore, and better": "to listen more, and better",
		"one two three four five six seven eight nine ten eleven twelve":   "one two three four five six seven eight nine ten eleven...",
		"one two three four five six seven eight nine ten eleven, twelves": "one two three four five six seven eight nine ten eleven...",
		long: strings.Repeat("m", 57) + "...",
		"I felt well" + strings.Repeat(" \U0001F600", 30): "I felt well" + strings.Repeat(" \U0001F600", 15) + "...", // 11, 15 x 3 and 3
		"{name} and [you]": "{name} and [you]",
	} {
		l := newLearner(t)
		l.script = branches()
		l.text("GO")
		l.text("2")
		l.text(said)
		if diff := cmp.Diff("You said: "+want+".", l.out.Lines[0].Text); diff != "" {
			t.Error(diff)
		}
	}
}

func TestWaitsEndOnTheirDay(t *testing.T) {
	for until, want := range map[string]string{ // from Monday 23 November at noon
		"": "2026-11-24", "next day": "2026-11-24", "in 1 day": "2026-11-24", "in 3 days": "2026-11-26", "in 60 days": "2027-01-22",
		"monday": "2026-11-30", "tuesday": "2026-11-24", "sunday": "2026-11-29", "some day": "2026-11-24", "in 61 days": "2026-11-24",
	} {
		l := newLearner(t)
		l.script.Steps = []dialogue.Step{{ID: "wait", Kind: dialogue.Wait, Until: until, At: "07:30"}, {ID: "after", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "After."}}}
		l.text("GO")
		at := on(t, "Pacific/Auckland", want+" 07:30")
		l.due(dialogue.TimerWait, at)
		l.pass(at.Add(-time.Minute).Sub(l.now))
		l.wake()
		l.texts()
		l.pass(time.Minute)
		l.wake()
		l.texts("After.")
	}
}

// TestDayOfAWaitIsPlain: a weekday alone is within the next six days. Later days have their date.
func TestDayOfAWaitIsPlain(t *testing.T) {
	for until, want := range map[string]string{
		"in 6 days": "Sunday at 9am", "in 7 days": "Monday 30 November at 9am", "monday": "Monday 30 November at 9am", "friday": "Friday at 9am",
	} {
		l := newLearner(t)
		l.script.Steps = []dialogue.Step{{ID: "say", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "{when}"}}, {ID: "wait", Kind: dialogue.Wait, Until: until, At: "09:00"}}
		l.text("GO")
		l.says(want)
	}
}
