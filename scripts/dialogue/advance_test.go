package dialogue_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
)

// two is two different reprompts.
func two(a, b string) []dialogue.Prompt { return []dialogue.Prompt{{Text: a}, {Text: b}} }

// everything is a script with a step of each kind, a jump and a repeat.
func everything() *dialogue.Script {
	phrases := map[string]dialogue.Prompt{}
	for _, name := range dialogue.PhraseNames() {
		phrases[name] = dialogue.Prompt{Text: "phrase " + name}
	}
	options := []dialogue.Option{{Key: "1", Words: []string{"alpha"}, Hour: "08:00"}, {Key: "2", Words: []string{"beta"}, Hour: "17:00"}}
	s := &dialogue.Script{
		Lesson: "everything", Language: "en-NZ", Voice: "v", Phrases: phrases, Values: map[string]string{"set": "value"},
		Steps: []dialogue.Step{
			{ID: "say", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "Hello {name}."}},
			{ID: "unset", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "{missing}"}, Needs: []string{"missing"}},
			{ID: "choice", Kind: dialogue.Choice, Choices: options, Open: true, Keep: dialogue.KeepPrivate},
			{ID: "closed", Kind: dialogue.Choice, Choices: options, Jumps: map[string]string{"2": "text"}},
			{ID: "skipped", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "You chose alpha."}},
			{ID: "text", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate},
			{ID: "go", Kind: dialogue.Continue},
			{ID: "offer", Kind: dialogue.Offer, Needs: []string{"set"}},
			{ID: "name", Kind: dialogue.Name, Keep: dialogue.KeepPrivate, Missing: "somebody"},
			{ID: "more", Kind: dialogue.YesNo, Repeat: dialogue.Repeat{From: "go", Times: 2}},
			{ID: "hour", Kind: dialogue.Hour, Choices: options, Keep: dialogue.KeepForget, Missing: "9am", Needs: []string{"number"}},
			{ID: "wait", Kind: dialogue.Wait, At: "{hour}"},
			{ID: "after", Kind: dialogue.YesNo, Keep: dialogue.KeepPrivate, Milestone: dialogue.MilestoneReflected},
		},
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		if step.Prompt.Empty() && step.Kind != dialogue.Wait {
			step.Prompt.Text = "prompt " + step.ID
		}
		step.Confirm.Text = "confirm {" + step.ID + "}"
		step.NoInput, step.NoMatch = two("silent 1", "silent 2"), two("unclear 1", "unclear 2")
	}
	return s
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.FixedZone("NZDT", 13*60*60))

// anything draws an input of any kind, on any channel, for the open prompt or another.
func anything(t *rapid.T, st dialogue.State, now time.Time) dialogue.Input {
	confidence := rapid.Float64Range(0, 1).Draw(t, "confidence")
	in := dialogue.Input{
		At:      now,
		Channel: rapid.SampledFrom([]dialogue.Channel{dialogue.Text, dialogue.Phone}).Draw(t, "channel"),
		Call:    "call", Step: st.Place.Step, Prompt: st.Place.Prompt - rapid.IntRange(0, 2).Draw(t, "late"),
		Kind: rapid.SampledFrom([]dialogue.Kind{
			dialogue.Answer, dialogue.Answer, dialogue.Answer, dialogue.Answer, dialogue.NoInput, dialogue.Partial,
			dialogue.HangUp, dialogue.Connect, dialogue.Wake,
		}).Draw(t, "kind"),
	}
	switch rapid.IntRange(0, 2).Draw(t, "form") {
	case 0:
		in.Keys = rapid.StringMatching(`[0-9*#]{1,5}`).Draw(t, "keys")
	case 1:
		in.Words = rapid.SampledFrom([]string{
			"1", "2", "alpha", "betta", "yes", "no", "Mere", "my own words", "7.30pm", "GO", "NEXT", "SKIP", "AGAIN", "HELP", "PAUSE",
			"STOP", "START", "thanks", "👍", "", "Liked “prompt”", "I want to die", "CALL", "MYDATA",
		}).Draw(t, "usual")
		in.Spoken, in.Confidence = in.Channel == dialogue.Phone, &confidence
	default:
		in.Words = rapid.String().Draw(t, "words")
	}
	return in
}

// TestAdvance takes random conversations and holds after each turn what is promised of every turn.
func TestAdvance(t *testing.T) {
	script := everything()
	rapid.Check(t, func(t *rapid.T) {
		var st dialogue.State
		st.Place.Withheld = rapid.Bool().Draw(t, "withheld")
		now := noon
		for range rapid.IntRange(1, 60).Draw(t, "turns") {
			now = now.Add(time.Duration(rapid.IntRange(1, 30*60*60).Draw(t, "seconds")) * time.Second)
			in := anything(t, st, now)
			before := marshalled(t, st)
			next, out := dialogue.Advance(script, st, in)
			if after := marshalled(t, st); after != before {
				t.Fatalf("Advance changed the state that it was given:\n%s", cmp.Diff(before, after))
			}
			held(t, script, st, in, next, out)
			st = dialogue.State{}
			if err := json.Unmarshal([]byte(marshalled(t, next)), &st); err != nil {
				t.Fatal(err)
			}
		}
	})
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
	onCall := in.Channel == dialogue.Phone && in.Kind != dialogue.HangUp && in.Kind != dialogue.Wake
	switch {
	case onCall && len(out.Lines) == 0:
		t.Fatalf("silent on the phone at %q after %+v", before.Place.Step, in)
	case onCall && out.Listen != nil && (out.Listen.Prompt != after.Place.Prompt || out.Listen.Step != after.Place.Step):
		t.Fatalf("listens for %s/%d at %s/%d", out.Listen.Step, out.Listen.Prompt, after.Place.Step, after.Place.Prompt)
	case !onCall && out.Listen != nil:
		t.Fatal("listens without a call")
	case after.Place.Prompt < before.Place.Prompt:
		t.Fatal("prompts count back")
	case before.Place.OptedOut && after.Place.OptedOut && in.Channel == dialogue.Text && len(out.Lines) > 0:
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

// TestEnds answers with anything but the commands that stay where they are, by text or phone: the lesson ends, whatever
// is said, within a few turns for each step.
func TestEnds(t *testing.T) {
	script := everything()
	rapid.Check(t, func(t *rapid.T) {
		var st dialogue.State
		var out dialogue.Output
		now, phone, calls := noon, false, 0
		for turn := 0; st.Place.Status != dialogue.Ended; turn++ {
			if turn > 8*len(script.Steps) {
				t.Fatalf("still at %q after %d turns", st.Place.Step, turn)
			}
			in := dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, At: now, Call: "call"}
			in.Words = rapid.SampledFrom([]string{"", "1", "2", "9", "what?", "Mere", "Ana Bea Cee", "7pm", "yes", "no", "مرحبا"}).Draw(t, "words")
			switch {
			case st.Place.Status == dialogue.Waiting:
				now = st.Place.NextWake()
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

// TestSilentCaller never hangs up without a word, and never asks for ever.
func TestSilentCaller(t *testing.T) {
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
	if _, set := find(st.Place.Timers, dialogue.TimerHangUp); !set {
		t.Error("nothing is due after a call that ended in the middle")
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

// FuzzAdvance gives the engine states and inputs that no conversation has made.
func FuzzAdvance(f *testing.F) {
	script := everything()
	f.Add([]byte(`{"Place":{"Status":"started","Step":"name","Phase":"confirming","Prompt":3,"Since":3}}`), "answer", "phone", "yes", "1", 3)
	f.Add([]byte(`{"Place":{"Status":"waiting","Step":"wait"},"Answers":{"hour":"99:99"}}`), "wake", "text", "", "", 0)
	f.Add([]byte(`{"Place":{"Status":"started","Step":"nowhere"}}`), "no-input", "phone", "", "#", -1)
	f.Add([]byte(`{"Place":{"Status":"odd","Step":"wait","Timers":[{"Name":"remind"},{"Name":"wait"}]}}`), "connect", "phone", "", "", 9)
	f.Fuzz(func(t *testing.T, state []byte, kind, channel, words, keys string, prompt int) {
		var st dialogue.State
		if json.Unmarshal(state, &st) != nil {
			t.Skip()
		}
		_, _ = dialogue.Advance(script, st, dialogue.Input{
			Kind: dialogue.Kind(kind), Channel: dialogue.Channel(channel), Words: words, Keys: keys, Step: st.Place.Step, Prompt: prompt, At: noon,
		})
	})
}

func BenchmarkAdvance(b *testing.B) {
	script := everything()
	st, _ := dialogue.Advance(script, dialogue.State{}, dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: "GO", At: noon})
	in := dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: "my own words about this", At: noon}
	b.ReportAllocs()
	for b.Loop() {
		dialogue.Advance(script, st, in)
	}
}
