package dialogue_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.FixedZone("NZDT", 13*60*60))

// anything draws an input of any kind, on any channel, for the open prompt or another.
func anything(t *rapid.T, st dialogue.State, now time.Time) dialogue.Input {
	confidence := rapid.Float64Range(0, 1).Draw(t, "confidence")
	in := dialogue.Input{
		At:      now,
		Channel: rapid.SampledFrom([]dialogue.Channel{dialogue.Text, dialogue.Phone}).Draw(t, "channel"),
		Call:    "call", Step: st.Place.Step, Prompt: st.Place.Prompt - rapid.IntRange(0, 2).Draw(t, "late"),
		Kind: rapid.SampledFrom([]dialogue.InputKind{
			dialogue.Answer, dialogue.Answer, dialogue.Answer, dialogue.Answer, dialogue.NoInput, dialogue.Partial,
			dialogue.HangUp, dialogue.Connect, dialogue.Wake, dialogue.Missed,
		}).Draw(t, "kind"),
	}
	if in.Kind == dialogue.Missed {
		in.Call = "ours"
	}
	switch rapid.IntRange(0, 2).Draw(t, "form") {
	case 0:
		in.Keys = rapid.StringMatching(`[0-9*#]{1,5}`).Draw(t, "keys")
	case 1:
		in.Words = rapid.SampledFrom([]string{
			"1", "2", "alpha", "betta", "yes", "no", "Mere", "my own words", "7.30pm", "GO", "NEXT", "SKIP", "AGAIN", "HELP", "PAUSE",
			"STOP", "START", "thanks", "👍", "", "Liked “prompt”", "I want to die", "CALL", "MYDATA", "FORGET ME", "ZONE Perth", "ANY DAY", "WEEKDAYS",
			"I'm in Rarotonga now", "sorry, I meant my patient", "wrong number", "BACK", "not Mere, Tane", "is this a bot?", "not now", "start over",
			"1 and 2", "all", "none", "seven", "4 out of 5", "tomorrow", "next tuesday", "no, the 15th", "99", "31/12",
		}).Draw(t, "usual")
		in.Spoken, in.Confidence = in.Channel == dialogue.Phone, &confidence
	default:
		in.Words = rapid.String().Draw(t, "words")
	}
	return in
}

// TestEveryTurnKeepsItsPromises takes random conversations, and checks after each turn what is true of every turn.
func TestEveryTurnKeepsItsPromises(t *testing.T) {
	scripts := []*dialogue.Script{everything(), richer()}
	rapid.Check(t, func(t *rapid.T) {
		script := rapid.SampledFrom(scripts).Draw(t, "script")
		var st dialogue.State
		st.Place.Withheld = rapid.Bool().Draw(t, "withheld")
		now, rules := noon, anyRules(t)
		for range rapid.IntRange(1, 60).Draw(t, "turns") {
			now = now.Add(time.Duration(rapid.IntRange(1, 30*60*60).Draw(t, "seconds")) * time.Second)
			in := anything(t, st, now)
			in.Rules = rules
			if rapid.IntRange(0, 9).Draw(t, "fails") == 0 {
				st.Place.Unreachable = true
			}
			before := marshalled(t, st)
			next, out := dialogue.Advance(script, st, in)
			if after := marshalled(t, st); after != before {
				t.Fatalf("Advance changed the state that it was given:\n%s", cmp.Diff(before, after))
			}
			held(t, script, st, in, next, out)
			wakesEnd(t, script, next, in)
			st = dialogue.State{}
			if err := json.Unmarshal([]byte(marshalled(t, next)), &st); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// anyRules draws an operator's settings.
func anyRules(t *rapid.T) dialogue.Rules {
	minute := rapid.IntRange(0, 24*60-1)
	weekdays := func(at time.Time) bool { return at.Weekday() != time.Saturday && at.Weekday() != time.Sunday }
	return dialogue.Rules{
		WorkingDay: rapid.SampledFrom([]func(time.Time) bool{nil, weekdays}).Draw(t, "working days"),
		Hours:      dialogue.Hours{From: minute.Draw(t, "from"), To: minute.Draw(t, "to")},
		Rehearsal:  rapid.SampledFrom([]time.Duration{0, 0, time.Minute}).Draw(t, "rehearsal"),
		Retention:  rapid.SampledFrom([]time.Duration{0, 30 * 24 * time.Hour, time.Hour}).Draw(t, "retention"),
		Calls:      rapid.IntRange(0, 2).Draw(t, "calls"),
	}
}

// wakesEnd repeats a wake-up at one time until nothing is due, and fails if that does not end.
func wakesEnd(t *rapid.T, script *dialogue.Script, st dialogue.State, in dialogue.Input) {
	for range 10 {
		next := st.Place.NextWake()
		if next.IsZero() || next.After(in.At) {
			return
		}
		var out dialogue.Output
		before := st
		in.Kind = dialogue.Wake
		st, out = dialogue.Advance(script, st, in)
		held(t, script, before, in, st, out)
	}
	t.Fatalf("at %v something is still due: %+v", in.At, st.Place.Timers)
}

func marshalled(t *rapid.T, st dialogue.State) string {
	b, err := json.Marshal(st)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// held checks what is true of any turn.
func held(t *rapid.T, script *dialogue.Script, before dialogue.State, in dialogue.Input, after dialogue.State, out dialogue.Output) {
	onCall := in.Channel == dialogue.Phone && in.Kind != dialogue.HangUp && in.Kind != dialogue.Wake && in.Kind != dialogue.Missed
	p := after.Place
	switch {
	case in.Kind == dialogue.Missed && (p.Call != before.Place.Call || p.Channel != before.Place.Channel || out.Listen != nil):
		t.Fatal("a call that reached nobody disturbs another")
	case in.Kind == dialogue.Wake && len(out.Lines) > 0:
		t.Fatal("answers a wake-up")
	case len(out.Texts) > 0 && (p.OptedOut || p.Withheld || p.Unreachable || p.Status == dialogue.Uninvited):
		t.Fatalf("texts one who is not to be texted: %+v", out.Texts)
	case len(out.Texts) > 0 && (in.Kind == dialogue.Wake || in.Kind == dialogue.Missed) && (p.Stranger || p.Phase == dialogue.Caring):
		t.Fatalf("begins to text one who is to be left in peace: %+v", out.Texts)
	case out.Ring && p.Phase == dialogue.Caring:
		t.Fatal("rings somebody in distress")
	case out.Ring && (p.OptedOut || p.Calls > in.Rules.Calls):
		t.Fatal("rings one who is not to be rung")
	case p.Phase == dialogue.Texting && p.Call == "":
		t.Fatal("waits for a name beside no call")
	case in.Kind == dialogue.Wake && out.Texts != nil && out.Texts[0].Until.IsZero() && in.Rules.Rehearsal == 0 && !in.Rules.Hours.Open(in.At):
		t.Fatalf("texts at night: %+v", out.Texts)
	case len(out.Texts) > 0 && out.Texts[0].Unasked && !in.Rules.UnaskedWindow(p.AnyDay).Open(in.At):
		t.Fatalf("texts on no working day what nobody asked for: %+v", out.Texts)
	case onCall && len(out.Lines) == 0:
		t.Fatalf("silent on the phone at %q after %+v", before.Place.Step, in)
	case onCall && out.Listen != nil && (out.Listen.Prompt != after.Place.Prompt || out.Listen.Step != after.Place.Step):
		t.Fatalf("listens for %s/%d at %s/%d", out.Listen.Step, out.Listen.Prompt, after.Place.Step, after.Place.Prompt)
	case !onCall && out.Listen != nil:
		t.Fatal("listens without a call")
	case after.Place.Prompt < before.Place.Prompt:
		t.Fatal("prompts count back")
	case before.Place.OptedOut && p.OptedOut && in.Channel == dialogue.Text && len(out.Lines) > 0 && in.Words != "I want to die" && out.Lines[0].Text != "phrase record": // MYWORDS is answered
		t.Fatalf("texts one who has opted out: %+v", out.Lines)
	case after.Place.Status == dialogue.Ended && after.Answers["hour"] != "":
		t.Fatal("keeps after the end what was to be forgotten")
	}
	for _, a := range after.Answers {
		if strings.Contains(a, "want to die") {
			t.Fatal("stores words of distress")
		}
	}
	for _, line := range out.Lines {
		if strings.Contains(line.Text, "{missing}") || line.Text == "" && line.Pause == 0 {
			t.Fatalf("says %+v", line)
		}
	}
	if after.Place.Step != "" && script.Index(after.Place.Step) < 0 {
		t.Fatalf("is at %q, which is no step", after.Place.Step)
	}
}

// TestAnyAnswersReachTheEnd answers with anything by text or phone, except commands that stay at a step. The lesson ends
// within a few turns for each step.
func TestAnyAnswersReachTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		script := conditional(t)
		var st dialogue.State
		var out dialogue.Output
		now, phone, calls := noon, false, 0
		for turn := 0; st.Place.Status != dialogue.Ended; turn++ {
			if turn > 8*len(script.Steps)+5*20 { // a call may wait for a name for twenty turns
				t.Fatalf("still at %q after %d turns", st.Place.Step, turn)
			}
			in := dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, At: now, Call: "call"}
			in.Words = rapid.SampledFrom([]string{"", "1", "2", "9", "what?", "Mere", "Ana Bea Cee", "7pm", "yes", "no", "مرحبا"}).Draw(t, "words")
			switch {
			case st.Place.Status == dialogue.Waiting:
				if now = st.Place.NextWake(); now.Sub(noon) > 20*61*24*time.Hour {
					t.Fatalf("waits until %v", now)
				}
				in = dialogue.Input{Kind: dialogue.Wake, At: now}
			case !phone && calls < 4 && rapid.IntRange(0, 9).Draw(t, "rings") == 0:
				calls++ // each call starts its silences anew
				in.Kind, in.Channel = dialogue.Connect, dialogue.Phone
			case phone:
				in.Channel, in.Step, in.Prompt = dialogue.Phone, out.Listen.Step, out.Listen.Prompt
				in.Keys, in.Words = rapid.SampledFrom([]string{"", "1", "2", "7", "8888"}).Draw(t, "keys"), ""
			}
			st, out = dialogue.Advance(script, st, in)
			phone = in.Channel == dialogue.Phone && out.Listen != nil
		}
	})
}

// TestSilentCallerGoesOnByText: the line stops asking a silent caller, says that the lesson goes on by text, and texts.
func TestSilentCallerGoesOnByText(t *testing.T) {
	script := everything()
	st, out := dialogue.Advance(script, dialogue.State{}, dialogue.Input{Kind: dialogue.Connect, Channel: dialogue.Phone, At: noon, Call: "c"})
	for turns := 0; out.Listen != nil; turns++ {
		if turns > 10 {
			t.Fatal("goes on asking")
		}
		st, out = dialogue.Advance(script, st, dialogue.Input{
			Kind: dialogue.NoInput, Channel: dialogue.Phone, At: noon, Call: "c", Step: out.Listen.Step, Prompt: out.Listen.Prompt,
		})
	}
	if diff := cmp.Diff([]dialogue.Line{{Text: "phrase by_text"}}, out.Lines); diff != "" {
		t.Error(diff)
	}
	if len(out.Texts) != 1 {
		t.Errorf("goes on by text with %+v", out.Texts)
	}
	if due, set := find(st.Place.Timers, dialogue.TimerRemind); !set || !due.Equal(noon.Add(4*time.Hour)) {
		t.Error("nobody reminds a caller who is silent by text too")
	}
}

func find(timers []dialogue.Timer, name string) (time.Time, bool) {
	for _, t := range timers {
		if t.Name == name {
			return t.At, true
		}
	}
	return time.Time{}, false
}

// FuzzAdvance gives the engine states and inputs that no conversation produces.
func FuzzAdvance(f *testing.F) {
	script := everything()
	f.Add([]byte(`{"Place":{"Status":"started","Step":"name","Phase":"confirming","Prompt":3,"FirstPrompt":3}}`), "answer", "phone", "yes", "1", 3)
	f.Add([]byte(`{"Place":{"Status":"waiting","Step":"wait"},"Answers":{"hour":"99:99"}}`), "wake", "text", "", "", 0)
	f.Add([]byte(`{"Place":{"Status":"started","Step":"nowhere"}}`), "no-input", "phone", "", "#", -1)
	f.Add([]byte(`{"Place":{"Status":"started","Step":"name","Phase":"texting","Call":"","Prompt":3,"NoMatches":-9,"Texted":true}}`), "no-input", "phone", "", "", 3)
	f.Add([]byte(`{"Place":{"Status":"started","Step":"choice","Timers":[{"Name":"hang-up"},{"Name":"forget"}]}}`), "missed", "phone", "", "", 0)
	f.Add([]byte(`{"Place":{"Status":"ended"},"Answers":{"name":"x"}}`), "answer", "text", "FORGET ME", "", 0)
	f.Add([]byte(`{"Place":{"Status":"odd","Step":"wait","Timers":[{"Name":"remind"},{"Name":"wait"}]}}`), "connect", "phone", "", "", 9)
	f.Add([]byte(`{"Place":{"Status":"started","Step":"none","Texted":true},"Answers":{"mood":"beta","one/asked":"gamma"}}`), "answer", "text", "FORWARD", "", 0)
	f.Add([]byte(`{"Place":{"Status":"waiting","Step":"wait","Timers":[{"Name":"wait"}]},"Answers":{"why":"`+strings.Repeat("[", 99)+`"}}`), "wake", "text", "", "", 0)
	f.Fuzz(func(t *testing.T, state []byte, kind, channel, words, keys string, prompt int) {
		var st dialogue.State
		if json.Unmarshal(state, &st) != nil {
			t.Skip()
		}
		for _, script := range []*dialogue.Script{script, branches(), richer()} {
			_, _ = dialogue.Advance(script, st, dialogue.Input{
				Kind: dialogue.InputKind(kind), Channel: dialogue.Channel(channel), Words: words, Keys: keys, Step: st.Place.Step, Prompt: prompt, At: noon,
				Rules: byDay,
			})
		}
	})
}

// BenchmarkAdvance is a text that answers a choice, by its key and in own words.
func BenchmarkAdvance(b *testing.B) {
	script := everything()
	st, _ := dialogue.Advance(script, dialogue.State{}, dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: "GO", At: noon, Rules: byDay})
	for name, words := range map[string]string{"key": "1", "words": "my own words about this"} {
		in := dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: words, At: noon, Rules: byDay}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				dialogue.Advance(script, st, in)
			}
		})
	}
}

// TestEverythingHasEveryKind fails where the script that the tests of the engine walk lacks a kind of step.
func TestEverythingHasEveryKind(t *testing.T) {
	steps := slices.Concat(everything().Steps, richer().Steps)
	for _, kind := range dialogue.StepKinds {
		if !slices.ContainsFunc(steps, func(s dialogue.Step) bool { return s.Kind == kind }) {
			t.Errorf("there is no step of kind %q", kind)
		}
	}
}
