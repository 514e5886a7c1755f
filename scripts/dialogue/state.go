package dialogue

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// Channel is how the line and a learner talk.
type Channel string

// The two channels.
const (
	Text  Channel = "text"
	Phone Channel = "phone"
)

// State is all that Advance knows of a learner. The two halves are sealed apart: code for managers can open Place, never
// Answers.
type State struct {
	Place   Place
	Answers Answers
}

// Answers are what the learner said, by step ID. While Place.Phase is Confirming, they include the unconfirmed name.
type Answers map[string]string

// Said returns the answers without what the engine keeps beside them.
func (a Answers) Said() Answers {
	said := maps.Clone(a)
	delete(said, lastTextID)
	delete(said, heldTextID)
	return said
}

// Status is a learner's progress in the lesson as a whole.
type Status string

// The statuses.
const (
	New       Status = ""          // has not begun, and may
	Started   Status = "started"   // has begun
	Paused    Status = "paused"    // by the learner, or after reminders; any answer goes on
	Waiting   Status = "waiting"   // for the next day
	Ended     Status = "ended"     // has passed the last step
	Uninvited Status = "uninvited" // may not begin
	Invited   Status = "invited"   // by a manager, and has not begun
)

// Phase is what a step is waiting for.
type Phase string

// The phases of a step.
const (
	Asking     Phase = ""           // for an answer to the step
	Confirming Phase = "confirming" // for yes or no to a name
	Helping    Phase = "helping"    // for a choice from a call's help menu
	Caring     Phase = "caring"     // after the care reply, for the learner to ask for the lesson
	Texting    Phase = "texting"    // for a name by text, while the call waits
	Choosing   Phase = "choosing"   // before the lesson's first words: for the language
	Offering   Phase = "offering"   // on a call between two parts of a course: whether to begin the next one
)

// Place is where a learner is in a lesson. It holds no answers. Its parts are grouped by how long they last: another
// lesson is a new LessonPlace, another step a new StepPlace, and an erasure keeps only the Bounds.
type Place struct {
	PersonPlace
	LessonPlace
	StepPlace
	VisitPlace
	CallPlace
}

// PersonPlace lasts from lesson to lesson.
type PersonPlace struct {
	Bounds
	Channel     Channel      `cbor:"3,keyasint,omitempty"`  // of the last turn
	Prompt      int          `cbor:"4,keyasint,omitempty"`  // number of the last prompt; it never goes back
	Name        string       `cbor:"18,keyasint,omitempty"` // the learner's first name, from an invitation
	Withheld    bool         `cbor:"19,keyasint,omitempty"` // the number is withheld: nothing can be texted
	LastSeen    time.Time    `cbor:"22,keyasint,omitzero"`  // when the learner last did anything
	ForgetAsked time.Time    `cbor:"25,keyasint,omitzero"`  // when FORGET ME was texted; a second one confirms it
	Unreachable bool         `cbor:"26,keyasint,omitempty"` // texts do not reach this number; a text or call from it ends that
	Invitations []Invitation `cbor:"27,keyasint,omitempty"` // in the order made, one for each cohort
	Past        []PastLesson `cbor:"28,keyasint,omitempty"` // lessons finished before this one
	ToArchive   string       `cbor:"29,keyasint,omitempty"` // a past lesson whose answers are not Archived yet
	Stranger    bool         `cbor:"33,keyasint,omitempty"` // somebody says that this number is now theirs: the line only replies
	AnyDay      bool         `cbor:"36,keyasint,omitempty"` // the learner wants texts on days that are no working days, too
	NoticeGiven time.Time    `cbor:"37,keyasint,omitzero"`  // the learner knows of the erasures up to this time
	RecordRead  time.Time    `cbor:"38,keyasint,omitzero"`  // when the learner last opened their own record
	PartSaid    time.Time    `cbor:"40,keyasint,omitzero"`  // when the line last said when the next part of a course comes

	Unsure        bool `cbor:"50,keyasint,omitempty"` // after a long silence: somebody else may have the number now
	IdentityAsked int  `cbor:"51,keyasint,omitempty"` // while Unsure: how often the line has asked whose the number is

	PassOnPrompt int       `cbor:"62,keyasint,omitempty"` // number of the prompt that asks whether their number may be passed on
	PassedOn     time.Time `cbor:"63,keyasint,omitzero"`  // when their number was passed on last, with their consent

	Language string `cbor:"61,keyasint,omitempty"` // that the learner chose, BCP-47; empty if they were not asked yet
}

// Bounds are the limits that outlive an erasure, so that the line leaves the person alone.
type Bounds struct {
	OptedOut    bool        `cbor:"17,keyasint,omitempty"` // no text, ever, until START
	Blocked     bool        `cbor:"57,keyasint,omitempty"` // the carrier knows of the opt-out: until START at the carrier no text of ours arrives
	IdleDay     string      `cbor:"11,keyasint,omitempty"` // the day of IdleReplies, as 2006-01-02
	IdleReplies int         `cbor:"20,keyasint,omitempty"` // replies of that day to texts that changed nothing
	CallsSince  time.Time   `cbor:"23,keyasint,omitzero"`  // when the count of Calls began
	Calls       int         `cbor:"24,keyasint,omitempty"` // calls that the learner asked for
	WrongCodes  int         `cbor:"52,keyasint,omitempty"` // MOVE codes that did not fit, since WrongSince
	WrongSince  time.Time   `cbor:"53,keyasint,omitzero"`  //
	Withdrawn   []Milestone `cbor:"32,keyasint,omitempty"` // by lesson, when an invitation was texted that is withdrawn, or to another part now: it is not texted again
}

// LessonPlace lasts as long as a lesson.
type LessonPlace struct {
	Status     Status         `cbor:"1,keyasint,omitempty"`
	Step       string         `cbor:"2,keyasint,omitempty"`  // the step whose prompt is open
	Repeats    map[string]int `cbor:"12,keyasint,omitempty"` // how often each repeat went back, by step ID
	Milestones []Milestone    `cbor:"14,keyasint,omitempty"` // in the order reached
	Timers     []Timer        `cbor:"15,keyasint,omitempty"`
	Nudges     int            `cbor:"30,keyasint,omitempty"` // how many managers have asked for
	Nudged     time.Time      `cbor:"31,keyasint,omitzero"`  // when the last one was asked for
	EarlyStep  string         `cbor:"34,keyasint,omitempty"` // a step that was answered, at least in part, before it was asked
	ReturnStep string         `cbor:"35,keyasint,omitempty"` // the step to go back to once a name is corrected
}

// StepPlace lasts as long as a step.
type StepPlace struct {
	FirstPrompt int   `cbor:"5,keyasint,omitempty"`  // number of this step's first prompt
	Phase       Phase `cbor:"6,keyasint,omitempty"`  //
	Texted      bool  `cbor:"7,keyasint,omitempty"`  // this step's prompt was texted
	Repeated    bool  `cbor:"60,keyasint,omitempty"` // the last turn of the call said the prompt again because the caller asked
	Misses
}

// Misses count the inputs that did not answer a step. Asking the step again does not reset them.
type Misses struct {
	NoInputs  int `cbor:"8,keyasint,omitempty"`  // silences
	NoMatches int `cbor:"9,keyasint,omitempty"`  // answers not understood
	Asides    int `cbor:"10,keyasint,omitempty"` // turns that were not meant as an answer
	Reminders int `cbor:"21,keyasint,omitempty"` // sent
}

// VisitPlace lasts from when a learner reaches a step until they go on or back. It is what was counted of that, so that each change
// is counted once; see count.go.
type VisitPlace struct {
	Since       time.Time `cbor:"80,keyasint,omitzero"`  // when they reached the step; zero if that was not counted
	Rest        Event     `cbor:"81,keyasint,omitempty"` // EventLeft or EventOptedOut, if that was counted
	RestChannel Channel   `cbor:"82,keyasint,omitempty"` // of which it was counted
}

// CallPlace lasts as long as a call.
type CallPlace struct {
	Call string `cbor:"16,keyasint,omitempty"` // the ID of the current call
}

// Milestone is a point in a lesson that was reached. Managers may see it.
type Milestone struct {
	Name string    `cbor:"1,keyasint"`
	At   time.Time `cbor:"2,keyasint"`
}

// The milestones. Started is reached with the lesson's first prompt, the others where a step says so.
const (
	MilestoneStarted   = "started"
	MilestoneFinished  = "finished"
	MilestoneReflected = "reflected"
)

// Timer is a time at which the engine wants an input of kind Wake. Names are unique in a Place.
type Timer struct {
	Name string    `cbor:"1,keyasint"`
	At   time.Time `cbor:"2,keyasint"`
}

// The names of timers.
const (
	TimerRemind = "remind"  // the learner is silent by text
	TimerWait   = "wait"    // a wait step is over
	TimerHangUp = "hang-up" // a call ended in the middle of the lesson
	TimerForget = "forget"  // the time to erase private answers; with "/" and a lesson's name, those of a past lesson
	TimerNotice = "notice"  // the learner is to be told that answers will be erased
	TimerInvite = "invite"  // an invitation is to be texted
	TimerNudge  = "nudge"   // a manager asks for one more text
	TimerPart   = "part"    // the next part of a course is to be offered; with "/" and the course's name
)

// onlyReplies reports whether the line only replies to this learner and begins nothing. They cannot be texted, do not want
// texts, or wrote words of distress and have not asked for the lesson since. Or it is not known whether it is still the learner.
func (p *Place) onlyReplies() bool {
	return p.OptedOut || p.Unreachable || p.Withheld || p.Stranger || p.Phase == Caring || p.IdentityAsked > 0
}

// mayJoin reports whether a text that is not understood may be the keyword of a cohort. In the middle of a lesson it is an answer
// or none: the learner's own words are not taken for another's.
func (p *Place) mayJoin() bool {
	switch {
	case p.Stranger, p.Phase == Caring, p.Unsure:
		return false
	case p.OptedOut:
		return !p.Blocked // and joins nothing until START, which the reply says
	}
	return p.Status == New || p.Status == Uninvited || p.Status == Invited || p.Status == Ended
}

// NextWake is when the next wake-up is due: the earliest of the timers, or the zero time if there is none. Where the line
// only replies, just the timers that erase answers count. In the middle of a lesson no part of a course is due.
func (p *Place) NextWake() time.Time {
	var next time.Time
	onlyReplies, inLesson := p.onlyReplies(), p.inLesson()
	for _, t := range p.Timers {
		if onlyReplies && !erasesAnswers(t.Name) || inLesson && strings.HasPrefix(t.Name, TimerPart) {
			continue
		}
		if next.IsZero() || t.At.Before(next) {
			next = t.At
		}
	}
	return next
}

// Reached reports whether a milestone was reached.
func (p *Place) Reached(name string) bool {
	return slices.ContainsFunc(p.Milestones, func(m Milestone) bool { return m.Name == name })
}

// Begun reports whether a learner is in a lesson, or has finished one.
func (p *Place) Begun() bool {
	return p.Status != New && p.Status != Uninvited && p.Status != Invited
}

// inLesson reports whether a learner is in the middle of a lesson.
func (p *Place) inLesson() bool {
	return p.Status == Started || p.Status == Paused || p.Status == Waiting
}

func (p *Place) timer(name string) (time.Time, bool) {
	for _, t := range p.Timers {
		if t.Name == name {
			return t.At, true
		}
	}
	return time.Time{}, false
}

func (p *Place) hasTimer(name string) bool {
	_, set := p.timer(name)
	return set
}

func (p *Place) setTimer(name string, at time.Time) {
	p.clearTimer(name)
	p.Timers = append(p.Timers, Timer{Name: name, At: at})
}

func (p *Place) clearTimer(names ...string) {
	p.Timers = slices.DeleteFunc(p.Timers, func(t Timer) bool { return slices.Contains(names, t.Name) })
}

// erasesAnswers reports whether a timer erases answers.
func erasesAnswers(timer string) bool {
	return timer == TimerForget || strings.HasPrefix(timer, TimerForget+archiveMark)
}

// erasures returns when the first answers are erased of which the learner was not told, and the last within noticeCovers of
// that. They are zero if there are none.
func (p *Place) erasures() (first, last time.Time) {
	for _, timer := range p.Timers {
		if erasesAnswers(timer.Name) && timer.At.After(p.NoticeGiven) && (first.IsZero() || timer.At.Before(first)) {
			first = timer.At
		}
	}
	for _, timer := range p.Timers {
		if erasesAnswers(timer.Name) && timer.At.After(last) && timer.At.Sub(first) <= noticeCovers {
			last = timer.At
		}
	}
	return first, last
}

// clone copies what Advance may change, so that the caller's state does not change. What is only appended to is clipped.
func (s State) clone() State {
	s.Place.Repeats = maps.Clone(s.Place.Repeats)
	s.Place.Milestones, s.Place.Withdrawn = slices.Clip(s.Place.Milestones), slices.Clip(s.Place.Withdrawn)
	s.Place.Timers = slices.Clone(s.Place.Timers)
	s.Place.Invitations = slices.Clone(s.Place.Invitations)
	if s.Answers = maps.Clone(s.Answers); s.Answers == nil {
		s.Answers = Answers{}
	}
	return s
}
