package dialogue

import "time"

// What the learners do at each step is counted, so that an author sees where they stop. A count holds no person and no word. A
// learner who reaches a step begins a visit, and one who comes to it again, by BACK or a repeat, begins another. Each visit is in
// exactly one state, so that of each step
//
//	reached = answered + skipped + passed + went back + left + opted out + those who are there now
//
// A learner who has left and comes back to the same step goes on with the same visit: then -1 takes back that they had left.

// Event is something that is counted of a step or, if it is one of the first two, of a lesson.
type Event string

// The events.
const (
	EventBegan    Event = "began"
	EventFinished Event = "finished" // has passed the last step

	EventReached  Event = "reached"
	EventAnswered Event = "answered"
	EventSkipped  Event = "skipped"   // went on without an answer: by SKIP, or because the line no longer asked
	EventPassed   Event = "passed"    // went on, and was asked nothing: after words that are only said, or a wait
	EventWentBack Event = "back"      // went back to an earlier step
	EventLeft     Event = "left"      // does not go on: paused, fell silent, cannot be reached, or was erased
	EventOptedOut Event = "opted_out" // wants no more texts

	EventNoInput Event = "no_input" // was asked again after a silence
	EventNoMatch Event = "no_match" // was asked again after an answer that was not understood
	EventChanged Event = "changed"  // went on in the other channel, which is the count's
)

// Ends are the events with which a visit ends, or rests.
var Ends = []Event{EventAnswered, EventSkipped, EventPassed, EventWentBack, EventLeft, EventOptedOut}

// Times are how long a visit took that ended with an answer or without one: up to so long, and more than the one before. After the
// last one comes EventLonger.
var Times = []struct {
	Event Event
	Most  time.Duration
}{
	{"10s", 10 * time.Second},
	{"20s", 20 * time.Second},
	{"30s", 30 * time.Second},
	{"1m", time.Minute},
	{"2m", 2 * time.Minute},
	{"5m", 5 * time.Minute},
	{"1h", time.Hour},
	{"1d", 24 * time.Hour},
}

// EventLonger is the time of a visit that took longer than all Times.
const EventLonger Event = "longer"

// Count is a change of one count.
type Count struct {
	Lesson, Version string
	Step            string // empty for the lesson
	Event           Event
	Channel         Channel
	N               int // -1 takes one back
}

// visit is a learner's visit of a step, as far as this turn goes.
type visit struct {
	script  *Script
	step    int
	earlier bool  // it began before this turn
	end     Event // empty while it goes on
}

// visit begins a visit of step i, unless one goes on. One of another step ends.
func (t *turn) visit(i int) {
	if v := t.visiting; v != nil {
		switch {
		case v.script == t.original && v.step == i:
			return
		case v.script == t.original && v.step > i:
			t.leaveStep(EventWentBack)
		default:
			t.leaveStep(EventPassed)
		}
	}
	t.visiting = &visit{script: t.original, step: i}
	t.visits = append(t.visits, t.visiting)
	t.place.VisitPlace = VisitPlace{Since: t.in.At}
}

// leaveStep ends the visit that goes on.
func (t *turn) leaveStep(end Event) {
	if t.visiting != nil {
		t.visiting.end = end
		t.visiting, t.place.VisitPlace = nil, VisitPlace{}
	}
}

// count counts something of the step that is visited.
func (t *turn) count(event Event) {
	if t.visiting != nil {
		t.countAt(t.visiting, event, t.in.Channel, 1)
	}
}

func (t *turn) countAt(v *visit, event Event, channel Channel, n int) {
	t.out.Counts = append(t.out.Counts, Count{v.script.Lesson, v.script.Version, v.script.Steps[v.step].ID, event, channel, n})
}

// countVisits counts what the turn has changed of visits, and of the lesson. A visit of a record that an earlier version of the
// program wrote is counted from its first turn on.
func (t *turn) countVisits() {
	p, was := &t.place, t.before.VisitPlace
	for _, milestone := range t.out.Milestones {
		if milestone == MilestoneStarted {
			t.countLesson(EventBegan)
		}
	}
	for _, v := range t.visits {
		since := t.in.At
		switch {
		case v.earlier && !was.Since.IsZero():
			since = was.Since
		case v.end == "":
			p.Since = t.in.At
			fallthrough
		default:
			t.countAt(v, EventReached, t.in.Channel, 1)
		}
		if v.earlier && t.before.Channel != p.Channel && t.before.Channel != "" {
			t.countAt(v, EventChanged, p.Channel, 1)
		}
		if v.end == "" {
			continue
		}
		if v.earlier && was.Rest != "" {
			t.countAt(v, was.Rest, was.RestChannel, -1)
		}
		t.countAt(v, v.end, t.in.Channel, 1)
		if v.end == EventAnswered || v.end == EventSkipped {
			took := EventLonger
			for i := len(Times) - 1; i >= 0 && t.in.At.Sub(since) <= Times[i].Most; i-- {
				took = Times[i].Event
			}
			t.countAt(v, took, t.in.Channel, 1)
		}
	}
	if t.out.Over {
		t.countLesson(EventFinished)
	}
	t.out.Counts = append(t.out.Counts, p.CountRest(t.original.Lesson, t.original.Version)...)
}

func (t *turn) countLesson(event Event) {
	t.out.Counts = append(t.out.Counts, Count{t.original.Lesson, t.original.Version, "", event, t.in.Channel, 1})
}

// CountRest returns what is to be counted because a learner has left the open step since the last time, or is back. The place then
// says what was counted, so calling it again has no effect.
func (p *Place) CountRest(lesson, version string) (counts []Count) {
	if p.Since.IsZero() || !p.inLesson() {
		return nil
	}
	rest := Event("") // they go on, as things are now
	switch {
	case p.Call != "": // they are on the phone
	case p.OptedOut:
		rest = EventOptedOut
	case p.Status == Paused, p.Withheld, p.Unreachable, p.Stranger, p.Phase == Caring:
		rest = EventLeft
	}
	if rest == p.Rest {
		return nil
	}
	if p.Rest != "" {
		counts = append(counts, Count{lesson, version, p.Step, p.Rest, p.RestChannel, -1})
	}
	p.Rest, p.RestChannel = rest, ""
	if rest != "" {
		p.RestChannel = p.Channel
		counts = append(counts, Count{lesson, version, p.Step, rest, p.Channel, 1})
	}
	return counts
}

// CountErased returns what is to be counted because a learner is erased: they have left the open step.
func (p *Place) CountErased(lesson, version string) []Count {
	if p.Since.IsZero() || !p.inLesson() || p.Rest != "" {
		return nil
	}
	return []Count{{lesson, version, p.Step, EventLeft, p.Channel, 1}}
}
