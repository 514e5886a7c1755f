package funnel

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// crowd is learners who go from step to step, and what is counted of them.
type crowd struct {
	steps []string
	at    []int // by learner; those who are gone have -1
	n     map[string]int
}

func (c *crowd) count(step int, event dialogue.Event, channel dialogue.Channel) {
	id := ""
	if step >= 0 {
		id = c.steps[step]
	}
	c.n[session.CountField(id, event, channel)]++
}

// turn has one learner do one thing.
func (c *crowd) turn(t *rapid.T) {
	channel := rapid.SampledFrom([]dialogue.Channel{dialogue.Text, dialogue.Text, dialogue.Text, dialogue.Phone}).Draw(t, "channel")
	reach := func(who, step int) {
		if step == len(c.steps) {
			c.at[who] = -1
			c.count(-1, dialogue.EventFinished, channel)
			return
		}
		c.at[who] = step
		c.count(step, dialogue.EventReached, channel)
	}
	who := rapid.IntRange(-1, len(c.at)-1).Draw(t, "who")
	if who < 0 {
		c.at = append(c.at, 0)
		c.count(-1, dialogue.EventBegan, channel)
		reach(len(c.at)-1, 0)
		return
	}
	at := c.at[who]
	if at < 0 {
		return
	}
	end := rapid.SampledFrom(slices.Concat(dialogue.Ends, []dialogue.Event{"answered", "answered", "answered", "answered"})).Draw(t, "end")
	c.count(at, end, channel)
	switch end {
	case dialogue.EventLeft, dialogue.EventOptedOut:
		c.at[who] = -1
	case dialogue.EventWentBack:
		reach(who, max(0, at-1))
	case dialogue.EventPassed:
		reach(who, at+1)
	default:
		c.count(at, rapid.SampledFrom(times).Draw(t, "time"), channel)
		reach(who, at+1)
	}
}

// TestReportsTellOfNoSmallGroup has learners go any way through a lesson, with reports in between. No number of a report, no difference
// from an earlier report, and no sum within a report is a group of one to four people.
func TestReportsTellOfNoSmallGroup(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := crowd{n: map[string]int{}}
		for i := range rapid.IntRange(1, 4).Draw(t, "steps") {
			c.steps = append(c.steps, fmt.Sprint("s", i))
		}
		f := formOf(c.steps)
		var reports []map[string]int
		var before map[string]int
		for range rapid.IntRange(1, 8).Draw(t, "reports") {
			for range rapid.SampledFrom([]int{1, 3, 40, 300}).Draw(t, "turns") {
				c.turn(t)
			}
			exact := f.figures(c.n)
			before = f.release(exact, before)
			reports = append(reports, before)
			for _, r := range f.relations {
				if n := r.missing(exact); n != 0 && len(r.parts) > 1 {
					t.Fatalf("%v do not add up to %v: %d are missing", r.parts, r.whole, n)
				}
				if n := r.missing(before); tells(n) {
					t.Fatalf("%v less %v tells of %d", r.whole, r.parts, n)
				}
			}
		}
		for i, later := range reports {
			for name, n := range later {
				if tells(n) {
					t.Fatalf("%s tells of %d", name, n)
				}
			}
			for _, earlier := range reports[:i] {
				for _, name := range f.names {
					if n := later[name] - earlier[name]; tells(max(n, -n)) {
						t.Fatalf("%s tells of %d between two reports", name, n)
					}
				}
			}
		}
	})
}

func tells(n int) bool { return n > 0 && n < Fewest }
