// Package dialogue is the engine: a script, a learner's state and one input give the next state and an output.
//
// It is pure. It does no I/O, reads no clock and knows neither Twilio nor Redis; time, zone and confidence are part of
// the input, and what should happen in the world is a wish in the output. It asks package nlu what an utterance means, and
// holds no list of what people write. So every conversation can be replayed, a turn can be tried again after a lost race,
// and `check` can walk all the paths of a lesson with the engine itself.
//
// The rule it keeps: it is never silent where an answer was owed, it never asks for ever, and a step is neither lost
// nor repeated when the channel changes, since a prompt's place is only left by an answer to that very prompt.
package dialogue

import "time"

// Advance takes one input and returns the state after it and what the line says. The state that is passed in stays as
// it is, so the same call may be made again. Any state and input are safe, also ones that do not fit the script: the
// lesson is then taken up at its beginning.
func Advance(s *Script, st State, in Input) (State, Output) {
	t := &turn{script: s, state: st.clone(), in: in, before: st.Place}
	t.place = &t.state.Place
	if in.Kind.byLearner() {
		t.place.LastSeen = in.At
		if t.place.Unreachable { // a text from a number shows that texts reach it, and a call is as good
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
		t.wake()
	case in.Channel == Phone:
		t.takeCall()
	default:
		t.takeText()
	}
	t.setRetention()
	return t.state, t.out
}

// turn is one run of Advance.
type turn struct {
	script     *Script
	state      State
	place      *Place // = &state.Place
	in         Input
	out        Output
	before     Place     // the place before the turn; it may share maps and slices with the caller
	distress   bool      // the input was words of distress, or followed them
	replyOwed  bool      // the text did something, so its reply is not dropped for being one too many
	besideCall bool      // the text came during a call that goes on
	machine    bool      // the text was a machine's: it changes nothing
	until      time.Time // of a wake-up: until then what it says may go out at any hour
	placeName  string    // the place that the learner named
	renamed    string    // the corrected name
	inviter    string    // the manager who invites
}

// Kind is what kind of input a turn brings.
type Kind string

// The kinds of input.
const (
	Answer  Kind = "answer"   // words or keys
	NoInput Kind = "no-input" // silence: never an answer with empty words
	Partial Kind = "partial"  // a part of an answer arrived, the rest is known to be lost
	HangUp  Kind = "hang-up"  // the call is over
	Connect Kind = "connect"  // a call begins
	Wake    Kind = "wake"     // a timer may be due
	Missed  Kind = "missed"   // a call of ours reached nobody: busy, no answer, or a machine, to which Channel Phone speaks
	Command Kind = "command"  // a word that means the same at any place, to which the carrier has replied already
)

// byLearner reports whether an input of this kind is the learner's own doing. What a carrier has replied to already is
// not: it is only noted.
func (k Kind) byLearner() bool {
	return k != Wake && k != HangUp && k != Missed && k != Command
}

// Word is what a carrier has replied to already.
type Word string

// The words that carriers reply to.
const (
	WordStop  Word = "stop"
	WordStart Word = "start"
	WordHelp  Word = "help"
)

// Input is one thing that happened, with everything that the engine may know of the moment.
type Input struct {
	Kind           Kind
	At             time.Time // now, in the learner's own time zone
	Channel        Channel
	Words          string   // typed, or recognised from speech
	Spoken         bool     // Words come from a speech recogniser
	Confidence     *float64 // the recogniser's, 0 to 1; nil where it gave none
	Unreadable     bool     // a picture, a contact or the like came, without a word
	Keys           string   // keys pressed on the phone: 0-9 * #
	Command        Word     // with kind Command
	Call           string   // the call's ID, on the phone
	Step           string   // on the phone: the step that is being answered
	Prompt         int      // on the phone: the number of the prompt that is being answered
	TextQueued     bool     // a text of ours is still on its way to the learner
	CallQueued     bool     // a call of ours is
	QuestionQueued bool     // the open question waits to be texted: who comes first has not seen it, and it is taken back
	Rules          Rules
}

// Rules are what whoever runs the line has decided for all lessons.
type Rules struct {
	Hours     Hours         // when the line may text by itself, in the learner's zone
	Rehearsal time.Duration // above 0 every wait and reminder lasts this long, and Hours do not apply
	Retention time.Duration // how long private answers are kept once the lesson is over; 0 is for good
	Calls     int           // how often in a day the line rings a learner who asks for it; 0 is never
	Open      bool          // whether somebody may begin whom nobody invited
	Line      string        // the number to ring, as it is written for people; empty where there is none
}

// delay is how long the line lets a time pass: in a rehearsal, as long as any.
func (r Rules) delay(d time.Duration) time.Duration {
	if r.Rehearsal > 0 {
		return r.Rehearsal
	}
	return d
}

// Output is what the line does about an input: wishes, which the engine does not act on.
type Output struct {
	Lines      []Line   `cbor:"1,keyasint,omitempty"` // what to say, in order
	Listen     *Listen  `cbor:"2,keyasint,omitempty"` // on the phone: what to listen for; nil hangs up
	Milestones []string `cbor:"3,keyasint,omitempty"` // reached in this turn
	Over       bool     `cbor:"4,keyasint,omitempty"` // the lesson's last step has been passed
	Language   string   `cbor:"5,keyasint,omitempty"` // on the phone: BCP-47
	Voice      string   `cbor:"6,keyasint,omitempty"` // on the phone

	// What the line does by itself. It is not part of the answer, so it is not given again when a turn comes twice.
	Texts        []Message `cbor:"-"` // to be texted, each by itself
	Ring         bool      `cbor:"-"` // the learner asks to be rung
	DropOutdated bool      `cbor:"-"` // the learner is with the lesson: what was to be said into their silence is out of date
	Erase        bool      `cbor:"-"` // the learner asks that all that is held of them be erased
	Invite       bool      `cbor:"-"` // Texts is an invitation
	Zone         string    `cbor:"-"` // the learner's time zone from now on, such as Pacific/Chatham
}

// Message is what the line texts by itself: after a wake-up, or during a call.
type Message struct {
	Lines       []Line
	IfSilent    bool      // said into a silence: it is not sent any more when the learner has come first
	NewQuestion bool      // with a question that was not texted before
	Until       time.Time // the learner asked for it: up to then it may go out at any hour; zero keeps to Rules.Hours
}

// Listen is what a phone prompt waits for.
type Listen struct {
	Step    string   `cbor:"1,keyasint"`           // the step that is asked
	Prompt  int      `cbor:"2,keyasint"`           // the number of this prompt: a turn of a call is known by it
	Keys    int      `cbor:"3,keyasint,omitempty"` // as many keys at most
	Speech  bool     `cbor:"4,keyasint,omitempty"` // speech is understood too
	Hints   []string `cbor:"5,keyasint,omitempty"` // words that are likely to be spoken
	Seconds int      `cbor:"6,keyasint,omitempty"` // of silence before it counts as no-input
	Long    bool     `cbor:"7,keyasint,omitempty"` // an answer of several sentences is welcome
}
