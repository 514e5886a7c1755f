// Package dialogue is the engine: a script, a learner's state and one input give the next state and an output.
//
// It is pure. It does no I/O, reads no clock and knows neither Twilio nor Redis. Time, zone and confidence are part of
// the input; actions, such as sending a text, are only listed in the output. Package nlu says what an utterance means.
// So every conversation can be replayed, a turn can be tried again after a lost race, and `check` can walk all paths of
// a lesson with the engine.
//
// The rule it keeps: it always replies where a reply is owed, it stops asking after a bounded number of reprompts, and a
// change of channel neither loses nor repeats a step, because only an answer to a prompt moves on from that prompt.
package dialogue

import (
	"strings"
	"time"

	"coachline/scripts/nlu"
)

// Advance takes one input and returns the next state and what the line says. It does not change the state that is passed
// in, so the same call can be made again. Any state and input are safe: where they do not fit the script, the lesson
// starts at its beginning.
func Advance(s *Script, st State, in Input) (State, Output) {
	t := newTurn(s, st, in)
	if in.Kind.byLearner() {
		t.place.Unsure = t.doubts()
		t.place.LastSeen = in.At
		if t.place.Unreachable { // a text or call from the number shows that it can be reached
			t.place.Unreachable = false
			t.endSilence()
		}
	}
	switch {
	case in.Kind == HangUp:
		t.hangUp()
	case in.Kind == Missed:
		t.missed()
	case in.Kind == Wake:
		if t.takeWakeUp(); len(t.out.Texts) > 0 && !t.invites() && t.doubts() {
			return askIdentityFirst(s, st, in, t.out.Texts[0])
		}
	case in.Kind == Moved:
		t.takeMoved()
	case in.Channel == Phone:
		t.takeCall()
	default:
		t.takeText()
	}
	t.endPassOn()
	t.setRetention()
	t.setNotice()
	t.out.Class = t.class()
	t.countVisits()
	return State{t.place, t.answers}, t.out
}

// endSilence clears the timers for a silent learner. If the input is the learner's, it also asks for the outbox to be rid of
// texts for their silence. A question among those was not asked, so the input is no answer to it.
func (t *turn) endSilence() {
	if !t.out.DropOutdated && t.in.QuestionQueued && t.in.Kind.byLearner() {
		t.place.Texted, t.before.Texted = false, false
	}
	t.out.DropOutdated = t.in.Kind.byLearner()
	t.place.clearTimer(TimerRemind, TimerHangUp)
}

// remindLater sets the reminder for a texted question, unless one is set. There is none after words of distress.
func (t *turn) remindLater() {
	p := &t.place
	if _, set := p.timer(TimerRemind); !set && p.Status == Started && p.Texted && !t.place.onlyReplies() && !t.distress {
		p.setTimer(TimerRemind, t.in.At.Add(t.in.Rules.delay(remindAfter)))
	}
}

// setRetention sets when the answers are erased. The retention runs from the learner's last turn, or from the next day's
// text if that is still to come. Once the lesson has ended, later turns do not extend it.
func (t *turn) setRetention() {
	p := &t.place
	held := false // an answer from this lesson, or a hash of the last text
	for id := range t.answers {
		held = held || !strings.Contains(id, archiveMark)
	}
	_, set := p.timer(TimerForget)
	switch ended := set && (t.before.Status == Ended || p.Unsure); { // a stranger's turn does not keep the learner's words for longer
	case !held, p.Withheld:
		p.clearTimer(TimerForget)
	case t.in.Rules.Retention > 0 && !ended && (t.in.Kind.byLearner() && !t.machine || t.out.Over):
		from := t.in.At
		if next, waits := p.timer(TimerWait); waits && next.After(from) {
			from = next // its prompt uses the answers
		}
		p.setTimer(TimerForget, from.Add(t.in.Rules.Retention))
	}
}

// turn is one run of Advance.
type turn struct {
	script     *Script // in the learner's language
	original   *Script // in the language in which it was written
	place      Place
	answers    Answers
	open       int // the index of the open step, or -1
	in         Input
	out        Output
	before     Place     // the place before the turn; it may share maps and slices with the caller
	distress   bool      // the input was words of distress, or followed them
	replyOwed  bool      // the text did something, so the larger limit for replies applies
	besideCall bool      // the text came during a call that goes on
	machine    bool      // a machine wrote the text: it changes nothing
	until      time.Time // in a wake-up: up to then, what it says may go out at any hour
	unasked    bool      // in a wake-up: nobody asked for what it says
	zonePlace  string    // the place that the learner named
	renamed    string    // the corrected name
	inviter    string    // the manager who invites
	link       string    // of the learner's own record
	erased     time.Time // when the first answers are erased
	part       *Part     // the part of a course that is spoken of
	moveCode   string    // for the new number

	languageKey string     // of the language whose phrase is said
	meant       nlu.Intent // what the learner's words meant
	matched     Class      // what they were to the open question; empty if they did not come to it
	visits      []visit    // in order, from the one that was open before the turn
}

// newTurn begins a turn, on a copy of the state.
func newTurn(s *Script, st State, in Input) turn {
	next := st.clone()
	t := turn{
		script: s.In(st.Place.Language), original: s, place: next.Place, answers: next.Answers, in: in, before: st.Place,
		open: s.Index(st.Place.Step),
	}
	if t.open >= 0 && t.place.inLesson() {
		t.visits = append(t.visits, visit{script: s, step: t.open, earlier: true})
	}
	return t
}

// InputKind is what kind of input a turn brings.
type InputKind string

// The kinds of input.
const (
	Answer        InputKind = "answer"   // words or keys
	NoInput       InputKind = "no-input" // silence: never an answer with empty words
	Partial       InputKind = "partial"  // part of an answer arrived; the rest is lost
	HangUp        InputKind = "hang-up"  // the call is over
	Connect       InputKind = "connect"  // a call begins
	Wake          InputKind = "wake"     // a wake-up: a timer may be due
	Missed        InputKind = "missed"   // our call reached nobody: busy, no answer, or a machine; the line speaks to it if Channel is Phone
	Moved         InputKind = "moved"    // the record has come from another number, and no text of the learner's is replied to
	CarrierNotice InputKind = "command"  // STOP, START or HELP, which the carrier has answered already
)

// byLearner reports whether the learner does something in an input of this kind. A command that the carrier has answered
// does not count: it is only recorded.
func (k InputKind) byLearner() bool {
	return k != Wake && k != HangUp && k != Missed && k != CarrierNotice
}

// Word is a command that the carrier has answered already.
type Word string

// The words that carriers reply to.
const (
	WordStop  Word = "stop"
	WordStart Word = "start"
	WordHelp  Word = "help"
)

// Input is one event and all that the engine knows of its circumstances.
type Input struct {
	Kind           InputKind
	At             time.Time // now, in the learner's own time zone
	Channel        Channel
	Words          string   // typed, or recognised from speech
	Spoken         bool     // Words come from a speech recogniser
	Confidence     *float64 // the recogniser's, 0 to 1; nil if it gave none
	Unreadable     bool     // a picture, a contact or the like, without words
	Keys           string   // keys pressed on the phone: 0-9 * #
	CarrierWord    Word     // with kind CarrierNotice; with Answer, what the carrier takes it for if it blocks our texts
	Call           string   // the call's ID, on the phone
	Placed         bool     // with kind Connect: the line rang the learner
	Step           string   // on the phone: the step that is being answered
	Prompt         int      // on the phone: the number of the prompt that is being answered
	TextQueued     bool     // a text of ours is still in the outbox
	CallQueued     bool     // a call of ours is still in the outbox
	QuestionQueued bool     // the open question is still in the outbox: the learner has not seen it, and this turn drops it
	Rules          Rules

	Number string `json:"-"` // the learner's, E.164; empty if it is withheld. Only a text that passes it on says it

	// Parts has the next part of each course to which the learner is invited, also of one of which they want no more parts. The
	// course of the lesson that they are on, or finished last, comes first.
	Parts []Part `json:"-"`

	// Link makes an address at which the learner reads their own record, and which opens once within this time.
	Link func(time.Duration) string `json:"-"`

	// NewMoveCode makes a code by which another number takes the record along. Earlier codes are void then.
	NewMoveCode func() string `json:"-"`

	// TryMove tries a code that was made for another number.
	TryMove func(code string) MoveOutcome `json:"-"`

	// MayRing reports whether the line may ring this number; nil is that it may. It is asked only where that matters, as
	// parsing a number costs a tenth of a turn. It always gives the same answer.
	MayRing func() bool `json:"-"`
}

// Rules are the operator's settings for all lessons.
type Rules struct {
	Hours     Hours         // when the line may begin to text, in the learner's zone
	Rehearsal time.Duration // above 0, every wait and reminder lasts this long, and Hours do not apply
	Retention time.Duration // how long private answers are kept after the lesson; 0 keeps them for good
	Calls     int           // how often a day the line rings a learner who asks for it; 0 is never
	PassOn    bool          // whether the number of a learner who asks for a person may be passed on, with their consent
	Open      bool          // whether people without an invitation may begin
	Line      string        // the number to ring, as written for people; empty if there is none

	// Who runs the line: texts say it to people who did not ask for them.
	Organisation string // its name, MaxOrganisation characters at most
	PrivacyLink  string // the address of the page that says what is held of people; empty: texts name none

	// Segments is how many segments lines take as texts, with all that is added to a text, if each of their letters is one of
	// GSM-7. So what a text says does not depend on the letters of a name. Nil is that everything fits.
	Segments func([]Line) int `json:"-"`

	// WorkingDay reports whether the day at this time, on its own clock, is a working day; nil is that every day is one.
	WorkingDay func(time.Time) bool `json:"-"`
}

// AskedWindow is when the line may begin to text for a reason that the learner gave.
func (r Rules) AskedWindow() Window {
	if r.Rehearsal > 0 {
		return Window{}
	}
	return Window{Hours: r.Hours}
}

// UnaskedWindow is when the line may begin to text a learner something that nobody asked for. anyDay is their wish for texts on
// days that are no working days, too.
func (r Rules) UnaskedWindow(anyDay bool) Window {
	w := r.AskedWindow()
	if r.Rehearsal == 0 && !anyDay {
		w.WorkingDay = r.WorkingDay
	}
	return w
}

// delay is d, or in a rehearsal the length that every delay has there.
func (r Rules) delay(d time.Duration) time.Duration {
	if r.Rehearsal > 0 {
		return r.Rehearsal
	}
	return d
}

// Output is what the line should do about an input. The engine itself does none of it.
type Output struct {
	Lines      []Line   `cbor:"1,keyasint,omitempty"` // what to say, in order
	Listen     *Listen  `cbor:"2,keyasint,omitempty"` // on the phone: what to listen for; nil hangs up
	Milestones []string `cbor:"3,keyasint,omitempty"` // reached in this turn
	Over       bool     `cbor:"4,keyasint,omitempty"` // the lesson's last step has been passed
	Language   string   `cbor:"5,keyasint,omitempty"` // on the phone: BCP-47
	Voice      string   `cbor:"6,keyasint,omitempty"` // on the phone
	MayJoin    bool     `cbor:"7,keyasint,omitempty"` // a text that means nothing to the lesson, while none is open: perhaps a cohort's keyword
	Slow       bool     `cbor:"8,keyasint,omitempty"` // on the phone: speak slowly, by voice
	Class      Class    `cbor:"-"`                    // what kind of turn it was

	// Actions beside the reply. They are not stored with it, so a turn that comes twice does not repeat them.
	Texts        []Message `cbor:"-"` // to be texted, each as a text of its own
	Ring         bool      `cbor:"-"` // the learner asks for a call
	DropOutdated bool      `cbor:"-"` // the learner is here: drop from the outbox what was meant for their silence
	Erase        bool      `cbor:"-"` // the learner asks for all their data to be erased
	PassOn       []Line    `cbor:"-"` // to be texted to whoever gets the wishes for a person
	Invite       bool      `cbor:"-"` // Texts is an invitation
	Zone         string    `cbor:"-"` // the learner's time zone from now on, such as Pacific/Chatham
	TakenUp      *Script   `cbor:"-"` // the learner is on this lesson from now on, at this version
	Counts       []Count   `cbor:"-"` // what is counted of this turn
}

// Message is a text that replies to no text: it follows a wake-up, or comes during a call.
type Message struct {
	Lines       []Line
	IfSilent    bool      // for a silent learner: not sent if they do something first
	NewQuestion bool      // it has a question that was not texted before
	Unasked     bool      // nobody asked for it: it keeps to working days
	Begun       bool      // the line begins it, and no learner waits for it: it waits if the day's limit of texts is spent
	Until       time.Time // the learner asked for it: up to then it may go out at any hour; zero means within Rules.Hours
}

// Listen is what a phone prompt waits for.
type Listen struct {
	Step    string   `cbor:"1,keyasint"`           // the step that is asked
	Prompt  int      `cbor:"2,keyasint"`           // the number of this prompt, which identifies the turn of a call
	Keys    int      `cbor:"3,keyasint,omitempty"` // how many keys at most
	Speech  bool     `cbor:"4,keyasint,omitempty"` // speech is understood too
	Hints   []string `cbor:"5,keyasint,omitempty"` // words that the caller is likely to say
	Seconds int      `cbor:"6,keyasint,omitempty"` // of silence that count as no-input
	Long    bool     `cbor:"7,keyasint,omitempty"` // an answer of several sentences is welcome
}
