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
				if n := r.missing(exact); n != 0 && len(r.parts) > 1 && !r.pair {
					t.Fatalf("%v do not add up to %v: %d are missing", r.parts, r.whole, n)
				}
				if n := r.missing(before); tells(max(n, -n)) {
					t.Fatalf("%v less %v tells of %d", r.whole, r.parts, n)
				}
			}
		}
		for i, report := range reports {
			c.tellsOfARow(t, report, nil)
			if i > 0 {
				c.tellsOfARow(t, report, reports[i-1])
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

// tellsOfARow fails if what is shown that was reached, less what is shown that became of it, tells of a small group, by any channels: in
// a report or, beside an earlier one, in what has changed.
func (c *crowd) tellsOfARow(t *rapid.T, report, earlier map[string]int) {
	for _, step := range c.steps {
		for _, from := range []string{"", "text", "phone"} {
			reached := step + "|reached|" + from
			rest := report[reached] - earlier[reached]
			for _, end := range []string{"answered", "skipped", "passed", "back", "left", "opted_out", "here"} {
				for _, to := range []string{"", "text", "phone"} {
					part := step + "|" + end + "|" + to
					if n := report[reached] - earlier[reached] - report[part] + earlier[part]; tells(max(n, -n)) {
						t.Fatalf("%s less %s tells of %d", reached, part, n)
					}
				}
				rest -= report[step+"|"+end+"|"+from] - earlier[step+"|"+end+"|"+from]
			}
			if tells(max(rest, -rest)) {
				t.Fatalf("the row of %s tells of %d", reached, rest)
			}
		}
	}
}

// TestNoOneIsLeftOver has what reports once told of one person: in one report by a channel, and in two by the difference of two numbers.
func TestNoOneIsLeftOver(t *testing.T) {
	f := formOf([]string{"energy"})
	report := func(reached, answered, byPhone int, before map[string]int) map[string]int {
		return f.release(f.figures(map[string]int{
			"|began|text": reached, "|began|phone": byPhone, "energy|reached|text": reached, "energy|reached|phone": byPhone,
			"energy|answered|text": answered, "energy|10s|text": answered,
		}), before)
	}
	one := report(12, 11, 1, nil)
	if _, shown := one["|began|text"]; shown || one["|began|"] != 13 || one["energy|answered|text"] != 0 || one["energy|10s|text"] != 0 {
		t.Errorf("with one who is left over: %v", one)
	}
	first := report(20, 5, 0, nil)
	second := report(26, 10, 0, first)
	if first["energy|reached|"] != 20 || first["energy|answered|"] != 5 {
		t.Errorf("the first report shows %v", first)
	}
	if n := second["energy|reached|"] - second["energy|answered|"] - 15; n != 0 && n < 5 {
		t.Errorf("between two reports %d have not answered: %v", n, second)
	}
}

func tells(n int) bool { return n > 0 && n < Fewest }
