package scripts

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

func TestReport(t *testing.T) {
	r := check(t, "Thanks.", map[string]string{"link": "https://example.org/peer-coaching"})
	var b strings.Builder
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/report.txt", b.String())
}

// Learners who answer at random never get more than check says, in a turn or in a whole lesson.
func TestNoLearnerCostsMore(t *testing.T) {
	const footer = "Reply to this SMS will be charged"
	read, faults := load(Embedded(), "lessons", "")
	if faults != nil {
		t.Fatal(faults)
	}
	branching, faults := load(folder(bothLessons(t)), "", "")
	if faults != nil {
		t.Fatal(faults)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for _, l := range append(read.lessons, branching.lessons...) {
		r := Check(l, footer, nil)
		for range 300 {
			s := withoutSettings(l.Script)
			if random.IntN(2) == 0 {
				s = withSettings(l.Script, nil)
			}
			if got := texter(t, s, random, footer); got > r.Text.Segments {
				t.Errorf("%s: a learner got %d segments, check says %d at most", l.Script.Lesson, got, r.Text.Segments)
			}
		}
	}
}

// texter takes a lesson by text with random answers, and returns its cost.
func texter(t *testing.T, s *dialogue.Script, random *rand.Rand, footer string) (segments int) {
	answers := []string{"1", "2", "3", "SKIP", "no", "yes", "Aroha", "10.30pm", "a sentence of mine", "GO", "nobody yet", "Maria del Mar Ruiz", "calm"}
	st := dialogue.State{Place: dialogue.Place{PersonPlace: dialogue.PersonPlace{Name: strings.Repeat("n", random.IntN(dialogue.MaxName+1))}}}
	st.Answers = dialogue.Answers{}
	for _, e := range s.Earlier {
		said := []string{"", "Maria del Mar Ruiz"}
		for _, o := range e.Choices {
			said = append(said, o.Words[0])
		}
		st.Answers[earlierID(e)] = said[random.IntN(len(said))]
	}
	for range 1000 {
		in := text(answers[random.IntN(len(answers))]).Input
		if st.Place.Status == dialogue.Waiting {
			in = wake().Input
			in.At = st.Place.NextWake()
		}
		next, out := dialogue.Advance(s, st, in)
		for _, m := range out.Texts {
			out.Lines = append(out.Lines, m.Lines...)
		}
		again := next.Place.Step == st.Place.Step && next.Place.Phase == st.Place.Phase
		if again || next.Place.NoMatches > 0 || next.Place.Asides > 0 {
			continue // what is said again is not in the budget
		}
		bodies := sms.Pack(out.Lines, footer)
		if len(bodies) > sms.MaxMessages || tooLong(bodies) {
			t.Errorf("after %q: %q", in.Words, bodies)
		}
		segments += sms.Segments(bodies)
		st = next
		if st.Place.Status == dialogue.Ended {
			return segments
		}
	}
	t.Error("a lesson does not end")
	return segments
}

// A lesson with repeats one after the other is explored in few turns. Repeats within repeats are given up in time.
func TestRepeatsWithinRepeatsAreGivenUp(t *testing.T) {
	lesson := func(nested bool) string {
		var b strings.Builder
		for i := range 8 {
			from := fmt.Sprintf("say%d", i)
			if nested {
				from = "say0"
			}
			fmt.Fprintf(&b, "  - {id: say%d, say: A.}\n  - {id: again%d, ask: Again?, kind: yesno, repeat: {from: %s, times: 9}}\n", i, i, from)
		}
		return edit(t, "steps:\n", "steps:\n"+b.String(), "segments: 30, minutes: 10", "segments: 900, minutes: 900")
	}
	for nested, want := range map[bool]string{false: "", true: "5:9: there are too many ways through this lesson to walk them all; repeat less often and not within a repeat, or let conditions ask about fewer answers"} {
		l, err := Parse("good.yaml", []byte(lesson(nested)), shortPhrases(t))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(messages(Check(l, "", nil).Errors.err()), "\n"); got != want {
			t.Errorf("nested %v: %s", nested, got)
		}
	}
}

// Conditions about many answers at once are explored, and too many are given up in time.
func TestManyConditionsAreGivenUp(t *testing.T) {
	lesson := func(n int) string {
		var asks, says strings.Builder
		for i := range n {
			fmt.Fprintf(&asks, "  - {id: q%d, ask: \"Which? 1 one, 2 two.\", choices: {1: one, 2: two}, keep: forget}\n", i)
			fmt.Fprintf(&says, "  - {id: s%d, say: So., when: {q%d: 1}}\n  - {id: g%d, ask: Reply NEXT, kind: continue}\n", i, i, i)
		}
		return edit(t, "steps:\n", "steps:\n"+asks.String()+says.String(), "segments: 30, minutes: 10", "segments: 900, minutes: 900")
	}
	for n, want := range map[int]bool{5: false, 30: true} {
		l, err := Parse("good.yaml", []byte(lesson(n)), shortPhrases(t))
		if err != nil {
			t.Fatal(err)
		}
		if r := Check(l, "", nil); (r.Errors != nil) != want {
			t.Errorf("%d conditions: %v", n, r.Errors)
		}
	}
}

// Parse refuses a lesson that goes round in a circle, and the engine leaves every circle. Should both fail, check finds it.
func TestCircleIsFound(t *testing.T) {
	w := &walk{edges: map[position][]edge{}, open: map[position]bool{}, asides: map[position]bool{}, script: &dialogue.Script{}}
	w.open[w.where(dialogue.State{Place: dialogue.Place{LessonPlace: dialogue.LessonPlace{Step: "a"}}})] = true
	w.follow(dialogue.State{Place: dialogue.Place{LessonPlace: dialogue.LessonPlace{Step: "a"}}})
	w.edges[position{step: "b", status: dialogue.Started}] = nil
	c := checker{Lesson: &Lesson{Script: &dialogue.Script{}, File: "good.yaml"}}
	c.checkEnds(w)
	want := "1:1: the lesson does not end: nothing can follow after step \"b\"; say something after it\n1:1: the lesson does not end: step \"a\" leads back to itself; jump forward, or use a repeat"
	if got := strings.Join(messages(c.errors.err()), "\n"); got != want {
		t.Error(got)
	}
}

func TestSpeechTimeFitsMeasuredSpeech(t *testing.T) {
	// The measured paragraph that charactersPerSecond comes from takes 19 seconds. The estimate is no less, and at most half as much more.
	const measured = "In order to keep each language in sync with the visual content, you need to exercise fine-grained control over the " +
		"duration of each segment. That's where this new feature comes in. You can now specify the maximum desired duration for " +
		"any desired segments, counting on Polly to adjust the speech rate in order to limit the length of each segment."
	if s := speechTime([]dialogue.Line{{Text: measured}}, nil).Seconds(); s < 19 || s > 25 {
		t.Errorf("%.1f seconds", s)
	}
	if s := speechTime([]dialogue.Line{{Pause: 8}, {Text: "Māori and all"}}, nil).Seconds(); s < 8.8 || s > 8.9 {
		t.Errorf("%.1f seconds with a pause", s)
	}
}
