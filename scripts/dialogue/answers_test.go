package dialogue_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

// richer is a script with a step of each kind whose answers are more than one word.
func richer() *dialogue.Script {
	s := everything()
	options := func(words ...string) (all []dialogue.Option) {
		for i, w := range words {
			all = append(all, dialogue.Option{Key: strconv.Itoa(i + 1), Words: []string{w}})
		}
		return all
	}
	s.Lesson = "richer"
	s.Steps = []dialogue.Step{
		{ID: "several", Kind: dialogue.Several, Choices: options("walks", "reading", "music"), Keep: dialogue.KeepPrivate, Most: 2, Replies: map[string]dialogue.Prompt{
			"1": {Text: "Out."}, dialogue.ReplySeveral: {Text: "{several}."}, dialogue.ReplyNone: {Text: "None."},
		}},
		{ID: "open", Kind: dialogue.Several, Choices: options("calm", "busy"), Open: true, Keep: dialogue.KeepPrivate},
		{ID: "scale", Kind: dialogue.Scale, Choices: options("1", "2", "3", "4", "5"), Keep: dialogue.KeepPrivate, Replies: map[string]dialogue.Prompt{
			"1-2": {Text: "Low."}, "5": {Text: "High."},
		}},
		{ID: "number", Kind: dialogue.Number, Most: 24, Unit: "hours", Keep: dialogue.KeepPrivate, Replies: map[string]dialogue.Prompt{"0-5": {Text: "{number} is short."}}},
		{ID: "date", Kind: dialogue.Date, NotToday: true, Within: 60, Keep: dialogue.KeepPrivate, Replies: map[string]dialogue.Prompt{dialogue.ReplyOther: {Text: "On {date}."}}},
		{ID: "walks", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "You walk."}, When: []dialogue.Condition{{Step: "several", Is: []string{"1"}}}},
		{ID: "short", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "Sleep well."}, When: []dialogue.Condition{{Step: "number", Is: []string{"0-5"}}}},
		{ID: "last", Kind: dialogue.FreeText},
	}
	s.Phrases[dialogue.PhraseBounds] = dialogue.Prompt{Text: "I take {bounds}."}
	for i := range s.Steps {
		step := &s.Steps[i]
		if step.Prompt.Empty() {
			step.Prompt.Text = "prompt " + step.ID
		}
		step.Confirm.Text = "{" + step.ID + "}?"
		step.NoInput, step.NoMatch = two("silent 1", "silent 2"), two("unclear 1", "unclear 2")
	}
	return s
}

// at is a state in which a question of richer is open, by text or on a call.
func at(t *testing.T, step string, channel dialogue.Channel) (*dialogue.Script, dialogue.State) {
	t.Helper()
	s := richer()
	in := dialogue.Input{Kind: dialogue.Answer, Channel: channel, Words: "GO", At: noon, Rules: byDay}
	if channel == dialogue.Phone {
		in.Kind, in.Call = dialogue.Connect, "c"
	}
	st, out := dialogue.Advance(s, dialogue.State{}, in)
	for st.Place.Step != step {
		next := dialogue.Input{Kind: dialogue.Answer, Channel: channel, Words: "SKIP", At: noon, Rules: byDay}
		if channel == dialogue.Phone {
			next.Words, next.Keys, next.Call, next.Step, next.Prompt = "", "#", "c", out.Listen.Step, out.Listen.Prompt
		}
		if st, out = dialogue.Advance(s, st, next); st.Place.Status == dialogue.Ended {
			t.Fatalf("never comes to %q", step)
		}
	}
	return s, st
}

// TestRicherAnswers: what is kept of an answer, and what is said to it.
func TestRicherAnswers(t *testing.T) {
	for _, c := range []struct {
		step, words, keys string // said by text, or keyed
		kept, says        string
	}{
		{"several", "1 and 3", "", "walks, music", "walks and music."},
		{"several", "31", "", "walks, music", "walks and music."},
		{"several", "music, walks", "", "walks, music", "walks and music."},
		{"several", "", "13", "walks, music", "walks and music."},
		{"several", "", "13#", "walks, music", "walks and music."},
		{"several", "1", "", "walks", "Out."},
		{"several", "everything but 3", "", "walks, reading", "walks and reading."},
		{"several", "none of them", "", "none", "None."},
		{"several", "all", "", "", "I take up to 2 of them."},
		{"several", "", "123", "", "I take up to 2 of them."},
		{"several", "4", "", "", "unclear 1"},
		{"several", "", "14", "", "unclear 1"},
		{"open", "calm and worried", "", "calm and worried", "prompt scale"},
		{"open", "2 1", "", "calm, busy", "prompt scale"},
		{"scale", "2", "", "2", "Low."},
		{"scale", "4 out of 5", "", "4", "prompt number"},
		{"scale", "", "5", "5", "High."},
		{"scale", "between 3 and 4", "", "", "unclear 1"},
		{"scale", "3.5", "", "", "unclear 1"},
		{"scale", "7", "", "", "I take 1 to 5."},
		{"scale", "0", "", "", "I take 1 to 5."},
		{"scale", "9", "", "", "I take 1 to 5."},
		{"scale", "about six", "", "", "I take 1 to 5."},
		{"scale", "", "7", "", "I take 1 to 5."},
		{"number", "about five hours", "", "5", "5 is short."},
		{"number", "7", "", "7", "prompt date"},
		{"number", "", "12#", "12", "prompt date"},
		{"number", "", "9", "9", "prompt date"},
		{"number", "", "0", "0", "0 is short."},
		{"number", "25", "", "", "I take 0 to 24."},
		{"number", "7.5", "", "", "I take a whole number from 0 to 24."},
		{"number", "two and a half", "", "", "I take a whole number from 0 to 24."},
		{"number", "7 pm", "", "", "unclear 1"},
		{"number", "1 and 3", "", "", "unclear 1"},
	} {
		channel := dialogue.Text
		if c.keys != "" {
			channel = dialogue.Phone
		}
		s, st := at(t, c.step, channel)
		in := dialogue.Input{Kind: dialogue.Answer, Channel: channel, Words: c.words, Keys: c.keys, Call: "c", Step: st.Place.Step, Prompt: st.Place.Prompt, At: noon, Rules: byDay}
		st, out := dialogue.Advance(s, st, in)
		if st.Answers[c.step] != c.kept || len(out.Lines) == 0 || out.Lines[0].Text != c.says {
			t.Errorf("%s: %q%s keeps %q and says %+v; want %q, %q", c.step, c.words, c.keys, st.Answers[c.step], out.Lines, c.kept, c.says)
		}
	}
}

// TestDatesAreReadOnTheLearnersCalendar: what may be misread is said back, and a day out of bounds is asked again.
func TestDatesAreReadOnTheLearnersCalendar(t *testing.T) {
	now := on(t, "Pacific/Auckland", "2026-03-02 09:00") // a Monday
	for _, c := range []struct{ first, then, kept, says string }{
		{"tomorrow", "", "2026-03-03", "On Tuesday 3 March."},
		{"Thursday the 12th", "", "2026-03-12", "On Thursday 12 March."},
		{"Tuesday the 12th", "", "2026-03-12", "Thursday 12 March?"},
		{"wed 12/3", "no, wed the 11th", "2026-03-11", "Wednesday 11 March?"},
		{"3/3", "", "2026-03-03", "On Tuesday 3 March."},
		{"the 14th", "", "2026-03-14", "On Saturday 14 March."},
		{"in two weeks", "", "2026-03-16", "On Monday 16 March."},
		{"next Tuesday", "", "2026-03-10", "Tuesday 10 March?"},
		{"next Tuesday", "yes", "2026-03-10", "On Tuesday 10 March."},
		{"next Tuesday", "no, tomorrow", "2026-03-03", "Tuesday 3 March?"},
		{"next Tuesday", "no", "", "unclear 1"},
		{"4/3", "1", "2026-03-04", "On Wednesday 4 March."},
		{"Monday", "", "2026-03-09", "Monday 9 March?"}, // perhaps today
		{"today", "", "", "I take a day from tomorrow to Friday 1 May."},
		{"2 March", "", "", "I take a day from tomorrow to Friday 1 May."},
		{"3 May", "", "", "I take a day from tomorrow to Friday 1 May."},
		{"3 March 2027", "", "", "I take a day from tomorrow to Friday 1 May."},
		{"yesterday", "", "", "I take a day from tomorrow to Friday 1 May."},
		{"last week", "", "", "I take a day from tomorrow to Friday 1 May."},
		{"it was last Tuesday", "", "", "I take a day from tomorrow to Friday 1 May."},
		{"end of the month", "", "", "unclear 1"},
		{"31/2", "", "", "I take a day from tomorrow to Friday 1 May."},
		{"2026-03-14", "", "2026-03-14", "On Saturday 14 March."},
		{"two weeks tomorrow", "", "2026-03-17", "On Tuesday 17 March."},
	} {
		s, st := at(t, "date", dialogue.Text)
		var out dialogue.Output
		for _, words := range []string{c.first, c.then} {
			if words != "" {
				st, out = dialogue.Advance(s, st, dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: words, At: now, Rules: byDay})
			}
		}
		if st.Answers["date"] != c.kept || len(out.Lines) == 0 || out.Lines[0].Text != c.says {
			t.Errorf("%q, %q keeps %q and says %+v; want %q, %q", c.first, c.then, st.Answers["date"], out.Lines, c.kept, c.says)
		}
	}
}

// TestDayOfLastMonthIsSaidBack: a day without a year is perhaps meant as one that is past, where that one is nearer.
func TestDayOfLastMonthIsSaidBack(t *testing.T) {
	s, st := at(t, "date", dialogue.Text)
	s.Steps[s.Index("date")].Within = 0 // a year
	for words, says := range map[string]string{
		"1 Feb": "Monday 1 February 2027?", "1 Feb 2027": "On Monday 1 February 2027.", "1 June": "On Monday 1 June.", "christmas": "Friday 25 December?",
	} {
		_, out := dialogue.Advance(s, st, dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: words, At: on(t, "Pacific/Auckland", "2026-03-02 09:00"), Rules: byDay})
		if len(out.Lines) == 0 || out.Lines[0].Text != says {
			t.Errorf("%q: says %+v, want %q", words, out.Lines, says)
		}
	}
}

// TestNoMonthHasThisDay: 31 February is no answer, also when today is the 31st.
func TestNoMonthHasThisDay(t *testing.T) {
	s, st := at(t, "date", dialogue.Text)
	for _, said := range []string{"31/2", "31 Feb", "30 February", "31 april"} {
		next, out := dialogue.Advance(s, st, dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: said, At: on(t, "Pacific/Auckland", "2026-03-31 09:00"), Rules: byDay})
		if next.Answers["date"] != "" || len(out.Lines) == 0 || out.Lines[0].Text != "I take a day from tomorrow to Saturday 30 May." {
			t.Errorf("%q keeps %q and says %+v", said, next.Answers["date"], out.Lines)
		}
	}
}

// TestKeyedDateIsSaidBack: on the phone a day is keyed as four digits, and said back before it is kept for good.
func TestKeyedDateIsSaidBack(t *testing.T) {
	s, st := at(t, "date", dialogue.Phone)
	soon := noon.AddDate(0, 0, 9)
	for _, c := range []struct{ keys, says string }{{"99#", "unclear 1"}, {soon.Format("0201"), soon.Format("Monday 2 January") + "?"}, {"1", "On " + soon.Format("Monday 2 January") + "."}} {
		var out dialogue.Output
		st, out = dialogue.Advance(s, st, dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Phone, Keys: c.keys, Call: "c", Step: "date", Prompt: st.Place.Prompt, At: noon, Rules: byDay})
		if len(out.Lines) == 0 || out.Lines[0].Text != c.says {
			t.Errorf("%s: says %+v, want %q", c.keys, out.Lines, c.says)
		}
	}
	if st.Answers["date"] != soon.Format("2006-01-02") {
		t.Errorf("keeps %q", st.Answers["date"])
	}
}

// TestOwnRecordSaysAnswersAsPeopleDo: a day and several choices are not shown as they are stored.
func TestOwnRecordSaysAnswersAsPeopleDo(t *testing.T) {
	st := dialogue.State{Answers: dialogue.Answers{"several": "walks, music", "open": "a bit of both", "date": "2026-12-01"}}
	said := map[string]string{}
	for _, r := range dialogue.Recall(richer(), st, noon) {
		said[r.Step] = r.Said
	}
	want := map[string]string{"several": "walks and music", "open": "a bit of both", "date": "Tuesday 1 December"}
	if noon.Year() != 2026 {
		want["date"] += " 2026"
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Error(diff)
	}
}

// TestConditionsAskAboutOneOfSeveral: a condition holds if the choice is among several, or the number within a range.
func TestConditionsAskAboutOneOfSeveral(t *testing.T) {
	for answers, want := range map[[2]string]string{
		{"1 and 3", "4"}: "You walk.|Sleep well.|prompt last", {"2", "7"}: "prompt last", {"none", "5"}: "Sleep well.|prompt last",
	} {
		s, st := at(t, "several", dialogue.Text)
		said := ""
		for _, words := range []string{answers[0], "SKIP", "SKIP", answers[1], "SKIP"} {
			var out dialogue.Output
			st, out = dialogue.Advance(s, st, dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: words, At: noon, Rules: byDay})
			said = ""
			for i, line := range out.Lines {
				if i > 0 {
					said += "|"
				}
				said += line.Text
			}
		}
		if said != want {
			t.Errorf("%v: says %s, want %s", answers, said, want)
		}
	}
}

// TestKeysEndSoonAtAnOpenQuestion: own words take thought, but after the keys of several choices a long silence would be dead air.
func TestKeysEndSoonAtAnOpenQuestion(t *testing.T) {
	s, st := at(t, "several", dialogue.Phone)
	_, out := dialogue.Advance(s, st, dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Phone, Keys: "#", Call: "c", Step: "several", Prompt: st.Place.Prompt, At: noon, Rules: byDay})
	if l := out.Listen; l == nil || l.Step != "open" || l.Keys < 2 || l.Seconds != 5 {
		t.Errorf("listens for %+v", l)
	}
}

// TestKeyPressedTwiceIsOneKey: where several keys may follow, people press # or * again because nothing happens, and a star to begin anew.
func TestKeyPressedTwiceIsOneKey(t *testing.T) {
	for _, c := range []struct{ keys, step, kept string }{{"##", "date", ""}, {"7##", "date", "7"}, {"**", "number", ""}, {"12*", "number", ""}} {
		s, st := at(t, "number", dialogue.Phone)
		st, _ = dialogue.Advance(s, st, dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Phone, Keys: c.keys, Call: "c", Step: "number", Prompt: st.Place.Prompt, At: noon, Rules: byDay})
		if p := st.Place; p.Step != c.step || st.Answers["number"] != c.kept || p.NoMatches > 0 {
			t.Errorf("%s: at %s after %d misses, keeps %q", c.keys, p.Step, p.NoMatches, st.Answers["number"])
		}
	}
}

// TestPastDay: where a past day is asked for, what people say counts back from today.
func TestPastDay(t *testing.T) {
	for _, c := range []struct{ said, then, kept, says string }{
		{"yesterday", "", "2026-03-01", "On Sunday 1 March."},
		{"the day before yesterday", "", "2026-02-28", "On Saturday 28 February."},
		{"3 days ago", "", "2026-02-27", "On Friday 27 February."},
		{"today", "", "2026-03-02", "On Monday 2 March."},
		{"Friday", "", "2026-02-27", "On Friday 27 February."},
		{"last Friday", "", "2026-02-27", "Friday 27 February?"},
		{"last Friday", "no, Thursday", "2026-02-26", "Thursday 26 February?"},
		{"Monday", "", "2026-02-23", "Monday 23 February?"}, // perhaps today
		{"the 2nd", "", "2026-03-02", "On Monday 2 March."},
		{"the 3rd", "", "2026-02-03", "On Tuesday 3 February."},
		{"4 March", "", "2025-03-04", "Tuesday 4 March 2025?"},
		{"29 Feb", "", "", "I take a day from Sunday 2 March 2025 to today."},
		{"tomorrow", "", "", "I take a day from Sunday 2 March 2025 to today."},
		{"next Friday", "", "", "I take a day from Sunday 2 March 2025 to today."},
		{"last week", "", "", "unclear 1"},
	} {
		s, st := at(t, "date", dialogue.Text)
		step := &s.Steps[s.Index("date")]
		step.NotToday, step.Past, step.Within = false, true, 0
		var out dialogue.Output
		for _, words := range []string{c.said, c.then} {
			if words != "" {
				st, out = dialogue.Advance(s, st, dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: words, At: on(t, "Pacific/Auckland", "2026-03-02 09:00"), Rules: byDay})
			}
		}
		if st.Answers["date"] != c.kept || len(out.Lines) == 0 || out.Lines[0].Text != c.says {
			t.Errorf("%q, %q keeps %q and says %+v; want %q, %q", c.said, c.then, st.Answers["date"], out.Lines, c.kept, c.says)
		}
	}
}
