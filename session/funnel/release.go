package funnel

import (
	"maps"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// What a report shows is decided number by number. A number is exact, or it is what an earlier report showed, and before that nothing.
// It moves on to the exact one only where that keeps three things true:
//
//  1. it is none, or a group of at least Fewest people;
//  2. it differs from what any earlier report showed not at all, or by at least Fewest;
//  3. wherever numbers of one report are known to add up, or one group to be a part of another, what is missing is nobody, or at
//     least Fewest; and since the report before it has changed not at all, or by as many.
//
// The numbers of an event at a step go back together: that for both channels takes those by channel with it, one by channel the other
// one, and an answer or a skip also the times. Otherwise one of them would tell what is hidden in another.
//
// All three are true of a report in which no number has moved on, since they were true of the one before; so numbers are put back until
// they are true. All numbers of the first report are exact. Later a number lags by less than Fewest, unless another one needs its cover. Those
// that may fall move by multiples of Fewest, since one that rises and falls might come close to what it was long ago.

// Fewest is how many people make a group that is shown.
const Fewest = 5

// both is the channel of a number for both channels, and eventHere that of the visits that go on.
const (
	both      dialogue.Channel = ""
	eventHere dialogue.Event   = "here"
)

// channels are those of the numbers of a report.
var channels = []dialogue.Channel{both, dialogue.Text, dialogue.Phone}

// counted are the events of a step but the times.
var counted = slices.Concat(
	[]dialogue.Event{dialogue.EventReached}, dialogue.Ends, []dialogue.Event{dialogue.EventNoInput, dialogue.EventNoMatch, dialogue.EventChanged},
)

// times are the events that say how long a visit took.
var times = func() (events []dialogue.Event) {
	for _, t := range dialogue.Times {
		events = append(events, t.Event)
	}
	return append(events, dialogue.EventLonger)
}()

// form is the numbers that reports on a version have, and how they are related. It is the same for all of them.
type form struct {
	steps     []string
	names     []string        // as session.CountField has them
	mayFall   map[string]bool // of the names
	relations []relation
}

// relation is numbers of which some add up to others. If it is a pair, one group is a part of the other, or may be.
type relation struct {
	whole, parts []string
	pair         bool
	split        bool // of an event by channel
}

// missing is what is missing of the whole. It may be less than none.
func (r *relation) missing(shown map[string]int) (n int) {
	for _, name := range r.whole {
		n += shown[name]
	}
	for _, name := range r.parts {
		n -= shown[name]
	}
	return n
}

// small reports whether a number, or a difference, is that of a group that must not be told.
func small(n int) bool { return n != 0 && max(n, -n) < Fewest }

// names returns all numbers, those that matter most first.
func (r *relation) names() []string { return slices.Concat(r.whole, r.parts) }

// formOf returns the form of reports on a version with these steps.
func formOf(steps []string) *form {
	f := &form{steps: steps, mayFall: map[string]bool{}}
	for _, event := range []dialogue.Event{dialogue.EventBegan, dialogue.EventFinished} {
		f.add("", event, true)
	}
	for _, step := range steps {
		for _, event := range counted {
			f.add(step, event, true)
		}
		for _, event := range times {
			f.add(step, event, false)
		}
		row := relation{whole: []string{session.CountField(step, dialogue.EventReached, both)}}
		for _, event := range append([]dialogue.Event{eventHere}, dialogue.Ends...) {
			row.parts = append(row.parts, session.CountField(step, event, both))
		}
		f.names = append(f.names, session.CountField(step, eventHere, both))
		for _, channel := range channels {
			for _, event := range []dialogue.Event{dialogue.EventLeft, dialogue.EventOptedOut, eventHere} {
				f.mayFall[session.CountField(step, event, channel)] = true
			}
		}
		f.relations = append(f.relations, row)
		for _, channel := range channels[1:] {
			took := relation{whole: []string{session.CountField(step, dialogue.EventAnswered, channel), session.CountField(step, dialogue.EventSkipped, channel)}}
			for _, event := range times {
				took.parts = append(took.parts, session.CountField(step, event, channel))
			}
			f.relations = append(f.relations, took)
		}
	}
	for _, channel := range channels {
		f.relate(channel)
	}
	f.relateChannels()
	return f
}

// add adds the numbers of an event: of each channel and, if whole, of both.
func (f *form) add(step string, event dialogue.Event, whole bool) {
	split := relation{split: true, whole: []string{session.CountField(step, event, both)}}
	for _, channel := range channels[1:] {
		split.parts = append(split.parts, session.CountField(step, event, channel))
	}
	f.names = append(f.names, split.parts...)
	if whole {
		f.names = append(f.names, split.whole...)
		f.relations = append(f.relations, split)
	}
}

// relate relates the steps to each other: who reaches a step may have gone on from any step before.
func (f *form) relate(channel dialogue.Channel) {
	flow := []string{session.CountField("", dialogue.EventBegan, channel)}
	for _, step := range f.steps {
		flow = append(flow, session.CountField(step, dialogue.EventReached, channel))
	}
	flow = append(flow, session.CountField("", dialogue.EventFinished, channel))
	for i := range flow {
		for _, later := range flow[i+1:] {
			f.relations = append(f.relations, relation{whole: flow[i : i+1], parts: []string{later}, pair: true})
			if i == 0 || i == len(flow)-1 {
				continue
			}
			step := f.steps[i-1]
			f.relations = append(f.relations, relation{whole: []string{
				session.CountField(step, dialogue.EventAnswered, channel), session.CountField(step, dialogue.EventSkipped, channel),
				session.CountField(step, dialogue.EventPassed, channel),
			}, parts: []string{later}, pair: true})
		}
	}
}

// relateChannels relates what was reached to what became of it, and to the next step, whatever the channels: a visit may begin in one
// and end in the other.
func (f *form) relateChannels() {
	ends := append([]dialogue.Event{eventHere}, dialogue.Ends...)
	for i, step := range f.steps {
		next, event := "", dialogue.EventFinished
		if i+1 < len(f.steps) {
			next, event = f.steps[i+1], dialogue.EventReached
		}
		for _, from := range channels {
			reached := []string{session.CountField(step, dialogue.EventReached, from)}
			row := relation{whole: reached, pair: true}
			for _, end := range ends {
				row.parts = append(row.parts, session.CountField(step, end, from))
				for _, to := range channels {
					f.relations = append(f.relations, relation{whole: reached, parts: []string{session.CountField(step, end, to)}, pair: true})
				}
			}
			f.relations = append(f.relations, row)
			for _, to := range channels {
				f.relations = append(f.relations, relation{whole: reached, parts: []string{session.CountField(next, event, to)}, pair: true})
				if i == 0 {
					began := []string{session.CountField("", dialogue.EventBegan, to)}
					f.relations = append(f.relations, relation{whole: began, parts: reached, pair: true})
				}
			}
		}
	}
}

// family returns the numbers that go back with one.
func family(name string) (names []string) {
	parts := strings.Split(name, "|")
	step, event := parts[0], dialogue.Event(parts[1])
	for _, channel := range channels {
		if channel != both || parts[2] == string(both) {
			names = append(names, session.CountField(step, event, channel))
		}
		if event == dialogue.EventAnswered || event == dialogue.EventSkipped {
			for _, t := range times {
				names = append(names, session.CountField(step, t, channel))
			}
		}
	}
	return names
}

// figures returns the exact numbers.
func (f *form) figures(n map[string]int) map[string]int {
	exact := map[string]int{}
	for name, count := range n {
		exact[name] = count
	}
	sum := func(step string, event dialogue.Event) int {
		name := session.CountField(step, event, both)
		exact[name] = n[session.CountField(step, event, dialogue.Text)] + n[session.CountField(step, event, dialogue.Phone)]
		return exact[name]
	}
	sum("", dialogue.EventBegan)
	sum("", dialogue.EventFinished)
	for _, step := range f.steps {
		for _, event := range counted {
			sum(step, event)
		}
		here := exact[session.CountField(step, dialogue.EventReached, both)]
		for _, end := range dialogue.Ends {
			here -= exact[session.CountField(step, end, both)]
		}
		exact[session.CountField(step, eventHere, both)] = here
	}
	return exact
}

// release returns what a report shows, if the one before showed before.
func (f *form) release(exact, before map[string]int) map[string]int {
	shown := maps.Clone(before)
	if shown == nil {
		shown = map[string]int{}
	}
	for _, name := range f.names {
		n, was := exact[name], before[name]
		if _, known := before[name]; known && f.mayFall[name] {
			n = was + (n-was)/Fewest*Fewest
		}
		if moved := max(n-was, was-n); moved >= Fewest && (n == 0 || n >= Fewest) {
			shown[name] = n
		}
	}
	for again := true; again; {
		again = false
		for i := range f.relations {
			r := &f.relations[i]
			if n := r.missing(shown); small(n) || small(n-r.missing(before)) {
				again = r.putBack(shown, before) || again
			}
		}
	}
	return shown
}

// putBack puts a family of numbers back to what it was: of a pair that of the later number, of the channels of an event theirs, and else
// that of the number that has moved least. It reports false if none has moved.
func (r *relation) putBack(shown, before map[string]int) bool {
	moved := slices.DeleteFunc(r.names(), func(name string) bool { return shown[name] == before[name] })
	if len(moved) == 0 {
		return false
	}
	distance := func(name string) int { return max(shown[name]-before[name], before[name]-shown[name]) }
	back := moved[len(moved)-1]
	for _, name := range moved {
		if !r.pair && !r.split && distance(name) < distance(back) {
			back = name
		}
	}
	for _, name := range family(back) {
		if was, known := before[name]; known {
			shown[name] = was
		} else {
			delete(shown, name)
		}
	}
	return true
}
