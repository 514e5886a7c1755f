package scripts

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

// walk is every way through a lesson, taken with the engine itself: so what check says cannot differ from what is
// sent. A position is walked once, however one comes to it; the values filled in are the longest ones at any time.
type walk struct {
	script *dialogue.Script
	values longest
	footer string

	edges   map[position][]edge
	open    map[position]bool // on the way being walked
	circles []string          // steps that one comes back to without a repeat
	silent  []string          // steps whose answer got no word, by text
	turns   []turn
	endless bool // given up after maxTurns
}

// maxTurns bounds a walk. A long lesson has some thousands; only repeats within repeats make more.
const maxTurns = 50_000

// position is what decides of a Place what may happen next and what is said to it.
type position struct {
	status                dialogue.Status
	step                  string
	channel               dialogue.Channel
	phase                 dialogue.Phase
	noInputs, noMatches   int
	reminders             int
	texted, call, refused bool
	timed                 bool // something is due some day
	repeats               string
}

// edge is one turn from a position.
type edge struct {
	to       position
	ordinary bool // no reprompt, no change of the channel: counts for the budget
	segments int
	prompts  int
	time     time.Duration
}

// turn is what was said in one turn of the walk.
type turn struct {
	step   string // whose prompt is open after it
	bodies []string
	lines  []dialogue.Line
	speech time.Duration
}

// now is when every turn of a walk happens: a Tuesday, as no day has a longer name than the next.
var now = time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)

// freely are the rules of a walk: the line rings who asks for it, and texts at any hour.
var freely = dialogue.Rules{Calls: 1}

// explore walks everything that can happen to a script, from each way to begin.
func explore(s *dialogue.Script, values longest, footer string) *walk {
	w := &walk{script: s, values: values, footer: footer, edges: map[position][]edge{}, open: map[position]bool{}}
	w.follow(w.start())
	return w
}

// start is where a learner is who has not begun.
func (w *walk) start() dialogue.State {
	return dialogue.State{Place: dialogue.Place{PersonPlace: dialogue.PersonPlace{Name: w.values.name}}}
}

// follow takes all turns from a state on, unless they have been taken before.
func (w *walk) follow(st dialogue.State) position {
	at := w.where(st.Place)
	if w.open[at] {
		w.circles = append(w.circles, st.Place.Step)
		return at
	}
	if _, walked := w.edges[at]; walked {
		return at
	}
	w.open[at] = true
	w.edges[at] = nil
	for _, m := range w.moves(st) {
		if w.endless = len(w.turns) >= maxTurns; w.endless {
			break
		}
		next, e := w.advance(st, m)
		if m.look {
			continue
		}
		e.to = w.follow(next)
		w.edges[at] = append(w.edges[at], e)
	}
	delete(w.open, at)
	return at
}

// advance takes one turn and measures it.
func (w *walk) advance(st dialogue.State, m move) (dialogue.State, edge) {
	st.Place.Withheld = st.Place.Withheld || m.withheld
	st.Answers = w.values.answers
	m.Rules = freely
	if m.Kind == dialogue.Wake {
		st.Place.Timers = dueNow(st.Place.Timers)
	}
	next, out := dialogue.Advance(w.script, st, m.Input)
	e := edge{ordinary: m.ordinary}
	if m.Channel == dialogue.Phone {
		w.heard(&e, st, m.Input, next, out)
	} else if m.Kind != dialogue.Wake {
		w.read(&e, next, out.Lines)
	}
	prompts := e.prompts
	for _, message := range out.Texts {
		w.read(&e, next, message.Lines)
	}
	if m.Channel == dialogue.Phone {
		e.prompts = prompts // a text beside the call is none of its prompts
	} else if m.ordinary && e.prompts == 0 {
		w.silent = append(w.silent, st.Place.Step)
	}
	return next, e
}

// heard measures what a call hears.
func (w *walk) heard(e *edge, st dialogue.State, in dialogue.Input, next dialogue.State, out dialogue.Output) {
	t := turn{step: next.Place.Step, lines: out.Lines, speech: spoken(out.Lines)}
	e.time = handover + t.speech
	e.prompts = min(1, len(out.Lines))
	if step := w.script.Index(st.Place.Step); step >= 0 && in.Kind != dialogue.Connect {
		e.time += answering(&w.script.Steps[step], in)
	}
	w.turns = append(w.turns, t)
}

// read measures what arrives as texts.
func (w *walk) read(e *edge, next dialogue.State, lines []dialogue.Line) {
	t := turn{step: next.Place.Step, lines: lines, bodies: sms.Messages(lines, w.footer)}
	e.segments += sms.Segments(t.bodies)
	e.prompts += len(t.bodies)
	w.turns = append(w.turns, t)
}

// dueNow is timers as they are when the time of each has come.
func dueNow(timers []dialogue.Timer) []dialogue.Timer {
	timers = slices.Clone(timers)
	for i := range timers {
		timers[i].At = now
	}
	return timers
}

// where is the position of a place.
func (w *walk) where(p dialogue.Place) position {
	var repeats []string
	earliest := w.earliest(w.script.Index(p.Step))
	for id, n := range p.Repeats {
		if w.script.Index(id) >= earliest {
			repeats = append(repeats, fmt.Sprintf("%s %d", id, n))
		}
	}
	slices.Sort(repeats)
	return position{
		status: p.Status, step: p.Step, channel: p.Channel, phase: p.Phase, noInputs: p.NoInputs, noMatches: p.NoMatches, reminders: p.Reminders,
		texted: p.Texted, call: p.Call != "", refused: p.Withheld, timed: len(p.Timers) > 0,
		repeats: strings.Join(repeats, ","),
	}
}

// earliest is the first step that one may come back to from step i. The repeats before it are over.
func (w *walk) earliest(i int) int {
	for q := len(w.script.Steps) - 1; q >= 0 && q >= i; q-- {
		if from := w.script.Index(w.script.Steps[q].Repeat.From); from >= 0 {
			i = min(i, from)
		}
	}
	return i
}

// visited is the steps at which somebody was.
func (w *walk) visited() map[string]bool {
	steps := map[string]bool{}
	for at := range w.edges {
		steps[at.step] = true
	}
	return steps
}

// stuck is the steps after which nothing can follow and the lesson is not over.
func (w *walk) stuck() (steps []string) {
	for at, edges := range w.edges {
		lost := at.refused && !at.call // a call without a number is over, and with it the lesson
		if len(edges) == 0 && at.status != dialogue.Ended && at.status != dialogue.Paused && !lost {
			steps = append(steps, at.step)
		}
	}
	return steps
}

// cost is what a whole lesson takes on one channel.
type cost struct {
	segments, prompts int
	time              time.Duration
}

// dearest is the longest of the ordinary ways through the lesson, as less compares them.
func (w *walk) dearest(channel dialogue.Channel, longer func(a, b cost) bool) cost {
	known := map[position]cost{}
	var from func(at position) cost
	from = func(at position) cost {
		if c, ok := known[at]; ok {
			return c
		}
		var most cost
		known[at] = most // a circle, which is a fault of its own, is not walked again
		for _, e := range w.edges[at] {
			if !e.ordinary || e.to.channel != channel {
				continue
			}
			c := from(e.to)
			c.segments, c.prompts, c.time = c.segments+e.segments, c.prompts+e.prompts, c.time+e.time
			if longer(c, most) {
				most = c
			}
		}
		known[at] = most
		return most
	}
	return from(w.where(w.start().Place))
}
