package lessons_test

import (
	"io/fs"
	"maps"
	"os"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"coachline/scripts"
	"coachline/scripts/dialogue"
)

// answer is how a learner answers a question: by text, and by phone with keys or, if there are none, by voice.
type answer struct{ text, keys, speech string }

// part1 is how one learner answers part 1.
var part1 = map[string]answer{
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

// part2 is how one who has named nobody answers part 2. One who has named somebody in part 1 is asked what came of it, and neither
// for a name nor for an hour.
var part2 = map[string]answer{
	"peer":      {text: "Tane", speech: "Tane"},
	"different": {text: "a purpose", speech: "a purpose"},
	"mindset":   {text: "NEXT", keys: "1"},
	"roles":     {text: "half each", keys: "3"},
	"action":    {text: "go on", keys: "7"},
	"moments":   {text: "B", speech: "the second"},
	"open":      {text: "How was it?", speech: "How was it?"},
	"opening":   {text: "Can I coach you for ten minutes?", speech: "Can I coach you for ten minutes?"},
	"meet":      {text: "this week", keys: "1"},
	"hour":      {text: "7.30pm", keys: "1930"},
	"noticed":   {text: "it is short", speech: "it is short"},
}

// part3 is how one who has had no talk yet answers part 3. One who has had one is not asked about another.
var part3 = map[string]answer{
	"side":     {text: "no talk yet", keys: "4"},
	"recent":   {text: "both", keys: "3"},
	"brought":  {text: "calm", speech: "calm"},
	"unsaid":   {text: "her worry", speech: "her worry"},
	"widened":  {text: "2", speech: "it steered"},
	"feeling":  {text: "noticed", keys: "2"},
	"there":    {text: "all of them", speech: "all of them"},
	"grow":     {text: "3", keys: "3"},
	"practice": {text: "to name one feeling", speech: "to name one feeling"},
	"with":     {text: "2", keys: "2"},
	"whole":    {text: "the questions", speech: "the questions"},
}

// everyKind is how one learner answers a question of each kind that the lessons do not have.
var everyKind = map[string]answer{
	"helped": {text: "1 and 3", keys: "13#"},
	"weigh":  {text: "home and the roster", speech: "the roster and home"},
	"rested": {text: "2 out of 5", keys: "2"},
	"hours":  {text: "about five", keys: "5#"},
	"talk":   {text: "14 December", keys: "1412"},
}

// but is answers with some of them left out, and others.
func but(answers map[string]answer, out []string, others map[string]answer) map[string]answer {
	answers = maps.Clone(answers)
	maps.Copy(answers, others)
	for _, id := range out {
		delete(answers, id)
	}
	return answers
}

// walker takes one learner through a lesson, question by question, on the channel that choose names.
type walker struct {
	t      *rapid.T
	script *dialogue.Script
	as     map[string]answer // how they answer
	state  dialogue.State
	now    time.Time
	listen *dialogue.Listen
	choose func(question int) dialogue.Channel
	wish   func() string    // the language that they ask for before they answer, or ""
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
	case w.drops(), w.script.Steps[w.script.Index(w.listen.Step)].Kind == dialogue.Number: // there 9 is an answer
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
		w.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: w.as[w.state.Place.Step].text})
		return
	}
	a := w.as[w.listen.Step]
	if w.script.Steps[w.script.Index(w.listen.Step)].Kind == dialogue.Name && w.drops() {
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
	if wish := w.wish(); wish != "" {
		w.askFor(wish, on)
	}
	w.answer(on)
}

// askFor asks for a language on a channel. The open question comes again.
func (w *walker) askFor(language string, on dialogue.Channel) {
	if on == dialogue.Phone {
		w.onPhone(dialogue.Input{Kind: dialogue.Answer, Words: language, Spoken: true})
		return
	}
	w.toText()
	w.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: language})
}

func walked(t *rapid.T, c taken, choose func(int) dialogue.Channel) *walker {
	drops := rapid.SliceOfN(rapid.Bool(), 20, 20).Draw(t, "the call drops")
	w := &walker{t: t, script: c.script, as: c.answers, now: c.begins, choose: choose, kept: dialogue.Answers{}}
	w.state.Answers, w.state.Place.Language = maps.Clone(c.earlier), c.language
	w.wish = func() string { return "" }
	if c.wishes != nil {
		wishes := rapid.SliceOfN(rapid.SampledFrom(c.wishes), len(c.answers), len(c.answers)).Draw(t, "asks for")
		w.wish = func() string { return wishes[len(w.seen)%len(wishes)] }
	}
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

// taken is a lesson as one learner takes it.
type taken struct {
	script  *dialogue.Script
	begins  time.Time
	earlier dialogue.Answers  // what they said in earlier lessons
	answers map[string]answer // to all that they are asked

	language string   // that they chose before
	wishes   []string // languages that they may ask for before they answer; "" for none
}

// TestChannelMakesNoDifference changes over at any questions, in either direction: no question is lost or asked again
// once it was answered, and the answers and milestones are those of a lesson by text alone.
func TestChannelMakesNoDifference(t *testing.T) {
	before := dialogue.Answers{"peer-coaching-1/hope": "to listen", "peer-coaching-1/partner": "Mere", "peer-coaching-1/hour": "19:30"}
	for name, c := range map[string]taken{
		"part 1":                  {script: load(t, "peer-coaching-1", nil), answers: part1},
		"part 1 with the article": {script: load(t, "peer-coaching-1", settings), answers: part1},
		"part 2 for nobody yet":   {script: load(t, "peer-coaching-2", nil), answers: part2},
		"part 2 for somebody": {
			script: load(t, "peer-coaching-2", nil), earlier: before,
			answers: but(part2, []string{"peer", "hour"}, map[string]answer{"came": {text: "not yet", keys: "2"}}),
		},
		"part 3 without a talk": {script: load(t, "peer-coaching-3", nil), earlier: before, answers: part3},
		"part 3 after a talk": {
			script:  load(t, "peer-coaching-3", nil),
			answers: but(part3, []string{"recent"}, map[string]answer{"side": {text: "the coach", keys: "1"}, "hour": part2["hour"]}),
		},
		"every kind": {script: load(t, "every-kind", nil), answers: everyKind},
	} {
		c.begins = monday(t)
		t.Run(name, func(t *testing.T) { channelsMakeNoDifference(t, c) })
	}
}

// TestLanguageMakesNoDifference changes the language and the channel at any questions: no question is lost, and the answers and
// milestones are those of the lesson in one language.
func TestLanguageMakesNoDifference(t *testing.T) {
	folder := fstest.MapFS{}
	for _, from := range []fs.FS{os.DirFS("."), os.DirFS("../testdata/translation")} {
		for _, name := range []string{"peer-coaching-1.yaml", "peer-coaching-1.mi.yaml", "phrases.yaml", "phrases.mi.yaml"} {
			if src, err := fs.ReadFile(from, name); err == nil {
				folder[name] = &fstest.MapFile{Data: src}
			}
		}
	}
	translated, err := scripts.Open(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	script, _ := translated.Current("peer-coaching-1")
	if !script.Has("mi") {
		t.Fatal("there is no translation")
	}
	channelsMakeNoDifference(t, taken{
		script: script, begins: monday(t), answers: part1, language: "en-NZ", wishes: []string{"", "te reo", "English please", "te reo Māori"},
	})
}

// remains is what is held when a lesson is over.
func remains(w *walker) dialogue.Answers {
	held := maps.Clone(w.state.Answers)
	delete(held, ".last")
	return held
}

func channelsMakeNoDifference(t *testing.T, c taken) {
	var want *walker
	same := func(t *rapid.T, choose func(int) dialogue.Channel) {
		got := walked(t, c, choose)
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
		from := rapid.IntRange(0, len(c.answers)-1).Draw(t, "changes over at")
		same(t, switching(from, dialogue.Text, dialogue.Phone))
		same(t, switching(from, dialogue.Phone, dialogue.Text))
		plan := rapid.SliceOfN(rapid.Bool(), len(c.answers)*2, len(c.answers)*2).Draw(t, "by phone")
		same(t, func(n int) dialogue.Channel {
			if plan[n%len(plan)] {
				return dialogue.Phone
			}
			return dialogue.Text
		})
	})
	if len(want.seen) != len(c.answers) || !slices.Equal(reached(want), milestones(c.script)) {
		t.Errorf("questions %v, milestones %v", want.seen, reached(want))
	}
}

// milestones are those that a lesson has, and that it was begun.
func milestones(s *dialogue.Script) []string {
	names := []string{dialogue.MilestoneStarted}
	for i := range s.Steps {
		if name := s.Steps[i].Milestone; name != "" {
			names = append(names, name)
		}
	}
	return names
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
