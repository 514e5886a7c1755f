package scripts

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

// walk is every way through a lesson. The engine itself takes each turn, so check cannot disagree with what is sent.
// Each position is explored once. The values filled in are the longest there can be.
type walk struct {
	whole      *dialogue.Script // in all its languages
	script     *dialogue.Script // in the language that learners choose
	values     longest
	footer     string
	rules      dialogue.Rules
	parts      []dialogue.Part  // what comes after the lesson
	deciders   []decider        // the answers that conditions ask about
	beginnings []dialogue.State // of learners who have not begun, by what they answered in earlier lessons

	edges   map[position][]edge
	open    map[position]bool // on the way that is being explored
	asides  map[position]bool // where what is said beside the lesson was measured
	circles []string          // steps that lead back to themselves without a repeat
	silent  []string          // steps whose answer by text got no reply
	turns   []turn
	tooMany bool // it was given up after maxTurns

	byTextOnly bool // only the ordinary way by text is explored
}

// maxTurns bounds a walk. A long lesson has a few thousand turns; only repeats within repeats make more.
const maxTurns = 50_000

// position is the part of a Place that decides what can happen next and what is said then.
type position struct {
	status                 dialogue.Status
	step                   string
	channel                dialogue.Channel
	phase                  dialogue.Phase
	noInputs, noMatches    int
	reminders              int
	texted, call, withheld bool
	timed                  bool // a timer is set
	repeats                string
	answers                string // to the questions that a later condition asks about
}

// edge is one turn from a position.
type edge struct {
	to       position
	ordinary bool // no reprompt and no change of channel: it counts towards the budget
	segments int
	prompts  int
	time     time.Duration
	days     int // the wait that begins
}

// turn is what was said in one turn of the walk.
type turn struct {
	step   string // the step whose prompt is open afterwards
	bodies []string
	lines  []dialogue.Line
	speech time.Duration
}

// now is the time of a turn before a wait for the next day: a Tuesday, since no day has a longer name than the next one.
var now = time.Date(2026, time.September, 22, 10, 0, 0, 0, time.UTC)

// today is when the turns before a wait take place, so that it ends on the day that takes most room. now is before no wait.
func today(until string) time.Time {
	end := now.AddDate(0, 0, 1) // a Wednesday in September
	days, ok := dialogue.WaitDays(until, end.Weekday())
	if ok && isWeekday(until) {
		return end.AddDate(0, 0, days-7) // on the weekday itself, a week before
	}
	return end.AddDate(0, 0, -days)
}

// freely are the rules of a walk: texts go out at any hour, and anybody may be rung.
func freely(footer string) dialogue.Rules {
	return dialogue.Rules{
		Calls: 1, Organisation: longestOrganisation, PrivacyLink: dialogue.LongPrivacyLink,
		Segments: func(lines []dialogue.Line) int { return sms.SegmentsInGSM7(lines, footer) },
	}
}

// newWalk is a walk through a script for learners of a language, which has not begun. Empty is the language in which it was written.
func newWalk(s *dialogue.Script, language string, values longest, footer string, parts []dialogue.Part) *walk {
	w := &walk{whole: s, script: s.In(language), values: values, footer: footer, rules: freely(footer), parts: parts, edges: map[position][]edge{}, open: map[position]bool{}, asides: map[position]bool{}}
	w.deciders = decidersOf(w.script, values)
	w.beginnings = w.begin()
	return w
}

// explore takes every turn that can happen, from each way to begin.
func (w *walk) explore() *walk {
	for _, st := range w.beginnings {
		w.follow(st)
	}
	return w
}

// exploreByText takes the turns of an ordinary learner who does all by text. They are a tenth of all.
func (w *walk) exploreByText() *walk {
	w.byTextOnly = true
	return w.explore()
}

// follow takes all turns from a state on, unless its position was explored before.
func (w *walk) follow(st dialogue.State) position {
	at := w.where(st)
	if w.open[at] {
		w.circles = append(w.circles, st.Place.Step)
		return at
	}
	if _, walked := w.edges[at]; walked {
		return at
	}
	w.open[at] = true
	w.edges[at] = nil
	aside := w.aside(at)
	measured := w.asides[aside]
	w.asides[aside] = true
	inputs := w.inputs(st)
	st.Answers = w.filled(st.Answers)
	for _, in := range inputs {
		if in.isProbe && measured || w.byTextOnly && !(in.isOrdinary && in.Channel == dialogue.Text) {
			continue
		}
		if w.tooMany = len(w.turns) >= maxTurns; w.tooMany {
			break
		}
		next, e := w.advance(st, in)
		if in.isProbe {
			continue
		}
		e.to = w.follow(next)
		w.edges[at] = append(w.edges[at], e)
	}
	delete(w.open, at)
	return at
}

// advance takes one turn and measures it.
func (w *walk) advance(st dialogue.State, in input) (dialogue.State, edge) {
	st.Place.Withheld = st.Place.Withheld || in.isWithheld
	if st.Place.Status == dialogue.Waiting {
		st.Place.LastSeen = time.Time{} // after a long wait the line would ask first who has the number now
	}
	in.Rules, in.Parts, in.Link = w.rules, w.parts, func(time.Duration) string { return dialogue.LongLink }
	in.At = in.At.Add(w.today(st.Place).Sub(now))
	if in.Kind == dialogue.Wake {
		st.Place.Timers = dueAt(st.Place.Timers, in.At)
	}
	next, out := dialogue.Advance(w.whole, st, in.Input)
	e := edge{ordinary: in.isOrdinary}
	if next.Place.Status == dialogue.Waiting && (st.Place.Status != dialogue.Waiting || st.Place.Step != next.Place.Step) {
		e.days, _ = dialogue.WaitDays(w.script.Steps[w.script.Index(next.Place.Step)].Until, in.At.Weekday())
	}
	if in.Channel == dialogue.Phone {
		w.measureCall(&e, st, in.Input, next, out)
	} else if in.Kind != dialogue.Wake {
		w.measureTexts(&e, next, out.Lines)
	}
	prompts := e.prompts
	for _, message := range out.Texts {
		w.measureTexts(&e, next, message.Lines)
	}
	if in.Channel == dialogue.Phone {
		e.prompts = prompts // texts during a call are not its prompts
	} else if in.isOrdinary && e.prompts == 0 {
		w.silent = append(w.silent, st.Place.Step)
	}
	return next, e
}

// measureCall measures what the caller hears.
func (w *walk) measureCall(e *edge, st dialogue.State, in dialogue.Input, next dialogue.State, out dialogue.Output) {
	t := turn{step: next.Place.Step, lines: out.Lines, speech: speechTime(out.Lines, w.script.Recordings)}
	e.time = handover + t.speech
	e.prompts = min(1, len(out.Lines))
	if step := w.script.Index(st.Place.Step); step >= 0 && in.Kind != dialogue.Connect {
		e.time += answerTime(&w.script.Steps[step], in)
	}
	w.turns = append(w.turns, t)
}

// measureTexts measures what arrives as texts.
func (w *walk) measureTexts(e *edge, next dialogue.State, lines []dialogue.Line) {
	t := turn{step: next.Place.Step, lines: lines, bodies: sms.Pack(lines, w.footer)}
	e.segments += sms.Segments(t.bodies)
	e.prompts += len(t.bodies)
	w.turns = append(w.turns, t)
}

// today is the time of the turns at a place: before the next wait, or before the next part of a course.
func (w *walk) today(p dialogue.Place) time.Time {
	for i := max(w.script.Index(p.Step), 0); i < len(w.script.Steps); i++ {
		if step := &w.script.Steps[i]; step.Kind == dialogue.Wait {
			return today(step.Until)
		}
	}
	if len(w.parts) > 0 {
		return now.AddDate(0, 0, 1-w.parts[0].Course.After)
	}
	return now
}

// dueAt is a copy of timers that are all due at this time.
func dueAt(timers []dialogue.Timer, at time.Time) []dialogue.Timer {
	timers = slices.Clone(timers)
	for i := range timers {
		timers[i].At = at
	}
	return timers
}

// where is the position of a state in the lesson.
func (w *walk) where(st dialogue.State) position {
	p := st.Place
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
		texted: p.Texted, call: p.Call != "", withheld: p.Withheld, timed: len(p.Timers) > 0,
		repeats: strings.Join(repeats, ","), answers: w.decided(st, earliest),
	}
}

// earliest is the first step that a repeat can go back to from step i. All repeats before it are over.
func (w *walk) earliest(i int) int {
	for q := len(w.script.Steps) - 1; q >= 0 && q >= i; q-- {
		if back := w.script.Steps[q].Repeat.From; back != "" {
			i = min(i, w.script.Index(back))
		}
	}
	return i
}

// visited has the steps that were reached.
func (w *walk) visited() map[string]bool {
	steps := map[string]bool{}
	for at := range w.edges {
		steps[at.step] = true
	}
	return steps
}

// stuck has the steps after which nothing can happen although the lesson is not over.
func (w *walk) stuck() (steps []string) {
	for at, edges := range w.edges {
		lost := at.withheld && !at.call // the end of a call without a number ends the lesson
		if len(edges) == 0 && at.status != dialogue.Ended && at.status != dialogue.Paused && !lost {
			steps = append(steps, at.step)
		}
	}
	return steps
}
