package dialogue_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
)

// tally adds up counts by step and event, and without channels.
type tally map[string]map[dialogue.Event]int

func (c tally) add(counts []dialogue.Count) {
	for _, count := range counts {
		if c[count.Step] == nil {
			c[count.Step] = map[dialogue.Event]int{}
		}
		c[count.Step][count.Event] += count.N
	}
}

// here is how many visits of a step go on.
func (c tally) here(step string) int {
	here := c[step][dialogue.EventReached]
	for _, end := range dialogue.Ends {
		here -= c[step][end]
	}
	return here
}

// TestEachVisitIsInOneState takes random conversations. After each turn the counts of one learner add up: at the step where they are
// is one visit, unless they have left or opted out, and nowhere else is any.
func TestEachVisitIsInOneState(t *testing.T) {
	script := everything()
	rapid.Check(t, func(t *rapid.T) {
		var st dialogue.State
		st.Place.Withheld = rapid.Bool().Draw(t, "withheld")
		now, rules, counted := noon, anyRules(t), tally{}
		for range rapid.IntRange(1, 60).Draw(t, "turns") {
			now = now.Add(time.Duration(rapid.IntRange(1, 30*60*60).Draw(t, "seconds")) * time.Second)
			if rapid.IntRange(0, 9).Draw(t, "fails") == 0 {
				st.Place.Unreachable = true
				counted.add(st.Place.CountRest(script.Lesson, script.Version))
			}
			in := anything(t, st, now)
			in.Rules = rules
			next, out := dialogue.Advance(script, st, in)
			counted.add(out.Counts)
			if again := next.Place.CountRest(script.Lesson, script.Version); len(again) > 0 {
				t.Fatalf("counts %+v twice", again)
			}
			p := next.Place
			active := p.Status == dialogue.Started || p.Status == dialogue.Paused || p.Status == dialogue.Waiting
			for _, step := range script.Steps {
				resting, is, want := 0, counted.here(step.ID), 0
				if active && p.Step == step.ID && p.Rest != "" {
					resting = 1
				} else if active && p.Step == step.ID {
					want = 1
				}
				if is != want {
					t.Fatalf("%d visits of %q go on after %+v, want %d: %v; %+v", is, step.ID, in, want, counted[step.ID], p)
				}
				if gone := counted[step.ID][dialogue.EventLeft] + counted[step.ID][dialogue.EventOptedOut]; gone < resting || !active && gone > 0 {
					t.Fatalf("%d have left %q or opted out there, and %d are", gone, step.ID, resting)
				}
			}
			for step, events := range counted {
				for event, n := range events {
					if n < 0 {
						t.Fatalf("%s of %q is %d", event, step, n)
					}
				}
			}
			st = next
		}
	})
}

// TestWhatIsCounted has a row for each thing that learners do.
func TestWhatIsCounted(t *testing.T) {
	const day = 24 * time.Hour
	type counts = map[dialogue.Event]int
	for _, c := range []struct {
		name string
		do   func(l *learner)
		step string
		want counts
	}{
		{"answers at once", func(l *learner) { l.text("GO"); l.pass(8 * time.Second); l.text("1") }, "choice", counts{"reached": 1, "answered": 1, "10s": 1}},
		{"is there now", func(l *learner) { l.text("GO") }, "choice", counts{"reached": 1}},
		{"skips", func(l *learner) { l.text("GO"); l.pass(time.Hour); l.text("SKIP") }, "choice", counts{"reached": 1, "skipped": 1, "1h": 1}},
		{"is not understood, and then is", func(l *learner) { l.text("GO"); l.text("1"); l.text("x"); l.text("1") }, "closed", counts{"reached": 1, "no_match": 1, "answered": 1, "10s": 1}},
		{"is never understood", func(l *learner) { l.text("GO"); l.text("1"); l.text("x"); l.text("y"); l.text("z") }, "closed", counts{"reached": 1, "no_match": 2, "skipped": 1, "10s": 1}},
		{"is silent on the phone", func(l *learner) { l.call(); l.silent(); l.silent() }, "choice", counts{"reached": 1, "no_input": 1}},
		{"goes back", func(l *learner) { l.text("GO"); l.text("1"); l.text("BACK") }, "choice", counts{"reached": 2, "answered": 1, "10s": 1}},
		{"goes back from here", func(l *learner) { l.text("GO"); l.text("1"); l.text("BACK") }, "closed", counts{"reached": 1, "back": 1}},
		{"pauses", func(l *learner) { l.text("GO"); l.text("PAUSE") }, "choice", counts{"reached": 1, "left": 1}},
		{"pauses, and goes on after days", func(l *learner) { l.text("GO"); l.text("PAUSE"); l.pass(5 * day); l.text("1") }, "choice", counts{"reached": 1, "answered": 1, "longer": 1}},
		{"opts out", func(l *learner) { l.text("GO"); l.text("STOP") }, "choice", counts{"reached": 1, "opted_out": 1}},
		{"opts out while paused", func(l *learner) { l.text("GO"); l.text("PAUSE"); l.text("STOP") }, "choice", counts{"reached": 1, "opted_out": 1}},
		{"opts out, and comes back", func(l *learner) { l.text("GO"); l.text("STOP"); l.text("START") }, "choice", counts{"reached": 1}},
		{"is in distress", func(l *learner) { l.text("GO"); l.text("I want to die") }, "choice", counts{"reached": 1, "left": 1}},
		{"rings at a question that was texted", func(l *learner) { l.text("GO"); l.call() }, "choice", counts{"reached": 1, "changed": 1}},
		{"hangs up, and is asked by text", func(l *learner) { l.call(); l.silent(); l.hangUp(); l.pass(time.Minute); l.wake() }, "choice", counts{"reached": 1, "changed": 1}},
		{"falls silent", func(l *learner) {
			l.text("GO")
			for range 3 {
				l.now = l.st.Place.NextWake()
				l.wake()
			}
		}, "choice", counts{"reached": 1, "left": 1}},
		{"began with an earlier version of the program", func(l *learner) {
			l.text("GO")
			l.counted(negative(l.out.Counts)) // which counted nothing
			l.st.Place.VisitPlace = dialogue.VisitPlace{}
			l.text("1")
		}, "choice", counts{"reached": 1, "answered": 1, "10s": 1}},
		{"comes to the end", func(l *learner) { l.reach("wait"); l.now = l.st.Place.NextWake(); l.wake(); l.text("no") }, "", counts{"began": 1, "finished": 1}},
		{"begins", func(l *learner) { l.text("GO") }, "", counts{"began": 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l, counted := newLearner(t), tally{}
			l.counted = counted.add
			c.do(l)
			for event, n := range counted[c.step] {
				if n == 0 {
					delete(counted[c.step], event)
				}
			}
			if diff := cmp.Diff(c.want, counted[c.step]); diff != "" {
				t.Errorf("of %q (-want +got):\n%s", c.step, diff)
			}
		})
	}
}

// negative takes counts back.
func negative(counts []dialogue.Count) (back []dialogue.Count) {
	for _, c := range counts {
		c.N = -c.N
		back = append(back, c)
	}
	return back
}
