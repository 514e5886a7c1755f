package funnel

import (
	"maps"
	"slices"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// What a report shows is decided number by number. A number is exact, or it is what an earlier report showed, and before that nothing.
// It moves on to the exact one only where that keeps three things true:
//
//  1. it is none, or a group of at least Fewest people;
//  2. it differs from what any earlier report showed not at all, or by at least Fewest;
//  3. wherever numbers of one report are known to add up, or one group to be a part of another, what is missing is nobody, or at
//     least Fewest.
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
}

// missing is what is missing of the whole.
func (r *relation) missing(shown map[string]int) (n int) {
	for _, name := range r.whole {
		n += shown[name]
	}
	for _, name := range r.parts {
		n -= shown[name]
	}
	return max(n, -n)
}

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
	return f
}

// add adds the numbers of an event: of each channel and, if whole, of both.
func (f *form) add(step string, event dialogue.Event, whole bool) {
	split := relation{whole: []string{session.CountField(step, event, both)}}
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
			if n := r.missing(shown); n > 0 && n < Fewest {
				r.putBack(shown, before)
				again = true
			}
		}
	}
	return shown
}

// putBack puts one number back to what it was. Of a pair that is the later one, and else the one that has moved least.
func (r *relation) putBack(shown, before map[string]int) {
	moved := slices.DeleteFunc(r.names(), func(name string) bool { return shown[name] == before[name] })
	distance := func(name string) int { return max(shown[name]-before[name], before[name]-shown[name]) }
	back := moved[len(moved)-1] // one has moved: before, nothing too small was missing
	for _, name := range moved {
		if !r.pair && distance(name) < distance(back) {
			back = name
		}
	}
	if was, known := before[back]; known {
		shown[back] = was
	} else {
		delete(shown, back)
	}
}
