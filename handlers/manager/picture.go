package manager

import "fmt"

// fewest is how many people a number must count before it is shown as a rate, or hours are at all: among fewer, a rate tells
// what one person did.
const fewest = 5

// picture is a cohort at a glance: a funnel, and when people learn.
type picture struct {
	Bars  []bar
	Hours []hour
	Peak  string // the hour in words; empty where hours are not shown
}

// bar is one stage of the funnel, in a drawing 100 wide.
type bar struct {
	Label string
	Count int
	Rate  string // of those invited; empty where there are too few
	Width float64
	Y     int
}

// hour is one hour of the day, in a drawing 240 wide and 60 high.
type hour struct {
	Of     int
	Count  int
	X, Y   float64
	Height float64
}

// counts are how many people have come how far.
type counts struct {
	Invited, Began, Finished, Reflected int
}

// draw makes the picture of counts, and of how many milestones were reached in each hour of the learners' days.
func draw(c counts, hours [24]int) picture {
	var p picture
	stages := []bar{{Label: "invited", Count: c.Invited}, {Label: "began", Count: c.Began}, {Label: "finished", Count: c.Finished}, {Label: "reflected", Count: c.Reflected}}
	for i, b := range stages {
		b.Y = i * 12
		if c.Invited > 0 {
			b.Width = 100 * float64(b.Count) / float64(c.Invited)
		}
		if i > 0 && b.Count >= fewest {
			b.Rate = fmt.Sprintf("%.0f%%", b.Width)
		}
		p.Bars = append(p.Bars, b)
	}
	if c.Began >= fewest {
		p.hours(hours)
	}
	return p
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
