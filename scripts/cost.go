package scripts

import (
	"time"

	"coachline/scripts/dialogue"
)

// cost is what a whole lesson costs on one channel.
type cost struct {
	segments, prompts int
	time              time.Duration
	days              int
}

// dearest is the cost of the ordinary way through the lesson that costs most, as dearer compares them.
func (w *walk) dearest(channel dialogue.Channel, dearer func(a, b cost) bool) cost {
	known := map[position]cost{}
	var from func(at position) cost
	from = func(at position) cost {
		if c, ok := known[at]; ok {
			return c
		}
		var most cost
		known[at] = most // a circle is a fault of its own
		for _, e := range w.edges[at] {
			if !e.ordinary || e.to.channel != channel {
				continue
			}
			c := from(e.to)
			c.segments, c.prompts, c.time, c.days = c.segments+e.segments, c.prompts+e.prompts, c.time+e.time, c.days+e.days
			if dearer(c, most) {
				most = c
			}
		}
		known[at] = most
		return most
	}
	var most cost
	for _, st := range w.beginnings {
		if c := from(w.where(st)); dearer(c, most) {
			most = c
		}
	}
	return most
}

func bySegments(a, b cost) bool { return a.segments > b.segments }
func byTime(a, b cost) bool     { return a.time > b.time }
func byDays(a, b cost) bool     { return a.days > b.days }
