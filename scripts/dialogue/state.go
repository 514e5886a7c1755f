package dialogue

import (
	"maps"
	"slices"
	"time"
)

// Channel is how a person is being spoken to.
type Channel string

// The two channels.
const (
	Text  Channel = "text"
	Phone Channel = "phone"
)

// State is all that Advance knows of a learner. The two halves are sealed apart: a manager's path can open Place, and
// never Answers.
type State struct {
	Place   Place
	Answers Answers
}

// Answers are what the learner said, by step ID. An unconfirmed name stands under its step's ID too while
// Place.Phase is Confirming.
type Answers map[string]string

// Said is what the learner said, without what the line keeps beside it to know a text again.
func (a Answers) Said() Answers {
	said := maps.Clone(a)
	delete(said, lastTextKey)
	return said
}

// Status is where a learner stands with the lesson as a whole.
type Status string

// The statuses. The zero value is a person who has not begun.
const (
	New       Status = ""
	Started   Status = "started"
	Paused    Status = "paused"    // by the learner, or after reminders; any answer goes on
	Waiting   Status = "waiting"   // for the next day
	Ended     Status = "ended"     // the last step is passed
	Uninvited Status = "uninvited" // may not begin
	Invited   Status = "invited"   // by a manager, and has not begun
)

// Phase is what a step is waiting for.
type Phase string

// The phases of a step.
const (
	Asking     Phase = ""
	Confirming Phase = "confirming" // a spoken name was said back
	Helping    Phase = "helping"    // the help menu of a call is open
	Caring     Phase = "caring"     // the care reply was said: the lesson rests until the learner asks for it
	Texting    Phase = "texting"    // a name was asked for by text, and the call waits
)

// Place is where a learner is, and nothing of what they said. Its parts are grouped by how long they last: taking up a lesson is
// a new LessonPlace, arriving at a step a new StepPlace, and erasing somebody keeps their Bounds alone.
type Place struct {
	PersonPlace
	LessonPlace
	StepPlace
	CallPlace
}

// PersonPlace lasts from lesson to lesson.
type PersonPlace struct {
	Bounds
	Channel     Channel      `cbor:"3,keyasint,omitempty"`  // of the last turn
	Prompt      int          `cbor:"4,keyasint,omitempty"`  // number of the last prompt; counts up and never back
	Name        string       `cbor:"18,keyasint,omitempty"` // the learner's own first name, where an invite told it
	Withheld    bool         `cbor:"19,keyasint,omitempty"` // the number is withheld: nothing can be texted
	LastSeen    time.Time    `cbor:"22,keyasint,omitzero"`  // when the learner last did anything
	ForgetAsked time.Time    `cbor:"25,keyasint,omitzero"`  // when FORGET ME was texted, which a second one confirms
	Unreachable bool         `cbor:"26,keyasint,omitempty"` // texts do not reach this number; anything that comes from it ends that
	Invitations []Invitation `cbor:"27,keyasint,omitempty"` // in the order made, one a cohort
	Past        []PastLesson `cbor:"28,keyasint,omitempty"` // lessons finished before this one
	ToArchive   string       `cbor:"29,keyasint,omitempty"` // a past lesson whose answers are not Archived yet
	Stranger    bool         `cbor:"33,keyasint,omitempty"` // somebody else has this number, as they say: nothing is begun by the line
}

// Bounds are what is kept of somebody who was erased, so that the line leaves them alone.
type Bounds struct {
	OptedOut    bool        `cbor:"17,keyasint,omitempty"` // no text, ever, until START
	IdleDay     string      `cbor:"11,keyasint,omitempty"` // the day of Idle, as 2006-01-02
	IdleReplies int         `cbor:"20,keyasint,omitempty"` // texts of that day that led nowhere and were replied to
	CallsSince  time.Time   `cbor:"23,keyasint,omitzero"`  // since when Calls are counted
	Calls       int         `cbor:"24,keyasint,omitempty"` // how often the line was asked to ring
	Withdrawn   []Milestone `cbor:"32,keyasint,omitempty"` // withdrawn invitations that were texted, by lesson: nobody is texted anew
}

// LessonPlace lasts as long as a lesson.
type LessonPlace struct {
	Status     Status         `cbor:"1,keyasint,omitempty"`
	Step       string         `cbor:"2,keyasint,omitempty"`  // the step whose prompt is open
	Repeats    map[string]int `cbor:"12,keyasint,omitempty"` // how often each repeat was taken
	Milestones []Milestone    `cbor:"14,keyasint,omitempty"` // in the order reached
	Timers     []Timer        `cbor:"15,keyasint,omitempty"` //
	Nudges     int            `cbor:"30,keyasint,omitempty"` // asked for by managers
	Nudged     time.Time      `cbor:"31,keyasint,omitzero"`  // the last one
	EarlyStep  string         `cbor:"34,keyasint,omitempty"` // the step whose answer has begun before it was asked
	ReturnStep string         `cbor:"35,keyasint,omitempty"` // the step to go back to once a name is put right
}

// StepPlace lasts as long as a step.
type StepPlace struct {
	FirstPrompt int   `cbor:"5,keyasint,omitempty"` // number of this step's first prompt
	Phase       Phase `cbor:"6,keyasint,omitempty"` //
	Texted      bool  `cbor:"7,keyasint,omitempty"` // this step's prompt has gone out by text
	Misses
}

// Misses count what was no answer to a step, also when it is asked anew.
type Misses struct {
	NoInputs  int `cbor:"8,keyasint,omitempty"`  // silences
	NoMatches int `cbor:"9,keyasint,omitempty"`  // answers not understood
	Asides    int `cbor:"10,keyasint,omitempty"` // turns that were no answer
	Reminders int `cbor:"21,keyasint,omitempty"` // sent
}

// CallPlace lasts as long as a call.
type CallPlace struct {
	Call string `cbor:"16,keyasint,omitempty"` // the call going on, by its ID
}

// Milestone is a point of a lesson that a manager may know was reached.
type Milestone struct {
	Name string    `cbor:"1,keyasint"`
	At   time.Time `cbor:"2,keyasint"`
}

// The milestones. Started is reached with the lesson's first prompt; the others where a step says so.
const (
	MilestoneStarted   = "started"
	MilestoneFinished  = "finished"
	MilestoneReflected = "reflected"
)

// Timer is a wish to be woken. Names are unique in a Place.
type Timer struct {
	Name string    `cbor:"1,keyasint"`
	At   time.Time `cbor:"2,keyasint"`
}

// The names of timers.
const (
	TimerRemind = "remind"  // the learner is silent by text
	TimerWait   = "wait"    // a wait step is over
	TimerHangUp = "hang-up" // a call ended in the middle of the lesson
	TimerForget = "forget"  // private answers have been kept long enough; with a lesson's name, those of a former one
	TimerInvite = "invite"  // an invitation is to be texted
	TimerNudge  = "nudge"   // a manager asks for one more text
)

// onlyReplies reports whether the line says only what it is asked for: to one who cannot or will not be texted, and to one who wrote
// words of distress and has not asked for the lesson since.
func (p *Place) onlyReplies() bool {
	return p.OptedOut || p.Unreachable || p.Withheld || p.Stranger || p.Phase == Caring
}

// NextWake is the earliest of the timers, the zero time where there is none. Where the line is silenced, what it holds of
// the learner is still let go in time.
func (p *Place) NextWake() time.Time {
	var next time.Time
	for _, t := range p.Timers {
		if p.onlyReplies() && !erasesAnswers(t.Name) {
			continue
		}
		if next.IsZero() || t.At.Before(next) {
			next = t.At
		}
	}
	return next
}

// Reached reports whether a milestone has been passed.
func (p *Place) Reached(name string) bool {
	return slices.ContainsFunc(p.Milestones, func(m Milestone) bool { return m.Name == name })
}

func (p *Place) timer(name string) (time.Time, bool) {
	for _, t := range p.Timers {
		if t.Name == name {
			return t.At, true
		}
	}
	return time.Time{}, false
}

func (p *Place) setTimer(name string, at time.Time) {
	p.clearTimer(name)
	p.Timers = append(p.Timers, Timer{Name: name, At: at})
}

func (p *Place) clearTimer(name string) {
	p.Timers = slices.DeleteFunc(p.Timers, func(t Timer) bool { return t.Name == name })
}

// clone copies what Advance may change, so that the caller's state stays as it was.
func (s State) clone() State {
	s.Place.Repeats = maps.Clone(s.Place.Repeats)
	s.Place.Milestones = slices.Clone(s.Place.Milestones)
	s.Place.Timers = slices.Clone(s.Place.Timers)
	s.Place.Withdrawn = slices.Clone(s.Place.Withdrawn)
	s.Place.Invitations = slices.Clone(s.Place.Invitations)
	s.Answers = maps.Clone(s.Answers)
	return s
}
