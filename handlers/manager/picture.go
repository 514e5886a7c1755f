package manager

import (
	"fmt"

	"coachline/session/roster"
)

// fewest is how many people a number must count before it is shown as a rate, or hours are at all: among fewer, a rate tells
// what one person did.
const fewest = 5

// picture is people at a glance: a funnel, and when they learn.
type picture struct {
	Stages []stage
	Hours  []hour
	Peak   string // the hour in words; empty where hours are not shown
}

// stage is one stage of the funnel: how many people have come so far. Its shape lies in a drawing 100 wide and 100 high.
type stage struct {
	choice
	Rate  string // of those invited; empty where there are too few
	Shape string // the points of a polygon
}

// hour is one hour of the day, in a drawing 240 wide and 60 high.
type hour struct {
	Of     int
	Count  int
	X, Y   float64
	Height float64
}

// draw makes the picture of a summary. Its stages lead to the people in them, as a view shows them.
func draw(sum roster.Summary, v view) picture {
	var p picture
	counts := v.counts(sum)
	for i, f := range v.stages() {
		s := stage{choice: v.choice(f.label, "state", f.key)}
		s.Count = counts[i]
		if i > 0 && s.Count >= fewest {
			s.Rate = fmt.Sprintf("%.0f%%", 100*part(s.Count, sum.Invited))
		}
		s.Shape = shape(part(s.Count, sum.Invited), part(counts[min(i+1, len(counts)-1)], sum.Invited))
		p.Stages = append(p.Stages, s)
	}
	if sum.Began >= fewest {
		p.hours(sum.Hours)
	}
	return p
}

// part is a number as a part of a whole; 0 of nothing.
func part(of, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(of) / float64(whole)
}

// shape is a stage that narrows to the next one, both as shares of the height.
func shape(here, next float64) string {
	h, n := 50*here, 50*next
	return fmt.Sprintf("0,%.1f 60,%.1f 100,%.1f 100,%.1f 60,%.1f 0,%.1f", 50-h, 50-h, 50-n, 50+n, 50+h, 50+h)
}

func (p *picture) hours(hours [24]int) {
	most, peak := 0, 0
	for i, n := range hours {
		if n > most {
			most, peak = n, i
		}
	}
	if most == 0 {
		return
	}
	for i, n := range hours {
		height := 60 * float64(n) / float64(most)
		p.Hours = append(p.Hours, hour{Of: i, Count: n, X: float64(i) * 10, Y: 60 - height, Height: height})
	}
	p.Peak = fmt.Sprintf("%d:00 to %d:00", peak, (peak+1)%24)
}
