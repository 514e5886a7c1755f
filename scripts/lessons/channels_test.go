package lessons_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
)

// part1 is how one learner answers part 1, on whichever channel a question finds them.
var part1 = map[string]struct{ text, keys, speech string }{
	"energy":     {text: "2", keys: "2"},
	"hope":       {text: "to listen better", speech: "to listen better"},
	"definition": {text: "NEXT", keys: "1"},
	"role":       {text: "next", keys: "5"},
	"which":      {text: "2", speech: "what matters most to you here"},
	"partner":    {text: "Mere", speech: "Mere"},
	"ask_when":   {text: "this week", keys: "2"},
	"hour":       {text: "7.30pm", keys: "1930"},
	"stayed":     {text: "the silence", speech: "the silence"},
	"asked":      {text: "not yet", keys: "2"},
}

// walker takes one learner through a lesson, question by question, on the channel that choose names.
type walker struct {
	t      *rapid.T
	script *dialogue.Script
	state  dialogue.State
	now    time.Time
	listen *dialogue.Listen
	choose func(question int) dialogue.Channel
	drops  func() bool      // whether something happens to a call, such as that it breaks off while something is explained
	kept   dialogue.Answers // every answer that was kept, also those that the end forgets
	seen   []string         // the questions, in the order answered
	turns  int
}

func (w *walker) take(in dialogue.Input) dialogue.Output {
	in.At, in.Call = w.now, "call"
	var out dialogue.Output
	w.state, out = dialogue.Advance(w.script, w.state, in)
	maps.Copy(w.kept, w.state.Answers)
	delete(w.kept, ".last") // it only knows a text again, and is no answer
	w.listen = nil
	if in.Channel == dialogue.Phone {
		w.listen = out.Listen
	}
	if w.turns++; w.turns > 300 {
		w.t.Fatalf("the lesson does not end; it is at %q", w.state.Place.Step)
	}
	return out
}

// press, say, silence answer the call's open prompt.
func (w *walker) onPhone(in dialogue.Input) {
	in.Channel, in.Step, in.Prompt = dialogue.Phone, w.listen.Step, w.listen.Prompt
	w.take(in)
}

// toText leaves a call, if there is one, by hanging up or with key 9, and has the open prompt by text.
func (w *walker) toText() {
	switch {
	case w.listen == nil:
	case w.drops():
		w.take(dialogue.Input{Kind: dialogue.HangUp, Channel: dialogue.Phone})
	default:
		w.onPhone(dialogue.Input{Kind: dialogue.Answer, Keys: "9"})
	}
	if !w.state.Place.Texted {
		w.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: "GO"})
	}
}

// toPhone rings, unless there is a call, and listens up to the next question.
func (w *walker) toPhone() {
	if w.listen == nil {
		w.take(dialogue.Input{Kind: dialogue.Connect, Channel: dialogue.Phone})
	}
	for w.listen != nil && !w.asking() {
		if w.drops() {
			w.take(dialogue.Input{Kind: dialogue.HangUp, Channel: dialogue.Phone})
			w.take(dialogue.Input{Kind: dialogue.Connect, Channel: dialogue.Phone})
			continue
		}
		if w.script.Steps[w.script.Index(w.listen.Step)].Kind == dialogue.Offer {
			w.onPhone(dialogue.Input{Kind: dialogue.Answer, Keys: "1"})
			continue
		}
		w.onPhone(dialogue.Input{Kind: dialogue.NoInput})
	}
}

func (w *walker) asking() bool { return w.script.Steps[w.script.Index(w.listen.Step)].Kind.Asks() }

// answer answers the open question on a channel.
func (w *walker) answer(on dialogue.Channel) {
	if on == dialogue.Text {
		w.toText()
		w.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: part1[w.state.Place.Step].text})
		return
	}
	a := part1[w.listen.Step]
	if w.listen.Step == "partner" && w.drops() {
		w.textWhileWaiting(a.text)
		return
	}
	confidence := 0.8
	if a.keys != "" {
		w.onPhone(dialogue.Input{Kind: dialogue.Answer, Keys: a.keys})
	} else {
		w.onPhone(dialogue.Input{Kind: dialogue.Answer, Words: a.speech, Spoken: true, Confidence: &confidence})
	}
	if w.state.Place.Phase != dialogue.Confirming || w.listen == nil {
		return
	}
	if w.drops() {
		w.toText()
		w.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: "yes"})
		return
	}
	w.onPhone(dialogue.Input{Kind: dialogue.Answer, Keys: "1"})
}

// textWhileWaiting texts an answer while the call waits for it, which then hears the next step.
func (w *walker) textWhileWaiting(words string) {
	w.onPhone(dialogue.Input{Kind: dialogue.Answer, Keys: "1"})
	waiting := w.listen
	w.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: words})
	w.listen = waiting
	w.onPhone(dialogue.Input{Kind: dialogue.NoInput})
}

// run goes from the first contact to the end.
func (w *walker) run() {
	if w.choose(0) == dialogue.Text {
		w.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: "hello"})
	}
	for n := 0; w.state.Place.Status != dialogue.Ended; n++ {
		switch w.state.Place.Status {
		case dialogue.Waiting:
			w.now = w.state.Place.NextWake()
			w.take(dialogue.Input{Kind: dialogue.Wake})
			continue
		case dialogue.New, dialogue.Started:
			w.question(n)
		}
	}
}

func (w *walker) question(n int) {
	on := w.choose(n)
	if on == dialogue.Phone {
		w.toPhone()
	} else {
		w.toText()
	}
	if w.state.Place.Status != dialogue.Started {
		return
	}
	w.seen = append(w.seen, w.state.Place.Step)
	w.answer(on)
}

func walked(t *rapid.T, script *dialogue.Script, now time.Time, choose func(int) dialogue.Channel) *walker {
	drops := rapid.SliceOfN(rapid.Bool(), 20, 20).Draw(t, "the call drops")
	w := &walker{t: t, script: script, now: now, choose: choose, kept: dialogue.Answers{}}
	w.drops = func() bool {
		if len(drops) == 0 {
			return false
		}
		drop := drops[0]
		drops = drops[1:]
		return drop
	}
	w.run()
	return w
}

// TestChannelMakesNoDifference changes over at any questions, in either direction: no question is lost or asked again
// once it was answered, and the answers and milestones are those of a lesson by text alone.
func TestChannelMakesNoDifference(t *testing.T) {
	t.Run("without the article", func(t *testing.T) { channelsMakeNoDifference(t, nil) })
	t.Run("with the article", func(t *testing.T) { channelsMakeNoDifference(t, settings) })
}

// remains is what is held when a lesson is over.
func remains(w *walker) dialogue.Answers {
	held := maps.Clone(w.state.Answers)
	delete(held, ".last")
	return held
}

func channelsMakeNoDifference(t *testing.T, values map[string]string) {
	script, now := load(t, "peer-coaching-1", values), monday(t)
	var want *walker
	same := func(t *rapid.T, choose func(int) dialogue.Channel) {
		got := walked(t, script, now, choose)
		if want == nil {
			want = got
		}
		for what, pair := range map[string][2]any{
			"questions": {want.seen, got.seen}, "answers": {want.kept, got.kept},
			"what remains": {remains(want), remains(got)}, "milestones": {reached(want), reached(got)},
		} {
			if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
				t.Fatalf("%s differ (-text only +changing over):\n%s", what, diff)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		same(t, func(int) dialogue.Channel { return dialogue.Text })
		same(t, func(int) dialogue.Channel { return dialogue.Phone })
		for from := range len(part1) {
			same(t, switching(from, dialogue.Text, dialogue.Phone))
			same(t, switching(from, dialogue.Phone, dialogue.Text))
		}
		plan := rapid.SliceOfN(rapid.Bool(), len(part1)*2, len(part1)*2).Draw(t, "by phone")
		same(t, func(n int) dialogue.Channel {
			if plan[n%len(plan)] {
				return dialogue.Phone
			}
			return dialogue.Text
		})
	})
	if len(want.seen) != len(part1) || !slices.Equal(reached(want), []string{"started", "finished", "reflected"}) {
		t.Errorf("questions %v, milestones %v", want.seen, reached(want))
	}
}

func switching(from int, before, after dialogue.Channel) func(int) dialogue.Channel {
	return func(n int) dialogue.Channel {
		if n < from {
			return before
		}
		return after
	}
}

func reached(w *walker) []string {
	var names []string
	for _, m := range w.state.Place.Milestones {
		names = append(names, m.Name)
	}
	return names
}
